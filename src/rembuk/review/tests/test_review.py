"""Two people without a stake, their reasons, and the verdict."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rembuk.ideas import actions as idea_actions
from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.ledger.models import Leaf, Step
from rembuk.review import actions, queries
from rembuk.review.actions.rubrics import Measure
from rembuk.review.models import Assignment, Case, Scorecard, Verdict
from rembuk.review.states import Outcome
from rembuk.review.tests.factories import LATER, REASONS, make_case, score, seated
from rembuk.shared.actors import Actor
from rembuk.shared.refusals import Conflicting, NotAllowed, Refused
from rembuk.shared.tests.plans import plan_of
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.models import Voice, VoiceContact


@pytest.mark.django_db
def test_two_who_agree_give_the_verdict_with_reasons_and_clock() -> None:
    idea, (first, second) = make_case(make_space())
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
    idea, (first, _second) = make_case(make_space())
    assert score(idea, first) is None
    with pytest.raises(NotAllowed):
        score(idea, first)
    idea.refresh_from_db()
    assert idea.stage == Stage.NEW


@pytest.mark.django_db
def test_two_who_differ_ask_for_a_third_and_the_majority_decides() -> None:
    idea, people = make_case(make_space(), reviewers=3)
    assert score(idea, people[0], Outcome.ACCEPT) is None
    assert score(idea, people[1], Outcome.REFUSE) is None
    third = seated(idea.review_cases.get())[2]
    verdict = score(idea, third, Outcome.REFUSE)
    assert verdict is not None
    assert (verdict.outcome, verdict.reviewers) == (Outcome.REFUSE, 3)
    idea.refresh_from_db()
    assert idea.stage == Stage.REFUSED


@pytest.mark.django_db
def test_scores_far_apart_bring_a_third_although_both_recommend_the_same() -> None:
    idea, people = make_case(make_space(), reviewers=3)
    score(idea, people[0], value=5)
    assert score(idea, people[1], value=2) is None
    assert len(seated(idea.review_cases.get())) == 3
    assert Step.objects.filter(kind="review.third_asked").exists()


@pytest.mark.django_db
def test_one_reviewer_is_enough_where_the_space_says_so() -> None:
    idea, (only,) = make_case(make_space(reviewers=1), reviewers=1)
    verdict = score(idea, only)
    assert verdict is not None
    assert verdict.reviewers == 1


@pytest.mark.django_db
def test_nobody_is_alone_on_an_own_idea_however_small_the_office() -> None:
    space = make_space(reviewers=1)
    maker = make_member(space, "reviewer")
    idea = make_idea(space, by=Actor("coordinator", maker.pk))
    case = actions.open_case(idea=idea, at=AT)
    assert case is not None
    assert seated(case) == []
    with pytest.raises(NotAllowed):
        score(idea, maker)


@pytest.mark.django_db
def test_seats_go_round_to_who_carries_least_then_to_who_waited_longest() -> None:
    space = make_space(reviewers=1)
    people = [make_member(space, "reviewer") for _ in range(3)]
    held = []
    for number in range(6):
        case = actions.open_case(idea=make_idea(space), at=AT + timedelta(minutes=number))
        assert case is not None
        held += seated(case)
    assert held == people + people
    # The one whose work is done carries least and comes next.
    score(Idea.objects.order_by("pk")[1], people[1])
    case = actions.open_case(idea=make_idea(space), at=AT + timedelta(hours=1))
    assert case is not None
    assert seated(case) == [people[1]]


@pytest.mark.django_db
def test_endorser_maker_speaker_and_branch_worker_get_no_seat() -> None:
    from rembuk.places.models import Place

    region = Place.objects.create(code="34.04", name="Sleman", level=2, path="Sleman")
    village = Place.objects.create(code="34.04.06.2001", name="Sinduadi", level=4, path="Sinduadi")
    space = make_space()
    branch = make_space(parent=space, region=region)
    actions.set_rubric(
        space=space, measures=[Measure("Butuh", "Seberapa mendesak ini?"),
                               Measure("Biaya", "Sanggupkah ruang ini?")],
        scale=5, far_apart=30, bars_branch=True, objection_window=14, objection_days=10,
        by=Actor("coordinator"), at=AT,
    )  # fmt: skip
    maker, endorser, speaker, worker, free = (make_member(space, "reviewer") for _ in range(5))
    make_member(branch, "coordinator", worker)
    idea = make_idea(space, by=Actor("coordinator", maker.pk))
    Idea.objects.filter(pk=idea.pk).update(place=village)
    idea_actions.endorse(idea=idea, person=endorser, at=AT)
    voice = Voice.objects.filter(behind__idea=idea).first()
    VoiceContact.objects.create(voice=voice, email=speaker.email.upper())
    case = actions.open_case(idea=idea, at=AT)
    assert case is not None
    assert seated(case) == [free]
    why = queries.barred(case, [maker, endorser, speaker, worker, free])
    assert {maker.pk, endorser.pk, speaker.pk, worker.pk} == set(why)


@pytest.mark.django_db
def test_conflict_declared_midway_sets_the_scorecard_aside_and_fills_the_seat() -> None:
    idea, people = make_case(make_space(), reviewers=3)
    score(idea, people[0], value=1, recommends=Outcome.REFUSE)
    actions.declare_conflict(
        idea=idea,
        person=people[0],
        reason="saudara saya pemasoknya",
        by=Actor("reviewer", people[0].pk),
        at=AT,
    )
    now = seated(idea.review_cases.get())
    assert people[0] not in now
    assert len(now) == 2
    results = [score(idea, person) for person in now]
    assert results[0] is None
    assert results[1] is not None
    assert results[1].reviewers == 2
    with pytest.raises(NotAllowed):
        score(idea, people[0])


@pytest.mark.django_db
def test_endorsing_after_scoring_takes_the_scorecard_out_before_the_verdict() -> None:
    idea, people = make_case(make_space(), reviewers=3)
    score(idea, people[0])
    idea_actions.endorse(idea=idea, person=people[0], at=LATER)
    assert score(idea, people[1]) is None
    assert Scorecard.objects.get(reviewer=people[0]).set_aside_at is not None
    fresh = [person for person in seated(idea.review_cases.get()) if person != people[1]]
    assert len(fresh) == 1
    assert score(idea, fresh[0]) is not None


@pytest.mark.django_db
def test_reviewer_who_lost_the_role_is_replaced_by_the_watch() -> None:
    from rembuk.spaces.models import Membership

    space = make_space()
    idea, people = make_case(space, reviewers=2)
    later = make_member(space, "reviewer")
    Membership.objects.filter(person=people[0]).delete()
    actions.look_after(case=idea.review_cases.get(), at=LATER)
    assert seated(idea.review_cases.get()) == [later, people[1]]


@pytest.mark.django_db
def test_reviewer_without_a_seat_may_not_score() -> None:
    space = make_space()
    idea, _people = make_case(space)
    with pytest.raises(NotAllowed, match="ditugaskan"):
        score(idea, make_member(space, "reviewer"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "reasons",
    ["tidak sesuai", "   ", "x" * 60, "Tidak sesuai dengan ketentuan yang berlaku. Tidak memenuhi kriteria."],
)
def test_reasons_that_give_none_are_refused_and_nothing_is_kept(reasons: str) -> None:
    idea, (first, _second) = make_case(make_space())
    with pytest.raises(Refused) as refusal:
        score(idea, first, reasons=reasons)
    assert refusal.value.field == "reasons"
    assert not Scorecard.objects.exists()


@pytest.mark.django_db
def test_refusal_without_what_would_change_it_is_refused() -> None:
    idea, (first, _second) = make_case(make_space())
    with pytest.raises(Refused) as refusal:
        score(idea, first, Outcome.REFUSE, would_change="tidak ada")
    assert refusal.value.field == "would_change"


@pytest.mark.django_db
def test_refusal_says_on_the_trace_what_would_change_it() -> None:
    idea, people = make_case(make_space())
    for person in people:
        score(idea, person, Outcome.REFUSE, value=2)
    because = Step.objects.get(kind="review.refused").words["because"]
    assert "Putusan dapat berubah bila: Ada yang sanggup merawat" in because


@pytest.mark.django_db
def test_idea_that_is_taken_back_opens_no_case() -> None:
    idea = make_idea(make_space())
    Idea.objects.filter(pk=idea.pk).update(stage=Stage.TAKEN_BACK)
    assert actions.open_case(idea=idea, at=AT) is None
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_worker_begins_the_review_of_an_idea_made_on_the_board_and_tells_who_judges() -> None:
    from rembuk.messaging.models import Notice
    from rembuk.shared.queue import Worker

    space = make_space()
    reviewers = [make_member(space, "reviewer") for _ in range(2)]
    idea = make_idea(space)
    Worker().drain()
    assert Assignment.objects.filter(case__idea=idea).count() == 2
    told = set(Notice.objects.filter(key__startswith="assigned:").values_list("receiver", flat=True))
    assert told == {f"people.person:{person.pk}" for person in reviewers}


@pytest.mark.django_db(transaction=True)
def test_two_who_submit_at_once_give_one_verdict() -> None:
    import threading

    from django.db import connection

    idea, people = make_case(make_space())
    start, given, wrong = threading.Barrier(2), [], []

    def send(number: int) -> None:
        try:
            start.wait(10)
            given.append(score(Idea.objects.get(pk=idea.pk), people[number]))
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    assert sum(one is not None for one in given) == 1
    assert Verdict.objects.count() == 1
    assert Step.objects.filter(kind="review.accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_same_scorecard_sent_twice_at_once_is_kept_once() -> None:
    import threading

    from django.db import connection

    idea, people = make_case(make_space())
    start, kept, told = threading.Barrier(2), [], []

    def send() -> None:
        try:
            start.wait(10)
            kept.append(score(Idea.objects.get(pk=idea.pk), people[0]))
        except (NotAllowed, Conflicting) as refusal:
            told.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(kept), len(told)) == (1, 1)
    assert Scorecard.objects.count() == 1


@pytest.mark.sqlite
@pytest.mark.django_db
def test_late_cases_are_found_among_those_that_run_not_among_all_ideas() -> None:
    space = make_space()
    plan = plan_of(lambda: queries.late_cases(space, AT.date()))
    assert "review_case USING INDEX case_open (due<?)" in plan.partition("SEARCH ideas_idea")[0], plan
    assert "space_id=?" not in plan, plan
