"""What happens to an idea reaches the networks its voices came from, by way of the worker."""

from __future__ import annotations

import pytest
from django.utils import timezone

from rembuk.ideas import actions
from rembuk.ideas.actions.ideas import take_back
from rembuk.ideas.models import BoardMove
from rembuk.ideas.tests.factories import AT, COORDINATOR
from rembuk.messaging.states import Answer
from rembuk.shared.actors import Actor
from rembuk.shared.queue import Worker
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices import actions as voice_actions
from rembuk.voices.models import Reply
from rembuk.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db


def accepted():
    space = make_space()
    by = Actor(Role.COORDINATOR, make_member(space, Role.COORDINATOR).pk)
    voices = [
        make_voice(space, "Lampu jalan mati", channel="x", native_id="1998"),
        make_voice(space, "Lampu jalan mati juga", channel="web", native_id="n2"),
    ]
    idea = actions.accept_as_idea(
        space=space, voices=voices, title="Lampu di jalur pulang sekolah", wish="Kami minta lampu.",
        because="keduanya menyebut ruas yang sama", place=None, by=by, at=AT,
    )  # fmt: skip
    return idea, voices


def test_idea_accepted_queues_no_reply_in_the_request_and_one_in_the_worker(db):
    _idea, voices = accepted()
    assert not Reply.objects.exists()
    Worker().drain()
    Worker().drain()
    reply = Reply.objects.get()
    assert (reply.voice_id, reply.answer) == (voices[0].pk, Answer.IDEA)
    assert "Lampu di jalur pulang sekolah" in reply.text


def test_reply_of_an_idea_taken_back_is_gone(db):
    idea, _voices = accepted()
    Worker().drain()
    take_back(move=BoardMove.objects.get(idea=idea), by=COORDINATOR, at=AT)
    assert not Reply.objects.exists()


def test_voice_set_aside_by_a_person_is_answered_and_restored_it_is_not(db):
    # The worker also minimises what is old, so this voice is of today.
    now = timezone.now()
    voice = make_voice(make_space(), "Jual pulsa murah", channel="x", native_id="1998", arrived_at=now)
    voice_actions.set_aside(voices=[voice], reason="spam", by=COORDINATOR, at=now)
    Worker().drain()
    assert Reply.objects.get().answer == Answer.ASIDE
    voice_actions.restore(voices=[voice], by=COORDINATOR, at=now)
    assert not Reply.objects.exists()
