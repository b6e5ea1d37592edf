"""What a person wants to see of the board, kept under a name."""

from __future__ import annotations

from django.db import transaction

from rembuk.ideas.models import SavedFilter
from rembuk.ideas.wording import ENOUGH_FILTERS, NO_FILTER
from rembuk.people.models import Person
from rembuk.places.models import Place
from rembuk.shared.refusals import NotThere, Refused
from rembuk.spaces.models import Space

MOST = 20


@transaction.atomic
def save_filter(
    *, space: Space, person: Person, name: str, subject: str, place: Place | None, words: str, least: int
) -> SavedFilter:
    """Keep a filter of PERSON for the board of SPACE; one of the same NAME is replaced."""
    plain = " ".join(name.split())
    others = SavedFilter.objects.filter(space=space, person=person).exclude(name=plain)
    if others.count() >= MOST:
        raise Refused(ENOUGH_FILTERS, field="name")
    given = {"subject": subject, "place": place, "words": " ".join(words.split()), "least": least}
    row, _new = SavedFilter.objects.update_or_create(space=space, person=person, name=plain, defaults=given)
    return row


@transaction.atomic
def delete_filter(*, space: Space, person: Person, number: int) -> None:
    """Delete the filter NUMBER of PERSON."""
    gone, _rows = SavedFilter.objects.filter(space=space, person=person, pk=number).delete()
    if not gone:
        raise NotThere(NO_FILTER)
