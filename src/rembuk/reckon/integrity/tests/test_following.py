"""A follower accepts every continuation of what it saw, and nothing else."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from rembuk.reckon.integrity.following import Seen, look, read_seen
from rembuk.reckon.integrity.notes import SignerKey, sign_note
from rembuk.reckon.integrity.tests.test_hash_tree import made
from rembuk.reckon.integrity.tests.test_record import KEY, record_of
from rembuk.reckon.integrity.tiles import pack_entries
from rembuk.reckon.refusal import Refusal


def seen_at(size):
    found = look(record_of(made(size)).get, Seen(KEY.verifier))
    assert found.alarm is None
    return read_seen(found.seen.as_text())


def test_every_growth_is_accepted_and_each_new_entry_told_once_in_order():
    seen, told = Seen(KEY.verifier), []
    for old, new in pairwise([0, 0, 1, 2, 255, 256, 256, 257, 700]):
        found = look(record_of(made(new)).get, seen, lambda index, entry: told.append((index, entry)))
        assert (found.alarm, found.first, found.size) == (None, old, new)
        seen = read_seen(found.seen.as_text())
    assert told == list(enumerate(made(700)))


def test_head_that_did_not_grow_costs_one_file():
    asked = []
    files = record_of(made(300))

    def fetch(path):
        asked.append(path)
        return files.get(path)

    assert look(fetch, seen_at(300)).alarm is None
    assert asked == ["checkpoint"]


@pytest.mark.parametrize("at", [0, 1, 128, 254, 255, 256, 298, 299])
@pytest.mark.parametrize("size", [300, 301, 600])
def test_rewritten_history_is_a_fork_whether_it_grew_or_not(at, size):
    entries = made(size)
    forged = record_of([*entries[:at], b"diubah", *entries[at + 1 :]])
    found = look(forged.get, seen_at(300))
    assert found.alarm == "fork"
    assert found.seen.head.size == 300, "what was seen is kept as it was"


def test_head_over_the_true_entries_with_tampered_shown_entries_is_a_fork():
    files = record_of(made(310))
    path = "tile/entries/001.p/54"
    data = bytearray(files[path])
    data[-1] ^= 1
    assert look({**files, path: bytes(data)}.get, seen_at(300)).alarm == "fork"


@pytest.mark.parametrize("at", [256, 299, 300])
def test_old_entry_shown_otherwise_beside_new_ones_is_a_fork_although_the_head_is_right(at):
    files, told = record_of(made(310)), []
    shown = [b"diubah" if number == at else one for number, one in enumerate(made(310))][256:]
    files["tile/entries/001.p/54"] = pack_entries(shown)
    assert look(files.get, seen_at(300), lambda index, entry: told.append(index)).alarm == "fork"
    assert [index for index in told if index < 300] == []


@pytest.mark.parametrize("old", ["right", "another"])
def test_key_that_an_entry_names_is_not_trusted_before_it_signs_and_not_for_another_key(old):
    heir = SignerKey(KEY.name, bytes(range(32, 64)))
    named = KEY.verifier if old == "right" else SignerKey(KEY.name, bytes(32)).verifier
    facts = {"old": str(named), "new": str(heir.verifier)}
    entry = json.dumps({"kind": "ledger.key_changed", "facts": facts}).encode()
    entries = [*made(300), entry]
    found = look(record_of(entries).get, seen_at(300))
    assert (found.alarm, found.seen.key) == (None, KEY.verifier), "the heir has not signed"
    files = record_of(entries)
    note = files["checkpoint"].decode()
    text = note.partition("\n\n")[0] + "\n"
    both = sign_note(text, KEY, heir).encode()
    found = look({**files, "checkpoint": both}.get, seen_at(300))
    assert (found.alarm, found.seen.key) == (None, heir.verifier if old == "right" else KEY.verifier)


def test_shrunk_unsigned_and_withheld_records_each_raise_their_alarm():
    seen = seen_at(300)
    assert look(record_of(made(299)).get, seen).alarm == "shrunk"
    assert look(record_of(made(301), SignerKey(KEY.name, bytes(32))).get, seen).alarm == "signature"
    assert look({}.get, seen).alarm == "missing"
    files = record_of(made(600))
    assert look({"checkpoint": files["checkpoint"]}.get, seen).alarm == "missing"


@pytest.mark.parametrize("change", ["key", "note", "edge", "cut"])
def test_spoiled_state_is_refused_not_followed(change):
    document = json.loads(seen_at(300).as_text())
    if change == "cut":
        text = seen_at(300).as_text()[:-40]
    else:
        document[change] = seen_at(301).as_text() if change != "edge" else document["edge"][::-1]
        text = json.dumps(document)
    with pytest.raises(Refusal):
        read_seen(text)
