"""The counted budget as a table (CSV)."""

from __future__ import annotations

import csv
import io

from rembuk.reckon.collective_choice.budget import Outcome
from rembuk.reckon.collective_choice.budget_words import cents, why

HEADINGS = ("project", "name", "cost", "support", "won", "place", "lacked", "why")


def table_of(outcome: Outcome, lang: str) -> str:
    """Return one line a project, by id, as CSV (RFC 4180, UTF-8); money in the currency, with a point."""
    budget = outcome.budget
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for p, key in enumerate(budget.ids):
        lacked, place = outcome.lacked(p), outcome.reasons[p].place
        writer.writerow(
            [
                _plain(key),
                _plain(budget.names[p]),
                budget.money(int(budget.costs[p])),
                int(budget.support[p]),
                int(lacked is None),
                "" if place is None else place + 1,
                "" if lacked is None else cents(lacked, budget),
                why(outcome, p)[lang],
            ]
        )
    return out.getvalue()


def _plain(text: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
