"""`rembuk text label` and `rembuk text clusters`: formats read, rows refused by name, never a traceback."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rembuk.site.cli import main


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    answer = capsys.readouterr()
    return code, answer.out, answer.err


def test_clusters_of_json_lines_hold_every_id_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "posts.jsonl"
    rows = [
        {"id": "a", "text": "Tolong perbaiki jalan rusak depan pasar"},
        {"id": 7, "text": "tlg perbaiki jln rusak dpn pasar 😭"},
        {"text": "Harga beras naik terus"},
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    code, out, err = run(capsys, "text", "clusters", "--json", str(file))
    assert (code, err) == (0, "")
    assert json.loads(out) == {"clusters": [["a", "7"], ["3"]]}


def test_label_prints_one_line_a_text_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "posts.csv"
    file.write_text(
        'id,text\nx,"Tolong perbaiki jalan di Cianjur, hubungi 0812-3456-7890"\ny,Matur nuwun pak lurah\n',
        encoding="utf-8",
    )
    code, out, _ = run(capsys, "text", "label", "--json", str(file))
    first, second = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [first["id"], second["id"]] == ["x", "y"]
    assert first["subject"] == "infrastruktur/jalan"
    assert first["kind"] == "idea"
    assert first["places"][0]["code"] == "32.03"
    assert first["personal"][0]["type"] == "PHONE"
    assert second["kind"] == "praise"
    assert {"language", "spam", "abusive"} <= set(first)


def test_same_file_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    file = tmp_path / "posts.txt"
    file.write_text("Jalan rusak\nDalane rusak, tulung didandani\nSampah numpuk\n" * 5, encoding="utf-8")
    outs = []
    for seed in ("1", "2"):
        for command in ("clusters", "label"):
            answer = subprocess.run(
                [sys.executable, "-m", "rembuk", "text", command, "--json", str(file)],
                capture_output=True,
                check=True,
                env={**os.environ, "PYTHONHASHSEED": seed},
            )
            outs.append(answer.stdout)
    assert outs[0] == outs[2]
    assert outs[1] == outs[3]


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (
            b'{"text":"jalan"}\nnot json\n{"id":1}\n[1]\n{"text":"\\ud800"}\n{"text":"a\\u0000b"}\n',
            3,
        ),
        (b'{"id":99999999999999999999999,"text":"a"}\n{"text":"' + b"x" * 9_000_000 + b'"}\n', 1),
        (b"text\nsatu\n\x00\nlubang\n", 3),
        (b"satu baris\n\xff\xfe\x00rusak\nkafe caf\xe9\n", 3),
        ("text;id\njalan;1\nsampah;2\n".encode("utf-8-sig"), 2),
        ("jalan rusak\nsampah\n".encode("utf-16"), 2),
        (b'{"text":"' + b"[" * 200_000 + b'\n{"text":"jalan"}\n', 1),
        (gzip.compress(b"jalan rusak\nsampah numpuk\n" * 2000)[:-30], None),
    ],
)
@pytest.mark.parametrize("command", ["clusters", "label"])
def test_bad_rows_are_left_out_and_the_rest_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, kept: int | None, command: str
) -> None:
    file = tmp_path / "bad"
    file.write_bytes(content)
    code, out, err = run(capsys, "text", command, "--json", str(file))
    assert code == 0
    if command == "clusters":
        count = sum(map(len, json.loads(out)["clusters"]))
    else:
        count = len([json.loads(line) for line in out.splitlines()])
    assert count == kept if kept is not None else (count > 0 and "cut short" in err)


@pytest.mark.parametrize("content", [b"", b"\n\n", b'{"x":1}\n', b"text\n"])
def test_a_file_without_one_text_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    file = tmp_path / "empty"
    file.write_bytes(content)
    code, out, err = run(capsys, "text", "clusters", "--json", str(file))
    assert code == 2
    assert out == ""
    assert "Tidak ada teks" in err.splitlines()[-1]


def test_a_missing_file_and_a_wrong_threshold_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "text", "label", str(tmp_path / "none"))[0] == 2
    file = tmp_path / "one.txt"
    file.write_text("jalan\n", encoding="utf-8")
    assert run(capsys, "text", "clusters", "--threshold", "7", str(file))[0] == 2
    assert run(capsys, "text", "clusters", "--threshold", "nan", str(file))[0] == 2
    assert run(capsys, "text", "label", "--scheme", "lain", str(file))[0] == 2


def test_ids_given_twice_each_stand_in_a_cluster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "twice.jsonl"
    file.write_text('{"id":1,"text":"jalan rusak"}\n{"id":1,"text":"beras mahal"}\n', encoding="utf-8")
    _, out, _ = run(capsys, "text", "clusters", "--json", str(file))
    assert json.loads(out) == {"clusters": [["1"], ["1"]]}
