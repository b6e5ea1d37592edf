"""Sorting writes in short transactions: nothing is lost between them, and people's changes count."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection, transaction

from rembuk.shared.models import OutboxRow
from rembuk.voices.actions import merge, set_aside, split, withdraw_by_receipt
from rembuk.voices.actions.counting import recount
from rembuk.voices.actions.grouping import planned, waiting
from rembuk.voices.actions.sorting import Sorted, sort_space, write_slice
from rembuk.voices.models import Cluster, Voice, VoiceLabel, VoiceSignature
from rembuk.voices.tests.factories import AT, make_space, make_voice
from rembuk.voices.tests.test_sorting import BRIDGE, CLINIC, SPAM, STAFF, sort

pytestmark = pytest.mark.django_db
COUNTED = ("pk", "size", "aside", "first_at", "last_at", "subject", "place")


@pytest.fixture
def space(db):
    return make_space()


def plan_of(space):
    return planned(space, list(waiting(space)), {})


def write(space, plan, number=0, size=500):
    run = Sorted()
    with transaction.atomic():
        write_slice(space, plan, plan.slices(size)[number], run, at=AT)
    return run


def test_run_in_slices_gives_the_clusters_and_counts_that_one_slice_gives(space, monkeypatch):
    monkeypatch.setattr("rembuk.voices.actions.sorting.SLICE", 2)
    for text in [BRIDGE[0], CLINIC, *BRIDGE[1:], SPAM, CLINIC]:
        make_voice(space, text)
    run = sort(space)
    assert (run.sorted, run.clusters, dict(run.set_aside)) == (6, 3, {"spam": 1})
    sizes = {row.title: row.size + row.aside for row in Cluster.objects.all()}
    assert sorted(sizes.values()) == [1, 2, 3]
    found = list(Cluster.objects.order_by("pk").values_list(*COUNTED))
    recount([row[0] for row in found])
    assert list(Cluster.objects.order_by("pk").values_list(*COUNTED)) == found
    asked = [row.payload for row in OutboxRow.objects.filter(kind="voices.places").order_by("pk")]
    keys = list(Voice.objects.order_by("pk").values_list("pk", flat=True))
    assert [len(row["voices"]) for row in asked] == [2, 2, 2]
    assert sorted(key for row in asked for key in row["voices"]) == keys


def test_run_that_is_cut_off_between_slices_is_taken_up_where_it_was(space, monkeypatch):
    monkeypatch.setattr("rembuk.voices.actions.sorting.SLICE", 2)
    for text in [*BRIDGE, CLINIC, BRIDGE[0], SPAM]:
        make_voice(space, text)
    written = 0

    def fail(execute, sql, params, many, context):
        nonlocal written
        signing = 'INSERT INTO "voices_voicesignature"' in sql
        written += signing
        if signing and written == 3:
            raise OperationalError("the disk is gone")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail), pytest.raises(OperationalError):
        sort(space)
    assert Voice.objects.filter(sorted_at=AT).count() == 4
    assert VoiceSignature.objects.count() == 4
    assert sort(space).sorted == 2
    assert VoiceLabel.objects.filter(name="kind").count() == VoiceSignature.objects.count() == 6
    bridge = Cluster.objects.get(pk=Voice.objects.filter(text=BRIDGE[0]).first().cluster_id)
    assert (bridge.size, Cluster.objects.count()) == (4, 3)


def test_voice_that_was_taken_back_or_set_aside_between_reading_and_writing_is_left_as_it_is(space):
    kept, gone, aside = (make_voice(space, text) for text in BRIDGE)
    plan = plan_of(space)
    withdraw_by_receipt(voice=gone, at=AT)
    set_aside(voices=[aside], reason="spam", by=STAFF, at=AT)
    assert write(space, plan).sorted == 1
    assert set(VoiceLabel.objects.values_list("voice", flat=True)) == {kept.pk}
    assert Voice.objects.get(pk=gone.pk).sorted_at is None
    # The run that goes on reads the one again that a person changed.
    assert sort(space).sorted == 1
    assert Voice.objects.get(pk=aside.pk).set_aside == "spam"
    assert Cluster.objects.get().size == 1


def test_voice_whose_wording_changed_between_reading_and_writing_is_read_again(space):
    voice = make_voice(space, BRIDGE[0])
    plan = plan_of(space)
    Voice.objects.filter(pk=voice.pk).update(text=CLINIC)
    assert write(space, plan).sorted == 0
    assert not Cluster.objects.exists()
    assert sort(space).sorted == 1
    assert Cluster.objects.get().title == CLINIC


def test_cluster_that_went_between_reading_and_writing_takes_no_voice(space):
    make_voice(space, BRIDGE[0])
    make_voice(space, CLINIC)
    sort(space)
    bridge, clinic = Cluster.objects.order_by("pk")
    late = make_voice(space, BRIDGE[1])
    plan = plan_of(space)
    assert plan.joins == {late.pk: bridge.pk}
    merge(into=clinic, clusters=[bridge], by=STAFF, at=AT)
    assert write(space, plan).sorted == 0
    assert Voice.objects.get(pk=late.pk).sorted_at is None
    assert sort(space).sorted == 1
    assert Voice.objects.get(pk=late.pk).cluster_id == clinic.pk


def test_cluster_a_person_split_between_two_slices_keeps_taking_what_its_words_fit(space):
    voices = [make_voice(space, text) for text in [*BRIDGE, BRIDGE[0]]]
    plan = plan_of(space)
    assert write(space, plan, 0, 2).sorted == 2
    cluster = Cluster.objects.get()
    split(cluster=cluster, voices=[voices[1]], by=STAFF, at=AT)
    assert write(space, plan, 1, 2).sorted == 2
    counted = list(Cluster.objects.order_by("pk").values_list("size", flat=True))
    assert counted == [3, 1]
    assert sort_space(space=space, at=AT).sorted == 0
