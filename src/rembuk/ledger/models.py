"""Steps (who did what about what, because of what) and the leaves of the public record."""

from __future__ import annotations

from django.db import models


class Step(models.Model):
    """Keep one thing that happened.

    `facts` are plain and stand in the leaf; `words` are sentences people wrote, of which the leaf holds
    only a salted commitment, so that they can be taken down while the record stays valid.
    """

    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=80)
    scope = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    role = models.CharField(max_length=30)
    by = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    public = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["about", "at"], name="step_about"),
            models.Index(fields=["scope", "-at"], name="step_scope"),
        ]


class Cause(models.Model):
    """Point from a step to one thing it happened because of."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="causes")
    ref = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "ref"], name="cause_once")]
        indexes = [models.Index(fields=["ref"], name="cause_ref")]


class Leaf(models.Model):
    """Hold one entry of the public record: its exact bytes, and its number once it is sealed."""

    step = models.OneToOneField(Step, on_delete=models.PROTECT, null=True, related_name="leaf")
    body = models.BinaryField()
    written_at = models.DateTimeField()
    index = models.BigIntegerField(null=True, unique=True)
    hash = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="leaf_waiting", condition=models.Q(index=None))]


class Opening(models.Model):
    """Keep the salt that opens one commitment in a leaf; deleting it is erasure."""

    leaf = models.ForeignKey(Leaf, on_delete=models.CASCADE, related_name="openings")
    name = models.CharField(max_length=40)
    salt = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leaf", "name"], name="opening_once")]
