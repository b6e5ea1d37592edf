"""What happens in review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rembuk.ideas.actions import move
from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.ledger.actions import record_step
from rembuk.messaging.actions import announce
from rembuk.people.models import Person
from rembuk.review.models import CRITERIA, Conflict, Outcome, Scorecard, Verdict
from rembuk.review.rules import SHORTEST_REASON, obstacle, outcome
from rembuk.review.wording import CONFLICTED, REASONS_SHORT, SCORE_RANGE, SCORED
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotAllowed, Refused
from rembuk.shared.workdays import working_days_between


@transaction.atomic
def declare_conflict(*, idea: Idea, person: Person, reason: str, by: Actor, at: datetime) -> None:
    """Keep PERSON out of the review of IDEA; the record says that someone stood aside, not who."""
    if Scorecard.objects.filter(idea=idea, reviewer=person).exists():
        raise Conflicting(SCORED)
    try:
        with transaction.atomic():
            Conflict.objects.create(idea=idea, reviewer=person, reason=reason[:300], at=at)
    except IntegrityError as error:
        raise Conflicting(CONFLICTED) from error
    facts = {"number": idea.pk}
    record_step(
        kind="review.stood_aside",
        about=ref(idea),
        scope=ref(idea.space),
        facts=facts,
        sealed={"reason": reason},
        by=by,
        at=at,
    )


@transaction.atomic
def give_scores(
    *,
    idea: Idea,
    person: Person,
    scores: Mapping[str, int],
    recommends: str,
    reasons: str,
    by: Actor,
    at: datetime,
) -> Verdict | None:
    """Keep PERSON's scorecard and, when enough agree, give the verdict and tell those concerned."""
    idea = Idea.objects.select_for_update().select_related("space").get(pk=idea.pk)
    why_not = obstacle(person.pk, idea)
    if why_not is not None:
        raise NotAllowed(why_not)
    if len(reasons.strip()) < SHORTEST_REASON:
        raise Refused(REASONS_SHORT, field="reasons")
    for name in CRITERIA:
        if not 1 <= scores[name] <= 5:
            raise Refused(SCORE_RANGE, field=name)
    Scorecard.objects.create(
        idea=idea,
        reviewer=person,
        recommends=recommends,
        reasons=reasons.strip(),
        at=at,
        **{name: scores[name] for name in CRITERIA},
    )
    given = list(Scorecard.objects.filter(idea=idea).order_by("at", "pk"))
    decided = outcome([card.recommends for card in given], idea.space.reviewers)
    if decided is None:
        record_step(
            kind="review.scored",
            about=ref(idea),
            scope=ref(idea.space),
            by=by,
            at=at,
            facts={"number": idea.pk, "scorecards": len(given)},
            sealed={"reasons": reasons.strip()},
        )
        return None
    return _give_verdict(idea=idea, cards=given, decided=decided, by=by, at=at)


def _give_verdict(*, idea: Idea, cards: list[Scorecard], decided: str, by: Actor, at: datetime) -> Verdict:
    zone = ZoneInfo(idea.space.zone)
    used = working_days_between(idea.made_at.astimezone(zone).date(), at.astimezone(zone).date())
    verdict = Verdict.objects.create(
        idea=idea,
        outcome=decided,
        reviewers=len(cards),
        days_used=used,
        days_promised=idea.space.review_days,
        at=at,
    )
    accepted = decided == Outcome.ACCEPT
    move(idea=idea, stage=Stage.ACCEPTED if accepted else Stage.REFUSED)
    facts = {
        "number": idea.pk,
        "outcome": decided,
        "reviewers": len(cards),
        "days_used": used,
        "days_promised": verdict.days_promised,
        "keeps": f"ideas.review:{idea.pk}",
        "href": f"/g/{idea.pk}/putusan/",
        "scores": {name: [getattr(card, name) for card in cards] for name in CRITERIA},
    }
    deciding = [card.reasons for card in cards if card.recommends == decided]
    step = record_step(
        kind="review.accepted" if accepted else "review.refused",
        about=ref(idea),
        scope=ref(idea.space),
        facts=facts,
        words={"because": deciding[0]},
        by=by,
        at=at,
        sealed={f"reasons_{number}": card.reasons for number, card in enumerate(cards, 1)},
    )
    key = f"step:{step.pk}" if accepted else f"closing:{ref(idea)}:{step.pk}"
    _tell(idea, accepted=accepted, reason=deciding[0], key=key, at=at)
    return verdict


def _tell(idea: Idea, *, accepted: bool, reason: str, key: str, at: datetime) -> None:
    if accepted:
        subject = _("Diterima penelaah: %(title)s")
        text = _(
            "Gagasan nomor %(number)d diterima. Alasannya: %(reason)s Langkah berikutnya adalah keputusan."
        )
    else:
        subject = _("Tidak diterima penelaah: %(title)s")
        text = _("Gagasan nomor %(number)d tidak diterima. Alasannya: %(reason)s")
    values = {"title": idea.title, "number": idea.pk, "reason": reason}
    announce(
        about=[ref(idea)],
        key=key,
        subject=subject % values,
        text=text % values,
        link=f"/g/{idea.pk}/putusan/",
        at=at,
    )
