"""What a cluster is called goes with the voice whose words it bears."""

from __future__ import annotations

import pytest

from rembuk.shared.actors import MACHINE
from rembuk.voices.actions import (
    correct_by_receipt,
    forget,
    make_more_private,
    merge,
    put_back,
    split,
    withdraw_by_receipt,
)
from rembuk.voices.models import Cluster, Voice
from rembuk.voices.states import Visibility
from rembuk.voices.tests.factories import AT, make_space, make_voice
from rembuk.voices.tests.test_sorting import BRIDGE, CLINIC, STAFF, sort

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(db):
    return make_space()


def teller(cluster: Cluster) -> Voice:
    return next(voice for voice in cluster.voices.all() if voice.text == cluster.title)


def bridges(space) -> tuple[Cluster, Voice]:
    """Return the one cluster of the voices about the bridge, and the voice it is named after."""
    for text in BRIDGE:
        make_voice(space, text)
    sort(space)
    cluster = Cluster.objects.get()
    return cluster, teller(cluster)


def test_erased_withdrawn_or_corrected_voice_leaves_its_words_in_no_name_of_a_cluster(space):
    cluster, first = bridges(space)
    forget(voice_id=first.pk, at=AT, by=MACHINE)
    cluster.refresh_from_db()
    assert cluster.title in set(BRIDGE) - {first.text}
    second = teller(cluster)
    withdraw_by_receipt(voice=second, at=AT)
    cluster.refresh_from_db()
    assert cluster.title in set(BRIDGE) - {first.text, second.text}
    third = teller(cluster)
    correct_by_receipt(voice=third, text="Jembatan itu sudah baik.", at=AT)
    cluster.refresh_from_db()
    assert cluster.title == "Jembatan itu sudah baik."


def test_cluster_loses_the_words_of_a_voice_that_was_moved_out_of_it_before(space):
    cluster, first = bridges(space)
    done = split(cluster=cluster, voices=[first], by=STAFF, at=AT)
    forget(voice_id=first.pk, at=AT, by=MACHINE)
    assert not Cluster.objects.filter(title=first.text).exists()
    assert first.text not in repr(done.origins)


def test_cluster_split_off_by_hand_bears_no_number_and_a_move_keeps_no_words(space):
    clinic, bridge = make_voice(space, CLINIC), make_voice(space, f"{BRIDGE[0]} 081234567890")
    make_voice(space, BRIDGE[1])
    sort(space)
    held = Cluster.objects.get(pk=Voice.objects.get(pk=bridge.pk).cluster_id)
    done = split(cluster=held, voices=[bridge], by=STAFF, at=AT)
    assert "0812" not in done.cluster.title
    put_back(regrouped=done, by=STAFF, at=AT)
    home = Cluster.objects.get(pk=Voice.objects.get(pk=clinic.pk).cluster_id)
    merged = merge(into=held, clusters=[home], by=STAFF, at=AT)
    assert CLINIC not in repr(merged.origins)


def test_words_told_in_confidence_name_no_cluster_the_machine_or_a_person_makes(space):
    secret = f"{BRIDGE[0]}, kata mandornya"
    closed = make_voice(space, secret, visibility=Visibility.CONFIDENTIAL)
    sort(space)
    alone = Cluster.objects.get()
    assert (alone.title, str(alone)) == ("", "Suara hanya untuk tim")
    for text in BRIDGE:
        make_voice(space, text)
    sort(space)
    assert not Cluster.objects.filter(title__contains="mandornya").exists()
    held = Cluster.objects.get(pk=Voice.objects.get(pk=closed.pk).cluster_id)
    done = split(cluster=held, voices=[closed], by=STAFF, at=AT)
    assert done.cluster.title == ""
    assert secret not in repr(done.origins)


def test_voice_made_more_private_leaves_its_words_in_no_name_of_a_cluster(space):
    cluster, first = bridges(space)
    make_more_private(voice=first, visibility=Visibility.CONFIDENTIAL, by=STAFF, at=AT)
    cluster.refresh_from_db()
    assert cluster.title in set(BRIDGE) - {first.text}
    for voice in cluster.voices.exclude(pk=first.pk):
        make_more_private(voice=voice, visibility=Visibility.CONFIDENTIAL, by=STAFF, at=AT)
    cluster.refresh_from_db()
    assert cluster.title == ""
