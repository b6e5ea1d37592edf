"""Real budgets give the winners exact rationals gave elsewhere; the pages show what the product makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from rembuk.reckon.collective_choice.budget import count_budget
from rembuk.reckon.collective_choice.budget_picture import draw_budget
from rembuk.reckon.collective_choice.pabulib import parse_budget
from rembuk.reckon.collective_choice.tests.conformance import as_markdown, verdicts

DOCS = Path(__file__).parents[5] / "docs"


@pytest.mark.shared_data
def test_every_real_budget_has_the_expected_winners_and_the_page_says_so(shared_data: Path) -> None:
    table = verdicts(shared_data / "pabulib")
    marks = [mark for row in table.values() for mark in row.values()]
    assert not [mark for mark in marks if mark.endswith("≠")]
    assert sum(mark.endswith("=") for mark in marks) >= 80
    assert sum(mark.endswith("≈") for mark in marks) >= 15
    page = (DOCS / "reference/budgets.md").read_text(encoding="utf-8")
    assert as_markdown(table) in page, f"put this into docs/reference/budgets.md:\n{as_markdown(table)}"


def test_the_picture_of_the_guide_is_what_the_product_draws() -> None:
    budget = parse_budget((DOCS / "guide/contoh-anggaran.pb").read_bytes(), "contoh-anggaran.pb")
    drawn = draw_budget(count_budget(budget, "mes-cost", "add1u"), "id")
    assert drawn == (DOCS / "guide/anggaran-partisipatif.svg").read_text(encoding="utf-8")


def test_add_one_jumps_over_a_million_steps_of_one_rupiah() -> None:
    budget = parse_budget((DOCS / "guide/contoh-anggaran.pb").read_bytes(), "contoh-anggaran.pb")
    outcome = count_budget(budget, "mes-cost", "add1")
    assert outcome.raised > 900_000
    assert outcome.runs < 1_000
