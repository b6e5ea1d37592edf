"""Citizens come in by a code; nobody learns who has an account; guessing runs into walls."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from rembuk.people import actions
from rembuk.people.models import Person, SignInCode
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.shared.refusals import NotAllowed, Refused, TooMany

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
NETWORK = "192.0.2.1"


def latest_code() -> str:
    found = re.search(r"\b\d{6}\b", mail.outbox[-1].body)
    assert found is not None
    return found[0]


def ask(client: Client, email: str, **extra: str) -> str:
    answer = client.post("/akun/masuk/", {"email": email, **extra})
    assert answer.status_code == 302
    return latest_code()


def test_new_address_becomes_an_account_only_once_the_code_is_right() -> None:
    client = Client()
    code = ask(client, "Baru@Contoh.id")
    assert not Person.objects.exists()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert client.post("/akun/masuk/kode/", {"code": wrong}).status_code == 400
    assert not Person.objects.exists()
    answer = client.post("/akun/masuk/kode/", {"code": f"{code[:3]} {code[3:]}"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert Person.objects.get().email == "baru@contoh.id"
    assert client.get("/akun/").status_code == 200


def test_answers_for_known_unknown_and_closed_addresses_are_equal() -> None:
    make_person("ada@contoh.id")
    actions.shut(person=make_person("tutup@contoh.id"))
    pages = []
    for email in ("ada@contoh.id", "baru@contoh.id", "tutup@contoh.id"):
        client = Client()
        first = client.post("/akun/masuk/", {"email": email})
        second = client.get("/akun/masuk/kode/")
        text = re.sub(r'csrfmiddlewaretoken" value="\w+', "", second.content.decode())
        pages.append((first.status_code, first["Location"], second.status_code, text.replace(email, "")))
    assert pages[0] == pages[1] == pages[2]
    assert [len(message.to) for message in mail.outbox] == [1, 1, 1]


def test_asking_for_a_code_costs_the_same_queries_for_known_and_unknown_addresses(
    django_assert_num_queries: object,
) -> None:
    make_person("ada@contoh.id")
    actions.send_code(email="lain@contoh.id", network=NETWORK, at=NOON)
    for email in ("ada@contoh.id", "baru@contoh.id"):
        with django_assert_num_queries(6):
            actions.send_code(email=email, network=NETWORK, at=NOON)


@pytest.mark.parametrize(
    ("first", "variant"),
    [("siti@contoh.id", "siti+2@contoh.id"), ("si.ti@gmail.com", "siti@googlemail.com"),
     ("siti+a@contoh.id", "SITI+b@contoh.id")],
)  # fmt: skip
def test_variant_of_an_address_makes_no_second_account_and_opens_none(first: str, variant: str) -> None:
    make_person(first)
    client = Client()
    answer = client.post("/akun/masuk/kode/", {"code": ask(client, variant)})
    assert answer.status_code == 400
    assert "satu kotak surat, satu akun" in answer.content.decode()
    assert Person.objects.count() == 1
    assert client.get("/akun/").status_code == 302
    assert Client().post("/akun/masuk/", {"email": "lain.siti@contoh.id"}).status_code == 302


def test_third_wrong_code_kills_the_right_one_too() -> None:
    key = actions.send_code(email="a@contoh.id", network=NETWORK, at=NOON)
    code = latest_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(3):
        with pytest.raises(Refused):
            actions.redeem_code(key=key, code=wrong, at=NOON)
    with pytest.raises(Refused):
        actions.redeem_code(key=key, code=code, at=NOON)
    assert not Person.objects.exists()


def test_code_works_once_only_in_time_and_only_with_its_own_browser() -> None:
    key = actions.send_code(email="a@contoh.id", network=NETWORK, at=NOON)
    code = latest_code()
    late = NOON + timedelta(minutes=15, seconds=1)
    for bad_key, at in [(key, late), ("x" * 43, NOON)]:
        with pytest.raises(Refused):
            actions.redeem_code(key=bad_key, code=code, at=at)
    actions.redeem_code(key=key, code=code, at=NOON)
    with pytest.raises(Refused):
        actions.redeem_code(key=key, code=code, at=NOON)


def test_sixth_code_in_an_hour_to_one_address_is_refused_and_other_addresses_are_not() -> None:
    for _ in range(actions.CODES_PER_ADDRESS):
        actions.send_code(email="a@contoh.id", network=NETWORK, at=NOON)
    with pytest.raises(TooMany):
        actions.send_code(email="A@contoh.id ", network="192.0.2.2", at=NOON)
    actions.send_code(email="b@contoh.id", network=NETWORK, at=NOON)
    actions.send_code(email="a@contoh.id", network=NETWORK, at=NOON + timedelta(hours=1, seconds=1))


@pytest.mark.parametrize(
    ("spelled", "other"),
    [("siti+{}@contoh.id", "siti@contoh.id"), ("s.it.i+{}@gmail.com", "siti@googlemail.com")],
)
def test_codes_to_one_mailbox_are_counted_however_its_address_is_spelled(spelled: str, other: str) -> None:
    for number in range(actions.CODES_PER_ADDRESS):
        actions.send_code(email=spelled.format(number), network=f"192.0.2.{number}", at=NOON)
    for email in (spelled.format(99), other):
        with pytest.raises(TooMany):
            actions.send_code(email=email, network="192.0.2.99", at=NOON)
    assert len(mail.outbox) == actions.CODES_PER_ADDRESS


def test_network_that_asks_for_too_many_codes_is_refused_and_others_are_not() -> None:
    for number in range(actions.CODES_PER_NETWORK):
        actions.send_code(email=f"a{number}@contoh.id", network=NETWORK, at=NOON)
    with pytest.raises(TooMany):
        actions.send_code(email="z@contoh.id", network=NETWORK, at=NOON)
    actions.send_code(email="z@contoh.id", network="192.0.2.2", at=NOON)


def test_code_is_kept_only_as_a_keyed_hash() -> None:
    actions.send_code(email="a@contoh.id", network=NETWORK, at=NOON)
    kept = SignInCode.objects.get()
    assert latest_code() not in kept.code_hash
    assert len(kept.code_hash) == 64


def test_closed_account_stays_closed_with_the_right_code() -> None:
    person = make_person("a@contoh.id")
    key = actions.send_code(email=person.email, network=NETWORK, at=NOON)
    actions.shut(person=person)
    with pytest.raises(NotAllowed):
        actions.redeem_code(key=key, code=latest_code(), at=NOON)


def test_session_id_changes_at_sign_in_and_sign_out_kills_it_on_the_server() -> None:
    client = Client()
    code = ask(client, "a@contoh.id")
    before = client.cookies["sesi"].value
    client.post("/akun/masuk/kode/", {"code": code})
    during = client.cookies["sesi"].value
    assert during != before
    client.post("/akun/keluar/")
    stolen = Client()
    stolen.cookies["sesi"] = during
    assert stolen.get("/akun/").status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://jahat.id/", "//jahat.id/", "///jahat.id", "/\\jahat.id", "\\\\jahat.id",
        "javascript:alert(1)",
        "http://localhost/", "https:jahat.id", "http:///jahat.id", "/\t/jahat.id", "http://testserver@jahat.id/",
        "data:text/html,x", " //jahat.id", "http://127.0.0.1:9/",
    ],
)  # fmt: skip
def test_way_back_leads_only_to_this_site(target: str) -> None:
    client = Client()
    code = ask(client, "a@contoh.id", next=target)
    assert client.post("/akun/masuk/kode/", {"code": code})["Location"] == "/"


def test_way_back_to_a_page_of_ours_is_kept() -> None:
    client = Client()
    code = ask(client, "a@contoh.id", next="/kabar/?a=1")
    assert client.post("/akun/masuk/kode/", {"code": code})["Location"] == "/kabar/?a=1"


def test_opening_the_code_page_again_and_again_changes_nothing() -> None:
    client = Client()
    ask(client, "a@contoh.id")
    for _ in range(3):
        client.get("/akun/masuk/kode/")
        client.head("/akun/masuk/kode/")
    assert SignInCode.objects.get().tries == 0


def test_form_of_another_site_signs_nobody_in() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/akun/masuk/", {"email": "a@contoh.id"}).status_code == 403
    assert not mail.outbox


@pytest.mark.parametrize(
    "email", ["", "a", "a@", "a@b", "a@contoh.id\nBcc: b@contoh.id", "x" * 300 + "@a.id"]
)
def test_what_is_no_address_gets_no_mail(email: str) -> None:
    assert Client().post("/akun/masuk/", {"email": email}).status_code == 400
    assert not mail.outbox


def test_mail_speaks_the_language_of_the_reader() -> None:
    client = Client()
    client.cookies["bahasa"] = "en"
    ask(client, "a@contoh.id")
    assert mail.outbox[-1].subject.endswith("is your sign-in code")


def test_session_of_another_device_can_be_ended_from_here() -> None:
    person = make_person()
    here, there = sign_in(Client(), person, "code"), sign_in(Client(), person, "code")
    assert here.get("/akun/sesi/").content.count(b"row__title") == 2
    here.post("/akun/sesi/", {"sesi": "lain"})
    assert there.get("/akun/").status_code == 302
    assert here.get("/akun/").status_code == 200


def test_session_of_somebody_else_cannot_be_ended() -> None:
    other = sign_in(Client(), make_person(), "code")
    mine = sign_in(Client(), make_person(), "code")
    for number in range(1, 20):
        mine.post("/akun/sesi/", {"sesi": str(number)})
    assert other.get("/akun/").status_code == 200
