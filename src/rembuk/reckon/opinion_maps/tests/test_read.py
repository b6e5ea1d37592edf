"""Votes come in many shapes, whole and broken; the right numbers come out or a sentence says why not."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.reckon.opinion_maps import Votes, read_votes
from rembuk.reckon.refusal import Refusal

HEADING = b"participant,statement,vote\n"


def read(text: bytes) -> Votes:
    """Read TEXT as if it came down a pipe."""
    return read_votes(io.BytesIO(text))


def triples(votes: Votes) -> list[tuple[str, str, int]]:
    """Return the votes by name in time order."""
    return [
        (votes.participant_ids[p], votes.statement_ids[s], v)
        for p, s, v in zip(
            votes.participant.tolist(), votes.statement.tolist(), votes.vote.tolist(), strict=True
        )
    ]


@pytest.mark.parametrize(
    "text",
    [
        HEADING + b"a,1,1\nb,2,-1\na,2,0\n",
        b"a,1,1\nb,2,-1\na,2,0",
        b"\xef\xbb\xbfparticipant,statement,vote\r\na,1,1\r\n\r\nb,2,-1\r\na,2,0\r\n",
        b'vote;"participant";statement\n+1;"a";1\n-1.0;b; 2\n0;a;"2"\n',
        b"voter-id\tcomment-id\tvote\na\t1\t1\nb\t2\t-1\na\t2\t0\n",
        gzip.compress(HEADING + b"a,1,1\n", mtime=0) + gzip.compress(b"b,2,-1\na,2,0\n", mtime=0),
    ],
)
def test_every_spelling_of_one_table_reads_the_same(text: bytes) -> None:
    assert triples(read(text)) == [("a", "1", 1), ("b", "2", -1), ("a", "2", 0)]


def test_a_wide_table_reads_row_by_row_and_statements_nobody_voted_on_are_left_out() -> None:
    text = b"participant,group-id,n-votes,10,11,12\n5,0,2,1,,-1\n6,,1,0,,\n7,,0,,,\n"
    votes = read(text)
    assert triples(votes) == [("5", "10", 1), ("5", "12", -1), ("6", "10", 0)]
    assert votes.statement_ids == ["10", "12"]


def test_events_are_ordered_by_time_and_ties_by_the_file() -> None:
    text = b"timestamp,comment-id,voter-id,vote\n30,1,a,1\n10,2,b,1\n30,1,a,-1\n20,2,c,0\n"
    assert triples(read(text)) == [("b", "2", 1), ("c", "2", 0), ("a", "1", 1), ("a", "1", -1)]


def test_a_folder_gives_votes_and_what_moderation_said(tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_bytes(b"timestamp,comment-id,voter-id,vote\n1,7,a,1\n2,8,a,-1\n")
    (tmp_path / "comments.csv.gz").write_bytes(
        gzip.compress(
            b'comment-id,moderated,is-meta,comment-body\n7,-1,false,"two\nlines"\n8,1,true,x\n', mtime=0
        )
    )
    for source in (tmp_path, tmp_path / "votes.csv"):
        votes = read_votes(source)
        assert (votes.hidden, votes.meta) == ({"7"}, {"8"})
        assert votes.texts["7"] == "two\nlines"


VOTES = (
    b"vote,datetime,voter-id,timestamp,comment-id\r\n-1,Mon,40,20,108\r\n1,Mon,40,10,108\r\n0,Mon,7,20,5\r\n"
)


@pytest.mark.parametrize("prefix", ["", "2024-10-09-0915-3nemnipcrc-"])
@pytest.mark.parametrize(
    ("comments", "hidden", "meta"),
    [
        (b"comment-id,comment-body\n108,x\n5,y\n", set(), set()),
        (b"\xef\xbb\xbfmoderated,comment-id\r\n-1,5\r\n0,108\r\n1,9\r\n", {"5"}, set()),
        (b"is_meta;Moderated;comment_id\nTRUE;-1.0;5\nf;;108\n", {"5"}, {"5"}),
        (b"timestamp,comment-id,moderated,is-meta\n", set(), set()),
        (b"", set(), set()),
    ],
)
def test_an_export_reads_whatever_its_columns_and_the_words_before_its_names(
    tmp_path: Path, prefix: str, comments: bytes, hidden: set[str], meta: set[str]
) -> None:
    (tmp_path / f"{prefix}votes.csv").write_bytes(VOTES)
    (tmp_path / f"{prefix}participant-votes.csv").write_bytes(b"participant,n-passes,5,108\n40,0,,1\n")
    (tmp_path / f"{prefix}comments.csv").write_bytes(comments)
    for source in (tmp_path, tmp_path / f"{prefix}votes.csv"):
        votes = read_votes(source)
        # The later timestamp counts although it stands first; ids keep their gaps.
        assert triples(votes) == [("40", "108", 1), ("40", "108", -1), ("7", "5", 0)]
        assert (votes.hidden, votes.meta) == (hidden, meta)
    (tmp_path / f"{prefix}votes.csv").unlink()
    assert triples(read_votes(tmp_path)) == [("40", "108", 1)]


def test_two_exports_in_one_folder_are_not_mixed(tmp_path: Path) -> None:
    for prefix in ("a-", "b-"):
        (tmp_path / f"{prefix}votes.csv").write_bytes(VOTES)
        (tmp_path / f"{prefix}comments.csv").write_bytes(f"comment-id,moderated\n{prefix},-1\n".encode())
    with pytest.raises(Refusal, match=r"no votes\.csv"):
        read_votes(tmp_path)
    assert read_votes(tmp_path / "b-votes.csv").hidden == {"b-"}


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        (HEADING + b"a,1,1\nb,2,5\nc,1,1\n", 3, "the vote is not"),
        (HEADING + b"a,1,1\nb,2\nc,1,1\n", 3, "columns are missing"),
        (HEADING + b"a,1,1\n,2,1\nc,1,1\n", 3, "is empty"),
        (b"name,colour\nx,y\n", 1, "the heading is not known"),
        (b"timestamp,comment-id,voter-id,vote\nx,1,2,1\n", 2, "timestamp"),
        (b"participant,n-votes,1,2\n1,2,1,9\n", 2, "the vote is not"),
        (HEADING + b"a,1", 2, "no row can be read"),
    ],
)
def test_a_bad_line_is_refused_by_name_and_number(text: bytes, line: int, why: str) -> None:
    with pytest.raises(Refusal, match=f"line {line}: .*{why}"):
        read(text)


@pytest.mark.parametrize("end", [b"a,3", b"b,2,-", b"b,"])
def test_a_file_cut_in_a_row_keeps_the_rows_before(end: bytes) -> None:
    votes = read(HEADING + b"a,1,1\nb,2,-1\n" + end)
    assert triples(votes) == [("a", "1", 1), ("b", "2", -1)]
    assert [line for line, _ in votes.refused] == [4]


def test_a_cut_gzip_file_keeps_the_rows_before_the_cut() -> None:
    lines = b"".join(b"%d,%d,%d\n" % (i * 7919 % 1000, i % 37, i % 3 - 1) for i in range(20_000))
    whole = triples(read(HEADING + lines))
    packed = gzip.compress(HEADING + lines, mtime=0)
    votes = read(packed[: len(packed) // 2])
    assert len(votes.refused) == 1
    assert 1000 < votes.vote.size < len(whole)
    assert triples(votes) == whole[: votes.vote.size]


def test_a_wide_row_cut_short_counts_for_nothing() -> None:
    votes = read(b"participant,n-votes,1,2,3\na,3,1,1,1\nb,3,1,-1,")
    assert {p for p, _, _ in triples(votes)} == {"a", "b"}
    votes = read(b"participant,n-votes,1,2,3\na,3,1,1,1\nb,3,1")
    assert {p for p, _, _ in triples(votes)} == {"a"}
    assert len(votes.refused) == 1


def test_a_file_that_is_not_there_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"none\.csv cannot be opened"):
        read_votes(tmp_path / "none.csv")
    with pytest.raises(Refusal, match=r"no votes\.csv"):
        read_votes(tmp_path)


NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(
    lambda name: name == name.strip() and name
)


@given(st.lists(st.tuples(NAMES, NAMES, st.sampled_from([-1, 0, 1])), max_size=40))
def test_any_names_come_back_as_they_were_written(lines: list[tuple[str, str, int]]) -> None:
    def quoted(name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    text = "".join(f"{quoted(p)},{quoted(s)},{v}\n" for p, s, v in lines)
    assert triples(read(HEADING + text.encode())) == lines


def test_many_names_are_kept_apart() -> None:
    lines = "".join(f"warga-{i},{i % 50},1\n" for i in range(200_000))
    votes = read(HEADING + lines.encode())
    assert votes.participant_ids == [f"warga-{i}" for i in range(200_000)]
    assert votes.statement_ids == [str(i) for i in range(50)]
