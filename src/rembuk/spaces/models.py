"""Spaces: a tree of party, province, regency and candidate, with the roles people hold in each."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from rembuk.places.models import Place


class Space(models.Model):
    """Keep one party, branch, candidate or movement and what it promised about its own clocks."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="branches"
    )
    path = models.CharField(max_length=250, db_index=True)
    region = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    greeting = models.CharField(max_length=80, blank=True)
    accent = models.CharField(max_length=7, default="#6a1b4d", validators=[RegexValidator(r"^#[0-9a-f]{6}$")])
    zone = models.CharField(max_length=20, default="Asia/Jakarta")
    sorting_days = models.PositiveSmallIntegerField(default=15, validators=[MinValueValidator(1)])
    review_days = models.PositiveSmallIntegerField(default=14, validators=[MinValueValidator(1)])
    reviewers = models.PositiveSmallIntegerField(default=2, validators=[MinValueValidator(1)])
    # Whether reviewers of the spaces above may help to judge here; nothing else reaches down the tree.
    helped = models.BooleanField(default=False)
    founded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the space's home."""
        return f"/r/{self.slug}/"


class Role(models.TextChoices):
    """Name what a person may be in a space; `spaces.rules` says what each may do."""

    OWNER = "owner", "Pemilik ruang"
    COORDINATOR = "coordinator", "Koordinator"
    REVIEWER = "reviewer", "Penelaah"
    WRITER = "writer", "Penulis program"
    FIELD_WORKER = "field_worker", "Petugas lapangan"
    OFFICER = "officer", "Pejabat pelindungan data"


class Membership(models.Model):
    """Give one person one role in one space."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "person", "role"], name="membership_once")]


class Invitation(models.Model):
    """Keep an invitation that works once; only the hash of its token is here."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
