"""The rules once more, slowly: one voter at a time, fractions throughout, every step as defined."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

Projects = dict[str, int]
Ballots = list[frozenset[str]]


@st.composite
def elections(draw: st.DrawFn, largest_cost: int = 12) -> tuple[Projects, int, Ballots]:
    """Draw small elections with many equal figures, so that ties and borders are met often."""
    names = draw(st.lists(st.sampled_from(["1", "10", "2", "9", "a", "B"]), min_size=1, unique=True))
    projects = {name: draw(st.integers(0, largest_cost)) for name in names}
    limit = draw(st.integers(1, 3 * largest_cost))
    ballots = draw(st.lists(st.frozensets(st.sampled_from(names)), min_size=1, max_size=9))
    return projects, limit, ballots


def price_of(name: str, cost: int, money: list[Fraction], ballots: Ballots) -> Fraction | None:
    """Return the most one supporter pays, or None where the supporters have too little."""
    purses = sorted(money[i] for i, ballot in enumerate(ballots) if name in ballot)
    if sum(purses, Fraction(0)) < cost:
        return None
    left = Fraction(cost)
    for k, purse in enumerate(purses):
        if purse * (len(purses) - k) >= left:
            return left / (len(purses) - k)
        left -= purse
    return Fraction(0)


def equal_shares(
    projects: Projects, limit: int, ballots: Ballots, by_cost: bool, extra: int = 0
) -> tuple[list[str], list[list[str]]]:
    """Return the order of purchase and the ties."""
    money = [Fraction(limit, len(ballots)) + extra] * len(ballots)
    wanted = {name for ballot in ballots for name in ballot}
    order = [] if by_cost else sorted(n for n in wanted if projects[n] == 0)
    waiting = {n for n in wanted if projects[n] > 0}
    ties = []
    while True:
        prices = {n: price_of(n, projects[n], money, ballots) for n in waiting}
        worth = {n: q / (projects[n] if by_cost else 1) for n, q in prices.items() if q is not None}
        if not worth:
            return order, ties
        best = sorted(n for n in worth if worth[n] == min(worth.values()))
        if len(best) > 1:
            ties.append(best)
        price = prices[best[0]]
        assert price is not None
        money = [m - min(m, price) if best[0] in b else m for m, b in zip(money, ballots, strict=True)]
        order.append(best[0])
        waiting.remove(best[0])


def add_one(projects: Projects, limit: int, ballots: Ballots, by_cost: bool) -> tuple[list[str], int]:
    """Return the order of purchase and the money raised, going up one by one."""
    wanted = {name for ballot in ballots for name in ballot if projects[name] > 0}
    extra = 0
    order, _ = equal_shares(projects, limit, ballots, by_cost)
    while True:
        left = limit - sum(projects[n] for n in order)
        if wanted <= set(order) or all(projects[n] > left for n in projects.keys() - set(order)):
            return order, extra
        following, _ = equal_shares(projects, limit, ballots, by_cost, extra + 1)
        if sum(projects[n] for n in following) > limit:
            return order, extra
        order, extra = following, extra + 1


def phragmen(projects: Projects, limit: int, ballots: Ballots) -> list[str]:
    """Return the order of purchase."""
    loads = [Fraction(0)] * len(ballots)
    waiting = {n for n, cost in projects.items() if cost <= limit}
    order: list[str] = []
    endless = Fraction(10**9)
    while waiting:
        times = {}
        for name in waiting:
            fans = [i for i, ballot in enumerate(ballots) if name in ballot]
            total = sum((loads[i] for i in fans), Fraction(projects[name]))
            times[name] = total / len(fans) if fans else endless
        best = sorted(n for n in waiting if times[n] == min(times.values()))
        left = limit - sum(projects[n] for n in order)
        if any(projects[n] > left for n in best):
            break
        loads = [times[best[0]] if best[0] in b else load for load, b in zip(loads, ballots, strict=True)]
        order.append(best[0])
        waiting.remove(best[0])
    return order


def greedy(
    projects: Projects, limit: int, ballots: Ballots, by_cost: bool, bought: list[str] | None = None
) -> list[str]:
    """Return the order of purchase."""
    order = list(bought or [])
    votes = {n: sum(n in ballot for ballot in ballots) for n in projects}

    def worth(name: str) -> Fraction:
        if projects[name] == 0:
            return Fraction(10**9 if votes[name] and not by_cost else 0)
        return Fraction(votes[name], 1 if by_cost else projects[name])

    for name in sorted(sorted(set(projects) - set(order)), key=worth, reverse=True):
        if sum(projects[n] for n in order) + projects[name] <= limit:
            order.append(name)
    return order[len(bought or []) :]
