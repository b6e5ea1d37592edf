"""`rembuk map` as it is typed: keys, words, exit codes, the same bytes every time."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rembuk.site.cli import main

KEYS = [
    "participants",
    "statements",
    "votes",
    "statement_ids",
    "in_conversation",
    "k",
    "silhouette",
    "centre",
    "axes",
    "explained_variance",
    "projection",
    "base_clusters",
    "assignments",
    "groups",
    "group_votes",
    "group_consensus",
    "consensus",
    "priorities",
    "polarisation",
    "cautions",
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Return a CSV of forty people in two camps."""
    lines = ["participant,statement,vote"]
    lines += [f"{p},{s},{(p * s * 7 + p + s // 5) % 3 - 1}" for p in range(40) for s in range(12)]
    path = tmp_path / "pilihan.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_json_has_every_key_of_the_contract_and_nothing_else_is_printed(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", str(table), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(document) == KEYS
    assert document["participants"] == 40
    assert set(document["assignments"].values()) == {group["id"] for group in document["groups"]}
    assert set(document["group_votes"]) == {group["id"] for group in document["groups"]}
    assert len(document["centre"]) == len(document["axes"][1]) == len(document["statement_ids"]) == 12


def test_bridging_and_stability_are_there_when_asked_for(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", str(table), "--json", "--bridging", "--stability", "--seed", "4", "--k", "3"]) == 0
    first = capsys.readouterr().out
    document = json.loads(first)
    assert set(document["bridging"]) == set(document["statement_ids"])
    assert set(document["stability"]) == {group["id"] for group in document["groups"]}
    assert document["k"] == 3
    assert main(["map", str(table), "--json", "--bridging", "--stability", "--seed", "4", "--k", "3"]) == 0
    assert capsys.readouterr().out == first


def test_words_come_in_indonesian_first_and_in_english_when_asked(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", str(table), "--k", "auto"]) == 0
    assert capsys.readouterr().out.startswith("Peta pendapat\n40 peserta, 12 pernyataan, 480 pilihan.\n")
    assert main(["map", str(table), "--lang", "en", "--timings"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Opinion map\n40 participants, 12 statements, 480 votes.\n")
    assert "read:" in said.err


def test_one_person_with_one_vote_is_told_in_the_singular(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.csv"
    file.write_text("participant,statement,vote\nani,1,1\n")
    assert main(["map", str(file), "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "1 participant, 1 statement, 1 vote." in told
    assert "Group A: 1 person\n" in told


def test_refresh_with_the_later_votes_keeps_groups_and_counts_every_vote(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = tmp_path / "baru.csv"
    later.write_text("participant,statement,vote\n3,0,1\n3,1,-1\nwarga-baru,0,1\n")
    assert main(["map", str(table), "--json"]) == 0
    before = json.loads(capsys.readouterr().out)
    assert main(["map", str(table), "--refresh", str(later), "--json"]) == 0
    after = json.loads(capsys.readouterr().out)
    assert (after["participants"], after["votes"]) == (41, 481)
    assert after["k"] == before["k"]
    same = sum(after["assignments"][name] == group for name, group in before["assignments"].items())
    assert same >= 36


def test_who_is_left_out_never_voted(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = table.read_text().splitlines()
    shorter = tmp_path / "tanpa.csv"
    shorter.write_text("\n".join(line for line in lines if line.split(",")[0] not in ("7", "12")) + "\n")
    assert main(["map", str(table), "--without", "7", "--without", "12", "--json"]) == 0
    left_out = capsys.readouterr().out
    assert main(["map", str(shorter), "--json"]) == 0
    assert capsys.readouterr().out == left_out
    assert main(["map", str(table), "--without", "700", "--lang", "en"]) == 2
    assert "no votes of the participant '700'" in capsys.readouterr().err


def test_order_by_bridging_lists_every_statement_and_sorts_the_table(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", str(table), "--order", "bridging", "--json", "--out", str(tmp_path / "peta")]) == 0
    document = json.loads(capsys.readouterr().out)
    assert sorted(document["order"]) == sorted(document["statement_ids"])
    scores = [document["bridging"][name] for name in document["order"]]
    assert scores == sorted(scores, reverse=True)
    rows = (tmp_path / "peta" / "pernyataan.csv").read_text().splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == document["order"]
    assert main(["map", str(table), "--order", "bridging"]) == 0
    words = capsys.readouterr().out.partition("Penjembatan")[2].splitlines()[1:]
    assert [line.split()[1] for line in words] == document["order"]


def test_out_writes_the_picture_the_words_and_the_tables(table: Path, tmp_path: Path) -> None:
    assert main(["map", str(table), "--json", "--out", str(tmp_path / "peta")]) == 0
    names = {one.name for one in (tmp_path / "peta").iterdir()}
    assert names == {"peta.svg", "peta.txt", "pernyataan.csv", "peserta.csv"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("participant,statement,vote\na,1,7\nb,1,1\n", "line 2: the vote is not"),
        ("x,y\n1,2\n", "line 1: the heading"),
    ],
)
def test_bad_input_ends_with_two_and_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    path = tmp_path / "rusak.csv"
    path.write_text(text)
    assert main(["map", str(path), "--json", "--lang", "en", "--out", str(tmp_path / "peta")]) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert said in out.err
    assert str(path) in out.err
    assert not (tmp_path / "peta").exists()


def test_pipe_packed_file_and_any_number_of_threads_give_the_same_bytes(table: Path, tmp_path: Path) -> None:
    packed = tmp_path / "pilihan.csv.gz"
    packed.write_bytes(gzip.compress(table.read_bytes()))
    answers = set()
    for threads, file in (("1", str(packed)), ("2", "-")):
        done = subprocess.run(
            [sys.executable, "-m", "rembuk", "map", file, "--json", "--stability"],
            input=table.read_bytes() if file == "-" else b"",
            capture_output=True,
            env={**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads},
            check=True,
        )
        answers.add(done.stdout)
    assert len(answers) == 1
