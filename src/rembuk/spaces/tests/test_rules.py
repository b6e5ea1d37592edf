"""Who may do what, asked of every role: of the space, of a branch, of the space above."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from rembuk.people import actions as people
from rembuk.people.tests.factories import make_person
from rembuk.shared.refusals import NotAllowed
from rembuk.spaces import rules
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member, make_space, make_team

pytestmark = pytest.mark.django_db


def test_role_does_what_the_table_names_and_nothing_else() -> None:
    space = make_space()
    team = make_team(space)
    for what, roles in rules.MAY.items():
        assert {role for role, person in team.items() if rules.may(person, space, what)} == roles


def test_role_above_or_beside_gives_nothing_in_a_branch() -> None:
    party = make_space()
    branch, other = make_space(parent=party), make_space(parent=party)
    team = [*make_team(party).values(), *make_team(other).values()]
    assert not [what for what in rules.MAY for person in team if rules.may(person, branch, what)]


def test_branch_that_lets_itself_be_helped_opens_reviewing_to_reviewers_above_and_no_more() -> None:
    party = make_space()
    branch = make_space(parent=party, helped=True)
    below = make_space(parent=branch)
    team = make_team(party)
    beside = make_member(make_space(parent=party), Role.REVIEWER)
    opened = {
        (role, what) for what in rules.MAY for role, one in team.items() if rules.may(one, branch, what)
    }
    assert opened == {("reviewer", "review.see"), ("reviewer", "review.score")}
    assert not rules.may(beside, branch, "review.see")
    assert not rules.may(team["reviewer"], below, "review.see")
    assert not rules.may(AnonymousUser(), branch, "review.see")
    assert rules.acting(team["reviewer"], branch, "review.score").role == rules.HELPER
    with pytest.raises(NotAllowed):
        rules.acting(team["owner"], branch, "review.score")


def test_actor_bears_the_first_role_that_allows_it_and_the_person() -> None:
    space = make_space()
    person = make_member(space, Role.FIELD_WORKER)
    make_member(space, Role.COORDINATOR, person)
    actor = rules.acting(person, space, "voices.collect")
    assert (actor.role, actor.person_id) == (Role.COORDINATOR, person.pk)
    with pytest.raises(NotAllowed):
        rules.acting(person, space, "space.edit")


def test_closed_account_and_strangers_hold_no_role() -> None:
    space = make_space()
    person = make_member(space, Role.OWNER)
    people.shut(person=person)
    person.refresh_from_db()
    person.__dict__.pop("_roles_by_space", None)
    assert rules.roles_of(person, space) == frozenset()
    assert rules.roles_of(AnonymousUser(), space) == rules.roles_of(make_person(), space) == frozenset()


def test_closed_account_of_a_reviewer_above_helps_nobody() -> None:
    party = make_space()
    branch = make_space(parent=party, helped=True)
    person = make_member(party, Role.REVIEWER)
    assert rules.helps(person, branch, "review.score")
    people.shut(person=person)
    person.refresh_from_db()
    assert not rules.helps(person, branch, "review.score")


def test_roles_are_asked_once_a_request(django_assert_num_queries) -> None:
    space = make_space()
    person = make_member(space, Role.WRITER)
    with django_assert_num_queries(1):
        assert rules.may(person, space, "programme.write")
        assert not rules.may(person, space, "team.see")
