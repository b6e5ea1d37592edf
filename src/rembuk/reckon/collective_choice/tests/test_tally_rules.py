"""Each rule on counts small enough to follow by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rembuk.reckon.collective_choice.ballot_files import read_election
from rembuk.reckon.collective_choice.elections import Election, Outcome
from rembuk.reckon.collective_choice.tally_rules import RULES, count_election
from rembuk.reckon.collective_choice.tally_words import explain
from rembuk.reckon.refusal import Refusal

# Tennessee, the textbook example: Memphis, Nashville, Chattanooga, Knoxville.
TENNESSEE = "42: M>N>C>K\n26: N>C>K>M\n15: C>K>N>M\n17: K>C>N>M\n"


def _read(text: str, name: str = "x.abif") -> Election:
    return read_election(text.encode(), name)


def _ids(election: Election, outcome: Outcome) -> str:
    return "".join(election.ids[c] for c in outcome.winners)


@pytest.mark.parametrize(
    ("rule", "winner"),
    [
        ("plurality", "M"),
        ("irv", "K"),
        ("borda", "N"),
        ("copeland", "N"),
        ("minimax", "N"),
        ("schulze", "N"),
        ("ranked-pairs", "N"),
    ],
)
def test_tennessee_each_rule_elects_its_textbook_winner(rule: str, winner: str) -> None:
    election = _read(TENNESSEE)
    assert _ids(election, count_election(election, rule)) == winner


def test_borda_unlisted_share_the_last_rank() -> None:
    election = _read("=A:A\n=B:B\n=C:C\n4: A\n3: B>C\n")
    tallies = count_election(election, "borda").rounds[0].tallies
    assert dict(tallies) == {0: 8, 1: Fraction(8), 2: Fraction(5)}


# Schulze 2011, example 1: 45 voters, the order is E > A > C > B > D.
SCHULZE = (
    "5: A>C>B>E>D\n5: A>D>E>C>B\n8: B>E>D>A>C\n3: C>A>B>E>D\n"
    "7: C>A>E>B>D\n2: C>B>A>D>E\n7: D>C>E>B>A\n8: E>B>A>D>C\n"
)


def test_schulze_published_example_gives_the_published_order() -> None:
    election = _read(SCHULZE)
    outcome = count_election(election, "schulze", 5)
    assert _ids(election, outcome) == "EACBD"
    assert outcome.ties == ()


def test_ranked_pairs_drops_the_weakest_duel_of_a_circle() -> None:
    # A beats B by 5, B beats C by 3, C beats A by 1: the last is dropped.
    election = _read("4: A>B>C\n3: B>C>A\n2: C>A>B\n")
    assert _ids(election, count_election(election, "ranked-pairs", 3)) == "ABC"


def test_ranked_pairs_equal_circle_names_everyone_who_could_have_won() -> None:
    election = _read("1: A>B>C\n1: B>C>A\n1: C>A>B\n")
    outcome = count_election(election, "ranked-pairs")
    assert outcome.ties == ((0, 1, 2),)


def test_star_runoff_elects_the_preferred_of_the_two_best_scores() -> None:
    election = _read("A,B,C\n5,4,0\n5,4,0\n0,3,5\n0,3,1\n0,5,4\n", "x.csv")
    outcome = count_election(election, "star")
    assert dict(outcome.rounds[0].tallies) == {0: 10, 1: 19, 2: 10}
    assert _ids(election, outcome) == "B"
    assert outcome.rounds[1].elected == (1,)


def test_a_decimal_comma_of_a_spreadsheet_is_a_point() -> None:
    election = _read("A;B;jumlah\n3,5;4;2\n5;4;1,5\n", "x.csv")
    assert dict(count_election(election, "score").rounds[0].tallies) == {0: Fraction(29, 2), 1: 14}


def test_score_rules_refuse_ballots_without_scores() -> None:
    for rule in ("score", "star"):
        with pytest.raises(Refusal, match="no scores"):
            count_election(_read("3: A>B\n"), rule)


def test_irv_cuts_a_ballot_at_its_first_tie() -> None:
    election = _read("# NUMBER ALTERNATIVES: 3\n3: 1,{2,3}\n2: 2\n9: {1,3},2\n", "x.toi")
    outcome = count_election(election, "irv")
    assert dict(outcome.rounds[0].tallies) == {0: 3, 1: 2, 2: 0}
    assert outcome.winners == (0,)


def test_irv_equal_last_names_the_tie_and_drops_the_later_in_the_file() -> None:
    election = _read("=A:A\n=B:B\n=C:C\n4: A\n3: B\n3: C\n")
    outcome = count_election(election, "irv")
    assert outcome.rounds[0].eliminated == (2,)
    assert (1, 2) in outcome.ties


def test_stv_droop_exact_passes_the_surplus_on_as_fractions() -> None:
    # 12 ballots, 2 seats, quota 4: A has 7, surplus 3 goes 4:3 to B and C.
    election = _read("4: A>B\n3: A>C\n3: D\n2: C\n")
    outcome = count_election(election, "stv-droop-exact", 2)
    place = {c: i for i, c in enumerate(election.ids)}
    second = outcome.rounds[1].tallies
    assert second[place["A"]] == 4
    assert second[place["B"]] == Fraction(12, 7)
    assert second[place["C"]] == 2 + Fraction(9, 7)
    assert _ids(election, outcome) == "AC"


def test_stv_scottish_values_are_cut_to_five_decimals_and_votes_lost_are_told() -> None:
    # 12 valid, quota 12 // 3 + 1 = 5: A has 7, each paper passes on at 2/7 = 0.28571.
    election = _read("4: A>B\n3: A>C\n3: D\n2: C\n")
    outcome = count_election(election, "stv-scottish", 2)
    place = {c: i for i, c in enumerate(election.ids)}
    stage = outcome.rounds[1]
    assert stage.facts["quota"] == 5
    assert stage.tallies[place["B"]] == Fraction(114284, 100000)
    assert stage.tallies[place["C"]] == 2 + Fraction(85713, 100000)
    assert stage.facts["exhausted"] == Fraction(3, 100000)
    assert outcome.rounds[2].eliminated == (place["B"],)


def test_stv_scottish_equal_lowest_looks_back_to_the_stage_that_differed() -> None:
    # After E goes B and C both have 5; at the first stage B had 4, C 5: B is excluded although listed first.
    election = _read("=A:A\n=B:B\n=C:C\n=E:E\n7: A\n4: B>A\n5: C>A\n1: E>B\n")
    outcome = count_election(election, "stv-scottish", 1)
    assert [r.eliminated for r in outcome.rounds] == [(), (3,), (1,)]
    assert outcome.ties == ()
    assert outcome.winners == (0,)


def test_stv_meek_keeps_exactly_a_quota_and_conserves_votes() -> None:
    election = _read("4: A>B\n3: A>C\n3: D\n2: C\n")
    outcome = count_election(election, "stv-meek", 2)
    last = outcome.rounds[-1]
    assert _ids(election, outcome) == "AC"
    total = sum(last.tallies.values()) + last.facts["exhausted"]
    assert total == 12


def test_seats_more_than_candidates_are_refused() -> None:
    with pytest.raises(Refusal, match="between 1 and 4"):
        count_election(_read(TENNESSEE), "borda", 5)
    with pytest.raises(Refusal, match="between 1 and 4"):
        count_election(_read(TENNESSEE), "borda", 0)
    with pytest.raises(Refusal, match="irv fills one seat"):
        count_election(_read(TENNESSEE), "irv", 2)
    with pytest.raises(Refusal, match="no rule"):
        count_election(_read(TENNESSEE), "coin")


def test_every_rule_explains_itself_in_two_languages() -> None:
    election = _read("A,B,C\n5,4,0\n5,4,0\n0,3,5\n", "x.csv")
    for rule in RULES:
        outcome = count_election(election, rule)
        for lang, word in (("id", "Terpilih"), ("en", "Elected")):
            lines = explain(election, outcome, lang)
            assert lines[-1].startswith(word)
            assert ": ;" not in lines[0], (rule, lines[0])
