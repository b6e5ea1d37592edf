"""What a witness answers, and that nothing but its own signature passes for it."""

from __future__ import annotations

import pytest

from rembuk.reckon.integrity.checkpoints import Checkpoint, parse_checkpoint
from rembuk.reckon.integrity.cosignatures import cosign, cosignatures_of, cosigned_at, read_cosigner_key
from rembuk.reckon.integrity.hash_tree import leaf_hash, prove_consistency, root_hash
from rembuk.reckon.integrity.notes import COSIGNER, SignerKey, read_verifier_key
from rembuk.reckon.integrity.record import verify_record
from rembuk.reckon.integrity.tests.test_hash_tree import made
from rembuk.reckon.integrity.tests.test_record import KEY, record_of
from rembuk.reckon.integrity.witness import Submission, judge, parse_submission
from rembuk.reckon.refusal import Refusal

SAKSI = SignerKey("saksi.example/w1", bytes(range(32, 64)), COSIGNER)
NOON = 1_790_000_000


def tree(entries):
    hashes = [leaf_hash(entry) for entry in entries]

    def read(level, index):
        from rembuk.reckon.integrity.hash_tree import fold

        return fold(hashes[index << level : (index + 1) << level])

    return read


def head(entries, key=KEY):
    return Checkpoint(KEY.name, len(entries), root_hash(len(entries), tree(entries))).signed(key)


def known(entries):
    return Checkpoint(KEY.name, len(entries), root_hash(len(entries), tree(entries)))


def submission(entries, old, **more):
    proof = tuple(prove_consistency(old, len(entries), tree(entries)))
    values = {"old": old, "proof": proof, "note": head(entries), **more}
    return Submission(**values)


def asked(entries, old, seen, **more):
    sent = parse_submission(submission(entries, old, **more).body)
    return judge(sent, [KEY.verifier], known(entries[:seen]) if seen else None)


@pytest.mark.parametrize(("old", "new"), [(0, 1), (0, 300), (1, 2), (7, 300), (256, 257), (300, 300)])
def test_head_that_continues_the_known_one_is_cosigned(old, new):
    verdict = asked(made(new), old, old)
    assert (verdict.status, verdict.head.size) == (200, new)
    line = cosign(verdict.text, SAKSI, NOON)
    assert cosigned_at(verdict.text, line, SAKSI.verifier) == NOON


def test_answers_of_the_specification():
    entries = made(20)
    assert judge(submission(entries, 0), [], None).status == 404
    other = SignerKey(KEY.name, bytes(32))
    assert asked(entries, 0, 0, note=head(entries, other)).status == 403
    conflict = asked(entries, 5, 7)
    assert (conflict.status, conflict.size) == (409, 7)
    assert asked(entries, 7, 7, proof=()).status == 422
    assert asked(entries, 0, 0, proof=(bytes(32),)).status == 422
    forged = [b"diubah", *entries[1:]]
    assert judge(submission(forged, 7), [KEY.verifier], known(entries[:7])).status == 422
    same = judge(submission(forged, 20), [KEY.verifier], known(entries))
    assert (same.status, same.size) == (409, 20)
    assert judge(Submission(21, (), head(entries)), [KEY.verifier], known(made(21))).status == 400


@pytest.mark.parametrize(
    "body",
    [b"", b"old 1\n", b"old 01\n\nx", b"old -1\n\nx", b"old 1\nAAAA\n\nx", b"\xff\n\n", b"old 1\n\xe2\n\nx",
     b"old 0\n" + b"A" * 43 + b"=\n" * 64 + b"\nx", b"size 0\n\nx"],
)  # fmt: skip
def test_what_is_no_request_is_none(body):
    assert parse_submission(body) is None


def test_lines_after_the_third_are_cosigned_with_the_head():
    text = Checkpoint(KEY.name, 3, root_hash(3, tree(made(3)))).text + "tambahan\n"
    from rembuk.reckon.integrity.notes import sign_note

    verdict = judge(Submission(0, (), sign_note(text, KEY)), [KEY.verifier], None)
    assert (verdict.status, verdict.text) == (200, text)


def test_example_of_the_cosignature_specification_has_the_shape_we_read():
    line = (
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1"
        "nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    )
    from rembuk.reckon.integrity.notes import read_signature

    name, key_id, signature = read_signature(line.removesuffix("\n"))
    assert (name, key_id.hex(), len(signature)) == ("witness.example.com/w1", "8d66cf3f", 72)
    assert int.from_bytes(signature[:8], "big") == 1679315147


def test_any_flipped_bit_of_a_cosignature_or_its_head_is_refused():
    text = parse_checkpoint(head(made(3)).partition("\n\n")[0] + "\n").text
    line = cosign(text, SAKSI, NOON)
    for place in range(len(line) - 1):
        for bit in (1, 2, 64):
            wrong = line[:place] + chr(ord(line[place]) ^ bit) + line[place + 1 :]
            assert cosigned_at(text, wrong, SAKSI.verifier) is None, place
    assert cosigned_at(text.replace("3", "4"), line, SAKSI.verifier) is None
    assert cosigned_at(text, line, SignerKey(SAKSI.name, bytes(32), COSIGNER).verifier) is None


def test_record_is_checked_for_the_witnesses_that_are_asked_for():
    files = record_of(made(5))
    text = files["checkpoint"].decode().partition("\n\n")[0] + "\n"
    whole = {**files, "checkpoint": files["checkpoint"] + cosign(text, SAKSI, NOON).encode()}
    report = verify_record(whole.get, KEY.verifier, None, [SAKSI.verifier])
    assert report.ok
    assert report.witnesses == [{"name": SAKSI.name, "at": NOON}]
    assert verify_record(whole.get, KEY.verifier).ok, "a reader without the witness's key passes it over"
    assert not verify_record(files.get, KEY.verifier, None, [SAKSI.verifier]).ok
    assert cosignatures_of(files["checkpoint"], SAKSI.verifier) == []


def test_keys_of_logs_and_of_witnesses_are_not_taken_for_each_other():
    with pytest.raises(Refusal):
        read_verifier_key(str(SAKSI.verifier))
    with pytest.raises(Refusal):
        read_cosigner_key(str(KEY.verifier))
    assert read_cosigner_key(str(SAKSI.verifier)) == SAKSI.verifier
