"""The data-protection officer's room: register, assessment, requests and breaches with their clocks."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db.models import ForeignKey
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rembuk.people.models import Person
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.rights.actions import ask_erasure
from rembuk.rights.actions import protection as actions
from rembuk.rights.actions.retention import choose_days
from rembuk.rights.models import Assessment, Breach, DataRequest
from rembuk.rights.queries.protection import register
from rembuk.rights.tasks import erase
from rembuk.rights.tests.factories import BY, ask, leak, name
from rembuk.rights.wording import QUESTIONS
from rembuk.shared import holdings, retention
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import NOON, make_member, make_space

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def space() -> Space:
    return make_space("contoh")


@pytest.fixture
def officer(space: Space) -> Client:
    return sign_in(Client(), make_member(space, "officer"))


def test_register_holds_what_every_holding_keeps_and_every_domain_with_persons_has_a_holding() -> None:
    assert {line.holding.name for line in register()} == {one.name for one in holdings.everything()}
    assert all(one.processing for one in holdings.everything())
    named = {one.name for one in holdings.everything()}
    for model in apps.get_models():
        if model.__module__.startswith("rembuk.") and any(
            isinstance(field, ForeignKey) and field.related_model is Person for field in model._meta.fields
        ):
            assert model._meta.app_label in named, model


def test_register_page_and_csv_say_the_same(officer: Client, space: Space) -> None:
    page = officer.get("/r/contoh/pelindungan/daftar/").content.decode()
    rows = list(csv.DictReader(officer.get("/r/contoh/pelindungan/daftar.csv").content.decode().splitlines()))
    assert len(rows) == len(register())
    for row in rows:
        assert row["data"].lstrip("'") in page
        assert row["purpose"]
        assert row["basis"]
        assert row["kept"]


def test_room_is_in_the_menu_of_officer_and_owner_only(space: Space, officer: Client) -> None:
    link = 'href="/r/contoh/pelindungan/"'
    assert link in officer.get("/r/contoh/").content.decode()
    assert link in sign_in(Client(), make_member(space, "owner")).get("/r/contoh/").content.decode()
    assert link not in sign_in(Client(), make_member(space, "coordinator")).get("/r/contoh/").content.decode()


def test_request_is_due_three_days_after_it_came_and_a_late_answer_shows(
    space: Space, officer: Client
) -> None:
    row = ask(space, received_at=NOON - 80 * HOUR, at=NOON)
    assert row.due == NOON - 8 * HOUR
    assert "Lewat batas" in officer.get("/r/contoh/pelindungan/permintaan/").content.decode()
    address = f"/r/contoh/pelindungan/permintaan/{row.pk}/"
    sent = officer.post(address, {"outcome": "done", "answer": "Salinannya sudah dikirim."}, follow=True)
    assert "Salinannya sudah dikirim." in sent.content.decode()
    assert "Lewat batas." in sent.content.decode()
    again = officer.post(address, {"outcome": "refused", "answer": "Jawaban kedua yang lain."})
    assert again.status_code == 409
    row.refresh_from_db()
    assert (row.outcome, row.answered_role) == ("done", "officer")


def test_person_asks_signed_in_and_reads_the_answer_among_own_data(space: Space, officer: Client) -> None:
    person = make_person()
    client = sign_in(Client(), person)
    assert "Masuk dulu" in Client().get("/r/contoh/minta-data/").content.decode()
    assert "/r/contoh/minta-data/" in client.get("/r/contoh/").content.decode()
    client.post("/r/contoh/minta-data/", {"kind": "erase", "words": "Foto saya di balai."})
    row = DataRequest.objects.get(subject=ref(person))
    actions.answer_request(request=row, outcome="done", answer="Fotonya dihapus.", by=BY, at=timezone.now())
    page = client.get("/akun/data/").content.decode()
    assert "Foto saya di balai." in page
    assert "Fotonya dihapus." in page
    ask_erasure(subject=ref(person), at=NOON)
    erase({"subject": ref(person)})
    row.refresh_from_db()
    assert (row.subject, row.words, row.answer) == ("", "", "")
    assert row.answered_at is not None


def test_request_from_the_future_or_from_nobody_is_refused(space: Space) -> None:
    with pytest.raises(Refused):
        ask(space, received_at=NOON + HOUR)
    with pytest.raises(Refused):
        ask(space, who=" ")


def test_breach_has_its_clock_notices_to_copy_and_each_step_once(space: Space, officer: Client) -> None:
    name(space)
    row = leak(space)
    assert row.due == NOON + 72 * HOUR
    address = f"/r/contoh/pelindungan/kebocoran/{row.pk}/"
    page = officer.get(address).content.decode()
    for words in (
        "Kepada Lembaga Contoh",
        "Kami, Partai Contoh,",
        "Surel 40 warga.",
        "0800-contoh",
        "Pasal 46",
    ):
        assert words in page, words
    actions.take_breach_step(
        breach=row, kind="authority", done_at=NOON + HOUR, words="Surat diantar.", by=BY, at=NOON + 2 * HOUR
    )
    with pytest.raises(Conflicting):
        actions.take_breach_step(
            breach=row, kind="authority", done_at=NOON + HOUR, words="Lagi.", by=BY, at=NOON + 3 * HOUR
        )
    with pytest.raises(Refused):
        actions.take_breach_step(
            breach=row, kind="persons", done_at=NOON - HOUR, words="Surel.", by=BY, at=NOON
        )
    assert "Surat diantar." in officer.get(address).content.decode()


def test_times_typed_are_on_the_clock_of_the_space(officer: Client, space: Space) -> None:
    Space.objects.filter(pk=space.pk).update(zone="Asia/Jayapura")
    data = {
        "title": "Laptop", "found_at": "2026-01-05T09:30", "data": "Surel.", "how": "Bus.",
        "handling": "Tutup.",
    }  # fmt: skip
    assert officer.post("/r/contoh/pelindungan/kebocoran/", data).status_code == 302
    assert Breach.objects.get().found_at.isoformat() == "2026-01-05T00:30:00+00:00"
    wrong = officer.post("/r/contoh/pelindungan/kebocoran/", {**data, "found_at": "kemarin"})
    assert wrong.status_code == 400
    assert "Tutup." in wrong.content.decode()


def test_assessment_is_kept_in_versions_and_a_stale_one_is_refused(space: Space, officer: Client) -> None:
    data = {key: f"Bagian ruang tentang {key}." for key in QUESTIONS}
    data |= {"decision": "go", "again_on": "2027-01-05", "after": "0"}
    address = "/r/contoh/pelindungan/penilaian/"
    page = officer.get(address).content.decode()
    assert all(str(ours)[:40] in page for _title, ours, _question in QUESTIONS.values())
    assert officer.post(address, data).status_code == 302
    stale = officer.post(address, {**data, "risks": "Ditulis dari halaman lama."})
    assert stale.status_code == 409
    assert "Ditulis dari halaman lama." in stale.content.decode()
    assert officer.post(address, {**data, "risks": "Versi kedua.", "after": "1"}).status_code == 302
    first, second = Assessment.objects.order_by("version")
    assert (first.parts["risks"], second.parts["risks"]) == ("Bagian ruang tentang risks.", "Versi kedua.")
    assert second.again_on == date(2027, 1, 5)
    assert "Bagian ruang tentang risks." in officer.get(f"{address}?versi=1").content.decode()


def test_tree_names_the_controller_of_each_space(space: Space, officer: Client) -> None:
    branch = make_space("cabang", parent=space, name="Cabang Contoh")
    name(branch, name="Dewan Cabang", processor="Awan Contoh")
    page = officer.get("/r/contoh/pelindungan/pengendali/").content.decode()
    assert "Cabang Contoh" in page
    assert "Dewan Cabang" in page
    assert "Awan Contoh" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_same_number_of_queries_at_one_row_and_at_three(
    rows: int, space: Space, officer: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(rows):
        ask(space)
        leak(space)
    officer.get("/r/contoh/pelindungan/")
    for part, queries in (("permintaan", 5), ("kebocoran", 5), ("", 8)):
        address = f"/r/contoh/pelindungan/{part}/" if part else "/r/contoh/pelindungan/"
        with django_assert_num_queries(queries):
            assert officer.get(address).status_code == 200


def test_days_of_a_space_hold_within_what_the_house_allows_and_stand_in_the_register(
    space: Space, officer: Client
) -> None:
    days = {clock.name: clock.days for clock in retention.everything()}
    address = "/r/contoh/pelindungan/jam-simpan/"
    assert officer.post(address, {**days, "contacts": "45"}).status_code == 302
    assert "paling lama 45 hari" in officer.get("/r/contoh/pelindungan/daftar/").content.decode()
    too_long = officer.post(address, {**days, "contacts": "9999"})
    assert too_long.status_code == 400
    assert 'value="9999"' in too_long.content.decode()
    with pytest.raises(Refused):
        choose_days(space=space, days={**days, "contacts": 0}, by=BY, at=NOON)
    kinds = {line.processing.clock for line in register()} - {""}
    assert kinds <= set(days)
