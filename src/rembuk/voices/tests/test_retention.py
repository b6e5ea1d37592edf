"""What is older than the clocks of its space goes by itself, and the record stays as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from rembuk.ledger.models import Leaf
from rembuk.messaging.models import Notice
from rembuk.rights.actions.retention import choose_days, minimise
from rembuk.rights.models import Erasure, Minimised
from rembuk.rights.queries import held_everywhere
from rembuk.rights.tasks import erase
from rembuk.shared import retention
from rembuk.shared.actors import CITIZEN, Actor
from rembuk.shared.models import OutboxRow
from rembuk.shared.references import ref
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.actions import receive_voice, set_aside, withdraw_by_receipt
from rembuk.voices.models import Attachment, Import, Voice, VoiceAuthor, VoiceContact
from rembuk.voices.states import Visibility

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_old_contacts_handles_recordings_and_voices_set_aside_go_and_new_ones_stay() -> None:
    space, other, now = make_space(), make_space(), timezone.now()
    days = {clock.name: clock.days for clock in retention.everything()}
    choose_days(space=space, days={**days, "contacts": 30, "authors": 30}, by=Actor("officer", 1), at=now)

    def voice(place: Any, age: int, **fields: Any) -> Voice:
        sent = receive_voice(
            space=place, text=f"Suara {age}.", email="siti@contoh.id", by=CITIZEN, at=now - age * DAY
        )
        Voice.objects.filter(pk=sent.voice.pk).update(**fields)
        VoiceAuthor.objects.create(voice=sent.voice, handle="@siti")
        return sent.voice

    old, new, elsewhere = voice(space, 31), voice(space, 29), voice(other, 31)
    named = voice(space, 31, visibility=Visibility.NAMED)
    aside = voice(space, 400, set_aside="spam")
    name = default_storage.save("suara/x.webm", ContentFile(b"x"))
    sound = Attachment.objects.create(
        voice=old, kind="sound", stored_as=name, type="audio/webm", size=1, digest="x",
        kept_at=now - 100 * DAY, typed_at=now - 91 * DAY,
    )  # fmt: skip
    leaves = {leaf.pk: bytes(leaf.body) for leaf in Leaf.objects.all()}

    done = minimise(space=space, at=now)
    assert done == {"asides": 1, "authors": 1, "contacts": 2, "sounds": 1}
    assert set(VoiceContact.objects.values_list("voice_id", flat=True)) == {new.pk, elsewhere.pk}
    assert set(VoiceAuthor.objects.values_list("voice_id", flat=True)) == {new.pk, elsewhere.pk, named.pk}
    assert not Attachment.objects.filter(pk=sound.pk).exists()
    assert not default_storage.exists(name)
    aside.refresh_from_db()
    assert (aside.text, aside.erased_at) == ("", now)
    old.refresh_from_db()
    assert old.text == "Suara 31."
    assert {leaf.pk: bytes(leaf.body) for leaf in Leaf.objects.filter(pk__in=leaves)} == leaves

    assert minimise(space=space, at=now) == {}
    assert sum(Minimised.objects.values_list("count", flat=True)) == 5


def test_withdrawn_voice_loses_its_words_and_its_untyped_recording_once_its_days_are_over() -> None:
    space, now = make_space(), timezone.now()
    voices = [
        receive_voice(space=space, text=f"Suara {age}.", by=CITIZEN, at=now - 60 * DAY).voice
        for age in (29, 31)
    ]
    for voice, age in zip(voices, (29, 31), strict=True):
        withdraw_by_receipt(voice=voice, at=now - age * DAY)
    name = default_storage.save("suara/y.webm", ContentFile(b"x"))
    Attachment.objects.create(
        voice=voices[1], kind="sound", stored_as=name, type="audio/webm", size=1, digest="x",
        kept_at=now - 60 * DAY,
    )  # fmt: skip
    assert minimise(space=space, at=now) == {"withdrawn": 1}
    assert list(Voice.objects.order_by("pk").values_list("text", flat=True)) == ["Suara 29.", ""]
    assert not default_storage.exists(name)
    assert minimise(space=space, at=now) == {}


def test_voice_that_goes_by_its_clock_takes_along_what_others_hold_of_it() -> None:
    space, now = make_space(), timezone.now()
    voice = receive_voice(space=space, text="Suara.", by=CITIZEN, at=now - 400 * DAY).voice
    set_aside(voices=[voice], reason="spam", by=Actor("coordinator"), at=now - 399 * DAY)
    Notice.objects.create(receiver=ref(voice), key="k", subject="Kabar", text="x", link="/", at=now)
    minimise(space=space, at=now)
    erase(OutboxRow.objects.get(kind="rights.erase").payload)
    assert [rows for holding, rows in held_everywhere(ref(voice)) if rows] == []
    assert Erasure.objects.get(subject=ref(voice)).done_at is not None


def test_file_nobody_agreed_to_read_goes_and_one_that_waits_in_the_same_archive_is_still_read() -> None:
    space, now = make_space(), timezone.now()

    def draft(stored: str, age: int, state: str = "draft") -> Import:
        return Import.objects.create(
            space=space, file_name="warga.csv", stored_as=stored, format="table", state=state,
            role="coordinator", at=now - age * DAY,
        )  # fmt: skip

    left, shared, young = (default_storage.save(f"impor/{one}", ContentFile(b"x")) for one in "abc")
    draft(left, 31)
    draft(shared, 31)
    waits, kept = draft(shared, 31, "waiting"), draft(young, 29)
    assert minimise(space=space, at=now) == {"imports": 2}
    assert [default_storage.exists(one) for one in (left, shared, young)] == [False, True, True]
    assert set(Import.objects.all()) == {waits, kept}
    assert minimise(space=space, at=now) == {}
