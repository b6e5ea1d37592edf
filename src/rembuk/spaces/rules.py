"""Who may do what: one table of roles, read by every domain."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise

from rembuk.people.models import Person
from rembuk.shared.actors import Actor
from rembuk.shared.refusals import NotAllowed, NotThere
from rembuk.spaces.models import Membership, Role, Space
from rembuk.spaces.queries import slugs_above
from rembuk.spaces.wording import NOT_ALLOWED

OWNER, COORDINATOR, REVIEWER = Role.OWNER, Role.COORDINATOR, Role.REVIEWER
WRITER, FIELD_WORKER, OFFICER = Role.WRITER, Role.FIELD_WORKER, Role.OFFICER

# What is done, and the roles that may do it. What is not in this table nobody may do.
MAY: dict[str, frozenset[str]] = {
    "space.edit": frozenset({OWNER}),
    "branch.found": frozenset({OWNER}),
    "team.see": frozenset({OWNER, COORDINATOR, OFFICER}),
    "team.change": frozenset({OWNER}),
    "voices.import": frozenset({OWNER, COORDINATOR}),
    "voices.collect": frozenset({OWNER, COORDINATOR, FIELD_WORKER}),
    "board.see": frozenset({OWNER, COORDINATOR}),
    "board.decide": frozenset({OWNER, COORDINATOR}),
    "call.write": frozenset({OWNER, COORDINATOR}),
    "claims.settle": frozenset({OWNER, COORDINATOR}),
    "replies.send": frozenset({OWNER, COORDINATOR, WRITER}),
    "author.reveal": frozenset({OWNER, COORDINATOR, OFFICER}),
    "review.see": frozenset({OWNER, COORDINATOR, REVIEWER}),
    "review.assign": frozenset({OWNER, COORDINATOR}),
    "review.score": frozenset({REVIEWER}),
    "review.objection": frozenset({OWNER, REVIEWER}),
    "programme.write": frozenset({OWNER, COORDINATOR, WRITER}),
    "milestone.report": frozenset({OWNER, COORDINATOR, WRITER, FIELD_WORKER}),
    "delegation.answer": frozenset({OWNER, COORDINATOR}),
    "moderation.decide": frozenset({OWNER, COORDINATOR}),
    "looks.see": frozenset({OFFICER}),
    "data.protect": frozenset({OWNER, OFFICER}),
}

# What reviewers of a space above may do in a branch that lets itself be helped. Sorting is not here: the
# board holds what was told to the branch in confidence.
FROM_ABOVE: dict[str, frozenset[str]] = {
    "review.see": frozenset({REVIEWER}),
    "review.score": frozenset({REVIEWER}),
}
HELPER = "reviewer_above"


def roles_of(person: Person | AnonymousUser, space: Space) -> frozenset[str]:
    """Return the roles PERSON holds in SPACE itself (a role in a parent gives none in a branch)."""
    if not person.is_authenticated or not person.is_active:
        return frozenset()
    kept: dict[int, frozenset[str]] = person.__dict__.setdefault("_roles_by_space", {})
    if space.pk not in kept:
        rows = Membership.objects.filter(space=space, person_id=person.pk).values_list("role", flat=True)
        kept[space.pk] = frozenset(rows)
    return kept[space.pk]


def may(person: Person | AnonymousUser, space: Space, what: str) -> bool:
    """Tell whether PERSON may do WHAT in SPACE."""
    return bool(MAY[what] & roles_of(person, space)) or helps(person, space, what)


def helps(person: Person | AnonymousUser, space: Space, what: str) -> bool:
    """Tell whether PERSON may do WHAT in SPACE because SPACE lets reviewers from above it help."""
    roles = FROM_ABOVE.get(what)
    if roles is None or not space.helped or not person.is_authenticated or not person.is_active:
        return False
    return Membership.objects.filter(
        space__slug__in=slugs_above(space), role__in=roles, person_id=person.pk
    ).exists()


def acting(person: Person | AnonymousUser, space: Space, what: str) -> Actor:
    """Return PERSON as an actor in the first role that allows WHAT in SPACE, or refuse."""
    allowed = MAY[what] & roles_of(person, space)
    for role in Role.values:
        if role in allowed:
            return Actor(role, person.pk)
    if helps(person, space, what):
        return Actor(HELPER, person.pk)
    raise NotAllowed(NOT_ALLOWED)


def acting_on_hidden(
    person: Person | AnonymousUser, space: Space, what: str, *, missing: str | Promise
) -> Actor:
    """Return PERSON as `acting` does, for a thing of SPACE that only those may know of who may do WHAT.

    To everybody else it is as if it were not there: 404 with the sentence MISSING, not 403.
    """
    if not may(person, space, what):
        raise NotThere(missing)
    return acting(person, space, what)
