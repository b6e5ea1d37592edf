"""Reading a fixture as an import does."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.queries import FORMATS, Begun, recognise, rows_of
from rembuk.channels.rules import finished

# What a network says of likes, and what is kept: a number that every program can hold.
LIKES: list[tuple[Any, dict[str, Any]]] = [
    (4, {"metrics": {"like_count": 4}}), (0, {"metrics": {"like_count": 0}}),
    (2**53 - 1, {"metrics": {"like_count": 2**53 - 1}}), (2**53, {}), (-1, {}), (True, {}), ("4", {}),
]  # fmt: skip


def take(content: bytes | str | Path, name: str, *, keep_names: bool = True, **options: Any) -> list[Any]:
    """Return every row CONTENT gives in the format called NAME, ids and closed names included."""
    data = content.read_bytes() if isinstance(content, Path) else content
    raw = data.encode() if isinstance(data, str) else data
    return list(finished(rows_of(FORMATS[name], io.BytesIO(raw), options), keep_names=keep_names))


def posts(content: bytes | str | Path, name: str, **options: Any) -> list[Post]:
    """Return the posts of CONTENT."""
    return [row for row in take(content, name, **options) if isinstance(row, Post)]


def refused(content: bytes | str | Path, name: str, **options: Any) -> list[RefusedRow]:
    """Return what of CONTENT is refused."""
    return [row for row in take(content, name, **options) if isinstance(row, RefusedRow)]


def format_of(path: Path) -> str:
    """Return the format of PATH by its content alone."""
    return recognise(Begun(io.BytesIO(path.read_bytes())).head, "berkas")


def cut_everywhere(data: bytes, name: str, end: bytes, step: int = 11) -> None:
    """Cut DATA at every STEP bytes: what END closes before it is read, the cut told once."""
    whole = [one.native_id for one in posts(data, name)]
    for cut in range(data.find(end) + len(end) + 1, len(data) - 2, step):
        found = take(data[:cut], name)
        ids = [one.native_id for one in found if isinstance(one, Post)]
        assert ids == whole[: len(ids)], cut
        assert len(ids) >= min(len(whole), data[:cut].count(end)), cut
        assert len([one for one in found if isinstance(one, RefusedRow)]) == 1, cut
