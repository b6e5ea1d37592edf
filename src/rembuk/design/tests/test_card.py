"""The share card: size, no type past its place, the present state inside the square crop."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rembuk.design.card import CELLS, HEIGHT, MARGIN, RIGHT, WIDTH, Card, Cell, card_png, lay_card
from rembuk.design.card_line import draw_line
from rembuk.design.gallery import LONG_PLACE, LONG_TITLE
from rembuk.design.gallery_cards import cards

CARDS = cards(LONG_TITLE, LONG_PLACE)
LARGEST = 60 * 1024
any_text = st.text(max_size=300)


@pytest.mark.parametrize("name", CARDS)
def test_card_is_1200_by_630_and_light_enough(name: str) -> None:
    png = card_png(CARDS[name])
    assert len(png) <= LARGEST
    assert Image.open(io.BytesIO(png)).size == (WIDTH, HEIGHT)


def test_same_card_gives_the_same_bytes() -> None:
    assert card_png(CARDS["lampu"]) == card_png(CARDS["lampu"])


def assert_inside(card: Card) -> None:
    placed = lay_card(card)
    for line in placed:
        assert line.x >= MARGIN - 1
        assert line.right <= RIGHT + 1
        assert line.y + line.face.size <= HEIGHT
    for left, room in CELLS:
        for line in placed:
            if line.x == left and 440 <= line.y < 580:
                assert line.right <= left + room + 1
                assert line.y + line.face.size * 1.3 <= 592


@pytest.mark.parametrize("name", CARDS)
def test_no_type_leaves_its_place(name: str) -> None:
    assert_inside(CARDS[name])


@settings(max_examples=40, deadline=None)
@given(any_text, any_text, any_text, any_text, any_text)
def test_no_text_whatever_leaves_its_place(
    title: str, place: str, value: str, note: str, address: str
) -> None:  # fmt: skip
    cells = (Cell(note, value, note, late=True), Cell(value, note), Cell(title, place, value))
    assert_inside(
        replace(CARDS["lampu"], title=title, place_line=place, cells=cells, address=address, space=value)
    )


def test_present_state_stands_inside_the_square_that_messengers_cut() -> None:
    with translation.override("id"):
        placed = {line.text: line for line in lay_card(CARDS["lampu"])}
    for text in ("Sekarang", "3 dari 7 lampu menyala", "Terlambat 14 hari"):
        assert placed[text].x >= (WIDTH - HEIGHT) / 2
        assert placed[text].right <= (WIDTH + HEIGHT) / 2


def test_long_titles_take_three_lines_at_most_and_lose_only_their_end() -> None:
    title = [line for line in lay_card(CARDS["panjang"]) if 84 <= line.y < 250]
    assert len(title) == 3
    assert title[0].text.startswith("Perbaikan jembatan")


def test_labels_of_the_line_stay_apart() -> None:
    picture = Image.new("RGB", (WIDTH, HEIGHT), "#ffffff")
    labels = draw_line(picture, [(f"Tahap yang panjang sekali {n}", "done") for n in range(9)], "#6a1b4d", 5)
    for one, following in itertools.pairwise(labels):
        assert one.right < following.x


def test_line_is_drawn_in_the_accent_and_lateness_in_its_own_colour() -> None:
    picture = Image.open(io.BytesIO(card_png(CARDS["panjang"]))).convert("RGB")
    colours = {colour for _, colour in picture.getcolors(WIDTH * HEIGHT)}
    assert any(g > r + 40 and g > b + 40 for r, g, b in colours)
    assert any(r > g + 60 and r > b + 60 for r, g, b in colours)


def test_gallery_shows_the_card(client: Client) -> None:
    answer = client.get("/gaya/kartu-lampu.png")
    assert answer.headers["Content-Type"] == "image/png"
    assert client.get("/gaya/kartu-lain.png").status_code == 404
