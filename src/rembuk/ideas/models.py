"""Ideas: what people propose, the voices behind it and those who endorse it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise

from rembuk.ideas.states import MergeReply, MergeRule, MergeState, Moved, Phase, Stage
from rembuk.places.models import Place
from rembuk.spaces.models import Space
from rembuk.voices.models import Cluster, Voice


class Idea(models.Model):
    """Keep one idea; its counters move in the transaction of the row they count."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="ideas")
    title = models.CharField(max_length=120)
    wish = models.TextField(max_length=2000)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.NEW)
    made_at = models.DateTimeField()
    waiting_since = models.DateTimeField()
    voices_count = models.PositiveIntegerField(default=0)
    endorsements_count = models.PositiveIntegerField(default=0)
    # From how many different places the voices behind it come.
    places_count = models.PositiveIntegerField(default=0)
    joined_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="joined"
    )

    class Meta:
        indexes = [
            models.Index(fields=["space", "-made_at", "-id"], name="idea_newest"),
            models.Index(fields=["space", "-endorsements_count", "-id"], name="idea_endorsed"),
            models.Index(fields=["space", "waiting_since", "id"], name="idea_waiting"),
            models.Index(fields=["space", "-places_count", "-id"], name="idea_places"),
            models.Index(fields=["space", "stage", "-places_count", "-id"], name="idea_stage_places"),
            models.Index(fields=["space", "place"], name="idea_place"),
            models.Index(fields=["space", "stage", "-made_at", "-id"], name="idea_stage_newest"),
            models.Index(fields=["space", "stage", "-endorsements_count", "-id"], name="idea_stage_endorsed"),
            models.Index(fields=["space", "stage", "waiting_since", "id"], name="idea_stage_waiting"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the short address of the idea."""
        return f"/g/{self.pk}/"

    def get_stage_display(self) -> str:  # type: ignore[no-redef] # in place of Django's
        """Return the stage in words; Django's own way hashes every label anew for each row of a list."""
        return str(_STAGES.get(self.stage, self.stage))


_STAGES: dict[str, str | Promise] = dict(Stage.choices)


class IdeaVoice(models.Model):
    """Put one voice behind one idea; a voice stands behind at most one."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="idea_voices")
    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="behind")
    at = models.DateTimeField()


class Endorsement(models.Model):
    """Keep that one person endorses one idea; the constraint makes twenty tries one."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="endorsements")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="endorsements"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "person"], name="endorsement_once")]


class IdeaTerm(models.Model):
    """Index an idea by hashed terms of its words, so that a page finds ideas alike without an engine."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="terms")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    term = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "term"], name="idea_term_once")]
        indexes = [models.Index(fields=["space", "term", "-idea"], name="idea_term_newest")]


class Likeness(models.Model):
    """Keep that OTHER says nearly what IDEA says; the worker finds it, a page only reads it."""

    # Found by the constraint.
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="likenesses", db_index=False)
    other = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="like")
    # 0 is the nearest.
    rank = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "rank"], name="likeness_rank_once")]


class Hold(models.Model):
    """Keep who has a cluster open on the board, and until when; the key lets at most one person have it."""

    cluster = models.OneToOneField(Cluster, on_delete=models.CASCADE, primary_key=True, related_name="hold")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    # Who had it when PERSON took it over openly.
    taken_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("at")), name="hold_ends"),
        ]


class SavedFilter(models.Model):
    """Keep which clusters a person wants to see on the board of a space, under a name of their own."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    subject = models.CharField(max_length=40, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=80, blank=True)
    least = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "person", "name"], name="filter_name_once")]


class BoardMove(models.Model):
    """Remember the last moves on the board so that each can be taken back."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    voices = models.JSONField(default=list)
    # How many voices, and how many clusters it decided about: what "done today" adds up.
    size = models.PositiveIntegerField(default=0)
    clusters = models.PositiveIntegerField(default=0)
    cluster_id = models.BigIntegerField(null=True)
    # What undoing needs: where the voices were, what the label was.
    detail = models.JSONField(default=dict)
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, null=True, related_name="board_moves")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["space", "-at"], name="board_move_day")]


class Call(models.Model):
    """Keep one call for ideas: what is asked of whom, on which days, and what will happen with the answers.

    Days are those of the space's zone, each the last of its phase. `recorded` is the phase that the record
    knows; `phase_on` tells the one that holds.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="calls", db_index=False)
    subject = models.CharField(max_length=40)
    question = models.CharField(max_length=160)
    explanation = models.TextField(max_length=2000)
    afterwards = models.TextField(max_length=1000)
    region = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    gather_from = models.DateField()
    gather_until = models.DateField()
    sort_until = models.DateField()
    answer_by = models.DateField()
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    recorded = models.CharField(max_length=10, choices=Phase.choices, default=Phase.DRAFT)
    report = models.TextField(max_length=6000, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    gather_from__lt=models.F("gather_until"),
                    gather_until__lt=models.F("sort_until"),
                    sort_until__lt=models.F("answer_by"),
                ),
                name="call_days",
            ),
        ]
        indexes = [
            models.Index(
                fields=["space", "-published_at", "-id"],
                name="call_newest",
                condition=models.Q(published_at__isnull=False),
            ),
            models.Index(
                fields=["space", "gather_until"],
                name="call_running",
                condition=models.Q(published_at__isnull=False, reported_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        """Return the short address of the call."""
        return f"/c/{self.pk}/"

    def phase_on(self, today: date) -> Phase:
        """Return the phase that holds on TODAY, a day in the space's zone."""
        if self.published_at is None:
            return Phase.DRAFT
        if self.reported_at is not None:
            return Phase.DONE
        if today < self.gather_from:
            return Phase.PLANNED
        if today <= self.gather_until:
            return Phase.GATHERING
        return Phase.SORTING if today <= self.sort_until else Phase.ANSWERING


class CallAnswer(models.Model):
    """Put one voice among the answers to one call; a voice answers at most one."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="answers")
    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="answer_to")
    at = models.DateTimeField()
    post = models.ForeignKey(
        "CallPost", on_delete=models.CASCADE, null=True, blank=True, related_name="gathered"
    )


class CallPost(models.Model):
    """Keep one post of a call on a network; whatever answers it there is gathered into the call.

    `key` is the post's id as `channels.links.thread_key` writes it.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="posts")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    link = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "channel", "key"], name="call_post_once")]


class Merge(models.Model):
    """Keep one proposal that IDEA joins INTO: who is asked until when, by which rule, what came of it.

    `closes_at` is the end of the day `answer_by` on the space's clock. `stayed` counts the endorsements left
    on IDEA when it was settled.
    """

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="merges_here")
    because = models.TextField(max_length=500)
    rule = models.CharField(max_length=10, choices=MergeRule.choices, default=MergeRule.EVERYONE)
    asked_at = models.DateTimeField()
    answer_by = models.DateField()
    closes_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MergeState.choices, default=MergeState.OPEN)
    stage_before = models.CharField(max_length=10, blank=True)
    asked = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    stayed = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_because = models.TextField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea"], condition=Q(state="open"), name="merge_one_open"),
            models.CheckConstraint(condition=~Q(idea=models.F("into")), name="merge_of_two"),
        ]

    def get_absolute_url(self) -> str:
        """Return the page of the proposal."""
        return f"/gabung/{self.pk}/"

    @property
    def space(self) -> Space:
        """Return the space both ideas are of."""
        return self.idea.space


class MergeAnswer(models.Model):
    """Keep what one endorser answered to a proposal; no answer is stay."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=5, choices=MergeReply.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=5, choices=Moved.choices, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merge", "person"], name="merge_answer_once")]
