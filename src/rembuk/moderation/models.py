"""Moderation: published rules, what is hidden and why, flags, and appeals to a second person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from rembuk.ledger.models import Step
from rembuk.moderation.states import Outcome, Reason, Source
from rembuk.spaces.models import Space


class Rules(models.Model):
    """Keep one version of the rules of a space, in its own words."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    words = models.TextField(max_length=2000)
    appeal_days = models.PositiveSmallIntegerField(default=5)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "version"], name="rules_version")]


class Hiding(models.Model):
    """Keep that a part of something is hidden; `kept` is what brings it back."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=80)
    part = models.CharField(max_length=20)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    because = models.CharField(max_length=300)
    kept = models.JSONField(default=dict)
    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about", "part"], condition=Q(lifted_at=None), name="hiding_once")
        ]
        indexes = [models.Index(fields=["space", "reason"], name="hiding_counts")]


class Flag(models.Model):
    """Keep that something is to be looked at: one open row a thing, however many people say so."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=80)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    words = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.CITIZEN)
    reference = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    due = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    hidden = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about"], condition=Q(closed_at=None), name="flag_once")
        ]
        indexes = [models.Index(fields=["space", "due"], name="flag_desk", condition=Q(closed_at=None))]


class Appeal(models.Model):
    """Keep an appeal against one decision, by a person or by the machine; once a decision."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    against = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=80)
    part = models.CharField(max_length=20)
    reason = models.CharField(max_length=20)
    author = models.CharField(max_length=80)
    text = models.TextField(max_length=2000)
    at = models.DateTimeField()
    due = models.DateField()
    judged_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    because = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["space", "due"], name="appeal_desk", condition=Q(judged_at=None)),
            models.Index(fields=["about"], name="appeal_about"),
        ]
