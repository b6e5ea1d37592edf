"""Signed notes, keys and checkpoints."""

from __future__ import annotations

import pytest

from rembuk.reckon.integrity.checkpoints import Checkpoint, open_checkpoint, parse_checkpoint
from rembuk.reckon.integrity.notes import (
    SignerKey,
    VerifierKey,
    open_note,
    read_signer_key,
    read_verifier_key,
    sign_note,
)
from rembuk.reckon.refusal import Refusal

KEY = SignerKey("rembuk.example/catatan", bytes(range(32)))
OTHER = SignerKey("saksi.example", bytes(32))
# The example pair and note in the documentation of the Go package golang.org/x/mod/sumdb/note.
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_SIGNATURE = (
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6K"
    "E6RyyBwJnAM=\n"
)


def test_key_and_note_of_go_documentation_are_made_and_read_the_same():
    key = read_signer_key(GO_PRIVATE)
    assert str(key.verifier) == GO_PUBLIC
    assert str(key) == GO_PRIVATE
    assert read_verifier_key(GO_PUBLIC) == key.verifier
    note = sign_note(GO_TEXT, key)
    assert note == f"{GO_TEXT}\n{GO_SIGNATURE}"
    assert open_note(note.encode(), key.verifier) == GO_TEXT


def test_secret_of_key_is_not_in_its_repr():
    assert repr(KEY) == "SignerKey('rembuk.example/catatan')"


@pytest.mark.parametrize(
    "spelled",
    [
        "",
        "nama",
        "nama+12345678",
        GO_PUBLIC[:-4],
        GO_PUBLIC.replace("c74f20a3", "c74f20a4"),
        "a b" + GO_PUBLIC,
        GO_PUBLIC.replace("ARpc", "AhpC"),
        "+" + GO_PUBLIC,
    ],
)
def test_key_spelled_wrongly_is_refused(spelled):
    with pytest.raises(Refusal):
        read_verifier_key(spelled)


def test_private_key_without_its_prefix_is_refused():
    with pytest.raises(Refusal):
        read_signer_key(GO_PUBLIC)


def test_note_signed_by_two_opens_with_either_key_and_not_with_a_stranger():
    note = sign_note("teks\n", KEY, OTHER).encode()
    assert open_note(note, KEY.verifier) == open_note(note, OTHER.verifier) == "teks\n"
    assert open_note(note, SignerKey("orang.lain", bytes(32)).verifier) is None
    assert open_note(note) is None


def test_note_with_wrong_signature_of_one_known_key_is_spoiled_although_another_is_right():
    good = sign_note("teks\n", KEY, OTHER)
    forged = good.replace(sign_note("teks\n", OTHER)[7:], sign_note("lain\n", OTHER)[7:])
    assert forged != good
    assert open_note(forged.encode(), KEY.verifier, OTHER.verifier) is None
    assert open_note(forged.encode(), KEY.verifier) == "teks\n"


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"teks\n",
        b"teks\n\n",
        b"\xff\n\n",
        b"teks\r\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"teks\n\n- a AAAAAAA=\n",
        "teks\n\n\u2014 a AAAAAA=\n".encode(),
        "teks\n\n\u2014 a\n".encode(),
        "teks\n\n\u2014 a AAAAAAA=".encode(),
    ],
)
def test_note_in_any_other_form_does_not_open(note):
    assert open_note(note, VerifierKey("a", bytes(32))) is None


def test_every_bit_of_a_signed_checkpoint_counts():
    note = Checkpoint(KEY.name, 7, bytes(32)).signed(KEY).encode()
    assert open_checkpoint(note, KEY.verifier) == Checkpoint(KEY.name, 7, bytes(32))
    for bit in range(len(note) * 8):
        flipped = bytearray(note)
        flipped[bit // 8] ^= 1 << bit % 8
        assert open_checkpoint(bytes(flipped), KEY.verifier) is None, f"bit {bit}"


@pytest.mark.parametrize(
    "text",
    [
        "asal\n1\n",
        "asal\n01\nroot\n",
        "\n1\nAAAA\n",
        f"asal\n{2**63}\n{'A' * 43}=\n",
        f"asal\n-1\n{'A' * 43}=\n",
        f"asal\n1\n{'A' * 42}==\n",
        f"asal\n1\n{'A' * 43}=\nlebih\n",
        f"asal\n1\n{'A' * 42}B=\n",
        f"asal\n\u0661\n{'A' * 43}=\n",
    ],
)
def test_checkpoint_text_in_any_other_form_is_none(text):
    assert parse_checkpoint(text) is None


def test_checkpoint_of_another_origin_signed_with_our_key_does_not_open():
    note = Checkpoint("lain.example/catatan", 7, bytes(32)).signed(KEY).encode()
    assert open_checkpoint(note, KEY.verifier) is None
