"""The cards of decisions, commitments and milestones: where each stands now, to forward and to print."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from rembuk.design.context import wear
from rembuk.design.words import tanggal
from rembuk.ideas.models import Idea
from rembuk.ledger import panels
from rembuk.ledger.panels import Ended
from rembuk.ledger.queries.trace import trace_for
from rembuk.programmes import queries
from rembuk.programmes.models import Commitment, Decision, Milestone
from rembuk.shared.references import ref
from rembuk.spaces.models import Space

Row = Decision | Commitment | Milestone


def _asked(ideas: Sequence[Idea]) -> str:
    """Return where and by how many voices the ideas behind a thing were asked."""
    voices = sum(idea.voices_count for idea in ideas)
    said = ngettext("Diminta %(n)d suara.", "Diminta %(n)d suara.", voices) % {"n": voices}
    places = {idea.place.path for idea in ideas if idea.place}
    return f"{places.pop()}. {said}" if len(places) == 1 else said


def _moved(milestones: Sequence[Milestone]) -> str:
    """Return the first promised day of the next open milestone, where it has moved since."""
    following = min(
        (row for row in milestones if row.kept_at is None and row.broken_at is None),
        key=lambda row: row.due,
        default=None,
    )
    if following is None or following.first_due == following.due:
        return ""
    return _("semula %(day)s") % {"day": tanggal(following.first_due)}


def _space_of(row: Row) -> Space:
    if isinstance(row, Decision):
        return row.space
    return (row.commitment if isinstance(row, Milestone) else row).programme.space


def _draw(
    request: HttpRequest, row: Row, ideas: Sequence[Idea], *, answers: str, ended: Ended, note: str = ""
) -> HttpResponse:
    space, now = _space_of(row), timezone.now()
    card = panels.card_of(
        title=row.title,
        space=space,
        path=row.get_absolute_url(),
        place_line=_asked(ideas),
        trace=trace_for([ref(row)], now=now, zone=space.zone),
        now=now,
        answers=answers,
        ended=ended,
        note=note,
        voices=sum(idea.voices_count for idea in ideas),
    )
    return panels.card_answer(request, card)


@require_safe
def decision_card(request: HttpRequest, number: int) -> HttpResponse:
    """Draw the card of a decision: adopted or not, and what has come of it."""
    row = queries.decision_by_number(number)
    milestones = list(Milestone.objects.filter(commitment__decision=row))
    ended: Ended = "" if row.adopted else "stopped"
    if milestones and all(one.kept_at or one.broken_at for one in milestones):
        ended = "kept" if all(one.kept_at for one in milestones) else "stopped"
    return _draw(
        request, row, queries.ideas_of(row), answers=row.decided_by, ended=ended, note=_moved(milestones)
    )


@require_safe
def commitment_card(request: HttpRequest, number: int) -> HttpResponse:
    """Draw the card of a commitment."""
    row = queries.commitment_by_number(number)
    ended: Ended = "kept" if row.kept_at else "stopped" if row.broken_at else ""
    note = _moved(list(row.milestones.all()))
    return _draw(request, row, queries.ideas_of(row), answers=row.answered_by, ended=ended, note=note)


@require_safe
def milestone_card(request: HttpRequest, number: int) -> HttpResponse:
    """Draw the card of a milestone."""
    row = queries.milestone_by_number(number)
    parent = row.commitment
    ended: Ended = "kept" if row.kept_at else "stopped" if row.broken_at else ""
    note = _moved([row])
    return _draw(request, row, queries.ideas_of(parent), answers=parent.answered_by, ended=ended, note=note)


def _page(find: Callable[[int], Row]) -> Callable[..., HttpResponse]:
    @require_safe
    def show(request: HttpRequest, number: int) -> HttpResponse:
        row = find(number)
        space = _space_of(row)
        wear(request, space)
        trace = trace_for([ref(row)], now=timezone.now(), zone=space.zone)
        return panels.card_page(request, title=row.title, path=row.get_absolute_url(), trace=trace)

    return show


decision_card_page = _page(queries.decision_by_number)
commitment_card_page = _page(queries.commitment_by_number)
milestone_card_page = _page(queries.milestone_by_number)
