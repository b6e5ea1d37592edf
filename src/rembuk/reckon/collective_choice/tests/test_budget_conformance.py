"""Real budgets give the winners that exact rationals gave elsewhere."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from rembuk.reckon.collective_choice.budget import count_budget
from rembuk.reckon.collective_choice.pabulib import read_budget

RULES = {
    "greedy-cost": ("greedy-cost", "none"),
    "greedy-card": ("greedy-card", "none"),
    "mes-cost": ("mes-cost", "none"),
    "mes-card": ("mes-card", "none"),
    "mes-cost-add1": ("mes-cost", "add1"),
    "mes-card-add1": ("mes-card", "add1"),
    "mes-cost-add1u": ("mes-cost", "add1u"),
    "phragmen": ("phragmen", "none"),
}


@pytest.mark.shared_data
@pytest.mark.parametrize("rule", RULES)
def test_every_real_budget_has_the_expected_winners(shared_data: Path, rule: str) -> None:
    compared = 0
    for path in sorted((shared_data / "pabulib").glob("*.pb.gz")):
        expected = json.loads((shared_data / "pabulib/expected" / f"{path.name[:-6]}.json").read_text())
        answer = expected["rules"].get(rule)
        if not answer or answer.get("winners_in_order", answer.get("winners")) is None:
            continue
        with gzip.open(path) as file:
            budget = read_budget(file, path.name)
        outcome = count_budget(budget, *RULES[rule])
        found = [budget.ids[p] for p in outcome.winners]
        if "winners_in_order" in answer:
            assert found == answer["winners_in_order"], path.name
        else:
            assert sorted(found) == sorted(answer["winners"]), path.name
        assert outcome.spent / budget.unit == answer["total_cost"], path.name
        compared += 1
    assert compared >= 6
