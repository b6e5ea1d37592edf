"""Paper forms: which were printed, which of them were typed."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from rembuk.shared.paging import Page, page
from rembuk.shared.refusals import NotThere
from rembuk.spaces.models import Space
from rembuk.voices.models import PaperBatch, PaperForm
from rembuk.voices.wording import NO_SUCH_PAPER


def batches_of(space: Space, after: str | None = None) -> Page[PaperBatch]:
    """Return a page of the prints of SPACE, newest first, each with its place."""
    return page(PaperBatch.objects.filter(space=space).select_related("place"), order="-id", after=after)


def typed_of(batches: Iterable[PaperBatch]) -> dict[int, int]:
    """Return how many forms of each of BATCHES were typed; one query."""
    rows = PaperForm.objects.filter(batch__in=[batch.pk for batch in batches]).order_by()
    return dict(rows.values_list("batch").annotate(count=Count("id")))


def batch_in(space: Space, number: int) -> PaperBatch:
    """Return the print NUMBER of SPACE with space and place, or refuse."""
    rows = PaperBatch.objects.select_related("space", "place").filter(space=space)
    batch = rows.filter(pk=number).first() if number < 2**63 else None
    if batch is None:
        raise NotThere(NO_SUCH_PAPER)
    return batch


def typed_in(batch: PaperBatch) -> set[int]:
    """Return the numbers of the forms of BATCH that were typed; one query."""
    return set(PaperForm.objects.filter(batch=batch).values_list("number", flat=True))


def next_untyped(batch: PaperBatch, number: int) -> int | None:
    """Return the first form of BATCH after NUMBER that nobody typed yet, or None."""
    typed = typed_in(batch)
    return next((one for one in range(number + 1, batch.forms + 1) if one not in typed), None)
