"""Notices to those who spoke or endorsed, and what each of them wants to hear."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """Keep one message to one receiver as it was sent: in-app always, by mail if an address was left.

    `receiver` is a reference (`people.person:7`, `voices.voice:41`); `key` makes telling twice harmless.
    """

    receiver = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    subject = models.CharField(max_length=160)
    text = models.TextField()
    link = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

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
