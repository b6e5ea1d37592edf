"""Check a published record from the outside: every entry, every tile, the signed head, an older head.

Nothing is trusted but the key: hashes are computed anew from the entries, and every file is compared with
them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rembuk.reckon.integrity.checkpoints import Checkpoint, open_checkpoint
from rembuk.reckon.integrity.cosignatures import cosignatures_of
from rembuk.reckon.integrity.hash_tree import EMPTY_ROOT, leaf_hash
from rembuk.reckon.integrity.notes import VerifierKey, read_verifier_key
from rembuk.reckon.integrity.tiles import WIDTH, Grower, Tile, tiles_of, unpack_entries
from rembuk.reckon.refusal import Refusal, Said

# The bytes of one file of a record by its path below the record's address; None when it is not there.
Fetch = Callable[[str], bytes | None]
ENOUGH_ERRORS = 20


@dataclass
class Report:
    """Hold what a check found; the record stands when ERRORS is empty.

    SINCE is None when no older head was given, else its size and whether this record continues it.
    WITNESSES tells of each witness asked for its name and when it cosigned the head, in seconds since 1970.
    """

    origin: str
    size: int | None = None
    root: str | None = None
    since: dict[str, int | bool] | None = None
    witnesses: list[dict[str, str | int | None]] = field(default_factory=list)
    errors: list[Said] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.errors

    def as_document(self, lang: str = "id") -> dict[str, object]:
        """Return the keys of `rembuk record verify --json`, errors in LANG."""
        return {
            "ok": self.ok, "origin": self.origin, "size": self.size, "root": self.root,
            "since": self.since, "witnesses": self.witnesses,
            "errors": [error.sentence(lang) for error in self.errors],
        }  # fmt: skip


def verify_record(
    fetch: Fetch,
    key: VerifierKey,
    since: bytes | None = None,
    witnesses: Sequence[VerifierKey] = (),
    *,
    old_key: VerifierKey | None = None,
    progress: Callable[[int, int], None] = lambda done, size: None,
    tell: Callable[[int, bytes], None] = lambda index, entry: None,
) -> Report:
    """Return what a check of the record behind FETCH finds, with the verifier KEY the reader trusts.

    SINCE is an older checkpoint of the same log that the reader kept: the record must continue it. Every one
    of WITNESSES must have cosigned the head. OLD_KEY signed SINCE where the key has changed. TELL is called
    with the number and bytes of each entry; what it is told stands only when the report is ok.
    Memory does not grow with the record: one bundle and one tile a level are held.
    """
    report = Report(key.name)
    note = fetch("checkpoint")
    head = _open(note, key, "checkpoint", report)
    old = _open(since, old_key or key, "--since", report) if since is not None else None
    published = fetch("key.vkey")
    if published is not None and published != f"{key}\n".encode() and not _signs_too(published, note, key):
        report.errors.append(
            Said(
                "key.vkey: bukan kunci yang dipakai untuk memeriksa catatan ini.",
                "key.vkey: not the key the record was checked with.",
            )
        )
    if head is None:
        return report
    report.size, report.root = head.size, head.root.hex()
    _ask_witnesses(note or b"", witnesses, report)
    if old is not None:
        report.since = {"size": old.size, "consistent": False}
        if old.size > head.size:
            report.errors.append(
                Said(
                    f"--since: dulu {old.size} entri, sekarang hanya {head.size}.",
                    f"--since: {old.size} leaves then, only {head.size} now.",
                )
            )
    _walk(fetch, head, old, report, progress=progress, tell=tell)
    return report


def _open(note: bytes | None, key: VerifierKey, name: str, report: Report) -> Checkpoint | None:
    if note is None:
        report.errors.append(_absent(name))
        return None
    found = open_checkpoint(note, key)
    if found is None:
        report.errors.append(
            Said(
                f"{name}: bukan kepala catatan {key.name} yang ditandatangani kunci ini.",
                f"{name}: not a checkpoint of {key.name} signed by this key.",
            )
        )
    return found


def _absent(name: str) -> Said:
    return Said(f"{name}: tidak ada.", f"{name}: not there.")


def _signs_too(published: bytes, note: bytes | None, key: VerifierKey) -> bool:
    """Tell whether PUBLISHED is another key of KEY's log that signed the same head, as after a change."""
    try:
        other = read_verifier_key(published.decode())
    except (UnicodeDecodeError, Refusal):
        return False
    same = other.name == key.name and published == f"{other}\n".encode()
    return same and note is not None and open_checkpoint(note, other) is not None


