"""What persons agreed to, who looked, and what is still to be erased."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rembuk.people.models import Person
from rembuk.people.queries import person_key
from rembuk.rights.models import Consent, Look
from rembuk.rights.queries.guardians import guardian_held
from rembuk.rights.queries.protection import requests_held
from rembuk.shared import holdings
from rembuk.shared.paging import Page, page
from rembuk.shared.references import ref
from rembuk.spaces.models import Space


def held_everywhere(subject: str) -> list[tuple[holdings.Holding, list[dict[str, Any]]]]:
    """Return every holding with all rows it keeps about SUBJECT."""
    return [(holding, list(holding.show(subject))) for holding in holdings.everything()]


def consents(subject: str, space: Space | int | None = None) -> dict[str, bool]:
    """Return for every purpose SUBJECT was asked about what holds now; only in SPACE where given."""
    rows = Consent.objects.filter(subject=subject)
    if space is not None:
        rows = rows.filter(space=space)
    return dict(rows.order_by("id").values_list("purpose", "given"))


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
    return lookers_by(look.by for look in looks)


def lookers_by(references: Iterable[str]) -> dict[str, Person]:
    """Return the persons that REFERENCES name, by them; one query."""
    keys = {key for reference in references if (key := person_key(reference))}
    return {ref(person): person for person in Person.objects.filter(pk__in=keys)}


def looked_in(space: Space, reference: str) -> dict[str, Person]:
    """Return the person REFERENCE names where the log of SPACE has a row of theirs; nobody else's is told."""
    known = Look.objects.filter(space=space, by=reference).exists() if reference else False
    return lookers_by([reference]) if known else {}


def held(subject: str) -> Iterator[dict[str, Any]]:
    """Yield what SUBJECT agreed to, who looked at their data, and at whose data they looked."""
    for row in Consent.objects.filter(subject=subject).select_related("space").order_by("pk"):
        yield {
            "what": "consent",
            "space": row.space.name,
            "purpose": row.purpose,
            "given": row.given,
            "at": row.at,
        }
    for look in Look.objects.filter(about=subject).select_related("space").order_by("pk"):
        yield {
            "what": "looked_at",
            "space": look.space.name,
            "role": look.role,
            "why": look.why,
            "at": look.at,
        }
    for look in Look.objects.filter(by=subject).select_related("space").order_by("pk"):
        yield {"what": "look", "space": look.space.name, "about": look.about, "why": look.why, "at": look.at}
    yield from guardian_held(subject)
    yield from requests_held(subject)
