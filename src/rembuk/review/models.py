"""Review: two people, five criteria, reasons, and a verdict in public."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from rembuk.ideas.models import Idea


class Outcome(models.TextChoices):
    """Name what a reviewer recommends and what a verdict says."""

    ACCEPT = "accept", _("Diterima")
    REFUSE = "refuse", _("Tidak diterima")


CRITERIA = {
    "need": _("Kebutuhan"),
    "benefit": _("Manfaat"),
    "feasibility": _("Dapat dikerjakan"),
    "cost": _("Biaya terjangkau"),
    "fairness": _("Keadilan"),
}


def _score() -> models.PositiveSmallIntegerField[int, int]:
    return models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])


class Scorecard(models.Model):
    """Keep what one reviewer found; hidden from the other until both are in."""

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="scorecards")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="scorecards"
    )
    need = _score()
    benefit = _score()
    feasibility = _score()
    cost = _score()
    fairness = _score()
    recommends = models.CharField(max_length=6, choices=Outcome.choices)
    reasons = models.TextField(max_length=2000)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea", "reviewer"], name="scorecard_once"),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{name}__gte": 1, f"{name}__lte": 5}), name=f"scorecard_{name}"
                )
                for name in CRITERIA
            ),
        ]


class Conflict(models.Model):
    """Keep that a reviewer declared a conflict of interest and so takes no part."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="conflicts")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conflicts")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "reviewer"], name="conflict_once")]


class Verdict(models.Model):
    """Keep the public verdict on an idea; the reasons are those of the scorecards."""

    idea = models.OneToOneField(Idea, on_delete=models.PROTECT, related_name="verdict")
    outcome = models.CharField(max_length=6, choices=Outcome.choices)
    reviewers = models.PositiveSmallIntegerField()
    days_used = models.PositiveIntegerField()
    days_promised = models.PositiveIntegerField()
    at = models.DateTimeField()
