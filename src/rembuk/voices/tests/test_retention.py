"""What is older than the clocks of its space goes by itself, and the record stays as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from rembuk.ledger.models import Leaf
from rembuk.rights.actions.retention import choose_days, minimise
from rembuk.rights.models import Minimised
from rembuk.shared import retention
from rembuk.shared.actors import CITIZEN, Actor
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.actions import receive_voice
from rembuk.voices.models import Attachment, Voice, VoiceAuthor, VoiceContact
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
