"""What keeps texts apart is the same whether pairs are asked one by one or many at once."""

from __future__ import annotations

from itertools import product

import numpy as np

from rembuk.reckon.text_analysis.batch import read_many, reading
from rembuk.reckon.text_analysis.guards import Guards
from rembuk.reckon.text_analysis.signs import blocks

# One place, another of the same kind, one written with a slip, one of another kind, two at once, none.
TEXTS = (
    "Tolong perbaiki jembatan di desa Sukamaju",
    "Tolong perbaiki jembatan di desa Cibeureum",
    "Tolong perbaiki jembatan di desa Sukamajuu",
    "Tolong perbaiki jembatan di kecamatan Sukamaju",
    "Tolong perbaiki jembatan di desa Cibeureum dan desa Sukamaju",
    "Tolong perbaiki jembatan di desa Cikoneng, Bandung",
    "Tolong perbaiki jembatan di Surabaya",
    "Jangan perbaiki jembatan di desa Sukamaju",
    "Terima kasih jembatan desa Sukamaju sudah bagus",
    "Tolong perbaiki jembatan",
)


def test_pairs_asked_at_once_are_apart_where_each_alone_is():
    with reading:
        rows, tails = blocks(read_many(TEXTS))
    guards = Guards(rows, tails)
    pairs = list(product(range(len(TEXTS)), repeat=2))
    first, second = np.array(pairs, np.int64).T
    found = guards.of_pairs(first, second).tolist()
    assert found == [guards.apart(a, b) for a, b in pairs]
    apart = {pair for pair, one in zip(pairs, found, strict=True) if one}
    assert {(0, 1), (0, 8), (1, 2)} <= apart
    assert not apart & {(0, 2), (0, 3), (0, 4), (0, 9)}
