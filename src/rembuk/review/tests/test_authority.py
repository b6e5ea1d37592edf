"""Whose authority is this? A level is chosen beforehand with its reason; the reviewer has the last word."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from rembuk.ideas.models import Idea
from rembuk.people.models import Person
from rembuk.people.tests.factories import sign_in
from rembuk.review.models import Scorecard
from rembuk.review.states import STANDARD
from rembuk.review.tests.factories import REASONS, make_case
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.models import Voice, VoiceLabel

pytestmark = pytest.mark.django_db


def judged(client: Client, subject: str, wish: str) -> tuple[Idea, Person]:
    idea, people = make_case(make_space())
    Idea.objects.filter(pk=idea.pk).update(title="Satu permintaan", wish=wish)
    VoiceLabel.objects.filter(voice__behind__idea=idea, name="subject").delete()
    for voice in Voice.objects.filter(behind__idea=idea):
        VoiceLabel.objects.create(voice=voice, name="subject", value=subject)
    sign_in(client, people[0])
    return idea, people[0]


def chosen(page: str) -> list[str]:
    """Return the value that the field of authority has chosen in PAGE."""
    field = page.partition('name="authority"')[2].partition("</select>")[0]
    return re.findall(r'<option value="([a-z]*)" selected>', field)


def test_subject_chooses_the_level_beforehand_and_says_by_which_law(client: Client) -> None:
    idea, _person = judged(client, "energi/listrik", "Listrik padam tiap malam")
    page = client.get(f"/telaah/{idea.pk}/").content.decode()
    assert chosen(page) == ["nation"]
    assert "Dipilihkan: pemerintah pusat." in page
    assert "Energi (listrik)" in page
    assert "UU 23/2014, lampiran CC" in page


def test_word_in_the_wish_decides_and_is_named(client: Client) -> None:
    idea, _person = judged(client, "infrastruktur/jalan", "Aspal jalan desa kami sebelum hujan")
    page = client.get(f"/telaah/{idea.pk}/").content.decode()
    assert chosen(page) == ["village"]
    assert "«jalan desa»" in page


@pytest.mark.parametrize("subject", ["ekonomi/harga", "lain", "infrastruktur"])
def test_subject_that_several_hold_leaves_the_choice_open(client: Client, subject: str) -> None:
    idea, _person = judged(client, subject, "Harga beras naik terus")
    page = client.get(f"/telaah/{idea.pk}/").content.decode()
    assert chosen(page) in ([], [""])
    assert "Dipilihkan" not in page


def test_reviewer_changes_what_was_chosen_and_a_form_shown_again_keeps_the_change(client: Client) -> None:
    idea, person = judged(client, "energi/listrik", "Listrik padam tiap malam")
    sent = {"recommends": "accept", "reasons": "pendek", "authority": "ours", "langkah": "nilai"}
    sent |= {f"score_{key}": "4" for key in STANDARD}
    again = client.post(f"/telaah/{idea.pk}/", sent)
    assert again.status_code == 422
    assert chosen(again.content.decode()) == ["ours"]
    assert client.post(f"/telaah/{idea.pk}/", sent | {"reasons": REASONS}).status_code == 302
    assert Scorecard.objects.get(idea=idea, reviewer=person).authority == "ours"
