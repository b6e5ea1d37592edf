"""Two people, their reasons, and the verdict."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.ideas import actions as idea_actions
from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.ledger.models import Leaf, Step
from rembuk.people.models import Person
from rembuk.review import actions
from rembuk.review.models import CRITERIA, Outcome, Verdict
from rembuk.review.rules import obstacle, outcome
from rembuk.shared.actors import Actor
from rembuk.shared.refusals import NotAllowed, Refused
from rembuk.spaces.tests.factories import make_member, make_space

LATER = AT + timedelta(days=5)
REASONS = "Kebutuhannya jelas, biayanya terjangkau, dan pengerjaannya ada di wewenang ruang ini."
SCORES = dict.fromkeys(CRITERIA, 4)


def score(
    idea: Idea, person: Person, recommends: str = Outcome.ACCEPT, reasons: str = REASONS
) -> Verdict | None:
    return actions.give_scores(
        idea=idea,
        person=person,
        scores=SCORES,
        recommends=recommends,
        reasons=reasons,
        by=Actor("reviewer", person.pk),
        at=LATER,
    )


@pytest.mark.django_db
def test_two_who_agree_give_the_verdict_with_reasons_and_clock() -> None:
    space = make_space()
    idea = make_idea(space)
    first, second = make_member(space, "reviewer"), make_member(space, "reviewer")
    assert score(idea, first) is None
    verdict = score(idea, second)
    assert verdict is not None
    assert (verdict.outcome, verdict.reviewers) == (Outcome.ACCEPT, 2)
    assert verdict.days_used == 3  # Friday 20 to Wednesday 25 November 2026
    idea.refresh_from_db()
    assert idea.stage == Stage.ACCEPTED
    step = Step.objects.get(kind="review.accepted")
    assert step.words["because"] == REASONS
    assert step.facts["keeps"] == f"ideas.review:{idea.pk}"
    body = bytes(Leaf.objects.get(step=step).body).decode()
    assert first.email not in body
    assert REASONS not in body


@pytest.mark.django_db
def test_one_alone_gives_no_verdict_and_cannot_score_twice() -> None:
    space = make_space()
    idea, person = make_idea(space), make_member(space, "reviewer")
    assert score(idea, person) is None
    with pytest.raises(NotAllowed):
        score(idea, person)
    idea.refresh_from_db()
    assert idea.stage == Stage.NEW


@pytest.mark.django_db
def test_two_who_differ_ask_for_a_third_and_the_majority_decides() -> None:
    space = make_space()
    idea = make_idea(space)
    people = [make_member(space, "reviewer") for _ in range(3)]
    assert score(idea, people[0], Outcome.ACCEPT) is None
    assert score(idea, people[1], Outcome.REFUSE) is None
    verdict = score(idea, people[2], Outcome.REFUSE)
    assert verdict is not None
    assert (verdict.outcome, verdict.reviewers) == (Outcome.REFUSE, 3)
    idea.refresh_from_db()
    assert idea.stage == Stage.REFUSED


@pytest.mark.django_db
def test_one_reviewer_is_enough_where_the_space_says_so() -> None:
    space = make_space(reviewers=1)
    verdict = score(make_idea(space), make_member(space, "reviewer"))
    assert verdict is not None
    assert verdict.reviewers == 1


@pytest.mark.django_db
def test_endorser_declared_conflict_and_maker_may_not_review() -> None:
    space = make_space()
    maker = make_member(space, "reviewer")
    idea = make_idea(space, by=Actor("coordinator", maker.pk))
    endorser, conflicted, free = (make_member(space, "reviewer") for _ in range(3))
    idea_actions.endorse(idea=idea, person=endorser, at=AT)
    actions.declare_conflict(
        idea=idea,
        person=conflicted,
        reason="saudara saya pemasoknya",
        by=Actor("reviewer", conflicted.pk),
        at=AT,
    )
    for person in (maker, endorser, conflicted):
        assert obstacle(person.pk, idea) is not None
        with pytest.raises(NotAllowed):
            score(idea, person)
    assert obstacle(free.pk, idea) is None


@pytest.mark.django_db
@pytest.mark.parametrize("reasons", ["tidak sesuai", "   ", "x" * 39])
def test_reasons_too_short_are_refused_and_nothing_is_kept(reasons: str) -> None:
    space = make_space()
    idea, person = make_idea(space), make_member(space, "reviewer")
    with pytest.raises(Refused) as refusal:
        score(idea, person, reasons=reasons)
    assert refusal.value.field == "reasons"
    assert not idea.scorecards.exists()


@given(st.lists(st.sampled_from([Outcome.ACCEPT, Outcome.REFUSE]), max_size=5), st.integers(1, 2))
def test_outcome_never_comes_early_and_never_from_a_tie(cards: list[str], wanted: int) -> None:
    found = outcome(cards, wanted)
    accepts = cards.count(Outcome.ACCEPT)
    refuses = len(cards) - accepts
    if len(cards) < wanted or accepts == refuses:
        assert found is None
    elif found is not None:
        assert found == (Outcome.ACCEPT if accepts > refuses else Outcome.REFUSE)
    else:
        assert len(cards) == wanted
