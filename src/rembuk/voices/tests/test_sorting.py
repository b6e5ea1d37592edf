"""Sorting: labels, spam set aside, clusters that persist, and people's word over the machine's."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from rembuk.ledger.models import Leaf, Step
from rembuk.places.tests.factories import SINDUADI, make_place
from rembuk.shared.actors import MACHINE, Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotAllowed, Refused
from rembuk.shared.tests.plans import plan_of
from rembuk.voices.actions import (
    make_more_private,
    merge,
    publish,
    relabel,
    restore,
    set_aside,
    split,
    unlabel,
)
from rembuk.voices.actions.counting import add, recount
from rembuk.voices.actions.grouping import anchors
from rembuk.voices.actions.sorting import sort_space
from rembuk.voices.models import Cluster, Voice, VoiceLabel
from rembuk.voices.queries import (
    board_clusters,
    cluster_voices,
    clusters_with_members,
    labels_of,
    standing,
    strands,
)
from rembuk.voices.tests.factories import AT, make_space, make_voice

pytestmark = pytest.mark.django_db
STAFF = Actor("coordinator", 7)
BRIDGE = [
    "Tolong perbaiki jembatan gantung Kali Bening yang sudah goyang",
    "tolong perbaiki jembatan gantung kali bening yg sudah goyang",
    "Tolong perbaiki jembatan gantung Kali Bening, sudah goyang sekali",
]
CLINIC = "Mohon puskesmas buka sampai malam karena buruh pulang sore"
SPAM = "PROMO slot gacor maxwin deposit 10rb bonus 100% klik link sekarang juga"


@pytest.fixture
def space(db):
    return make_space()


def sort(space):
    return sort_space(space=space, by=MACHINE, at=AT)


def test_voices_that_say_the_same_share_a_cluster_and_others_do_not(space):
    bridge = [make_voice(space, text) for text in BRIDGE]
    clinic = make_voice(space, CLINIC)
    assert sort(space).sorted == 4
    found = {voice.pk: voice.cluster_id for voice in Voice.objects.all()}
    assert len({found[voice.pk] for voice in bridge}) == 1
    assert found[clinic.pk] != found[bridge[0].pk]
    cluster = Cluster.objects.get(pk=found[bridge[0].pk])
    assert (cluster.size, cluster.aside, cluster.title) == (3, 0, cluster.title)
    assert cluster.title in BRIDGE


def test_a_second_run_reads_only_what_is_new_and_clusters_keep_their_identity(space):
    first = make_voice(space, BRIDGE[0])
    sort(space)
    home = Voice.objects.get(pk=first.pk).cluster_id
    assert sort(space).sorted == 0
    later = make_voice(space, BRIDGE[1])
    assert sort(space).sorted == 1
    assert Voice.objects.get(pk=later.pk).cluster_id == Voice.objects.get(pk=first.pk).cluster_id == home
    assert Cluster.objects.get().size == 2


def test_spam_is_set_aside_by_the_machine_with_a_leaf_of_its_own_and_nothing_is_deleted(space):
    spam, fine = make_voice(space, SPAM), make_voice(space, CLINIC)
    run = sort(space)
    assert Voice.objects.get(pk=spam.pk).set_aside == "spam"
    assert Voice.objects.get(pk=fine.pk).set_aside == ""
    assert run.set_aside == {"spam": 1}
    step = Step.objects.get(kind="voices.set_aside")
    assert (step.about, step.role, Leaf.objects.filter(step=step).count()) == (ref(spam), "machine", 1)
    assert labels_of(Voice.objects.get(pk=spam.pk))["spam"].because
    assert [one.pk for one in board_clusters(space).rows] == [Voice.objects.get(pk=fine.pk).cluster_id]


def test_every_voice_is_listed_exactly_once_with_why_it_is_set_aside(space):
    make_voice(space, SPAM)
    for text in [*BRIDGE, CLINIC]:
        make_voice(space, text)
    sort(space)
    make_voice(space, "Belum disortir")
    listed = [m["native_id"] for one in clusters_with_members(space) for m in one["members"]]
    assert sorted(listed) == sorted(Voice.objects.values_list("native_id", flat=True))
    assert sorted(one["set_aside"] or "" for one in clusters_with_members(space))[-1] == "spam"
    assert len({one["id"] for one in clusters_with_members(space)}) == len(list(clusters_with_members(space)))


def test_the_run_is_one_leaf_with_counts_and_its_labels_sealed(space):
    make_voice(space, CLINIC)
    sort(space)
    step = Step.objects.get(kind="voices.sorted")
    assert step.facts["sorted"] == 1
    leaf = json.loads(bytes(step.leaf.body))
    assert sorted(leaf["facts"]) == ["clusters", "set_aside", "sorted"], "one voice's labels are its sender's"
    assert sorted(leaf["sealed"]) == ["digest", "labels"]
    sort(space)
    assert Step.objects.filter(kind="voices.sorted").count() == 1


def test_what_a_person_restored_the_machine_never_sets_aside_again(space):
    spam = make_voice(space, SPAM)
    sort(space)
    restore(voices=[spam], by=STAFF, at=AT)
    Voice.objects.update(sorted_at=None)
    sort(space)
    assert Voice.objects.get().set_aside == ""
    assert Cluster.objects.get().size == 1


def test_set_aside_and_restore_move_the_counts_and_are_leaves(space):
    voices = [make_voice(space, text) for text in BRIDGE]
    sort(space)
    set_aside(voices=voices[:2], reason="repeated", because="Satu orang yang sama.", by=STAFF, at=AT)
    cluster = Cluster.objects.get()
    assert (cluster.size, cluster.aside) == (1, 2)
    step = Step.objects.filter(kind="voices.set_aside").first()
    assert step.words == {"because": "Satu orang yang sama."}
    assert b"orang" not in bytes(step.leaf.body)
    assert len(restore(voices=voices, by=STAFF, at=AT)) == 2
    cluster.refresh_from_db()
    assert (cluster.size, cluster.aside) == (3, 0)
    with pytest.raises(Refused):
        set_aside(voices=voices, reason="bosan", by=STAFF, at=AT)


def test_a_split_and_a_merge_stay_whatever_the_machine_thinks(space):
    voices = [make_voice(space, text) for text in BRIDGE]
    sort(space)
    old = Cluster.objects.get()
    fresh = split(cluster=old, voices=voices[:1], by=STAFF, at=AT).cluster
    assert (fresh.size, Cluster.objects.get(pk=old.pk).size) == (1, 2)
    make_voice(space, CLINIC)
    sort(space)
    assert Voice.objects.get(pk=voices[0].pk).cluster_id == fresh.pk
    assert Voice.objects.get(pk=voices[1].pk).cluster_id == old.pk
    merge(into=fresh, clusters=[old], by=STAFF, at=AT)
    assert not Cluster.objects.filter(pk=old.pk).exists()
    make_voice(space, "Kapan lampu jalan diperbaiki?")
    sort(space)
    assert Cluster.objects.get(pk=fresh.pk).size == 3


def test_a_new_voice_joins_a_cluster_that_was_placed_by_hand(space):
    voices = [make_voice(space, text) for text in BRIDGE[:2]]
    sort(space)
    clinic = make_voice(space, CLINIC)
    sort(space)
    Voice.objects.all().update(hand_placed=True)
    new = make_voice(space, BRIDGE[2])
    sort(space)
    assert Voice.objects.get(pk=new.pk).cluster_id == Voice.objects.get(pk=voices[0].pk).cluster_id
    assert Voice.objects.get(pk=clinic.pk).cluster_id != Voice.objects.get(pk=new.pk).cluster_id


def test_a_stale_board_is_told_so(space):
    make_voice(space, CLINIC)
    sort(space)
    cluster = Cluster.objects.get()
    with pytest.raises(Conflicting):
        split(cluster=cluster, voices=[], by=STAFF, at=AT)
    with pytest.raises(Conflicting):
        merge(into=cluster, clusters=[Cluster(pk=999)], by=STAFF, at=AT)


def test_a_hand_label_stands_over_the_machines_and_can_be_undone(space):
    voice = make_voice(space, CLINIC)
    sort(space)
    machine = labels_of(voice)["kind"].value
    relabel(voice=voice, name="kind", value="praise", because="isinya terima kasih", by=STAFF, at=AT)
    leaf = json.loads(bytes(Leaf.objects.get(step__kind="voices.overruled").body))
    assert leaf["facts"] == {"name": "kind"}, "what one person said stands in no public leaf"
    assert sorted(leaf["sealed"]) == ["because", "value"]
    Voice.objects.update(sorted_at=None)
    sort(space)
    voice = Voice.objects.get()
    assert labels_of(voice)["kind"].value == "praise"
    assert standing(space)["labels"]["kind"] == {"praise": 1}
    unlabel(voice=voice, name="kind", by=STAFF, at=AT)
    assert labels_of(Voice.objects.get())["kind"].value == machine
    assert VoiceLabel.objects.filter(name="kind").count() == 1
    for name, value, because in [
        ("is_staff", "true", "mencoba saja"), ("kind", "lagu", "mencoba saja"), ("kind", "idea", " x ")
    ]:  # fmt: skip
        with pytest.raises(Refused):
            relabel(voice=voice, name=name, value=value, because=because, by=STAFF, at=AT)
    assert labels_of(Voice.objects.get())["kind"].value == machine


def test_a_voice_only_ever_becomes_more_private(space):
    voice = make_voice(space, CLINIC, visibility="nameless")
    publish(voices=[voice], by=STAFF, at=AT)
    with pytest.raises(NotAllowed):
        make_more_private(voice=voice, visibility="named", by=STAFF, at=AT)
    with pytest.raises(NotAllowed):
        make_more_private(voice=voice, visibility="semua", by=STAFF, at=AT)
    closed = make_more_private(voice=voice, visibility="confidential", by=STAFF, at=AT)
    assert (closed.public_text, closed.shown, closed.terms.count()) == ("", False, 0)


def test_two_runs_at_once_are_one(space):
    from django.core.cache import cache

    make_voice(space, CLINIC)
    cache.add(f"voices.sorting:{space.pk}", 1, 60)
    with pytest.raises(Conflicting):
        sort(space)
    cache.delete(f"voices.sorting:{space.pk}")


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_asks_the_same_number_of_queries_for_one_and_for_three(
    space, count, django_assert_num_queries
):
    for text in BRIDGE[:count]:
        make_voice(space, text)
    sort(space)
    with django_assert_num_queries(1):
        (cluster,) = board_clusters(space).rows
    with django_assert_num_queries(2):
        page = cluster_voices(cluster)
        assert all(labels_of(voice) for voice in page.rows)
        assert [voice.place for voice in page.rows] == [None] * count
    with django_assert_num_queries(1):
        assert strands([voice.pk for voice in page.rows]) == {"web": count}


def test_a_run_in_many_batches_counts_clusters_as_one_that_reads_them_whole(space, monkeypatch):
    monkeypatch.setattr("rembuk.voices.actions.sorting.BATCH", 2)
    for text in [*BRIDGE, CLINIC, *BRIDGE, SPAM, *BRIDGE, *BRIDGE]:
        make_voice(space, text)
    for days, voice in enumerate(Voice.objects.order_by("-id")):
        Voice.objects.filter(pk=voice.pk).update(spoken_at=AT - timedelta(days=days))
    Voice.objects.filter(text=BRIDGE[2]).update(place=make_place())
    assert sort(space).sorted == 14
    fields = ("pk", "size", "aside", "first_at", "last_at", "subject", "place")
    found = list(Cluster.objects.order_by("pk").values_list(*fields))
    bridge = Cluster.objects.get(pk=Voice.objects.filter(text=BRIDGE[0]).first().cluster_id)
    assert (bridge.size, bridge.place_id) == (12, SINDUADI)
    recount([row[0] for row in found])
    assert list(Cluster.objects.order_by("pk").values_list(*fields)) == found


def test_a_voice_that_joins_is_added_to_the_count_without_reading_the_others(space):
    for text in BRIDGE:
        make_voice(space, text)
    sort(space)
    cluster = Cluster.objects.get()
    later = make_voice(space, BRIDGE[0])
    Voice.objects.filter(pk=later.pk).update(cluster=cluster, spoken_at=AT + timedelta(days=1))
    Cluster.objects.filter(pk=cluster.pk).update(size=1_000)
    assert add([later.pk]) == {cluster.pk: (1, 1_001)}
    cluster.refresh_from_db()
    assert (cluster.size, cluster.last_at) == (1_001, AT + timedelta(days=1))


@pytest.mark.sqlite
def test_the_ends_of_clusters_are_found_by_their_index(space):
    make_voice(space, CLINIC)
    sort(space)
    assert len(anchors(space)) == 1
    plan = plan_of(lambda: anchors(space))
    assert plan.count("voice_cluster (cluster_id=?)") == 2, plan
