"""Read abif, the aggregated ballot information format: `27: A>B=C`, `12: A/5, B/3`, `=A:[A long name]`."""

from __future__ import annotations

import re
from fractions import Fraction

from rembuk.reckon.collective_choice.ballot_files import bad_line, bounded
from rembuk.reckon.collective_choice.elections import Ballot, Election, build_election
from rembuk.reckon.refusal import Refusal

_ROW = re.compile(r"\s*(\d*)\s*([:*]?)(.*)")
_WORD = re.compile(r'\s*(?:\[([^\]]*)\]|"([^"]*)"|([^\s>=,/\[\]"#]+))\s*(?:/\s*(\d+(?:\.\d+)?))?\s*([>=,]?)')
_Entry = tuple[str, Fraction | None, str]


def read_abif(text: str, name: str, *, cut: bool = False) -> Election:
    """Read an election in abif.

    Candidates stand in the order they are declared; undeclared ones follow in the order of their ids.
    Where a line gives scores and no `>` or `=`, the scores give its order.
    """
    lines = text.splitlines()
    whole_last = text.endswith("\n") and not cut
    declared: dict[str, str] = {}
    rows: list[tuple[int, list[_Entry]]] = []
    refused: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        bare = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
        if not bare or bare.startswith("{"):
            continue
        try:
            if bare.startswith("="):
                token, label = _declaration(bare, name, number)
                declared[token] = label
            else:
                rows.append(_row(bare, name, number))
        except Refusal as refusal:
            if number != len(lines) or whole_last or not rows:
                raise
            refused.append((number, refusal.sentence("en")))
    if not rows:
        raise bad_line(
            name,
            len(lines),
            "tidak ada satu pun surat suara; tambah baris seperti `12: A>B`.",
            "there is not one ballot; add lines such as `12: A>B`.",
        )
    named = {token for _, entries in rows for token, _, _ in entries}
    ids = [*declared, *sorted(named - set(declared))]
    bounded(len(ids), name)
    place = {token: i for i, token in enumerate(ids)}
    ballots = [_ballot(count, entries, place) for count, entries in rows]
    return build_election(ids, {t: declared.get(t, t) for t in ids}, ballots, refused=refused)


def _declaration(line: str, name: str, number: int) -> tuple[str, str]:
    match = re.fullmatch(
        r'=\s*(?:\[([^\]]+)\]|"([^"]+)"|([^:\s]+))\s*:\s*(?:\[([^\]]*)\]|"([^"]*)"|(.*))', line
    )
    if match is None:
        raise bad_line(
            name,
            number,
            "tulis calon seperti `=A:[Nama panjang]`.",
            "write a candidate as `=A:[A long name]`.",
        )
    token = match[1] or match[2] or match[3]
    return token, (match[4] or match[5] or match[6] or token).strip()


def _row(line: str, name: str, number: int) -> tuple[int, list[_Entry]]:
    match = _ROW.match(line)
    assert match is not None  # every part of it may be empty
    count, mark, rest = match.groups()
    if not count or not mark or int(count) < 1:
        raise bad_line(
            name,
            number,
            f"`{line[:60]}` bukan `jumlah: urutan`; tulis seperti `12: A>B`.",
            f"`{line[:60]}` is not `count: order`; write it like `12: A>B`.",
        )
    entries: list[_Entry] = []
    place = 0
    while place < len(rest.rstrip()):
        match = _WORD.match(rest, place)
        if match is None or (entries and not entries[-1][2]):
            raise bad_line(
                name,
                number,
                f"`{rest[place:][:40].strip()}` tidak terbaca; pisahkan calon dengan > = atau koma.",
                f"`{rest[place:][:40].strip()}` cannot be read; put > = or a comma between candidates.",
            )
        token = next(part for part in match.groups()[:3] if part is not None).strip()
        if any(token == seen for seen, _, _ in entries):
            raise bad_line(
                name,
                number,
                f"calon {token} tertulis dua kali; sisakan satu.",
                f"candidate {token} stands there twice; leave one.",
            )
        entries.append((token, Fraction(match[4]) if match[4] else None, match[5]))
        place = match.end()
    if entries and entries[-1][2]:
        raise bad_line(
            name,
            number,
            "urutan berakhir dengan tanda pemisah.",
            "the order ends with a separator; remove it.",
        )
    return int(count), entries


def _ballot(count: int, entries: list[_Entry], place: dict[str, int]) -> Ballot:
    scores = tuple((place[token], score) for token, score, _ in entries if score is not None)
    if any(mark in (">", "=") for _, _, mark in entries) or len(scores) != len(entries):
        ranks: list[list[int]] = []
        joined = False
        for token, _, mark in entries:
            if joined:
                ranks[-1].append(place[token])
            else:
                ranks.append([place[token]])
            joined = mark in ("=", ",")
        ranking = tuple(tuple(rank) for rank in ranks)
    else:
        levels = sorted({score for _, score in scores}, reverse=True)
        ranking = tuple(tuple(c for c, score in scores if score == level) for level in levels)
    approved = tuple(c for c, s in scores if s > 0) if scores else tuple(c for rank in ranking for c in rank)
    return Ballot(count, ranking, approved, scores or None)
