"""What happens to ideas."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from rembuk.ideas import actions, queries
from rembuk.ideas.models import Endorsement, Idea
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import AT, COORDINATOR, make_cluster, make_idea
from rembuk.ledger.actions import destroy_openings, record_step
from rembuk.ledger.models import Cause, Leaf, Step
from rembuk.ledger.queries.record import openings_of
from rembuk.people.tests.factories import make_person
from rembuk.places.tests.factories import make_place
from rembuk.reckon.integrity.silence import veil
from rembuk.shared.actors import Actor
from rembuk.shared.models import OutboxRow
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.models import Cluster, Voice
from rembuk.voices.states import ClusterState, Visibility

pytestmark = pytest.mark.django_db


def test_accepting_a_cluster_puts_its_voices_behind_and_records_why() -> None:
    idea = make_idea(make_space(), voices=3)

    assert idea.voices_count == 3
    step = Step.objects.get(kind="ideas.accepted")
    assert step.about == ref(idea)
    assert step.words["because"] == "ketiganya menyebut ruas yang sama"
    causes = set(Cause.objects.filter(step=step).values_list("ref", flat=True))
    assert causes == {ref(voice) for voice in Voice.objects.filter(behind__idea=idea)}
    leaf = bytes(Leaf.objects.get(step=step).body).decode()
    assert "ketiganya" not in leaf
    assert '"voices":3' in leaf


def test_leaf_of_an_idea_names_no_voice_that_is_not_shown_but_its_receipt_can_tell() -> None:
    space = make_space()
    cluster = make_cluster(space, 3)
    shown, confidential, erased = Voice.objects.filter(cluster=cluster).order_by("pk")
    for voice in (confidential, erased):
        Voice.objects.filter(pk=voice.pk).update(visibility=Visibility.CONFIDENTIAL)
        record_step(
            kind="voices.received", about=ref(voice), by=COORDINATOR, at=AT, sealed={"text": voice.text}
        )
    destroy_openings(about=ref(erased))
    accepted = actions.accept_as_idea(
        space=space, voices=[shown, confidential, erased], title="Lampu jalan", wish="Lampu jalan",
        because="sama semua", place=None, by=COORDINATOR, at=AT,
    )  # fmt: skip
    leaf = json.loads(bytes(Leaf.objects.get(step__kind="ideas.accepted").body))
    assert leaf["because_of"] == [ref(shown)]
    assert leaf["facts"]["voices"] == 3
    opening = next(one for one in openings_of(ref(confidential)) if one.name == "text")
    mine = veil(bytes.fromhex(opening.salt), "ideas.accepted", ref(accepted), leaf["at"])
    assert len(leaf["veiled"]) == 2
    assert mine in leaf["veiled"]
    # The page of the receipt still shows what became of it.
    assert ref(confidential) in Cause.objects.filter(step__about=ref(accepted)).values_list("ref", flat=True)


def test_accepting_promises_a_verdict_in_working_days() -> None:
    idea = make_idea(make_space(review_days=14))
    promise = Step.objects.get(kind="ideas.review_promised")
    assert promise.about == f"ideas.review:{idea.pk}"
    assert promise.facts["due"] == "2026-12-10"


def test_accepting_shows_the_voices_masked_and_takes_the_cluster_off_the_board() -> None:
    space = make_space()
    cluster = make_cluster(space, 2, "Air keruh, hubungi saya di 081234567890")
    rows = list(Voice.objects.filter(cluster=cluster))
    actions.accept_as_idea(
        space=space,
        voices=rows,
        title="Air keruh",
        wish="Air keruh",
        because="sama semua",
        place=None,
        by=COORDINATOR,
        at=AT,
    )
    shown = Voice.objects.filter(cluster=cluster).first()
    assert shown is not None
    assert shown.shown
    assert "081234567890" not in shown.public_text
    cluster.refresh_from_db()
    assert cluster.state == ClusterState.DONE


def test_accepting_part_of_a_cluster_leaves_the_rest_waiting() -> None:
    space = make_space()
    cluster = make_cluster(space, 5)
    some = list(Voice.objects.filter(cluster=cluster)[:2])
    actions.accept_as_idea(
        space=space,
        voices=some,
        title="Lampu jalan",
        wish="Lampu",
        because="dua yang ini sama",
        place=None,
        by=COORDINATOR,
        at=AT,
    )
    cluster.refresh_from_db()
    assert (cluster.state, cluster.size) == (ClusterState.OPEN, 3)
    assert queries.voices_on_board(cluster).count() == 3
    assert Cluster.objects.filter(state=ClusterState.DONE, size=2).count() == 1


def test_accepting_voices_that_stand_behind_an_idea_is_refused_and_changes_nothing() -> None:
    space = make_space()
    idea = make_idea(space)
    rows = list(Voice.objects.filter(behind__idea=idea))
    with pytest.raises(Conflicting):
        actions.accept_as_idea(
            space=space,
            voices=rows,
            title="Lampu lagi",
            wish="x",
            because="sama",
            place=None,
            by=COORDINATOR,
            at=AT,
        )
    assert Idea.objects.count() == 1


def test_accepting_tells_everybody_by_one_row() -> None:
    make_idea(make_space(), voices=3)
    assert OutboxRow.objects.filter(kind="messaging.fan_out").count() == 1


def test_joining_adds_voices_and_records_them_as_causes() -> None:
    space = make_space()
    idea = make_idea(space, voices=2)
    more = list(Voice.objects.filter(cluster=make_cluster(space, 2)))
    actions.join_to_idea(idea=idea, voices=more, because="minta lampu di ruas sama", by=COORDINATOR, at=AT)
    idea.refresh_from_db()
    assert idea.voices_count == 4
    assert Cause.objects.filter(step__kind="ideas.voices_joined").count() == 2


def test_undoing_an_acceptance_nobody_relies_on_brings_the_voices_back() -> None:
    space = make_space()
    person = make_member(space, "coordinator")
    idea = make_idea(space, voices=3, by=Actor("coordinator", person.pk))
    move = queries.last_move(space, person)
    assert move is not None
    actions.undo(move=move, by=COORDINATOR, at=AT + timedelta(minutes=1))
    idea.refresh_from_db()
    assert (idea.stage, idea.voices_count) == (Stage.TAKEN_BACK, 0)
    assert Cluster.objects.filter(space=space, state=ClusterState.OPEN, size__gt=0).count() == 1
    assert not Voice.objects.filter(published_at__isnull=False).exists()
    with pytest.raises(Conflicting):
        actions.undo(move=move, by=COORDINATOR, at=AT)


def test_undoing_an_acceptance_somebody_endorsed_is_refused() -> None:
    space = make_space()
    person = make_member(space, "coordinator")
    idea = make_idea(space, by=Actor("coordinator", person.pk))
    actions.endorse(idea=idea, person=make_person(), at=AT)
    move = queries.last_move(space, person)
    assert move is not None
    with pytest.raises(Conflicting):
        actions.undo(move=move, by=COORDINATOR, at=AT)


def test_endorsing_twice_counts_once_and_withdrawing_takes_it_back() -> None:
    idea, person = make_idea(make_space()), make_person()
    assert actions.endorse(idea=idea, person=person, at=AT) is True
    assert actions.endorse(idea=idea, person=person, at=AT) is False
    idea.refresh_from_db()
    assert idea.endorsements_count == Endorsement.objects.count() == 1
    assert actions.withdraw_endorsement(idea=idea, person=person) is True
    assert actions.withdraw_endorsement(idea=idea, person=person) is False
    idea.refresh_from_db()
    assert idea.endorsements_count == 0


def test_endorsing_a_kept_idea_is_refused() -> None:
    idea = make_idea(make_space())
    Idea.objects.filter(pk=idea.pk).update(stage=Stage.KEPT)
    idea.refresh_from_db()
    with pytest.raises(Refused):
        actions.endorse(idea=idea, person=make_person(), at=AT)


@pytest.mark.parametrize(("stage", "to"), [(Stage.NEW, Stage.PROMISED), (Stage.KEPT, Stage.NEW)])
def test_moving_along_no_line_of_the_table_is_refused(stage: str, to: str) -> None:
    idea = make_idea(make_space())
    Idea.objects.filter(pk=idea.pk).update(stage=stage)
    with pytest.raises(Conflicting):
        actions.move(idea=idea, stage=to)


def test_day_of_endorsements_is_one_leaf_with_count_and_no_names() -> None:
    idea = make_idea(make_space())
    people = [make_person() for _ in range(3)]
    for person in people:
        actions.endorse(idea=idea, person=person, at=AT)
    actions.seal_endorsements(idea=idea, day=AT.date(), at=AT, by=Actor("machine"))
    body = bytes(Leaf.objects.get(step__kind="ideas.endorsed").body).decode()
    assert '"endorsements":3' in body
    assert all(person.email not in body for person in people)


def test_voices_in_one_village_give_the_idea_its_place_and_in_two_the_district() -> None:
    for village in ("34.04.06.2001", "34.04.06.2002", "34.04.07.2001"):
        make_place(village)
    one = [Voice(place_id="34.04.06.2001"), Voice(place_id="34.04.06.2001"), Voice()]
    two = [Voice(place_id="34.04.06.2001"), Voice(place_id="34.04.06.2002")]
    far = [*two, Voice(place_id="34.04.07.2001")]
    found = [queries.common_place(voices) for voices in (one, two, far)]
    assert [place and place.code for place in found] == ["34.04.06.2001", "34.04.06", "34.04"]
    assert queries.common_place([Voice()]) is None
