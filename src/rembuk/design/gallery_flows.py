"""Flows for the gallery: the sample year, no voices at all, few, and very many."""

from __future__ import annotations

from datetime import date

from rembuk.design.flow import Exit, Flow, Stage
from rembuk.design.words import angka

SINCE = date(2026, 1, 1)


def sample(counts: tuple[int, ...], items: tuple[int, ...]) -> Flow:
    """Return a flow of nine exits with COUNTS voices and five stages with ITEMS."""
    left = [sum(counts[at:]) for at in (2, 3, 5, 6, 8)]
    stages = (
        Stage("ideas", "gagasan", items[0], left[0], "#", note=f"dari {angka(left[0])} suara"),
        Stage("verdicts", "putusan telaah", items[1], left[1], "#"),
        Stage("decisions", "keputusan", items[2], left[2], "#"),
        Stage("commitments", "komitmen", items[3], left[3], "#"),
        Stage("kept", "ditepati", items[4], left[4], "#"),
    )
    exits = (
        Exit("sorting", "menunggu", counts[0], "dipilah", "#", "waiting"),
        Exit("aside", "disisihkan", counts[1], "92 di antaranya spam", "#", "stopped"),
        Exit("review", "menunggu", counts[2], "telaah, 21 gagasan", "#", "waiting", "ideas"),
        Exit("refused", "tidak diterima", counts[3], "23 putusan, beralasan", "#", "stopped", "verdicts"),
        Exit("deciding", "menunggu", counts[4], "keputusan, 14 gagasan", "#", "waiting", "verdicts"),
        Exit(
            "dropped",
            "tidak dikerjakan",
            counts[5],
            "8 keputusan, beralasan",
            "#",
            "stopped",
            "decisions",
        ),
        Exit("running", "sedang berjalan", counts[6], "13 komitmen", "#", "running", "commitments"),
        Exit("late", "lewat janji", counts[7], "4 komitmen", "#", "late", "commitments"),
        Exit("kept", "ditepati", counts[8], "9 komitmen", "#", "kept", "kept"),
    )
    return Flow(sum(counts), SINCE, exits, stages, href="#", csv="/gaya/aliran.csv")


def flows() -> dict[str, Flow]:
    """Return the gallery's flows by name."""
    return {
        "year": sample((60, 164, 180, 160, 140, 100, 220, 80, 180), (96, 75, 38, 26, 9)),
        "none": sample((0,) * 9, (0,) * 5),
        "few": sample((3, 1, 0, 0, 1, 0, 0, 0, 0), (1, 1, 0, 0, 0)),
        "huge": sample(
            (2_400_000, 164, 1_180_000, 1, 140_000, 0, 220_000, 80_000, 18_000),
            (96_000, 75_000, 3_800, 2_600, 9),
        ),
    }
