"""`rembuk panel`: its keys, its refusals, and the same bytes on every run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rembuk.site.cli import main


@pytest.fixture
def tables(tmp_path: Path) -> tuple[str, str]:
    pool, quotas = tmp_path / "pool.csv", tmp_path / "quotas.csv"
    rows = [f"p{i},{'pl'[i % 2]},{'abc'[i * i % 3]}" for i in range(30)]
    pool.write_text("id,kelamin,wilayah\n" + "\n".join(rows) + "\n")
    quotas.write_text(
        "feature,value,min,max\nkelamin,p,3,3\nkelamin,l,3,3\nwilayah,a,2,3\nwilayah,b,3,4\nwilayah,c,0,0\n"
    )
    return str(pool), str(quotas)


def test_json_has_the_keys_of_the_contract(
    tables: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["panel", *tables, "--size", "6", "--seed", "22 November", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == {"probabilities", "drawn", "minimum", "seed"}
    assert answer["seed"] == "22 November"
    assert len(answer["probabilities"]) == 30
    assert sum(answer["probabilities"].values()) == pytest.approx(6)
    assert answer["minimum"] == min(answer["probabilities"].values())
    assert len(set(answer["drawn"])) == 6
    assert sum(int(person[1:]) % 2 for person in answer["drawn"]) == 3


def test_infeasible_quotas_are_explained_with_exit_2(
    tables: tuple[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    tight = tmp_path / "tight.csv"
    tight.write_text("feature,value,min,max\nkelamin,p,5,6\nkelamin,l,2,3\nwilayah,a,0,6\nwilayah,b,0,6\n")
    assert main(["panel", tables[0], str(tight), "--size", "6", "--lang", "en"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "smallest change that would help: kelamin=" in printed.err


@pytest.mark.parametrize("method", ["leximin", "maximin"])
def test_what_the_searches_left_unproven_is_said_with_its_bound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    # Half of each of four people meets every quota; two whole people meet them only as the even ones.
    pool, quotas = tmp_path / "pool.csv", tmp_path / "quotas.csv"
    rows = [f"p{i},{a},{b},{c}" for i, (a, b, c) in enumerate(["001", "010", "100", "111", "000", "111"])]
    pool.write_text("id,a,b,c\n" + "\n".join(rows) + "\n")
    quotas.write_text("feature,value,min,max\n" + "".join(f"{f},{v},1,1\n" for f in "abc" for v in "01"))
    asked = ["panel", str(pool), str(quotas), "--size", "2", "--method", method]
    assert main([*asked, "--json"]) == 0
    assert "unproven" not in json.loads(capsys.readouterr().out)
    assert main([*asked, "--json", "--searches", "0"]) == 0
    left = json.loads(capsys.readouterr().out)["unproven"]
    assert set(left) == {"people", "had", "at_most", "of"}
    assert 0 <= left["had"] <= left["at_most"] <= 1
    assert main([*asked, "--searches", "0", "--lang", "en"]) == 0
    assert capsys.readouterr().err.startswith(
        f"Not proven the fairest for {left['people']} people: the least"
    )
    assert main([*asked, "--searches", "0"]) == 0
    assert capsys.readouterr().err.startswith(f"Belum terbukti paling adil bagi {left['people']} orang")
    assert main([*asked, "--searches", "-1"]) == 2


@pytest.mark.parametrize("method", ["leximin", "maximin", "nash"])
def test_every_method_prints_in_indonesian(
    tables: tuple[str, str], capsys: pytest.CaptureFixture[str], method: str
) -> None:
    assert main(["panel", *tables, "--size", "6", "--method", method, "--lang", "id"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Peluang terpilih: terkecil")
    assert len(lines) == 8


def test_same_tables_give_the_same_bytes_under_any_hash_seed_and_threads(tables: tuple[str, str]) -> None:
    outputs = set()
    for seed, threads in (("0", "1"), ("1", "2"), ("77", "4")):
        done = subprocess.run(
            [sys.executable, "-m", "rembuk", "panel", *tables, "--size", "6", "--json"],
            env={**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads},
            capture_output=True,
            check=True,
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1
