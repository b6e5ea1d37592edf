"""People find their village by whatever they call it; the whole list is there and quick."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django import forms
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.plugin import DjangoDbBlocker

from rembuk.places.actions import load_places
from rembuk.places.forms import PlaceField
from rembuk.places.models import Place, PlaceKey
from rembuk.places.queries import find, place_by_code


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the whole list for this module and take it away again."""
    with django_db_blocker.unblock():
        load_places()
    yield
    tables = ("places_placekey", "places_edition", "places_place")
    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Deleting row by row would look through the dead keys for every place.
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        else:
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def test_list_holds_every_province_regency_district_and_village() -> None:
    rows = Place.objects.values_list("level").annotate(n=Count("code")).order_by("level")
    assert list(rows) == [(1, 38), (2, 514), (3, 7_285), (4, 83_762)]
    assert not Place.objects.filter(level=4, postal_code="").exists()
    assert not Place.objects.filter(level__gt=1, parent=None).exists()


def test_loading_again_changes_nothing_and_costs_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        assert load_places() is False


def test_new_edition_renames_in_place_and_keeps_what_others_point_at() -> None:
    from rembuk.places.models import Edition

    Edition.objects.update(name="lama")
    Place.objects.filter(code="34.04.06.2001").update(name="Nama Lama", path="")
    Place.objects.create(code="99", name="Hilang", level=1, path="Hilang")
    assert load_places() is True
    assert Place.objects.get(code="34.04.06.2001").path == "Sinduadi, Mlati, Sleman, DI Yogyakarta"
    assert Place.objects.filter(code="99").exists()
    assert find("hilang") == [] or all(place.code != "99" for place in find("hilang"))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Sinduadi", "34.04.06.2001"),
        ("sinduadi mlati sleman", "34.04.06.2001"),
        ("Sinduadi, Mlati, Sleman, DI Yogyakarta", "34.04.06.2001"),
        ("SINDUADI – Mlâti", "34.04.06.2001"),
        ("desa Sinduadi kec. Mlati kab. Sleman prov. DIY", "34.04.06.2001"),
        ("sleman mlati", "34.04.06"),
        ("kec. Mlati", "34.04.06"),
        ("mlati jogja", "34.04.06"),
        ("sle", "34.04"),
        ("Jogja", "34"),
        ("kota yogyakarta", "34.71"),
        ("Jaksel", "31.74"),
        ("kota jakarta selatan", "31.74"),
        ("Solo", "33.72"),
        ("jatim", "35"),
        ("jawa", "32"),
        ("kab. Bandung", "32.04"),
        ("kota Bandung", "32.73"),
        ("kel. Beji, kota Depok", "32.76.06.1001"),
        ("menteng, kota jakarta pusat", "31.71.06"),
        ("kelurahan kebayoran baru jaksel", "31.74.07"),
        ("tanjungpriok", "31.72.02"),
        ("gunung kidul", "34.03"),
        ("Pulau Seribu", "31.01"),
        ("55284", "34.04.06.2001"),
        ("Sinduadi 55284", "34.04.06.2001"),
        ("34.04.06.2001", "34.04.06.2001"),
        ("3404062001", "34.04.06.2001"),
        ("3404", "34.04"),
    ],
)
def test_place_is_found_first_by_what_people_call_it(text: str, first: str) -> None:
    assert find(text)[0].code == first


@pytest.mark.parametrize(
    "text", ["", " ", "s", "zzzz", "'; DROP TABLE", "%", "_", "\x7f", "a" * 5_000, "?" * 50, "😀"]
)
def test_text_that_names_nothing_finds_nothing(text: str) -> None:
    assert find(text) == []


def test_kabupaten_is_not_taken_for_the_city_of_the_same_name() -> None:
    codes = {place.code for place in find("kab. Bandung", 50)}
    assert "32.04" in codes
    assert not {code for code in codes if code[3:5] >= "71"}


