"""Random panels: everybody's chance as equal as the quotas allow, and a draw anyone can repeat.

Sources: Flanigan, Gölz, Gupta, Hennig and Procaccia, "Fair algorithms for selecting citizens' assemblies",
Nature 596 (2021) 548-552 (leximin, maximin, nash; column generation). Solving per profile and from the
relaxation inward is described in docs/reference/panels.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from rembuk.reckon.collective_choice.panels_draw import Draws, whole_tickets
from rembuk.reckon.collective_choice.panels_files import Pool, Quota
from rembuk.reckon.collective_choice.panels_report import SEARCHES, Unproven
from rembuk.reckon.refusal import Refusal

METHODS = ("leximin", "maximin", "nash")


@dataclass(frozen=True)
class Lottery:
    """Hold the chances of everybody, exact for the tickets the draw uses, and the tickets themselves."""

    probabilities: dict[str, Fraction]
    draws: Draws
    unproven: Unproven | None = None
    """What the searches did not prove; None where the chances are the fairest there are."""

    @property
    def minimum(self) -> Fraction:
        """Return the smallest chance of anybody in the pool."""
        return min(self.probabilities.values())


def panel_lottery(
    pool: Pool, quotas: Sequence[Quota], size: int, method: str = "leximin", searches: int = SEARCHES
) -> Lottery:
    """Return the fairest lottery over panels of `size` people that meet the quotas.

    leximin raises the smallest chance, then the next smallest, and so on; maximin only the smallest; nash
    the product of all chances (people who fit in no panel left out). Refuses quotas that cannot be met,
    with the smallest change that would help. Where rounding and inequalities do not settle it, at most
    SEARCHES exact searches over whole panels follow; what they leave open is said in `unproven`.
    """
    if searches < 0:
        raise Refusal(
            f"Jumlah pencarian tidak dapat {searches}; beri 0 atau lebih.",
            f"The number of searches cannot be {searches}; give 0 or more.",
        )
    if method not in METHODS:
        raise Refusal(
            f"Tidak ada cara {method!r}; pilih salah satu: {', '.join(METHODS)}.",
            f"There is no method {method!r}; choose one of {', '.join(METHODS)}.",
        )
    from rembuk.reckon.collective_choice.panels_infeasible import refuse_infeasible
    from rembuk.reckon.collective_choice.panels_lottery import fairest_lottery
    from rembuk.reckon.collective_choice.panels_polytope import Panels

    panels = Panels(pool, quotas, size)
    refuse_infeasible(panels)
    mixture, unproven = fairest_lottery(panels, method, searches)
    tickets = whole_tickets([weight for _, weight in mixture])
    kept = sorted(
        (tuple(int(taken) for taken in panel), ticket)
        for (panel, _), ticket in zip(mixture, tickets, strict=True)
        if ticket
    )
    draws = Draws(
        members=tuple(tuple(group) for group in panels.members),
        panels=tuple(panel for panel, _ in kept),
        tickets=tuple(ticket for _, ticket in kept),
    )
    chances = draws.probabilities()
    return Lottery({person: chances[person] for person in pool.people}, draws, unproven)
