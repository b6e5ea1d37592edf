"""The count after the kills: what is lost, doubled or miscounted is named."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rembuk.ideas.models import Idea
from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.people.tests.factories import make_person
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.tests.factories import make_voice
from tests.durability.load import Job
from tests.durability.run import _count_endorsements, _count_voices

pytestmark = pytest.mark.django_db


def load_of(*jobs):
    return SimpleNamespace(acknowledged=set(jobs))


def test_acknowledged_endorsement_that_is_not_there_is_a_fault():
    from rembuk.ideas.actions import endorse

    idea, person = make_idea(make_space(), voices=1), make_person()
    job = Job("endorse", (idea.pk, person.pk), "/g/1/dukung/", ())
    assert len(_count_endorsements(load_of(job))) == 1
    endorse(idea=idea, person=person, at=AT)
    assert _count_endorsements(load_of(job)) == []
    Idea.objects.update(endorsements_count=2)
    assert "counts 2 of 1" in _count_endorsements(load_of(job))[0]


def test_acknowledged_voice_that_is_lost_doubled_or_without_its_leaf_is_a_fault():
    text = "Tolong perbaiki jembatan nomor 1 di desa kami."
    space, job = make_space(), Job("voice", (text,), "/", ())
    assert "is there 0 times" in _count_voices(load_of(job))[0]
    make_voice(space, text)
    assert ["has 0 leaves" in fault for fault in _count_voices(load_of(job))] == [True]
    make_voice(space, text)
    assert any("is there 2 times" in fault for fault in _count_voices(load_of(job)))
