"""Which place a voice speaks of: read apart from the sorting run, kept as a label, never as its place."""

from __future__ import annotations

import pytest

from rembuk.places.models import Place
from rembuk.shared.models import OutboxRow
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.actions import sort_space
from rembuk.voices.models import Cluster, Voice, VoiceLabel
from rembuk.voices.queries.sorted import label_counts
from rembuk.voices.rules.guessed import guess
from rembuk.voices.tasks import read_places
from rembuk.voices.tests.factories import AT, make_voice


@pytest.mark.parametrize(
    ("text", "region", "code"),
    [
        ("Jalan di Kecamatan Mlati rusak", "", "34.04.06"),
        # The finer of two that lie in each other, and the one that lies in the other.
        ("Selokan di Kelurahan Kebon Jeruk, Jakarta Barat mampet", "", "31.73.05.1001"),
        # Two places side by side: what holds both; a regency and a city of one name: their province.
        ("Angkot dari Sleman ke Bantul mahal", "", "34"),
        ("Bandung macet terus", "", "32"),
    ],
)
def test_place_named_is_guessed_with_one_code_that_is_sure(text, region, code):
    found = guess(text, region)
    assert (found.code, found.probability) == (code, 1.0)


def test_name_of_many_villages_keeps_its_codes_and_is_not_sure():
    found = guess("Listrik di desa Sukamaju mati")
    assert found.probability < 0.1
    assert found.because.startswith("Sukamaju = ")
    assert found.because.count("/") > 5


def test_of_places_with_one_name_the_one_in_the_region_is_meant():
    everywhere = guess("Jembatan di Kecamatan Sewon retak")
    assert guess("Warga desa Karanganyar menunggu").probability < 0.6
    assert everywhere.code == "34.02.15"
    inside = guess("Kantor Kecamatan Sukasari tutup", "32.73")
    assert (inside.code, inside.probability) == ("32.73.01", 1.0)
    assert guess("Kantor Kecamatan Sukasari tutup").code == "32"


def test_text_that_names_no_place_or_two_far_apart_has_none():
    assert guess("Tolong lampu jalan di gang kami") is None
    assert guess("Kapal dari Surabaya ke Makassar penuh") is None


@pytest.mark.django_db
def test_worker_reads_places_after_the_run_and_the_cluster_is_found_there(db):
    for code, name in (("34.04", "Sleman"), ("34.04.06", "Mlati"), ("34.02", "Bantul")):
        Place.objects.create(code=code, name=name, level=code.count(".") + 1, path=name)
    space = make_space("contoh")
    spoken = make_voice(space, "Talut di Kecamatan Mlati longsor, tolong diperbaiki")
    given = make_voice(space, "Pasar di Sleman becek sekali", place_id="34.02")
    make_voice(space, "Tolong lampu jalan di gang kami")
    sort_space(space=space, at=AT)
    assert not VoiceLabel.objects.filter(name="place").exists()
    row = OutboxRow.objects.get(kind="voices.places")
    for _time in range(2):
        read_places(row.payload)
    label = VoiceLabel.objects.get(name="place")
    assert (label.voice, label.value, label.by) == (spoken, "34.04.06", "machine")
    assert Voice.objects.get(pk=spoken.pk).place_id is None
    places = dict(Cluster.objects.values_list("voices__pk", "place_id"))
    assert (places[spoken.pk], places[given.pk]) == ("34.04.06", "34.02")
    assert Cluster.objects.get(voices=spoken).place_guessed
    assert not Cluster.objects.get(voices=given).place_guessed
    assert "place" not in label_counts(space)


@pytest.mark.django_db
def test_voice_that_was_read_anew_speaks_of_the_place_in_its_new_words(db):
    Place.objects.create(code="34.04", name="Sleman", level=2, path="Sleman")
    space = make_space("contoh")
    voice = make_voice(space, "Pasar di Sleman becek sekali")
    sort_space(space=space, at=AT)
    read_places(OutboxRow.objects.get(kind="voices.places").payload)
    assert Cluster.objects.get().place_id == "34.04"
    Voice.objects.filter(pk=voice.pk).update(text="Pasar di kampung kami becek sekali", sorted_at=None)
    sort_space(space=space, at=AT.replace(hour=5))
    for row in OutboxRow.objects.filter(kind="voices.places"):
        read_places(row.payload)
    assert not VoiceLabel.objects.filter(name="place").exists()
    assert (Cluster.objects.get().place_id, Cluster.objects.get().place_guessed) == (None, False)
