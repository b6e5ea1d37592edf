"""Cosignatures: what witnesses put below the head of a log, each with the time at which it was made.

Format: C2SP tlog-cosignature (c2sp.org/tlog-cosignature), Ed25519, cosignature/v1, signature type 0x04.
"""

from __future__ import annotations

from rembuk.reckon.integrity.notes import (
    COSIGNER,
    DASH,
    SignerKey,
    VerifierKey,
    read_signature,
    read_signer_key,
    read_verifier_key,
    to_text,
)

_LATEST = 2**63 - 1


def read_cosigner_key(spelled: str) -> VerifierKey:
    """Return the witness's verifier key that SPELLED (`name+hash+base64`) stands for, or refuse."""
    return read_verifier_key(spelled, COSIGNER)


def read_cosigner_secret(spelled: str) -> SignerKey:
    """Return the witness's signing key that SPELLED (`PRIVATE+KEY+…`) stands for, or refuse."""
    return read_signer_key(spelled, COSIGNER)


def _message(text: str, seconds: int) -> str:
    return f"cosignature/v1\ntime {seconds}\n{text}"


def cosign(text: str, key: SignerKey, seconds: int) -> str:
    """Return the signature line of KEY over the head TEXT at SECONDS since 1970."""
    signature = seconds.to_bytes(8, "big") + key.sign(_message(text, seconds))
    return f"{DASH}{key.name} {to_text(key.verifier.id + signature)}\n"


def cosigned_at(text: str, line: str, key: VerifierKey) -> int | None:
    """Return when KEY cosigned the head TEXT by LINE, in seconds since 1970; None when it did not."""
    read = read_signature(line.removesuffix("\n"))
    if read is None or read[:2] != (key.name, key.id) or len(read[2]) != 72:
        return None
    seconds = int.from_bytes(read[2][:8], "big")
    holds = seconds <= _LATEST and key.verifies(_message(text, seconds), read[2][8:])
    return seconds if holds else None


def cosignatures_of(note: bytes, key: VerifierKey) -> list[tuple[int, str]]:
    """Return (seconds, line) of every right cosignature of KEY in NOTE, the latest first."""
    text, _divide, below = note.decode("utf-8", "replace").rpartition("\n\n")
    lines = [f"{line}\n" for line in below.split("\n") if line]
    found = [(cosigned_at(text + "\n", line, key), line) for line in lines]
    return sorted(((seconds, line) for seconds, line in found if seconds is not None), reverse=True)
