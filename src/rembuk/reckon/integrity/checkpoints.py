"""Checkpoints: the signed head of a log, three lines in a signed note.

Format: C2SP tlog-checkpoint (c2sp.org/tlog-checkpoint), without extension lines.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from rembuk.reckon.integrity.hash_tree import HASH_SIZE, Hash
from rembuk.reckon.integrity.notes import SignerKey, VerifierKey, open_note, sign_note

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Checkpoint:
    """Say that the log ORIGIN has SIZE leaves below ROOT."""

    origin: str
    size: int
    root: Hash

    @property
    def text(self) -> str:
        """Return the three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def signed(self, key: SignerKey) -> str:
        """Return the note that carries this checkpoint, signed by KEY."""
        return sign_note(self.text, key)


def parse_checkpoint(text: str) -> Checkpoint | None:
    """Return the checkpoint that TEXT spells, or None; an extension line is refused, for nobody audits it."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0] or not _SIZE.fullmatch(lines[1]):
        return None
    size = int(lines[1])
    try:
        root = base64.b64decode(lines[2], validate=True)
    except (binascii.Error, ValueError):
        return None
    found = Checkpoint(lines[0], size, root)
    return found if len(root) == HASH_SIZE and size <= _LARGEST and found.text == text else None


def open_checkpoint(note: bytes, key: VerifierKey) -> Checkpoint | None:
    """Return the checkpoint in NOTE when KEY signed it and its origin is the key's name, else None."""
    text = open_note(note, key)
    found = parse_checkpoint(text) if text is not None else None
    return found if found is not None and found.origin == key.name else None
