"""Which place a voice speaks of: read apart from the sorting run, kept as a label, never as its place."""

from __future__ import annotations

import pytest

from rembuk.places.models import Place
from rembuk.shared.models import OutboxRow
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.actions import sort_space
from rembuk.voices.actions.counting import LARGE
from rembuk.voices.actions.guessing import guess_places
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
    assert found.probability == round(1 / (found.because.count("/") + 1), 4)


def test_of_places_with_one_name_the_one_in_the_region_is_meant():
    everywhere = guess("Jembatan di Kecamatan Sewon retak")
    assert guess("Warga desa Karanganyar menunggu").probability < 0.6
    assert everywhere.code == "34.02.15"
    inside = guess("Kantor Kecamatan Sukasari tutup", "32.73")
    assert (inside.code, inside.probability) == ("32.73.01", 1.0)
    assert guess("Kantor Kecamatan Sukasari tutup").code == "32"


def test_village_may_lie_in_any_of_the_districts_that_the_text_may_mean():
    found = guess("Desa Sukasari, Kecamatan Sukasari")
    villages, districts = found.because.split(", ")
    inside = villages.removeprefix("Sukasari = ").split(" / ")
    assert {code.rpartition(".")[0] for code in inside} <= set(
        districts.removeprefix("Sukasari = ").split(" / ")
    )
    assert len(inside) > 1
    assert found.code == "32"


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


@pytest.fixture
def heap(db):
    """A cluster whose count is wrong on purpose, so that it shows whether it was counted in full."""
    for code, name in (("34", "DIY"), ("34.04", "Sleman"), ("34.02", "Bantul"), ("73.71", "Makassar")):
        Place.objects.create(code=code, name=name, level=code.count(".") + 1, path=name)
    space = make_space("contoh")
    return Cluster.objects.create(
        space=space, title="Pasar becek", size=9_999, first_at=AT, last_at=AT
    )  # fmt: skip


def _spoken(cluster: Cluster, text: str) -> Cluster:
    voice = make_voice(cluster.space, text, cluster=cluster, sorted_at=AT)
    guess_places(space=cluster.space, voices=[voice.pk], sorted_at=AT)
    return Cluster.objects.get(pk=cluster.pk)


def test_cluster_is_counted_when_the_place_read_moves_it_and_left_alone_when_not(heap):
    assert (_spoken(heap, "Pasar di Sleman becek").place_id, Cluster.objects.get().size) == ("34.04", 1)
    Cluster.objects.update(size=9_999)
    again = _spoken(heap, "Pasar di Kecamatan Mlati, Sleman becek")
    assert (again.place_id, again.size) == ("34.04", 9_999)
    unsure = _spoken(heap, "Pasar di desa Sukamaju becek")
    assert (unsure.place_id, unsure.size) == ("34.04", 9_999)
    wider = _spoken(heap, "Pasar di Bantul becek")
    assert (wider.place_id, wider.size, wider.place_guessed) == ("34", 4, True)


def test_large_cluster_with_voices_from_all_over_is_known_by_a_few_of_them(heap):
    _spoken(heap, "Pasar di Sleman becek")
    nowhere = _spoken(heap, "Pasar di Makassar becek")
    assert (nowhere.place_id, nowhere.size) == (None, 2)
    Cluster.objects.update(size=9_999)
    assert (_spoken(heap, "Pasar di Bantul becek").place_id, Cluster.objects.get().size) == (None, 9_999)
    Cluster.objects.update(size=LARGE - 1)
    assert (_spoken(heap, "Pasar di Bantul becek").place_id, Cluster.objects.get().size) == (None, 4)


def test_cluster_with_a_place_of_its_own_is_not_counted_for_what_words_say(heap):
    Cluster.objects.update(place="73.71")
    assert (_spoken(heap, "Pasar di Sleman becek").place_id, Cluster.objects.get().size) == ("73.71", 9_999)


def test_cluster_is_counted_when_a_voice_no_longer_speaks_of_the_place(heap):
    _spoken(heap, "Pasar di Sleman becek")
    Voice.objects.update(text="Pasar becek")
    Cluster.objects.update(size=9_999)
    voice = Voice.objects.get()
    guess_places(space=heap.space, voices=[voice.pk], sorted_at=AT)
    assert (Cluster.objects.get().place_id, Cluster.objects.get().size) == (None, 1)
