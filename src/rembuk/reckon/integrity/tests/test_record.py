"""The check of a whole record: what is right passes, and nothing else does."""

from __future__ import annotations

import pytest

from rembuk.reckon.integrity.checkpoints import Checkpoint
from rembuk.reckon.integrity.cosignatures import cosign
from rembuk.reckon.integrity.hash_tree import leaf_hash
from rembuk.reckon.integrity.notes import COSIGNER, SignerKey, sign_note
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
    assert "300 leaves then, only 299 now" in report.errors[0].en


def test_record_signed_with_another_key_of_the_same_name_is_noticed():
    assert not check(record_of(made(3), SignerKey(KEY.name, bytes(32)))).ok


def test_record_whose_changed_key_signs_beside_the_old_one_stands_for_readers_of_either():
    new = SignerKey(KEY.name, bytes(32))
    files = record_of(made(5))
    text = files["checkpoint"].decode().partition("\n\n")[0] + "\n"
    files["checkpoint"] = sign_note(text, new, KEY).encode()
    files["key.vkey"] = f"{new.verifier}\n".encode()
    assert verify_record(files.get, KEY.verifier).ok
    assert verify_record(files.get, new.verifier).ok
    files["checkpoint"] = sign_note(text, KEY).encode()
    assert not verify_record(files.get, KEY.verifier).ok, "a key that signed nothing is not the record's"


def test_older_head_that_is_not_signed_by_the_key_is_noticed():
    assert not check(record_of(made(3)), record_of(made(2), SignerKey(KEY.name, bytes(32)))["checkpoint"]).ok


def test_record_with_every_entry_file_wrong_reports_and_stops():
    files = record_of(made(700))
    report = check({path: data if path == "checkpoint" else b"x" for path, data in files.items()})
    assert not report.ok
    assert len(report.errors) < 30


WITNESS = SignerKey("redaksi.example/saksi", bytes(range(1, 33)), COSIGNER)


def test_report_tells_every_witness_asked_for_and_when_it_cosigned_the_head():
    files = record_of(made(5))
    text = files["checkpoint"].decode().partition("\n\n")[0] + "\n"
    files["checkpoint"] += cosign(text, WITNESS, 1_790_000_000).encode()
    report = verify_record(files.get, KEY.verifier, witnesses=[WITNESS.verifier])
    assert report.as_document() == {
        "ok": True, "origin": KEY.name, "size": 5, "root": report.root, "since": None,
        "witnesses": [{"name": WITNESS.name, "at": 1_790_000_000}], "errors": [],
    }  # fmt: skip


def test_witness_that_did_not_cosign_is_named_and_the_record_does_not_stand():
    report = verify_record(record_of(made(5)).get, KEY.verifier, witnesses=[WITNESS.verifier])
    assert report.as_document()["ok"] is False
    assert report.witnesses == [{"name": WITNESS.name, "at": None}]
    assert WITNESS.name in report.errors[0].id


def test_record_without_its_key_file_stands_and_one_without_head_tells_that_once():
    files = record_of(made(5))
    del files["key.vkey"]
    assert check(files).ok
    del files["checkpoint"]
    report = check(files)
    assert report.errors == [("checkpoint: tidak ada.", "checkpoint: not there.")]
    assert (report.size, report.root) == (None, None)


def test_older_head_signed_by_the_key_before_is_opened_with_that_key_only():
    before = SignerKey(KEY.name, bytes(range(2, 34)))
    since = record_of(made(3), before)["checkpoint"]
    files = record_of(made(5))
    report = verify_record(files.get, KEY.verifier, since, old_key=before.verifier)
    assert (report.ok, report.since) == (True, {"size": 3, "consistent": True})
    own = record_of(made(3))["checkpoint"]
    assert not verify_record(files.get, KEY.verifier, own, old_key=before.verifier).ok


def test_entries_are_told_with_their_numbers_and_progress_bundle_by_bundle():
    told, steps = [], []
    entries = made(600)
    verify_record(
        record_of(entries).get, KEY.verifier, tell=lambda at, entry: told.append((at, entry)),
        progress=lambda done, size: steps.append((done, size)),
    )  # fmt: skip
    assert told == list(enumerate(entries))
    assert steps == [(256, 600), (512, 600), (600, 600)]


def test_check_of_a_record_wrong_everywhere_ends_at_twenty_errors():
    files = record_of(made(256 * 40))
    wrong = {path: data[:-1] + b"?" if path.startswith("tile/0/") else data for path, data in files.items()}
    report = check(wrong)
    assert len(report.errors) == 20


def test_head_longer_than_this_record_is_never_called_consistent_even_where_it_begins_alike():
    entries = made(300)
    report = check(record_of(entries[:200]), record_of(entries)["checkpoint"])
    assert report.since == {"size": 300, "consistent": False}
    assert [error.id.partition(":")[0] for error in report.errors] == ["--since"]
