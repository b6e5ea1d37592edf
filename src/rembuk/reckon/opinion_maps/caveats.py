"""What a map rests on, in words: nothing here is an error, everything here is worth knowing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rembuk.reckon.opinion_maps.words import counted, group_name, number

if TYPE_CHECKING:
    from rembuk.reckon.opinion_maps.opinion_map import OpinionMap

FEW_PEOPLE = 100
FEW_STATEMENTS = 10
SMALL_GROUP = 5
WEAK = 0.25  # no substantial structure: Kaufman and Rousseeuw 1990, Finding Groups in Data, table 4


def cautions(drawn: OpinionMap, lang: str = "id") -> list[str]:
    """Return sentences, in Indonesian ("id") or English ("en"), about what the map of DRAWN rests on."""
    english = lang == "en"
    return [en if english else id_ for id_, en in [*_reading(drawn), *_people(drawn), *_shape(drawn)]]


def _people_count(value: int) -> str:
    return counted(value, "person", "people")


def _reading(drawn: OpinionMap) -> list[tuple[str, str]]:
    found = []
    for line, _ in drawn.refused:
        found.append(
            (
                f"Berkas terpotong pada baris {line}; baris sebelumnya dihitung, baris itu tidak.",
                f"The file is cut short at line {line}; the rows before it count, that row does not.",
            )
        )
    hidden = int((~drawn.shown).sum())
    if hidden:
        found.append(
            (
                f"{number(hidden)} pernyataan disembunyikan atau bukan tentang isi; tidak membentuk peta.",
                f"{counted(hidden, 'statement', 'statements')} hidden or off the matter: no weight here.",
            )
        )
    return found


def _people(drawn: OpinionMap) -> list[tuple[str, str]]:
    found = []
    people, inside = drawn.rows.participants, len(drawn.inside)
    if people == 0:
        return [
            ("Belum ada pilihan; peta belum dapat digambar.", "There are no votes yet; no map can be drawn.")
        ]
    if inside < FEW_PEOPLE:
        found.append(
            (
                f"Kelompok bersandar pada {inside} orang; beberapa pilihan lagi dapat mengubahnya.",
                f"The groups rest on {_people_count(inside)}; a few more votes may change them.",
            )
        )
    if people > inside:
        found.append(
            (
                f"{number(people - inside)} orang terlalu sedikit memilih: ada tempatnya, tanpa kelompok.",
                f"{_people_count(people - inside)} voted too little: placed but not grouped.",
            )
        )
    asked = min(drawn.min_votes, drawn.rows.statements)
    below = int((np.diff(drawn.rows.start)[drawn.inside] < asked).sum())
    if below:
        are = "is" if below == 1 else "are"
        found.append(
            (
                f"{below} orang di bawah {asked} pilihan ikut dikelompokkan karena peserta sedikit.",
                f"{_people_count(below)} below {asked} votes {are} grouped because so few take part.",
            )
        )
    if int(drawn.shown.sum()) < FEW_STATEMENTS:
        found.append(
            (
                f"Peta dibentuk oleh {int(drawn.shown.sum())} pernyataan saja.",
                f"Only {counted(int(drawn.shown.sum()), 'statement', 'statements')} to shape the map.",
            )
        )
    return found


def _shape(drawn: OpinionMap) -> list[tuple[str, str]]:
    found = []
    if drawn.asked_k is not None and drawn.groups and drawn.asked_k != drawn.groups:
        found.append(
            (
                f"Diminta {drawn.asked_k} kelompok, tetapi hanya {drawn.groups} yang dapat dibedakan.",
                f"{drawn.asked_k} groups were asked for, but only {drawn.groups} can be told apart.",
            )
        )
    if drawn.groups == 1:
        found.append(
            (
                "Semua orang berada di satu kelompok: pilihannya tidak membedakan mereka.",
                "Everybody is in one group: the votes do not tell them apart.",
            )
        )
    for name, size in enumerate(drawn.sizes.tolist()):
        if size < SMALL_GROUP:
            found.append(
                (
                    f"Kelompok {group_name(name)} hanya berisi {size} orang.",
                    f"Group {group_name(name)} has only {_people_count(size)}.",
                )
            )
    if drawn.groups > 1 and drawn.last_k and drawn.silhouettes.get(drawn.last_k[2], 1.0) < WEAK:
        found.append(
            (
                "Batas antarkelompok lemah (siluet di bawah 0,25): anggap kelompok sebagai kecenderungan.",
                "The groups are weakly separated (silhouette below 0.25): read them as leanings.",
            )
        )
    shares = drawn.projection.explained
    if drawn.groups > 1 and sum(shares) < 0.2:
        found.append(
            (
                f"Kedua sumbu menunjukkan {100 * sum(shares):.0f} % perbedaan pilihan; sisanya tak tampak.",
                f"The two axes show {100 * sum(shares):.0f} % of the differences in votes, not the rest.",
            )
        )
    return found
