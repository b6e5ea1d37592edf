"""Cut the noted writes of a server at random points and examine each disk that may be left."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from rembuk.reckon.integrity.checkpoints import Checkpoint, open_checkpoint
from rembuk.reckon.integrity.hash_tree import leaf_hash, root_hash
from rembuk.reckon.integrity.notes import read_signer_key, read_verifier_key
from rembuk.reckon.integrity.tiles import Grower
from rembuk.reckon.refusal import Refusal
from rembuk.site.backup import head_of, reader_of
from tests.durability.disk import Disk, read_notes


@dataclass
class Found:
    """Say how many cuts were made, of what, and what was wrong."""

    cuts: int = 0
    notes: int = 0
    acknowledged: int = 0
    under_way: int = 0
    differing: int = 0
    started: int = 0
    faults: list[str] = field(default_factory=list)
    lossy: int = 0
    corrupt: int = 0

    def told(self) -> str:
        """Return one sentence."""
        return (
            f"{self.cuts} cuts of {self.notes} notes, {self.acknowledged} acknowledged; "
            f"{self.under_way / max(1, self.cuts):.1f} changes under way at a cut, {self.differing} disks "
            f"differed from what the processes saw; {self.started} started again; "
            f"{self.lossy} lost something acknowledged, {self.corrupt} were corrupt"
        )


class Cuts:
    """Hold HOME as it is now, before its server starts; the notes will be in FOLDER/log."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.disk = Disk(home, besides=("aset",))
        self.log, self.place = folder / "log", folder / "disk"

    def count(self, cuts: int, started: int, chance: random.Random) -> Found:
        """Cut CUTS times, start STARTED of the disks again, and return what was found."""
        found = Found(notes=sum(1 for _ in read_notes(self.log)))
        points = Counter(chance.choices(range(found.notes), k=cuts))
        again = set(chance.sample(sorted(points), min(started, len(points))))
        for number, note in enumerate(read_notes(self.log)):
            self.disk.take(note)
            for part in range(points[number]):
                self._cut(found, chance, start=not part and number in again)
        found.acknowledged = sum(told[0] != "head" for told in self.disk.told)
        return found

    def _cut(self, found: Found, chance: random.Random, *, start: bool) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        left = self.disk.cut(chance)
        for name, content in left.items():
            if not name.endswith("-shm"):
                path = self.place / name
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                path.write_bytes(content)
                path.chmod(0o600)
        found.cuts += 1
        found.under_way += self.disk.under_way()
        found.differing += any(
            left.get(os.path.relpath(path, self.disk.root)) != self.disk.content(path)
            for path, file in self.disk.now.items()
            if not file.folder and not path.endswith("-shm")
        )
        lost, corrupt = examine(self.place, self.disk.told)
        if start:
            found.started += 1
            corrupt += _start(self.place)
        found.lossy += bool(lost)
        found.corrupt += bool(corrupt)
        found.faults += [f"cut {found.cuts}: {fault}" for fault in (*lost, *corrupt)]


def examine(home: Path, told: list[list[object]]) -> tuple[list[str], list[str]]:
    """Return what of TOLD is lost in HOME, and what is corrupt in it."""
    try:
        with closing(sqlite3.connect(home / "rembuk.sqlite3")) as database:
            sound = [row[0] for row in database.execute("PRAGMA integrity_check")]
            if sound != ["ok"]:
                return [], [f"integrity_check: {sound[:3]}"]
            lost = _lost(database, told)
            return lost, _counters(database) + _photos(database, home) + _record(database, home, told)
    except sqlite3.DatabaseError as error:
        return [], [f"the database does not open: {error}"]


def _lost(database: sqlite3.Connection, told: list[list[object]]) -> list[str]:
    endorsed = Counter(database.execute("SELECT idea_id, person_id FROM ideas_endorsement").fetchall())
    voices = Counter(row[0] for row in database.execute("SELECT text FROM voices_voice"))
    pictured = {
        row[0]
        for row in database.execute(
            "SELECT text FROM voices_voice JOIN voices_attachment a ON a.voice_id = voices_voice.id"
        )
    }
    lost = []
    for kind, *key in told:
        if kind == "endorse" and endorsed[(key[0], key[1])] != 1:
            lost.append(f"endorsement {key[:2]} is there {endorsed[(key[0], key[1])]} times")
        if kind == "voice" and voices[key[0]] != 1:
            lost.append(f"voice {key[0]!r} is there {voices[key[0]]} times")
        elif kind == "voice" and key[1] and key[0] not in pictured:
            lost.append(f"the photo of {key[0]!r} is gone")
    return lost


