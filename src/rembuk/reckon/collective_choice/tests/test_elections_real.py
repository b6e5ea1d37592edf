"""Real elections give the expected winners, matrices and rounds (sources: the data folder's SOURCE.md)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rembuk.reckon.collective_choice.ballot_files import read_election
from rembuk.reckon.collective_choice.elections import Election
from rembuk.reckon.collective_choice.pairwise import condorcet_winner, pairwise_matrix
from rembuk.reckon.collective_choice.tally_rules import RULES, count_election

pytestmark = pytest.mark.shared_data


def _elections(shared_data: Path) -> list[tuple[dict, Election]]:
    folder = shared_data / "ranked"
    found = []
    for answer in sorted((folder / "expected").glob("*.json")):
        expected = json.loads(answer.read_text())
        name = expected["file"]
        found.append((expected, read_election((folder / name).read_bytes(), name)))
    assert found, "the folder of ranked elections holds no expected file"
    return found


NAMES = {
    "schulze": "schulze_winning_votes",
    "minimax": "minimax",
    "ranked-pairs": "ranked_pairs",
    "irv": "irv",
}
SEATS = ("2", "3", "5")
PAGE = Path(__file__).parents[5] / "docs" / "reference" / "elections.md"


def _mark(found: object, expected: object, *, show: bool = True) -> str:
    """Return what was found with "=" or "≠" behind it, "–" where nothing is expected."""
    if expected is None:
        return "–"
    shown = " ".join(map(str, found)) if isinstance(found, list) else str(found)
    return f"{shown if show else ''} {'=' if found == expected else '≠'}".strip()


def _row(expected: dict, election: Election) -> list[str]:
    matrix = pairwise_matrix(election)
    same = [int(i) for i in election.ids] == expected["pairwise"]["ids"]
    best = condorcet_winner(matrix)
    cells = [
        _mark(matrix if same else None, expected["pairwise"]["matrix"], show=False),
        _mark(None if best is None else best + 1, expected["condorcet_winner"]),
    ]
    for rule, key in NAMES.items():
        cells.append(_mark([c + 1 for c in count_election(election, rule, 1).winners], expected[key]))
    rounds = count_election(election, "irv", 1).rounds
    ends = [{str(c + 1): n for c, n in rounds[place].tallies.items()} for place in (0, -1)]
    cells.append(_mark(ends, expected["irv_first_and_last_round_votes"], show=False))
    for seats in SEATS:
        wanted = expected["stv_droop_fractional"].get(seats)
        won = count_election(election, "stv-droop-exact", int(seats)).winners if wanted else ()
        cells.append(_mark([c + 1 for c in won], wanted))
    return [expected["title"], f"{expected['ballots']:,}", *cells]


def test_real_elections_every_expected_figure_is_met_and_the_page_says_so(shared_data: Path) -> None:
    heads = ["election", "ballots", "matrix", "Condorcet", *NAMES, "rounds", *(f"STV {n}" for n in SEATS)]
    rows = [_row(expected, election) for expected, election in _elections(shared_data)]
    assert not [row for row in rows if any("≠" in cell for cell in row)]
    assert sum(cell.endswith("=") for row in rows for cell in row) >= 140
    lines = [heads, ["---"] * len(heads), *rows]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    page = PAGE.read_text(encoding="utf-8")
    held = page.split("<!-- conformance -->\n")[1].split("\n<!-- end -->")[0]
    assert held == table, f"put this into {PAGE.name}:\n{table}"


def test_real_elections_every_rule_elects_the_condorcet_winner_it_must(shared_data: Path) -> None:
    for expected, election in _elections(shared_data):
        for rule in ("copeland", "minimax", "schulze", "ranked-pairs"):
            outcome = count_election(election, rule, 1)
            assert [c + 1 for c in outcome.winners] == [expected["condorcet_winner"]]


def test_real_elections_every_ranked_rule_fills_three_seats(shared_data: Path) -> None:
    _, election = _elections(shared_data)[0]
    for rule in RULES:
        if rule not in ("irv", "score", "star"):
            outcome = count_election(election, rule, 3)
            assert len(set(outcome.winners)) == 3, rule
