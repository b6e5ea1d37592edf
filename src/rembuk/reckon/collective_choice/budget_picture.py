"""Draw a counted budget as SVG: for every project, how much of its cost stood on its side."""

from __future__ import annotations

from fractions import Fraction

from rembuk.reckon.collective_choice.budget import Outcome
from rembuk.reckon.collective_choice.budget_words import RULE_NAMES, money, number, summary, why
from rembuk.reckon.svg import escape

# Ink and accent keep 7:1 on white; won and lost differ in form (filled, hatched) as well as in colour.
_INK, _SOFT, _LINE, _WON, _LOST = "#1b1f24", "#4a5058", "#c9ced4", "#0b5394", "#8a4b08"
_WIDTH, _ROW, _TOP, _NAME, _BAR, _BAR_WIDTH = 960, 46, 124, 24, 470, 250
_ROWS = 30

_WORDS = {
    "id": {
        "title": "Anggaran partisipatif",
        "support": "pendukung",
        "won": "didanai",
        "lacked": "kurang",
        "more": "proyek lain ada di dalam tabel",
        "have": "uang di pihak proyek saat diputuskan",
        "miss": "yang kurang",
        "unwanted": "tanpa pendukung",
        "each": "hingga {} seorang",
    },
    "en": {
        "title": "Participatory budget",
        "support": "supporters",
        "won": "funded",
        "lacked": "lacked",
        "more": "more projects are in the table",
        "have": "money on the project's side when it was decided",
        "miss": "what was lacking",
        "unwanted": "no supporters",
        "each": "at most {} a supporter",
    },
}


def draw_budget(outcome: Outcome, lang: str = "id") -> str:
    """Return the picture: winners in order of purchase, then the projects that came nearest.

    At most 30 rows; whatever is left out is named by its number. `desc` holds the same in words.
    """
    words, budget = _WORDS[lang], outcome.budget
    losers = [p for p in range(len(budget.ids)) if outcome.reasons[p].place is None]
    losers.sort(key=lambda p: (-_share(outcome, p), p))
    shown = [*outcome.winners, *losers]
    hidden = max(len(shown) - _ROWS, 0)
    if hidden:
        # Some who lost are always shown: what was lacking is half of the explanation.
        some = min(len(losers), max(_ROWS - len(outcome.winners), 8))
        shown = [*outcome.winners[: _ROWS - some], *losers[:some]]
        hidden = len(budget.ids) - len(shown)
    height = _TOP + _ROW * len(shown) + (28 if hidden else 0) + 24
    subject = budget.meta.get("description", "").strip() or RULE_NAMES[outcome.rule][lang == "en"]
    title = f"{words['title']}: {subject}"
    desc = " ".join([summary(outcome, lang), *(f"{budget.names[p]}: {why(outcome, p)[lang]}" for p in shown)])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" '
        f'height="{height}" role="img" aria-labelledby="t d" lang="{lang}" '
        f'font-family="system-ui, sans-serif" font-size="15">',
        f'<title id="t">{escape(title)}</title>',
        f'<desc id="d">{escape(desc)}</desc>',
        '<defs><pattern id="h" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0V6" stroke="{_LOST}" stroke-width="2"/>'
        "</pattern></defs>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        _text(_NAME, 36, _short(title, 84), _INK, 'font-size="21" font-weight="600"'),
        *_lines_of(summary(outcome, lang)),
        *_key(words),
    ]
    for k, p in enumerate(shown):
        parts.extend(_row(outcome, p, _TOP + _ROW * k, lang))
    if hidden:
        parts.append(_text(_NAME, height - 22, f"{number(f'{hidden:,}', lang)} {words['more']}", _SOFT))
    return "\n".join([*parts, "</svg>", ""])


def _share(outcome: Outcome, p: int) -> Fraction:
    cost = int(outcome.budget.costs[p])
    if outcome.reasons[p].place is not None or cost == 0:
        return Fraction(1)
    return max(Fraction(0), min(Fraction(1), outcome.reasons[p].had / cost))


def _row(outcome: Outcome, p: int, y: int, lang: str) -> list[str]:
    words, budget, reason = _WORDS[lang], outcome.budget, outcome.reasons[p]
    won = reason.place is not None
    filled = round(float(_share(outcome, p)) * _BAR_WIDTH, 1)
    cost = money(int(budget.costs[p]), budget, lang)
    votes = number(f"{int(budget.support[p]):,}", lang)
    mark = f"{(reason.place or 0) + 1}. " if won else ""
    note = words["won"] if won else f"{words['lacked']} {money(outcome.lacked(p) or 0, budget, lang)}"
    most = ""
    if won and reason.by == "shares" and reason.figure is not None:
        most = words["each"].format(money(reason.figure, budget, lang))
    if reason.by == "unwanted":
        note = words["unwanted"]
    bars = [
        f'<rect x="{_BAR}" y="{y + 8}" width="{_BAR_WIDTH}" height="18" fill="none" stroke="{_LINE}"/>',
        f'<rect x="{_BAR}" y="{y + 8}" width="{filled}" height="18" fill="{_WON if won else _SOFT}"/>',
    ]
    if not won and filled < _BAR_WIDTH:
        bars.append(
            f'<rect x="{_BAR + filled}" y="{y + 8}" width="{round(_BAR_WIDTH - filled, 1)}" height="18" '
            f'fill="url(#h)"/>'
        )
    return [
        f"<g><title>{escape(why(outcome, p)[lang])}</title>",
        _text(_NAME, y + 18, _short(mark + budget.names[p], 54), _INK, 'font-weight="600"' if won else ""),
        _text(_NAME, y + 36, f"{votes} {words['support']} · {cost}", _SOFT, 'font-size="13"'),
        *bars,
        _text(_BAR + _BAR_WIDTH + 14, y + (18 if most else 23), note, _WON if won else _LOST),
        *([_text(_BAR + _BAR_WIDTH + 14, y + 36, most, _SOFT, 'font-size="13"')] if most else []),
        "</g>",
    ]


def _key(words: dict[str, str]) -> list[str]:
    return [
        f'<rect x="{_BAR}" y="{_TOP - 22}" width="14" height="12" fill="{_SOFT}"/>',
        _text(_BAR + 20, _TOP - 12, words["have"], _SOFT, 'font-size="13"'),
        f'<rect x="{_BAR + 340}" y="{_TOP - 22}" width="14" height="12" fill="url(#h)"/>',
        _text(_BAR + 360, _TOP - 12, words["miss"], _SOFT, 'font-size="13"'),
    ]


def _lines_of(text: str, width: int = 118) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    lines.append(line)
    return [_text(_NAME, 62 + 20 * k, each, _SOFT) for k, each in enumerate(lines[:2])]


def _text(x: float, y: float, text: str, colour: str, more: str = "") -> str:
    space = " " if more else ""
    return f'<text x="{x}" y="{y}" fill="{colour}"{space}{more}>{escape(text)}</text>'


def _short(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
