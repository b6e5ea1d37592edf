"""The map as the definitions read, vote by vote: slow, plain, and sharing no code with the engine."""

from __future__ import annotations

import math
import struct
from typing import NamedTuple

Point = tuple[float, float]
Ballots = dict[str, dict[str, int]]  # by participant in order of first vote: the last vote by statement
CRITICAL = 1.2816


class Speaks(NamedTuple):
    """One statement of a group's list."""

    statement: str
    direction: str
    best: bool


def ballots_of(events: list[tuple[str, str, int]]) -> tuple[Ballots, list[str]]:
    """Return the last votes by person and the statements, both in order of first vote."""
    ballots: Ballots = {}
    statements: dict[str, None] = {}
    for person, statement, vote in events:
        ballots.setdefault(person, {})[statement] = vote
        statements.setdefault(statement)
    return ballots, list(statements)


def in_conversation(ballots: Ballots, statements: list[str], least: int = 7) -> list[str]:
    """Return who has enough votes, filled up to fifteen with the most active, in order of arrival."""
    enough = min(least, len(statements))
    inside = {person for person, given in ballots.items() if len(given) >= enough}
    others = sorted((one for one in ballots if one not in inside), key=lambda one: -len(ballots[one]))
    inside.update(others[: max(0, 15 - len(inside))])
    return [person for person in ballots if person in inside]


def lloyd(points: list[Point], weights: list[float], k: int, repeats: int) -> list[int]:
    """Cluster from the first k distinct points; ties to the later cluster, empty ones vanish."""
    centres = list(dict.fromkeys(points))[:k]
    label: list[int] = []
    for _ in range(repeats + 1):
        label = []
        for point in points:
            far = [math.dist(point, centre) for centre in centres]
            label.append(max(i for i, d in enumerate(far) if d == min(far)))
        kept = sorted(set(label))
        label = [kept.index(one) for one in label]
        fresh: list[Point] = []
        for c in range(len(kept)):
            mine = [(p, w) for p, w, one in zip(points, weights, label, strict=True) if one == c]
            mass = sum(w for _, w in mine)
            fresh.append((sum(p[0] * w for p, w in mine) / mass, sum(p[1] * w for p, w in mine) / mass))
        pairs = zip(sorted(centres), sorted(fresh), strict=False)
        settled = all(math.dist(old, new) < 0.01 for old, new in pairs)
        centres = fresh
        if settled:
            break
    return label


def silhouette(points: list[Point], label: list[int]) -> float:
    """Return the mean silhouette, a lone point scoring 0; 0 for fewer than two clusters."""
    if len(set(label)) < 2:
        return 0.0
    total = 0.0
    for i, point in enumerate(points):
        mean = {}
        for c in set(label):
            far = [math.dist(point, q) for j, q in enumerate(points) if label[j] == c and j != i]
            mean[c] = sum(far) / len(far) if far else None
        inner = mean.pop(label[i])
        outer = min(value for value in mean.values() if value is not None)
        if inner is not None and max(inner, outer) > 0:
            total += (outer - inner) / max(inner, outer)
    return total / len(points)


def groups(points: list[Point], sizes: list[int]) -> tuple[list[int], dict[int, float]]:
    """Return the group of each base cluster at the best number of groups, and every silhouette."""
    found = {}
    for k in range(2, min(5, 2 + len(points) // 12) + 1):
        label = lloyd(points, [float(size) for size in sizes], k, 20)
        found[k] = (silhouette(points, label), label)
    best = max(found, key=lambda k: (found[k][0], k))
    return found[best][1], {k: value for k, (value, _) in found.items()}


def tally(ballots: Ballots, people: list[str], statement: str) -> tuple[int, int, int]:
    """Return who agrees, who disagrees and who saw the statement, among the people."""
    votes = [ballots[one][statement] for one in people if statement in ballots[one]]
    return votes.count(1), votes.count(-1), len(votes)


def z_one(yes: int, seen: int) -> float:
    """Return the one-proportion test, one success and one trial added."""
    n = seen + 1
    return 2 * math.sqrt(n) * ((yes + 1) / n - 0.5)


def z_two(yes: int, seen: int, other_yes: int, other_seen: int) -> float:
    """Return the two-proportion test, one success and one trial added on both sides."""
    a, n, b, m = yes + 1, seen + 1, other_yes + 1, other_seen + 1
    pooled = (a + b) / (n + m)
    return 0.0 if pooled == 1 else (a / n - b / m) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))


