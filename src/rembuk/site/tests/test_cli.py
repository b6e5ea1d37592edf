"""The `rembuk` command itself: which words it takes, and how it refuses the others."""

from __future__ import annotations

import pytest

from rembuk.site.cli import main
from rembuk.site.commands.table import COMMANDS


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("record verify", "rembuk record verify: yang wajib belum disebut: PATH-or-URL, --key ("),
        ("serve --port delapan", "rembuk serve: --port meminta bilangan bulat, bukan 'delapan' ("),
        ("map --stability=1 x", "rembuk map: --stability tidak memakai isi '1' ("),
        ("check tambahan", "rembuk check: tidak dikenal: tambahan ("),
        ("record silence x --key", "rembuk record silence: sesudah --key belum ada isinya ("),
        ("record key --change --lost", "rembuk record key: --lost tidak dapat dipakai bersama --change ("),
        ("check --lang jv", "rembuk check: --lang tidak mengenal 'jv'; pilih: 'id', 'en' ("),
        (
            "record witness x --n",
            "rembuk record witness: --n dapat berarti --name, --no-serve; tulis lengkap (",
        ),
        ("record verify x --ke", "rembuk record verify: sesudah --key belum ada isinya ("),
    ],
)
def test_wrong_words_are_refused_in_one_sentence_of_the_language_asked_for(words, said, capsys):
    assert main(words.split()) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert told.err.startswith(said)
    assert main([*words.split(), "--lang=en"]) == 2
    assert "--help" in (english := capsys.readouterr().err)
    assert english != told.err


@pytest.mark.parametrize(("lang", "said"), [("id", "tidak ada perintah"), ("en", "no command")])
def test_misspelt_second_word_shows_the_commands_of_the_first(lang, said, capsys, monkeypatch):
    monkeypatch.setenv("REMBUK_LANG", lang)
    assert main(["record", "verfy"]) == 2
    first, *rest = capsys.readouterr().err.splitlines()
    assert f"{said} 'record verfy'" in first
    assert rest == [
        f"  {name:24} {COMMANDS[name].summary(lang)}"
        for name in sorted(COMMANDS)
        if name.startswith("record ")
    ]
    assert main(["ngawur", "sekali"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == len(COMMANDS) + 1


def test_language_that_is_not_known_is_refused_and_an_empty_one_is_the_usual(capsys, monkeypatch):
    monkeypatch.setenv("REMBUK_LANG", "jv")
    assert main(["record", "verify", "x", "--key", "y"]) == 2
    assert capsys.readouterr().err == "REMBUK_LANG=jv tidak dikenal; isi id atau en.\n"
    monkeypatch.setenv("REMBUK_LANG", "")
    assert main(["record", "verify", "x", "--key", "/tidak/ada"]) == 2
    assert capsys.readouterr().err.startswith("Berkas /tidak/ada tidak dapat dibaca")


def test_help_speaks_the_language_asked_for(capsys, monkeypatch):
    monkeypatch.setenv("REMBUK_LANG", "id")
    assert main(["--help"]) == 0
    assert "  serve                    melayani halaman dan mengerjakan antrean" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["serve", "--help", "--lang", "en"])
    assert "serve pages and work off the queue" in capsys.readouterr().out
