"""Signed notes: a text with lines of signatures below it that say which key signed.

Format: C2SP signed-note (c2sp.org/signed-note), Ed25519 (RFC 8032), signature type 0x01. Keys are spelled as
the Go module golang.org/x/mod/sumdb/note spells them: `name+hash+base64` to verify,
`PRIVATE+KEY+name+hash+base64` to sign.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from rembuk.reckon.refusal import Refusal

ED25519 = b"\x01"
# A key that cosigns heads of other logs (c2sp.org/tlog-cosignature) is spelled with a type of its own.
COSIGNER = b"\x04"
_PRIVATE = "PRIVATE+KEY+"
DASH = "\u2014 "
_MOST_SIGNATURES = 100


@dataclass(frozen=True)
class VerifierKey:
    """Hold what checks a signature: the signer's NAME, the 32 bytes of the public key, and its KIND."""

    name: str
    public: bytes
    kind: bytes = ED25519

    @property
    def id(self) -> bytes:
        """Return the four bytes that stand before each signature of this key."""
        return sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{to_text(self.kind + self.public)}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Tell whether SIGNATURE was made over TEXT by this key, whatever its kind."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class SignerKey:
    """Hold what signs: the signer's NAME, the 32 secret bytes, and the KIND of its signatures."""

    name: str
    secret: bytes
    kind: bytes = ED25519

    @property
    def verifier(self) -> VerifierKey:
        """Return the public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.secret).public_key()
        return VerifierKey(self.name, public.public_bytes(Encoding.Raw, PublicFormat.Raw), self.kind)

    def __str__(self) -> str:
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{to_text(self.kind + self.secret)}"

    def __repr__(self) -> str:
        return f"SignerKey({self.name!r})"

    def sign(self, text: str) -> bytes:
        """Return the Ed25519 signature over TEXT; the same text gives the same 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(text.encode())


def read_verifier_key(spelled: str, kind: bytes = ED25519) -> VerifierKey:
    """Return the key of KIND that SPELLED (`name+hash+base64`) stands for, or refuse."""
    name, key = _read_key(spelled.strip(), kind)
    return VerifierKey(name, key, kind)


def read_signer_key(spelled: str, kind: bytes = ED25519) -> SignerKey:
    """Return the signing key that SPELLED (`PRIVATE+KEY+name+hash+base64`) stands for, or refuse."""
    if not spelled.startswith(_PRIVATE):
        raise _bad_key()
    name, secret = _read_key(spelled.strip().removeprefix(_PRIVATE), kind, private=True)
    return SignerKey(name, secret, kind)


def _read_key(spelled: str, kind: bytes, *, private: bool = False) -> tuple[str, bytes]:
    # Base64 may hold "+" itself, so only the first two separate.
    parts = spelled.split("+", 2)
    if len(parts) != 3 or not is_name(parts[0]):
        raise _bad_key()
    data = from_text(parts[2])
    if data is None or len(data) != 33:
        raise _bad_key()
    if data[:1] != kind:
        raise _other_kind(parts[0], kind) if data[:1] in (ED25519, COSIGNER) else _bad_key()
    name, key = parts[0], data[1:]
    verifier = SignerKey(name, key, kind).verifier if private else VerifierKey(name, key, kind)
    if verifier.id.hex() != parts[1]:
        raise _bad_key()
    return name, key


def _bad_key() -> Refusal:
    return Refusal(
        "Ini bukan kunci berbentuk nama+sidik+base64 (Ed25519); salin lagi seluruh barisnya, kunci catatan "
        "dari /catatan/key.vkey, kunci saksi dari saksinya.",
        "This is no key of the form name+hash+base64 (Ed25519); copy the whole line again, a record's from "
        "/catatan/key.vkey, a witness's from the witness.",
    )


def _other_kind(name: str, wanted: bytes) -> Refusal:
    if wanted == COSIGNER:
        return Refusal(
            f"Kunci {name} ini kunci catatan; di sini diminta kunci saksi, yang diumumkan saksinya sendiri.",
            f"The key {name} is a record's; here a witness's key is wanted, which the witness announces.",
        )
    return Refusal(
        f"Kunci {name} ini kunci saksi; di sini diminta kunci catatan (/catatan/key.vkey).",
        f"The key {name} is a witness's; here a record's key is wanted (/catatan/key.vkey).",
    )


def is_name(name: str) -> bool:
    """Tell whether NAME may name a key: not empty, no space, no plus."""
    return bool(name) and "+" not in name and not any(sign.isspace() for sign in name)


def sign_note(text: str, *keys: SignerKey) -> str:
    """Return the note of TEXT, which ends in a newline, signed by KEYS in their order."""
    if not text.endswith("\n"):
        raise ValueError("the text of a note ends in a newline")
    lines = [f"{DASH}{key.name} {to_text(key.verifier.id + key.sign(text))}\n" for key in keys]
    return text + "\n" + "".join(lines)


def open_note(note: bytes, *keys: VerifierKey) -> str | None:
    """Return the text of NOTE when at least one of KEYS signed it, else None.

    Signatures of other keys are passed over; a wrong one of a known key, or a line that is no signature,
    spoils the whole note, as the format wants it.
    """
    try:
        whole = note.decode()
    except UnicodeDecodeError:
        return None
    if any(sign < " " and sign != "\n" for sign in whole) or not whole.endswith("\n"):
        return None
    text, divide, below = whole.rpartition("\n\n")
    lines = below.split("\n")[:-1]
    if not divide or not lines or len(lines) > _MOST_SIGNATURES:
        return None
    text += "\n"
    known = {(key.name, key.id): key for key in keys}
    signed = False
    for line in lines:
        read = read_signature(line)
        if read is None:
            return None
        name, key_id, signature = read
        key = known.get((name, key_id))
        if key is not None:
            if not key.verifies(text, signature):
                return None
            signed = True
    return text if signed else None


def read_signature(line: str) -> tuple[str, bytes, bytes] | None:
    """Return the name, key id and signature that LINE spells, None when it is no signature line."""
    if not line.startswith(DASH):
        return None
    name, space, spelled = line.removeprefix(DASH).partition(" ")
    data = from_text(spelled)
    if not space or not is_name(name) or data is None or len(data) < 5:
        return None
    return name, data[:4], data[4:]


def to_text(data: bytes) -> str:
    """Return DATA in base64 (RFC 4648, section 4)."""
    return base64.b64encode(data).decode()


def from_text(text: str) -> bytes | None:
    """Return what TEXT spells in base64 (RFC 4648, section 4); None unless it is the one right spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if to_text(data) == text else None
