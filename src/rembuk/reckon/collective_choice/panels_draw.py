"""Draw a panel that anyone can draw again from a public seed.

Number i of a seed is the 256-bit integer SHA-256(seed + ":" + i), i = 0, 1, 2 …, in UTF-8, big-endian;
a choice among n is that number modulo n (the bias is below n / 2**256). The first number picks a ticket, so
a panel's profile counts; the next ones pick people inside each profile, profile by profile in alphabetical
order: the k-th person is the (number mod those left)-th of the people left, in order of id.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from itertools import accumulate

TICKETS = 10**12


@dataclass(frozen=True)
class Draws:
    """Hold a lottery in whole tickets: per panel its tickets and how many people of each profile it takes."""

    members: tuple[tuple[str, ...], ...]
    panels: tuple[tuple[int, ...], ...]
    tickets: tuple[int, ...]

    def probabilities(self) -> dict[str, Fraction]:
        """Return the exact probability of every person to be drawn, by id."""
        total = sum(self.tickets)
        mean = [0] * len(self.members)
        for panel, tickets in zip(self.panels, self.tickets, strict=True):
            for profile, taken in enumerate(panel):
                mean[profile] += tickets * taken
        return {
            person: Fraction(mean[profile], total * len(group))
            for profile, group in enumerate(self.members)
            for person in group
        }

    def draw(self, seed: str) -> list[str]:
        """Return the ids of one panel, sorted."""
        return self.draw_from(seed, list(accumulate(self.tickets)))

    def draw_from(self, seed: str, steps: Sequence[int]) -> list[str]:
        """Draw with the running sums of the tickets at hand, for many draws from one lottery."""
        start = sha256(f"{seed}:".encode())
        counter = 0

        def below(limit: int) -> int:
            nonlocal counter
            state = start.copy()
            state.update(str(counter).encode())
            counter += 1
            return int.from_bytes(state.digest(), "big") % limit

        panel = self.panels[bisect_right(steps, below(steps[-1]))]
        drawn: list[str] = []
        for group, taken in zip(self.members, panel, strict=True):
            if taken == len(group):
                drawn += group
                continue
            left = list(group)
            for _ in range(taken):
                drawn.append(left.pop(below(len(left))))
        return sorted(drawn)


def whole_tickets(weights: Sequence[float]) -> list[int]:
    """Turn weights into tickets that add up to exactly TICKETS, by largest remainder."""
    total = sum(Fraction(weight) for weight in weights)
    shares = [Fraction(weight) * TICKETS / total for weight in weights]
    tickets = [int(share) for share in shares]
    short = TICKETS - sum(tickets)
    order = sorted(range(len(shares)), key=lambda i: (tickets[i] - shares[i], i))
    for place in order[:short]:
        tickets[place] += 1
    return tickets
