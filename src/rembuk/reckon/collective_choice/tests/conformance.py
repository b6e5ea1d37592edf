"""Make the conformance table of docs/reference/budgets.md from real budgets."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

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


def verdicts(folder: Path) -> dict[str, dict[str, str]]:
    """Return, by instance and rule, "n =" (n winners, the same in order), "n ≈" (the same set),
    "n ≠", or "n" where nothing was expected."""
    table: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.pb.gz")):
        name = path.name[:-6]
        rules = json.loads((folder / "expected" / f"{name}.json").read_text())["rules"]
        with gzip.open(path) as file:
            budget = read_budget(file, path.name)
        table[name] = {}
        for rule, (kind, completion) in RULES.items():
            outcome = count_budget(budget, kind, completion)
            found = [budget.ids[p] for p in outcome.winners]
            answer = rules.get(rule) or {}
            order, members = answer.get("winners_in_order"), answer.get("winners")
            mark = "" if order is None and members is None else " ≠"
            if order == found:
                mark = " ="
            elif members is not None and sorted(members) == sorted(found):
                mark = " ≈"
            if mark.strip() in ("=", "≈") and outcome.spent / budget.unit != answer["total_cost"]:
                mark = " ≠"
            table[name][rule] = f"{len(found)}{mark}"
    return table


def as_markdown(table: dict[str, dict[str, str]]) -> str:
    """Return the table as the page shows it."""
    lines = [f"| instance | {' | '.join(RULES)} |", "|---" * (len(RULES) + 1) + "|"]
    lines += [f"| {name} | {' | '.join(row.values())} |" for name, row in table.items()]
    return "\n".join(lines)
