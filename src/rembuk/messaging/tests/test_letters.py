"""One letter at the pace each chose, outside their quiet hours, once whatever crashes."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from rembuk.ideas.actions import endorse
from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.messaging import actions, queries, rules, tasks
from rembuk.messaging.models import Letter, Notice, Preference
from rembuk.messaging.states import Pace
from rembuk.people.tests.factories import make_person
from rembuk.shared.models import OutboxRow
from rembuk.shared.queue import Worker
from rembuk.shared.references import ref
from rembuk.spaces.tests.factories import make_space

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # a Friday, 12.00 WIB
NIGHT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # 22.30 WIB


@pytest.fixture
def post(settings, tmp_path):
    """Send mail out into a folder, and give back a function that reads it."""
    folder = tmp_path / "surat"
    settings.EMAIL_OUTER = {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(folder),
    }
    return lambda: [
        email.message_from_string(part, policy=email.policy.default)
        for path in sorted(folder.glob("*"))
        for part in path.read_text().split("-" * 79 + "\n")
        if part.strip()
    ]


def work_at(moment: datetime) -> None:
    """Let a worker drain what is due when every clock shows MOMENT."""
    with mock.patch.object(timezone, "now", return_value=moment):
        Worker(clock=lambda: moment).drain()


def tell(idea, number: int, at: datetime, subject: str = "Kabar") -> None:
    actions.announce(
        about=[ref(idea)], key=f"step:{number}", subject=f"{subject} {number}", text=f"Karena {number}.",
        link=idea.get_absolute_url(), at=at,
    )  # fmt: skip


def supporter(idea, **chosen):
    person = make_person()
    endorse(idea=idea, person=person, at=AT)
    if chosen:
        Preference.objects.create(receiver=ref(person), at=AT, **chosen)
    return person


@pytest.mark.parametrize(
    ("pace", "moment", "due"),
    [
        ("at_once", NOON, NOON),
        ("at_once", NIGHT, datetime(2026, 11, 20, 23, 0, tzinfo=UTC)),
        ("daily", NOON, datetime(2026, 11, 21, 0, 0, tzinfo=UTC)),
        ("daily", datetime(2026, 11, 21, 0, 0, tzinfo=UTC), datetime(2026, 11, 22, 0, 0, tzinfo=UTC)),
        ("weekly", NOON, datetime(2026, 11, 23, 0, 0, tzinfo=UTC)),
        ("weekly", datetime(2026, 12, 31, 5, 0, tzinfo=UTC), datetime(2027, 1, 4, 0, 0, tzinfo=UTC)),
    ],
)
def test_letter_is_due_by_the_pace_and_outside_the_night(pace, moment, due) -> None:
    assert rules.letter_due(Preference(pace=pace), moment, "Asia/Jakarta") == due


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
@pytest.mark.parametrize("start", range(0, 24, 5))
@pytest.mark.parametrize("end", range(0, 24, 7))
def test_no_moment_of_a_day_sends_into_quiet_hours(zone, start, end) -> None:
    choice = Preference(quiet_from=start, quiet_to=end)
    for minutes in range(0, 24 * 60, 30):
        moment = NOON + timedelta(minutes=minutes)
        sent = rules.out_of_quiet(choice, moment, zone)
        assert timedelta(0) <= sent - moment < timedelta(days=1)
        assert rules.out_of_quiet(choice, sent, zone) == sent


def test_reader_in_wit_is_left_in_peace_by_their_own_clock() -> None:
    evening = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)  # 20.00 WIB, 22.00 WIT
    assert rules.out_of_quiet(Preference(), evening, "Asia/Jakarta") == evening
    assert rules.out_of_quiet(Preference(), evening, "Asia/Jayapura") > evening


def test_week_of_news_comes_as_one_letter_on_monday_gathered_by_idea(post) -> None:
    space = make_space()
    first, second = make_idea(space), make_idea(space, title="Jembatan di Kali Code")
    person = supporter(first, pace=Pace.WEEKLY)
    endorse(idea=second, person=person, at=AT)
    OutboxRow.objects.all().delete()
    for number, idea in enumerate((first, second, first)):
        tell(idea, number, NOON + timedelta(hours=number))
        work_at(NOON + timedelta(hours=number))
    assert post() == []
    work_at(datetime(2026, 11, 23, 0, 0, tzinfo=UTC))
    (letter,) = post()
    text = letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == "3 kabar untuk Anda"
    assert text.index(first.title) < text.index("Kabar 0") < text.index("Kabar 2") < text.index(second.title)
    assert text.index(second.title) < text.index("Kabar 1")
    assert "Yang dijanjikan berikutnya: Putusan telaah" in text
    assert "/berhenti/" in text
    assert "\n\n\n" not in text
    kept = Letter.objects.get()
    assert kept.text == text
    assert "<h2>" in letter.get_body(("html",)).get_content()
    assert Notice.objects.filter(letter=kept, mailed_at__isnull=False).count() == 3


def test_news_of_the_night_waits_for_the_morning(post) -> None:
    idea = make_idea(make_space())
    supporter(idea)
    OutboxRow.objects.all().delete()
    tell(idea, 1, NIGHT)
    tell(idea, 2, NIGHT)
    work_at(NIGHT)
    assert post() == []
    work_at(datetime(2026, 11, 20, 23, 0, tzinfo=UTC))
    assert [letter["Subject"].split()[0] for letter in post()] == ["2"]


def test_mail_server_that_comes_back_at_night_wakes_nobody(post, settings) -> None:
    idea = make_idea(make_space())
    supporter(idea)
    OutboxRow.objects.all().delete()
    back = settings.EMAIL_OUTER
    settings.EMAIL_OUTER = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": 9,
    }  # fmt: skip
    tell(idea, 1, NOON)
    work_at(NOON)
    settings.EMAIL_OUTER = back
    work_at(NIGHT)
    assert post() == []
    work_at(datetime(2026, 11, 20, 23, 0, tzinfo=UTC))
    assert [letter["Subject"] for letter in post()] == ["Kabar 1"]


def test_choosing_another_pace_takes_what_waits_along(post) -> None:
    idea = make_idea(make_space())
    person = supporter(idea, pace=Pace.WEEKLY)
    OutboxRow.objects.all().delete()
    tell(idea, 1, NOON)
    work_at(NOON)
    actions.choose(receiver=ref(person), pace="at_once", quiet_from=0, quiet_to=0, at=NOON)
    work_at(NOON)
    assert [letter["Subject"] for letter in post()] == ["Kabar 1"]
    work_at(NOON + timedelta(days=7))
    assert len(post()) == 1


def test_stop_between_planning_and_sending_sends_nothing(post) -> None:
    idea = make_idea(make_space())
    person = supporter(idea, pace=Pace.DAILY)
    OutboxRow.objects.all().delete()
    tell(idea, 1, NOON)
    work_at(NOON)
    actions.stop(receiver=ref(person), at=NOON)
    work_at(NOON + timedelta(days=1))
    assert post() == []


def test_news_about_nothing_that_has_a_page_of_its_own_is_mailed_too(post) -> None:
    person = make_person()
    actions.announce(
        about=[ref(person)], key="assigned:1", subject="Satu gagasan menunggu telaah Anda",
        text="Buka telaah.", link="/telaah/1/", at=NOON,
    )  # fmt: skip
    work_at(NOON)
    (letter,) = post()
    assert letter["To"] == person.email
    assert "Satu gagasan menunggu telaah Anda" in letter.get_body(("plain",)).get_content()


def test_line_ends_in_a_title_make_no_mail_header(post) -> None:
    idea = make_idea(make_space())
    supporter(idea)
    OutboxRow.objects.all().delete()
    tell(idea, 1, NOON, subject="Kabar\r\nBcc: korban@contoh.id\r\n\r\n<b>{{ settings }} %s")
    work_at(NOON)
    (letter,) = post()
    assert letter["Bcc"] is None
    assert "{{ settings }} %s" in letter["Subject"]
    assert "<b>" not in letter.get_body(("html",)).get_content().replace("&lt;b&gt;", "")


class Killed(BaseException):
    """Stand for the end of the process: no handler catches it."""


def killed_at(write: int):
    """Return a wrapper that ends the process at the WRITE-th statement that changes something about letters.

    Those are writes to the tables of messaging and of the outbox, and to the hours of messaging's own rounds;
    the worker's other rounds, more with every domain, have nothing to do with letters.
    """
    seen = [0]

    def wrapper(execute, sql, params, many, context):
        words = sql.split(" ", 1)[0] in ("INSERT", "UPDATE", "DELETE")
        if words and ("outbox" in sql or "messaging" in f"{sql} {params}"):
            seen[0] += 1
            if seen[0] == write:
                raise Killed
        return execute(sql, params, many, context)

    return wrapper, seen


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("pace", [Pace.AT_ONCE, Pace.WEEKLY])
def test_worker_killed_at_any_write_tells_each_receiver_once(post, pace) -> None:
    idea = make_idea(make_space())
    people = [supporter(idea, pace=pace) for _ in range(2)]
    OutboxRow.objects.all().delete()
    step, deaths = 0, 0
    while True:
        step += 1
        moment = NOON + timedelta(days=14 * step)
        tell(idea, step, moment)
        wrapper, seen = killed_at(step)
        before = len({letter["Message-ID"] for letter in post()})
        for due in (moment, moment + timedelta(days=7)):
            try:
                with connection.execute_wrapper(wrapper):
                    work_at(due)
            except Killed:
                deaths += 1
                work_at(due + timedelta(minutes=3))
        work_at(moment + timedelta(days=8))
        assert Notice.objects.filter(key=f"step:{step}", receiver__startswith="people").count() == 2
        assert not Notice.objects.filter(receiver__startswith="people", mailed_at=None).exists()
        assert len({letter["Message-ID"] for letter in post()}) == before + 2
        if seen[0] < step:
            break
    assert deaths > 15
    letters = Letter.objects.exclude(sent_at=None)
    assert letters.count() == Letter.objects.count() == 2 * step
    assert {letter.receiver for letter in letters} == {ref(person) for person in people}


def test_person_changes_the_pace_on_their_page_and_a_bad_choice_keeps_what_was_typed() -> None:
    person = make_person()
    client = Client()
    client.force_login(person)
    assert "Seberapa sering" in client.get("/kabar/").content.decode()
    good = {"langkah": "irama", "pace": "weekly", "quiet_from": "20", "quiet_to": "8"}
    assert client.post("/kabar/atur/", good).status_code == 302
    choice = Preference.objects.get(receiver=ref(person))
    assert (choice.pace, choice.quiet_from, choice.quiet_to) == ("weekly", 20, 8)
    answer = client.post("/kabar/atur/", {**good, "pace": "tiap menit", "quiet_from": "5"})
    assert answer.status_code == 400
    assert 'value="5" selected' in answer.content.decode()
    assert Preference.objects.get(receiver=ref(person)).quiet_from == 20


def test_receiver_without_account_chooses_by_the_link_in_the_mail() -> None:
    receiver = "voices.voice:41"
    address = f"/berhenti/{queries.stop_token(receiver, timezone.now())}/"
    chosen = {"langkah": "irama", "pace": "daily", "quiet_from": "21", "quiet_to": "6"}
    answer = Client(enforce_csrf_checks=True).post(address, chosen)
    assert (answer.status_code, Preference.objects.get().pace) == (200, "daily")
    assert Client().post(address, {**chosen, "quiet_to": "99"}).status_code == 400
    assert Preference.objects.get().quiet_to == 6


def test_forgetting_erases_letters_and_pace_and_what_is_held_shows_them() -> None:
    idea = make_idea(make_space())
    person = supporter(idea, pace=Pace.DAILY)
    letter = actions.keep_letter(
        receiver=ref(person), key="k", notices=[], subject="Kabar", text="x", html="x", at=NOON
    )
    kinds = {row["what"] for row in queries.held(letter.receiver)}
    assert kinds == {"letter", "preference"}
    actions.forget(subject=ref(person))
    assert list(queries.held(ref(person))) == []


def test_consent_is_asked_again_when_the_letter_goes_out(post) -> None:
    idea = make_idea(make_space())
    person = supporter(idea)
    OutboxRow.objects.all().delete()
    tell(idea, 1, NOON)
    with mock.patch.object(timezone, "now", return_value=NOON):
        tasks.fan_out(OutboxRow.objects.get(kind="messaging.fan_out").payload)
        tasks.deliver({"receiver": ref(person), "key": "step:1"})
        type(person).objects.filter(pk=person.pk).update(is_active=False)
        tasks.send_letter(OutboxRow.objects.get(kind="messaging.letter").payload)
    assert post() == []
