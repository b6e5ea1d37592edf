"""From a mean panel to a lottery over true panels, or to the inequality that shows there is none.

First the mean is peeled: a panel on the smallest face that holds it is taken with the largest weight that
leaves the rest feasible (Carathéodory's argument), until nothing is left. Where the relaxation is wider
than the mixtures of true panels a rest may remain; then column generation finds the missing panels, or its
prices give an inequality that every true panel keeps and the mean breaks, and the mean is found anew. Where
a few inequalities do not close the gap, `panels_levels` goes on from the panels found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import highspy
import numpy as np

from rembuk.reckon.collective_choice.panels_levels import lottery_by_levels
from rembuk.reckon.collective_choice.panels_polytope import Panels, Vector, quiet_solver, solved
from rembuk.reckon.collective_choice.panels_relaxation import Cut, leximin_point, maximin_point, nash_point
from rembuk.reckon.collective_choice.panels_report import SEARCHES, Unproven

_DONE = 1e-9
# A mixture may fall this much short of a person's chance; the last digits would take a panel each.
_NEAR = 8e-8
_SLACK = 1e-9
# A small rest is worth some searches over whole numbers, which take seconds where every quota is tight.
_SMALL, _SEARCHES = 0.02, 12
# How often to look for panels next to a divided one before all panels are searched.
_TRIES = (12, 40)
# So many inequalities are tried before the chances are raised level by level, and no more after a mixture
# that falls this far short: inequality after inequality would follow, each with a proof of some seconds.
_CUTS = {"leximin": 30, "maximin": 30, "nash": 30}
_FAR = 5e-3
# So many exact searches a mixture may take while it falls that far short, and afterwards.
_EXACT, _EXACT_NEAR = 15, 200
# A shortfall that only rounding keeps from nothing.
_STALLED = 1e-6
Lottery = list[tuple[Vector, float]]
Target = Callable[[Panels, list[Cut]], tuple[Vector, Vector]]


def _exactly(find: Callable[[Panels, list[Cut]], Vector]) -> Target:
    def target(panels: Panels, cuts: list[Cut]) -> tuple[Vector, Vector]:
        point = find(panels, cuts)
        return point, point

    return target


METHODS: dict[str, Target] = {
    "leximin": _exactly(leximin_point),
    "maximin": maximin_point,
    "nash": _exactly(nash_point),
}


def fairest_lottery(panels: Panels, method: str, searches: int = SEARCHES) -> tuple[Lottery, Unproven | None]:
    """Return panels with weights that add up to 1 and whose mean is the fairest by `method`.

    And, where that many searches over whole panels did not prove it, what is not proven.
    """
    cuts: list[Cut] = []
    columns: list[Vector] = [panels.best(np.zeros_like(panels.counts))]
    best: tuple[float, Lottery] | None = None
    for _ in range(_CUTS[method]):
        point, least = METHODS[method](panels, cuts)
        found, left = peel(panels, point)
        if left <= _DONE:
            return _whole(found), None
        columns = _distinct(columns + [panel for panel, _ in found])
        lottery, shortfall, cut = _generate(panels, least, columns)
        if best is None or shortfall < best[0]:
            best = (shortfall, lottery)
        if cut is None and shortfall <= _STALLED:
            return lottery, None
        if cut is None:
            break
        cuts.append(cut)
        if method != "nash" and shortfall > _FAR:
            break
    if method != "nash":
        return lottery_by_levels(panels, columns, searches, every_level=method == "leximin")
    assert best is not None
    return best[1], _product_gap(panels, METHODS[method](panels, cuts)[0], best[1])


def _product_gap(panels: Panels, bound: Vector, lottery: Lottery) -> Unproven:
    """Say how far the geometric mean of the chances lies below that of the best divided panel."""
    mean = np.sum([weight * panel for panel, weight in lottery], axis=0)
    held = bound > 1e-9
    heads = panels.counts[held]
    with np.errstate(divide="ignore"):
        logs = [float(heads @ np.log(one[held] / heads)) / float(heads.sum()) for one in (mean, bound)]
    people = int(panels.counts.sum())
    return Unproven(people, float(np.exp(logs[0])), float(np.exp(logs[1])), of="product")


def peel(panels: Panels, point: Vector) -> tuple[Lottery, float]:
    """Return panels with weights whose sum is `point` but for a rest, and the weight of that rest."""
    left = 1.0
    rest = point * (panels.size / point.sum())
    lottery: Lottery = []
    searches = _SEARCHES
    # Any fixed sequence does; a golden-ratio sequence spreads the choice without a random generator.
    places = np.arange(len(point))
    for turn in range(4 * len(point) + 40):
        if left <= _DONE:
            break
        now = rest / left
        spread = np.mod(
            (places + 1) * 0.6180339887498949 + (turn + 1) * 0.7548776662466927 * (places + 1), 1.0
        )
        fraction = np.where(now > _SLACK, now - np.floor(now), 0.0)
        worth = fraction + spread / 2
        panel = panels.on_face(now, worth, _SLACK, search=False)
        if panel is None and left < _SMALL and searches > 0:
            searches -= 1
            panel = panels.on_face(now, worth, _SLACK, search=True)
        if panel is None:
            break
        length = _largest_weight(panels, now, panel)
        if length < 1e-11:
            break
        lottery.append((panel, length * left))
        rest = np.maximum(rest - length * left * panel, 0.0)
        left *= 1.0 - length
    return lottery, left


def _largest_weight(panels: Panels, now: Vector, panel: Vector) -> float:
    """Return the greatest weight of `panel` in `now` that leaves a mean within bounds and quotas."""
    held, taken = panels.rows @ now, panels.rows @ panel
    room = [
        (now, panel),
        (panels.counts - now, panels.counts - panel),
        (held - panels.low, taken - panels.low),
        (panels.high - held, panels.high - taken),
    ]
    length = 1.0
    for have, used in room:
        some = used > 0.5
        if some.any():
            length = min(length, float((have[some] / used[some]).min()))
    return max(length, 0.0)


def _whole(lottery: Lottery) -> Lottery:
    total = sum(weight for _, weight in lottery)
    return [(panel, weight / total) for panel, weight in lottery]


def _distinct(columns: list[Vector]) -> list[Vector]:
    return list({panel.tobytes(): panel for panel in columns}.values())


def _generate(panels: Panels, least: Vector, columns: list[Vector]) -> tuple[Lottery, float, Cut | None]:
    """Mix panels so that no profile falls short of `least`, adding the panel the prices ask for.

    Minimises the greatest shortfall per person. Returns the lottery, that shortfall, and a cut if even
    all panels together cannot do it; none too where exact searches did not settle it.
    """
    counts, number = panels.counts, len(panels.counts)
    master = _master(least, counts)
    for panel in columns:
        _add(master, panel)
    exact = 0
    while True:
        if not solved(master):
            raise ArithmeticError("the mixture of panels has no optimum")
        values = np.array(master.getSolution().col_value)
        shortfall = float(values[0])
        lottery = [(panel, float(w)) for panel, w in zip(columns, values[1:], strict=True) if w > 0]
        if shortfall <= _NEAR:
            return _whole(lottery), shortfall, None
        price = np.maximum(np.abs(np.array(master.getSolution().row_dual[:number])), 0.0)
        scale = 1.0 / max(float(price.max()), 1e-300)
        quick = _quick(panels, price, scale, least, columns)
        for one in quick:
            columns.append(one)
            _add(master, one)
        if quick:
            continue
        exact += 1
        if exact > (_EXACT if shortfall > _FAR else _EXACT_NEAR):
            return _whole(lottery), shortfall, None
        panel = panels.best(price * scale, float(price @ least + _DONE) * scale)
        bound = float(price @ panel)
        if bound < float(price @ least) - _DONE / 4:
            return _whole(lottery), shortfall, (price * scale, bound * scale)
        if any(np.array_equal(panel, known) for known in columns):
            return _whole(lottery), shortfall, None
        columns.append(panel)
        _add(master, panel)


def _quick(panels: Panels, price: Vector, scale: float, least: Vector, columns: list[Vector]) -> list[Vector]:
    """Return panels the prices ask for, found without proof that they are the best; none is no proof."""
    for tries in _TRIES:
        found = [one for one in panels.good(price * scale, tries) if _improves(one, price, least, columns)]
        if found:
            return found
    return []


def _improves(panel: Vector, price: Vector, least: Vector, columns: list[Vector]) -> bool:
    worth = float(price @ panel) > float(price @ least) + _DONE
    return worth and not any(np.array_equal(panel, known) for known in columns)


def _master(least: Vector, counts: Vector) -> Any:
    """Return the model min e with sum w panel + e counts >= least, sum w = 1, columns still to come."""
    number = len(counts)
    solver = quiet_solver()
    for value in least:
        solver.addRow(float(value), highspy.kHighsInf, 0, np.array([], np.int32), np.array([]))
    solver.addRow(1.0, 1.0, 0, np.array([], np.int32), np.array([]))
    solver.addCol(1.0, 0.0, highspy.kHighsInf, number, np.arange(number, dtype=np.int32), counts)
    return solver


def _add(master: Any, panel: Vector) -> None:
    places = np.flatnonzero(panel).astype(np.int32)
    rows = np.append(places, np.int32(len(panel))).astype(np.int32)
    master.addCol(0.0, 0.0, highspy.kHighsInf, len(rows), rows, np.append(panel[places], 1.0))
