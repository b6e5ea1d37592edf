"""`rembuk tally`: its keys, its refusals, its words, and what it does with gzip, a pipe and a cut file."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rembuk.site.cli import main

BALLOTS = """# TITLE: Ketua RW
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 9
# ALTERNATIVE NAME 1: Ani
# ALTERNATIVE NAME 2: Budi
# ALTERNATIVE NAME 3: Cici
4: 1,2
3: 2,3
2: 3,2
"""


@pytest.fixture
def ballots(tmp_path: Path) -> Path:
    path = tmp_path / "rw.soi"
    path.write_text(BALLOTS)
    return path


def _answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert main(["tally", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_json_has_the_keys_of_the_contract(ballots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = _answer(capsys, str(ballots), "--rule", "irv")
    assert answer == {
        "rule": "irv",
        "seats": 1,
        "winners": ["2"],
        "ties": [],
        "rounds": [
            {"tallies": {"1": 4, "2": 3, "3": 2}, "elected": [], "eliminated": ["3"]},
            {"tallies": {"1": 4, "2": 5, "3": 0}, "elected": ["2"], "eliminated": []},
        ],
        "pairwise": {"ids": ["1", "2", "3"], "matrix": [[0, 4, 4], [5, 0, 7], [5, 2, 0]]},
    }


def test_gzip_and_standard_input_give_the_same_answer(
    ballots: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = _answer(capsys, str(ballots), "--rule", "borda")
    packed = tmp_path / "rw.soi.gz"
    packed.write_bytes(gzip.compress(BALLOTS.encode()))
    assert _answer(capsys, str(packed), "--rule", "borda") == plain
    stream = io.BufferedReader(io.BytesIO(BALLOTS.encode()))  # type: ignore[arg-type]  # BytesIO serves as the raw stream it is not declared to be
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
    assert _answer(capsys, "-", "--rule", "borda", "--format", "soi") == plain


def test_cut_gzip_keeps_the_rows_before_the_cut_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"{i}: {i % 3 + 1},{(i + 1) % 3 + 1}\n" for i in range(1, 3000))
    whole = gzip.compress(BALLOTS.replace("VOTERS: 9", "VOTERS: 4498509").encode() + rows.encode())
    cut = tmp_path / "rw.soi.gz"
    cut.write_bytes(whole[: len(whole) // 2])
    answer = _answer(capsys, str(cut), "--rule", "plurality")
    assert 0 < sum(answer["rounds"][0]["tallies"].values()) < 4498509
    assert len(answer["refused"]) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [("3: 1,9\n4: 1\n", "line 4"), ("", "not one ballot")],
)
def test_bad_file_is_refused_in_one_sentence_with_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    path = tmp_path / "rw.soi"
    path.write_text("# TITLE: x\n# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: 7\n" + text)
    assert main(["tally", str(path), "--rule", "irv", "--lang", "en"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("broken", [b"\x1f\x8b\x08" + b"x" * 30, gzip.compress(b"1: 2\n")[:4]])
def test_a_packed_file_that_cannot_be_unpacked_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], broken: bytes
) -> None:
    path = tmp_path / "rw.soi.gz"
    path.write_bytes(broken)
    assert main(["tally", str(path), "--rule", "irv", "--lang", "en"]) == 2
    assert "cannot be read or unpacked" in capsys.readouterr().err


@pytest.mark.parametrize("rule", ["sav", "seq-phragmen", "mes", "irv"])
def test_counts_no_machine_holds_are_refused_or_counted_exactly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rule: str
) -> None:
    path = tmp_path / "rw.soi"
    path.write_text(f"# NUMBER ALTERNATIVES: 2\n{'9' * 40}: 2\n1: 1\n")
    code = main(["tally", str(path), "--rule", rule, "--lang", "en"])
    printed = capsys.readouterr()
    assert (code, printed.err.count("\n")) == ((0, 0) if rule == "irv" else (2, 1))
    path.write_text(f"# NUMBER ALTERNATIVES: 2\n1: 1\n{'9' * 5000}: 2\n")
    assert main(["tally", str(path), "--rule", rule, "--lang", "en"]) == 2
    assert "line 3: there is a number of more than a hundred digits" in capsys.readouterr().err


def test_absent_file_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["tally", str(tmp_path / "none.soi"), "--rule", "irv"]) == 2
    assert "none.soi" in capsys.readouterr().err


def test_explanation_names_people_in_indonesian(ballots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tally", str(ballots), "--rule", "irv", "--explain", "--lang", "id"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "gugur: Cici (3) [2]" in lines[0]
    assert lines[-1] == "Terpilih: Budi (2)."
    answer = _answer(capsys, str(ballots), "--rule", "irv", "--explain", "--lang", "en")
    assert answer["explanation"][-1] == "Elected: Budi (2)."


def test_same_file_gives_the_same_bytes_under_any_hash_seed(ballots: Path) -> None:
    outputs = set()
    for seed in ("0", "1", "77"):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "rembuk",
                "tally",
                str(ballots),
                "--rule",
                "stv-meek",
                "--seats",
                "2",
                "--json",
            ],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1
