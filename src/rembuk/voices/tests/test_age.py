"""Whose name and address may come with a voice, asked of every band of age."""

from __future__ import annotations

import pytest

from rembuk.people.states import Band
from rembuk.shared.refusals import Refused
from rembuk.voices.rules.age import BANDS, check_age
from rembuk.voices.wording import CHILD_CONTACT, CHILD_NAME, WHICH_AGE


@pytest.mark.parametrize("band", [*Band.values, "", "forty"])
def test_voice_without_name_and_address_is_asked_no_age(band) -> None:
    check_age(band=band, name="", email="")


@pytest.mark.parametrize(("name", "email"), [("Sari", ""), ("", "a@contoh.id"), ("Sari", "a@contoh.id")])
def test_grown_up_leaves_a_name_or_an_address(name, email) -> None:
    check_age(band=Band.ADULT, name=name, email=email)


@pytest.mark.parametrize("band", sorted(set(Band.values) - {"adult"}))
@pytest.mark.parametrize(
    ("name", "email", "field", "words"),
    [
        ("Sari", "", "name", CHILD_NAME),
        ("", "a@contoh.id", "email", CHILD_CONTACT),
        ("Sari", "a@contoh.id", "email", CHILD_CONTACT),
    ],
)
def test_minor_leaves_neither_and_reads_which_at_its_field(band, name, email, field, words) -> None:
    with pytest.raises(Refused) as refused:
        check_age(band=band, name=name, email=email)
    assert refused.value.field == field
    assert str(refused.value) == str(words)


@pytest.mark.parametrize("band", ["", "forty"])
def test_name_without_a_band_that_there_is_asks_for_one(band) -> None:
    with pytest.raises(Refused, match=str(WHICH_AGE)) as refused:
        check_age(band=band, name="Sari", email="")
    assert refused.value.field == "band"


def test_every_band_is_offered_once_and_the_commonest_first() -> None:
    assert sorted(BANDS) == sorted(Band.values)
    assert BANDS[0] == Band.ADULT
