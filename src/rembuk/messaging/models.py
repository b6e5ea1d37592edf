"""Notices to those who spoke or endorsed, and what each of them wants to hear."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from rembuk.messaging.states import Hearing, Pace
from rembuk.spaces.models import Space


class Letter(models.Model):
    """Keep one mail with its text as sent; `key` is the outbox row's that asked for it.

    A letter once kept is never composed anew: a worker that takes over sends the same words under the same
    Message-ID.
    """

    receiver = models.CharField(max_length=80)
    key = models.CharField(max_length=240, unique=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["receiver"], name="letter_receiver")]


class Notice(models.Model):
    """Keep one message to one receiver as it was sent: in-app always, by mail if an address was left.

    `receiver` is a reference (`people.person:7`, `voices.voice:41`); `key` makes telling twice harmless.
    `about` is what the news is about, `letter` the one mail that carries it, none while it waits.
    """

    receiver = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    subject = models.CharField(max_length=160)
    text = models.TextField()
    link = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    about = models.CharField(max_length=80, blank=True)
    letter = models.ForeignKey(
        Letter, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["receiver", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["receiver", "-at"], name="notice_inbox"),
            models.Index(fields=["key"], name="notice_key"),
            models.Index(fields=["receiver"], name="notice_unread", condition=Q(read_at=None)),
        ]


class Stop(models.Model):
    """Remember that a receiver wants no more mail; the row's being there is the whole message."""

    receiver = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()


class Preference(models.Model):
    """Keep how often a receiver wants mail, and the hours of their clock in which none is sent.

    Equal hours mean no quiet. Whoever has no row is told at once, outside the night.
    """

    receiver = models.CharField(max_length=80, unique=True)
    pace = models.CharField(max_length=10, choices=Pace.choices, default=Pace.AT_ONCE)
    quiet_from = models.PositiveSmallIntegerField(default=21, validators=[MaxValueValidator(23)])
    quiet_to = models.PositiveSmallIntegerField(default=6, validators=[MaxValueValidator(23)])
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__lte=23) & Q(quiet_to__lte=23), name="preference_hours"
            )
        ]


class Follow(models.Model):
    """Keep that a person wants to hear about an idea, a place, a subject or a space."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    about = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "about"], name="follow_once")]
        indexes = [models.Index(fields=["about", "person"], name="follow_audience")]


class Heard(models.Model):
    """Keep what one receiver says of one answer; it may be changed once. The word is read by staff only.

    Space, subject and channel are those of the moment it was said, so the sums need no other table. Where the
    receiver was erased there is no notice and no word: what stays is one of a sum, and belongs to nobody.
    """

    notice = models.OneToOneField(
        Notice, on_delete=models.SET_NULL, null=True, blank=True, related_name="heard"
    )
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=20)
    value = models.CharField(max_length=8, choices=Hearing.choices)
    word = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    # What the sums count it as: since ten entered together, and since ten that changed moved together.
    counted = models.CharField(max_length=8, blank=True, db_default="")
    moved = models.CharField(max_length=8, blank=True, db_default="")
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["space", "id"], name="heard_space"),
            models.Index(fields=["space"], name="heard_waits", condition=Q(counted="")),
            models.Index(
                fields=["space"],
                name="heard_moves",
                condition=Q(moved="") & ~Q(counted="") & ~Q(value=F("counted")),
            ),
        ]
