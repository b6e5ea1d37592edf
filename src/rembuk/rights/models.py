"""Consent, which is only ever added to, and the log of looks at personal data."""

from __future__ import annotations

from typing import Any

from django.db import models

from rembuk.rights.states import Decision, Outcome, RequestKind, StepKind
from rembuk.spaces.models import Space


class AppendOnly(models.Model):
    """Refuse to change or delete a row once it is written."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row, never over an old one."""
        if self.pk is not None:
            raise TypeError(f"{type(self).__name__} rows are only ever added")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never delete."""
        raise TypeError(f"{type(self).__name__} rows are never deleted")


class Consent(AppendOnly):
    """Keep one yes or one no of a person for one purpose; the last row of a purpose is what holds.

    Law 27/2022 (UU PDP) articles 20 to 24: consent is recorded, per purpose, and can be proved.
    """

    subject = models.CharField(max_length=80)
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=30)
    given = models.BooleanField()
    wording_version = models.PositiveSmallIntegerField()
    wording_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    source = models.CharField(max_length=30)
    role = models.CharField(max_length=30)
    by = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "purpose", "-id"], name="consent_subject")]


class Look(AppendOnly):
    """Keep that somebody looked at personal data: what, who, in which role and why.

    WHY is empty where a page opens what was told in confidence to those whose work is to read it; `once`
    lets such a look be noted once a day of each object and person.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=80)
    what = models.CharField(max_length=30)
    why = models.CharField(max_length=300)
    role = models.CharField(max_length=30)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    once = models.CharField(max_length=240, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["once"], condition=~models.Q(once=""), name="look_once"),
        ]
        indexes = [
            models.Index(fields=["space", "-at"], name="look_space"),
            models.Index(fields=["about"], name="look_about"),
            models.Index(fields=["space", "by", "-at"], name="look_person"),
            models.Index(fields=["space", "what", "-at"], name="look_what"),
        ]


class Erasure(models.Model):
    """Keep a wish to be forgotten until every holder has confirmed it."""

    subject = models.CharField(max_length=80, unique=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    confirmed = models.JSONField(default=list)


class Controller(AppendOnly):
    """Keep who answers for the data of a space, as somebody wrote it; the last row is what holds."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300)
    contact = models.CharField(max_length=120)
    processor = models.CharField(max_length=300, blank=True)
    authority = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=30)
    by = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["space", "-id"], name="controller_space")]


class Assessment(AppendOnly):
    """Keep one version of the impact assessment of a space: its own part, beside ours of that moment.

    UU 27/2022 article 34. `ours` is the version of our part that it was written beside.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    ours = models.PositiveSmallIntegerField()
    parts = models.JSONField()
    decision = models.CharField(max_length=10, choices=Decision.choices)
    again_on = models.DateField()
    role = models.CharField(max_length=30)
    by = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "version"], name="assessment_version")]


class DataRequest(models.Model):
    """Keep what a person asked about their data, when it is due, and how it was answered.

    `subject` is the person's reference where they asked signed in, `who` how they are known otherwise.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RequestKind.choices)
    subject = models.CharField(max_length=80, blank=True)
    who = models.CharField(max_length=120, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    received_at = models.DateTimeField()
    due = models.DateTimeField()
    role = models.CharField(max_length=30)
    by = models.CharField(max_length=80, blank=True)
    entered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    answered_role = models.CharField(max_length=30, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["space", "-received_at", "-id"], name="request_space"),
            models.Index(fields=["subject"], name="request_subject", condition=~models.Q(subject="")),
            models.Index(
                fields=["space", "due"], name="request_open", condition=models.Q(answered_at__isnull=True)
            ),
        ]


class Breach(models.Model):
    """Keep that personal data got out or was lost: which, when and how, and whom it concerns."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    found_at = models.DateTimeField()
    due = models.DateTimeField()
    data = models.TextField(max_length=1000)
    how = models.TextField(max_length=1000)
    handling = models.TextField(max_length=1000)
    persons = models.PositiveIntegerField(null=True, blank=True)
    role = models.CharField(max_length=30)
    by = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["space", "-found_at", "-id"], name="breach_space")]


class BreachStep(AppendOnly):
    """Keep one thing done about a breach: when it was done, and when and by whom that was written down."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    done_at = models.DateTimeField()
    words = models.CharField(max_length=500)
    role = models.CharField(max_length=30)
    by = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["breach", "kind"], name="breach_step_once")]


class GuardianAsk(models.Model):
    """Keep which parent or guardian was asked for a child, and the hash of the key their link carries.

    `child` is how the child is named to them: an address with most of it left out.
    """

    subject = models.CharField(max_length=80, unique=True)
    email = models.EmailField()
    child = models.CharField(max_length=80)
    key_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="guardian_asked")]


class GuardianWord(AppendOnly):
    """Keep one yes or no of a parent or guardian, with the words they were shown; the last one holds.

    PP 17/2025 (PP TUNAS) and UU 27/2022 article 25: the consent can be proved.
    """

    subject = models.CharField(max_length=80)
    given = models.BooleanField()
    words = models.TextField()
    wording_version = models.PositiveSmallIntegerField()
    wording_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "-id"], name="guardian_subject")]


class Retention(models.Model):
    """Keep how many days a space keeps one kind of data, where it chose others than the house."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    days = models.PositiveSmallIntegerField()
    by = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "kind"], name="retention_once")]


class Minimised(AppendOnly):
    """Keep that so many of a kind were taken away in a space, because their time was over."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["space", "kind"], name="minimised_space")]