def _counters(database: sqlite3.Connection) -> list[str]:
    wrong = database.execute(
        "SELECT id FROM ideas_idea i WHERE endorsements_count != "
        "(SELECT count(*) FROM ideas_endorsement WHERE idea_id = i.id)"
    ).fetchall()
    bare = database.execute(
        "SELECT v.id FROM voices_voice v WHERE v.text LIKE 'Tolong perbaiki jembatan%' AND 1 != "
        "(SELECT count(*) FROM ledger_step s JOIN ledger_leaf l ON l.step_id = s.id "
        "WHERE s.about = 'voices.voice:' || v.id AND s.kind = 'voices.received')"
    ).fetchall()
    return [f"idea {row[0]} miscounts" for row in wrong] + [f"voice {row[0]} has no leaf" for row in bare]


def _photos(database: sqlite3.Connection, home: Path) -> list[str]:
    faults = []
    for name, digest in database.execute("SELECT stored_as, digest FROM voices_attachment"):
        path = home / "berkas" / name
        if not path.exists():
            faults.append(f"photo {name} is not there")
        elif sha256(path.read_bytes()).hexdigest() != digest:
            faults.append(f"photo {name} is not whole")
    return faults


def _record(database: sqlite3.Connection, home: Path, told: list[list[object]]) -> list[str]:
    """Return what is wrong with the record: its own root, every head read before, the key, the kept head."""
    key = database.execute("SELECT vkey FROM ledger_sequencer").fetchone()
    notes = {str(one[1]).encode() for one in told if one[0] == "head"}
    if not key or not key[0]:
        return ["record: a head was read and its key is gone"] if notes else []
    try:
        if str(read_signer_key((home / "record.key").read_text()).verifier) != key[0]:
            return ["record: the signing key is another"]
    except (OSError, Refusal) as error:
        return [f"record: the signing key cannot be read ({type(error).__name__})"]
    if (home / "record.head").exists():
        notes.add((home / "record.head").read_bytes())
    heads = [_opened(note, key[0]) for note in notes]
    if None in heads:
        return ["record: a head does not open with the key"]
    head, roots = head_of(database), _roots(database, {seen.size for seen in heads if seen is not None})
    if roots.get(head.size, "") != head.root or head.size != max(roots, default=0):
        return [f"record: the leaves do not stand under their head of {head.size}"]
    if head.size and root_hash(head.size, reader_of(database, head.size)).hex() != head.root:
        return [f"record: the tiles do not stand under their head of {head.size}"]
    return [
        f"record: a head of {seen.size} that was signed is not continued by {head.size}"
        for seen in heads
        if seen is not None and roots.get(seen.size) != seen.root.hex()
    ]


def _roots(database: sqlite3.Connection, sizes: set[int]) -> dict[int, str]:
    """Return the root over the first leaves at each of SIZES that is reached, and over all; "" of none."""
    grower, roots = Grower(0, []), {}
    for body, digest in database.execute(
        'SELECT body, hash FROM ledger_leaf WHERE "index" IS NOT NULL ORDER BY "index"'
    ):
        # A leaf that is not what its hash says spoils every root after it.
        grower.append(leaf_hash(bytes(body)) if leaf_hash(bytes(body)) == bytes(digest) else bytes(32))
        if grower.size in sizes:
            roots[grower.size] = grower.root().hex()
    roots[grower.size] = grower.root().hex() if grower.size else ""
    return roots


@cache
def _opened(note: bytes, key: str) -> Checkpoint | None:
    return open_checkpoint(note, read_verifier_key(key))


def _start(home: Path) -> list[str]:
    """Let the program itself work and check on the disk at HOME; return its complaints."""
    quiet = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "LD_"))}
    words = [sys.executable, "-m", "rembuk"]
    env = quiet | {"REMBUK_HOME": str(home)}
    done = subprocess.run([*words, "work", "--once"], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        return [f"work --once: {done.stderr[-300:]}"]
    told = subprocess.run([*words, "check", "--json"], env=env, capture_output=True, text=True, check=False)
    return [
        f"check: {finding['what']}"
        for finding in json.loads(told.stdout)["findings"]
        if finding["level"] == "error" and "MiB" not in finding["what"]
    ]
