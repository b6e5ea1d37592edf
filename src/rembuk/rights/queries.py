"""What persons agreed to, who looked, and what is still to be erased."""

from __future__ import annotations

from collections.abc import Iterable

from rembuk.people.models import Person
from rembuk.rights.models import Consent, Look
from rembuk.shared.paging import Page, page
from rembuk.shared.references import ref, split
from rembuk.spaces.models import Space


def consents(subject: str) -> dict[str, bool]:
    """Return for every purpose SUBJECT was asked about what holds now."""
    rows = Consent.objects.filter(subject=subject).order_by("id").values_list("purpose", "given")
    return dict(rows)


def consenting(subjects: Iterable[str], purpose: str) -> set[str]:
    """Return those of SUBJECTS whose last word on PURPOSE is yes, in one query."""
    rows = Consent.objects.filter(subject__in=list(subjects), purpose=purpose).order_by("id")
    return {subject for subject, given in dict(rows.values_list("subject", "given")).items() if given}


def looks(space: Space, after: str | None = None, *, what: str = "", by: str = "") -> Page[Look]:
    """Return the log of looks at personal data in SPACE, newest first; only at WHAT or by BY where given."""
    rows = Look.objects.filter(space=space)
    if what:
        rows = rows.filter(what=what)
    if by:
        rows = rows.filter(by=by)
    return page(rows, order="-at", after=after)


def looks_at(about: str, most: int = 50) -> list[Look]:
    """Return the last MOST looks at the personal data of ABOUT, newest first, each with its space."""
    return list(Look.objects.filter(about=about).select_related("space").order_by("-at", "-id")[:most])


def lookers(looks: Iterable[Look]) -> dict[str, Person]:
    """Return the persons behind LOOKS by their references; one query."""
    keys = {key for look in looks if (key := split(look.by)[1]).isdigit()}
    return {ref(person): person for person in Person.objects.filter(pk__in=keys)}
