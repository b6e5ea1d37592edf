"""The map in words, Indonesian first: what the picture shows, for those who read or listen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rembuk.reckon.opinion_maps.opinion_map import OpinionMap

_WORDS = {
    "id": {
        "title": "Peta pendapat",
        "group": "Kelompok {name}: {size} orang",
        "summary": "{people} peserta, {statements} pernyataan, {votes} pilihan",
        "axes": "Yang berdekatan memilih serupa. Kedua sumbu menunjukkan {share} % dari perbedaan pilihan.",
        "agree": "setuju",
        "disagree": "tidak setuju",
        "of": "{yes} dari {all} {direction}",
        "statement": "Pernyataan {id}",
        "shared_agree": "Disetujui kebanyakan orang",
        "shared_disagree": "Ditolak kebanyakan orang",
        "none": "Tidak ada pernyataan yang mewakili.",
        "cautions": "Perlu diketahui",
        "outside": "{count} orang belum dikelompokkan",
    },
    "en": {
        "title": "Opinion map",
        "group": "Group {name}: {size}",
        "summary": "{people}, {statements}, {votes}",
        "axes": "Those who stand close voted alike. The two axes show {share} % of the differences in votes.",
        "agree": "agree",
        "disagree": "disagree",
        "of": "{yes} of {all} {direction}",
        "statement": "Statement {id}",
        "shared_agree": "Most people agree",
        "shared_disagree": "Most people disagree",
        "none": "No statement speaks for it.",
        "cautions": "Worth knowing",
        "outside": "{count} not grouped yet",
    },
}
# English puts its nouns into the singular; Indonesian does not.
_NOUNS = {
    "size": ("person", "people"),
    "count": ("person is", "people are"),
    "people": ("participant", "participants"),
    "statements": ("statement", "statements"),
    "votes": ("vote", "votes"),
}


def word(phrase: str, lang: str = "id", /, **values: object) -> str:
    """Return the words of PHRASE in LANG with VALUES filled in; whole numbers get its separators."""
    filled = {
        key: _whole(key, value, lang) if isinstance(value, int) else value for key, value in values.items()
    }
    return _WORDS["en" if lang == "en" else "id"][phrase].format(**filled)


def _whole(key: str, value: int, lang: str) -> str:
    return counted(value, *_NOUNS[key]) if lang == "en" and key in _NOUNS else number(value, lang)


def number(value: int, lang: str = "id") -> str:
    """Write VALUE with separators between thousands: 1.250 in Indonesian, 1,250 in English."""
    grouped = f"{value:,}"
    return grouped if lang == "en" else grouped.replace(",", ".")


def counted(value: int, one: str, many: str) -> str:
    """Return VALUE with its English noun, singular or plural."""
    return f"{number(value, 'en')} {one if value == 1 else many}"


def group_name(g: int) -> str:
    """Return the letters of group G: A, B, ... Z, AA, ..."""
    name = ""
    g += 1
    while g:
        g, rest = divmod(g - 1, 26)
        name = chr(65 + rest) + name
    return name


def statement_words(drawn: OpinionMap, statement: int, lang: str = "id") -> str:
    """Return the words of a statement, or its number where the file had no words."""
    name = drawn.statement_ids[statement]
    return " ".join(drawn.texts.get(name, "").split()) or word("statement", lang, id=name)


def speaking_for(drawn: OpinionMap, g: int, lang: str = "id") -> list[tuple[str, str]]:
    """Return for group G the statements that speak for it, each with what share stands behind it."""
    return [
        (
            statement_words(drawn, one.statement, lang),
            word("of", lang, yes=one.successes, all=one.trials, direction=word(one.direction, lang)),
        )
        for one in drawn.representative[g]
    ]


def shared(drawn: OpinionMap, direction: str, lang: str = "id") -> list[tuple[str, str]]:
    """Return the statements most people agree (or disagree) on, each with the share."""
    return [
        (
            statement_words(drawn, one.statement, lang),
            word("of", lang, yes=one.successes, all=one.trials, direction=word(direction, lang)),
        )
        for one in drawn.consensus[direction]
    ]


def summary(drawn: OpinionMap, lang: str = "id") -> str:
    """Return how many people, statements and votes the map stands on, in one line."""
    rows = drawn.rows
    return word(
        "summary", lang, people=rows.participants, statements=rows.statements, votes=int(rows.code.size)
    )


def axes_words(drawn: OpinionMap, lang: str = "id") -> str:
    """Return how to read distance, and how much of the differences the picture holds."""
    return word("axes", lang, share=round(100 * sum(drawn.projection.explained)))


def in_words(drawn: OpinionMap, lang: str = "id") -> str:
    """Return everything the picture of DRAWN shows as plain text in LANG ("id" or "en")."""
    lines = [word("title", lang), summary(drawn, lang) + ".", axes_words(drawn, lang), ""]
    for g in range(drawn.groups):
        lines.append(word("group", lang, name=group_name(g), size=int(drawn.sizes[g])))
        listed = speaking_for(drawn, g, lang)
        lines += [f"  - {text} ({share})" for text, share in listed] or ["  " + word("none", lang)]
        lines.append("")
    for direction in ("agree", "disagree"):
        listed = shared(drawn, direction, lang)
        if listed:
            lines.append(word(f"shared_{direction}", lang))
            lines += [f"  - {text} ({share})" for text, share in listed]
            lines.append("")
    from rembuk.reckon.opinion_maps.caveats import cautions

    told = cautions(drawn, lang)
    if told:
        lines += [word("cautions", lang), *(f"  - {one}" for one in told)]
    return "\n".join(lines).rstrip() + "\n"
