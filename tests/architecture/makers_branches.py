"""Makers for the rows of branches: what is delegated up and down the tree."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from rembuk.programmes import actions
from rembuk.programmes.models import Delegation
from rembuk.programmes.tests.factories import make_commitment, make_delegation
from rembuk.shared.actors import Actor
from rembuk.spaces.models import Membership, Role, Space
from rembuk.spaces.tests.factories import make_member, make_space
from tests.architecture.makers import Made, World, maker

REASON = "Jalannya ada di wilayah cabang ini."


def _from_above(world: World) -> Delegation:
    assert world.space.parent is not None
    due = timezone.localdate() + timedelta(days=30)
    return make_delegation(world.space.parent, world.space, due=due)


def _below(world: World) -> Space:
    return make_space("ranting-baru", parent=world.space)


@maker("delegation")
def delegation(world: World) -> Made:
    """Fill in that the branch accepts what the space above delegated."""
    return Made({"number": _from_above(world).pk}, {"langkah": "terima", "terima-text": ""})


@maker("delegation running")
def delegation_running(world: World) -> Made:
    """Fill in what the branch reports back."""
    row = _from_above(world)
    actions.go_on(delegation=row, step="accept", text="", by=Actor("coordinator"), at=timezone.now())
    return Made({"number": row.pk}, {"langkah": "tepati", "tepati-text": "14 lampu menyala, ada fotonya"})


@maker("delegation below")
def delegation_below(world: World) -> Made:
    """Fill in that the space takes back what it delegated to a branch of its own."""
    due = timezone.localdate() + timedelta(days=30)
    row = make_delegation(world.space, _below(world), due=due)
    return Made({"number": row.pk}, {"langkah": "tarik", "tarik-text": REASON})


@maker("delegation form")
def delegation_form(world: World) -> Made:
    """Fill in the form that hands a commitment to a branch."""
    branch, due = _below(world), timezone.localdate() + timedelta(days=30)
    data = {"branch": branch.slug, "because": REASON, "due": due.isoformat()}
    return Made({"number": make_commitment(world.space).pk}, data)


@maker("leaving")
def leaving(world: World) -> Made:
    """Let somebody of the team leave."""
    person = make_member(world.space, Role.WRITER)
    held = Membership.objects.get(space=world.space, person=person)
    return Made({"slug": world.space.slug, "number": held.pk})
