"""No letter leaves after its receiver said no, whatever order the steps of the worker come in.

The schedules run the real outbox and its handlers; only the mail server is ours, to fail at will.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.messaging import actions as messaging
from rembuk.messaging.models import Letter, Preference
from rembuk.messaging.states import Pace
from rembuk.rights.actions import record_consent
from rembuk.shared.actors import CITIZEN
from rembuk.shared.models import OutboxRow
from rembuk.shared.queue import Worker
from rembuk.shared.references import ref
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import make_space
from rembuk.voices import actions
from rembuk.voices.models import Voice, VoiceContact

STEPS = (
    "announce", "work", "stop link", "receipt", "withdraw", "erase", "agree", "server down",
    "dies after sending", "no while composing",
)  # fmt: skip
SCHEDULES = st.lists(st.sampled_from(STEPS), min_size=3, max_size=12)


class Post(BaseEmailBackend):
    """Be the mail server: note whether the receiver agreed at that moment; be down or break off at will."""

    agreed = True
    taken: list[bool] = []
    down = False
    breaks = False

    def send_messages(self, email_messages: Any) -> int:
        """Take the mail, or fail before or after."""
        if Post.down:
            Post.down = False
            raise ConnectionError("down")
        Post.taken += [Post.agreed] * len(email_messages)
        if Post.breaks:
            Post.breaks = False
            raise ConnectionError("broke off")
        return len(email_messages)


@contextmanager
def when_kept(said: Any) -> Iterator[None]:
    """Let SAID happen in the moment between composing a letter and sending it."""

    def listen(created: bool, **_more: Any) -> None:
        if created:
            said()

    post_save.connect(listen, sender=Letter, weak=False)
    try:
        yield
    finally:
        post_save.disconnect(listen, sender=Letter)


class Story:
    """Play one schedule on a voice whose sender agreed to be told."""

    def __init__(self, space: Space) -> None:
        self.space, self.now = space, timezone.now()
        sent = actions.receive_voice(
            space=space, text="Lampu jalan padam.", email="siti@contoh.id", purposes=["progress"], by=CITIZEN,
            at=self.now,
        )  # fmt: skip
        self.voice = sent.voice
        self.about, self.number, self.gone = ref(self.voice), 0, False
        Preference.objects.create(
            receiver=self.about, pace=Pace.AT_ONCE, quiet_from=0, quiet_to=0, at=self.now
        )
        OutboxRow.objects.filter(kind="voices.sort").delete()
        Post.agreed, Post.taken, Post.down, Post.breaks = True, [], False, False

    def play(self, step: str) -> None:
        self.now += timedelta(minutes=1)
        {
            "announce": self.announce, "work": self.work, "stop link": self.stop, "receipt": self.receipt,
            "withdraw": self.withdraw, "erase": self.erase, "agree": self.agree, "server down": self.fail,
            "dies after sending": self.die, "no while composing": self.hesitate,
        }[step]()  # fmt: skip

    def announce(self) -> None:
        self.number += 1
        messaging.announce(
            about=[self.about],
            key=f"step:{self.number}",
            subject="Kabar",
            text="Karena.",
            link="/",
            at=self.now,
        )

    def work(self) -> None:
        moment = self.now + timedelta(hours=1)
        OutboxRow.objects.filter(done_at=None).update(run_after=self.now)
        # One round: what a row gives birth to waits for the next.
        Worker(clock=lambda: moment)._do_outbox()

    def stop(self) -> None:
        messaging.stop(receiver=self.about, at=self.now)
        Post.agreed = False

    def receipt(self) -> None:
        actions.stop_telling(voice=self.voice, at=self.now)
        Post.agreed = False

    def withdraw(self) -> None:
        if not self.gone:
            actions.withdraw_by_receipt(voice=self.voice, at=self.now)
        self.gone, Post.agreed = True, False

    def erase(self) -> None:
        actions.erase_by_receipt(voice=self.voice, at=self.now)
        self.gone, Post.agreed = True, False

    def agree(self) -> None:
        contact = VoiceContact.objects.filter(voice=self.voice).first()
        if contact is None or self.gone:
            return
        messaging.resume(receiver=self.about)
        record_consent(
            subject=ref(contact), space=self.space, purpose="progress", given=True, source="form", by=CITIZEN,
            at=self.now,
        )  # fmt: skip
        Post.agreed = True

    def fail(self) -> None:
        Post.down = True

    def die(self) -> None:
        Post.breaks = True

    def hesitate(self) -> None:
        with when_kept(self.stop):
            self.work()


def run(space: Space, schedule: list[str]) -> None:
    with transaction.atomic():
        story = Story(space)
        for step in schedule:
            story.play(step)
            assert all(Post.taken), schedule
        Post.down = Post.breaks = False
        for _round in range(6):
            story.play("work")
        assert all(Post.taken), schedule
        told = Letter.objects.filter(receiver=story.about, sent_at__isnull=False).count()
        if not {"stop link", "receipt", "withdraw", "erase", "no while composing"} & set(schedule):
            assert told == story.number, schedule
        transaction.set_rollback(True)


@pytest.fixture
def post(settings: Any) -> None:
    settings.EMAIL_OUTER = {"EMAIL_BACKEND": f"{__name__}.Post"}


@pytest.fixture
def space(db: None) -> Space:
    assert Voice.objects.count() == 0
    assert django_settings.EMAIL_OUTER
    return make_space()


def test_no_letter_leaves_after_a_no_in_any_order(space: Space, post: None) -> None:
    run(space, ["announce", "work", "work", "no while composing", "work"])
    run(space, ["announce", "work", "work", "server down", "work", "receipt", "work"])

    @settings(max_examples=150, deadline=None)
    @given(SCHEDULES)
    def every(schedule: list[str]) -> None:
        run(space, schedule)

    every()


@pytest.mark.soak
def test_no_letter_leaves_after_a_no_in_ten_thousand_orders(space: Space, post: None) -> None:
    @settings(max_examples=10_000, deadline=None)
    @given(SCHEDULES)
    def every(schedule: list[str]) -> None:
        run(space, schedule)

    every()
