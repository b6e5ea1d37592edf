"""A new key: vouched for by the old one, or after a loss; the history stays one."""

from __future__ import annotations

import json

import pytest

from rembuk.ledger.actions import change_key, retire_key, seal
from rembuk.ledger.actions.keys import RecordRefused, beside, head_path, key_path
from rembuk.ledger.models import Leaf
from rembuk.ledger.queries import record as queries
from rembuk.ledger.tests.factories import AT, record, record_many
from rembuk.ledger.tests.test_seal import forget_since
from rembuk.reckon.integrity.checkpoints import open_checkpoint
from rembuk.reckon.integrity.following import Seen, look
from rembuk.reckon.integrity.hash_tree import prove_consistency
from rembuk.reckon.integrity.notes import open_note, read_verifier_key
from rembuk.reckon.integrity.record import verify_record
from rembuk.reckon.integrity.witness import Submission, judge
from rembuk.shared.actors import OPERATOR
from rembuk.shared.refusals import Conflicting
from rembuk.site.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def old():
    """Seal three entries and return the key that did."""
    record_many(3)
    seal(at=AT)
    return read_verifier_key(queries.verifier_key())


def change(lost=False):
    return change_key(lost=lost, by=OPERATOR, at=AT)


def grow(number):
    record(number)
    return seal(at=AT)


def fetch(path):
    return queries.record_file(path)


def test_both_keys_sign_until_the_old_one_is_retired_and_the_leaf_names_them(old):
    kept = fetch("checkpoint")
    new = change()
    assert (new.name, new != old) == (old.name, True)
    head = fetch("checkpoint")
    assert open_note(head, old) == open_note(head, new) is not None
    leaf = json.loads(bytes(Leaf.objects.get(index=3).body))
    assert (leaf["kind"], leaf["facts"]) == ("ledger.key_changed", {"old": str(old), "new": str(new)})
    assert verify_record(fetch, new, kept, old_key=old).ok
    with pytest.raises(Conflicting, match="masih ikut"):
        change()
    assert retire_key()
    head = grow(9).note.encode()
    assert (open_note(head, old), open_note(head, new) is not None) == (None, True)
    assert change() != new, "it can be changed again"


def test_follower_is_led_to_the_new_key_by_the_old_one_and_to_no_other(old):
    seen = look(fetch, Seen(old)).seen
    new = change()
    seen = look(fetch, seen).seen
    assert seen.key == new
    retire_key()
    grow(9)
    assert look(fetch, seen).alarm is None


def test_follower_is_not_led_by_a_key_declared_lost(old):
    seen = look(fetch, Seen(old)).seen
    new = change(lost=True)
    assert look(fetch, seen).alarm == "signature"
    assert verify_record(fetch, new, seen.note.encode(), old_key=old).ok, "the same history all the same"
    assert not verify_record(fetch, old).ok


def test_lost_key_needs_no_file_and_never_signs_again(old):
    key_path().unlink()
    with pytest.raises(Conflicting, match="--lost"):
        change()
    new = change(lost=True)
    head = fetch("checkpoint")
    assert (open_note(head, old), open_note(head, new) is not None) == (None, True)
    assert not beside("lama").exists()
    kind = json.loads(bytes(Leaf.objects.get(index=3).body))["kind"]
    assert kind == "ledger.key_lost"


def test_key_lost_while_it_signs_along_signs_no_more(old):
    between = change()
    assert beside("lama").exists()
    new = change(lost=True)
    assert not beside("lama").exists()
    head = grow(9).note.encode()
    assert [open_note(head, key) is not None for key in (old, between, new)] == [False, False, True]


@pytest.mark.parametrize("lost", [False, True])
def test_key_is_not_changed_over_a_database_that_forgot_what_was_signed(old, lost):
    record_many(4)
    kept = seal(at=AT).note
    files = sorted(path.name for path in key_path().parent.iterdir())
    forget_since(3)
    leaves = Leaf.objects.count()
    with pytest.raises(RecordRefused, match="sudah ditandatangani"):
        change(lost=lost)
    assert (read_verifier_key(queries.verifier_key()), Leaf.objects.count()) == (old, leaves)
    assert head_path().read_text() == kept
    assert sorted(path.name for path in key_path().parent.iterdir()) == files


def test_stolen_key_that_forks_the_history_is_refused_by_a_witness_that_takes_the_new_one(old):
    known = open_checkpoint(fetch("checkpoint"), old)
    new = change(lost=True)
    head = queries.signed_head()
    proof = tuple(prove_consistency(known.size, head.size, queries.tile_reader(head.size)))
    asked = Submission(known.size, proof, head.note)
    assert judge(asked, [old], known).status == 403, "until its operator is told of the new key"
    assert judge(asked, [new], known).status == 200


def test_crash_between_database_and_files_is_mended_by_the_next_seal(old, monkeypatch):
    import importlib

    module = importlib.import_module("rembuk.ledger.actions.change_key")
    monkeypatch.setattr(module, "finish_change", lambda vkey: None)
    monkeypatch.setattr(module, "seal", lambda *, at: None)
    new = change()
    assert beside("baru").exists()
    head = grow(9).note.encode()
    assert open_note(head, old) == open_note(head, new) is not None
    assert not beside("baru").exists()
    assert beside("lama").exists()


def test_record_never_sealed_has_no_key_to_change():
    with pytest.raises(Conflicting, match="belum pernah"):
        change()


def test_command_changes_retires_and_shows(old, capsys):
    assert main(["record", "key", "--change", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["key"] == str(old), shown["old_signs_along"]) == (False, True)
    assert main(["record", "key", "--change"]) == 2
    capsys.readouterr()
    assert main(["record", "key", "--retire", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"key": shown["key"], "old_signs_along": False}


@pytest.mark.parametrize("spoiled", [b"", b"PRIVATE+KEY+setengah", b"\xff\xfe\x00"])
def test_spoiled_key_file_is_refused_and_can_be_declared_lost(old, spoiled):
    key_path().write_bytes(spoiled)
    with pytest.raises(RecordRefused, match="rusak"):
        change()
    new = change(lost=True)
    head = fetch("checkpoint")
    assert (open_note(head, old), open_note(head, new) is not None) == (None, True)
    assert beside("tercabut").read_bytes() == spoiled


def test_key_of_an_earlier_theft_is_kept_at_the_next(old):
    first = key_path().read_text()
    change(lost=True)
    second = key_path().read_text()
    change(lost=True)
    assert (beside("tercabut").read_text(), beside("tercabut-2").read_text()) == (first, second)