def single(value: float) -> float:
    """Round to single precision."""
    return float(struct.unpack("f", struct.pack("f", value))[0])


class Side(NamedTuple):
    """One direction of one statement in one group."""

    p: float
    p_test: float
    ratio: float
    ratio_test: float

    @property
    def passes(self) -> bool:
        """Tell whether both tests are passed."""
        return self.p_test > CRITICAL and self.ratio_test > CRITICAL

    def key(self, stored: bool) -> float:
        """Return the product of four, the ratio test as Polis stores it or as it is found."""
        return self.ratio * (single(self.ratio_test) if stored else self.ratio_test) * self.p * self.p_test


def side(yes: int, seen: int, other_yes: int, other_seen: int) -> Side:
    """Return shares and tests of one direction."""
    p = (yes + 1) / (seen + 2)
    ratio = p / ((other_yes + 1) / (other_seen + 2))
    return Side(p, z_one(yes, seen), ratio, z_two(yes, seen, other_yes, other_seen))


def speaks(
    ballots: Ballots, own: list[str], rest: list[str], statements: list[str], hidden: set[str]
) -> list[Speaks]:
    """Return what speaks for the people OWN against REST, as facts of the reference state it."""
    sides: dict[str, tuple[Side, Side]] = {}
    best: str | None = None
    for s in (one for one in statements if one not in hidden):
        (a, d, n), (oa, od, on) = tally(ballots, own, s), tally(ballots, rest, s)
        agree, _ = sides[s] = side(a, n, oa, on), side(d, n, od, on)
        if a == d == 0:
            continue
        if best is None:
            if agree.p_test > CRITICAL or (agree.ratio > 1 and agree.p > 0.5):
                best = s
            continue
        kept = sides[best][0]
        if (kept.ratio > 1 and agree.key(False) > kept.key(False)) or (
            kept.ratio <= 1 and agree.p * agree.p_test > kept.p * kept.p_test
        ):
            best = s

    def way(s: str) -> str:
        return "agree" if sides[s][0].ratio_test > sides[s][1].ratio_test else "disagree"

    def toward(s: str) -> Side:
        return sides[s][0 if way(s) == "agree" else 1]

    enough = [s for s, (agree, disagree) in sides.items() if agree.passes or disagree.passes]
    if not enough:
        if best is not None:
            return [Speaks(best, way(best), True)]
        last: str | None = None
        for s, both in sides.items():
            if last is None or max(one.ratio_test for one in both) > single(toward(last).ratio_test):
                last = s
        return [] if last is None else [Speaks(last, way(last), False)]
    ordered = sorted((s for s in enough if s != best), key=lambda s: -toward(s).key(True))
    chosen = [Speaks(best, way(best), True)] if best is not None else []
    chosen = (chosen + [Speaks(s, way(s), False) for s in ordered])[:5]
    return sorted(chosen, key=lambda one: one.direction)


def consensus(ballots: Ballots, statements: list[str], hidden: set[str]) -> dict[str, list[str]]:
    """Return what most of everybody agrees on and disagrees on, five each at most."""
    lists: dict[str, list[tuple[float, str]]] = {"agree": [], "disagree": []}
    for s in (one for one in statements if one not in hidden):
        agree, disagree, seen = tally(ballots, list(ballots), s)
        for word, yes in (("agree", agree), ("disagree", disagree)):
            p, z = (yes + 1) / (seen + 2), z_one(yes, seen)
            if p > 0.5 and z > CRITICAL:
                lists[word].append((p * z, s))
    return {word: [s for _, s in sorted(found, key=lambda one: -one[0])[:5]] for word, found in lists.items()}