def test_code_is_found_with_and_without_dots() -> None:
    for code in ("34.04.06.2001", "3404062001"):
        place = place_by_code(code)
        assert place is not None
        assert place.path == "Sinduadi, Mlati, Sleman, DI Yogyakarta"
    assert place_by_code("99.99") is None


def test_search_needs_few_queries_and_no_scan(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(5):
        find("desa sukamaju kec. megamendung kab. bogor")
    ranges = PlaceKey.objects.filter(start=0, level=4, key__gte=b"sindu", key__lt=b"sindu\x7f")
    plan = ranges.order_by("key")[:10].explain()
    assert "place_prefix" in plan or "Index" in plan, plan
    assert "place_exact" in PlaceKey.objects.filter(key=b"sinduadi", start=0).explain()


def test_page_json_and_fragment_answer_the_same_places() -> None:
    client = Client()
    page = client.get("/tempat/cari", {"q": "Sinduadi"})
    assert "Sinduadi, Mlati, Sleman, DI Yogyakarta" in page.content.decode()
    answer = client.get("/tempat/cari", {"q": "Sinduadi"}, headers={"Accept": "application/json"}).json()
    path = "Sinduadi, Mlati, Sleman, DI Yogyakarta"
    assert answer == {"places": [{"code": "34.04.06.2001", "name": "Sinduadi", "path": path, "level": 4}]}
    asked = {"tempat": "Sinduadi", "nama": "tempat"}
    fragment = client.get("/tempat/cari", asked, headers={"HX-Request": "true"}).content.decode()
    assert 'name="tempat_kode" value="34.04.06.2001"' in fragment
    assert "<html" not in fragment


@pytest.mark.parametrize("name", ['a"onx="1', "<b>", "A", ""])
def test_fragment_carries_only_plain_field_names(name: str) -> None:
    asked = {name: "Sinduadi", "nama": name}
    page = Client().get("/tempat/cari", asked, headers={"HX-Request": "true"}).content.decode()
    assert "_kode" not in page


class Form(forms.Form):
    tempat = PlaceField(label="Tempat", required=False)


def test_field_gives_the_place_where_the_text_means_one() -> None:
    form = Form({"tempat": "sinduadi, mlati"})
    assert form.is_valid()
    assert form.cleaned_data["tempat"].code == "34.04.06.2001"


def test_field_lets_choose_among_namesakes_and_takes_the_choice() -> None:
    form = Form({"tempat": "Sleman"})
    assert not form.is_valid()
    html = str(form["tempat"])
    assert html.count('type="radio"') > 1
    chosen = Form({"tempat": "Sleman", "tempat_untuk": "Sleman", "tempat_kode": "34.04.13"})
    assert chosen.is_valid()
    assert chosen.cleaned_data["tempat"].code == "34.04.13"


def test_field_drops_a_choice_that_was_made_for_another_text_or_that_was_not_offered() -> None:
    stale = Form({"tempat": "Sinduadi", "tempat_untuk": "Sleman", "tempat_kode": "34.04.13"})
    assert stale.is_valid()
    assert stale.cleaned_data["tempat"].code == "34.04.06.2001"
    forged = Form({"tempat": "Sleman", "tempat_untuk": "Sleman", "tempat_kode": "11"})
    assert not forged.is_valid()


def test_field_says_what_was_not_found_and_may_stay_empty() -> None:
    assert Form({"tempat": ""}).is_valid()
    wrong = Form({"tempat": "zzzz <b>"})
    assert not wrong.is_valid()
    assert "zzzz" in wrong.errors["tempat"][0]
    assert "<b>" not in str(wrong["tempat"])


def test_field_shows_the_path_of_the_place_it_starts_with() -> None:
    place = Place.objects.get(code="34.04.06.2001")
    for initial in (place, place.code):
        html = str(Form(initial={"tempat": initial})["tempat"])
        assert 'value="Sinduadi, Mlati, Sleman, DI Yogyakarta"' in html
