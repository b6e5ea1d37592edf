"""How far apart opinions stand: three measures, each with its definition and source."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.opinion_maps.representative import share

if TYPE_CHECKING:
    from rembuk.reckon.opinion_maps.opinion_map import OpinionMap


def polarisation(drawn: OpinionMap) -> dict[str, float | None]:
    """Return the measures of DRAWN by name; None where a measure is not defined for so few people.

    `between_group_distance`: see `between_group_distance`. `bimodality_coefficient`: of positions along the
    first axis, people in the groups. `accepted_by_all_groups`: see `accepted_by_all`.
    """
    points = drawn.projection.positions[drawn.inside]
    group = drawn.group[drawn.inside]
    return {
        "between_group_distance": between_group_distance(points, group, drawn.groups),
        "bimodality_coefficient": bimodality_coefficient(points[:, 0]),
        "accepted_by_all_groups": accepted_by_all(drawn.group_votes, drawn.shown),
    }


def between_group_distance(
    points: NDArray[np.float64], group: NDArray[np.int64], groups: int
) -> float | None:
    """Return the mean distance between the centres of the groups of two people drawn from different groups.

    In units of the root mean square distance of people from their centre: 0 if the groups share a centre,
    2 if two equal groups stand each on one point. None with fewer than two groups or no spread.
    Source: "group divergence" in Bramson et al. 2017, Philosophy of Science 84(1):115-159.
    """
    if groups < 2:
        return None
    size = np.bincount(group, minlength=groups).astype(np.float64)
    centre = (
        np.stack([np.bincount(group, points[:, axis], groups) for axis in range(2)], axis=1) / size[:, None]
    )
    spread = math.sqrt(float(((points - points.mean(axis=0)) ** 2).sum()) / len(points))
    if spread <= 0.0:
        return None
    total = weight = 0.0
    for a in range(groups):
        for b in range(a):
            both = float(size[a] * size[b])
            total += both * math.dist(centre[a], centre[b])
            weight += both
    return total / weight / spread


def bimodality_coefficient(values: NDArray[np.float64]) -> float | None:
    """Return (skewness^2 + 1) / (excess kurtosis + 3 (n - 1)^2 / ((n - 2)(n - 3))), 0 to 1.

    Above 5/9, the value of a uniform spread, points to two camps. None below four people or without spread.
    Source: SAS Institute; Pfister et al. 2013, Frontiers in Psychology 4:700.
    """
    n = len(values)
    if n < 4:
        return None
    away = values - values.mean()
    m2, m3, m4 = (float((away**power).mean()) for power in (2, 3, 4))
    if m2 <= 1e-24:
        return None
    skew = m3 / m2**1.5 * math.sqrt(n * (n - 1)) / (n - 2)
    excess = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / m2**2 - 3) + 6)
    return float((skew * skew + 1) / (excess + 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))))


def accepted_by_all(votes: NDArray[np.int64], shown: NDArray[np.bool_]) -> float | None:
    """Return the share of statements more than half of every group agrees with, of those every group saw.

    The share of a group is (agree + 1) / (seen + 2), as in group-aware consensus (Small et al. 2021, "Polis:
    Scaling deliberation by mapping high dimensional opinion spaces", Recerca 26(2)). None if no statement was
    seen by every group.
    """
    if not len(votes):
        return None
    seen = shown & np.all(votes[:, :, 2] > 0, axis=0)
    if not seen.any():
        return None
    accepted: NDArray[np.bool_] = np.all(share(votes[:, :, 0], votes[:, :, 2]) > 0.5, axis=0)
    return float(accepted[seen].mean())
