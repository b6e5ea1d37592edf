"""What an idea takes at each stage, asked of all of them."""

from __future__ import annotations

import pytest

from rembuk.ideas import rules
from rembuk.ideas.models import Idea
from rembuk.ideas.states import NEXT, MergeRule, Stage


def at(*stages: str) -> set[str]:
    return set(stages)


def told(rule) -> set[str]:
    """Return the stages at which RULE says yes to an idea that nobody endorses."""
    return {stage for stage in Stage.values if rule(Idea(stage=stage, endorsements_count=0))}


def test_endorsements_are_taken_until_the_promise_is_kept_or_the_idea_goes_into_another() -> None:
    assert told(rules.takes_endorsements) == at(*Stage.values) - {"kept", "joined", "taken_back"}


def test_only_what_waits_for_a_verdict_and_nobody_endorses_is_taken_back() -> None:
    assert told(rules.may_be_taken_back) == at("new")
    assert not rules.may_be_taken_back(Idea(stage="new", endorsements_count=1))


def test_idea_joins_another_before_anything_was_decided_about_it() -> None:
    assert told(rules.may_join) == at("new", "accepted")


def test_idea_on_its_way_takes_others_in() -> None:
    assert told(rules.takes_in) == at("new", "accepted", "decided", "promised")


def test_refused_idea_goes_back_and_a_kept_one_nowhere() -> None:
    moves = {
        (stage, to) for stage in Stage.values for to in Stage.values if rules.may_move(Idea(stage=stage), to)
    }
    assert {("refused", "new"), ("refused", "accepted"), ("dropped", "decided")} <= moves
    assert not {move for move in moves if move[0] in ("kept", "taken_back")}
    assert moves == {(stage, to) for stage, follow in NEXT.items() for to in follow}


@pytest.mark.parametrize(
    ("rule", "moved", "stayed", "joins"),
    [
        (MergeRule.EVERYONE, 5, 0, True),
        (MergeRule.EVERYONE, 0, 0, True),
        (MergeRule.EVERYONE, 5, 1, False),
        (MergeRule.MOST, 3, 2, True),
        (MergeRule.MOST, 2, 2, False),
        (MergeRule.MOST, 1, 2, False),
        (MergeRule.MOST, 0, 0, True),
    ],
)
def test_idea_is_joined_when_nobody_stays_or_by_that_rule_when_more_move(rule, moved, stayed, joins) -> None:
    assert rules.joins(rule, moved=moved, stayed=stayed) is joins
