"""A second opinion on the record that is not ours: the Go project's transparency-log packages."""

from __future__ import annotations

from pathlib import Path

import pytest

from rembuk.ledger.actions import seal
from rembuk.ledger.queries.record import signed_head
from rembuk.ledger.tests.factories import AT, record_many
from rembuk.reckon.integrity.notes import SignerKey
from rembuk.reckon.integrity.tests.test_hash_tree import made
from rembuk.reckon.integrity.tests.test_record import KEY, record_of
from rembuk.site.cli import main
from tests.go.checker import build_checker, opinion

pytestmark = pytest.mark.go


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the checker once."""
    return build_checker(tmp_path_factory.mktemp("go"))


def lay(folder: Path, files: dict[str, bytes]) -> Path:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.mark.django_db
def test_go_accepts_what_rembuk_exports_and_that_it_continues_an_older_head(checker, tmp_path, capsys):
    record_many(300)
    old = tmp_path / "lama"
    old.write_text(seal(at=AT).note)
    record_many(231)
    seal(at=AT)
    assert main(["record", "export", str(tmp_path / "catatan")]) == 0
    code, said = opinion(checker, tmp_path / "catatan", old)
    assert (code, said.split()[:2]) == (0, ["ok", "531"]), said
    assert signed_head().size == 531


@pytest.mark.parametrize("size", [1, 255, 256, 257, 1000])
def test_go_accepts_a_record_of_any_size(checker, tmp_path, size):
    code, said = opinion(checker, lay(tmp_path, record_of(made(size))))
    assert code == 0, said


def test_go_refuses_what_we_refuse(checker, tmp_path):
    files = record_of(made(300))
    for number, (path, data) in enumerate(files.items()):
        if path == "key.vkey":
            continue
        flipped = bytearray(data)
        flipped[len(data) // 2] ^= 1
        folder = lay(tmp_path / str(number), {**files, path: bytes(flipped)})
        assert opinion(checker, folder)[0] == 1, path


def test_go_refuses_a_rewritten_history_and_another_key(checker, tmp_path):
    entries = made(300)
    old = tmp_path / "lama"
    old.write_bytes(record_of(entries)["checkpoint"])
    forged = lay(tmp_path / "a", record_of([b"diubah", *entries[1:], b"baru"]))
    assert opinion(checker, forged)[0] == 0
    assert opinion(checker, forged, old)[0] == 1
    other = record_of(entries, SignerKey(KEY.name, bytes(32)))
    folder = lay(tmp_path / "b", {**other, "key.vkey": f"{KEY.verifier}\n".encode()})
    assert opinion(checker, folder)[0] == 1


def test_go_demands_the_signature_of_a_witness_and_takes_no_other(checker, tmp_path):
    from rembuk.reckon.integrity.cosignatures import cosign
    from rembuk.reckon.integrity.notes import COSIGNER

    witness = SignerKey("saksi.example/w1", bytes(range(32, 64)), COSIGNER)
    files = record_of(made(5))
    text = files["checkpoint"].decode().partition("\n\n")[0] + "\n"
    line = cosign(text, witness, 1_790_000_000)
    key = tmp_path / "saksi.vkey"
    key.write_text(str(witness.verifier))
    folder = lay(tmp_path / "a", {**files, "checkpoint": files["checkpoint"] + line.encode()})
    assert opinion(checker, folder, first=("-witness", str(key)))[0] == 0
    assert opinion(checker, lay(tmp_path / "b", files), first=("-witness", str(key)))[0] == 1
    other = cosign(text.replace("5", "6"), witness, 1_790_000_000)
    forged = lay(tmp_path / "c", {**files, "checkpoint": files["checkpoint"] + other.encode()})
    assert opinion(checker, forged, first=("-witness", str(key)))[0] == 1


def test_go_sees_silence_and_its_end_as_we_do(checker, tmp_path):
    from rembuk.reckon.integrity.tests import test_silence as ours

    file = tmp_path / "bukti.json"
    file.write_text(ours.HELD.text)
    asked = ("-arrival", str(file))
    code, said = opinion(checker, lay(tmp_path / "a", record_of(ours.AFTER)), first=asked)
    assert (code, said.split()[:2]) == (0, ["silent", ours.VOICE]), said
    answer = ours.entry("voices.set_aside", ours.VOICE, "2026-08-19T01:00:00Z")
    answered = lay(tmp_path / "b", record_of([*ours.AFTER, answer]))
    assert opinion(checker, answered, first=asked)[0] == 1
    veiled = lay(tmp_path / "e", record_of([*ours.AFTER, ours.veiled_for(ours.SALT)]))
    assert opinion(checker, veiled, first=asked)[0] == 1
    other = lay(tmp_path / "f", record_of([*ours.AFTER, ours.veiled_for("08" * 32)]))
    assert opinion(checker, other, first=asked)[0] == 0
    closed = tmp_path / "tertutup.json"
    closed.write_text(ours.arrival(ours.BEFORE, 9, {}).text)
    assert opinion(checker, other, first=("-arrival", str(closed)))[0] == 1
    assert opinion(checker, tmp_path / "a", first=("-arrival", str(closed)))[0] == 0
    taken = ours.entry("voices.withdrawn", ours.VOICE, "2026-08-18T01:00:00Z", "citizen")
    code, said = opinion(checker, lay(tmp_path / "h", record_of([*ours.AFTER, taken])), first=asked)
    assert (code, "withdrawn" in said) == (0, True), said
    new = SignerKey(KEY.name, bytes(32))
    changed = lay(tmp_path / "g", record_of(ours.AFTER, new))
    (tmp_path / "lama.vkey").write_text(f"{KEY.verifier}\n")
    assert opinion(checker, changed, first=(*asked, "-old-key", str(tmp_path / "lama.vkey")))[0] == 0
    assert opinion(checker, changed, first=asked)[0] == 1
    early = lay(tmp_path / "c", record_of(ours.BEFORE))
    assert opinion(checker, early, first=asked)[0] == 1
    forged = lay(tmp_path / "d", record_of([b"{}", *ours.AFTER[1:]]))
    assert opinion(checker, forged, first=asked)[0] == 1
    file.write_text(ours.HELD.text.replace("putus", "utuh"))
    assert opinion(checker, tmp_path / "a", first=asked)[0] == 1
