"""What spaces knows: which spaces there are, who works in one, what an invitation offers."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from rembuk.people.models import Person
from rembuk.people.queries import person_key
from rembuk.shared.duties import Duty, Kind, kinds
from rembuk.shared.prepared import Prepared
from rembuk.shared.refusals import NotThere
from rembuk.spaces.models import Invitation, Membership, Role, Space
from rembuk.spaces.wording import NO_INVITATION, NO_SPACE


def space_by_slug(slug: str) -> Space:
    """Return the space at /r/SLUG/ or raise NotThere; its region comes with it."""
    space = _by_slug.first(slug)
    if space is None:
        raise NotThere(NO_SPACE)
    return space


_by_slug = Prepared(lambda slug: Space.objects.select_related("region", "parent").filter(slug=slug), str)


def all_spaces() -> QuerySet[Space]:
    """Return every space, in the order of their names."""
    return Space.objects.order_by("name", "pk")


def root_spaces() -> QuerySet[Space]:
    """Return the spaces that stand under no other, in the order of their names."""
    return Space.objects.filter(parent=None).order_by("name", "pk")


def branches(space: Space) -> QuerySet[Space]:
    """Return the spaces directly under SPACE, in the order of their names."""
    return Space.objects.filter(parent=space).order_by("name", "pk")


def without_owner(space: Space) -> QuerySet[Space]:
    """Return the spaces directly under SPACE that nobody owns yet, in the order of their names."""
    owners = Membership.objects.filter(space=OuterRef("pk"), role=Role.OWNER)
    return branches(space).filter(~Exists(owners))


def below(space: Space) -> QuerySet[Space]:
    """Return SPACE and every space under it, at any depth."""
    return Space.objects.filter(path__startswith=space.path)


def slugs_above(space: Space) -> list[str]:
    """Return the slugs of the spaces above SPACE, the root first; no query."""
    return space.path.split("/")[:-2]


def who_judge(space: Space, roles: Sequence[str]) -> QuerySet[Membership]:
    """Return who holds one of ROLES in SPACE, and the reviewers above it where it lets itself be helped."""
    rows = Q(space=space, role__in=roles)
    if space.helped:
        rows |= Q(space__slug__in=slugs_above(space), role=Role.REVIEWER)
    return Membership.objects.filter(rows)


def holders(space: int, roles: Iterable[str]) -> list[int]:
    """Return the keys of the people who hold one of ROLES in SPACE and may still sign in, oldest first."""
    rows = Membership.objects.filter(space=space, role__in=roles, person__is_active=True)
    return list(dict.fromkeys(rows.order_by("since", "pk").values_list("person_id", flat=True)))


def team(space: Space) -> QuerySet[Membership]:
    """Return who holds which role in SPACE, oldest first."""
    return Membership.objects.filter(space=space).select_related("person").order_by("since", "pk")


def waiting_invitations(space: Space, at: datetime) -> QuerySet[Invitation]:
    """Return the invitations to SPACE that can still be accepted at AT, newest first."""
    return Invitation.objects.filter(space=space, used_at=None, expires_at__gt=at).order_by("-made_at", "-pk")


def duties_of(space: Space, person: Person) -> list[tuple[str, Kind, Duty]]:
    """Return what is open in PERSON's name in SPACE, whatever domain holds it, each under its key."""
    return [
        (f"{kind.name}-{duty.number}", kind, duty)
        for kind in kinds()
        for duty in kind.held(space.pk, person.pk)
    ]


def invitations_sent(space: int, person: int) -> list[Duty]:
    """Return the invitations to SPACE that PERSON sent and nobody has accepted."""
    rows = Invitation.objects.filter(space=space, invited_by=person, used_at=None).order_by("pk")
    return [Duty(row.pk, row.email) for row in rows]


def has_a_role(person_id: int) -> bool:
    """Tell whether the person holds any role anywhere."""
    return bool(_roles(person_id))


_roles = Prepared(lambda person: Membership.objects.filter(person_id=person).values_list("pk")[:1], int)


def token_hash(token: str) -> str:
    """Return what is kept of an invitation's TOKEN (256 random bits, so a plain hash cannot be guessed)."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_by_token(token: str, at: datetime) -> Invitation:
    """Return the invitation TOKEN opens at AT; used, withdrawn, past and unknown are never told apart.

    The look-up is by hash and compared in constant time, so its time says nothing about a guess.
    """
    wanted = token_hash(token)
    found = (
        Invitation.objects.select_related("space")
        .filter(token_hash=wanted, used_at=None, expires_at__gt=at)
        .first()
    )
    if found is None or not hmac.compare_digest(found.token_hash, wanted):
        raise NotThere(NO_INVITATION)
    return found


def held(subject: str) -> Iterator[dict[str, Any]]:
    """Yield the roles that the person SUBJECT holds and the invitations that wait for their address."""
    key = person_key(subject)
    for row in Membership.objects.filter(person_id=key).select_related("space").order_by("pk"):
        yield {"what": "role", "space": row.space.name, "role": row.role, "at": row.since}
    for email in Person.objects.filter(pk=key).values_list("email", flat=True):
        for one in Invitation.objects.filter(email=email).select_related("space").order_by("pk"):
            yield {"what": "invitation", "space": one.space.name, "role": one.role, "at": one.made_at,
                   "used_at": one.used_at}  # fmt: skip
