"""Every colour of the tokens can be read on its paper."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.design.contrast import GROUND, PAPER, TEXT_CONTRAST, luminance, ratio, readable
from rembuk.design.sheet import STYLES

TOKENS = (STYLES / "tokens.css").read_text()
SCHEMES = {"light": TOKENS.split("@media")[0], "dark": TOKENS.split("prefers-color-scheme: dark")[1]}


def token(scheme: str, name: str) -> str:
    found = re.search(rf"--{name}: (#[0-9a-f]{{6}});", SCHEMES[scheme])
    assert found, f"{name} is missing in {scheme}"
    return found.group(1)


def test_ratio_of_black_and_white_is_21() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert luminance("#777777") == pytest.approx(0.1845, abs=1e-4)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_papers_known_to_the_machine_are_those_of_the_tokens(scheme: str) -> None:
    assert token(scheme, "paper") == PAPER[scheme]
    assert token(scheme, "ground") == GROUND[scheme]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "ink-2", "late"])
@pytest.mark.parametrize("under", ["paper", "ground"])
def test_text_colours_reach_seven_to_one(scheme: str, name: str, under: str) -> None:
    assert ratio(token(scheme, name), token(scheme, under)) >= TEXT_CONTRAST


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_of_fields_reach_three_to_one(scheme: str) -> None:
    # WCAG 2.2, 1.4.11: what shows where a field is needs 3:1; nothing written has this colour.
    assert ratio(token(scheme, "line"), token(scheme, "paper")) >= 3


@given(st.integers(0, 0xFFFFFF), st.sampled_from(["light", "dark"]))
def test_any_accent_becomes_readable_on_paper_and_ground(number: int, scheme: str) -> None:
    corrected = readable(f"#{number:06x}", scheme)
    assert ratio(corrected, PAPER[scheme]) >= TEXT_CONTRAST
    assert ratio(corrected, GROUND[scheme]) >= TEXT_CONTRAST


def test_an_accent_with_enough_contrast_stays_as_chosen() -> None:
    assert readable("#6a1b4d") == "#6a1b4d"
