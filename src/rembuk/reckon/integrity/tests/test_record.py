"""The check of a whole record: what is right passes, and nothing else does."""

from __future__ import annotations

import pytest

from rembuk.reckon.integrity.checkpoints import Checkpoint
from rembuk.reckon.integrity.hash_tree import leaf_hash
from rembuk.reckon.integrity.notes import SignerKey
from rembuk.reckon.integrity.record import verify_record
from rembuk.reckon.integrity.tests.test_hash_tree import made
from rembuk.reckon.integrity.tiles import Grower, pack_entries, tiles_of

KEY = SignerKey("rembuk.example/catatan", bytes(range(32)))


def record_of(entries, key=KEY):
    """Return the files of a record of ENTRIES as path -> bytes."""
    grower, files, whole = Grower(), {}, {}
    for entry in entries:
        grower.append(leaf_hash(entry))
    whole = {(tile.level, tile.index): data for tile, data in grower.changed()}
    for tile in tiles_of(len(entries)):
        files[tile.path] = whole[tile.level, tile.index]
        if tile.level == 0:
            start = tile.index * 256
            files[tile.entries_path] = pack_entries(entries[start : start + tile.width])
    files["checkpoint"] = Checkpoint(key.name, len(entries), grower.root()).signed(key).encode()
    files["key.vkey"] = f"{key.verifier}\n".encode()
    return files


def check(files, since=None):
    return verify_record(files.get, KEY.verifier, since)


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 700])
def test_record_as_published_stands(size):
    files = record_of(made(size))
    report = check(files)
    assert report.ok, report.errors
    assert (report.size, report.origin) == (size, KEY.name)


@pytest.mark.parametrize(("old", "new"), [(0, 5), (3, 3), (1, 300), (256, 700), (299, 300)])
def test_record_that_grew_continues_every_older_head(old, new):
    since = record_of(made(old))["checkpoint"]
    report = check(record_of(made(new)), since)
    assert report.ok
    assert report.since == {"size": old, "consistent": True}


def test_any_flipped_bit_in_any_file_is_noticed():
    files = record_of(made(300))
    count = 0
    for path, data in files.items():
        for bit in range(0, len(data) * 8, max(1, len(data) * 8 // 40) | 1):
            flipped = bytearray(data)
            flipped[bit // 8] ^= 1 << bit % 8
            assert not check({**files, path: bytes(flipped)}).ok, f"{path} bit {bit}"
            count += 1
    assert count >= 200


def test_any_missing_cut_or_lengthened_file_is_noticed():
    files = record_of(made(600))
    for path, data in files.items():
        if path != "key.vkey":
            assert not check({name: kept for name, kept in files.items() if name != path}).ok, path
        for changed in (data[:-1], data[: len(data) // 2], b"", data + b"\x00", data + data):
            assert not check({**files, path: changed}).ok, path


def rewrite(entries, at):
    return [*entries[:at], b"diubah", *entries[at + 1 :]]


@pytest.mark.parametrize("at", range(0, 300, 13))
def test_history_rewritten_and_signed_anew_does_not_continue_the_head_a_reader_kept(at):
    entries = made(300)
    since = record_of(entries)["checkpoint"]
    for changed in (rewrite(entries, at), entries[:at] + entries[at + 1 :] + [b"z"], swap(entries, at)):
        forged = record_of([*changed, b"baru"])
        assert check(forged).ok, "the forgery alone is a sound record; only the kept head shows it"
        report = check(forged, since)
        assert not report.ok
        assert report.since == {"size": 300, "consistent": False}


def swap(entries, at):
    swapped = list(entries)
    swapped[at], swapped[at - 1] = swapped[at - 1], swapped[at]
    return swapped


def test_record_shorter_than_the_kept_head_is_noticed():
    since = record_of(made(300))["checkpoint"]
    report = check(record_of(made(299)), since)
    assert not report.ok
    assert report.since == {"size": 300, "consistent": False}
    assert "300 leaves then, only 299 now" in report.errors[0]


def test_record_signed_with_another_key_of_the_same_name_is_noticed():
    assert not check(record_of(made(3), SignerKey(KEY.name, bytes(32)))).ok


def test_older_head_that_is_not_signed_by_the_key_is_noticed():
    assert not check(record_of(made(3)), record_of(made(2), SignerKey(KEY.name, bytes(32)))["checkpoint"]).ok


def test_record_with_every_entry_file_wrong_reports_and_stops():
    files = record_of(made(700))
    report = check({path: data if path == "checkpoint" else b"x" for path, data in files.items()})
    assert not report.ok
    assert len(report.errors) < 30
