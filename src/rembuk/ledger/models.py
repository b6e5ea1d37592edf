"""Steps (who did what about what, because of what) and the leaves of the public record."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
    # Told on the page of its space: public, and neither one voice among many nor work on the space itself.
    # A space with a million voices has some thousand of these.
    news = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["about", "at"], name="step_about"),
            models.Index(fields=["scope", "-at"], name="step_scope"),
            models.Index(fields=["scope", "-at", "-id"], name="step_news", condition=models.Q(news=True)),
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
        constraints = [
            models.CheckConstraint(
                name="leaf_numbered_with_hash",
                condition=models.Q(index=None, hash=None)
                | models.Q(index__gte=0, index__isnull=False, hash__isnull=False),
            )
        ]


class Opening(models.Model):
    """Keep the salt that opens one commitment in a leaf; deleting it is erasure."""

    leaf = models.ForeignKey(Leaf, on_delete=models.CASCADE, related_name="openings")
    name = models.CharField(max_length=40)
    salt = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leaf", "name"], name="opening_once")]


class Tile(models.Model):
    """Keep up to 256 neighbouring hashes of the tree; a tile only ever grows to the right."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    width = models.PositiveSmallIntegerField()
    data = models.BinaryField(max_length=8192)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "index"], name="tile_once"),
            models.CheckConstraint(
                name="tile_width",
                condition=models.Q(width__gte=1, width__lte=256, index__gte=0, level__lt=64),
            ),
        ]


class Checkpoint(models.Model):
    """Keep one head of the record: its size and root when it was integrated, its note once it is signed."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    integrated_at = models.DateTimeField()
    note = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="checkpoint_size", condition=models.Q(size__gte=1))]


class Sequencer(models.Model):
    """Be the one row whose lock makes one sequencer at a time, and remember whose record this is."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    vkey = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="sequencer_single", condition=models.Q(id=1))]


class Witness(models.Model):
    """Keep one independent witness: the key it signs heads with, where it answers, what it said last.

    `size` is the latest head it is known to have cosigned; `trouble` is why the last try failed, "" when it
    did not.
    """

    class Trouble(models.TextChoices):
        AWAY = "away", _("tidak menjawab")
        UNKNOWN = "unknown", _("belum mengenal catatan ini")
        REFUSED = "refused", _("menolak tanda tangan catatan ini")
        CONFLICT = "conflict", _("pernah melihat riwayat yang tidak ada di sini")
        WRONG = "wrong", _("jawabannya tidak berlaku")

    name = models.CharField(max_length=200)
    vkey = models.CharField(max_length=300, unique=True)
    url = models.CharField(max_length=300)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    size = models.BigIntegerField(default=0)
    cosigned_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=10, choices=Trouble.choices, blank=True)
    failures = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="witness_size", condition=models.Q(size__gte=0))]


class Cosignature(models.Model):
    """Keep the signature line of a witness below one head."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.CASCADE, related_name="cosignatures")
    witness = models.ForeignKey(Witness, on_delete=models.CASCADE, related_name="cosignatures")
    line = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkpoint", "witness"], name="cosignature_once")]
