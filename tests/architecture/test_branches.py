"""Who of one branch reaches into another: what was told in confidence, the work of reviewers from above."""

from __future__ import annotations

import pytest
from django.test import Client

from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.people.tests.factories import sign_in
from rembuk.review import actions as review
from rembuk.review.models import Assignment
from rembuk.spaces.models import Role, Space
from rembuk.spaces.rules import acting
from rembuk.spaces.tests.factories import make_member, make_space
from tests.architecture.makers import make_world
from tests.architecture.test_confidence import leaks, plant


@pytest.mark.django_db
def test_voice_told_in_confidence_is_read_by_the_coordinator_of_its_own_branch_only() -> None:
    world = make_world()
    voices = plant(world.space)
    seen = {}
    for name in ("coordinator", "above", "beside", "elsewhere"):
        client = sign_in(Client(), world.people[name])
        pages = [f"/r/contoh/papan/suara/{voices[0].pk}/", f"/r/contoh/papan/?rumpun={voices[0].cluster_id}"]
        # The same numbers asked for through one's own board open nothing either.
        own = {"above": "induk", "beside": "sebelah", "elsewhere": "lain"}.get(name)
        pages += [page.replace("contoh", own) for page in pages if own]
        seen[name] = [bool(leaks(client.get(page), voices)) for page in pages]
    assert seen.pop("coordinator") == [True, True]
    assert seen == dict.fromkeys(seen, [False] * 4)


@pytest.mark.django_db
def test_reviewer_from_above_judges_where_the_branch_allows_it_and_opens_nothing_else() -> None:
    world = make_world()
    space, helper = world.space, make_member(world.space.parent, Role.REVIEWER)
    stranger = make_member(make_space("jauh"), Role.REVIEWER)
    pages = ("telaah", "papan", "tim", "atur", "impor", "moderasi", "pos-warga", "rubrik/ubah")
    seen = {}
    for helped in (False, True):
        Space.objects.filter(pk=space.pk).update(helped=helped)
        for name, person in (("helper", helper), ("stranger", stranger), ("owner", world.people["above"])):
            client = sign_in(Client(), person)
            seen[helped, name] = [
                page for page in pages if client.get(f"/r/contoh/{page}/").status_code == 200
            ]
    # Who holds every role above is a reviewer there too; the other roles add nothing.
    assert seen.pop((True, "helper")) == seen.pop((True, "owner")) == ["telaah"]
    assert not any(seen.values())


@pytest.mark.django_db
def test_seat_goes_to_a_reviewer_from_above_only_when_the_branch_has_too_few_and_allows_it() -> None:
    parent = make_space("induk")
    helper = make_member(parent, Role.REVIEWER)
    for helped in (False, True):
        branch = make_space(f"cabang-{helped}".lower(), parent=parent, reviewers=2, helped=helped)
        own = make_member(branch, Role.REVIEWER)
        case = review.open_case(idea=make_idea(branch), at=AT)
        held = Assignment.objects.filter(case=case, ended_at=None).order_by("seat")
        assert [row.reviewer for row in held] == ([own, helper] if helped else [own])
    actor = acting(helper, branch, "review.score")
    assert actor.role == "reviewer_above"
    Space.objects.filter(pk=branch.pk).update(helped=False)
    review.look_after(case=case, at=AT)
    assert [row.reviewer for row in held.all()] == [own]
