"""What happens to spaces: they are founded, staffed and set up."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from rembuk.ledger.actions import record_step
from rembuk.people import actions as people
from rembuk.people.models import Person
from rembuk.people.queries import person_key
from rembuk.places.models import Place
from rembuk.shared.actors import MACHINE, Actor
from rembuk.shared.ratelimit import count_mail
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotAllowed, NotThere, Refused
from rembuk.spaces import wording
from rembuk.spaces.models import Invitation, Membership, Role, Space
from rembuk.spaces.queries import duties_of, invitation_by_token, token_hash

INVITATION_LASTS = timedelta(days=7)
LONGEST_PATH = 250
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@transaction.atomic
def found_space(
    *,
    slug: str,
    name: str,
    by: Actor,
    at: datetime,
    parent: Space | None = None,
    region: Place | None = None,
    **settings_of: Any,
) -> Space:
    """Return a new space at /r/SLUG/, under PARENT if one is given.

    SETTINGS_OF are further settings as `set_up_space` takes them.
    """
    if not _SLUG.fullmatch(slug):
        raise Refused(wording.BAD_SLUG % {"slug": slug[:40]}, field="slug")
    path = f"{parent.path if parent else ''}{slug}/"
    if len(path) > LONGEST_PATH:
        raise Refused(wording.TOO_DEEP, field="parent")
    checked = _checked({"name": name, **settings_of})
    try:
        with transaction.atomic():
            space = Space.objects.create(
                slug=slug, parent=parent, path=path, region=region, founded_at=at, **checked
            )
    except IntegrityError:
        raise Conflicting(wording.SLUG_TAKEN % {"slug": slug}, field="slug") from None
    record_step(
        kind="spaces.founded", about=ref(space), scope=ref(space), by=by, at=at,
        because_of=[ref(parent)] if parent else [], facts={"slug": slug, "name": space.name},
    )  # fmt: skip
    return space


@transaction.atomic
def found_branch(
    *, parent: Space, slug: str, name: str, region: Place | None, email: str, by: Actor, at: datetime
) -> Space:
    """Return a new space under PARENT, in its time zone and colour, whose first owner EMAIL is invited.

    Who founds it holds no role in it.
    """
    branch = found_space(
        slug=slug, name=name, parent=parent, region=region, by=by, at=at,
        zone=parent.zone, accent=parent.accent,
    )  # fmt: skip
    invite(space=branch, email=email, role=Role.OWNER, by=by, at=at)
    return branch


@transaction.atomic
def invite_first_owner(*, parent: Space, branch: Space, email: str, by: Actor, at: datetime) -> None:
    """Invite EMAIL as owner of BRANCH right under PARENT, where the first invitation led to nobody.

    A branch that has an owner is its own: nobody above it invites there.
    """
    # Locks the branch, so that its first owner and a second invitation do not pass each other.
    held = Space.objects.select_for_update().filter(pk=branch.pk, parent=parent).first()
    if held is None:
        raise NotThere(wording.NO_SPACE)
    if Membership.objects.filter(space=held, role=Role.OWNER).exists():
        raise Conflicting(wording.HAS_OWNER, field="email")
    Invitation.objects.filter(space=held, role=Role.OWNER, used_at=None).delete()
    invite(space=held, email=email, role=Role.OWNER, by=by, at=at)


@transaction.atomic
def set_up_space(*, space: Space, by: Actor, at: datetime, **changes: Any) -> Space:
    """Change settings of SPACE; what it promises about its own clocks goes on record.

    CHANGES may name name, greeting, accent, zone, sorting_days, review_days, reviewers, helped, region.
    """
    checked = _checked(changes)
    changed = {field: value for field, value in checked.items() if getattr(space, field) != value}
    if not changed:
        return space
    for field, value in changed.items():
        setattr(space, field, value)
    space.save(update_fields=list(changed))
    facts = {
        field: value.code if isinstance(value, Place) else value for field, value in sorted(changed.items())
    }
    record_step(kind="spaces.set_up", about=ref(space), scope=ref(space), by=by, at=at, facts=facts)
    return space


@transaction.atomic
def invite(*, space: Space, email: str, role: str, by: Actor, at: datetime, mail: bool = True) -> str:
    """Return the link that gives EMAIL the ROLE in SPACE: it works once, for seven days.

    An earlier invitation of the same address to the same role dies. With MAIL the link is also sent.
    """
    role = _role(role)
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(wording.BAD_ADDRESS % {"email": address[:80]}, field="email") from None
    if Membership.objects.filter(space=space, person__email=address, role=role).exists():
        raise Conflicting(wording.HAS_ROLE, field="email")
    if mail:
        count_mail(address)
    Invitation.objects.filter(space=space, email=address, role=role, used_at=None).delete()
    token = secrets.token_urlsafe(32)
    expires = at + INVITATION_LASTS
    invitation = Invitation.objects.create(
        space=space,
        email=address,
        role=role,
        token_hash=token_hash(token),
        made_at=at,
        expires_at=expires,
        invited_by_id=by.person_id,
    )
    record_step(
        kind="spaces.invited", about=ref(invitation), scope=ref(space), by=by, at=at,
        facts={"role": role}, public=False,
    )  # fmt: skip
    link = f"{settings.PUBLIC_URL}/undangan/{token}/"
    if mail:
        words = {"space": space, "role": wording.ROLE_LABELS[role], "link": link, "expires": expires}
        subject = _("Undangan ke %(space)s") % {"space": " ".join(space.name.split())}
        send_mail(subject, render_to_string("spaces/mail/invitation.txt", words), None, [address])
    return link


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Actor, at: datetime) -> None:
    """Make INVITATION worthless; nothing of it is left that could come to life again."""
    about = ref(invitation)
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None).delete()[0]:
        raise Conflicting(wording.NO_INVITATION)
    record_step(
        kind="spaces.invitation_withdrawn", about=about, scope=ref(invitation.space), by=by, at=at,
        facts={"role": invitation.role}, public=False,
    )  # fmt: skip


@transaction.atomic
def accept_invitation(*, token: str, person: Person, by: Actor, at: datetime) -> Membership:
    """Give PERSON the role that TOKEN offers; only the invited address may, and only once."""
    invitation = invitation_by_token(token, at)
    if invitation.email != person.email.lower():
        raise NotAllowed(wording.OTHER_ADDRESS)
    # The condition decides between two who press at once.
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=at):
        raise NotThere(wording.NO_INVITATION)
    return give_role(space=invitation.space, person=person, role=invitation.role, by=by, at=at)


@transaction.atomic
def give_role(*, space: Space, person: Person, role: str, by: Actor, at: datetime) -> Membership:
    """Give PERSON the ROLE in SPACE; holding it already changes nothing."""
    membership, new = Membership.objects.get_or_create(
        space=space, person=person, role=_role(role), defaults={"since": at}
    )
    person.__dict__.pop("_roles_by_space", None)
    if new:
        _step("spaces.role_given", space, by, at, role=membership.role)
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: Actor, at: datetime) -> Membership:
    """Give the person of MEMBERSHIP the ROLE in place of the one held, and end their open sessions."""
    role = _role(role)
    held = _held(membership)
    if held.role == role:
        return held
    if Membership.objects.filter(space=held.space, person=held.person, role=role).exists():
        raise Conflicting(wording.HAS_ROLE, field="role")
    _keep_an_owner(held)
    before, held.role, held.since = held.role, role, at
    held.save(update_fields=["role", "since"])
    _end_access(held, at)
    _step("spaces.role_changed", held.space, by, at, role=role, before=before)
    return held


@transaction.atomic
def end_role(*, membership: Membership, by: Actor, at: datetime) -> None:
    """Take the role away and end the person's open sessions in the same transaction.

    Invitations they sent die too, unless they still own the space: a door left open behind them is none.
    """
    held = _held(membership)
    _keep_an_owner(held)
    held.delete()
    _end_access(held, at)
    _step("spaces.role_ended", held.space, by, at, role=membership.role)


@transaction.atomic
def hand_over(
    *, space: Space, person: Person, takers: Mapping[str, Person | None], by: Actor, at: datetime
) -> int:
    """End every role of PERSON in SPACE and pass on what is open in their name; return how much that was.

    TAKERS names for each open duty ("kind-number") who takes it, or None for nobody in particular. A duty
    without a taker, or a taker without a fitting role, refuses the whole. In the same transaction their
    sessions end and invitations that wait for them are worth nothing. The record names roles only.
    """
    # Locks the space, so that what is open does not change owner in between.
    Space.objects.select_for_update().get(pk=space.pk)
    held = list(Membership.objects.filter(space=space, person=person).order_by("pk"))
    if not held:
        raise Conflicting(wording.NO_MEMBER)
    open_ones = duties_of(space, person)
    if {key for key, _kind, _duty in open_ones} - set(takers):
        raise Conflicting(wording.NEW_DUTY)
    taken_by: set[str] = set()
    for key, kind, duty in open_ones:
        to = takers[key]
        if to is not None:
            roles = set(
                Membership.objects.filter(space=space, person=to, role__in=kind.roles).values_list(
                    "role", flat=True
                )
            )
            if not roles or to.pk == person.pk or not to.is_active:
                raise Conflicting(wording.CANNOT_TAKE % {"title": duty.title})
            taken_by |= roles
        kind.give(
            number=duty.number, space=space.pk, person=person.pk, to=to.pk if to else None, by=by, at=at
        )
    for membership in held:
        end_role(membership=membership, by=by, at=at)
    Invitation.objects.filter(space=space, email=person.email.lower(), used_at=None).delete()
    record_step(
        kind="spaces.handed_over", about=ref(space), scope=ref(space), by=by, at=at,
        facts={"roles": [row.role for row in held], "items": len(open_ones), "to": sorted(taken_by)},
    )  # fmt: skip
    return len(open_ones)


@transaction.atomic
def pass_invitation(*, number: int, space: int, person: int, to: int | None, by: Actor, at: datetime) -> None:
    """Let TO answer for a waiting invitation that PERSON sent, or withdraw it."""
    rows = Invitation.objects.select_related("space").filter(space=space, invited_by=person, used_at=None)
    found = rows.filter(pk=number).first()
    if found is None:
        raise Conflicting(wording.NO_INVITATION)
    if to is None:
        withdraw_invitation(invitation=found, by=by, at=at)
    else:
        Invitation.objects.filter(pk=found.pk).update(invited_by_id=to)


def _step(kind: str, space: Space, by: Actor, at: datetime, **facts: str) -> None:
    # Which roles a space has filled is public; who fills them is not in the leaf.
    record_step(kind=kind, about=ref(space), scope=ref(space), by=by, at=at, facts=facts)


def _end_access(held: Membership, at: datetime) -> None:
    """End the open sessions of the person HELD was about, and what they opened for others and may no more."""
    people.end_sessions(person=held.person)
    space, person = held.space, held.person
    if Membership.objects.filter(space=space, person=person, role=Role.OWNER).exists():
        return
    for left in Invitation.objects.filter(space=space, invited_by=person, used_at=None).order_by("pk"):
        withdraw_invitation(invitation=left, by=MACHINE, at=at)


def _held(membership: Membership) -> Membership:
    found = (
        Membership.objects.select_related("space", "person")
        .select_for_update(of=("self",))
        .filter(pk=membership.pk)
        .first()
    )
    if found is None:
        raise Conflicting(wording.NO_MEMBER)
    return found


def _keep_an_owner(held: Membership) -> None:
    if held.role != Role.OWNER:
        return
    # Locks the space, so that two owners cannot end each other at once.
    Space.objects.select_for_update().get(pk=held.space_id)
    if not Membership.objects.filter(space=held.space, role=Role.OWNER).exclude(pk=held.pk).exists():
        raise Conflicting(wording.LAST_OWNER)


def _role(role: str) -> str:
    if role not in Role.values:
        raise Refused(wording.BAD_ROLE % {"role": role[:30], "roles": ", ".join(Role.values)}, field="role")
    return role


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    values = dict(given)
    if "name" in values:
        values["name"] = " ".join(str(values["name"]).split())
        if not 1 <= len(values["name"]) <= 80:
            raise Refused(wording.BAD_NAME, field="name")
    if "greeting" in values:
        values["greeting"] = " ".join(str(values["greeting"]).split())[:80]
    if "accent" in values and not _COLOUR.fullmatch(values["accent"]):
        raise Refused(wording.BAD_COLOUR, field="accent")
    if "zone" in values and values["zone"] not in Person.Zone.values:
        raise Refused(wording.BAD_ZONE, field="zone")
    for field in ("sorting_days", "review_days"):
        if field in values and not 1 <= values[field] <= 365:
            raise Refused(wording.BAD_DAYS, field=field)
    if "reviewers" in values and not 1 <= values["reviewers"] <= 9:
        raise Refused(wording.BAD_REVIEWERS, field="reviewers")
    return values


@transaction.atomic
def leave_everywhere(*, person: Person, by: Actor, at: datetime) -> None:
    """End every role of PERSON and forget the invitations to their address; the last owner stays (409)."""
    for membership in Membership.objects.filter(person=person).order_by("pk"):
        end_role(membership=membership, by=by, at=at)
    Invitation.objects.filter(email=person.email.lower()).delete()


@transaction.atomic
def forget(*, subject: str) -> None:
    """Erase the roles of the person SUBJECT that are left, and invitations to them. Again is harmless."""
    key = person_key(subject)
    Membership.objects.filter(person_id=key).delete()
    for email in Person.objects.filter(pk=key).values_list("email", flat=True):
        Invitation.objects.filter(email=email.lower()).delete()


@transaction.atomic
def drop_invitations(*, at: datetime) -> int:
    """Delete invitations, with the address they went to, whose seven days are over; return how many."""
    return int(Invitation.objects.filter(expires_at__lte=at).delete()[0])
