"""Prove that a voice arrived, and that nothing in the record answers it.

A receipt gives a file: the leaf of the arrival, what opens its commitments, its place under a signed head.
Anybody with the key can check that file alone. With the whole record, signed later, anybody can see that no
leaf written by the team or the machine names that voice.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from rembuk.reckon.integrity.notes import VerifierKey
from rembuk.reckon.integrity.proofs import InclusionProof, parse_proof
from rembuk.reckon.integrity.record import Fetch, verify_record
from rembuk.reckon.refusal import Refusal, Said

FORMAT = "rembuk-arrival/v1"
ARRIVALS = ("voices.received", "voices.arrived")
# What the sender does to a voice is no answer to it.
SENDER = "citizen"
WITHDRAWN = "voices.withdrawn"


def veil(salt: bytes, kind: str, about: str, at: str) -> str:
    """Return what stands in a leaf (KIND, ABOUT, AT as it spells them) for a voice it must not name.

    SALT is the one of `key_name` in the leaf of its arrival: who holds it can tell, nobody else. 24 hex
    digits, HMAC-SHA256 cut to 96 bits, other ones in each leaf.
    """
    message = "\n".join(("veil", kind, about, at)).encode()
    return hmac.digest(salt, message, "sha256")[:12].hex()


def key_name(sealed: Iterable[str]) -> str:
    """Return which of the SEALED names of an arrival has the salt that veils it, "" where there is none."""
    names = sorted(sealed)
    return "text" if "text" in names else (names[0] if names else "")


@dataclass(frozen=True)
class Arrival:
    """Hold the ENTRY of a voice's arrival, what opens it (name -> salt in hex, value), and its PROOF."""

    entry: bytes
    opened: Mapping[str, tuple[str, str]]
    proof: InclusionProof

    @property
    def text(self) -> str:
        """Return the proof as its file spells it."""
        opened = {name: {"salt": salt, "value": value} for name, (salt, value) in self.opened.items()}
        document = {
            "format": FORMAT, "entry": self.entry.decode(), "opened": opened, "proof": self.proof.text,
        }  # fmt: skip
        return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @property
    def salt(self) -> bytes | None:
        """Return the salt that veils the voice in leaves, None where the file does not open it."""
        sealed = self.document.get("sealed")
        opening = self.opened.get(key_name(sealed)) if isinstance(sealed, dict) else None
        try:
            return bytes.fromhex(opening[0]) if opening else None
        except ValueError:
            return None

    @property
    def document(self) -> dict[str, Any]:
        """Return what the entry says."""
        found = json.loads(self.entry)
        return found if isinstance(found, dict) else {}


def parse_arrival(text: str) -> Arrival:
    """Return the proof of an arrival that TEXT spells, or refuse."""
    try:
        document = json.loads(text)
        proof = parse_proof(document["proof"])
        kept = document["opened"].items()
        opened = {str(name): (str(one["salt"]), str(one["value"])) for name, one in kept}
        found = Arrival(document["entry"].encode(), opened, proof) if proof is not None else None
        if document["format"] != FORMAT or found is None or not found.document:
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refusal(
            "Berkas ini bukan bukti kedatangan suara yang utuh; unduh lagi dari tanda terima.",
            "This file is no whole proof of a voice's arrival; download it from the receipt again.",
        ) from error
    return found


