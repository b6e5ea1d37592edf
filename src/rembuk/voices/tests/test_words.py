"""A space's own words: taught on a page, used by the next sorting run of that space, taken back."""

from __future__ import annotations

import pytest
from django.test import Client

from rembuk.ledger.models import Step
from rembuk.people.tests.factories import sign_in
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.actions.sorting import sort_space
from rembuk.voices.models import Voice, Word
from rembuk.voices.tests.factories import AT, make_voice

pytestmark = pytest.mark.django_db
MEANT = "Jalan depan pasar berlubang, tolong diperbaiki"
SAID = "Zdalan zngarep zpeken zkrowak, ztulung zdandani"
WORDS = {
    "Zdalan": "jalan", "zngarep": "depan", "zpeken": "pasar", "zkrowak": "berlubang", "ztulung": "tolong",
    "zdandani": "diperbaiki",
}  # fmt: skip


@pytest.fixture
def space() -> Space:
    return make_space()


@pytest.fixture
def desk(space: Space) -> Client:
    return sign_in(Client(), make_member(space, "coordinator"))


def teach(desk: Client, space: Space, form: str, meaning: str):
    data = {"langkah": "ajarkan", "form": form, "meaning": meaning}
    return desk.post(f"/r/{space.slug}/kamus/", data, follow=True)


def test_a_taught_word_brings_voices_together_in_the_next_run_of_that_space_only(
    space: Space, desk: Client
) -> None:
    for form, meaning in WORDS.items():
        assert form.lower() in teach(desk, space, form, meaning).content.decode()
    elsewhere = make_space()
    for one in (space, elsewhere):
        for text in (MEANT, SAID):
            make_voice(one, text)
        sort_space(space=one, at=AT)
    assert len({voice.cluster_id for voice in Voice.objects.filter(space=space)}) == 1
    assert len({voice.cluster_id for voice in Voice.objects.filter(space=elsewhere)}) == 2
    assert Voice.objects.filter(text=SAID).count() == 2


def test_what_is_no_word_is_refused_and_what_was_typed_is_kept(space: Space, desk: Client) -> None:
    answer = teach(desk, space, "dua kata", "berlubang")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Tulis satu kata saja" in page
    assert 'value="dua kata"' in page
    assert 'value="berlubang"' in page
    assert teach(desk, space, "krowak", "krowak").status_code == 400
    assert teach(desk, space, "", "").status_code == 422
    assert not Word.objects.exists()


def test_a_word_is_taken_back_once_and_both_are_steps(space: Space, desk: Client) -> None:
    teach(desk, space, "krowak", "bolong")
    teach(desk, space, "krowak", "berlubang")
    row = Word.objects.get()
    assert row.meaning == "berlubang"
    path, data = f"/r/{space.slug}/kamus/", {"langkah": f"hapus:{row.pk}"}
    assert "Ajarkan lagi: artinya berlubang" in desk.post(path, data, follow=True).content.decode()
    assert desk.post(path, data).status_code == 409
    kinds = list(
        Step.objects.filter(kind__startswith="voices.word").order_by("pk").values_list("kind", flat=True)
    )
    assert kinds == ["voices.word_taught", "voices.word_taught", "voices.word_dropped"]
