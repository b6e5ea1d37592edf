"""Verdicts for programs."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router

from rembuk.ideas.api import Number
from rembuk.ideas.queries import idea_by_number
from rembuk.review import queries
from rembuk.review.schemas import CardAnswer, Decided, VerdictAnswer, VerdictList, VerdictRow, verdict_fields
from rembuk.review.wording import NO_VERDICT
from rembuk.shared.api import Cursor, Limit, reads
from rembuk.shared.paging import page
from rembuk.shared.refusals import NotThere
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.schemas import Slug

router = Router(tags=["verdicts"])


@reads(router, "/spaces/{slug}/verdicts", VerdictList, _("Putusan telaah satu ruang"), name="verdicts")
def list_verdicts(request: HttpRequest, slug: Slug, cursor: Cursor, limit: Limit) -> VerdictList:
    """List the verdicts of a space, the newest first."""
    rows = queries.verdicts_of(space_by_slug(slug))
    found = page(rows, order="-at", after=cursor, size=limit, strict=True)
    return VerdictList(items=[VerdictRow(**verdict_fields(row)) for row in found.rows], next=found.after)


@reads(router, "/ideas/{int:number}/verdict", VerdictAnswer, _("Putusan atas satu gagasan"), name="verdict")
def one_verdict(request: HttpRequest, number: Number) -> VerdictAnswer:
    """Answer the latest verdict on an idea with every score and reason."""
    idea = idea_by_number(number)
    given = queries.verdicts_on(idea)
    if not given:
        raise NotThere(NO_VERDICT)
    verdict = given[0]
    cards = [
        CardAnswer(
            reviewer=place,
            recommends=cast(Decided, card.recommends),
            reasons=card.reasons,
            would_change=card.would_change,
            authority=card.authority,
            scores={score.criterion.key: score.value for score in card.scores.all()},
        )
        for place, card in enumerate(queries.cards_in(verdict.case), 1)
    ]
    return VerdictAnswer(**verdict_fields(verdict), cards=cards)
