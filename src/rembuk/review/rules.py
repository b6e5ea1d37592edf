"""What holds in review: what counts as reasons, and what scorecards amount to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rembuk.review.states import Outcome

SHORTEST_REASON = 40
SHORTEST_CHANGE = 20
# What offices write when they do not want to give a reason; what is left without it must still be one.
STOCK = re.compile(
    r"\b(?:tidak|kurang|belum)\s+(?:sesuai|memenuhi|relevan|layak|dapat\s+diterima)\b"
    r"|\bmemenuhi\s+(?:syarat|kriteria|ketentuan)\b|\bdengan\s+(?:ketentuan|kriteria|aturan|kebijakan)\b"
    r"|\byang\s+berlaku\b|\bditolak\b",
    re.IGNORECASE,
)


def says_enough(text: str, *, shortest: int = SHORTEST_REASON, words: int = 6) -> bool:
    """Tell whether TEXT gives a reason: SHORTEST letters and WORDS different words besides stock phrases."""
    plain = " ".join(text.split())
    rest = re.findall(r"[^\W\d_]{3,}", STOCK.sub(" ", plain).casefold())
    return len(plain) >= shortest and len(set(rest)) >= words


def points(values: Sequence[tuple[int, int]], scale: int) -> float:
    """Return what (score, weight) pairs amount to on 0..100, where 1 is 0 and SCALE is 100."""
    weights = sum(weight for _score, weight in values)
    if not weights:
        return 0.0
    return sum((score - 1) * weight for score, weight in values) / weights / (scale - 1) * 100


def outcome(recommendations: Sequence[str], wanted: int, *, far: bool = False) -> str | None:
    """Return the verdict that RECOMMENDATIONS amount to, or None while more are needed.

    WANTED scorecards that agree decide; when they differ, or their scores lie FAR apart, one more is asked
    for and the majority decides.
    """
    if len(recommendations) < wanted:
        return None
    accepts = sum(choice == Outcome.ACCEPT for choice in recommendations)
    refuses = len(recommendations) - accepts
    if accepts == refuses:
        return None
    if len(recommendations) == wanted and (0 < accepts < wanted or (far and wanted > 1)):
        return None
    return Outcome.ACCEPT if accepts > refuses else Outcome.REFUSE
