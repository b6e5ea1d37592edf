"""The draw: stated algorithm, repeatable, and as often as the chances say."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from itertools import accumulate

from rembuk.reckon.collective_choice.panels import panel_lottery
from rembuk.reckon.collective_choice.panels_draw import TICKETS, Draws, whole_tickets
from rembuk.reckon.collective_choice.panels_files import Pool, Quota

DRAWS = Draws(
    members=(("a", "b", "c"), ("d", "e")),
    panels=((1, 1), (2, 0), (0, 2)),
    tickets=(500, 300, 200),
)


def test_draw_follows_the_stated_sha256_counter() -> None:
    def number(index: int) -> int:
        return int.from_bytes(sha256(f"benih:{index}".encode()).digest(), "big")

    ticket = number(0) % 1000
    panel = DRAWS.panels[0 if ticket < 500 else 1 if ticket < 800 else 2]
    expected, used = [], 1
    for group, taken in zip(DRAWS.members, panel, strict=True):
        left = list(group)
        for _ in range(taken if taken < len(group) else 0):
            expected.append(left.pop(number(used) % len(left)))
            used += 1
        expected += left if taken == len(group) else []
    assert DRAWS.draw("benih") == sorted(expected)


def test_same_seed_draws_the_same_and_other_seeds_draw_others() -> None:
    assert DRAWS.draw("2026-11-22") == DRAWS.draw("2026-11-22")
    assert len({tuple(DRAWS.draw(str(i))) for i in range(40)}) > 3


def test_hundred_thousand_draws_meet_the_chances_of_everybody() -> None:
    people = {f"p{i:02d}": (str(i % 2), str(i * i % 3)) for i in range(24)}
    quotas = [Quota("g", "0", 2, 4), Quota("g", "1", 2, 4), Quota("u", "0", 1, 2), Quota("u", "1", 3, 5)]
    pool = Pool(people, ("g", "u"))
    lottery = panel_lottery(pool, quotas, 6)
    steps = list(accumulate(lottery.draws.tickets))
    times = 100_000
    seen: Counter[str] = Counter()
    for i in range(times):
        seen.update(lottery.draws.draw_from(f"uji-{i}", steps))
    for person, chance in lottery.probabilities.items():
        share = float(chance)
        # Five standard deviations: one false alarm in two million, were the seed not fixed.
        assert abs(seen[person] / times - share) <= 5 * (share * (1 - share) / times) ** 0.5 + 1e-12
    assert sum(seen.values()) == 6 * times


def test_pairs_in_one_profile_are_drawn_alike() -> None:
    """Within a profile every pair is equally likely: the draw of people is uniform, not only their share."""
    draws = Draws(members=(("a", "b", "c", "d"),), panels=((2,),), tickets=(1,))
    seen = Counter(tuple(draws.draw(str(i))) for i in range(12_000))
    assert len(seen) == 6
    assert max(abs(n - 2000) for n in seen.values()) < 5 * (12_000 * (1 / 6) * (5 / 6)) ** 0.5


def test_tickets_add_up_exactly_and_stay_next_to_their_weights() -> None:
    weights = [1 / 3, 1 / 3, 1 / 3, 1e-15]
    tickets = whole_tickets(weights)
    assert sum(tickets) == TICKETS
    assert all(
        abs(t / TICKETS - w / sum(weights)) <= 1 / TICKETS for t, w in zip(tickets, weights, strict=True)
    )
