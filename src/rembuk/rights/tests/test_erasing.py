"""Erasure goes on until every holder has confirmed, and no backup brings anybody back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from rembuk.ledger.models import Leaf
from rembuk.people.models import Person
from rembuk.people.tests.factories import make_person
from rembuk.rights.actions import ask_erasure, erasing
from rembuk.rights.actions.protection import receive_request
from rembuk.rights.models import Erasure
from rembuk.rights.queries import consents
from rembuk.shared import holdings
from rembuk.shared.actors import CITIZEN, Actor
from rembuk.shared.models import OutboxRow
from rembuk.shared.queue import Worker
from rembuk.shared.references import ref
from rembuk.spaces.actions import invite
from rembuk.spaces.models import Invitation
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.actions import receive_voice
from rembuk.voices.models import Voice, VoiceContact

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def stubborn(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Register a holder that fails twice before it erases; give back what it was asked."""
    asked: list[str] = []

    def erase(subject: str) -> None:
        asked.append(subject)
        if len(asked) < 3:
            raise OSError("away")

    monkeypatch.setattr(holdings, "_holdings", dict(holdings._holdings))
    holdings.register(holdings.Holding("stubborn", "x", lambda subject: [], erase, ()))
    return asked


def work(moment: datetime) -> None:
    # Sorting is not what is looked at here.
    OutboxRow.objects.exclude(kind="rights.erase").delete()
    Worker(clock=lambda: moment)._do_outbox()


def test_holder_that_fails_twice_is_asked_a_third_time_and_the_others_have_erased_at_once(
    stubborn: list[str],
) -> None:
    person = make_person("siti@contoh.id")
    now = timezone.now()
    ask_erasure(subject=ref(person), at=now)
    work(now)
    erasure = Erasure.objects.get()
    assert erasure.done_at is None
    # The account waits: by its address the others find what is theirs.
    assert set(erasure.confirmed) == {one.name for one in holdings.everything()} - {"stubborn", "people"}
    for hours in (1, 3):
        work(now + timedelta(hours=hours))
    erasure.refresh_from_db()
    person.refresh_from_db()
    assert person.email != "siti@contoh.id"
    assert len(stubborn) == 3
    assert erasure.done_at is not None
    assert OutboxRow.objects.get(kind="rights.erase").done_at is not None


def test_erasure_the_queue_gave_up_is_taken_up_again(stubborn: list[str]) -> None:
    now = timezone.now()
    ask_erasure(subject="people.person:7", at=now)
    OutboxRow.objects.update(given_up=True)
    assert erasing.take_up_again(at=now + timedelta(days=1)) == 0
    assert erasing.take_up_again(at=now + timedelta(days=3)) == 1
    for hours in (80, 82, 84):
        work(now + timedelta(hours=hours))
    assert Erasure.objects.get().done_at is not None


def test_wish_after_an_erasure_that_was_done_begins_anew() -> None:
    person = make_person()
    now = timezone.now()
    ask_erasure(subject=ref(person), at=now)
    work(now)
    Person.objects.filter(pk=person.pk).update(name="Kembali", email="lagi@contoh.id")
    ask_erasure(subject=ref(person), at=now + timedelta(hours=1))
    work(now + timedelta(hours=1))
    assert not Person.objects.filter(email="lagi@contoh.id").exists()
    assert OutboxRow.objects.filter(kind="rights.erase", done_at=None).count() == 0


def test_database_put_back_forgets_again_whom_the_list_names_and_its_leaves_stay(home: Path) -> None:
    space, now = make_space(), timezone.now()
    voice = receive_voice(space=space, text="Kata rahasia.", email="siti@contoh.id", by=CITIZEN, at=now).voice
    kept = receive_voice(space=space, text="Kata lain.", email="budi@contoh.id", by=CITIZEN, at=now).voice
    ask_erasure(subject=ref(voice), at=now)
    work(now)
    assert ref(voice) in erasing.listed_since(now)
    assert (home / erasing.LIST).stat().st_mode & 0o777 == 0o600
    # What a backup from before would bring back.
    leaves = Leaf.objects.count()
    Erasure.objects.all().delete()
    Voice.objects.filter(pk=voice.pk).update(text="Kata rahasia.", erased_at=None, withdrawn_at=None)
    VoiceContact.objects.create(voice=voice, email="siti@contoh.id")
    assert erasing.forget_again(taken_at=now - timedelta(hours=1), at=now + timedelta(hours=1)) == 1
    voice.refresh_from_db()
    assert (voice.text, VoiceContact.objects.filter(voice=voice).exists()) == ("", False)
    kept.refresh_from_db()
    assert kept.text == "Kata lain."
    assert Leaf.objects.count() >= leaves


