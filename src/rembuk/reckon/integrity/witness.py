"""What a witness answers to a new head: the rules of C2SP tlog-witness, without network, clock or disk."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rembuk.reckon.integrity.checkpoints import Checkpoint, parse_checkpoint
from rembuk.reckon.integrity.hash_tree import EMPTY_ROOT, HASH_SIZE, Hash, consistency_holds
from rembuk.reckon.integrity.notes import VerifierKey, open_note

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_LONGEST_PROOF = 63
LARGEST_REQUEST = 64 * 1024


@dataclass(frozen=True)
class Submission:
    """Hold what is sent to add-checkpoint: the OLD size, the consistency PROOF, and the signed head NOTE."""

    old: int
    proof: tuple[Hash, ...]
    note: str

    @property
    def body(self) -> bytes:
        """Return the body of the request."""
        proof = "".join(base64.b64encode(node).decode() + "\n" for node in self.proof)
        return f"old {self.old}\n{proof}\n{self.note}".encode()

    @property
    def origin(self) -> str:
        """Return the log that the head says it is of."""
        return self.note.partition("\n")[0]


@dataclass(frozen=True)
class Verdict:
    """Say what to answer: 200, the HEAD to keep and the TEXT to cosign; or a STATUS and the known SIZE."""

    status: int
    head: Checkpoint | None = None
    text: str = ""
    size: int | None = None


def parse_submission(body: bytes) -> Submission | None:
    """Return what BODY asks, None when it is no request to add a head."""
    try:
        above, divide, note = body.decode().partition("\n\n")
        lines = above.split("\n")
        proof = tuple(base64.b64decode(line, validate=True) for line in lines[1:])
    except (UnicodeDecodeError, binascii.Error, ValueError):
        return None
    old = _OLD.fullmatch(lines[0])
    if old is None or not divide or len(proof) > _LONGEST_PROOF:
        return None
    if any(len(node) != HASH_SIZE for node in proof):
        return None
    found = Submission(int(old[1]), proof, note)
    return found if found.body == body else None


def judge(asked: Submission, keys: Sequence[VerifierKey], known: Checkpoint | None) -> Verdict:
    """Return what a witness that trusts KEYS for the log, and KNOWN as its latest head, answers.

    KEYS is empty for a log that is not watched. Who acts on 200 must keep the head before answering, in the
    same exclusive section in which KNOWN was read.
    """
    if not keys:
        return Verdict(404)
    text = open_note(asked.note.encode(), *keys)
    if text is None:
        return Verdict(403)
    head = _head(text)
    if head is None or head.origin != asked.origin or asked.old > head.size:
        return Verdict(400)
    size = known.size if known is not None else 0
    root = known.root if known is not None else EMPTY_ROOT
    if asked.old != size or (head.size == size and head.root != root):
        return Verdict(409, size=size)
    if size == 0:
        holds = not asked.proof
    else:
        holds = consistency_holds(
            old=size, new=head.size, old_root=root, new_root=head.root, proof=asked.proof
        )
    return Verdict(200, head, text) if holds else Verdict(422)


def _head(text: str) -> Checkpoint | None:
    """Return the head in TEXT; lines after the third are other logs' business and only have to be lines."""
    lines = text.split("\n")
    if any(not line for line in lines[3:-1]):
        return None
    return parse_checkpoint("\n".join([*lines[:3], ""]))
