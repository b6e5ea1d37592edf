"""Tampering in bulk: 2,000 flipped bits, 200 rewritten histories, 50 forks; none passes unseen."""

from __future__ import annotations

import random

import pytest

from rembuk.reckon.integrity.checkpoints import Checkpoint, open_checkpoint
from rembuk.reckon.integrity.cosignatures import cosign
from rembuk.reckon.integrity.following import Seen, look
from rembuk.reckon.integrity.hash_tree import prove_consistency
from rembuk.reckon.integrity.notes import COSIGNER, SignerKey
from rembuk.reckon.integrity.record import verify_record
from rembuk.reckon.integrity.tests.test_hash_tree import made
from rembuk.reckon.integrity.tests.test_record import KEY, record_of
from rembuk.reckon.integrity.tiles import read_from_tiles
from rembuk.reckon.integrity.witness import Submission, judge

FLIPS, REWRITES, FORKS = 2_000, 200, 50
SAKSI = SignerKey("saksi.example", bytes(range(32, 64)), COSIGNER)


def test_two_thousand_flipped_bits_are_all_noticed():
    files = record_of(made(260))
    bits = [(path, bit) for path, data in files.items() for bit in range(len(data) * 8)]
    # Every file is hit: the small ones would else be passed over.
    chosen = random.Random(7).sample(bits, FLIPS - len(files))
    chosen += [(path, len(data) * 4) for path, data in files.items()]
    unseen = []
    for path, bit in chosen:
        flipped = bytearray(files[path])
        flipped[bit // 8] ^= 1 << bit % 8
        if verify_record({**files, path: bytes(flipped)}.get, KEY.verifier).ok:
            unseen.append((path, bit))
    assert unseen == []
    assert len(chosen) == FLIPS


def rewritten(entries, pick):
    """Return ENTRIES with their past changed in one of five ways, no shorter than before."""
    at, way = pick.randrange(len(entries) - 1), pick.randrange(5)
    past = list(entries)
    if way == 0:
        past[at] = b"diubah"
    elif way == 1:
        del past[at]
    elif way == 2:
        past.insert(at, b"disisipkan")
    elif way == 3:
        past[at], past[at + 1] = past[at + 1], past[at]
    else:
        past[at:] = [b"sejak sini lain %d" % number for number in range(len(past) - at)]
    more = max(0, len(entries) - len(past)) + pick.randrange(40)
    return past + [b"baru %d" % number for number in range(more)]


def test_two_hundred_rewritten_histories_signed_anew_are_seen_by_whoever_kept_a_head():
    pick, unseen = random.Random(11), []
    for number in range(REWRITES):
        entries = made(pick.randrange(3, 300))
        kept = look(record_of(entries).get, Seen(KEY.verifier)).seen
        forged = record_of(rewritten(entries, pick))
        assert verify_record(forged.get, KEY.verifier).ok, "the forgery alone is a sound record"
        passed = verify_record(forged.get, KEY.verifier, kept.note.encode()).ok
        if passed or look(forged.get, kept).alarm != "fork":
            unseen.append(number)
    assert unseen == []


def submission(entries, files, old):
    read = read_from_tiles(len(entries), lambda tile: files[tile.path])
    return Submission(old, tuple(prove_consistency(old, len(entries), read)), files["checkpoint"].decode())


@pytest.fixture(scope="module")
def forks():
    """Return FORKS triples of what was common, and the two histories shown to two readers."""
    pick, found = random.Random(13), []
    for _number in range(FORKS):
        common = made(pick.randrange(1, 300))
        left, right = ([*common, *(b"%s %d" % (side, n) for n in range(pick.randrange(1, 40)))]
                       for side in (b"kiri", b"kanan"))  # fmt: skip
        found.append((common, left, right))
    return found


def test_fifty_forks_are_seen_as_soon_as_two_readers_compare_their_heads(forks):
    for common, left, right in forks:
        start = look(record_of(common).get, Seen(KEY.verifier)).seen
        shown = [record_of(entries) for entries in (left, right)]
        readers = [look(files.get, start) for files in shown]
        assert [reader.alarm for reader in readers] == [None, None], "each alone sees a sound record"
        for mine, theirs in ((0, 1), (1, 0)):
            assert look(shown[theirs].get, readers[mine].seen).alarm in ("fork", "shrunk")
            kept = readers[mine].seen.note.encode()
            assert not verify_record(shown[theirs].get, KEY.verifier, kept).ok


def test_of_fifty_forks_an_honest_witness_signs_one_side_only(forks):
    for common, left, right in forks:
        known = open_checkpoint(record_of(common)["checkpoint"], KEY.verifier)
        trusting = 0
        for entries in (left, right):
            files = record_of(entries)
            verdict = judge(submission(entries, files, len(common)), [KEY.verifier], known)
            if verdict.status == 409:
                # The cheat learns what is known and tries from there.
                assert verdict.size is not None
                if verdict.size <= len(entries):
                    again = submission(entries, files, verdict.size)
                    verdict = judge(again, [KEY.verifier], known)
            line = ""
            if verdict.status == 200:
                known, line = verdict.head, cosign(verdict.text, SAKSI, 1_790_000_000)
            cosigned = {**files, "checkpoint": files["checkpoint"] + line.encode()}
            trusting += verify_record(cosigned.get, KEY.verifier, None, [SAKSI.verifier]).ok
        assert trusting == 1


def test_head_that_two_keys_sign_is_opened_by_either():
    from rembuk.reckon.integrity.notes import sign_note

    new = SignerKey(KEY.name, bytes(range(1, 33)))
    text = Checkpoint(KEY.name, 3, bytes(32)).text
    note = sign_note(text, KEY, new).encode()
    assert open_checkpoint(note, KEY.verifier) == open_checkpoint(note, new.verifier) is not None
