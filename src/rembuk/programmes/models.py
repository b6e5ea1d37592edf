"""Decisions with their options, programmes, commitments and the milestones they are kept by."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models

from rembuk.ideas.models import Idea
from rembuk.spaces.models import Space


class Decision(models.Model):
    """Keep what was decided about one or more ideas, by whom by role, and why."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="decisions")
    title = models.CharField(max_length=120)
    goal = models.TextField(max_length=1000)
    reasons = models.TextField(max_length=2000)
    decided_by = models.CharField(max_length=160)
    adopted = models.BooleanField(default=True)
    ideas = models.ManyToManyField(Idea, related_name="decisions")
    at = models.DateTimeField()

    def get_absolute_url(self) -> str:
        """Return the short address of the decision."""
        return f"/d/{self.pk}/"


class Option(models.Model):
    """Keep one option that was weighed, what spoke for and against it, and whether it was chosen."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="options")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    pro = models.CharField(max_length=400, blank=True)
    contra = models.CharField(max_length=400, blank=True)
    chosen = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "order"], name="option_order"),
            models.UniqueConstraint(
                fields=["decision"], condition=models.Q(chosen=True), name="option_one_chosen"
            ),
        ]


class Programme(models.Model):
    """Keep a programme: a name, a reason, and the commitments it holds."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="programmes")
    title = models.CharField(max_length=120)
    summary = models.TextField(max_length=1000)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the short address of the programme."""
        return f"/p/{self.pk}/"


class Commitment(models.Model):
    """Keep one promise: it points at the ideas it is for and at the decision it rests on."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="commitments")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="commitments")
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=2000)
    budget = models.BigIntegerField(null=True, blank=True, validators=[MinValueValidator(0)])
    answered_by = models.CharField(max_length=160)
    ideas = models.ManyToManyField(Idea, related_name="commitments")
    made_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)

    def get_absolute_url(self) -> str:
        """Return the short address of the commitment."""
        return f"/k/{self.pk}/"


class Milestone(models.Model):
    """Keep one dated step of a commitment; the first promised day is never overwritten."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=120)
    first_due = models.DateField()
    due = models.DateField()
    pieces = models.PositiveIntegerField(default=0)
    pieces_done = models.PositiveIntegerField(default=0)
    measure = models.CharField(max_length=200, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    evidence = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pieces=0) | models.Q(pieces_done__lte=models.F("pieces")),
                name="milestone_pieces",
            )
        ]
        indexes = [
            models.Index(fields=["first_due"], name="milestone_open", condition=models.Q(kept_at=None)),
        ]

    def get_absolute_url(self) -> str:
        """Return the short address of the milestone."""
        return f"/t/{self.pk}/"
