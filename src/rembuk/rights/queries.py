"""What persons agreed to, who looked, and what is still to be erased."""

from __future__ import annotations

from collections.abc import Iterable

from rembuk.rights.models import Consent, Look
from rembuk.shared.paging import Page, page
from rembuk.spaces.models import Space


def consents(subject: str) -> dict[str, bool]:
    """Return for every purpose SUBJECT was asked about what holds now."""
    rows = Consent.objects.filter(subject=subject).order_by("id").values_list("purpose", "given")
    return dict(rows)


def consenting(subjects: Iterable[str], purpose: str) -> set[str]:
    """Return those of SUBJECTS whose last word on PURPOSE is yes, in one query."""
    rows = Consent.objects.filter(subject__in=list(subjects), purpose=purpose).order_by("id")
    return {subject for subject, given in dict(rows.values_list("subject", "given")).items() if given}


def looks(space: Space, after: str | None = None) -> Page[Look]:
    """Return the log of looks at personal data in SPACE, newest first."""
    return page(Look.objects.filter(space=space), order="-at", after=after)
