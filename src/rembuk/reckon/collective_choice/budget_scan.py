"""Compiled loops that read ballots from bytes and merge equal ones."""

# ruff: noqa: PLR0917 - compiled loops take their arrays one by one

from __future__ import annotations

from typing import Any

import numpy as np

from rembuk.reckon.compiled import compiled

# What `scan_votes` found in a line: its codes are explained where `pabulib` turns them into sentences.
FINE, SHORT_LINE, UNKNOWN_PROJECT, POINTS_MISSING, POINTS_UNREADABLE, ESCAPED_QUOTE = range(6)

_NEWLINE, _RETURN, _SPACE, _TAB = 10, 13, 32, 9
_QUOTE, _COMMA, _MINUS, _DOT, _PLUS, _SEMICOLON = 34, 44, 45, 46, 43, 59
_FNV_START, _FNV_STEP = np.uint64(14695981039346656037), np.uint64(1099511628211)


@compiled
def _hash_bytes(data: Any, start: int, end: int) -> Any:
    value = _FNV_START
    for at in range(start, end):
        value = (value ^ np.uint64(data[at])) * _FNV_STEP
    return value ^ (value >> np.uint64(29))


@compiled
def hash_names(names: Any, ends: Any, table: Any) -> None:
    """Enter every name (bytes NAMES[ENDS[k-1]:ENDS[k]]) into the open-addressing TABLE (−1 is free)."""
    mask = np.uint64(len(table) - 1)
    start = 0
    for k in range(len(ends)):
        slot = _hash_bytes(names, start, ends[k]) & mask
        while table[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        table[slot] = k
        start = ends[k]


@compiled
def _find_name(data: Any, start: int, end: int, names: Any, ends: Any, table: Any) -> int:
    mask = np.uint64(len(table) - 1)
    slot = _hash_bytes(data, start, end) & mask
    while table[slot] >= 0:
        k = table[slot]
        begin = ends[k - 1] if k > 0 else 0
        if ends[k] - begin == end - start:
            same = True
            for offset in range(end - start):
                if data[start + offset] != names[begin + offset]:
                    same = False
                    break
            if same:
                return int(k)
        slot = (slot + np.uint64(1)) & mask
    return -1


@compiled
def _is_space(char: int) -> bool:
    return char in (_SPACE, _TAB, _RETURN, _NEWLINE)


@compiled
def _trim(data: Any, start: int, end: int) -> tuple[int, int]:
    while start < end and _is_space(data[start]):
        start += 1
    while end > start and _is_space(data[end - 1]):
        end -= 1
    return start, end


@compiled
def _is_none(data: Any, start: int, end: int) -> bool:
    return (
        end - start == 4
        and data[start] | 32 == 110
        and data[start + 1] | 32 == 111
        and data[start + 2] | 32 == 110
        and data[start + 3] | 32 == 101
    )


@compiled
def _sign_of_points(data: Any, start: int, end: int) -> int:
    """Return 1 for a number above 0, 0 for 0 or less, −1 for what is no number."""
    positive, digits, negative = False, 0, False
    for at in range(start, end):
        char = data[at]
        if 48 <= char <= 57:
            digits += 1
            positive = positive or char > 48
        elif char == _MINUS and at == start:
            negative = True
        elif char != _DOT and not (char == _PLUS and at == start):
            return -1
    if digits == 0:
        return -1
    return 1 if positive and not negative else 0


@compiled
def _next_comma(data: Any, start: int, end: int) -> int:
    while start < end and data[start] != _COMMA:
        start += 1
    return start


@compiled
def _read_ballot(
    data: Any, vote: Any, points: Any, names: Any, ends: Any, table: Any, items: Any, filled: int, place: Any
) -> tuple[int, int]:
    """Append the approved projects of one ballot to ITEMS, sorted, each once; return (code, filled)."""
    begin = filled
    at, stop = vote[0], vote[1]
    p_at, p_stop = points[0], points[1]
    if at == stop or _is_none(data, at, stop):
        return FINE, filled
    while at <= stop:
        comma = _next_comma(data, at, stop)
        start, end = _trim(data, at, comma)
        at = comma + 1
        sign = 1
        if p_at >= 0:
            p_comma = _next_comma(data, p_at, p_stop)
            p_start, p_end = _trim(data, p_at, p_comma)
            if start < end:
                if p_at > p_stop or p_start == p_end:
                    return POINTS_MISSING, filled
                sign = _sign_of_points(data, p_start, p_end)
                if sign < 0:
                    place[0], place[1] = p_start, p_end
                    return POINTS_UNREADABLE, filled
            p_at = p_comma + 1
        if start == end:
            continue
        k = _find_name(data, start, end, names, ends, table)
        if k < 0:
            place[0], place[1] = start, end
            return UNKNOWN_PROJECT, filled
        if sign > 0:
            spot = filled
            while spot > begin and items[spot - 1] > k:
                spot -= 1
            if spot == begin or items[spot - 1] != k:
                for move in range(filled, spot, -1):
                    items[move] = items[move - 1]
                items[spot] = k
                filled += 1
    return FINE, filled


@compiled
def _read_field(data: Any, at: int, size: int) -> tuple[int, int, int, int]:
    """Return where a field begins and ends, where its separator stands, and how many lines it crosses.

    The end is −1 where a quote is doubled inside quotes.
    """
    start, lines = at, 0
    while start < size and (data[start] == _SPACE or data[start] == _TAB):
        start += 1
    end = -1
    if start < size and data[start] == _QUOTE:
        start += 1
        at = start
        while at < size and data[at] != _QUOTE:
            lines += data[at] == _NEWLINE
            at += 1
        if at + 1 < size and data[at + 1] == _QUOTE:
            return start, -1, at, lines
        end = at
    while at < size and data[at] != _SEMICOLON and data[at] != _NEWLINE:
        at += 1
    start, end = _trim(data, start, at if end < 0 else end)
    return start, end, at, lines


@compiled
def scan_votes(
    data: Any, columns: Any, names: Any, ends: Any, table: Any, items: Any, pointers: Any, place: Any
) -> int:
    """Read ballots from the lines of DATA, fields parted by semicolons, quotes as in CSV.

    COLUMNS: where the vote and the points stand (−1: nowhere). ITEMS and POINTERS (filled here) hold the
    ballots as rows; PLACE (8,) gets where in DATA a fault begins and ends, how many ballots there are, how
    many lines went by, and is room for the rest. Returns the code.
    """
    size = len(data)
    at = ballots = filled = lines = 0
    vote, points = place[4:6], place[6:8]
    pointers[0] = 0
    while at < size:
        line_start, first_line = at, lines
        column, blank = 0, True
        vote[0], points[0] = -1, -1
        while True:
            start, end, at, crossed = _read_field(data, at, size)
            if end < 0:
                place[0], place[1], place[2], place[3] = line_start, at, ballots, first_line
                return ESCAPED_QUOTE
            lines += crossed
            blank = blank and start == end
            if column == columns[0]:
                vote[0], vote[1] = start, end
            elif column == columns[1]:
                points[0], points[1] = start, end
            column += 1
            if at >= size or data[at] == _NEWLINE:
                break
            at += 1
        at += 1
        lines += 1
        if blank:
            continue
        if vote[0] < 0 or (columns[1] >= 0 and points[0] < 0 and vote[0] < vote[1]):
            place[0], place[1], place[2], place[3] = line_start, at, ballots, first_line
            return SHORT_LINE
        code, filled = _read_ballot(data, vote, points, names, ends, table, items, filled, place)
        if code != FINE:
            place[2], place[3] = ballots, first_line
            return code
        ballots += 1
        pointers[ballots] = filled
    place[2], place[3] = ballots, lines
    return FINE


@compiled
def merge_ballots(
    items: Any, pointers: Any, given: Any, table: Any, classes: Any, weights: Any, hashes: Any
) -> int:
    """Give equal rows one class: its first row in CLASSES, its weight and hash; return how many there are.

    GIVEN is the weight of each row (empty: 1 each); TABLE is open addressing, a power of two, filled with −1.
    """
    mask = np.uint64(len(table) - 1)
    found = 0
    for row in range(len(pointers) - 1):
        start, end = pointers[row], pointers[row + 1]
        value = np.uint64(end - start) + _FNV_START
        for at in range(start, end):
            value = (value ^ np.uint64(items[at] + 1)) * _FNV_STEP
            value ^= value >> np.uint64(31)
        slot = value & mask
        weight = given[row] if len(given) > 0 else 1
        while True:
            k = table[slot]
            if k < 0:
                table[slot] = found
                classes[found], weights[found], hashes[found] = row, weight, value
                found += 1
                break
            if hashes[k] == value:
                other = pointers[classes[k]]
                same = pointers[classes[k] + 1] - other == end - start
                for offset in range(end - start):
                    if not same:
                        break
                    same = items[other + offset] == items[start + offset]
                if same:
                    weights[k] += weight
                    break
            slot = (slot + np.uint64(1)) & mask
    return found


@compiled
def gather_rows(items: Any, pointers: Any, rows: Any, out: Any, out_pointers: Any) -> None:
    """Copy the ROWS of a ragged table, in that order, into OUT."""
    filled = 0
    out_pointers[0] = 0
    for k in range(len(rows)):
        for at in range(pointers[rows[k]], pointers[rows[k] + 1]):
            out[filled] = items[at]
            filled += 1
        out_pointers[k + 1] = filled


@compiled
def transpose_rows(items: Any, pointers: Any, out: Any, out_pointers: Any) -> None:
    """Turn ballots → projects into projects → ballots; OUT_POINTERS enters as the counted starts."""
    for row in range(len(pointers) - 1):
        for at in range(pointers[row], pointers[row + 1]):
            k = items[at]
            out[out_pointers[k]] = row
            out_pointers[k] += 1