@dataclass
class SilenceReport:
    """Hold what a check found: arrival, promise, head, and every leaf that could be an answer.

    ARRIVED and DATED are UTC times as the record spells them, DUE a day. SILENT is None when only the file
    was checked; else it says whether the record, dated after DUE, holds no answer. WITHDRAWN is when the
    sender took the voice back; that is the record's word, so the reader judges whether silence was due.
    """

    about: str = ""
    arrived: str = ""
    index: int = 0
    opened: dict[str, str] = field(default_factory=dict)
    due: str | None = None
    size: int | None = None
    dated: str | None = None
    dated_by: str | None = None
    answers: list[dict[str, Any]] = field(default_factory=list)
    withdrawn: str | None = None
    silent: bool | None = None
    errors: list[Said] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Tell whether what was asked is shown: the arrival, and the silence when a record was given."""
        return not self.errors and self.silent is not False

    def as_document(self, lang: str = "id") -> dict[str, object]:
        """Return the keys of `rembuk record silence --json`, errors in LANG."""
        return {"ok": self.ok, **self.__dict__, "errors": [error.sentence(lang) for error in self.errors]}


def check_arrival(arrival: Arrival, key: VerifierKey, by: date | None = None) -> SilenceReport:
    """Return what the file alone shows to a reader who trusts KEY; BY is the day an answer was promised for.

    Without BY it is the `due` of the entry itself, where the record has one.
    """
    said = arrival.document
    report = SilenceReport(
        about=str(said.get("about", "")), arrived=str(said.get("at", "")), index=arrival.proof.index
    )
    head = arrival.proof.proves(arrival.entry, key)
    if head is None:
        report.errors.append(
            Said(
                f"proof: entri ini tidak ada di bawah kepala yang ditandatangani kunci {key.name} ini; bila "
                "kuncinya sudah berganti, beri yang dulu dengan --old-key.",
                f"proof: the entry is not below a head signed by this key of {key.name}; where the key has "
                "changed since, give the one of then with --old-key.",
            )
        )
    else:
        report.size = head.size
    sealed = said.get("sealed")
    for name, (salt, value) in arrival.opened.items():
        expected = sealed.get(name) if isinstance(sealed, dict) else None
        if expected is None or _commitment(salt, value) != expected:
            report.errors.append(
                Said(
                    f"opened: {name} bukan yang tersegel di entri ini.",
                    f"opened: {name} is not what the entry commits to.",
                )
            )
        report.opened[name] = value
    if said.get("kind") not in ARRIVALS or not report.about or not report.arrived:
        report.errors.append(
            Said("entry: ini bukan kedatangan sebuah suara.", "entry: it is not the arrival of a voice.")
        )
    facts = said.get("facts")
    promised = facts.get("due") if isinstance(facts, dict) else None
    report.due = by.isoformat() if by is not None else (str(promised) if promised is not None else None)
    return report


def _commitment(salt: str, value: str) -> str | None:
    try:
        return sha256(bytes.fromhex(salt) + value.encode()).hexdigest()
    except ValueError:
        return None


def check_silence(
    arrival: Arrival,
    fetch: Fetch,
    key: VerifierKey,
    witnesses: Sequence[VerifierKey] = (),
    *,
    by: date | None = None,
    old_key: VerifierKey | None = None,
    progress: Callable[[int, int], None] = lambda done, size: None,
) -> SilenceReport:
    """Return whether the record behind FETCH, which must continue the file's head, answers the voice.

    It must be dated after the promised day: by the times of WITNESSES that cosigned its head, each of whom
    must have, else by the record's own youngest entry, which is the operator's word. OLD_KEY signed the
    file's head where the key has changed since.
    """
    report = check_arrival(arrival, old_key or key, by)
    youngest = [""]
    salt = arrival.salt
    unread = [0]

    def tell(index: int, entry: bytes) -> None:
        said = _read(entry)
        youngest[0] = max(youngest[0], str(said.get("at", "")))
        causes = said.get("because_of")
        named = said.get("about") == report.about or (isinstance(causes, list) and report.about in causes)
        veiled = said.get("veiled")
        if isinstance(veiled, list) and veiled and index > report.index:
            spelled = [str(said.get(name, "")) for name in ("kind", "about", "at")]
            unread[0] += salt is None
            named = named or (salt is not None and veil(salt, *spelled) in veiled)
        if said.get("kind") == WITHDRAWN and said.get("about") == report.about and report.withdrawn is None:
            report.withdrawn = str(said.get("at", ""))
        if named and index != report.index and said.get("role") != SENDER:
            at = str(said.get("at", ""))
            report.answers.append(
                {"index": index, "kind": str(said.get("kind", "")), "at": at, "late": _late(at, report.due)}
            )

    found = verify_record(
        fetch, key, arrival.proof.note.encode(), witnesses, old_key=old_key, progress=progress, tell=tell
    )
    report.errors += found.errors
    report.size = found.size
    times = [int(one["at"]) for one in found.witnesses if one["at"] is not None]
    if times:
        report.dated_by = "witness"
        report.dated = datetime.fromtimestamp(min(times), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    elif youngest[0]:
        report.dated_by, report.dated = "record", youngest[0]
    if report.due is None:
        report.errors.append(
            Said(
                "due: entri tidak menyebut hari; sebut dengan --by kapan jawaban dijanjikan.",
                "due: the entry names no day; say with --by when an answer was promised.",
            )
        )
    elif _end_of(report.due) is None:
        report.errors.append(Said("due: bukan hari.", "due: not a day."))
    elif not _late(report.dated or "", report.due):
        report.errors.append(
            Said(
                f"record: belum bertanggal sesudah {report.due}; pakai catatan dari hari sesudahnya.",
                f"record: not dated after {report.due}; take a head of a later day.",
            )
        )
    if unread[0]:
        report.errors.append(
            Said(
                f"veiled: berkas ini tidak membuka garam untuk membaca {unread[0]} entri.",
                f"veiled: the file opens no salt by which to read {unread[0]} entries.",
            )
        )
    report.silent = not report.errors and not report.answers
    return report


def _read(entry: bytes) -> dict[str, Any]:
    try:
        found = json.loads(entry)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _end_of(due: str) -> datetime | None:
    """Return when the day DUE has ended everywhere in Indonesia, and in UTC too."""
    try:
        return datetime.combine(date.fromisoformat(due) + timedelta(days=1), time(), UTC)
    except (ValueError, OverflowError):
        return None


def _late(at: str, due: str | None) -> bool:
    end = _end_of(due) if due is not None else None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return False
    return end is not None and moment.tzinfo is not None and moment >= end
