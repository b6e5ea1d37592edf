"""docs/reference/abuse.md is true: every case, every test it names; and every planted bug fits the source."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.abuse.bugs import ROOT, Bug, bugs

TABLE = ROOT / "docs" / "reference" / "abuse.md"
HOLDS = ("yes", "partly", "not held", "not yet")
CASES = [f"A{number:02}" for number in range(1, 83)]
NONE = "—"


@dataclass(frozen=True)
class Line:
    """Hold one line of the table."""

    case: str
    what: str
    holds: str
    tests: list[str]
    bugs: list[str]


def lines() -> list[Line]:
    found = []
    for text in TABLE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in text.strip().strip("|").split(" | ")]
        if re.fullmatch(r"A\d\d", cells[0]):
            case, what, holds, tests, planted = cells
            named = [] if planted == NONE else planted.split("<br>")
            found.append(Line(case, what, holds, re.findall(r"`([^`]+)`", tests), named))
    return found


@cache
def functions_of(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_case_has_one_line_and_every_line_says_how_it_stands() -> None:
    assert [line.case for line in lines()] == CASES
    for line in lines():
        assert line.holds in HOLDS, line.case
        held = line.holds in ("yes", "partly")
        assert bool(line.tests) == held, line.case
        assert bool(line.bugs) == held, line.case
        # What does not hold wholly says why.
        assert line.holds == "yes" or "." in line.what, line.case


def test_every_test_the_table_names_is_there() -> None:
    named = [one for line in lines() for one in line.tests]
    assert len(named) > 100
    missing = []
    for one in named:
        path, _sep, name = one.partition("::")
        file = ROOT / path
        if not file.is_file() or (name and name.partition("[")[0] not in functions_of(file)):
            missing.append(one)
    assert missing == []


def test_every_case_that_holds_has_its_planted_bugs_each_on_a_test_of_its_line_the_first_on_the_first() -> (
    None
):
    planted: dict[str, list[Bug]] = {line.case: [] for line in lines()}
    for bug in bugs():
        planted[bug.case].append(bug)
    for line in lines():
        assert [bug.says for bug in planted[line.case]] == line.bugs, line.case
        assert len(set(line.bugs)) == len(line.bugs), line.case
        assert [bug.test for bug in planted[line.case]][:1] == line.tests[:1], line.case
        assert {bug.test for bug in planted[line.case]} <= set(line.tests), line.case


@pytest.mark.parametrize("bug", bugs(), ids=lambda bug: f"{bug.case}-{bug.says}")
def test_planted_bug_still_fits_the_source(bug: Bug) -> None:
    for name, old, new in bug.edits:
        assert old != new
        assert old in (ROOT / name).read_text("utf-8"), (
            f"{name} changed: write the bug of {bug.case} anew: {bug.says}"
        )


def test_every_test_that_the_table_of_asvs_names_is_there() -> None:
    text = (ROOT / "docs" / "reference" / "asvs.md").read_text("utf-8")
    assert len(re.findall(r"^\| V\d+\.\d+\.\d+ \|", text, re.M)) == 70
    missing = []
    for path, name in re.findall(r"`((?:src|tests)/[\w/]+\.py)(?:::(\w+))?`", text):
        if not (ROOT / path).is_file() or (name and name not in functions_of(ROOT / path)):
            missing.append((path, name))
    assert missing == []