def _ask_witnesses(note: bytes, witnesses: Sequence[VerifierKey], report: Report) -> None:
    for witness in witnesses:
        found = cosignatures_of(note, witness)
        report.witnesses.append({"name": witness.name, "at": found[0][0] if found else None})
        if not found:
            report.errors.append(
                Said(
                    f"checkpoint: tidak ditandatangani saksi {witness.name}.",
                    f"checkpoint: not cosigned by the witness {witness.name}.",
                )
            )


def _walk(
    fetch: Fetch,
    head: Checkpoint,
    old: Checkpoint | None,
    report: Report,
    *,
    progress: Callable[[int, int], None],
    tell: Callable[[int, bytes], None],
) -> None:
    grower = Grower()
    old_size = old.size if old is not None else -1
    old_root = EMPTY_ROOT
    for start in range(0, head.size, WIDTH):
        tile = Tile(0, start // WIDTH, min(WIDTH, head.size - start))
        entries = _entries(fetch, tile, report)
        if entries is None:
            # Without its entries nothing above them can be computed, so the rest would be guesses.
            return
        for index, entry in enumerate(entries, start):
            tell(index, entry)
            grower.append(leaf_hash(entry))
            if grower.size == old_size:
                old_root = grower.root()
        for changed, data in grower.changed():
            if changed.width == WIDTH:
                _compare(fetch, changed, data, report)
        progress(grower.size, head.size)
        if len(report.errors) >= ENOUGH_ERRORS:
            return
    _compare_edge(fetch, head.size, grower, report)
    if grower.root() != head.root:
        report.errors.append(
            Said(
                "checkpoint: akarnya bukan akar dari entri-entrinya.",
                "checkpoint: its root is not the root of the entries.",
            )
        )
    if old is not None and old.size <= head.size and report.since is not None:
        report.since["consistent"] = old_root == old.root
        if old_root != old.root:
            report.errors.append(
                Said(
                    f"--since: {old.size} entri pertama bukan yang ditandatangani waktu itu.",
                    f"--since: the first {old.size} leaves are not those it was signed over.",
                )
            )


def _entries(fetch: Fetch, tile: Tile, report: Report) -> Sequence[bytes] | None:
    data = fetch(tile.entries_path)
    if data is None:
        report.errors.append(_absent(tile.entries_path))
        return None
    entries = unpack_entries(data)
    if entries is None or len(entries) != tile.width:
        report.errors.append(
            Said(
                f"{tile.entries_path}: bukan berkas berisi {tile.width} entri.",
                f"{tile.entries_path}: not a bundle of {tile.width} entries.",
            )
        )
        return None
    return entries


def _compare(fetch: Fetch, tile: Tile, expected: bytes, report: Report) -> None:
    data = fetch(tile.path)
    if data is None:
        report.errors.append(_absent(tile.path))
    elif data != expected:
        report.errors.append(
            Said(
                f"{tile.path}: bukan sidik dari entri-entri di bawahnya.",
                f"{tile.path}: not the hashes of the entries below it.",
            )
        )


def _compare_edge(fetch: Fetch, size: int, grower: Grower, report: Report) -> None:
    edge = grower.edge()
    for tile in tiles_of(size):
        if tile.width < WIDTH:
            _compare(fetch, tile, edge[tile.level], report)
