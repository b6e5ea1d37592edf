"""`rembuk demo`: what it tells, and what it refuses before a minute is spent on setting up."""

from __future__ import annotations

import pytest

from rembuk.site.cli import main
from rembuk.site.commands.demo import _told

MADE = {
    "space": "contoh", "voices": 3, "clusters": 2, "ideas": 1, "leaves": 9, "sealed": 9,
    "receipt": "satu dua tiga empat 10", "pages": ["http://127.0.0.1:8321/"], "accounts": ["warga  w@x.id"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "id",
            ["Ruang contoh siap.", "suara ", "entri catatan ", "kode tanda terima ", "rembuk demo code NAMA"],
        ),
        ("en", ["The sample space is ready.", "voices ", "entries of the record ", "rembuk demo code NAME"]),
    ],
)
def test_what_the_demo_tells_is_in_one_language(lang, words):
    told = _told(MADE, lang)
    assert [word for word in words if word not in told] == []
    assert "http://127.0.0.1:8321/" in told
    assert ("voices" in told, "suara" in told) == (lang == "en", lang == "id")


@pytest.mark.parametrize("port", ["0", "70000"])
def test_port_that_is_none_is_refused_before_anything_is_made(tmp_path, monkeypatch, capsys, port):
    monkeypatch.setenv("REMBUK_HOME", str(tmp_path / "contoh"))
    assert main(["demo", "--port", port]) == 2
    assert "--port harus dari 1 sampai 65535" in capsys.readouterr().err
    assert not (tmp_path / "contoh").exists()
