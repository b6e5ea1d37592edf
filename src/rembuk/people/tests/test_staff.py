"""Whoever works for a space signs in with a password and a second factor, whatever page they ask for."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone

from rembuk.people import actions, queries
from rembuk.people.models import Person
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.shared.refusals import NotThere
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member, make_space

pytestmark = pytest.mark.django_db
PASSWORD = "perahu melati sawo teduh"


@pytest.fixture
def worker() -> Person:
    person = actions.enrol(email="kerja@contoh.id", password=PASSWORD, totp=True)
    return make_member(make_space(), Role.COORDINATOR, person)


def come_in_by_code(client: Client, email: str) -> str:
    client.post("/akun/masuk/", {"email": email})
    found = re.search(r"\b\d{6}\b", mail.outbox[-1].body)
    assert found is not None
    return client.post("/akun/masuk/kode/", {"code": found[0]})["Location"]


# Real commits: the session learns of the new factor when its transaction is through.
@pytest.mark.django_db(transaction=True)
def test_new_staff_are_led_through_password_and_app_back_to_their_page() -> None:
    client = Client()
    person = make_member(make_space(), Role.REVIEWER, make_person("baru@contoh.id"))
    come_in_by_code(client, person.email)
    first = client.get("/kabar/")
    assert first["Location"] == "/akun/sandi/?next=%2Fkabar%2F"
    form = {"password1": PASSWORD, "password2": PASSWORD, "next": "/kabar/"}
    assert client.post(first["Location"], form)["Location"] == "/kabar/"
    second = client.get("/kabar/")
    assert second["Location"].startswith("/akun/langkah-kedua/aplikasi/?")
    page = client.get(second["Location"])
    assert b"data:image/svg+xml" in page.content
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page.content.decode())
    assert secret is not None
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    code = format_hotp_value(hotp_value(secret[1], int(timezone.now().timestamp()) // 30))
    assert client.post(second["Location"], {"code": code}).status_code == 302
    assert client.get("/kabar/").status_code == 200


def test_staff_with_password_and_app_come_in_by_both(worker: Person) -> None:
    client = Client()
    first = client.post(
        "/akun/masuk/sandi/", {"login": worker.email, "password": PASSWORD, "next": "/kabar/"}
    )
    assert first["Location"].startswith("/akun/masuk/langkah-kedua/")
    assert client.get("/kabar/").status_code == 302
    code = queries.current_totp(worker, timezone.now())
    done = client.post("/akun/masuk/langkah-kedua/", {"code": code})
    assert done["Location"] == "/kabar/"
    assert client.get("/kabar/").status_code == 200


def test_staff_who_came_by_mail_code_still_give_second_factor_and_password(worker: Person) -> None:
    client = Client()
    assert come_in_by_code(client, worker.email).startswith("/akun/masuk/langkah-kedua/")
    client.post("/akun/masuk/langkah-kedua/", {"code": queries.current_totp(worker, timezone.now())})
    asked = client.get("/kabar/")["Location"]
    assert asked == "/akun/pastikan/?next=%2Fkabar%2F"
    assert client.post(asked, {"password": "salah salah salah"}).status_code == 400
    assert client.get("/kabar/").status_code == 302
    assert client.post(asked, {"password": PASSWORD, "next": "/kabar/"})["Location"] == "/kabar/"
    assert client.get("/kabar/").status_code == 200


def test_staff_form_sent_without_the_second_factor_does_nothing(worker: Person) -> None:
    client = sign_in(Client(), worker, "password")
    answer = client.post("/kabar/atur/", {"langkah": "berhenti"})
    assert answer["Location"].startswith("/akun/pastikan/kode/?next=%2F")
    from rembuk.messaging.models import Stop

    assert not Stop.objects.exists()


def test_citizen_needs_neither_password_nor_second_factor() -> None:
    assert sign_in(Client(), make_person(), "code").get("/kabar/").status_code == 200


def test_role_given_while_signed_in_counts_at_once() -> None:
    person = make_person()
    client = sign_in(Client(), person, "code")
    assert client.get("/kabar/").status_code == 200
    make_member(make_space(), Role.REVIEWER, person)
    assert client.get("/kabar/").status_code == 302


def test_staff_cannot_take_away_their_last_second_factor(worker: Person) -> None:
    client = sign_in(Client(), worker)
    client.post("/akun/langkah-kedua/aplikasi/lepas/")
    assert Authenticator.objects.filter(user=worker, type="totp").exists()
    key = Authenticator.objects.create(user=worker, type="webauthn", data={"name": "kunci"})
    Authenticator.objects.filter(user=worker, type="totp").delete()
    assert client.post(f"/akun/langkah-kedua/kunci/{key.pk}/hapus/").status_code == 409
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_same_app_code_opens_the_door_once(worker: Person) -> None:
    code = queries.current_totp(worker, timezone.now())
    for expected in (302, 400):
        client = Client()
        client.post("/akun/masuk/sandi/", {"login": worker.email, "password": PASSWORD})
        assert client.post("/akun/masuk/langkah-kedua/", {"code": code}).status_code == expected


def test_password_guessing_is_stopped_per_account_before_the_right_one_would_work(worker: Person) -> None:
    for number in range(5):
        Client().post("/akun/masuk/sandi/", {"login": worker.email, "password": f"salah salah {number}"})
    answer = Client(REMOTE_ADDR="192.0.2.9").post(
        "/akun/masuk/sandi/", {"login": worker.email.upper(), "password": PASSWORD}
    )
    assert answer.status_code == 400
    assert "Terlalu banyak percobaan" in answer.content.decode()


def test_password_form_answers_equally_for_known_and_unknown_addresses(worker: Person) -> None:
    pages = []
    for email in (worker.email, "entah@contoh.id"):
        answer = Client().post("/akun/masuk/sandi/", {"login": email, "password": "salah salah salah"})
        text = re.sub(r'csrfmiddlewaretoken" value="\w+', "", answer.content.decode())
        pages.append((answer.status_code, text.replace(email, "")))
    assert pages[0] == pages[1]


def test_changed_password_ends_the_other_sessions_and_keeps_this_one(worker: Person) -> None:
    here, there = sign_in(Client(), worker), sign_in(Client(), worker)
    new = "teduh sawo melati perahu"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/akun/sandi/ubah/", form).status_code == 302
    assert here.get("/akun/").status_code == 200
    assert there.get("/akun/").status_code == 302


def test_short_or_common_password_is_refused_with_what_was_wrong() -> None:
    client = sign_in(Client(), make_person(), "code")
    answer = client.post("/akun/sandi/", {"password1": "pendek", "password2": "pendek"})
    assert answer.status_code == 400
    assert "12" in answer.content.decode()


def test_forgotten_password_asks_for_mail_code_and_second_factor(worker: Person) -> None:
    new = {"password1": "teduh sawo melati perahu", "password2": "teduh sawo melati perahu"}
    for ways in (("password",), ("code",), ("mfa",)):
        sign_in(client := Client(), worker, *ways).post("/akun/sandi/lupa/", new)
        worker.refresh_from_db()
        assert worker.check_password(PASSWORD), ways
    sign_in(client, worker, "code", "mfa").post("/akun/sandi/lupa/", new)
    worker.refresh_from_db()
    assert worker.check_password(new["password1"])


def test_ended_sessions_are_closed_even_where_the_cookie_survives(worker: Person) -> None:
    client = sign_in(Client(), worker)
    cookie = client.cookies["sesi"].value
    actions.end_sessions(person=worker)
    stolen = Client()
    stolen.cookies["sesi"] = cookie
    assert stolen.get("/akun/").status_code == 302


def test_app_secret_rests_encrypted_and_gives_the_codes_of_rfc_6238(worker: Person) -> None:
    kept = Authenticator.objects.get(user=worker, type="totp")
    assert not re.fullmatch(r"[A-Z2-7=]+", kept.data["secret"])
    from rembuk.people.adapters import MFAAdapter

    # RFC 6238, appendix B: the SHA-1 key "12345678901234567890" at 59 s gives 94287082 (eight digits).
    kept.data["secret"] = MFAAdapter().encrypt("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    kept.save()
    assert queries.current_totp(worker, datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC)) == "287082"
    with pytest.raises(NotThere):
        queries.current_totp(make_person(), timezone.now() - timedelta(days=1))


def test_proxy_header_is_believed_only_from_the_trusted_proxy(settings: object, rf: object) -> None:
    from rembuk.people.adapters import client_address
    from rembuk.shared.ratelimit import network_of

    request = rf.get("/", REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR="203.0.113.5, 192.0.2.44")
    assert client_address(request) == "198.51.100.7"
    settings.TRUSTED_PROXY = "198.51.100.0/24"
    assert client_address(request) == "192.0.2.44"
    six = rf.get("/", REMOTE_ADDR="2001:db8:1:2:3::9")
    assert network_of(six) == "2001:db8:1:2::/64"


def test_ipv4_address_as_ipv6_spells_it_is_a_network_of_its_own(settings: object, rf: object) -> None:
    from rembuk.people import adapters
    from rembuk.shared import ratelimit

    one, other = (rf.get("/", REMOTE_ADDR=f"::ffff:192.0.2.{number}") for number in (1, 2))
    assert [ratelimit.network_of(asked) for asked in (one, other)] == ["192.0.2.1", "192.0.2.2"]
    settings.TRUSTED_PROXY = "192.0.2.0/24"
    one.META["HTTP_X_FORWARDED_FOR"] = "203.0.113.5, ::ffff:203.0.113.9"
    assert adapters.client_address(one) == "203.0.113.9"
    assert ratelimit.network_of(one) == "203.0.113.9"
    one.META["HTTP_X_FORWARDED_FOR"] = "bukan alamat"
    assert adapters.client_address(one) == "192.0.2.1"
    unknown = rf.get("/", REMOTE_ADDR="")
    assert (adapters.client_address(unknown), ratelimit.network_of(unknown)) == ("0.0.0.0", "unknown")
