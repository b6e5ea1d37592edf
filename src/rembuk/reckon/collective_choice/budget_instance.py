"""What a participatory budget is counted from: projects, money, and ballots with equal ones merged."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.collective_choice.budget_scan import gather_rows, merge_ballots, transpose_rows
from rembuk.reckon.refusal import Refusal

# Every amount must be a whole number a double holds exactly.
LARGEST_AMOUNT = 2**52


@dataclass(frozen=True)
class Rows:
    """Keep a ragged table: row k holds `items[pointers[k]:pointers[k + 1]]`."""

    items: NDArray[np.int32]
    pointers: NDArray[np.int64]

    def row(self, k: int) -> NDArray[np.int32]:
        """Return row K."""
        return self.items[self.pointers[k] : self.pointers[k + 1]]

    def __len__(self) -> int:
        return len(self.pointers) - 1


@dataclass(frozen=True)
class Budget:
    """Keep one participatory budget ready for counting.

    Projects stand in the order of their ids as strings, so that a tie goes to the smaller position.
    Amounts are whole numbers of 1/`unit` of the currency. `ballots` are the distinct ballots (sorted
    positions of the approved projects) in an order that depends on their content alone; `weights` says
    how many voters cast each. `voters` counts all voters, empty ballots too. `refused` names the line of
    the file that was cut short and not counted.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    costs: NDArray[np.int64]
    limit: int
    unit: int
    voters: int
    ballots: Rows
    weights: NDArray[np.int64]
    vote_type: str = "approval"
    meta: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[int, ...] = ()

    @cached_property
    def supporters(self) -> Rows:
        """For each project, the ballots that approve it, in ascending order."""
        count = len(self.ids)
        pointers = np.zeros(count + 1, np.int64)
        np.cumsum(np.bincount(self.ballots.items, minlength=count), out=pointers[1:])
        items = np.empty(len(self.ballots.items), np.int32)
        transpose_rows(self.ballots.items, self.ballots.pointers, items, pointers[:-1].copy())
        return Rows(items, pointers)

    @cached_property
    def support(self) -> NDArray[np.int64]:
        """How many voters approve each project."""
        gathered = np.concatenate(([0], np.cumsum(self.weights[self.supporters.items])))
        pointers = self.supporters.pointers
        return np.asarray(gathered[pointers[1:]] - gathered[pointers[:-1]], np.int64)

    def money(self, amount: int) -> int | float:
        """Return AMOUNT in the currency, whole where it is whole."""
        return amount // self.unit if amount % self.unit == 0 else amount / self.unit


def merge(table: Rows, weights: NDArray[np.int64] | None = None) -> tuple[Rows, NDArray[np.int64]]:
    """Merge equal rows of TABLE; the order of the result depends on the content of the rows alone."""
    rows = len(table)
    size = 1 << max(3, (2 * rows).bit_length())
    slots = np.full(size, -1, np.int32)
    classes, found = np.empty(rows, np.int64), np.empty(rows, np.int64)
    hashes = np.empty(rows, np.uint64)
    given = np.empty(0, np.int64) if weights is None else weights
    count = merge_ballots(table.items, table.pointers, given, slots, classes, found, hashes)
    classes, found, hashes = classes[:count], found[:count], hashes[:count]
    order = np.argsort(hashes, kind="stable")
    for at in np.flatnonzero(np.diff(hashes[order]) == 0):
        # Two different ballots with one hash: their content decides, not which came first.
        pair = sorted(order[at : at + 2], key=lambda k: table.row(int(classes[k])).tolist())
        order[at : at + 2] = pair
    rows_kept = classes[order]
    lengths = table.pointers[rows_kept + 1] - table.pointers[rows_kept]
    items = np.empty(int(lengths.sum()), np.int32)
    pointers = np.empty(count + 1, np.int64)
    gather_rows(table.items, table.pointers, rows_kept, items, pointers)
    return Rows(items, pointers), found[order]


def rows_of(ballots: Sequence[Collection[int]]) -> Rows:
    """Make a ragged table of collections of small numbers, each row sorted and free of repeats."""
    sets = [sorted(set(ballot)) for ballot in ballots]
    pointers = np.zeros(len(sets) + 1, np.int64)
    np.cumsum([len(s) for s in sets], out=pointers[1:])
    flat = [k for s in sets for k in s]
    return Rows(np.array(flat, np.int32), pointers)


def make_budget(
    projects: Mapping[str, Any],
    limit: Any,
    ballots: Sequence[Collection[str]],
    weights: Sequence[int] | None = None,
) -> Budget:
    """Make a budget from costs by project id, the money there is, and the approvals of each voter.

    Costs and LIMIT are whole numbers, decimals or their strings; WEIGHTS (default 1 each) say how many
    voters cast each ballot.
    """
    ids = tuple(sorted(projects))
    places = {name: k for k, name in enumerate(ids)}
    amounts = [decimal_of(projects[name]) for name in ids]
    whole, unit = whole_amounts([*amounts, decimal_of(limit)])
    merged, counts = merge(
        rows_of([[places[name] for name in ballot] for ballot in ballots]),
        None if weights is None else np.array(weights, np.int64),
    )
    return Budget(
        ids, ids, np.array(whole[:-1], np.int64), whole[-1], unit, int(counts.sum()), merged, counts
    )


_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d\d0")


def decimal_of(text: Any) -> Decimal:
    """Read an amount of money: digits with a point or a comma before the decimals, spaces ignored.

    `5.000` is refused: in Indonesian it is five thousand, for a program five. No program ends three decimals
    with a nought, so `12.345` is decimals.
    """
    word = "".join(str(text).split())
    if _THOUSANDS.fullmatch(word):
        plain = word.replace(".", "").replace(",", "")
        raise Refusal(
            f"{word!r} dapat berarti {plain} atau {word[:-4]}; tulis tanpa pemisah ribuan.",
            f"{word!r} may mean {plain} or {word[:-4]}; write it without a separator of thousands.",
        )
    try:
        amount = Decimal(word.replace(",", "."))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise Refusal(
            f"{str(text)!r} bukan jumlah uang; tulis angka 0 atau lebih, misalnya 250000.",
            f"{str(text)!r} is not an amount of money; write a number of 0 or more, such as 250000.",
        )
    return amount


def whole_amounts(amounts: Sequence[Decimal]) -> tuple[list[int], int]:
    """Return the amounts as whole numbers of 1/unit of the currency, and the unit, a power of ten.

    Decimals beyond the fourth that would not fit are the dust of a program that reckoned in doubles; they
    are rounded away. Refuses amounts that do not fit even so.
    """
    places = max((-int(a.normalize().as_tuple().exponent) for a in amounts if a), default=0)
    for kept in range(max(places, 0), min(max(places, 0), 4) - 1, -1):
        unit = 10**kept
        whole = [int((a * unit).to_integral_value()) for a in amounts]
        if sum(whole) <= LARGEST_AMOUNT:
            return whole, unit
    raise Refusal(
        "Jumlah uang seluruhnya terlalu besar untuk dihitung tepat; "
        "tulis biaya dalam satuan yang lebih besar.",
        "The amounts of money are too large to be counted exactly; write the costs in a larger unit.",
    )
