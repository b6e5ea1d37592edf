"""Consent, which is only ever added to, and the log of looks at personal data."""

from __future__ import annotations

from typing import Any

from django.db import models

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
    """Keep that somebody looked at personal data: what, who, in which role and why."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=80)
    what = models.CharField(max_length=30)
    why = models.CharField(max_length=300)
    role = models.CharField(max_length=30)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
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
