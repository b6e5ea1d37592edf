"""The word tables of this package, each read once.

`slang.txt`: informal forms and what they stand for. `kamus.txt`: what people ask about, in the languages they
ask in, with the subject of public affairs it belongs to. Both were written for this project.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple


class Concept(NamedTuple):
    """One line of `kamus.txt`: a meaning, its subject, how much it says, and the axis of wishes it lies on.

    `weight` is 0 for words that say nothing alone, 0.3 for words that most wishes share, else 1.
    `axis` is "" or the axis's name with "+" or "-" before it: "+naik" and "-naik" are opposite wishes.
    """

    name: str
    subject: str
    weight: float
    axis: str


def bag(text: str) -> frozenset[str]:
    """Return the words of TEXT, a list written as one string, as a set."""
    return frozenset(text.split())


def lines(file: str) -> list[str]:
    """Return the lines of a table in `data`, without remarks."""
    text = resources.files(__package__).joinpath("data", file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def slang() -> dict[str, tuple[str, ...]]:
    """Return informal form -> the words it stands for."""
    table: dict[str, tuple[str, ...]] = {}
    for line in lines("slang.txt"):
        standard, _, forms = line.partition(":")
        for form in forms.split():
            table.setdefault(form, tuple(standard.split()))
    return table


@cache
def concepts() -> dict[str, Concept]:
    """Return word (or phrase, words joined by "_") -> the meaning it stands for."""
    table: dict[str, Concept] = {}
    for line in lines("kamus.txt"):
        name, subject, marks, forms = (part.strip() for part in line.split("|"))
        weight, axis = 1.0, ""
        for mark in marks.split():
            if mark[0] in "+-":
                axis = mark
            else:
                weight = float(mark)
        concept = Concept(name, subject, weight, axis)
        for form in (name, *forms.split()):
            table.setdefault(form, concept)
    return table


@cache
def phrases() -> dict[str, list[tuple[str, ...]]]:
    """Return first word -> the phrases of `kamus.txt` that begin with it, longest first."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for form in concepts():
        if "_" in form:
            parts = tuple(form.split("_"))
            table.setdefault(parts[0], []).append(parts)
    for found in table.values():
        found.sort(key=lambda parts: (-len(parts), parts))
    return table


@cache
def cues() -> dict[str, tuple[str, ...]]:
    """Return word (or words joined by "_") -> the groups of `isyarat.txt` it belongs to."""
    table: dict[str, list[str]] = {}
    for line in lines("isyarat.txt"):
        group, _, forms = line.partition(":")
        for form in forms.split():
            table.setdefault(form, []).append(group)
    return {form: tuple(dict.fromkeys(groups)) for form, groups in table.items()}


# What the groups of `isyarat.txt` tell about stance; "wish" and "good" words alone tell too little.
_STANCE = {
    "ask": "ask", "must": "ask", "order": "ask", "thanks": "praise", "bad": "bad", "gamble": "peddle",
    "advert": "peddle", "loan": "peddle", "chain": "peddle",
}  # fmt: skip


@cache
def stances() -> dict[str, tuple[str, ...]]:
    """Return word -> what it tells about stance: ask, praise, bad, peddle."""
    found = {}
    for form, groups in cues().items():
        if form == "kasih":  # "give" alone, but most often the second half of "terima kasih"
            continue
        told = tuple(dict.fromkeys(_STANCE[group] for group in groups if group in _STANCE))
        if told:
            found[form] = told
    return found
