"""The byte parser: lines of votes to numbers, one pass, ids interned as they are met."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.opinion_maps.compiled import compiled

IGNORE, PARTICIPANT, STATEMENT, VOTE, TIME = -1, -2, -3, -4, -5
DONE, GROW, SHORT, BAD_VOTE, NO_ID, BAD_TIME = 0, 1, 2, 3, 4, 5

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

    def arrays(self) -> tuple[Any, ...]:
        """Return what the compiled loops work on."""
        return self.slots, self.hashes, self.ends, self.bytes, self.state

    def grow(self, room: int) -> None:
        """Double what is full, and keep at least ROOM bytes free for the next ids."""
        count, used = int(self.state[_COUNT]), int(self.state[_USED])
        if 2 * (count + 2) >= self.slots.size:
            self.slots = np.zeros(self.slots.size * 2, np.int32)
            _rehash(self.hashes, count, self.slots)
        if count + 2 >= self.hashes.size:
            self.hashes = np.concatenate([self.hashes, np.empty_like(self.hashes)])
            self.ends = np.concatenate([self.ends, np.zeros(self.hashes.size + 1 - self.ends.size, np.int64)])
        if used + room > self.bytes.size:
            self.bytes = np.concatenate([self.bytes, np.empty(self.bytes.size + room, np.uint8)])

    def decoded(self) -> list[str]:
        """Return the ids as text, doubled quotes undone."""
        raw, ends = self.bytes.tobytes(), self.ends[: int(self.state[_COUNT]) + 1].tolist()
        if b'"' in raw[: ends[-1]]:
            return [raw[a:b].replace(b'""', b'"').decode("utf-8", "replace") for a, b in pairwise(ends)]
        text = raw[: ends[-1]]
        if text.isascii():
            word = text.decode("ascii")
            return [word[a:b] for a, b in pairwise(ends)]
        return [text[a:b].decode("utf-8", "replace") for a, b in pairwise(ends)]


@compiled
def _spread(key: Any) -> Any:
    mixed = key ^ (key >> np.uint64(32))
    mixed = mixed * np.uint64(0x9E3779B97F4A7C15)
    return mixed ^ (mixed >> np.uint64(29))


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
def _rehash(hashes: Any, count: int, slots: Any) -> None:
    mask = np.uint64(slots.size - 1)
    for i in range(count):
        at = _spread(hashes[i]) & mask
        while slots[at] != 0:
            at = (at + np.uint64(1)) & mask
        slots[at] = i + 1


@compiled
def _intern(
    buffer: Any, begin: int, end: int, key: Any, slots: Any, hashes: Any, ends: Any, kept: Any, state: Any
) -> int:
    mask = np.uint64(slots.size - 1)
    at = _spread(key) & mask
    while slots[at] != 0:
        i = slots[at] - 1
        if hashes[i] == key:
            if key < _LONG:
                return int(i)
            same = ends[i + 1] - ends[i] == end - begin
            j = 0
            while same and j < end - begin:
                same = kept[ends[i] + j] == buffer[begin + j]
                j += 1
            if same:
                return int(i)
        at = (at + np.uint64(1)) & mask
    i = state[0]
    slots[at] = i + 1
    hashes[i] = key
    for j in range(end - begin):
        kept[state[1] + j] = buffer[begin + j]
    state[1] += end - begin
    ends[i + 1] = state[1]
    state[0] = i + 1
    return int(i)


@compiled
def _vote(buffer: Any, begin: int, end: int) -> int:
    """Return 1, 0 or -1, or 9 when the bytes are none of 1, +1, 0, -1, with or without .0."""
    sign = 1
    if begin < end and (buffer[begin] == 45 or buffer[begin] == 43):
        sign = -1 if buffer[begin] == 45 else 1
        begin += 1
    if begin >= end or buffer[begin] < 48 or buffer[begin] > 49:
        return 9
    value = buffer[begin] - 48
    if end - begin > 1:
        if buffer[begin + 1] != 46 or end - begin == 2:
            return 9
        for j in range(begin + 2, end):
            if buffer[j] != 48:
                return 9
    return int(sign * value)


@compiled
def _whole(buffer: Any, begin: int, end: int) -> int:
    """Return a non-negative whole number of at most 18 digits, or -1."""
    if begin >= end or end - begin > 18:
        return -1
    value = 0
    for j in range(begin, end):
        if buffer[j] < 48 or buffer[j] > 57:
            return -1
        value = value * 10 + buffer[j] - 48
    return value


@compiled
def _field(buffer: Any, at: int, end: int, separator: int, found: Any) -> None:
    """Read one field from AT; FOUND gets begin, end, next position and whether the line ended.

    Begin and end stand between the quotes, and blanks around an unquoted field are left off.
    """
    while at < end and buffer[at] == 32:
        at += 1
    if at < end and buffer[at] == 34:
        begin = at + 1
        at = begin
        while at < end:
            if buffer[at] == 34:
                if at + 1 < end and buffer[at + 1] == 34:
                    at += 1
                else:
                    break
            at += 1
        stop = at
        while at < end and buffer[at] != separator and buffer[at] != 10:
            at += 1
    else:
        begin = at
        while at < end and buffer[at] != separator and buffer[at] != 10:
            at += 1
        stop = at
        while stop > begin and (buffer[stop - 1] == 32 or buffer[stop - 1] == 13):
            stop -= 1
    found[0] = begin
    found[1] = stop
    found[2] = at + 1
    found[3] = 1 if at >= end or buffer[at] == 10 else 0


@compiled
def _line(
    buffer: Any, at: int, end: int, separator: int, stops: Any, roles: Any, spot: Any, keys: Any, found: Any
) -> int:
    """Read one line from AT: SPOT (4, 2) gets begin and end of each role's field, KEYS (4) its key.

    Returns where the next line begins. STOPS says of each byte: 0 plain, 1 ends a field, 2 needs care.
    """
    column = 0
    ended = False
    while not ended:
        # The common field is short and plain: its key is built while its end is looked for.
        begin = at
        key = np.uint64(0)
        while stops[buffer[at]] == 0:
            key = (key << np.uint64(8)) | np.uint64(buffer[at])
            at += 1
        stop = at
        ended = buffer[at] == 10
        at += 1
        if stops[buffer[stop]] == 2:
            _field(buffer, begin, end, separator, found)
            begin, stop, at, ended = found[0], found[1], found[2], found[3] == 1
            key = _key(buffer, begin, stop)
        elif stop - begin > 7:
            key = _key(buffer, begin, stop)
        else:
            key |= np.uint64(stop - begin) << np.uint64(56)
        if column < roles.size and roles[column] < IGNORE:
            role = PARTICIPANT - roles[column]
            spot[role, 0] = begin
            spot[role, 1] = stop
            keys[role] = key
        column += 1
    return at


@compiled
def _blank(buffer: Any, at: int) -> int:
    """Return the length of the empty line at AT, or 0 if it holds something."""
    if buffer[at] == 10:
        return 1
    return 2 if buffer[at] == 13 and buffer[at + 1] == 10 else 0


@compiled
def long_lines(
    buffer: Any, cursor: Any, separator: int, roles: Any, people: Any, items: Any,
    participant: Any, statement: Any, vote: Any, time: Any,
) -> int:  # fmt: skip
    """Read the whole lines of BUFFER, whose last byte is a line end, one vote a line.

    CURSOR holds position, votes so far, lines so far and the longest line; ROLES says what each column is.
    Returns DONE, GROW when an id table is full, or what is wrong with the line CURSOR is left at.
    """
    # Unpacked once: a tuple of arrays handed on line by line costs a reference count each time.
    p_slots, p_hashes, p_ends, p_kept, p_state = people
    s_slots, s_hashes, s_ends, s_kept, s_state = items
    p_most = min(p_slots.size // 2, p_hashes.size) - 1
    s_most = min(s_slots.size // 2, s_hashes.size) - 1
    p_room, s_room = p_kept.size - cursor[3], s_kept.size - cursor[3]
    found, spot, keys = np.zeros(4, np.int64), np.zeros((4, 2), np.int64), np.zeros(4, np.uint64)
    stops = np.zeros(256, np.uint8)
    stops[separator] = stops[10] = 1
    stops[13] = stops[32] = stops[34] = 2
    timed = time.size > 0
    end = buffer.size
    at, n, lines = cursor[0], cursor[1], cursor[2]
    status = DONE
    while at < end:
        blank = _blank(buffer, at)
        if blank:
            at += blank
            lines += 1
            continue
        if p_state[0] >= p_most or p_state[1] > p_room or s_state[0] >= s_most or s_state[1] > s_room:
            status = GROW
            break
        spot[:, 0] = -1
        following = _line(buffer, at, end, separator, stops, roles, spot, keys, found)
        if spot[0, 0] < 0 or spot[1, 0] < 0 or spot[2, 0] < 0 or (timed and spot[3, 0] < 0):
            status = SHORT
            break
        if spot[0, 0] == spot[0, 1] or spot[1, 0] == spot[1, 1]:
            status = NO_ID
            break
        how = _vote(buffer, spot[2, 0], spot[2, 1])
        when = _whole(buffer, spot[3, 0], spot[3, 1]) if timed else 0
        if how == 9 or when < 0:
            status = BAD_VOTE if how == 9 else BAD_TIME
            break
        participant[n] = _intern(
            buffer, spot[0, 0], spot[0, 1], keys[0], p_slots, p_hashes, p_ends, p_kept, p_state
        )
        statement[n] = _intern(
            buffer, spot[1, 0], spot[1, 1], keys[1], s_slots, s_hashes, s_ends, s_kept, s_state
        )
        vote[n] = how
        if timed:
            time[n] = when
        n += 1
        lines += 1
        at = following
    cursor[0], cursor[1], cursor[2] = at, n, lines
    return status


@compiled
def wide_lines(
    buffer: Any, cursor: Any, separator: int, roles: Any, people: Any,
    participant: Any, statement: Any, vote: Any,
) -> int:  # fmt: skip
    """Read the whole lines of BUFFER, one participant each; ROLES gives a column's statement or role.

    Works and returns as `long_lines`; an empty cell is no vote.
    """
    slots, hashes, ends, kept, state = people
    found = np.zeros(4, np.int64)
    end = buffer.size
    while cursor[0] < end:
        at = cursor[0]
        blank = _blank(buffer, at)
        if blank:
            cursor[0] = at + blank
            cursor[2] += 1
            continue
        if state[0] >= min(slots.size // 2, hashes.size) - 1 or state[1] + cursor[3] > kept.size:
            return GROW
        n = cursor[1]
        who = -1
        column = 0
        while True:
            _field(buffer, at, end, separator, found)
            role = roles[column] if column < roles.size else IGNORE
            if role == PARTICIPANT:
                if found[0] == found[1]:
                    return NO_ID
                key = _key(buffer, found[0], found[1])
                who = _intern(buffer, found[0], found[1], key, slots, hashes, ends, kept, state)
            elif role >= 0 and found[1] > found[0]:
                how = _vote(buffer, found[0], found[1])
                if how == 9:
                    cursor[4] = column
                    return BAD_VOTE
                statement[n] = role
                vote[n] = how
                n += 1
            at = found[2]
            column += 1
            if found[3]:
                break
        if who < 0 or column < roles.size:
            return SHORT
        for j in range(cursor[1], n):
            participant[j] = who
        cursor[1] = n
        cursor[0] = at
        cursor[2] += 1
    return DONE
