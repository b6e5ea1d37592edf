"""The index of pairs: it offers every pair of a bucket that is likely enough, and no pair twice."""

from __future__ import annotations

from collections import defaultdict
from random import Random

import numpy as np
import pytest

from rembuk.reckon.text_analysis import pairs
from rembuk.reckon.text_analysis.guards import Guards
from rembuk.reckon.text_analysis.noise import noisy
from rembuk.reckon.text_analysis.signs import WIDTH, signatures
from rembuk.reckon.text_analysis.tests.test_clusters import sample


@pytest.fixture(scope="module")
def read() -> pairs.Reading:
    random = Random(5)
    texts = [row["text"] for row in sample()[:150]]
    texts += [noisy(text, random) for text in texts for _ in range(2)]
    kept = signatures(texts)
    block = np.array([list(one[:WIDTH]) for one in kept], np.uint8)
    return pairs.Reading(block, Guards(block, [one[WIDTH:] for one in kept]))


def buckets(keys: list[int]) -> list[list[int]]:
    found = defaultdict(list)
    for row, key in enumerate(keys):
        found[key].append(row)
    return [rows for rows in found.values() if len(rows) > 1]


def paired(rows: list[int], crowd: int) -> set[tuple[int, int]]:
    """Return the pairs of a bucket as its docstring says."""
    if len(rows) <= crowd:
        return {(a, b) for at, b in enumerate(rows) for a in rows[:at]}
    near = {(a, b) for at, b in enumerate(rows) for a in rows[max(0, at - 4) : at]}
    return near | {(rows[0], b) for b in rows[1:]}


@pytest.mark.parametrize(("crowd", "room"), [(32, 200_000), (2, 16)])
def test_letters_bring_every_likely_pair_of_a_bucket_once(read, monkeypatch, crowd, room):
    monkeypatch.setattr(pairs, "LETTER_CROWD", crowd)
    monkeypatch.setattr(pairs, "_PAIRS_AT_ONCE", room)
    met: set[tuple[int, int]] = set()
    joined = 0
    for band in range(pairs.BANDS):
        keys = pairs.band_keys(read.sketch, band).tolist()
        together = buckets(keys)
        offered = {pair for rows in together for pair in paired(rows, crowd)} - met
        met |= {pair for rows in together for pair in paired(rows, len(rows))}
        first, second = np.array(sorted(offered), np.int64).reshape(-1, 2).T.copy()
        near = pairs.overlap(read.sketch, first, second) >= pairs.LEAST_OVERLAP
        likely = read.compare(first, second, 0.5) >= 0.5
        expected = [pair for pair, kept in zip(sorted(offered), near & likely, strict=True) if kept]
        found = read._by_letters(band, 0.5)
        assert sorted(zip(found[0].tolist(), found[1].tolist(), strict=True)) == expected
        joined += len(expected)
    assert joined > 100


def test_terms_bring_every_likely_pair_that_shares_two_of_its_rarest(read, monkeypatch):
    monkeypatch.setattr(pairs, "TERM_CROWD", 1_000)
    heavy = np.argsort(-read.weights, axis=1, kind="stable")[:, : pairs.KEY_TERMS]
    chosen = [set(row) - {0} for row in np.take_along_axis(read.terms, heavy, axis=1).tolist()]
    offered = [
        (a, b) for b in range(len(chosen)) for a in range(b) if len(chosen[a] & chosen[b]) > 1
    ]  # fmt: skip
    first, second = np.array(offered, np.int64).reshape(-1, 2).T.copy()
    likely = read.compare(first, second, 0.5) >= 0.5
    expected = sorted(pair for pair, kept in zip(offered, likely, strict=True) if kept)
    found = [
        pair
        for one, other, _ in read._by_terms(0.5)
        for pair in zip(one.tolist(), other.tolist(), strict=True)
    ]
    assert sorted(found) == expected
    assert len(expected) > 100
