"""The byte parser: lines of votes to numbers, column by column, ids interned as they are met.

A block of lines is cut into fields first, then each column is turned into numbers by a loop of its own:
compiled loops that call each other with arrays pay for reference counts at every call.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.compiled import compiled

IGNORE, PARTICIPANT, STATEMENT, VOTE, TIME = -1, -2, -3, -4, -5
DONE, SHORT, BAD_VOTE, NO_ID, BAD_TIME = 0, 2, 3, 4, 5

_COUNT, _USED = 0, 1
_LONG = np.uint64(0xFF) << np.uint64(56)


class Names:
    """Intern ids given as bytes: equal bytes get equal numbers, in order of first appearance."""

    def __init__(self) -> None:
        self.slots: NDArray[np.int32] = np.zeros(1 << 12, np.int32)
        self.hashes: NDArray[np.uint64] = np.empty(1 << 11, np.uint64)
        self.ends: NDArray[np.int64] = np.zeros((1 << 11) + 1, np.int64)
        self.bytes: NDArray[np.uint8] = np.empty(1 << 16, np.uint8)
        self.state = np.zeros(2, np.int64)

    def reserve(self, more: int, room: int) -> None:
        """Make place for MORE new ids of ROOM bytes together."""
        count, used = int(self.state[_COUNT]), int(self.state[_USED])
        if 2 * (count + more) > self.slots.size:
            self.slots = np.zeros(1 << (2 * (count + more)).bit_length(), np.int32)
            _rehash(self.hashes, count, self.slots)
        if count + more > self.hashes.size:
            extra = count + more - self.hashes.size // 2
            self.hashes = np.concatenate([self.hashes, np.empty(extra, np.uint64)])
            self.ends = np.concatenate([self.ends, np.zeros(extra, np.int64)])
        if used + room > self.bytes.size:
            self.bytes = np.concatenate([self.bytes, np.empty(used + room, np.uint8)])

    def number(
        self, buffer: NDArray[np.uint8], field: NDArray[np.int32], key: NDArray[np.uint64]
    ) -> NDArray[np.int32]:
        """Return the number of each id; FIELD (n, 2) says where it stands in BUFFER, KEY is from `_key`."""
        self.reserve(len(key), buffer.size)
        out = np.empty(len(key), np.int32)
        _intern(buffer, field, key, self.slots, self.hashes, self.ends, self.bytes, self.state, out)
        return out

    def decoded(self) -> list[str]:
        """Return the ids as text, doubled quotes undone."""
        ends = self.ends[: int(self.state[_COUNT]) + 1].tolist()
        raw = self.bytes[: ends[-1]].tobytes()
        if b'"' not in raw and raw.isascii():
            text = raw.decode("ascii")
            return [text[a:b] for a, b in pairwise(ends)]
        return [raw[a:b].replace(b'""', b'"').decode("utf-8", "replace") for a, b in pairwise(ends)]


@compiled
def _spread(key: Any) -> Any:
    mixed = key ^ (key >> np.uint64(32))
    mixed = mixed * np.uint64(0x9E3779B97F4A7C15)
    return mixed ^ (mixed >> np.uint64(29))


@compiled
def _rehash(hashes: Any, count: int, slots: Any) -> None:
    mask = np.uint64(slots.size - 1)
    for i in range(count):
        at = _spread(hashes[i]) & mask
        while slots[at] != 0:
            at = (at + np.uint64(1)) & mask
        slots[at] = i + 1


@compiled
def _intern(
    buffer: Any, field: Any, key: Any, slots: Any, hashes: Any, ends: Any, kept: Any, state: Any, out: Any
) -> None:
    mask = np.uint64(slots.size - 1)
    count, used = state[_COUNT], state[_USED]
    for n in range(out.size):
        at = _spread(key[n]) & mask
        begin, length = field[n, 0], field[n, 1] - field[n, 0]
        number = -1
        while number < 0 and slots[at] != 0:
            i = slots[at] - 1
            same = hashes[i] == key[n]
            if same and key[n] >= _LONG:
                same = ends[i + 1] - ends[i] == length
                j = 0
                while same and j < length:
                    same = kept[ends[i] + j] == buffer[begin + j]
                    j += 1
            if same:
                number = i
            at = (at + np.uint64(1)) & mask
        if number < 0:
            number = count
            slots[at] = count + 1
            hashes[count] = key[n]
            for j in range(length):
                kept[used + j] = buffer[begin + j]
            used += length
            count += 1
            ends[count] = used
        out[n] = number
    state[_COUNT], state[_USED] = count, used


@compiled
def _key(buffer: Any, begin: int, end: int) -> Any:
    """Return the bytes themselves with their number on top, or above _LONG the FNV-1a hash of more than 7.

    A short key is the id, so two that are equal need no comparing byte by byte.
    """
    key = np.uint64(0)
    if end - begin <= 7:
        for j in range(begin, end):
            key = (key << np.uint64(8)) | np.uint64(buffer[j])
        return key | (np.uint64(end - begin) << np.uint64(56))
    key = np.uint64(14695981039346656037)
    for j in range(begin, end):
        key = (key ^ np.uint64(buffer[j])) * np.uint64(1099511628211)
    return key | _LONG


@compiled
def _field(buffer: Any, at: int, separator: int, found: Any) -> None:
    """Read one field with care from AT; FOUND gets begin, end, and where the byte that ended it stands.

    Begin and end stand between the quotes, and blanks around an unquoted field are left off. The last byte of
    BUFFER is a line end.
    """
    end = buffer.size - 1
    while at < end and buffer[at] == 32:
        at += 1
    if buffer[at] == 34:
        begin = at + 1
        at = begin
        while at < end:
            if buffer[at] == 34:
                if buffer[at + 1] != 34:
                    break
                at += 1
            at += 1
        stop = at
        while at < end and buffer[at] != separator and buffer[at] != 10:
            at += 1
    else:
        begin = at
        while buffer[at] != separator and buffer[at] != 10:
            at += 1
        stop = at
        while stop > begin and (buffer[stop - 1] == 32 or buffer[stop - 1] == 13):
            stop -= 1
    found[0] = begin
    found[1] = stop
    found[2] = at


def stops(separator: int) -> NDArray[np.uint8]:
    """Say of each byte: 0 plain, 1 ends a field, 2 needs care."""
    table = np.zeros(256, np.uint8)
    table[separator] = table[10] = 1
    table[13] = table[32] = table[34] = 2
    return table


@compiled
def long_fields(
    buffer: Any, first: int, separator: int, ends: Any, found: Any, slot: Any, fields: Any, keys: Any,
    lines: Any, cursor: Any,
) -> None:  # fmt: skip
    """Cut the lines of BUFFER from FIRST into fields; its last byte is a line end.

    SLOT says by column where a field goes: FIELDS (4, n, 2) gets begin and end, KEYS (4, n) the key, -1 drops
    it. ENDS is from `stops`, FOUND (3) is room. LINES (n) gets the line's number in the block; a line with
    nothing in it is passed over. CURSOR gets rows, lines, and the row of the first line with too few columns
    (-1 if none); CURSOR[3] says how many are enough.
    """
    at, row, line, column, given = first, 0, 0, 0, 0
    while at < buffer.size:
        # The common field is short and plain: its key is built while its end is looked for.
        begin = at
        key = np.uint64(0)
        byte = buffer[at]
        while ends[byte] == 0:
            key = (key << np.uint64(8)) | np.uint64(byte)
            at += 1
            byte = buffer[at]
        stop = at
        if ends[byte] == 2:
            _field(buffer, begin, separator, found)
            begin, stop, at = found[0], found[1], found[2]
            byte = buffer[at]
            key = _key(buffer, begin, stop)
        elif stop - begin > 7:
            key = _key(buffer, begin, stop)
        else:
            key |= np.uint64(stop - begin) << np.uint64(56)
        at += 1
        if column < slot.size and slot[column] >= 0:
            where = slot[column]
            fields[where, row, 0] = begin
            fields[where, row, 1] = stop
            keys[where, row] = key
            given += 1
        column += 1
        if byte == 10:
            line += 1
            if column > 1 or stop > begin:
                lines[row] = line - 1
                if given < cursor[3] and cursor[2] < 0:
                    cursor[2] = row
                row += 1
            column = given = 0
    cursor[0], cursor[1] = row, line


@compiled
def vote_column(buffer: Any, field: Any, out: Any) -> int:
    """Turn fields 1, +1, 0, -1, with or without .0, into votes; return the first row that is none, or -1."""
    for n in range(out.size):
        begin, end = field[n, 0], field[n, 1]
        sign = 1
        if begin < end and (buffer[begin] == 45 or buffer[begin] == 43):
            sign = -1 if buffer[begin] == 45 else 1
            begin += 1
        if begin >= end or buffer[begin] < 48 or buffer[begin] > 49:
            return n
        out[n] = sign * (buffer[begin] - 48)
        if end - begin > 1:
            if buffer[begin + 1] != 46 or end - begin == 2:
                return n
            for j in range(begin + 2, end):
                if buffer[j] != 48:
                    return n
    return -1


@compiled
def time_column(buffer: Any, field: Any, out: Any) -> int:
    """Turn fields into whole numbers of at most 18 digits; return the first row that is none, or -1."""
    for n in range(out.size):
        begin, end = field[n, 0], field[n, 1]
        if begin >= end or end - begin > 18:
            return n
        value = 0
        for j in range(begin, end):
            digit = buffer[j] - 48
            if buffer[j] < 48 or digit > 9:
                return n
            value = value * 10 + digit
        out[n] = value
    return -1


@compiled
def wide_fields(
    buffer: Any, first: int, separator: int, ends: Any, found: Any, roles: Any, people: Any, keys: Any,
    lines: Any, cells: Any, cursor: Any,
) -> None:  # fmt: skip
    """Cut lines of one participant each into filled cells; BUFFER and CURSOR are as for `long_fields`.

    ROLES gives a column's statement or role. PEOPLE (n, 2) and KEYS (n) get the participant's field, CELLS
    (m, 4) row, statement, begin and end of a cell that is not empty; CURSOR[4] counts the cells.
    """
    at, row, line, column, filled = first, 0, 0, 0, 0
    some = False
    while at < buffer.size:
        begin = at
        while ends[buffer[at]] == 0:
            at += 1
        stop = at
        if ends[buffer[at]] == 2:
            _field(buffer, begin, separator, found)
            begin, stop, at = found[0], found[1], found[2]
        byte = buffer[at]
        at += 1
        if column < roles.size:
            if roles[column] == PARTICIPANT:
                people[row, 0] = begin
                people[row, 1] = stop
                keys[row] = _key(buffer, begin, stop)
            elif roles[column] >= 0 and stop > begin:
                cells[filled, 0] = row
                cells[filled, 1] = roles[column]
                cells[filled, 2] = begin
                cells[filled, 3] = stop
                filled += 1
        column += 1
        some = some or stop > begin
        if byte == 10:
            line += 1
            if some:
                lines[row] = line - 1
                if column < roles.size and cursor[2] < 0:
                    cursor[2] = row
                row += 1
            column = 0
            some = False
    cursor[0], cursor[1], cursor[4] = row, line, filled
