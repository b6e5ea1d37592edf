"""Tiles of a transparency log: where 256 neighbouring hashes are kept, and the entries beside them.

Format: C2SP tlog-tiles (c2sp.org/tlog-tiles), tile height 8.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rembuk.reckon.integrity.hash_tree import EMPTY_ROOT, HASH_SIZE, Hash, ReadHash, fold, node_hash
from rembuk.reckon.refusal import Refusal

HEIGHT = 8
WIDTH = 1 << HEIGHT
LONGEST_ENTRY = 0xFFFF
_PATH = re.compile(r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)


@dataclass(frozen=True, order=True)
class Tile:
    """Name WIDTH neighbouring hashes on tree level 8 * LEVEL, the first of them at INDEX * 256."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Return where the hashes are: tile/<L>/<N>[.p/<W>]."""
        return f"tile/{self.level}/{_number(self.index)}{self._part}"

    @property
    def entries_path(self) -> str:
        """Return where the entries of a tile on level 0 are: tile/entries/<N>[.p/<W>]."""
        return f"tile/entries/{_number(self.index)}{self._part}"

    @property
    def _part(self) -> str:
        return "" if self.width == WIDTH else f".p/{self.width}"


def _number(index: int) -> str:
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([f"x{part}" for part in parts[:-1]] + parts[-1:])


def parse_path(path: str) -> tuple[Tile, bool] | None:
    """Return the tile that PATH names and whether its entries are meant; None if it names no tile."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    kind, number, part = found.groups()
    width = int(part) if part else WIDTH
    level = 0 if kind == "entries" else int(kind)
    tile = Tile(level, int(number.replace("/", "").replace("x", "")), width)
    entries = kind == "entries"
    spelled = tile.entries_path if entries else tile.path
    # A partial tile of 256 would be a second spelling of the full one.
    return (tile, entries) if spelled == path and level < 64 and (not part or width < WIDTH) else None


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield every tile that a tree of SIZE leaves consists of, level by level, in order."""
    level, count = 0, size
    while count:
        for index in range(count // WIDTH):
            yield Tile(level, index)
        if count % WIDTH:
            yield Tile(level, count // WIDTH, count % WIDTH)
        count //= WIDTH
        level += 1


def read_from_tiles(size: int, fetch: Callable[[Tile], bytes]) -> ReadHash:
    """Return a reader of subtree hashes of a tree of SIZE leaves; FETCH gives the bytes of one tile.

    Each tile is fetched once.
    """
    kept: dict[Tile, bytes] = {}

    def read(level: int, index: int) -> Hash:
        row, below = divmod(level, HEIGHT)
        first = index << below
        number, offset = divmod(first, WIDTH)
        count = size >> (HEIGHT * row)
        tile = Tile(row, number, min(WIDTH, count - number * WIDTH))
        if tile not in kept:
            kept[tile] = fetch(tile)
        return fold(hashes_in(kept[tile])[offset : offset + (1 << below)])

    return read


def hashes_in(data: bytes) -> list[Hash]:
    """Return the hashes that the bytes of a tile consist of."""
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


def pack_entries(entries: Sequence[bytes]) -> bytes:
    """Return ENTRIES as one bundle: each with its length before it, big-endian uint16."""
    parts = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise Refusal(
                f"Satu catatan berisi {len(entry)} bita; paling banyak {LONGEST_ENTRY}. Persingkat isinya.",
                f"One record entry holds {len(entry)} bytes; at most {LONGEST_ENTRY}. Shorten it.",
            )
        parts.append(len(entry).to_bytes(2, "big") + entry)
    return b"".join(parts)


def unpack_entries(data: bytes) -> list[bytes] | None:
    """Return the entries of a bundle, or None when its lengths do not add up."""
    entries, at = [], 0
    while at < len(data):
        start = at + 2
        end = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or end > len(data):
            return None
        entries.append(data[start:end])
        at = end
    return entries


class Grower:
    """Grow the tiles of a tree leaf by leaf, holding only the last tile of each level.

    EDGE gives the bytes of the last, partial tile of each level, lowest first (b"" where that level has
    none), as `tiles_of` leaves them; start with none. Every tile that changes is handed out once by
    `changed`, at its newest width.
    """

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        self.size = size
        self._rows = [hashes_in(data) for data in edge]
        self._touched: dict[tuple[int, int], bytes] = {}

    def append(self, leaf: Hash) -> None:
        """Add the hash LEAF at the end."""
        self._put(0, self.size, leaf)
        self.size += 1

    def _put(self, level: int, position: int, value: Hash) -> None:
        while len(self._rows) <= level:
            self._rows.append([])
        row = self._rows[level]
        row.append(value)
        self._touched[level, position // WIDTH] = b""
        if len(row) == WIDTH:
            self._touched[level, position // WIDTH] = b"".join(row)
            self._rows[level] = []
            self._put(level + 1, position // WIDTH, fold(row))

    def changed(self) -> list[tuple[Tile, bytes]]:
        """Return the tiles touched since the last call with their bytes, lowest level first."""
        found = []
        for (level, index), full in sorted(self._touched.items()):
            data = full or b"".join(self._rows[level])
            found.append((Tile(level, index, len(data) // HASH_SIZE), data))
        self._touched.clear()
        return found

    def edge(self) -> list[bytes]:
        """Return the bytes of the last, partial tile of each level, lowest first; b"" where there is none."""
        return [b"".join(row) for row in self._rows]

    def root(self) -> Hash:
        """Return the root of the tree as it stands."""
        result: Hash | None = None
        for row in self._rows:
            for level in range(HEIGHT):
                if len(row) >> level & 1:
                    end = len(row) >> level << level
                    part = fold(row[end - (1 << level) : end])
                    result = part if result is None else node_hash(part, result)
        return EMPTY_ROOT if result is None else result
