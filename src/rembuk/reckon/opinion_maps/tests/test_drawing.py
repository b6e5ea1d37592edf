"""The picture, the words and the tables say what the map says."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from rembuk.reckon.opinion_maps import (
    OpinionMap,
    draw_map,
    in_words,
    picture,
    read_votes,
    votes_from_arrays,
    write_map,
)
from rembuk.reckon.refusal import Refusal

SVG = "{http://www.w3.org/2000/svg}"


def drawn_map(people: int = 60) -> OpinionMap:
    """Return a map of two camps with words, one of them nasty."""
    r = np.random.default_rng(1)
    lines = [
        (p, s, int(np.sign((1 if (p % 2) == (s % 2) else -1) + 0.8 * r.normal())))
        for p in range(people)
        for s in range(10)
    ]
    votes = votes_from_arrays(*([line[i] for line in lines] for i in range(3)))
    texts = {"0": '=HYPERLINK("x") <script>&', "1": "Jalan desa diperbaiki lebih dahulu"}
    return draw_map(replace(votes, texts=texts))


@pytest.mark.parametrize("people", [0, 1, 60, 900])
def test_a_picture_is_well_formed_named_and_has_a_mark_for_what_it_shows(people: int) -> None:
    drawn = drawn_map(people)
    root = ElementTree.fromstring(picture(drawn))
    assert root.find(f"{SVG}title").text == "Peta pendapat"
    assert f"{people} peserta" in root.find(f"{SVG}desc").text
    marks = len(root.findall(f"{SVG}circle")) + len(root.findall(f"{SVG}polygon"))
    shown = len(drawn.inside) if people <= 400 else len(drawn.bases.sizes)
    assert marks == shown + drawn.groups  # one more a group, beside its heading
    words = "".join(root.itertext())
    for g, size in enumerate(drawn.sizes.tolist()):
        assert f"Kelompok {'AB'[g]}: {size} orang" in words


def test_every_mark_stands_inside_the_frame() -> None:
    root = ElementTree.fromstring(picture(drawn_map()))
    for one in root.findall(f"{SVG}circle"):
        assert 32 <= float(one.get("cx")) <= 608
    _, _, width, height = map(float, root.get("viewBox").split())
    assert all(float(one.get("y")) < height for one in root.findall(f"{SVG}text"))
    assert width == 640


def test_words_of_strangers_stay_words_in_the_picture_and_in_a_spreadsheet(tmp_path: Path) -> None:
    drawn = drawn_map()
    assert "<script>" not in picture(drawn)
    write_map(drawn, tmp_path)
    with (tmp_path / "pernyataan.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["text"].startswith("'=")
    assert len(rows) == 10
    first = drawn.group_votes[0, 0].tolist()
    assert [int(rows[0][f"A_{word}"]) for word in ("agree", "disagree", "seen")] == first


def test_the_tables_hold_everybody_and_the_words_every_group(tmp_path: Path) -> None:
    drawn = drawn_map()
    paths = write_map(drawn, tmp_path, lang="en")
    assert [one.name for one in paths] == ["peta.svg", "peta.txt", "pernyataan.csv", "peserta.csv"]
    with (tmp_path / "peserta.csv").open(newline="") as file:
        groups = {row["participant"]: row["group"] for row in csv.DictReader(file)}
    letters = ["AB"[g] for g in drawn.group.tolist()]
    assert groups == dict(zip(drawn.participant_ids, letters, strict=True))
    words = (tmp_path / "peta.txt").read_text()
    assert words == in_words(drawn, "en")
    assert re.search(r"Group A: \d+ people\n  - ", words)
    assert not list(tmp_path.glob(".*"))


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal, match="cannot be written"):
        write_map(drawn_map(), tmp_path / "file")


GUIDE = Path(__file__).parents[5] / "docs" / "guide" / "contoh-peta"


@pytest.mark.parametrize("name", ["peta.svg", "peta.txt"])
def test_the_picture_in_the_guide_is_what_its_votes_give(tmp_path: Path, name: str) -> None:
    write_map(draw_map(read_votes(GUIDE)), tmp_path)
    assert (tmp_path / name).read_text() == (GUIDE / name).read_text()
