"""What a person parted or joined by hand, the machine keeps so."""

from __future__ import annotations

import pytest

from rembuk.shared.refusals import Conflicting, Refused
from rembuk.shared.tests.plans import plan_of
from rembuk.voices.actions import merge, move, put_back, split
from rembuk.voices.actions.lessons import Taught
from rembuk.voices.models import Cluster, Lesson, Voice
from rembuk.voices.tests.factories import AT, make_space, make_voice
from rembuk.voices.tests.test_sorting import BRIDGE, CLINIC, STAFF, sort

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(db):
    return make_space()


def test_a_copy_of_a_voice_split_off_joins_it_and_not_the_cluster_it_left(space):
    voices = [make_voice(space, text) for text in BRIDGE]
    sort(space)
    old = Cluster.objects.get()
    # Without the lesson the copy would go where most of those alike are.
    fresh = split(cluster=old, voices=voices[1:2], by=STAFF, at=AT).cluster
    copies = [make_voice(space, text) for text in BRIDGE]
    sort(space)
    homes = {voice.text: voice.cluster_id for voice in Voice.objects.filter(pk__in=[v.pk for v in copies])}
    assert homes == {BRIDGE[0]: old.pk, BRIDGE[1]: fresh.pk, BRIDGE[2]: old.pk}


def test_what_was_undone_is_unlearnt(space):
    voices = [make_voice(space, text) for text in BRIDGE]
    sort(space)
    old = Cluster.objects.get()
    done = split(cluster=old, voices=voices[1:2], by=STAFF, at=AT)
    assert Lesson.objects.count() == 2
    put_back(regrouped=done, by=STAFF, at=AT)
    assert Lesson.objects.count() == 0
    assert set(Voice.objects.values_list("cluster_id", flat=True)) == {old.pk}
    assert not Cluster.objects.filter(pk=done.cluster.pk).exists()


def test_a_voice_like_a_cluster_merged_into_another_joins_that_one(space):
    for text in (BRIDGE[0], CLINIC, BRIDGE[2]):
        make_voice(space, text)
        sort(space)
    clinic, bridge = Cluster.objects.get(size=1), Cluster.objects.get(size=2)
    # What came from the clinic is neither the first nor the last voice of what is now one cluster.
    merge(into=bridge, clusters=[clinic], by=STAFF, at=AT)
    new = make_voice(space, CLINIC)
    sort(space)
    assert Voice.objects.get(pk=new.pk).cluster_id == bridge.pk


def test_a_moved_voice_goes_back_to_a_cluster_made_anew_when_the_old_one_is_gone(space):
    make_voice(space, CLINIC)
    for text in BRIDGE:
        make_voice(space, text)
    sort(space)
    clinic = Cluster.objects.get(size=1)
    bridge, title = Cluster.objects.get(size=3), clinic.title
    done = move(cluster=clinic, into=bridge, voices=list(clinic.voices.all()), by=STAFF, at=AT)
    assert not Cluster.objects.filter(pk=clinic.pk).exists()
    assert done.cluster.size == 4
    put_back(regrouped=done, by=STAFF, at=AT)
    assert {(row.title, row.size) for row in Cluster.objects.all()} == {(title, 1), (bridge.title, 3)}
    with pytest.raises(Conflicting):
        put_back(regrouped=done, by=STAFF, at=AT)


def test_a_voice_is_moved_only_between_clusters_of_one_space_that_wait(space):
    voices = [make_voice(space, text) for text in [*BRIDGE, CLINIC]]
    sort(space)
    bridge, clinic = Cluster.objects.get(size=3), Cluster.objects.get(size=1)
    for wrong in (bridge, Cluster(pk=10**6)):
        with pytest.raises(Refused):
            move(cluster=bridge, into=wrong, voices=voices[:1], by=STAFF, at=AT)
    Cluster.objects.filter(pk=clinic.pk).update(state="done")
    with pytest.raises(Conflicting):
        move(cluster=bridge, into=clinic, voices=voices[:1], by=STAFF, at=AT)
    assert Lesson.objects.count() == 0


@pytest.mark.sqlite
def test_lessons_are_found_without_reading_the_voices_of_the_space(space):
    plan = plan_of(lambda: Taught(space.pk))
    assert "SCAN voices_lesson" in plan, plan
    assert "(space_id=?" not in plan, plan
