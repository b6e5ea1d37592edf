"""What review knows: reads only."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.functional import Promise

from rembuk.ideas.models import BoardMove, Call, Endorsement, Idea, IdeaVoice
from rembuk.ideas.queries import GREATEST_ID, HIDDEN
from rembuk.ideas.states import Stage
from rembuk.moderation.queries import ever_hidden
from rembuk.people.models import Person
from rembuk.people.queries import person_key
from rembuk.review import wording
from rembuk.review.models import (
    Assignment,
    Case,
    Conflict,
    Criterion,
    Evidence,
    Objection,
    Pause,
    Question,
    Rubric,
    Score,
    Scorecard,
    Verdict,
)
from rembuk.review.states import Left
from rembuk.shared.duties import Duty
from rembuk.shared.prepared import Prepared
from rembuk.shared.references import ref
from rembuk.shared.refusals import NotThere
from rembuk.shared.workdays import add_working_days, is_working_day, working_days_between
from rembuk.spaces.models import Membership, Role, Space
from rembuk.spaces.queries import who_judge
from rembuk.spaces.rules import MAY, may
from rembuk.voices.models import Voice, VoiceContact

MOST_MINE = 50
Why = str | Promise


def rubric_of(space: Space) -> Rubric | None:
    """Return the newest version of the rubric of SPACE with its criteria, or None before the first."""
    return _with_criteria(Rubric.objects.filter(space=space).order_by("-version")).first()


def rubrics_of(space: Space) -> QuerySet[Rubric]:
    """Return every version of the rubric of SPACE with its criteria, newest first; two queries."""
    return _with_criteria(Rubric.objects.filter(space=space).order_by("-version"))


def _with_criteria(rubrics: QuerySet[Rubric]) -> QuerySet[Rubric]:
    criteria = Criterion.objects.select_related("rubric").order_by("position", "pk")
    return rubrics.prefetch_related(Prefetch("criteria", criteria))


def criteria_of(rubric: Rubric) -> list[Criterion]:
    """Return the criteria of RUBRIC in their order."""
    return list(rubric.criteria.select_related("rubric").order_by("position", "pk"))


def case_of(idea: Idea) -> Case | None:
    """Return the case of IDEA that runs or ran last."""
    case = _latest.first(idea.pk)
    if case is not None:
        vars(case)["known_pauses"] = _pauses(case.pk)
    return case


_pauses = Prepared(lambda case: Pause.objects.filter(case=case), int)


def _pauses_of(case: Case) -> Iterable[Pause]:
    """Return the pauses of CASE: those that `case_of` read, else those that stand in the database."""
    known: list[Pause] | None = vars(case).get("known_pauses")
    return case.pauses.all() if known is None else known


_latest = Prepared(
    lambda idea: (
        Case.objects.filter(idea=idea).select_related("rubric", "idea__space").order_by("-round")[:1]
    ),
    int,
)


def today_in(space: Space, now: datetime) -> date:
    """Return the day it is in SPACE."""
    return now.astimezone(ZoneInfo(space.zone)).date()


def barred(case: Case, people: Iterable[Person]) -> dict[int, Why]:
    """Return why each of PEOPLE may not judge CASE, by key; who is not in it may. At most seven queries.

    Declared, or found: endorsed it, made it of the board, spoke in it (the address left with a voice is
    theirs), works in the branch it comes from (where the rubric says so), judged it in the round before.
    """
    idea = case.idea
    emails = {person.email.lower(): person.pk for person in people}
    keys = list(emails.values())
    found: dict[int, Why] = {}
    spoke = VoiceContact.objects.filter(voice__behind__idea=idea).annotate(low=Lower("email"))
    for low in spoke.filter(low__in=emails).values_list("low", flat=True).distinct():
        found[emails[low]] = wording.SPOKE_IN_IT
    made = BoardMove.objects.filter(idea=idea, kind="accept", undone_at=None, person__in=keys)
    found |= dict.fromkeys(made.values_list("person_id", flat=True), wording.MADE_IT)
    endorsed = Endorsement.objects.filter(idea=idea, person__in=keys)
    found |= dict.fromkeys(endorsed.values_list("person_id", flat=True), wording.ENDORSED_IT)
    if case.rubric.bars_branch and idea.place_id:
        found |= dict.fromkeys(_of_the_branch(idea, keys), wording.SAME_BRANCH)
    if case.round > 1:
        before = Assignment.objects.filter(case__idea=idea, case__round__lt=case.round, reviewer__in=keys)
        found |= dict.fromkeys(before.values_list("reviewer_id", flat=True), wording.JUDGED_BEFORE)
    declared = Conflict.objects.filter(idea=idea, reviewer__in=keys)
    return found | dict.fromkeys(declared.values_list("reviewer_id", flat=True), wording.CONFLICTED)


def _of_the_branch(idea: Idea, keys: list[int]) -> list[int]:
    """Return who of KEYS works in a branch under the idea's space whose region holds the idea's place."""
    rows = Membership.objects.filter(person__in=keys, space__path__startswith=idea.space.path)
    rows = rows.exclude(space=idea.space_id).exclude(space__region=None)
    place = str(idea.place_id)
    return [
        person
        for person, region in rows.values_list("person_id", "space__region_id")
        if place == region or place.startswith(f"{region}.")
    ]


def obstacle(person: Person, case: Case) -> Why | None:
    """Say why PERSON may not give scores in CASE, or None when nothing stands in the way."""
    if case.closed_at is not None or case.idea.stage not in (Stage.NEW, Stage.REFUSED):
        return wording.CLOSED
    if Scorecard.objects.filter(case=case, reviewer=person, set_aside_at=None).exists():
        return wording.SCORED
    why = barred(case, [person]).get(person.pk)
    if why is not None:
        return why
    if not Assignment.objects.filter(case=case, reviewer=person, ended_at=None).exists():
        return wording.NOT_ASSIGNED
    return None


def candidates(case: Case) -> list[Person]:
    """Return who may take a seat of CASE, who carries least first, then who waited longest for one.

    Reviewers of the space; behind them reviewers from above where it lets them help, and in the second
    round its owners.
    """
    space = case.idea.space
    roles = [Role.REVIEWER, Role.OWNER] if case.round > 1 else [Role.REVIEWER]
    open_ones = Q(assignments__ended_at=None, assignments__case__closed_at=None)
    rows = Person.objects.filter(pk__in=who_judge(space, roles).values("person"), is_active=True)
    rows = rows.exclude(assignments__case=case).annotate(
        load=Count("assignments", filter=open_ones & Q(assignments__isnull=False), distinct=True),
        last=Max("assignments__at"),
        judge=Exists(
            Membership.objects.filter(space=space, role=Role.REVIEWER, person=OuterRef("pk")),
        ),
    )
    found: list[Any] = list(rows)
    why = barred(case, found)
    free = [person for person in found if person.pk not in why]
    return sorted(free, key=lambda one: (not one.judge, one.load, one.last is not None, one.last, one.pk))


def seats_open(case: Case) -> list[int]:
    """Return the numbers of the seats of CASE that nobody holds."""
    held = set(Assignment.objects.filter(case=case, ended_at=None).values_list("seat", flat=True))
    return [seat for seat in range(1, case.wanted + 1) if seat not in held]


def waiting(space: Space, person: Person) -> QuerySet[Case]:
    """Return the cases of SPACE that run, with what PERSON has to do with each.

    Each row carries `cards` (scorecards in), `mine` (this person's is in) and `assigned`.
    """
    mine = Scorecard.objects.filter(case=OuterRef("pk"), reviewer=person, set_aside_at=None)
    assigned = Assignment.objects.filter(case=OuterRef("pk"), reviewer=person, ended_at=None)
    return (
        Case.objects.filter(idea__space=space, closed_at=None)
        .exclude(idea__stage__in=(Stage.TAKEN_BACK, Stage.JOINED))
        .select_related("idea__place")
        .annotate(
            cards=Count("scorecards", filter=Q(scorecards__set_aside_at=None), distinct=True),
            seats=Count("assignments", filter=Q(assignments__ended_at=None), distinct=True),
            mine=Exists(mine),
            assigned=Exists(assigned),
        )
    )


def mine(rows: QuerySet[Case]) -> list[Case]:
    """Return which of ROWS, as `waiting` gives them, wait for this person, what is due first in front."""
    found: Any = rows
    return list(found.filter(assigned=True, mine=False).order_by("due", "pk")[:MOST_MINE])


def cards_in(case: Case) -> list[Scorecard]:
    """Return the scorecards of CASE that count, with their scores, in the order they came in."""
    rows = Scorecard.objects.filter(case=case, set_aside_at=None).order_by("at", "pk")
    return list(rows.prefetch_related(Prefetch("scores", Score.objects.select_related("criterion"))))


def verdicts_of(space: Space) -> QuerySet[Verdict]:
    """Return the verdicts on ideas of SPACE that anyone may see."""
    rows = Verdict.objects.filter(idea__space=space).exclude(idea__stage=Stage.TAKEN_BACK)
    return rows.select_related("case__rubric")


def verdicts_of_call(call: Call) -> list[Verdict]:
    """Return the verdicts on ideas that answers to CALL stand behind, the latest round of each last."""
    ideas = IdeaVoice.objects.filter(voice__answer_to__call=call).values("idea")
    rows = Verdict.objects.filter(idea__in=ideas).exclude(idea__stage=Stage.TAKEN_BACK)
    return list(rows.select_related("idea", "case").order_by("idea_id", "case__round"))


def verdicts_on(idea: Idea) -> list[Verdict]:
    """Return the verdicts on IDEA, the latest round first."""
    rows = Verdict.objects.filter(idea=idea).select_related("case__rubric", "idea__space")
    return list(rows.order_by("-case__round"))


def days_used(case: Case, until: date) -> int:
    """Return the working days CASE has taken by UNTIL, those in a pause not counted."""
    start = case.opened_at.astimezone(ZoneInfo(case.idea.space.zone)).date()
    still = {
        date.fromordinal(day)
        for one in _pauses_of(case)
        for day in range(max(one.begins, start).toordinal(), min(one.ends, until).toordinal() + 1)
    }
    counted = sum(is_working_day(day) for day in still if day > start)
    return working_days_between(start, until) - counted


def days_left(case: Case, today: date) -> int:
    """Return the working days left for CASE; below zero when it is late."""
    if case.due >= today:
        return working_days_between(today, case.due)
    return -working_days_between(case.due, today) or -1


def pause_on(case: Case, today: date) -> Pause | None:
    """Return the pause of CASE that holds TODAY."""
    held = [one for one in _pauses_of(case) if one.begins <= today <= one.ends]
    return max(held, key=lambda one: one.ends, default=None)


def late_cases(space: Space, today: date, most: int = 20) -> list[Case]:
    """Return the cases of SPACE past their promised day, the longest first; one query."""
    return list(_running(space).filter(due__lt=today).order_by("due", "pk")[:most])


def open_cases(space: Space) -> QuerySet[Case]:
    """Return every running case of SPACE with its idea, what is due first in front."""
    return _running(space).prefetch_related("pauses")


def _running(space: Space) -> QuerySet[Case]:
    """Return the running cases of SPACE: asked from the few that run, never from all ideas of the space."""
    ours = Idea.objects.filter(pk=OuterRef("idea"), space=space)
    ours = ours.exclude(stage__in=(Stage.TAKEN_BACK, Stage.JOINED))
    return Case.objects.filter(Exists(ours), closed_at=None).select_related("idea")


def questions_of(case: Case) -> list[Question]:
    """Return the questions to outside experts in CASE, oldest first."""
    return list(Question.objects.filter(case=case).order_by("made_at", "pk"))


def holds_seat(person: Person, case: Case) -> bool:
    """Tell whether PERSON holds a seat of CASE and nothing found since stands against it."""
    held = Assignment.objects.filter(case=case, reviewer=person, ended_at=None).exists()
    return held and not barred(case, [person])


def evidence_in(case: Case) -> list[Evidence]:
    """Return the evidence of CASE that counts, oldest first, without the files' content.

    What somebody laid before it who then stood aside over a conflict counts as little as their scores.
    """
    return list(_counting(Evidence.objects.filter(case=case)).order_by("at", "pk"))


def _counting(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    conflicted = Assignment.objects.filter(
        case=OuterRef("case"), reviewer=OuterRef("added_by"), ended_because__in=(Left.DECLARED, Left.FOUND)
    )
    return rows.filter(~Exists(conflicted)).defer("content")


def evidence_by_number(number: int, path: str) -> Evidence:
    """Return the file NUMBER whose address is PATH, with its case; what is not there is refused."""
    rows = _counting(Evidence.objects.select_related("case__idea__space")).defer(None)
    found = rows.filter(pk=number, link="").first() if number <= GREATEST_ID else None
    if found is None or found.get_absolute_url() != path or found.case.idea.stage in HIDDEN:
        raise NotThere(wording.NO_EVIDENCE)
    return found


def token_hash(token: str) -> str:
    """Return what is kept of a TOKEN (256 random bits, so a plain hash cannot be guessed)."""
    return hashlib.sha256(token.encode()).hexdigest()


def question_by_token(token: str, now: datetime) -> Question:
    """Return the question that TOKEN answers at NOW; answered, past and unknown are never told apart.

    Nor is a question about an idea that was taken back to the board, nor one of somebody who may not see the
    desk any more: who asks is shown the link. The look-up is by hash and compared in constant time, so its
    time says nothing about a guess.
    """
    wanted = token_hash(token[:200])
    found = (
        Question.objects.select_related("case__idea__space", "case__idea__place", "asked_by")
        .filter(token_hash=wanted, answered_at=None, expires_at__gt=now)
        .exclude(case__idea__stage__in=HIDDEN)
        .first()
    )
    if found is None or not hmac.compare_digest(found.token_hash, wanted):
        raise NotThere(wording.NO_QUESTION)
    if not may(found.asked_by, found.case.idea.space, "review.see"):
        raise NotThere(wording.NO_QUESTION)
    return found


def links_over(case: Case, questions: Sequence[Question], now: datetime) -> set[int]:
    """Return the keys of QUESTIONS in CASE that nobody answered and no link answers any more; one query."""
    waiting = [one for one in questions if one.answered_at is None]
    if not waiting:
        return set()
    staff = who_judge(case.idea.space, sorted(MAY["review.see"])).filter(person__is_active=True)
    askers = [one.asked_by_id for one in waiting]
    there = set(staff.filter(person__in=askers).values_list("person_id", flat=True))
    return {one.pk for one in waiting if one.expires_at <= now or one.asked_by_id not in there}


def objections_to(case: Case) -> list[Objection]:
    """Return the objections to the refusal of CASE, oldest first."""
    return list(Objection.objects.filter(case=case).order_by("at", "pk"))


def objections_by(author: str) -> list[Objection]:
    """Return what the voice AUTHOR objected to, oldest first."""
    return list(Objection.objects.filter(author=author).order_by("at", "pk"))


def answered_by_token(token: str) -> Question | None:
    """Return the question that was answered by the link of TOKEN where its answer was ever hidden, or None.

    Only then does the link open again: to say so, and to take an appeal.
    """
    found = Question.objects.select_related("case__idea__space").filter(token_hash=token_hash(token[:200]))
    question = found.exclude(answered_at=None).exclude(case__idea__stage__in=HIDDEN).first()
    return question if question and ever_hidden(ref(question)) else None


def objection_until(verdict: Verdict) -> date:
    """Return the last day on which those who spoke may object to VERDICT."""
    day = verdict.at.astimezone(ZoneInfo(verdict.idea.space.zone)).date()
    return add_working_days(day, verdict.case.rubric.objection_window)


def voice_behind(idea: Idea, opened: int | None, email: str) -> Voice | None:
    """Return the voice behind IDEA the reader may speak for: of the receipt OPENED, or with their EMAIL."""
    rows = Voice.objects.filter(behind__idea=idea, withdrawn_at=None).order_by("pk")
    found = rows.filter(pk=opened).first() if opened else None
    if found is None and email:
        found = rows.filter(contact__email__iexact=email).first()
    return found


def seats_held(space: int, person: int) -> list[Duty]:
    """Return the seats that PERSON holds in SPACE and has not judged yet, what is due first in front."""
    judged = Scorecard.objects.filter(case=OuterRef("case"), reviewer=person, set_aside_at=None)
    rows = Assignment.objects.filter(reviewer=person, ended_at=None, case__idea__space=space)
    rows = rows.filter(~Exists(judged), case__closed_at=None).select_related("case__idea")
    return [
        Duty(row.pk, row.case.idea.title, f"/telaah/{row.case.idea_id}/")
        for row in rows.order_by("case__due", "pk")
    ]


def held(subject: str) -> Iterator[dict[str, Any]]:
    """Yield what SUBJECT did as a reviewer, and what they objected to."""
    key = person_key(subject)
    for seat in Assignment.objects.filter(reviewer_id=key).select_related("case__idea").order_by("pk"):
        yield {"what": "review_seat", "title": seat.case.idea.title, "at": seat.at}
    for card in Scorecard.objects.filter(reviewer_id=key).select_related("idea").order_by("pk"):
        yield {"what": "scorecard", "title": card.idea.title, "text": card.reasons, "at": card.at}
    for row in Conflict.objects.filter(reviewer_id=key).select_related("idea").order_by("pk"):
        yield {"what": "conflict", "title": row.idea.title, "why": row.reason, "at": row.at}
    for question in Question.objects.filter(asked_by_id=key).order_by("pk"):
        yield {"what": "question", "text": question.text, "at": question.made_at}
    for piece in Evidence.objects.filter(added_by_id=key).defer("content").order_by("pk"):
        yield {"what": "evidence", "text": piece.note, "address": piece.link, "name": piece.name,
               "size": piece.size, "at": piece.at}  # fmt: skip
    for one in Objection.objects.filter(author=subject).order_by("pk"):
        yield {"what": "objection", "text": one.text, "at": one.at}
