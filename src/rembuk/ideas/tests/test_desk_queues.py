"""Queues by subject and place, saved filters, many clusters at once, and what was set aside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from rembuk.ideas.models import BoardMove, SavedFilter
from rembuk.ideas.tests.factories import make_cluster
from rembuk.people.tests.factories import sign_in
from rembuk.places.models import Place
from rembuk.places.tests.factories import make_place
from rembuk.shared.actors import Actor
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices import actions as voice_actions
from rembuk.voices.actions.counting import recount
from rembuk.voices.models import Cluster, Voice, VoiceLabel

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Space:
    return make_space()


@pytest.fixture
def desk(space: Space) -> Client:
    return sign_in(Client(), make_member(space, "coordinator"))


def labelled(space: Space, text: str, subject: str, place=None) -> Cluster:
    row = make_cluster(space, 2, text)
    for voice in row.voices.all():
        VoiceLabel.objects.create(voice=voice, name="subject", value=subject, because="kata")
    row.voices.update(place=place)
    recount([row.pk])
    row.refresh_from_db()
    return row


def test_a_cluster_has_the_subject_most_of_its_voices_have_and_a_persons_word_counts(space: Space) -> None:
    row = labelled(space, "Lampu mati", "energi/listrik")
    assert row.subject == "energi"
    for voice in row.voices.all():
        voice_actions.relabel(
            voice=voice,
            name="subject",
            value="sosial",
            because="bukan soal lampu",
            by=_by(space),
            at=row.last_at,
        )
    row.refresh_from_db()
    assert row.subject == "sosial"
    voice_actions.unlabel(voice=row.voices.all()[0], name="subject", by=_by(space), at=row.last_at)
    voice_actions.unlabel(voice=row.voices.all()[1], name="subject", by=_by(space), at=row.last_at)
    row.refresh_from_db()
    assert row.subject == "energi"


def _by(space: Space) -> Actor:
    return Actor("coordinator", make_member(space, "coordinator").pk)


def test_queues_count_by_subject_and_place_and_lead_to_those_clusters_only(
    space: Space, desk: Client
) -> None:
    place = make_place()
    lamp = labelled(space, "Lampu jalan mati", "energi", place)
    water = labelled(space, "Air keruh sekali", "air-sanitasi")
    page = desk.get(f"/r/{space.slug}/papan/antrean/").content.decode()
    assert '?pokok=energi">Energi</a> <span class="small">1' in page
    assert f'?tempat={place.pk}">{place.name}</a> <span class="small">1' in page
    for query in ("pokok=energi", f"tempat={place.pk}", f"tempat={place.pk[:2]}", "kata=lampu"):
        board = desk.get(f"/r/{space.slug}/papan/?{query}").content.decode()
        assert lamp.title in board, query
        assert water.title not in board, query
        assert "1 di antrean ini" in board


def test_place_the_machine_read_counts_in_the_queue_and_is_shown_as_guessed(
    space: Space, desk: Client
) -> None:
    known, district = make_place(), Place.objects.get(code="34.04.06")
    labelled(space, "Lampu jalan mati", "energi", known)
    read = make_cluster(space, 2, "Talut di Kecamatan Mlati longsor")
    unsure = make_cluster(space, 1, "Sawah di desa Sukamaju kering")
    for row, code, chance, because in (
        (read, district.pk, 1.0, "Mlati = 34.04.06"),
        (unsure, district.pk, 0.5, "Sukamaju = 32.01.06.2001 / 34.04.06"),
    ):
        for voice in row.voices.all():
            VoiceLabel.objects.create(
                voice=voice, name="place", value=code, probability=chance, because=because
            )
    recount([read.pk, unsure.pk])
    read.refresh_from_db()
    unsure.refresh_from_db()
    assert (read.place_id, read.place_guessed) == (district.pk, True)
    assert (unsure.place_id, unsure.place_guessed) == (None, False)
    board = desk.get(f"/r/{space.slug}/papan/?tempat={district.pk}&rumpun={read.pk}").content.decode()
    assert f"{district.path} (dugaan mesin dari kata-katanya)" in board
    assert "Tempat, dugaan mesin: Mlati." in board
    assert "Sukamaju" not in board
    assert "1 dugaan mesin" in desk.get(f"/r/{space.slug}/papan/antrean/").content.decode()
    doubted = desk.get(f"/r/{space.slug}/papan/suara/{unsure.voices.get().pk}/").content.decode()
    assert "Tempat, dugaan mesin: Sukamaju (bisa 2 tempat)." in doubted
    read.voices.update(place=known)
    recount([read.pk])
    read.refresh_from_db()
    assert (read.place_id, read.place_guessed) == (known.pk, False)


@pytest.mark.parametrize("query", ["pokok=sihir", "tempat=34.4", "paling=banyak", "paling=-1"])
def test_a_queue_that_is_none_is_refused_in_one_sentence(space: Space, desk: Client, query: str) -> None:
    for path in ("", "antrean/", "banyak/"):
        answer = desk.get(f"/r/{space.slug}/papan/{path}?{query}")
        assert answer.status_code == 404
        assert "Antrean itu tidak ada" in answer.content.decode()


def test_a_filter_is_kept_under_a_name_for_one_person_and_deleted(space: Space, desk: Client) -> None:
    labelled(space, "Lampu jalan mati", "energi")
    path = f"/r/{space.slug}/papan/antrean/"
    wrong = desk.post(path, {"langkah": "simpan", "name": "", "subject": "energi", "words": "lampu"})
    assert wrong.status_code == 422
    assert 'value="lampu"' in wrong.content.decode()
    assert desk.post(path, {"langkah": "simpan", "name": "Lampu", "subject": "energi"}).status_code == 302
    page = desk.get(path).content.decode()
    assert '?pokok=energi">Lampu</a> <span class="small">1' in page
    other = sign_in(Client(), make_member(space, "coordinator"))
    kept = SavedFilter.objects.get()
    assert ">Lampu<" not in other.get(path).content.decode()
    assert other.post(path, {"langkah": f"hapus:{kept.pk}"}).status_code == 404
    desk.post(path, {"langkah": f"hapus:{kept.pk}"})
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_queues_ask_the_same_for_any_number_of_filters(
    space: Space, desk: Client, count: int, django_assert_num_queries
) -> None:
    labelled(space, "Lampu jalan mati", "energi", make_place())
    for number in range(count):
        desk.post(f"/r/{space.slug}/papan/antrean/", {"langkah": "simpan", "name": f"Saringan {number}"})
    desk.get(f"/r/{space.slug}/papan/antrean/")
    with django_assert_num_queries(10):
        desk.get(f"/r/{space.slug}/papan/antrean/")


def test_several_clusters_are_set_aside_for_one_reason_and_one_undo_brings_all_back(
    space: Space, desk: Client
) -> None:
    rows = [make_cluster(space, 2, f"Promo nomor {number}") for number in range(3)]
    path = f"/r/{space.slug}/papan/banyak/"
    wrong = desk.post(path, {"rumpun": [rows[0].pk], "because": "iklan pulsa saja"})
    assert wrong.status_code == 422
    assert f'id="r{rows[0].pk}" checked' in " ".join(wrong.content.decode().split()).replace(" autofocus", "")
    assert "iklan pulsa saja" in wrong.content.decode()
    assert desk.post(path, {"reason": "spam"}).status_code == 400
    desk.post(path, {"rumpun": [rows[0].pk, rows[1].pk], "reason": "spam"})
    assert Voice.objects.filter(set_aside="spam").count() == 4
    move = BoardMove.objects.get()
    assert (move.size, move.clusters) == (4, 2)
    desk.post(f"/r/{space.slug}/papan/langkah/", {"langkah": "batalkan", "gerak": move.pk})
    assert not Voice.objects.exclude(set_aside="").exists()
    assert sorted(Cluster.objects.values_list("size", flat=True)) == [2, 2, 2]


def test_bulk_does_not_touch_what_a_colleague_has_open(space: Space, desk: Client) -> None:
    row = make_cluster(space, 2, "Promo pulsa")
    sign_in(other := Client(), make_member(space, "owner"))
    other.get(f"/r/{space.slug}/papan/?rumpun={row.pk}")
    path = f"/r/{space.slug}/papan/banyak/"
    assert f'id="r{row.pk}" disabled' in desk.get(path).content.decode()
    assert desk.post(path, {"rumpun": [row.pk], "reason": "spam"}).status_code == 409
    assert not Voice.objects.exclude(set_aside="").exists()


def test_what_was_set_aside_is_listed_by_reason_and_put_back_with_undo(space: Space, desk: Client) -> None:
    rows = [make_cluster(space, 1, f"Teks {reason}") for reason in ("spam", "abusive")]
    for row, reason in zip(rows, ("spam", "abusive"), strict=True):
        row.voices.update(set_aside=reason, set_aside_by="machine")
        recount([row.pk])
    path = f"/r/{space.slug}/papan/disisihkan/"
    page = desk.get(f"{path}?alasan=spam").content.decode()
    assert "Teks spam" in page
    assert "Teks abusive" not in page
    assert "1 oleh mesin" in page
    voice = rows[0].voices.get()
    answer = desk.post(f"{path}?alasan=spam", {"suara": [voice.pk]}, follow=True)
    assert "1 suara dipulihkan." in answer.content.decode()
    assert desk.post(path, {}).status_code == 400
    move = BoardMove.objects.get()
    desk.post(f"/r/{space.slug}/papan/langkah/", {"langkah": "batalkan", "gerak": move.pk})
    voice.refresh_from_db()
    assert voice.set_aside == "spam"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_what_was_set_aside_asks_the_same_for_any_number(
    space: Space, desk: Client, count: int, django_assert_num_queries
) -> None:
    row = make_cluster(space, count, "Promo pulsa")
    row.voices.update(set_aside="spam", set_aside_by="machine")
    desk.get(f"/r/{space.slug}/papan/disisihkan/")
    with django_assert_num_queries(8):
        desk.get(f"/r/{space.slug}/papan/disisihkan/")


def test_the_queue_goes_along_through_a_decision(space: Space, desk: Client) -> None:
    lamps = [labelled(space, f"Lampu {number} mati", "energi") for number in range(2)]
    water = labelled(space, "Air keruh sekali", "air-sanitasi")
    Cluster.objects.filter(pk=water.pk).update(last_at=water.last_at + timedelta(days=1))
    data = {"rumpun": lamps[0].pk, "reason": "spam", "antrean": "pokok=energi"}
    answer = desk.post(f"/r/{space.slug}/papan/sisihkan/", data)
    assert answer["Location"] == f"/r/{space.slug}/papan/?pokok=energi&rumpun={lamps[1].pk}"
