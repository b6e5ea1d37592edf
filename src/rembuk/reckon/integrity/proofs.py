"""Proofs in a file: one entry, its place in the tree, the signed head.

Format: C2SP tlog-proof (c2sp.org/tlog-proof@v1), without extra data.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from rembuk.reckon.integrity.checkpoints import Checkpoint, open_checkpoint
from rembuk.reckon.integrity.hash_tree import HASH_SIZE, Hash, inclusion_holds, leaf_hash
from rembuk.reckon.integrity.notes import VerifierKey

_HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True)
class InclusionProof:
    """Hold where an entry stands (INDEX), the PATH to the root, lowest first, and the signed head NOTE."""

    index: int
    path: tuple[Hash, ...]
    note: str

    @property
    def text(self) -> str:
        """Return the proof as its file spells it."""
        path = "".join(base64.b64encode(node).decode() + "\n" for node in self.path)
        return f"{_HEADER}\nindex {self.index}\n{path}\n{self.note}"

    def proves(self, entry: bytes, key: VerifierKey) -> Checkpoint | None:
        """Return the head that KEY signed when ENTRY stands at the index below it, else None."""
        head = open_checkpoint(self.note.encode(), key)
        if head is None:
            return None
        holds = inclusion_holds(
            index=self.index, size=head.size, leaf=leaf_hash(entry), root=head.root, proof=self.path
        )
        return head if holds else None


def parse_proof(text: str) -> InclusionProof | None:
    """Return the proof that TEXT spells, None when it is not one."""
    above, divide, note = text.partition("\n\n")
    lines = above.split("\n")
    if not divide or len(lines) < 2 or lines[0] != _HEADER:
        return None
    index = _INDEX.fullmatch(lines[1])
    try:
        path = tuple(base64.b64decode(line, validate=True) for line in lines[2:])
    except (binascii.Error, ValueError):
        return None
    if index is None or any(len(node) != HASH_SIZE for node in path):
        return None
    found = InclusionProof(int(index[1]), path, note)
    return found if found.text == text else None
