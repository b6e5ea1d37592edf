"""Decisions with their options, programmes, commitments and the milestones they are kept by."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from rembuk.ideas.models import Idea
from rembuk.programmes.states import (
    Answer,
    DelegationState,
    DelegationStep,
    LaporKind,
    Level,
    ReportKind,
    Way,
)
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
    cost = models.BigIntegerField(null=True, blank=True, validators=[MinValueValidator(0)])
    review_on = models.DateField(null=True, blank=True)
    # The key of the form it was written with: the same form sent twice writes once.
    form_key = models.CharField(max_length=40, unique=True, null=True, blank=True)

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
    body = models.TextField(max_length=6000, blank=True)
    left_out = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    form_key = models.CharField(max_length=40, unique=True, null=True, blank=True)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the short address of the programme."""
        return f"/p/{self.pk}/"


class ProgrammeVersion(models.Model):
    """Keep one version of a programme's text, draft or published; a version is never rewritten.

    `left_out` holds pairs of what is not in the programme and why.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    summary = models.TextField(max_length=1000)
    body = models.TextField(max_length=6000, blank=True)
    left_out = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20)
    at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    form_key = models.CharField(max_length=40, unique=True, null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="programme_version_once")]


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
    weighed = models.TextField(max_length=2000, blank=True)
    broken_at = models.DateTimeField(null=True, blank=True)
    form_key = models.CharField(max_length=40, unique=True, null=True, blank=True)

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
    budget = models.BigIntegerField(null=True, blank=True, validators=[MinValueValidator(0)])
    spent = models.BigIntegerField(null=True, blank=True, validators=[MinValueValidator(0)])
    broken_at = models.DateTimeField(null=True, blank=True)
    # Who of the team looks after it: for the team alone, never public.
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pieces=0) | models.Q(pieces_done__lte=models.F("pieces")),
                name="milestone_pieces",
            ),
            models.CheckConstraint(
                condition=models.Q(kept_at=None) | models.Q(broken_at=None), name="milestone_ends_once"
            ),
            models.CheckConstraint(
                condition=(models.Q(budget=None) | models.Q(budget__gte=0))
                & (models.Q(spent=None) | models.Q(spent__gte=0)),
                name="milestone_money",
            ),
        ]
        indexes = [
            models.Index(fields=["first_due"], name="milestone_open", condition=models.Q(kept_at=None)),
        ]

    def get_absolute_url(self) -> str:
        """Return the short address of the milestone."""
        return f"/t/{self.pk}/"


class Report(models.Model):
    """Keep what was told about a milestone, with what it shows; nothing here is ever rewritten."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=8, choices=ReportKind.choices)
    role = models.CharField(max_length=20)
    title = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=500)
    link = models.URLField(max_length=500, blank=True)
    pieces_done = models.PositiveIntegerField(null=True, blank=True)
    spent = models.BigIntegerField(null=True, blank=True, validators=[MinValueValidator(0)])
    due = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    form_key = models.CharField(max_length=40, unique=True, null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["milestone", "-at", "-id"], name="report_latest")]


class Evidence(models.Model):
    """Keep one photo or document of a report as given out: pictures drawn anew, without place or device.

    It stands in the database, so that it is written, backed up and restored with the report it belongs to.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="evidence")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)

    def get_absolute_url(self) -> str:
        """Return the address of the file; its digest is part of it, so it never changes."""
        ending = "jpg" if self.kind == "image/jpeg" else "pdf"
        return f"/t/bukti/{self.pk}-{self.digest[:16]}.{ending}"


class Referral(models.Model):
    """Keep one wish handed on to the authority that holds it: the text, its number and the answer."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="referrals")
    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="referrals")
    level = models.CharField(max_length=10, choices=Level.choices)
    holder = models.CharField(max_length=120)
    way = models.CharField(max_length=6, choices=Way.choices)
    kind = models.CharField(max_length=12, choices=LaporKind.choices, blank=True)
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=4000)
    attachments = models.TextField(max_length=1000, blank=True)
    made_at = models.DateTimeField()
    number = models.CharField(max_length=60, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    form_key = models.CharField(max_length=40, unique=True, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_on=None) | models.Q(sent_on__lte=models.F("answered_on")),
                name="referral_answered_after_sent",
            )
        ]
        indexes = [models.Index(fields=["space", "-made_at", "-id"], name="referral_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the short address of the referral."""
        return f"/u/{self.pk}/"


class Delegation(models.Model):
    """Keep that a commitment was handed to a branch; the first promised day is never overwritten."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="delegations")
    branch = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="delegations")
    state = models.CharField(max_length=10, choices=DelegationState.choices, default=DelegationState.PROPOSED)
    because = models.TextField(max_length=1000)
    first_due = models.DateField()
    due = models.DateField()
    proposed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # Who of the branch looks after it: for the team alone, never public.
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    form_key = models.CharField(max_length=40, unique=True, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"],
                condition=models.Q(state__in=["proposed", "accepted"]),
                name="delegation_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(due__gte=models.F("first_due")), name="delegation_due_later"
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "-proposed_at", "-id"], name="delegation_newest"),
            models.Index(
                fields=["branch", "first_due"],
                name="delegation_open",
                condition=models.Q(state__in=["proposed", "accepted"]),
            ),
        ]

    def get_absolute_url(self) -> str:
        """Return the short address of the delegation."""
        return f"/l/{self.pk}/"

    @property
    def title(self) -> str:
        """Return what is delegated, by the name of its commitment."""
        return self.commitment.title


class DelegationReport(models.Model):
    """Keep one step of a delegation with its words and what it shows; nothing here is ever rewritten."""

    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="reports")
    step = models.CharField(max_length=8, choices=DelegationStep.choices)
    role = models.CharField(max_length=20)
    text = models.TextField(max_length=1000, blank=True)
    link = models.URLField(max_length=500, blank=True)
    due = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    form_key = models.CharField(max_length=40, unique=True, null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["delegation", "-at", "-id"], name="delegation_report_latest")]
