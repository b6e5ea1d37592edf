"""`rembuk budget`: the document, the words, the files, the refusals."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from rembuk.site.cli import main

PB = """META
key;value
description;Musrenbang Desa Contoh
budget;100
currency;IDR
vote_type;approval
PROJECTS
project_id;cost;name
10;60;Taman & lapangan
2;60;Pos ronda
3;40;=Lampu
4;90;Jembatan
VOTES
voter_id;vote
1;10
2;2
3;3,10
4;2,3
"""


@pytest.fixture
def pb(tmp_path: Path) -> Path:
    path = tmp_path / "contoh.pb"
    path.write_text(PB, encoding="utf-8")
    return path


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert main(["budget", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_document_has_the_promised_keys(pb: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = answer(capsys, str(pb), "--rule", "greedy-cost")
    assert list(document)[:7] == ["rule", "completion", "budget", "spent", "winners", "projects", "ties"]
    assert document["winners"] == ["10", "3"]
    assert (document["budget"], document["spent"], document["ties"]) == (100, 100, [["10", "2", "3"]])
    assert document["projects"]["10"] == {"cost": 60, "won": True, "support": 2, "lacked": None}
    assert document["projects"]["2"] == {"cost": 60, "won": False, "support": 2, "lacked": 20}


def test_explaining_says_why_in_two_languages(pb: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = answer(capsys, str(pb), "--rule", "mes-cost", "--completion", "add1", "--explain")
    told = document["projects"]["4"]["why"]
    assert "tidak ada pemilih" in told["id"]
    assert "no voter supports it" in told["en"]
    assert "Rp90" in told["id"]


def test_the_same_file_gives_the_same_bytes_from_a_pipe_and_compressed(
    pb: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    compressed = tmp_path / "contoh.pb.gz"
    compressed.write_bytes(gzip.compress(pb.read_bytes()))
    first = answer(capsys, str(pb), "--rule", "phragmen", "--explain")
    second = answer(capsys, str(compressed), "--rule", "phragmen", "--explain")
    piped = io.TextIOWrapper(io.BufferedReader(io.BytesIO(compressed.read_bytes())))
    monkeypatch.setattr(sys, "stdin", piped)
    assert first == second == answer(capsys, "-", "--rule", "phragmen", "--explain")


def test_the_files_are_a_picture_words_and_a_table(
    pb: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "keluar"
    assert main(["budget", str(pb), "--rule", "mes-card", "--completion", "add1u", "--out", str(out)]) == 0
    picture = ET.fromstring((out / "budget.svg").read_text(encoding="utf-8"))
    svg = "{http://www.w3.org/2000/svg}"
    assert picture.findtext(f"{svg}title") == "Anggaran partisipatif: Musrenbang Desa Contoh"
    assert "Taman & lapangan" in (picture.findtext(f"{svg}desc") or "")
    rows = list(csv.DictReader(io.StringIO((out / "budget.csv").read_text(encoding="utf-8"))))
    assert [row["project"] for row in rows] == ["10", "2", "3", "4"]
    assert rows[2]["name"] == "'=Lampu"
    assert "pemilih memilih di antara" in (out / "budget.txt").read_text(encoding="utf-8")
    assert sorted(path.name for path in out.iterdir()) == ["budget.csv", "budget.svg", "budget.txt"]
    assert "didanai" in capsys.readouterr().out


def test_a_file_cut_short_is_counted_and_the_cut_is_told(
    pb: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pb.write_text(PB + "5", encoding="utf-8")
    document = answer(capsys, str(pb), "--rule", "greedy-card")
    assert document["voters"] == 4
    assert [row["line"] for row in document["refused"]] == [19]
    assert main(["budget", str(pb), "--rule", "greedy-card"]) == 0
    assert capsys.readouterr().err.startswith(f"Berkas {pb}, baris 19 terpotong")


def test_one_project_and_money_that_was_not_raised_read_as_a_person_would_say_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.pb"
    file.write_text(
        "META\nkey;value\nbudget;10\nPROJECTS\nproject_id;cost\n1;10\nVOTES\nvoter_id;vote\na;1\n"
    )
    assert main(["budget", str(file), "--rule", "mes-cost", "--completion", "add1", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("1 voter chose among 1 project. By Equal Shares")
    assert "1 project is funded: 10 of 10" in told
    assert "Voters' money did not have to be raised." in told


def test_a_bad_file_is_refused_in_one_sentence(pb: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pb.write_text(PB + "5;77\n", encoding="utf-8")
    assert main(["budget", str(pb), "--rule", "greedy-card"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "baris 19 menyebut proyek 77" in shown.err
    assert shown.err.count("\n") == 1
