"""Keep which ideas say nearly the same, so that a page reads it instead of comparing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from rembuk.ideas.models import Idea, IdeaTerm, Likeness
from rembuk.ideas.queries import alike
from rembuk.reckon.text_analysis.keys import keys
from rembuk.shared import outbox

# More than a page shows: some may be hidden by then.
KEPT = 6
# So many ideas in one task, when all are gone through.
AT_ONCE = 200


def index(idea: Idea, *, at: datetime) -> None:
    """Enter the terms by which IDEA is found by ideas alike, and ask the worker for those."""
    terms = sorted(set(keys(f"{idea.title} {idea.wish}")))
    IdeaTerm.objects.bulk_create([IdeaTerm(idea=idea, space_id=idea.space_id, term=term) for term in terms])
    outbox.write(kind="ideas.alike", payload={"idea": idea.pk}, at=at)


def unlike(idea: Idea) -> None:
    """Take IDEA out of what is found alike, at once: its words are hidden."""
    IdeaTerm.objects.filter(idea=idea).delete()
    Likeness.objects.filter(Q(idea=idea) | Q(other=idea)).delete()


def find_like(*, idea: Idea) -> None:
    """Keep the ideas like IDEA, and look again for those, to which it may be nearer than what they had."""
    for other in [idea, *_keep(idea)]:
        if other != idea:
            _keep(other)


def find_all_like(*, after: int, at: datetime) -> None:
    """Keep the ideas like each of the next AT_ONCE after the key AFTER, and ask for the rest."""
    ideas = list(Idea.objects.filter(pk__gt=after).select_related("space").order_by("pk")[:AT_ONCE])
    for idea in ideas:
        _keep(idea)
    if len(ideas) == AT_ONCE:
        last = ideas[-1].pk
        outbox.write(kind="ideas.alike_all", payload={"after": last}, at=at, key=f"ideas.alike_all:{last}")


def _keep(idea: Idea) -> list[Idea]:
    """Replace what is kept as like IDEA, and return it."""
    found = alike(idea.space, f"{idea.title} {idea.wish}", limit=KEPT, without=idea.pk)
    keys_of = [idea.pk, *(other.pk for other in found)]
    with transaction.atomic():
        # Whoever hides one of them waits, or is seen here: what is hidden has no terms.
        list(Idea.objects.select_for_update().filter(pk__in=keys_of).order_by("pk").values_list("pk"))
        terms = IdeaTerm.objects.filter(idea__in=keys_of)
        shown = set(terms.values_list("idea", flat=True).distinct())
        found = [other for other in found if other.pk in shown] if idea.pk in shown else []
        Likeness.objects.filter(idea=idea).delete()
        Likeness.objects.bulk_create(
            Likeness(idea=idea, other=other, rank=rank) for rank, other in enumerate(found)
        )
    return found
