"""Find places by what people type: any part of the country in a few milliseconds, on both databases.

Every lookup is an exact match or a range over an index; nothing scans. Keys are plain ASCII bytes, so
diacritics and case do not matter and no database's collation has a say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import connection
from django.db.models import QuerySet

from rembuk.places.models import Place
from rembuk.places.wording import COMMON, LEVEL_WORDS, SPELLED, TITLES

LONGEST_QUERY, MOST_WORDS = 120, 8
# More places share a name than this nowhere (Sidomulyo: 99).
NAMESAKES = 300
_WORD, _APOSTROPHE = re.compile(r"[a-z0-9]+"), re.compile(r"['’‘`ʼ]")
_POSTAL = re.compile(r"\d{5}")


def words_of(text: str) -> list[str]:
    """Return the words of TEXT as keys have them: ASCII, lower case, apostrophes gone, signs as spaces."""
    plain = text.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _WORD.findall(_APOSTROPHE.sub("", plain))


def place_by_code(code: str) -> Place | None:
    """Return the place with CODE, written with dots or without, or None."""
    return Place.objects.filter(code=dotted(code)).first()


def dotted(code: str) -> str:
    """Return CODE as the ministry writes it: 3404062001 becomes 34.04.06.2001."""
    digits = code.replace(".", "").strip()
    parts = [digits[:2], digits[2:4], digits[4:6], digits[6:]]
    return ".".join(part for part in parts if part)


def children(place: Place | None) -> QuerySet[Place]:
    """Return what lies directly in PLACE, or the provinces for None, by name."""
    return Place.objects.filter(parent=place).order_by("name", "code")


def find(text: str, limit: int = 10) -> list[Place]:
    """Return up to LIMIT places that TEXT may mean, best first; nothing for what names none.

    TEXT may be the beginning of a name, names from small to large or large to small with or without commas
    ("Sinduadi, Mlati, Sleman", "kel. Beji kota Depok"), a common short name (Jogja, Jaksel), a postal code
    or a code.
    """
    asked = _parse(text)
    if asked is None:
        return []
    if asked.codes or asked.postal:
        rows = Place.objects.order_by("code")
        rows = rows.filter(code__in=asked.codes) if asked.codes else rows.filter(postal_code=asked.postal)
        return [place for place in rows[:NAMESAKES] if _within(place, asked.words, words_of(place.path))][
            :limit
        ]
    # "Kelurahan Kebayoran Baru" names a district: a wrong level word is better passed over than obeyed.
    return _search(asked, limit) or (_search(replace(asked, level=None), limit) if asked.level else [])


def _search(asked: _Asked, limit: int) -> list[Place]:
    exact = _exact(asked)
    if exact and exact[0][0]:
        return _distinct((place for _, place in exact), limit)
    both = [(0 if place.level <= 2 else 2, place) for _, place in exact] + _beginning(asked, limit)
    both.sort(key=lambda pair: pair[0])
    found = _distinct((place for _, place in both), limit)
    return found or _distinct(_squeezed(asked, limit), limit)


def _distinct(places: Iterable[Place], limit: int) -> list[Place]:
    return list({place.code: place for place in places}.values())[:limit]


@dataclass(frozen=True)
class _Asked:
    words: tuple[str, ...]
    level: int | None
    codes: tuple[str, ...]
    postal: str
    only_regency: bool

    def splits(self) -> Iterable[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Yield name and surroundings, the likelier reading first."""
        words = self.words
        yield words, ()
        for cut in range(len(words) - 1, 0, -1):
            yield words[:cut], words[cut:]
        for cut in range(1, len(words)):
            yield words[cut:], words[:cut]


def _parse(text: str) -> _Asked | None:
    text = text[:LONGEST_QUERY]
    compact = text.replace(".", "").strip()
    if compact.isascii() and compact.isdigit() and len(compact) in (2, 4, 6, 10):
        return _Asked((), None, (dotted(compact),), "", False)
    words = [SPELLED.get(word, word) for word in words_of(text)][:MOST_WORDS]
    postal = next((word for word in words if _POSTAL.fullmatch(word)), "")
    # The smallest place named decides what is looked for: "desa X kec. Y" looks for a village.
    levels = [LEVEL_WORDS[word] for word in words[:-1] if word in LEVEL_WORDS]
    kept = [word for word in words if word != postal and (word not in LEVEL_WORDS or word == words[-1])]
    only_regency = "kabupaten" in kept and len(kept) > kept.index("kabupaten") + 1
    if only_regency and kept[0] != "kabupaten":
        kept.remove("kabupaten")
    if not kept and not postal:
        return None
    if len(kept) == 1 and len(kept[0]) < 2 and not postal:
        return None
    return _Asked(tuple(kept), max(levels, default=None), (), postal, only_regency)


