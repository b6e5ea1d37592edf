"""Map and budget on the front page are what the product makes of the guide's examples, to the byte."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rembuk.reckon.collective_choice.budget import Outcome, count_budget
from rembuk.reckon.collective_choice.budget_picture import draw_budget
from rembuk.reckon.collective_choice.budget_table import table_of
from rembuk.reckon.collective_choice.budget_words import summary
from rembuk.reckon.collective_choice.pabulib import parse_budget
from rembuk.reckon.opinion_maps import OpinionMap, draw_map, read_votes, write_map

ROOT = Path(__file__).parents[4]
GUIDE, PICTURES = ROOT / "docs" / "guide", ROOT / "docs" / "pictures"


def example_map() -> OpinionMap:
    return draw_map(read_votes(GUIDE / "contoh-peta"))


def example_budget() -> Outcome:
    data = (GUIDE / "contoh-anggaran.pb").read_bytes()
    return count_budget(parse_budget(data, "contoh-anggaran.pb"), "mes-cost", "add1u")


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def map_in_words(folder: Path) -> str:
    """Return the first words of the map, and a row a statement: agreed and answered, all and by group."""
    words = (folder / "peta.txt").read_text(encoding="utf-8").split("\n\n")[0].split("\n", 1)[1]
    with (folder / "pernyataan.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    groups = [name[0] for name in rows[0] if name.endswith("_seen")]
    body = []
    for row in rows:
        answered = sum(int(row[answer]) for answer in ("agree", "pass", "disagree"))
        counts = [f"{row[g + '_agree']} / {row[g + '_seen']}" for g in groups]
        body.append([row["text"], f"{row['agree']} / {answered}", *counts])
    return f"{' '.join(words.split())}\n\n{table(['agreed / answered', 'all', *groups], body)}"


def budget_in_words() -> str:
    outcome = example_budget()
    rows = csv.DictReader(io.StringIO(table_of(outcome, "en")))
    order = sorted(rows, key=lambda row: (row["place"] == "", int(row["place"] or 0)))
    body = [[row["name"], f"{int(row['cost']):,}", row["support"], row["why"]] for row in order]
    return f"{summary(outcome, 'en')}\n\n{table(['project', 'cost, Rp', 'supporters', 'why'], body)}"


def test_the_pictures_of_the_front_page_are_drawn_by_the_product(tmp_path: Path) -> None:
    write_map(example_map(), tmp_path, lang="en")
    assert (PICTURES / "map.svg").read_bytes() == (tmp_path / "peta.svg").read_bytes()
    assert (PICTURES / "budget.svg").read_text(encoding="utf-8") == draw_budget(example_budget(), "en")


def test_the_front_page_says_the_same_in_words_and_tables(tmp_path: Path) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    write_map(example_map(), tmp_path, lang="en")
    for name, words in (("map", map_in_words(tmp_path)), ("budget", budget_in_words())):
        assert f"(docs/pictures/{name}.svg)" in page
        assert f"<!-- {name} -->\n{words}\n<!-- end -->" in page, f"put into README.md:\n{words}"


@pytest.mark.parametrize("page", ["peta-pendapat.md", "anggaran-partisipatif.md"])
def test_the_lines_of_the_guide_draw_the_picture_in_a_fresh_folder(page: str, tmp_path: Path) -> None:
    """The first lines of each page, word for word, on the examples of the guide."""
    text = (GUIDE / page).read_text(encoding="utf-8")
    if page == "peta-pendapat.md":
        shutil.copytree(GUIDE / "contoh-peta", tmp_path / "ekspor-polis")
        code = text.split("```python\n", 1)[1].split("```", 1)[0]
        subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)
        made = tmp_path / "peta" / "peta.svg"
        assert made.read_bytes() == (GUIDE / "contoh-peta" / "peta.svg").read_bytes()
        return
    shutil.copy(GUIDE / "contoh-anggaran.pb", tmp_path)
    for line in text.split("```\n", 1)[1].split("```", 1)[0].splitlines():
        words = line.split()
        if words[0] == "rembuk":
            command = [sys.executable, "-m", *words]
            subprocess.run(command, check=True, cwd=tmp_path, capture_output=True)
    assert (tmp_path / "hasil/budget.svg").read_bytes() == (GUIDE / "anggaran-partisipatif.svg").read_bytes()