def test_number_given_to_somebody_else_after_a_restore_is_left_alone(home: Path) -> None:
    now = timezone.now()
    erasing.note_erased(subject="voices.voice:1", asked_at=now - timedelta(days=2))
    erasing.note_erased(subject="voices.voice:999", asked_at=now)
    with (home / erasing.LIST).open("a") as file:
        file.write('{"subject": "voices.v')
    voice = receive_voice(space=make_space(), text="Baru.", by=CITIZEN, at=now).voice
    assert erasing.listed_since(now - timedelta(days=3)).keys() == {"voices.voice:1", "voices.voice:999"}
    assert erasing.forget_again(taken_at=now - timedelta(hours=1), at=now) == 0
    voice.refresh_from_db()
    assert voice.text == "Baru."
    assert Erasure.objects.count() == 0


def test_database_put_back_by_hand_forgets_at_the_next_start_and_never_who_takes_the_number_later(
    home: Path,
) -> None:
    now = timezone.now()
    person = make_person("siti@contoh.id")
    ask_erasure(subject=ref(person), at=now)
    work(now)
    assert erasing.forget_who_came_back(at=now) == 0
    # What pg_restore brings back: the person, and no word of the erasure.
    Erasure.objects.all().delete()
    Person.objects.filter(pk=person.pk).update(email="siti@contoh.id", is_active=True)
    erasing.note_erased(subject="people.person:999999", asked_at=now)
    assert erasing.forget_who_came_back(at=now + timedelta(hours=1)) == 1
    assert not Person.objects.filter(email="siti@contoh.id").exists()
    make_person("lain@contoh.id", pk=999_999)
    assert erasing.forget_who_came_back(at=now + timedelta(hours=2)) == 0
    assert Person.objects.filter(email="lain@contoh.id", is_active=True).exists()


def test_invitation_a_backup_brought_back_goes_with_the_account_it_went_to(home: Path) -> None:
    space, person, now = make_space(), make_person("siti@contoh.id"), timezone.now()
    invite(space=space, email="siti@contoh.id", role="reviewer", by=Actor("owner"), at=now)
    invite(space=space, email="budi@contoh.id", role="reviewer", by=Actor("owner"), at=now)
    erasing.erase_everywhere(subject=ref(person), at=now)
    assert set(Invitation.objects.values_list("email", flat=True)) == {"budi@contoh.id"}


def test_address_left_with_voices_goes_with_the_account_also_where_another_holder_failed_first(
    home: Path, stubborn: list[str]
) -> None:
    space, person, now = make_space(), make_person("siti@contoh.id"), timezone.now()
    left, other = (
        receive_voice(
            space=space, text="Lampu mati.", email=email, purposes=["progress"], by=CITIZEN, at=now
        ).voice
        for email in ("Siti@contoh.id", "budi@contoh.id")
    )  # fmt: skip
    subjects = [ref(VoiceContact.objects.get(voice=voice)) for voice in (left, other)]
    assert [consents(one) for one in subjects] == [{"progress": True}] * 2
    ask_erasure(subject=ref(person), at=now)
    for hours in (0, 1, 3):
        work(now + timedelta(hours=hours))
    assert list(VoiceContact.objects.values_list("email", flat=True)) == ["budi@contoh.id"]
    assert [consents(one) for one in subjects] == [{"progress": False}, {"progress": True}]
    left.refresh_from_db()
    assert (left.text, left.withdrawn_at) == ("Lampu mati.", None)


def test_request_that_waits_is_answered_by_the_erasure_of_who_asked(home: Path) -> None:
    space, person, now = make_space(), make_person(), timezone.now()
    mine, by_letter = (
        receive_request(
            space=space, kind="access", words="Sejak tahun lalu.", received_at=now, subject=subject, who=who,
            by=CITIZEN, at=now,
        )
        for subject, who in ((ref(person), ""), ("", "Surat dari warga"))
    )  # fmt: skip
    erasing.erase_everywhere(subject=ref(person), at=now)
    mine.refresh_from_db()
    by_letter.refresh_from_db()
    assert (mine.outcome, mine.answered_role, mine.words, mine.subject) == ("done", "machine", "", "")
    assert (by_letter.answered_at, by_letter.words) == (None, "Sejak tahun lalu.")
