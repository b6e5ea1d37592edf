"""Real texts in twelve languages: every file that holds sentences passes through the import."""

from __future__ import annotations

import gzip
import json

import pytest

from rembuk.channels.events import RefusedRow
from rembuk.channels.queries import FORMATS, Begun, recognise, rows_of
from rembuk.channels.rules import finished
from rembuk.site.cli import main
from rembuk.voices.models import Voice
from rembuk.voices.tests.factories import make_space

# Word lists and a log of ids hold no sentences; they are refused in one (test below).
NO_TEXTS = ("lexicon_", "combined_", "informal_formal", "full.csv", "german_elections")
KINDS = {".csv", ".gz", ".jsonl", ".tsv", ".txt", ".inf", ".for"}


def files(shared_data):
    found = sorted(path for path in (shared_data / "nlp").rglob("*") if path.suffix in KINDS)
    return [path for path in found if "test" not in path.name]


EXPECTED = {"Teksnya kosong.", "Teksnya memuat tanda yang tidak dapat disimpan."}


@pytest.mark.shared_data
@pytest.mark.soak
def test_every_text_that_carries_no_test_mark_is_read_without_an_error(shared_data):
    paths = [path for path in files(shared_data) if not path.name.startswith(NO_TEXTS)]
    assert len(paths) > 50
    posts, reasons = 0, []
    for path in paths:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            begun = Begun(file)
            channel = FORMATS[recognise(begun.head, path.name)]
            for row in finished(rows_of(channel, begun, {}), keep_names=False):
                if isinstance(row, RefusedRow):
                    reasons.append(row.reason)
                else:
                    posts += 1
    assert set(reasons) <= EXPECTED
    assert posts > 115_000
    assert len(reasons) < 0.001 * posts


@pytest.mark.shared_data
@pytest.mark.soak
@pytest.mark.django_db
def test_texts_of_every_real_set_and_language_are_imported(shared_data, capsys):
    make_space()
    parts = ("valid", "dev.", "val.jsonl")
    paths = [str(path) for path in files(shared_data) if any(part in path.name for part in parts)]
    paths = [path for path in paths if not path.endswith(".gz")]
    assert len({path.split("/")[-2] for path in paths}) >= 8
    assert main(["voices", "import", *paths, "--space", "contoh", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert {row["reason"] for file in answer["files"] for row in file["refused"]} <= EXPECTED
    assert Voice.objects.count() == answer["total"]["new"] > 5_000


@pytest.mark.shared_data
@pytest.mark.django_db
def test_a_file_without_sentences_is_refused_in_one(shared_data, capsys):
    make_space()
    for path in files(shared_data):
        if path.name.startswith(NO_TEXTS):
            assert main(["voices", "import", str(path), "--space", "contoh", "--json"]) == 2
            assert capsys.readouterr().err.count("\n") == 1
    assert not Voice.objects.exists()
