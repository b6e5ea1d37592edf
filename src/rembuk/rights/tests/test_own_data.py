"""One's own data: shown, taken along, erased; and who looked at whose."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from rembuk.ideas import actions as ideas
from rembuk.ideas.models import BoardMove, Endorsement
from rembuk.ideas.tests.factories import make_idea
from rembuk.ledger.models import Leaf
from rembuk.messaging.models import Notice
from rembuk.people.actions import send_code
from rembuk.people.models import Person, SignInCode
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.review.tests.factories import make_case, make_laid
from rembuk.rights.actions import record_consent, record_look
from rembuk.rights.models import Consent, Erasure, Look
from rembuk.rights.tasks import erase
from rembuk.shared import holdings
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.spaces.models import Membership, Space
from rembuk.spaces.tests.factories import NOON, make_member, make_space
from rembuk.voices.actions import receive_voice
from rembuk.voices.models import VoiceLabel

pytestmark = pytest.mark.django_db
WHY = "menanyakan letak lampunya"


@pytest.fixture
def space() -> Space:
    return make_space()


def busy(space: Space) -> Person:
    """Return a reviewer of whom every domain holds something."""
    person = make_member(space, "reviewer", make_person("siti@contoh.id", name="Siti Rekaan"))
    idea = make_idea(space)
    ideas.endorse(idea=idea, person=person, at=NOON)
    Notice.objects.create(receiver=ref(person), key="a", subject="Kabar uji", text="x", link="/", at=NOON)
    by = Actor("reviewer", person.pk)
    record_consent(
        subject=ref(person), space=space, purpose="news", given=True, source="form", by=by, at=NOON
    )
    record_look(space=space, about="voices.voice:9", what="author", why=WHY, by=by, at=NOON)
    send_code(email=person.email, network="192.0.2.7", at=NOON)
    return person


def test_every_domain_shows_and_gives_along_what_it_holds(space: Space) -> None:
    person = busy(space)
    client = sign_in(Client(), person)
    page = client.get("/akun/data/").content.decode()
    for words in (
        "siti@contoh.id",
        "192.0.2.7",
        "Penelaah",
        "Kabar uji",
        WHY,
        "Lampu di jalur pulang sekolah",
    ):
        assert words in page, words
    file = client.get("/akun/data/unduh/")
    assert "attachment" in file["Content-Disposition"]
    held = file.json()["held"]
    assert sorted(held) == sorted(holding.name for holding in holdings.everything())
    for name in ("ideas", "messaging", "people", "rights", "spaces"):
        assert held[name], name
    readable = client.get("/akun/data/unduh/?bentuk=html")
    assert 'filename="data-saya.html"' in readable["Content-Disposition"]
    for words in ("siti@contoh.id", WHY, "Penelaah"):
        assert words in readable.content.decode(), words
    other = sign_in(Client(), make_person()).get("/akun/data/unduh/").content.decode()
    assert "siti@contoh.id" not in other


def test_account_page_leads_to_the_data_and_their_erasure() -> None:
    page = sign_in(Client(), make_person()).get("/akun/").content.decode()
    for link in ("/akun/data/", "/akun/data/unduh/", "/akun/data/unduh/?bentuk=html", "/akun/hapus/"):
        assert f'href="{link}"' in page


def test_erasing_an_account_leaves_no_word_of_it_and_every_leaf(space: Space) -> None:
    person = busy(space)
    client, before = sign_in(Client(), person), [bytes(leaf.body) for leaf in Leaf.objects.order_by("pk")]
    assert client.post("/akun/hapus/", {}).status_code == 400
    assert Membership.objects.filter(person=person).exists()
    answer = client.post("/akun/hapus/", {"sure": "on"})
    assert "sedang dihapus" in answer.content.decode()
    assert client.get("/akun/").status_code == 302
    assert not Membership.objects.filter(person=person).exists()
    # Before the job comes round.
    assert not Person.objects.get(pk=person.pk).is_active

    for _twice in range(2):
        erase({"subject": ref(person)})
    assert Erasure.objects.get().done_at is not None
    person.refresh_from_db()
    assert (person.name, person.is_active) == ("", False)
    assert "siti" not in person.email
    assert not SignInCode.objects.exists()
    assert not Endorsement.objects.exists()
    assert not Notice.objects.exists()
    assert person.endorsements.count() == 0
    idea = make_idea(space)
    assert idea.endorsements_count == 0
    assert [bytes(leaf.body) for leaf in Leaf.objects.order_by("pk")][: len(before)] == before
    # What law asks to prove stays, with a number that leads to nobody.
    assert Consent.objects.count() == Look.objects.count() == 1


def test_erasing_takes_the_endorsement_out_of_the_count(space: Space) -> None:
    idea, person = make_idea(space), make_person()
    ideas.endorse(idea=idea, person=person, at=NOON)
    ideas.endorse(idea=idea, person=make_person(), at=NOON)
    for _twice in range(2):
        ideas.forget(subject=ref(person))
    idea.refresh_from_db()
    assert idea.endorsements_count == Endorsement.objects.count() == 1


def test_same_address_may_begin_anew_after_its_account_was_erased() -> None:
    person = make_person("siti@contoh.id")
    sign_in(Client(), person).post("/akun/hapus/", {"sure": "on"})
    erase({"subject": ref(person)})
    assert make_person("siti@contoh.id").pk != person.pk


def test_last_owner_is_told_to_name_another_first_and_nothing_is_erased(space: Space) -> None:
    owner = make_member(space, "owner")
    answer = sign_in(Client(), owner).post("/akun/hapus/", {"sure": "on"})
    assert answer.status_code == 409
    assert "Tunjuk pemilik lain dulu" in answer.content.decode()
    assert Membership.objects.filter(person=owner).exists()
    owner.refresh_from_db()
    assert owner.is_active
    assert not Erasure.objects.exists()


def looked(space: Space, person: Person, count: int, what: str = "author") -> None:
    for number in range(count):
        record_look(
            space=space, about=f"voices.voice:{number}", what=what, why=f"{WHY} {number}",
            by=Actor("coordinator", person.pk), at=NOON + timedelta(minutes=number),
        )  # fmt: skip


def test_officer_reads_who_looked_page_by_page_and_by_person_and_kind(space: Space) -> None:
    ani, budi = (
        make_member(space, "coordinator"),
        make_member(space, "owner", make_person(name="Budi Rekaan")),
    )
    looked(space, ani, 25)
    looked(space, budi, 2, "contact")
    looked(make_space(), budi, 3)
    officer = sign_in(Client(), make_member(space, "officer"))
    first = officer.get(f"/r/{space.slug}/pembukaan/")
    assert f'href="/r/{space.slug}/pembukaan/"' in officer.get(f"/r/{space.slug}/").content.decode()
    assert len(first.context["rows"]) == 20
    after = first.context["page"].after
    assert len(officer.get(f"/r/{space.slug}/pembukaan/", {"after": after}).context["rows"]) == 7
    by_budi = officer.get(f"/r/{space.slug}/pembukaan/", {"oleh": ref(budi)})
    assert [row["look"].what for row in by_budi.context["rows"]] == ["contact", "contact"]
    assert "Budi Rekaan" in by_budi.content.decode()
    by_kind = officer.get(f"/r/{space.slug}/pembukaan/", {"apa": "author", "after": ""})
    assert {row["look"].by for row in by_kind.context["rows"]} == {ref(ani)}
    assert len(officer.get(f"/r/{space.slug}/pembukaan/", {"apa": "contact"}).context["rows"]) == 2
    assert officer.get(f"/r/{space.slug}/pembukaan/", {"oleh": "x", "apa": "y"}).status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_log_of_looks_asks_the_same_number_of_queries_however_many(
    space: Space, count: int, django_assert_num_queries
) -> None:
    for _number in range(count):
        looked(space, make_member(space, "coordinator"), 1)
    officer = sign_in(Client(), make_member(space, "officer"))
    officer.get(f"/r/{space.slug}/pembukaan/")
    with django_assert_num_queries(7):
        officer.get(f"/r/{space.slug}/pembukaan/")


def test_receipt_says_by_role_who_looked_at_its_sender(space: Space) -> None:
    made = receive_voice(
        space=space, text="Lampu jalan mati", email="siti@contoh.id", purposes=["progress"],
        by=Actor("citizen"), at=NOON,
    )  # fmt: skip
    citizen = Client()
    citizen.post("/tanda-terima/", {"kode": made.code})
    assert "Belum ada yang membuka" in citizen.get("/tanda-terima/suara/").content.decode()
    staff = make_member(space, "coordinator", make_person(name="Ani Rekaan"))
    record_look(
        space=space, about=ref(made.voice), what="contact", why=WHY,
        by=Actor("coordinator", staff.pk), at=NOON,
    )  # fmt: skip
    page = citizen.get("/tanda-terima/suara/").content.decode()
    for words in ("Surel pengirim", "Koordinator ruang", space.name, WHY):
        assert words in page, words
    assert "Ani Rekaan" not in page


def test_receipt_gives_all_that_is_held_as_one_file_for_programs_or_to_read(space: Space) -> None:
    made = receive_voice(
        space=space, text="Lampu jalan mati", email="siti@contoh.id", purposes=["progress"],
        by=Actor("citizen"), at=NOON,
    )  # fmt: skip
    Notice.objects.create(
        receiver=ref(made.voice), key="kabar:1", subject="Suara Anda dipilah", text="x", link="/", at=NOON
    )
    given = {"voice": made.voice, "name": "kind", "value": "complaint", "because": "mati"}
    VoiceLabel.objects.create(**given)
    citizen = Client()
    assert citizen.get("/tanda-terima/suara/data/")["Location"] == "/tanda-terima/"
    citizen.post("/tanda-terima/", {"kode": made.code})
    page = citizen.get("/tanda-terima/suara/").content.decode()
    assert 'href="/tanda-terima/suara/data/?bentuk=html"' in page
    file = citizen.get("/tanda-terima/suara/data/")
    assert file["Content-Disposition"] == 'attachment; filename="data-saya.json"'
    assert "no-store" in file["Cache-Control"]
    assert sorted(file.json()["held"]) == sorted(holding.name for holding in holdings.everything())
    readable = citizen.get("/tanda-terima/suara/data/?bentuk=html").content.decode()
    told = (
        "Lampu jalan mati",
        "siti@contoh.id",
        "Suara Anda dipilah",
        "formulir situs",
        "Keluhan",
        "Tanpa nama",
    )
    for words in told:
        assert words in file.content.decode(), words
        assert words in readable, words


def test_account_shows_where_its_address_was_left_and_not_what_was_said_there(space: Space) -> None:
    person = make_person("siti@contoh.id")
    for email in ("Siti@contoh.id", "budi@contoh.id"):
        receive_voice(
            space=space, text="Kata-kata suara.", email=email, purposes=["progress"], by=Actor("citizen"),
            at=NOON,
        )  # fmt: skip
    client = sign_in(Client(), person)
    (row,) = client.get("/akun/data/unduh/").json()["held"]["voices"]
    assert (row["what"], row["space"], row["consents"]) == ("address_left", space.name, {"progress": True})
    page = client.get("/akun/data/").content.decode()
    assert "Surel Anda, ditinggalkan pada sebuah suara" in page
    assert "Kata-kata suara." not in page
    assert sign_in(Client(), make_person()).get("/akun/data/unduh/").json()["held"]["voices"] == []


def test_own_data_read_in_words_and_never_in_keys(space: Space) -> None:
    person = busy(space)
    BoardMove.objects.create(space=space, person=person, kind="split", voices=[], size=0, clusters=0, at=NOON)
    Authenticator.objects.create(user=person, type="totp", data={})
    idea, _reviewers = make_case(space)
    make_laid(idea, person=person, note="Laporan dinas")
    client = sign_in(Client(), person)
    for page in (client.get("/akun/data/"), client.get("/akun/data/unduh/?bentuk=html")):
        words = page.content.decode()
        for said in ("Dipisah dari rumpun", "Aplikasi pembuat kode", "suara nomor 9", "Laporan dinas"):
            assert said in words, said
        for key in (">split<", ">totp<", "voices.voice", "people.person"):
            assert key not in words, key
