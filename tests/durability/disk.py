"""What a disk may hold after the power went: the noted writes of a server, cut at any point.

`writes.c` notes every change of the files below a folder. `Disk` takes those notes one after the other and
knows, at each point, what is surely on disk and what is still under way: a write until its file was synced,
a name until its folder was. `cut` then chooses: all that was synced is there; of the rest, every 512 or 4,096
bytes hold what they held after some number of the writes under way, each piece by itself, so writes are lost,
torn and reordered; names under way are there up to some point, as a journal keeps them.
"""

from __future__ import annotations

import json
import os
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

OPENED, MADE, WRITTEN, CUT, RENAMED, REMOVED, SYNCED, TOLD = range(1, 9)
_HEAD = struct.Struct("<IIQqQ")


@dataclass(frozen=True)
class Note:
    """Hold one note: what happened, to which file (inode), where, and its place in the log."""

    place: int
    kind: int
    file: int
    at: int
    name: str
    data: bytes


def read_notes(log: Path) -> Iterator[Note]:
    """Yield the notes of LOG in their order."""
    with log.open("rb") as file:
        place = 0
        while len(head := file.read(_HEAD.size)) == _HEAD.size:
            kind, named, number, at, length = _HEAD.unpack(head)
            name, data = os.fsdecode(file.read(named)), file.read(length)
            yield Note(place, kind, number, at, name, data)
            place += _HEAD.size + named + length


class Teller:
    """Note in the same log what somebody outside was told, at the moment they were."""

    def __init__(self, log: Path) -> None:
        self._handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def tell(self, what: Any) -> None:
        """Note WHAT (JSON) behind everything that happened before this call."""
        data = json.dumps(what).encode()
        os.write(self._handle, _HEAD.pack(TOLD, 0, 0, 0, len(data)) + data)


@dataclass
class _File:
    """Hold what is surely there of one file or folder, and what is under way."""

    folder: bool = False
    sure: bytearray = field(default_factory=bytearray)
    pending: list[Note] = field(default_factory=list)
    # Of a folder: changes of names, each {name: file or None}.
    names: list[tuple[int, _Changed]] = field(default_factory=list)


_Changed: TypeAlias = "dict[str, _File | None]"


class Disk:
    """Take notes of what happened below ROOT, which holds what it holds now, all of it on disk.

    The folders named BESIDES are not looked at.
    """

    def __init__(self, root: Path, besides: tuple[str, ...] = ()) -> None:
        self.root = root
        # By inode number; a number is used again once its file is gone.
        self.files: dict[int, _File] = {}
        self.sure: dict[str, _File] = {}
        self.now: dict[str, _File] = {}
        self.told: list[Any] = []
        self._besides = tuple(str(root / name) for name in besides)
        for path in [root, *root.rglob("*")]:
            if not str(path).startswith(self._besides):
                file = _File(path.is_dir(), bytearray(b"" if path.is_dir() else path.read_bytes()))
                self.files[path.stat().st_ino] = self.sure[str(path)] = self.now[str(path)] = file

    def take(self, note: Note) -> None:
        """Let NOTE happen."""
        if note.kind == TOLD:
            self.told.append(json.loads(note.data))
        elif note.name.startswith(self._besides):
            return
        elif note.kind in (OPENED, MADE):
            if note.name not in self.now or self.now[note.name] is not self.files.get(note.file):
                self.files[note.file] = _File(folder=note.kind == MADE and note.at == 1)
                self._rename(note, {note.name: self.files[note.file]})
        elif note.kind in (WRITTEN, CUT):
            self.files[note.file].pending.append(note)
        elif note.kind == RENAMED:
            self._rename(note, {note.data.decode(): self.now[note.name], note.name: None})
        elif note.kind == REMOVED:
            self._rename(note, {note.name: None})
        elif note.kind == SYNCED:
            self._sync(note)

    def _rename(self, note: Note, changed: _Changed) -> None:
        _change(self.now, changed)
        self.now[os.path.dirname(note.name)].names.append((note.place, changed))

    def _sync(self, note: Note) -> None:
        """Make sure of what stood in the log when the sync began."""
        file = self.files[note.file]
        for one in file.pending:
            if one.place < note.at:
                _apply(file.sure, one)
        file.pending = [one for one in file.pending if one.place >= note.at]
        for place, changed in file.names:
            if place < note.at:
                _change(self.sure, changed)
        file.names = [(place, changed) for place, changed in file.names if place >= note.at]

    def under_way(self) -> int:
        """Return how many changes are not yet surely there."""
        return sum(len(file.pending) + len(file.names) for file in self.now.values())

    def content(self, path: str) -> bytes:
        """Return what the processes saw in the file at PATH."""
        content = bytearray(self.now[path].sure)
        for note in self.now[path].pending:
            _apply(content, note)
        return bytes(content)

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """Return the files, by path below the root, that a power cut at this point may leave."""
        grain = chance.choice((512, 4_096))
        kept = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        names = dict(self.sure)
        for _path, folder in sorted(self.now.items()):
            for _place, changed in folder.names[: _some(len(folder.names), kept, chance)]:
                _change(names, changed)
        return {
            os.path.relpath(path, self.root): _torn(file, grain, kept, chance)
            for path, file in names.items()
            if not file.folder and _reached(path, str(self.root), names)
        }


def _reached(path: str, root: str, names: dict[str, _File]) -> bool:
    while path != root:
        path = os.path.dirname(path)
        if path not in names:
            return False
    return True


def _change(names: dict[str, _File], changed: _Changed) -> None:
    for name, file in changed.items():
        if file is None:
            names.pop(name, None)
        else:
            names[name] = file


def _apply(content: bytearray, note: Note) -> None:
    if note.kind == CUT:
        content[note.at :] = bytes(max(0, note.at - len(content)))
        return
    if len(content) < note.at:
        content += bytes(note.at - len(content))
    content[note.at : note.at + len(note.data)] = note.data


def _some(count: int, kept: float, chance: random.Random) -> int:
    """Return how many of COUNT changes are there: each after the one before with chance KEPT."""
    if kept in (0.0, 1.0):
        return int(count * kept)
    return chance.randint(0, count)


def _torn(file: _File, grain: int, kept: float, chance: random.Random) -> bytes:
    """Return what FILE may hold: each piece of GRAIN bytes after some of the writes under way."""
    content, pending = bytearray(file.sure), file.pending
    lengths = _some(sum(note.kind == CUT for note in pending), kept, chance)
    until: dict[int, int] = {}
    touching: dict[int, list[int]] = {}
    for number, note in enumerate(pending):
        if note.kind == WRITTEN:
            for piece in range(note.at // grain, -(-(note.at + len(note.data)) // grain)):
                touching.setdefault(piece, []).append(number)
    for piece, numbers in touching.items():
        count = len(numbers) if chance.random() < kept else chance.randint(0, len(numbers) - 1)
        if kept == 0.0:
            count = 0
        until[piece] = numbers[count - 1] if count else -1
    for number, note in enumerate(pending):
        if note.kind == CUT:
            if lengths:
                _apply(content, note)
                lengths -= 1
            continue
        for piece in range(note.at // grain, -(-(note.at + len(note.data)) // grain)):
            if number <= until[piece]:
                first, last = max(note.at, piece * grain), min(note.at + len(note.data), (piece + 1) * grain)
                part = note.data[first - note.at : last - note.at]
                _apply(content, Note(0, WRITTEN, 0, first, "", part))
    return bytes(content)
