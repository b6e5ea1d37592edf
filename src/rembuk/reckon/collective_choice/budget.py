"""Count a participatory budget: one call for every rule and completion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from rembuk.reckon.collective_choice.add_one import add_one
from rembuk.reckon.collective_choice.budget_instance import Budget
from rembuk.reckon.collective_choice.equal_shares import EqualShares, Purchases
from rembuk.reckon.collective_choice.greedy import greedy
from rembuk.reckon.collective_choice.phragmen import Phragmen, phragmen
from rembuk.reckon.refusal import Refusal

RULES = ("greedy-cost", "greedy-card", "mes-cost", "mes-card", "phragmen")
COMPLETIONS = ("none", "add1", "add1u")


@dataclass(frozen=True)
class Reason:
    """Say what decided about one project.

    `place`: which purchase it was, from 0, None if it lost. `had`: the money on its side when that was
    decided, in amounts: what was left of the budget (greedy, and who no longer fitted under Phragmén), or
    what its supporters owned (Equal Shares, Phragmén). `figure`: for a winner of Equal Shares the most one
    supporter paid, under Phragmén the money every voter had earned by then. `by`: the step that decided:
    "greedy", "shares", "phragmen", "limit" (fits no more), "free" (costs nothing), "unwanted" (no votes).
    """

    place: int | None
    had: Fraction
    figure: Fraction | None
    by: str


@dataclass(frozen=True)
class Outcome:
    """Keep the answer to one count; projects are positions in `budget.ids`.

    `ties` lists the projects that stood equal at a choice which the smaller id settled. `raised`: by how
    much add1 raised every voter's money; `runs`: how many counts that took.
    """

    budget: Budget
    rule: str
    completion: str
    winners: tuple[int, ...]
    ties: tuple[tuple[int, ...], ...]
    explain: Callable[[], Sequence[Reason]] = field(repr=False, compare=False)
    raised: int = 0
    runs: int = 1

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """What decided about each project; found when first asked for."""
        return tuple(self.explain())

    @property
    def spent(self) -> int:
        """The cost of the winners, in amounts."""
        return sum(int(self.budget.costs[p]) for p in self.winners)

    def lacked(self, p: int) -> Fraction | None:
        """Return how much money project P lacked, in amounts; None for a winner."""
        reason = self.reasons[p]
        return None if reason.place is not None else int(self.budget.costs[p]) - reason.had


def count_budget(budget: Budget, rule: str, completion: str = "none") -> Outcome:
    """Count BUDGET by RULE (one of `RULES`), completed by COMPLETION (one of `COMPLETIONS`).

    greedy-cost buys by votes, greedy-card by votes per money, each what still fits; mes-cost and mes-card
    are Equal Shares with the cost of a project, or 1, as its worth; add1 raises every voter's money by 1
    until nothing more fits or the total would pass the budget; add1u then spends what is left by
    greedy-card. Ties go to the smaller id as a string. Refuses a completion for another rule than Equal
    Shares.
    """
    if rule not in RULES or completion not in COMPLETIONS:
        raise Refusal(
            f"Aturan {rule} dengan pelengkap {completion} tidak dikenal; "
            f"aturan: {', '.join(RULES)}; pelengkap: {', '.join(COMPLETIONS)}.",
            f"The rule {rule} with completion {completion} is unknown; "
            f"rules: {', '.join(RULES)}; completions: {', '.join(COMPLETIONS)}.",
        )
    if rule.startswith("mes"):
        return _count_shares(budget, rule, completion)
    if completion != "none":
        raise Refusal(
            f"Pelengkap {completion} hanya berlaku untuk mes-cost dan mes-card; "
            f"hapus --completion atau ganti aturan {rule}.",
            f"The completion {completion} only goes with mes-cost and mes-card; "
            f"drop --completion or change the rule {rule}.",
        )
    return _count_phragmen(budget) if rule == "phragmen" else _count_greedy(budget, rule)


def _count_greedy(budget: Budget, rule: str) -> Outcome:
    found = greedy(budget, by_cost=rule == "greedy-cost")
    places = {p: k for k, p in enumerate(found.order)}

    def explain() -> list[Reason]:
        return [
            Reason(places.get(p), Fraction(found.left.get(p, 0)), None, "greedy")
            for p in range(len(budget.ids))
        ]

    return Outcome(budget, rule, "none", found.order, found.ties, explain)


def _count_phragmen(budget: Budget) -> Outcome:
    found = phragmen(budget)
    return Outcome(
        budget, "phragmen", "none", found.order, found.ties, lambda: _reasons_of_phragmen(budget, found)
    )


def _reasons_of_phragmen(budget: Budget, found: Phragmen) -> list[Reason]:
    places = {p: k for k, p in enumerate(found.order)}
    stop = found.earned_by(found.stopped_by[0]) if found.stopped_by else None
    reasons = []
    for p, cost in enumerate(budget.costs.tolist()):
        place, support = places.get(p), int(budget.support[p])
        if place is not None:
            time = Fraction(found.times[place]) if place < len(found.times) else None
            reasons.append(Reason(place, Fraction(cost), time, "phragmen"))
        elif cost > budget.limit or stop is None or p in found.stopped_by:
            reasons.append(Reason(None, Fraction(min(cost, found.left)), None, "limit"))
        elif support == 0:
            reasons.append(Reason(None, Fraction(0), None, "unwanted"))
        else:
            missing = (found.earned_by(p) - stop) * support
            reasons.append(Reason(None, cost - missing, None, "phragmen"))
    return reasons


def _count_shares(budget: Budget, rule: str, completion: str) -> Outcome:
    shares = EqualShares(budget, by_cost=rule == "mes-cost")
    if completion == "none":
        purchases, raised, runs = shares.run(), 0, 1
    else:
        done = add_one(shares)
        purchases, raised, runs = done.purchases, done.raised, done.runs
    if completion != "add1u":
        return Outcome(
            budget, rule, completion, purchases.order, purchases.ties,
            lambda: _reasons_of_shares(shares, purchases), raised, runs,
        )  # fmt: skip
    rest = greedy(budget, by_cost=False, bought=purchases.order)

    def explain() -> list[Reason]:
        reasons = _reasons_of_shares(shares, purchases)
        for k, p in enumerate(rest.order):
            reasons[p] = Reason(len(purchases.order) + k, Fraction(0), None, "greedy")
        for p, left in rest.left.items():
            reasons[p] = Reason(None, Fraction(left), None, "greedy")
        return reasons

    winners, ties = (*purchases.order, *rest.order), (*purchases.ties, *rest.ties)
    return Outcome(budget, rule, completion, winners, ties, explain, raised, runs)


def _reasons_of_shares(shares: EqualShares, purchases: Purchases) -> list[Reason]:
    budget = shares.budget
    places = {p: k for k, p in enumerate(purchases.order)}
    free = len(purchases.order) - len(purchases.prices)
    purchases.ledger.catch_up(purchases.order[free:])
    reasons = []
    for p, cost in enumerate(budget.costs.tolist()):
        place = places.get(p)
        if place is not None:
            paid = Fraction(purchases.prices[place - free]) if place >= free else None
            reasons.append(Reason(place, Fraction(cost), paid, "shares" if place >= free else "free"))
        elif budget.support[p] == 0:
            reasons.append(Reason(None, Fraction(0), None, "unwanted"))
        elif cost == 0:
            reasons.append(Reason(None, Fraction(0), None, "free"))
        else:
            reasons.append(Reason(None, purchases.ledger.money_of(p), None, "shares"))
    return reasons
