"""Review: the rubric a space sets, who judges what, what each found, the verdict and the objection to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from rembuk.ideas.models import Idea
from rembuk.review.states import STANDARD, Authority, Left, Outcome
from rembuk.spaces.models import Space


class Rubric(models.Model):
    """Keep one version of how a space judges; a change makes a new version, none is ever changed.

    `scale` is the highest score (1 is the lowest), `far_apart` how many of 100 points two scorecards may
    differ before a third is asked for, `objection_window` and `objection_days` are working days.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="rubrics")
    version = models.PositiveSmallIntegerField()
    standard = models.BooleanField(default=False)
    scale = models.PositiveSmallIntegerField(default=5)
    far_apart = models.PositiveSmallIntegerField(default=30)
    bars_branch = models.BooleanField(default=False)
    objection_window = models.PositiveSmallIntegerField(default=14)
    objection_days = models.PositiveSmallIntegerField(default=10)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "version"], name="rubric_version"),
            models.CheckConstraint(condition=Q(scale__gte=3, scale__lte=10), name="rubric_scale"),
            models.CheckConstraint(condition=Q(far_apart__gte=1, far_apart__lte=100), name="rubric_far"),
        ]


class Criterion(models.Model):
    """Keep one criterion of one version of a rubric."""

    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=20)
    label = models.CharField(max_length=60)
    guide = models.CharField(max_length=200)
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rubric", "key"], name="criterion_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=9), name="criterion_weight"),
        ]

    def _first_words(self, which: int) -> str | None:
        words = STANDARD.get(self.key) if self.rubric.standard else None
        return str(words[which]) if words else None

    @property
    def name(self) -> str:
        """Return the label, in the reader's language where it is ours."""
        return self._first_words(0) or self.label

    @property
    def question(self) -> str:
        """Return the guiding question, in the reader's language where it is ours."""
        return self._first_words(1) or self.guide


class Case(models.Model):
    """Keep one judging of one idea: round 1, or round 2 after an objection, by other people.

    `due` moves with pauses, `first_due` never. `asked_first` reviewers were asked for when it was opened;
    `wanted` grows by one when what they found differs.
    """

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="review_cases")
    round = models.PositiveSmallIntegerField(default=1)
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="+")
    asked_first = models.PositiveSmallIntegerField()
    wanted = models.PositiveSmallIntegerField()
    days_promised = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    first_due = models.DateField()
    due = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea", "round"], name="case_once"),
            models.CheckConstraint(condition=Q(round__gte=1, round__lte=2), name="case_two_rounds"),
        ]
        indexes = [models.Index(fields=["due", "id"], name="case_open", condition=Q(closed_at=None))]


class Assignment(models.Model):
    """Give one seat of a case to one reviewer; an open seat is held by one person, and nobody twice."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments"
    )
    seat = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=10, choices=Left.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "reviewer"], name="assignment_once"),
            models.UniqueConstraint(
                fields=["case", "seat"], condition=Q(ended_at=None), name="assignment_seat"
            ),
        ]


class Scorecard(models.Model):
    """Keep what one reviewer found; hidden from the others until all are in.

    `set_aside_at`: the reviewer turned out to have a conflict before the verdict, so it does not count.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="scorecards")
    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="scorecards")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="scorecards"
    )
    recommends = models.CharField(max_length=6, choices=Outcome.choices)
    reasons = models.TextField(max_length=2000)
    would_change = models.TextField(max_length=1000, blank=True)
    authority = models.CharField(max_length=10, choices=Authority.choices, default=Authority.UNCLEAR)
    holder = models.CharField(max_length=120, blank=True)
    feasibility_note = models.TextField(max_length=1000, blank=True)
    cost_note = models.TextField(max_length=1000, blank=True)
    evidence = models.TextField(max_length=1000, blank=True)
    at = models.DateTimeField()
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "reviewer"], name="scorecard_once")]


class Score(models.Model):
    """Keep one score; its criterion says under which version of the rubric it was given."""

    card = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "criterion"], name="score_once"),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=10), name="score_range"),
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
    """Keep the public verdict of one case; the reasons are those of the scorecards."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="verdict")
    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="verdicts")
    outcome = models.CharField(max_length=6, choices=Outcome.choices)
    reviewers = models.PositiveSmallIntegerField()
    days_used = models.PositiveIntegerField()
    days_promised = models.PositiveIntegerField()
    at = models.DateTimeField()


class Pause(models.Model):
    """Keep that the clock of a case stands still from one day to another, for a reason everybody reads."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pauses")
    begins = models.DateField()
    ends = models.DateField()
    because = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends__gte=models.F("begins")), name="pause_days")]


class Question(models.Model):
    """Keep a question to somebody outside; of the link that answers it only a hash is kept."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    whom = models.CharField(max_length=120)
    text = models.TextField(max_length=1000)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.TextField(max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)


class Evidence(models.Model):
    """Keep one piece of evidence a reviewer laid before a case: a link, a photo drawn anew, or a PDF.

    Files stand in the database, so that they are written, backed up and restored with their case.
    `added_by` is shown to nobody: it says who may take the piece back.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300)
    link = models.URLField(max_length=500, blank=True)
    name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    content = models.BinaryField(default=b"")
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(~Q(link="") & Q(kind="", digest="", size=0))
                | (Q(link="", kind__in=["image/jpeg", "application/pdf"], size__gt=0) & ~Q(digest="")),
                name="evidence_link_or_file",
            ),
        ]

    def get_absolute_url(self) -> str:
        """Return the address of the file; its digest is part of it, so it never changes."""
        if self.link:
            return self.link
        ending = "jpg" if self.kind == "image/jpeg" else "pdf"
        return f"/telaah/bukti/{self.pk}-{self.digest[:16]}.{ending}"


class Objection(models.Model):
    """Keep what one of those who spoke objects to a refusal; once each, whoever they sign in as.

    `author` is the reference of the voice it is made for, so receipt and account count as one.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="objections")
    author = models.CharField(max_length=80)
    text = models.TextField(max_length=2000)
    public_text = models.TextField(max_length=2200)
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "author"], name="objection_once")]
