"""What 0.1.0 kept is carried over: scores to a rubric, verdicts to a case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.review import queries
from rembuk.review.models import Case, Scorecard, Verdict
from rembuk.review.states import STANDARD
from rembuk.spaces.tests.factories import make_member, make_space

BEFORE = [("review", "0001_begin")]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_scorecards_and_verdict_of_0_1_0_get_a_case_and_the_standard_rubric() -> None:
    space = make_space()
    judged, waiting = make_idea(space), make_idea(space)
    people = [make_member(space, "reviewer") for _ in range(2)]
    MigrationExecutor(connection).migrate(BEFORE)
    old = MigrationExecutor(connection).loader.project_state(BEFORE).apps
    card, verdict = old.get_model("review", "Scorecard"), old.get_model("review", "Verdict")
    for idea, reviewers in ((judged, people), (waiting, people[:1])):
        for number, person in enumerate(reviewers):
            card.objects.create(
                idea_id=idea.pk, reviewer_id=person.pk, recommends="accept", reasons="Alasan lama",
                at=AT + timedelta(hours=number), **dict.fromkeys(STANDARD, 3 + number),
            )  # fmt: skip
    verdict.objects.create(
        idea_id=judged.pk, outcome="accept", reviewers=2, days_used=3, days_promised=14, at=AT
    )
    # To the newest, not only to the one that carries over: the tests that follow use these tables.
    newest = MigrationExecutor(connection)
    newest.migrate([leaf for leaf in newest.loader.graph.leaf_nodes() if leaf[0] == "review"])

    given = Verdict.objects.get()
    assert (given.case.idea_id, given.case.closed_at, given.case.rubric.version) == (judged.pk, AT, 1)
    assert [
        {score.criterion.key: score.value for score in one.scores.all()}
        for one in queries.cards_in(given.case)
    ] == [dict.fromkeys(STANDARD, 3), dict.fromkeys(STANDARD, 4)]
    running = Case.objects.get(idea=waiting)
    assert running.closed_at is None
    assert queries.obstacle(people[0], running) is not None
    assert Scorecard.objects.filter(case=running).count() == 1
