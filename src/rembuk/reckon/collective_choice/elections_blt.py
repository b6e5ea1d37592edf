"""Read BLT, the ballot format of OpenSTV and of the Scottish e-count exports.

`candidates seats`, then `-n` for each withdrawn candidate, then ballots `weight 3 1=2 4 0`, a lone `0`, the
names in quotation marks and the title. `=` ties, `-` leaves a rank open. Source: Hill, Wichmann and Woodall's
input form as extended by OpenSTV.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from rembuk.reckon.collective_choice.ballot_files import bad_line, bounded
from rembuk.reckon.collective_choice.elections import Ballot, Election, Ranking, build_election
from rembuk.reckon.refusal import Refusal

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|#.*|(\S+)')


class _Tokens:
    """Walk the words of the file, keeping the line each stands on."""

    def __init__(self, text: str) -> None:
        self.words = list(_split(text))
        self.place = 0

    def line(self) -> int:
        return self.words[min(self.place, len(self.words) - 1)][0] if self.words else 1

    def take(self) -> str | None:
        if self.place >= len(self.words):
            return None
        self.place += 1
        return self.words[self.place - 1][1]


def _split(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        for match in _TOKEN.finditer(line):
            if match[1] is not None:
                yield number, '"' + match[1].replace('\\"', '"')
            elif match[2] is not None:
                yield number, match[2]


def read_blt(text: str, name: str, *, cut: bool = False) -> Election:
    """Read an election in BLT; a file cut inside its ballots keeps the whole ballots before the cut."""
    tokens = _Tokens(text)
    size, seats = bounded(_whole(tokens, name), name), _whole(tokens, name)
    withdrawn = _withdrawn(tokens, name, size)
    ballots: list[Ballot] = []
    refused: list[tuple[int, str]] = []
    while True:
        start = tokens.line()
        word = tokens.take()
        if word == "0":
            break
        row = None if word is None else _ballot(tokens, word, name, start, size)
        if row is None:
            refused.append((start, "the file ends before the closing 0 of its ballots"))
            break
        ballots.append(row)
    if not ballots:
        raise bad_line(
            name,
            tokens.line(),
            "tidak ada satu pun surat suara; tambah baris seperti `3 2 1 0`.",
            "there is not one ballot; add lines such as `3 2 1 0`.",
        )
    labels = [(tokens.take() or "").removeprefix('"') for _ in range(size)]
    title = (tokens.take() or "").removeprefix('"')
    return _without(withdrawn, size, labels, ballots, seats=seats, title=title, refused=refused)


def _whole(tokens: _Tokens, name: str) -> int:
    line = tokens.line()
    word = tokens.take()
    if word is None or not word.isdecimal() or int(word) < 1:
        raise bad_line(
            name,
            line,
            "berkas BLT dimulai dengan `jumlah-calon jumlah-kursi`, misalnya `5 2`.",
            "a BLT file begins with `candidates seats`, for instance `5 2`.",
        )
    return int(word)


def _withdrawn(tokens: _Tokens, name: str, size: int) -> set[int]:
    gone: set[int] = set()
    while tokens.place < len(tokens.words) and re.fullmatch(r"-\d+", tokens.words[tokens.place][1]):
        line = tokens.line()
        gone.add(_number((tokens.take() or "")[1:], name, line, size))
    return gone


def _number(word: str, name: str, line: int, size: int) -> int:
    if not word.isdecimal() or not 1 <= int(word) <= size:
        raise bad_line(
            name,
            line,
            f"calon `{word[:40]}` tidak ada; nomor calon 1 sampai {size}, dan surat suara diakhiri 0.",
            f"there is no candidate `{word[:40]}`; candidates are 1 to {size}, and a ballot ends with 0.",
        )
    return int(word) - 1


def _ballot(tokens: _Tokens, word: str, name: str, line: int, size: int) -> Ballot | None:
    """Return the ballot whose weight is `word`, or None where the file ends inside it."""
    if word.startswith("(") and word.endswith(")"):
        word = tokens.take() or ""
    try:
        weight = Fraction(word)
        if weight <= 0:
            raise ValueError
    except (ValueError, ZeroDivisionError):
        raise bad_line(
            name,
            line,
            f"bobot `{word[:40]}` bukan angka lebih dari 0.",
            f"the weight `{word[:40]}` is not a number above 0.",
        ) from None
    ranking: list[tuple[int, ...]] = []
    while True:
        preference = tokens.take()
        if preference is None:
            return None
        if preference == "0":
            break
        if preference != "-":
            ranking.append(tuple(_number(part, name, line, size) for part in preference.split("=")))
    listed = tuple(c for rank in ranking for c in rank)
    if len(set(listed)) != len(listed):
        raise bad_line(
            name,
            line,
            "satu calon tertulis dua kali pada satu surat suara; sisakan satu.",
            "one candidate stands twice on one ballot; leave one.",
        )
    return Ballot(weight, tuple(ranking), listed)


def _without(
    withdrawn: set[int],
    size: int,
    labels: list[str],
    ballots: list[Ballot],
    *,
    seats: int,
    title: str,
    refused: list[tuple[int, str]],
) -> Election:
    """Take withdrawn candidates off every ballot and out of the list; numbers stay those of the file."""
    standing = [c for c in range(size) if c not in withdrawn]
    if not standing:
        raise Refusal(
            "Semua calon mengundurkan diri; sisakan paling sedikit satu.",
            "Every candidate has withdrawn; leave at least one.",
        )
    place = {candidate: i for i, candidate in enumerate(standing)}
    kept: list[Ballot] = []
    for ballot in ballots:
        ranking: Ranking = tuple(
            rank for old in ballot.ranking if (rank := tuple(place[c] for c in old if c in place))
        )
        kept.append(Ballot(ballot.weight, ranking, tuple(place[c] for c in ballot.approved if c in place)))
    ids = [str(c + 1) for c in standing]
    names = {str(c + 1): labels[c] or str(c + 1) for c in standing}
    return build_election(ids, names, kept, seats=seats, title=title, refused=refused)