def _exact(asked: _Asked) -> list[tuple[bool, Place]]:
    """Return the places of the first reading that holds, and whether it needed surroundings."""
    splits = list(asked.splits())
    keys = sorted({" ".join(name).encode() for name, _ in splits})
    sql = f"{_SELECT} WHERE k.start = 0 AND k.key IN ({', '.join(['%s'] * len(keys))}) LIMIT {NAMESAKES * 2}"
    by_key: dict[bytes, list[Place]] = {}
    for _group, key, place in _rows(sql, keys):
        by_key.setdefault(key, []).append(place)
    for name, around in splits:
        namesakes = by_key.get(" ".join(name).encode(), [])
        fitting = [
            place for place in namesakes if _fits(place, asked) and _within(place, around, _beyond(place))
        ]
        if fitting:
            fitting.sort(key=lambda place: (place.level, place.code))
            return [(bool(around), place) for place in fitting]
    return []


def _beginning(asked: _Asked, limit: int) -> list[tuple[int, Place]]:
    """Return places whose name begins so, then those in which a later word does; one range a level."""
    key = " ".join(asked.words).encode()
    parts: list[str] = []
    values: list[bytes | int] = []
    for group, (start, levels) in enumerate(((0, (1, 2)), (0, (3, 4)), (1, (1, 2, 3, 4)))):
        for level in levels:
            if asked.level in (None, level):
                parts.append(_RANGE.format(group=2 * group + 1))
                values += [start, level, key, key + b"\x7f", limit]
    sql = _SELECT.replace("0 AS grp", "k.grp").replace("places_placekey", f"({' UNION ALL '.join(parts)})")
    found = [(group, key, place) for group, key, place in _rows(sql, values) if _fits(place, asked)]
    found.sort(key=lambda row: (row[0], row[2].level, row[1], row[2].code))
    return [(group, place) for group, _key, place in found]


def _squeezed(asked: _Asked, limit: int) -> list[Place]:
    """Find "Tanjung Priok" typed as one word and "Sinduadi" typed as two."""
    sql = f"{_SELECT} WHERE k.key = %s AND k.start IN (0, 2) LIMIT {NAMESAKES}"
    found = [place for _, _, place in _rows(sql, ["".join(asked.words).encode()]) if _fits(place, asked)]
    return sorted(found, key=lambda place: (place.level, place.code))


_SELECT = (
    "SELECT 0 AS grp, k.key, p.code, p.name, p.level, p.parent_id, p.path, p.postal_code"
    " FROM places_placekey k JOIN places_place p ON p.code = k.place_id"
)
_RANGE = (
    "SELECT * FROM (SELECT {group} AS grp, key, place_id FROM places_placekey"
    " WHERE start = %s AND level = %s AND key >= %s AND key < %s ORDER BY key LIMIT %s) r{group}"
)
_FIELDS = ("code", "name", "level", "parent_id", "path", "postal_code")


def _rows(sql: str, values: Sequence[bytes | int]) -> list[tuple[int, bytes, Place]]:
    # By hand, since building these queries through the ORM costs more than answering them.
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [(row[0], bytes(row[1]), Place.from_db(None, _FIELDS, row[2:])) for row in cursor.fetchall()]


def _fits(place: Place, asked: _Asked) -> bool:
    if asked.level and place.level != asked.level:
        return False
    return not (asked.only_regency and place.level >= 2 and _is_city(place))


def _is_city(place: Place) -> bool:
    # The third and fourth digit: 01-69 regency, 71-99 city (Permendagri 58/2021).
    return place.code[3:5] >= "71"


def _beyond(place: Place) -> list[str]:
    """Return the words of what PLACE lies in; a province lies in itself."""
    return words_of(place.path.partition(", ")[2] or place.path)


def _within(place: Place, around: Sequence[str], near: Sequence[str]) -> bool:
    if not around:
        return True
    wanted = _official(around)
    if "kota" in wanted[:-1] and "kota" not in near and _is_city(place):
        wanted.remove("kota")
    *whole, last = wanted
    return all(word in near for word in whole) and any(word.startswith(last) for word in near)


def _official(words: Sequence[str]) -> list[str]:
    """Return WORDS with common short names replaced: "sleman jogja" becomes "sleman yogyakarta"."""
    found: list[str] = []
    for word in words:
        names = COMMON.get(word)
        found += [part for part in words_of(names[-1]) if part not in TITLES] if names else [word]
    return found
