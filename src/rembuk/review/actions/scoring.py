"""Scores come in, and when enough agree they are a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rembuk.design.formatted import plain
from rembuk.design.words import tanggal
from rembuk.ideas.actions import move
from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.ledger.actions import record_step
from rembuk.messaging.actions import announce
from rembuk.messaging.states import Answer
from rembuk.people.models import Person
from rembuk.review import wording
from rembuk.review.actions.seats import fill_seats, open_case, release
from rembuk.review.models import Case, Criterion, Score, Scorecard, Verdict
from rembuk.review.queries import (
    cards_in,
    criteria_of,
    days_used,
    evidence_in,
    objection_until,
    obstacle,
    today_in,
)
from rembuk.review.rules import SHORTEST_CHANGE, outcome, points, says_enough
from rembuk.review.states import Authority, Outcome
from rembuk.shared.actors import MACHINE, Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotAllowed, Refused


@transaction.atomic
def give_scores(
    *,
    idea: Idea,
    person: Person,
    scores: Mapping[str, int],
    recommends: str,
    reasons: str,
    would_change: str = "",
    authority: str,
    holder: str = "",
    feasibility_note: str = "",
    cost_note: str = "",
    evidence: str = "",
    by: Actor,
    at: datetime,
) -> Verdict | None:
    """Keep PERSON's scorecard and, when enough agree, give the verdict and tell those concerned.

    SCORES by the key of the criterion. What a reviewer says becomes public with the verdict, not before.
    """
    case = open_case(idea=idea, at=at)
    if case is None:
        raise Conflicting(wording.CLOSED)
    why_not = obstacle(person, case)
    if why_not is not None:
        raise NotAllowed(why_not)
    criteria = criteria_of(case.rubric)
    _check(case, criteria, scores, (recommends, reasons, would_change))
    if authority not in Authority.values:
        raise Refused(wording.WHOSE, field="authority")
    card = Scorecard.objects.create(
        case=case, idea=case.idea, reviewer=person, recommends=recommends, reasons=reasons.strip(),
        would_change=would_change.strip() if recommends == Outcome.REFUSE else "",
        authority=Authority(authority), holder=" ".join(holder.split())[:120],
        feasibility_note=feasibility_note.strip(), cost_note=cost_note.strip(), evidence=evidence.strip(),
        at=at,
    )  # fmt: skip
    Score.objects.bulk_create(Score(card=card, criterion=one, value=scores[one.key]) for one in criteria)
    # Who endorsed the idea since they scored it does not count any more.
    release(case=case, at=at)
    cards = cards_in(case)
    decided = outcome([one.recommends for one in cards], case.asked_first, far=_far_apart(cards, case))
    if decided is not None:
        return _give_verdict(case, cards, decided, by=by, at=at)
    record_step(
        kind="review.scored", about=ref(case.idea), scope=ref(case.idea.space), by=by, at=at,
        facts={"number": case.idea_id, "scorecards": len(cards)}, sealed={"reasons": reasons.strip()},
    )  # fmt: skip
    if len(cards) >= case.wanted:
        _ask_another(case, len(cards) + 1, at=at)
    fill_seats(case=case, at=at)
    return None


def _check(
    case: Case, criteria: list[Criterion], scores: Mapping[str, int], card: tuple[str, str, str]
) -> None:
    recommends, reasons, would_change = card
    for one in criteria:
        if one.key not in scores:
            raise Refused(wording.SCORE_MISSING, field=one.key)
        if not 1 <= scores[one.key] <= case.rubric.scale:
            raise Refused(wording.SCORE_RANGE % {"top": case.rubric.scale}, field=one.key)
    if not says_enough(reasons):
        raise Refused(wording.REASONS_SHORT, field="reasons")
    if recommends == Outcome.REFUSE and not says_enough(would_change, shortest=SHORTEST_CHANGE, words=3):
        raise Refused(wording.WHAT_WOULD_CHANGE, field="would_change")


def _far_apart(cards: list[Scorecard], case: Case) -> bool:
    """Tell whether two scorecards lie further apart than the rubric allows, on 0 to 100."""
    sums = [
        points([(score.value, score.criterion.weight) for score in card.scores.all()], case.rubric.scale)
        for card in cards
    ]
    return bool(sums) and max(sums) - min(sums) > case.rubric.far_apart


def _ask_another(case: Case, seats: int, *, at: datetime) -> None:
    case.wanted = seats
    case.save(update_fields=["wanted"])
    record_step(
        kind="review.third_asked", about=ref(case.idea), scope=ref(case.idea.space), at=at,
        by=MACHINE, facts={"number": case.idea_id, "scorecards": seats - 1},
    )  # fmt: skip


def because_of(card: Scorecard) -> str:
    """Return the reasons of CARD as they are read out: also what would change a refusal."""
    if not card.would_change:
        return plain(card.reasons)
    return _("%(reasons)s Putusan dapat berubah bila: %(change)s") % {
        "reasons": plain(card.reasons), "change": card.would_change,
    }  # fmt: skip


def _give_verdict(case: Case, cards: list[Scorecard], decided: str, *, by: Actor, at: datetime) -> Verdict:
    idea = case.idea
    verdict = Verdict.objects.create(
        case=case, idea=idea, outcome=decided, reviewers=len(cards),
        days_used=days_used(case, today_in(idea.space, at)), days_promised=case.days_promised, at=at,
    )  # fmt: skip
    case.closed_at = at
    case.save(update_fields=["closed_at"])
    accepted = decided == Outcome.ACCEPT
    if accepted or case.round == 1:
        move(idea=idea, stage=Stage.ACCEPTED if accepted else Stage.REFUSED)
    first = next(card for card in cards if card.recommends == decided)
    facts = {
        "number": idea.pk, "outcome": decided, "reviewers": len(cards), "round": case.round,
        "days_used": verdict.days_used, "days_promised": verdict.days_promised,
        "keeps": f"ideas.review:{idea.pk}" if case.round == 1 else ref(case),
        "href": f"/g/{idea.pk}/putusan/", "rubric": case.rubric.version,
        "authority": first.authority, "scores": _columns(cards),
    }  # fmt: skip
    if laid := [one.pk for one in evidence_in(case)]:
        facts["evidence"] = laid
    step = record_step(
        kind=KINDS[case.round, accepted], about=ref(idea), scope=ref(idea.space), facts=facts, by=by, at=at,
        words={"because": because_of(first)},
        sealed={f"reasons_{number}": because_of(card) for number, card in enumerate(cards, 1)},
    )  # fmt: skip
    key = f"step:{step.pk}" if accepted else f"closing:{ref(idea)}:{step.pk}"
    _tell(verdict, because_of(first), key=key, at=at)
    return verdict


KINDS = {
    (1, True): "review.accepted",
    (1, False): "review.refused",
    (2, True): "review.overturned",
    (2, False): "review.upheld",
}


def _columns(cards: list[Scorecard]) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {}
    for card in cards:
        for score in card.scores.all():
            columns.setdefault(score.criterion.key, []).append(score.value)
    return columns


def _tell(verdict: Verdict, reason: str, *, key: str, at: datetime) -> None:
    idea = verdict.idea
    second = verdict.case.round == 2
    values = {
        "title": idea.title,
        "number": idea.pk,
        "reason": reason,
        "day": tanggal(objection_until(verdict)),
    }
    if verdict.outcome == Outcome.ACCEPT:
        subject = _("Diterima penelaah: %(title)s")
        text = _(
            "Gagasan nomor %(number)d diterima. Alasannya: %(reason)s Langkah berikutnya adalah keputusan."
        )
        if second:
            subject = _("Keberatan diterima: %(title)s")
    elif second:
        subject = _("Keberatan tidak diterima: %(title)s")
        text = _(
            "Orang lain sudah menimbang keberatan atas gagasan nomor %(number)d, dan putusannya tetap. "
            "Alasannya: %(reason)s"
        )
    else:
        subject = _("Tidak diterima penelaah: %(title)s")
        text = _(
            "Gagasan nomor %(number)d tidak diterima. Alasannya: %(reason)s Bila menurut Anda keliru, "
            "pengirim suaranya dapat berkeberatan sekali sampai %(day)s; orang lain yang memutusnya."
        )
    announce(
        about=[ref(idea)], key=key, subject=(subject % values)[:160], text=text % values,
        link=f"/g/{idea.pk}/putusan/", at=at, answer=Answer.VERDICT,
    )  # fmt: skip
