"""Real elections give the expected winners, matrices and rounds (sources: the data folder's SOURCE.md)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rembuk.reckon.collective_choice.ballot_files import read_election
from rembuk.reckon.collective_choice.pairwise import condorcet_winner, pairwise_matrix
from rembuk.reckon.collective_choice.tally_rules import RULES, count_election

pytestmark = pytest.mark.shared_data


def _elections(shared_data: Path) -> list[tuple[dict, object]]:
    folder = shared_data / "ranked"
    found = []
    for answer in sorted((folder / "expected").glob("*.json")):
        expected = json.loads(answer.read_text())
        name = expected["file"]
        found.append((expected, read_election((folder / name).read_bytes(), name)))
    assert found, "the folder of ranked elections holds no expected file"
    return found


def test_real_elections_every_expected_figure_is_met(shared_data: Path) -> None:
    names = {
        "schulze": "schulze_winning_votes",
        "minimax": "minimax",
        "ranked-pairs": "ranked_pairs",
        "irv": "irv",
    }
    for expected, election in _elections(shared_data):
        matrix = pairwise_matrix(election)
        assert [int(i) for i in election.ids] == expected["pairwise"]["ids"]
        assert matrix == expected["pairwise"]["matrix"], expected["file"]
        winner = condorcet_winner(matrix)
        assert (None if winner is None else winner + 1) == expected["condorcet_winner"]
        for rule, key in names.items():
            outcome = count_election(election, rule, 1)
            if expected[key] is not None:
                assert [c + 1 for c in outcome.winners] == expected[key], (expected["file"], rule)
        rounds = count_election(election, "irv", 1).rounds
        for place in (0, -1):
            tallies = {str(c + 1): n for c, n in rounds[place].tallies.items()}
            assert tallies == expected["irv_first_and_last_round_votes"][place], expected["file"]
        for seats, winners in expected["stv_droop_fractional"].items():
            outcome = count_election(election, "stv-droop-exact", int(seats))
            assert [c + 1 for c in outcome.winners] == winners, (expected["file"], seats)


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
