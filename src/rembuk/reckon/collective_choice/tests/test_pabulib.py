"""Reading .pb files: every vote type, quirks of real files, and refusals that name file, line and mend."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable

import pytest

from rembuk.reckon.collective_choice.budget_instance import Budget
from rembuk.reckon.collective_choice.pabulib import parse_budget, read_budget
from rembuk.reckon.refusal import Refusal

HEAD = "META\nkey;value\nbudget;100\nvote_type;{}\nPROJECTS\nproject_id;cost;name\n10;30;Taman\n9;40,5;Pos\n"


def pb(votes: str, kind: str = "approval", heading: str = "voter_id;vote") -> bytes:
    return (HEAD.format(kind) + f"VOTES\n{heading}\n{votes}").encode()


def approvals(budget: Budget) -> dict[tuple[str, ...], int]:
    rows = range(len(budget.weights))
    return {tuple(budget.ids[k] for k in budget.ballots.row(r)): int(budget.weights[r]) for r in rows}


def test_projects_stand_in_string_order_and_amounts_are_whole() -> None:
    budget = parse_budget(pb("1;9,10\n2;9\n3;10,9\n4;\n"))
    assert budget.ids == ("10", "9")
    assert budget.names == ("Taman", "Pos")
    assert (budget.costs.tolist(), budget.limit, budget.unit) == ([300, 405], 1000, 10)
    assert (budget.voters, budget.support.tolist()) == (4, [2, 3])
    assert approvals(budget) == {("10", "9"): 2, ("9",): 1, (): 1}


@pytest.mark.parametrize("kind", ["approval", "choose-1", "ordinal"])
def test_a_project_named_is_approved(kind: str) -> None:
    assert approvals(parse_budget(pb("1;9\n", kind))) == {("9",): 1}


@pytest.mark.parametrize("kind", ["cumulative", "scoring"])
def test_only_points_above_zero_count_as_approval(kind: str) -> None:
    votes = "1;9,10;0,3\n2;9,10;-1,0.5\n3;9;0\n"
    assert approvals(parse_budget(pb(votes, kind, "voter_id;vote;points"))) == {("10",): 2, (): 1}


def test_quirks_of_real_files_are_read() -> None:
    text = (
        '\ufeffmeta\r\nkey;value\r\nbudget;"1 000"\r\nvote_type;approval\r\ncomment;"a;b\r\nc"\r\n\r\n'
        'PROJECTS\r\nname;project_id;cost\r\n"Jalan ""baru""; lampu";x;10\r\n;y;20\r\n'
        'VOTES;;\r\nvote;voter_id;age\r\n" x , y ,x,";1;30\r\nNone;2;\r\n\r\n"x,\r\ny";3;4\r\n'
    )
    budget = parse_budget(text.encode())
    assert budget.names == ('Jalan "baru"; lampu', "y")
    assert approvals(budget) == {("x", "y"): 2, (): 1}
    assert budget.meta["comment"] == "a;b\r\nc"


def test_doubled_quotes_in_other_columns_do_no_harm() -> None:
    budget = parse_budget(pb('1;"si ""A""";9\n2;b;10\n', heading="voter_id;who;vote"))
    assert approvals(budget) == {("9",): 1, ("10",): 1}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (pb("1;9\n2;7\n"), r"File x.pb, line 12 names project 7"),
        (pb("1;9\n2\n3;9\n"), r"line 12 lacks columns"),
        (pb("1;9,10;2\n", "cumulative", "voter_id;vote;points"), r"line 11 has fewer points"),
        (pb("1;9;many\n", "scoring", "voter_id;vote;points"), r"line 11 has the points 'many'"),
        (pb("1;9\n", "ranked-pairs"), r"vote_type ranked-pairs; known are"),
        (pb(""), r"not a single ballot"),
        (b"\xef\xbb\xbf\r\n", r"x.pb is empty"),
        (pb("1;9\n").replace(b"budget;100", b"budget;nan"), r"line 3: 'nan' is not an amount"),
        (pb("1;9\n").replace(b"budget;100", b"budget;100\nbudget;90"), r"line 4 gives another budget"),
        (pb("1;9\n").replace(b"40,5", b"5.000"), r"line 8: '5.000' may mean 5000 or 5"),
        (pb("1;9\n", heading="voter;choice"), r"line 10 must name the column vote"),
        (HEAD.format("approval").encode(), r"has no VOTES section"),
        (b"\x00\x01nothing", r"has no VOTES section"),
        (pb("1;9\n").replace(b"budget;100\n", b""), r"has no budget in its META"),
        (pb("1;9\n").replace(b"40,5", b"forty"), r"line 8: 'forty' is not an amount of money"),
        (pb("1;9\n").replace(b"40,5", b"-4"), r"line 8: '-4' is not an amount of money"),
        (pb("1;9\n").replace(b"9;40,5", b"10;40"), r"line 8 repeats project 10"),
        (pb("1;9\n").replace(b"Pos", b"\xff"), r"line 8 is not in UTF-8"),
        (pb("1;9\n").replace(b"40,5", b"1e17"), r"too large to be counted exactly"),
    ],
)
def test_what_cannot_be_read_for_certain_is_refused_by_file_and_line(data: bytes, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        parse_budget(data, "x.pb")


def test_a_file_cut_short_keeps_the_ballots_before_the_cut() -> None:
    budget = parse_budget(pb("1;30;9\n2;40;10\n3;5", heading="voter_id;age;vote"))
    assert (budget.voters, budget.refused) == (2, (13,))


def test_a_gzip_stream_cut_short_keeps_the_ballots_before_the_cut() -> None:
    votes = "".join(f"{k};{'9' if k % 3 else '10'}\n" for k in range(20000))
    whole = gzip.compress(pb(votes))
    budget = read_budget(gzip.GzipFile(fileobj=io.BytesIO(whole[: len(whole) // 2])), "x.pb.gz")
    assert 0 < budget.voters < 20000
    assert budget.refused == (budget.voters + 11,)


def test_a_last_line_without_a_line_end_counts() -> None:
    assert parse_budget(pb("1;9\n2;10")).voters == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le").join([b"\xff\xfe", b""]),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: ("# made by hand\n" + text).encode(),
        lambda text: "\n".join(
            ";".join(f'"{f}"' for f in line.split(";")) for line in text.splitlines()
        ).encode(),
    ],
    ids=["utf-16 with a mark", "little end first", "carriage returns alone", "a remark first", "all quoted"],
)
def test_a_file_written_by_another_program_reads_the_same(change: Callable[[str], bytes]) -> None:
    text = pb("1;9,10\n2;9\n").decode()
    plain, other = parse_budget(text.encode()), parse_budget(change(text))
    assert (other.ids, other.limit, other.unit, approvals(other)) == (
        plain.ids,
        plain.limit,
        plain.unit,
        approvals(plain),
    )


def test_the_dust_of_doubles_in_an_amount_is_rounded_away() -> None:
    text = pb("1;9,10\n").decode()
    dusty = text.replace("budget;100\n", "budget;2516136.0000000005\n").replace(
        ";30;", ";29999.99999999999999;"
    )
    budget = parse_budget(dusty.encode())
    assert (budget.limit, budget.costs.tolist()) == (
        2516136 * budget.unit,
        [30000 * budget.unit, 81 * budget.unit // 2],
    )
    with pytest.raises(Refusal, match="too large"):
        parse_budget(text.replace("budget;100\n", "budget;99999999999999.99995\n").encode())
