"""Find the smallest change of quotas that makes a panel possible, and say it in words."""

from __future__ import annotations

import numpy as np

from rembuk.reckon.collective_choice.panels_polytope import Panels, model, solved
from rembuk.reckon.refusal import Refusal


def smallest_change(panels: Panels) -> list[tuple[str, str, str, int, int]]:
    """Return changes (feature, value, "min" or "max", from, to) of least total size; none if feasible."""
    number, quotas = len(panels.counts), len(panels.quotas)
    lower_by = np.vstack([np.eye(quotas), np.zeros((1, quotas))])
    # Row r: rows x + down >= low and rows x - up <= high, written as two rows with their own slack.
    rows = np.vstack(
        [
            np.hstack([panels.rows, lower_by, np.zeros_like(lower_by)]),
            np.hstack([panels.rows, np.zeros_like(lower_by), -lower_by]),
        ]
    )
    everybody = float(panels.counts.sum())
    low = np.concatenate([panels.low, np.zeros(quotas), [float(panels.size)]])
    high = np.concatenate([np.full(quotas, 2 * everybody), [float(panels.size)], panels.high])
    solver = model(
        np.concatenate([np.zeros(number), -np.ones(2 * quotas)]),
        (np.zeros(number + 2 * quotas), np.concatenate([panels.counts, np.full(2 * quotas, everybody)])),
        rows,
        (np.where(low == 0, -everybody, low), high),
        whole=True,
    )
    if not solved(solver):
        raise ArithmeticError("the search for the smallest change has no answer")
    values = np.round(np.array(solver.getSolution().col_value)).astype(int)[number:]
    changes = []
    for place, quota in enumerate(panels.quotas):
        down, up = int(values[place]), int(values[quotas + place])
        if down:
            changes.append((quota.feature, quota.value, "min", quota.minimum, quota.minimum - down))
        if up:
            changes.append((quota.feature, quota.value, "max", quota.maximum, quota.maximum + up))
    return changes


def refuse_infeasible(panels: Panels) -> None:
    """Refuse quotas that no panel of the pool can meet, naming the smallest change that would help."""
    people = int(panels.counts.sum())
    if not 1 <= panels.size <= people:
        raise Refusal(
            f"Panel {panels.size} orang diminta dari {people} orang; beri --size antara 1 dan {people}.",
            f"A panel of {panels.size} was asked for from {people} people; give --size from 1 to {people}.",
        )
    changes = smallest_change(panels)
    if not changes:
        return
    words = "; ".join(
        f"{feature}={value}: {bound} {old} → {new}" for feature, value, bound, old, new in changes
    )
    raise Refusal(
        f"Tidak ada panel {panels.size} orang memenuhi semua kuota; perubahan terkecil: {words}.",
        f"No panel of {panels.size} meets all quotas; the smallest change that would help: {words}.",
    )
