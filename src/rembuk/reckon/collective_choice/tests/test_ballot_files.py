"""Readers of ballots: what each format means, what is refused and where, what a cut leaves."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rembuk.reckon.collective_choice.ballot_files import read_election
from rembuk.reckon.refusal import Refusal

HEAD = "# TITLE: Ketua RW\n# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: {}\n# ALTERNATIVE NAME 1: Ani\n"


def test_preflib_orders_with_ties_are_read_as_ranks() -> None:
    election = read_election((HEAD.format(5) + "3: 2,{1,3}\n2: 1\n").encode(), "rw.toi")
    assert election.title == "Ketua RW"
    assert election.names == {"1": "Ani", "2": "2", "3": "3"}
    assert [(b.weight, b.ranking) for b in election.ballots] == [(2, ((0,),)), (3, ((1,), (0, 2)))]
    assert election.refused == ()


def test_preflib_categories_first_one_approves() -> None:
    election = read_election((HEAD.format(4) + "3: {2,1},{3}\n1: {},{1,2,3}\n").encode(), "rw.cat")
    assert sorted((b.weight, b.approved) for b in election.ballots) == [(1, ()), (3, (0, 1))]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("3: 4,1", "no candidate `4`"),
        ("3: 1,1", "there twice"),
        ("x: 1,2", "is not `count: order`"),
        ("3: {1,2", "braces"),
        ("0: 1", "is not `count: order`"),
        ("\u00b2: 1", "is not `count: order`"),
        ("2: \u00b2", "no candidate"),
    ],
)
def test_preflib_bad_row_is_refused_with_file_and_line(row: str, words: str) -> None:
    text = HEAD.format(4) + row + "\n1: 1\n"
    with pytest.raises(Refusal) as caught:
        read_election(text.encode(), "rw.toi")
    assert "rw.toi, line 5" in caught.value.sentence("en")
    assert words in caught.value.sentence("en")
    assert "rw.toi, baris 5" in caught.value.sentence("id")


def test_preflib_row_without_an_order_is_voters_who_ranked_nobody() -> None:
    election = read_election((HEAD.format(5) + "3: 2,1\n2: \n").encode(), "rw.soi")
    assert {ballot.ranking: ballot.weight for ballot in election.ballots} == {((1,), (0,)): 3, (): 2}
    assert election.refused == ()
    cut = read_election((HEAD.format(5) + "3: 2,1\n2: ").encode(), "rw.soi")
    assert (sum(cut.weights), len(cut.refused)) == (3, 1)


def test_preflib_empty_rank_is_none_but_an_empty_category_is_one() -> None:
    election = read_election((HEAD.format(1) + "1: 2,{},{1,3}\n").encode(), "rw.toi")
    assert election.ballots[0].ranking == ((1,), (0, 2))


OLD = "3\n1,Ani\n2,Budi, S.H.\n3,Cici\n7,7,3\n4,2,1,3\n2,1,{2,3}\n1,3\n"


@pytest.mark.parametrize("name", ["rw.toi", "-"])
def test_preflib_header_from_before_2022_reads_as_the_one_since(name: str) -> None:
    election = read_election(OLD.encode(), name)
    assert election.names == {"1": "Ani", "2": "Budi, S.H.", "3": "Cici"}
    assert {ballot.ranking: ballot.weight for ballot in election.ballots} == {
        ((1,), (0,), (2,)): 4,
        ((0,), (1, 2)): 2,
        ((2,),): 1,
    }
    assert election.refused == ()
    assert read_election(OLD[:-4].encode(), name).refused[0][1] == (
        "the header announces 7 ballots, the rows hold 6"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3\n1,Ani\n2,Budi\n7,7,3\n4,2,1\n", "line 4: `7,7,3` is not `number,name` of one of 3"),
        ("2\n1,Ani\n2,Budi\n4,2,1\n3,1,2\n", "the header announces"),
        ("2\n1,Ani\n2,Budi\n4,2\n", "line 4: after the names there must be"),
        ("2\n1,Ani\n2,Budi\n", "line 4: after the names there must be"),
    ],
)
def test_preflib_old_header_that_is_not_whole_is_told(text: str, words: str) -> None:
    try:
        told = read_election(text.encode(), "rw.soi").refused[0][1]
    except Refusal as refusal:
        told = refusal.sentence("en")
    assert words in told


def test_preflib_tie_in_strict_file_is_refused() -> None:
    with pytest.raises(Refusal, match=r"\.toi"):
        read_election((HEAD.format(3) + "3: {1,2}\n").encode(), "rw.soi")


def test_preflib_cut_inside_a_row_keeps_the_rows_before() -> None:
    whole = HEAD.format(9) + "4: 2,1\n3: 1,2\n2: 3,1\n"
    for short in (2, 4, 5):
        election = read_election(whole[:-short].encode(), "rw.soi")
        assert sum(election.weights) == 7
        assert [line for line, _ in election.refused] == [7]


def test_preflib_cut_at_a_row_end_is_reported_from_the_header() -> None:
    election = read_election((HEAD.format(9) + "4: 2,1\n3: 1,2\n").encode(), "rw.soi")
    assert sum(election.weights) == 7
    assert election.refused[0][1] == "the header announces 9 ballots, the rows hold 7"


def test_file_without_a_ballot_is_refused() -> None:
    with pytest.raises(Refusal, match="not one ballot"):
        read_election(HEAD.format(3).encode(), "rw.soi")
    with pytest.raises(Refusal, match="empty"):
        read_election(b"", "rw.soi")


BLT = '4 2\n-3\n3 1 2=4 0\n1.5 3 - 4 0 # note\n2 0\n0\n"Ani"\n"Budi"\n"Cici"\n"Dodo"\n"RW 04"\n'


def test_blt_withdrawn_candidate_leaves_every_ballot_and_keeps_the_numbers() -> None:
    election = read_election(BLT.encode(), "rw.blt")
    assert election.ids == ("1", "2", "4")
    assert election.names["4"] == "Dodo"
    assert election.seats == 2
    assert election.title == "RW 04"
    assert election.unit == Fraction(1, 2)
    ranked = {b.ranking: b.weight * election.unit for b in election.ballots}
    assert ranked == {(): 2, ((0,), (1, 2)): 3, ((2,),): Fraction(3, 2)}


def test_blt_cut_inside_a_ballot_keeps_the_whole_ones() -> None:
    election = read_election(b"3 1\n4 1 2 0\n3 2 1", "rw.blt")
    assert sum(election.weights) == 4
    assert [line for line, _ in election.refused] == [3]


def test_blt_number_that_is_no_candidate_is_refused_with_its_line() -> None:
    with pytest.raises(Refusal) as caught:
        read_election(b"3 1\n4 1 2 0\n3 7 0\n0\n", "rw.blt")
    assert "rw.blt, line 3" in caught.value.sentence("en")


def test_abif_orders_scores_and_names_are_read() -> None:
    text = '=B:[Budi Hartono]\n# remark\n{version: 1}\n3: A>B=[Cici D]\n2: A/5, B/1, "Cici D"/5\n'
    election = read_election(text.encode(), "rw.abif")
    assert election.ids == ("B", "A", "Cici D")
    assert election.names["B"] == "Budi Hartono"
    assert {b.ranking: b.weight for b in election.ballots} == {((1,), (0, 2)): 3, ((1, 2), (0,)): 2}
    assert election.ballots[1].scores == ((0, Fraction(1)), (1, Fraction(5)), (2, Fraction(5)))


@pytest.mark.parametrize("row", ["3 A>B", "3: A>>B", "3: A>", "3: A>B>A"])
def test_abif_bad_row_is_refused_with_its_line(row: str) -> None:
    with pytest.raises(Refusal, match="line 2"):
        read_election(f"1: A>B\n{row}\n1: B\n".encode(), "rw.abif")


def test_csv_ranks_and_counts_are_read() -> None:
    text = "jumlah,pilihan 1,pilihan 2\n4,Ani,Budi\n2,Budi=Ani,\n"
    election = read_election(text.encode(), "rw.csv")
    assert election.ids == ("Ani", "Budi")
    assert {b.ranking: b.weight for b in election.ballots} == {((0,), (1,)): 4, ((0, 1),): 2}


def test_csv_candidate_named_twice_counts_at_the_first_place() -> None:
    text = "rank1,rank2,rank3\nAni,Ani,Budi\nBudi=Budi,Ani=Budi,\n"
    election = read_election(text.encode(), "rw.csv")
    assert {b.ranking: b.weight for b in election.ballots} == {((0,), (1,)): 1, ((1,), (0,)): 1}


def test_csv_scores_and_yes_are_read_and_empty_is_no_score() -> None:
    election = read_election(b"id;Ani;Budi\n1;5;\n2;ya;tidak\n", "rw.csv")
    assert [b.scores for b in election.ballots] == [
        ((0, Fraction(5)),),
        ((0, Fraction(1)), (1, Fraction(0))),
    ]
    assert [b.approved for b in election.ballots] == [(0,), (0,)]


def test_csv_word_for_a_score_is_refused_with_its_line() -> None:
    with pytest.raises(Refusal) as caught:
        read_election(b"Ani,Budi\n3,4\n2,banyak\n1,1\n", "rw.csv")
    assert "rw.csv, line 3" in caught.value.sentence("en")


def test_same_ballots_in_another_order_give_the_same_election() -> None:
    first = read_election((HEAD.format(7) + "4: 2,1\n2: 1,2\n1: 2,1\n").encode(), "a.soi")
    second = read_election((HEAD.format(7) + "2: 1,2\n5: 2,1\n").encode(), "a.soi")
    assert first == second


def test_format_of_a_nameless_stream_is_recognised() -> None:
    assert read_election(b"2 1\n3 1 0\n0\n", "-").ids == ("1", "2")
    assert read_election(b"3: A>B\n", "-").ids == ("A", "B")
    assert read_election((HEAD.format(1) + "1: 1\n").encode(), "-").ids == ("1", "2", "3")
    assert read_election(b"Ani,Budi\n1,0\n", "-").ids == ("Ani", "Budi")


def test_absurd_number_of_candidates_is_refused_before_it_takes_memory() -> None:
    for text, name in (
        ("# NUMBER ALTERNATIVES: 900000000\n1: 1\n", "x.soi"),
        ("900000000 1\n1 1 0\n0\n", "x.blt"),
    ):
        with pytest.raises(Refusal, match="at most 5000"):
            read_election(text.encode(), name)
