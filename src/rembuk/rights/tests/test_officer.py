"""What the officer's room counts, keeps apart and refuses, and what its pages begin with."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from rembuk.people.tests.factories import make_person, sign_in
from rembuk.rights.actions import ask_erasure, record_consent, record_look, withdraw_consents
from rembuk.rights.actions import protection as actions
from rembuk.rights.actions.retention import choose_days, minimise
from rembuk.rights.models import BreachStep, Consent, Controller, DataRequest, Look, Minimised
from rembuk.rights.queries import consenting, consents
from rembuk.rights.tasks import erase_again, minimise_all
from rembuk.rights.tests.factories import BY, ask, leak, name
from rembuk.rights.wording import ASSESSMENT_OURS, QUESTIONS
from rembuk.shared import outbox, retention
from rembuk.shared.actors import OPERATOR, Actor
from rembuk.shared.models import OutboxRow
from rembuk.shared.references import ref
from rembuk.shared.refusals import Refused
from rembuk.spaces.actions import leave_everywhere
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import NOON, make_member, make_space

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROOM = "/r/contoh/pelindungan/"
WORDS = "Surat diantar ke kantornya."


@pytest.fixture
def space() -> Space:
    return make_space("contoh")


@pytest.fixture
def officer(space: Space) -> Client:
    return sign_in(Client(), make_member(space, "officer"))


def read(client: Client, part: str = "") -> str:
    answer = client.get(f"{ROOM}{part}")
    assert answer.status_code == 200
    return answer.content.decode()


def told(row: object, *kinds: str, at: datetime = NOON) -> None:
    for kind in kinds:
        actions.take_breach_step(breach=row, kind=kind, done_at=at, words=WORDS, by=BY, at=at)


def test_room_counts_what_waits_and_what_is_late_by_the_hour(space: Space, officer: Client) -> None:
    now = timezone.now()
    for hours in (73, 71):
        ask(space, received_at=now - hours * HOUR, at=now)
        leak(space, found_at=now - hours * HOUR, at=now)
    done = ask(space, received_at=now - 90 * HOUR, at=now)
    actions.answer_request(request=done, outcome="done", answer="Sudah dikirim.", by=BY, at=now)
    told(leak(space, found_at=now - 90 * HOUR, at=now), "authority", "persons", at=now)
    # Two steps that are no notice leave it waiting.
    told(leak(space, found_at=now - 91 * HOUR, at=now), "contained", "assessed", at=now)
    page = read(officer)
    counts = "2 menunggu jawaban.", "1 lewat 3 × 24 jam.", "3 belum diberitahukan", "2 lewat 3 × 24 jam."
    for words in counts:
        assert page.count(words) == 1, words


def test_breaches_read_as_open_late_told_or_closed(space: Space, officer: Client) -> None:
    now = timezone.now()
    late = leak(space, found_at=now - 80 * HOUR, at=now)
    assert "Lewat batas:" in read(officer, "kebocoran/")
    assert "Lewat batas." in read(officer, f"kebocoran/{late.pk}/")
    told(late, "contained", "authority", at=now)
    assert "Lewat batas:" in read(officer, "kebocoran/")
    told(late, "persons", at=now)
    assert "Orang dan lembaga sudah diberi tahu." in read(officer, "kebocoran/")
    page = read(officer, f"kebocoran/{late.pk}/")
    # Late is now what was done late, not what is still to be done.
    assert page.count("Lewat batas.") == 2
    assert 'value="persons"' not in page
    assert 'value="public"' in page
    told(late, "closed", at=now)
    assert "Ditutup." in read(officer, "kebocoran/")


def test_breach_written_down_leads_to_its_page_where_a_step_is_taken(space: Space, officer: Client) -> None:
    data = {
        "title": "Laptop", "found_at": "2026-01-05T09:30", "data": "Surel.", "how": "Bus.",
        "handling": "Tutup.", "persons": "",
    }  # fmt: skip
    page = officer.post(f"{ROOM}kebocoran/", data)["Location"]
    assert f"{ROOM}kebocoran/" in page[:-1]
    step = {"kind": "contained", "done_at": "2026-01-05T10:00", "words": WORDS}
    assert officer.post(page, step).status_code == 302
    kept = BreachStep.objects.get()
    assert (kept.kind, kept.words, kept.role) == ("contained", WORDS, "officer")
    assert officer.post(page, step).status_code == 400


@pytest.mark.parametrize("year", ["1900", "2500"])
def test_day_out_of_reach_is_refused_with_what_was_typed(year: str, officer: Client) -> None:
    sent = {"who": "Ibu Rekaan, surat", "kind": "access", "words": "", "received_at": f"{year}-01-05T09:30"}
    answer = officer.post(f"{ROOM}permintaan/", sent)
    assert answer.status_code == 400
    assert "Tahun ini di luar jangkauan." in answer.content.decode()
    assert "Ibu Rekaan, surat" in answer.content.decode()


def test_request_by_letter_is_written_down_with_the_day_it_came(space: Space, officer: Client) -> None:
    sent = {"who": "Ibu Rekaan, surat", "kind": "access", "words": "", "received_at": "2026-01-05T09:30"}
    assert officer.post(f"{ROOM}permintaan/", sent).status_code == 302
    row = DataRequest.objects.get()
    assert (row.who, row.role) == ("Ibu Rekaan, surat", "officer")
    assert row.received_at == datetime(2026, 1, 5, 2, 30, tzinfo=UTC)


def test_what_has_not_happened_yet_is_not_written_down(space: Space) -> None:
    with pytest.raises(Refused):
        leak(space, found_at=NOON + HOUR)
    row = leak(space)
    with pytest.raises(Refused):
        actions.take_breach_step(
            breach=row, kind="contained", done_at=NOON + 2 * HOUR, words=WORDS, by=BY, at=NOON + HOUR
        )


def test_officer_of_another_space_reads_none_of_it(space: Space) -> None:
    other = make_space("lain")
    client = sign_in(Client(), make_member(other, "officer"))
    request, breach = ask(space), leak(space)
    for part in (f"permintaan/{request.pk}/", f"kebocoran/{breach.pk}/"):
        assert client.get(f"{ROOM}{part}").status_code == 403
        assert client.get(f"/r/lain/pelindungan/{part}").status_code == 404
        assert part not in client.get(f"/r/lain/pelindungan/{part.split('/')[0]}/").content.decode()


def test_assessment_begins_with_the_last_version_and_a_stale_one_may_be_sent_again(
    space: Space, officer: Client
) -> None:
    data = {key: f"Bagian ruang tentang {key}." for key in QUESTIONS}
    data |= {"decision": "go", "again_on": "2021-01-04", "after": "0"}
    assert officer.post(f"{ROOM}penilaian/", data).status_code == 302
    assert "Sudah lewat." in read(officer)
    page = read(officer, "penilaian/")
    assert "Bagian ruang tentang risks." in page
    stale = officer.post(f"{ROOM}penilaian/", {**data, "again_on": "2999-01-04"})
    again = stale.context["form"].data
    assert (stale.status_code, again["after"]) == (409, "1")
    assert officer.post(f"{ROOM}penilaian/", again).status_code == 302
    assert "Sudah lewat." not in read(officer)
    assert f"di samping bagian kami nomor {ASSESSMENT_OURS}" in read(officer, "penilaian/?versi=2")
    with pytest.raises(Refused):
        actions.write_assessment(
            space=space, parts={**data, "risks": " "}, decision="go", again_on=date(2027, 1, 5), after=2,
            by=BY, at=NOON,
        )  # fmt: skip


def test_controller_is_written_on_its_page_the_last_word_holds_and_the_form_begins_with_it(
    space: Space, officer: Client
) -> None:
    branch = make_space("cabang", parent=space, name="Cabang Contoh")
    sent = {"name": "Dewan Pertama", "address": "Jalan 1", "contact": "0800"}
    assert officer.post(f"{ROOM}pengendali/", sent).status_code == 302
    name(space, name="Dewan Kedua")
    assert Controller.objects.count() == 2
    assert 'value="Dewan Kedua"' in read(officer, "pengendali/")
    assert "Dewan Kedua, Jalan Contoh 1" in Client().get("/r/contoh/minta-data/").content.decode()
    rows = list(csv.DictReader(read(officer, "daftar.csv").splitlines()))
    assert {row["controller"] for row in rows} == {"Dewan Kedua"}
    below = sign_in(Client(), make_member(branch, "owner"))
    page = below.get("/r/cabang/pelindungan/pengendali/").content.decode()
    assert "Dewan Kedua" in page
    # The branch has no officer; the space above has one.
    assert page.count("Belum ada pejabat pelindungan data.") == 1


def test_csv_tells_the_days_and_holds_nothing_a_spreadsheet_runs(space: Space, officer: Client) -> None:
    name(space, name="=HYPERLINK(1)")
    days = {clock.name: clock.days for clock in retention.everything()}
    choose_days(space=space, days={**days, "contacts": 45}, by=BY, at=NOON)
    rows = list(csv.DictReader(read(officer, "daftar.csv").splitlines()))
    assert {row["controller"] for row in rows} == {"'=HYPERLINK(1)"}
    assert [row["days"] for row in rows if row["data"] == "Surel pengirim"] == ["45"]


def test_visitor_who_asks_is_led_to_the_sign_in(space: Space) -> None:
    answer = Client().post("/r/contoh/minta-data/", {"kind": "erase", "words": "x"})
    assert answer["Location"].startswith("/akun/masuk/")
    assert not DataRequest.objects.exists()


def test_answered_requests_lose_their_words_after_the_days_of_their_space_and_the_page_counts_them(
    space: Space, officer: Client
) -> None:
    now = timezone.now()
    days = {clock.name: clock.days for clock in retention.everything()}
    choose_days(space=space, days={**days, "requests": 400}, by=BY, at=now)
    old, new, waiting, elsewhere = (
        ask(place, received_at=now - 500 * DAY, at=now) for place in (space, space, space, make_space())
    )
    for row, age in ((old, 401), (new, 399), (elsewhere, 401)):
        actions.answer_request(request=row, outcome="done", answer="Dikirim.", by=BY, at=now - age * DAY)
    minimise_all()
    minimise_all()
    for row in (old, new, waiting, elsewhere):
        row.refresh_from_db()
    assert (old.who, old.answer) == ("", "")
    assert (new.who, waiting.who, elsewhere.who) == ("Warga", "Warga", "Warga")
    assert list(Minimised.objects.values_list("space", "kind", "count")) == [(space.pk, "requests", 1)]
    assert "Sudah dihapus karena lewat jamnya: 1." in read(officer, "jam-simpan/")


def test_what_one_batch_leaves_the_next_one_takes(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    left = [3, 2]
    clock = retention.Clock("uji", "x", "x", 10, 1, 20, lambda space, before, at: left.pop() if left else 0)
    monkeypatch.setattr(retention, "_clocks", {"uji": clock})
    assert minimise(space=space, at=NOON) == {"uji": 5}


def test_erasure_that_waits_is_taken_up_by_the_job_that_comes_round() -> None:
    ask_erasure(subject="people.person:7", at=timezone.now() - 3 * DAY)
    OutboxRow.objects.update(given_up=True)
    erase_again()
    assert OutboxRow.objects.filter(kind="rights.erase", given_up=False).count() == 1


def test_what_was_agreed_to_and_looked_at_is_only_ever_added_to(space: Space) -> None:
    said = {"subject": "people.person:7", "source": "form", "by": BY, "at": NOON}
    record_consent(space=space, purpose="news", given=True, **said)
    record_look(space=space, about="voices.voice:9", what="contact", why="menanyakan letak", by=BY, at=NOON)
    for row in (Consent.objects.get(), Look.objects.get()):
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()
    with pytest.raises(Refused):
        record_consent(space=space, purpose="iklan", given=True, **said)
    with pytest.raises(Refused):
        record_look(space=space, about="voices.voice:9", what="contact", why=" perlu ", by=BY, at=NOON)


def test_last_word_on_a_purpose_holds_and_a_no_in_one_space_leaves_the_other(space: Space) -> None:
    other, who = make_space(), "people.person:7"
    said = {"subject": who, "purpose": "news", "source": "form", "by": BY, "at": NOON}
    for place in (space, other):
        record_consent(space=place, given=True, **said)
    assert consenting([who, "people.person:8"], "news") == {who}
    assert withdraw_consents(subject=who, space=space, source="receipt", by=BY, at=NOON) == 1
    assert (consents(who, space), consents(who, other)) == ({"news": False}, {"news": True})
    record_consent(space=other, given=False, **said)
    assert consenting([who], "news") == set()


def test_own_data_tell_what_was_agreed_to_and_who_looked_and_send_to_the_file_for_the_rest(
    space: Space,
) -> None:
    person, by = make_person(), Actor("officer", make_person().pk)
    for number in range(21):
        record_look(
            space=space, about=ref(person), what="contact", why=f"menanyakan hal {number}.", by=by, at=NOON
        )
    client = sign_in(Client(), person)
    page = client.get("/akun/data/").content.decode()
    assert "menanyakan hal 19." in page
    assert "menanyakan hal 20." not in page
    assert "Selebihnya ada di berkas unduhan." in page
    assert "menanyakan hal 20." in client.get("/akun/data/unduh/").content.decode()
    record_consent(
        subject=ref(person), space=space, purpose="news", given=True, source="form", by=BY, at=NOON
    )
    assert "paling banyak sebulan sekali" in client.get("/akun/data/").content.decode()


def test_log_names_by_its_rows_who_works_here_no_longer(space: Space, officer: Client) -> None:
    gone = make_member(space, "coordinator", make_person(name="Budi Rekaan"))
    by = Actor("coordinator", gone.pk)
    record_look(space=space, about="voices.voice:9", what="author", why="menanyakan letaknya", by=by, at=NOON)
    leave_everywhere(person=gone, by=OPERATOR, at=NOON)
    answer = officer.get("/r/contoh/pembukaan/", {"oleh": ref(gone)})
    assert (answer.status_code, len(answer.context["rows"])) == (200, 1)


def test_log_names_nobody_who_did_not_look_in_this_space(space: Space, officer: Client) -> None:
    citizen = make_person("warga.rahasia@contoh.id")
    elsewhere = make_member(make_space(), "coordinator", make_person(name="Cici Rekaan"))
    by = Actor("coordinator", elsewhere.pk)
    record_look(
        space=Space.objects.exclude(pk=space.pk).get(), about="voices.voice:9", what="author",
        why="menanyakan letaknya", by=by, at=NOON,
    )  # fmt: skip
    told = []
    for reference in (ref(citizen), ref(elsewhere), "people.person:999999", f"people.person:0{citizen.pk}"):
        answer = officer.get("/r/contoh/pembukaan/", {"oleh": reference})
        page = answer.content.decode()
        assert answer.status_code == 400
        assert not [name for name in (citizen.email, "Cici Rekaan", elsewhere.email) if name in page]
        told.append([str(choice) for choice in answer.context["form"].fields["oleh"].choices])
    assert told[0] == told[1] == told[2] == told[3]


def test_letter_given_up_loses_its_address_by_the_job_that_minimises() -> None:
    now = timezone.now()
    for key, age in (("old", 9), ("new", 6)):
        outbox.write(kind="mail", key=key, payload={"to": ["siti@contoh.id"]}, at=now - age * DAY)
    OutboxRow.objects.update(given_up=True)
    minimise_all()
    assert dict(OutboxRow.objects.values_list("key", "payload")) == {
        "old": {},
        "new": {"to": ["siti@contoh.id"]},
    }
