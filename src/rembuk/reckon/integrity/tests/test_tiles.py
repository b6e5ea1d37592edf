"""Tiles: their paths, their bytes, and the tree read back from them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.reckon.integrity.hash_tree import EMPTY_ROOT, leaf_hash, prove_inclusion, root_hash
from rembuk.reckon.integrity.tests.test_hash_tree import made, naive_root, reader
from rembuk.reckon.integrity.tiles import (
    Grower,
    Tile,
    pack_entries,
    parse_path,
    read_from_tiles,
    tiles_of,
    unpack_entries,
)
from rembuk.reckon.refusal import Refusal


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 273, 112), "tile/0/273.p/112"),
        (Tile(1, 1234067), "tile/1/x001/x234/067"),
        (Tile(63, 1000, 1), "tile/63/x001/000.p/1"),
    ],
)
def test_path_of_tile_is_spelled_as_the_format_says_and_read_back(tile, path):
    assert tile.path == path
    assert parse_path(path) == (tile, False)


def test_path_of_entries_is_read_back():
    assert parse_path(Tile(0, 1234067, 8).entries_path) == (Tile(0, 1234067, 8), True)
    assert Tile(0, 1234067, 8).entries_path == "tile/entries/x001/x234/067.p/8"


@pytest.mark.parametrize(
    "path",
    [
        "", "tile/0/0", "tile/00/000", "tile/64/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01",
        "tile/0/x000/000", "tile/0/001/000", "tile/0/x001", "tile/-1/000", "tile/0/000/", "tile/0/000\n",
        "tile/0/00\u0660", "tile/entries/000.p/", "tile/99/000", "../tile/0/000", "tile/0/x000/x000/001",
    ],
)  # fmt: skip
def test_path_in_any_other_spelling_names_nothing(path):
    assert parse_path(path) is None


def test_tiles_of_seventy_thousand_leaves_are_those_of_the_format_text():
    tiles = list(tiles_of(70_000))
    assert sum(tile.level == 0 and tile.width == 256 for tile in tiles) == 273
    assert [tile for tile in tiles if tile.width < 256] == [
        Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1),
    ]  # fmt: skip
    assert Tile(1, 0) in tiles
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []


def grown(entries, steps=1):
    """Return the tiles of ENTRIES, grown in STEPS batches from a saved edge each, and the root."""
    tiles, grower = {}, Grower()
    cut = [len(entries) * step // steps for step in range(steps + 1)]
    for start, end in itertools.pairwise(cut):
        grower = Grower(grower.size, grower.edge())
        for entry in entries[start:end]:
            grower.append(leaf_hash(entry))
        tiles |= {(tile.level, tile.index): (tile.width, data) for tile, data in grower.changed()}
    return tiles, grower.root()


@settings(max_examples=30, deadline=None)
@given(size=st.integers(0, 900), steps=st.integers(1, 7))
def test_tree_grown_in_any_batches_has_the_naive_root_and_reads_back_the_same(size, steps):
    entries = made(size)
    tiles, root = grown(entries, steps)
    assert root == naive_root(entries)
    assert {(t.level, t.index, t.width) for t in tiles_of(size)} == {(*k, w) for k, (w, _) in tiles.items()}

    read = read_from_tiles(size, lambda tile: tiles[tile.level, tile.index][1])
    assert root_hash(size, read) == root
    if size:
        index = size * 2 // 3
        assert prove_inclusion(index, size, read) == prove_inclusion(index, size, reader(entries))


def test_tree_of_three_levels_has_the_naive_root():
    entries = made(256 * 256 + 257)
    tiles, root = grown(entries)
    assert root == naive_root(entries)
    assert max(level for level, _ in tiles) == 2
    read = read_from_tiles(len(entries), lambda tile: tiles[tile.level, tile.index][1])
    assert root_hash(40_000, read) == naive_root(entries[:40_000])


def test_tree_without_leaves_has_the_empty_root_and_no_tiles():
    assert grown([]) == ({}, EMPTY_ROOT)


@given(st.lists(st.binary(max_size=300)))
def test_entries_packed_into_a_bundle_come_out_the_same(entries):
    assert unpack_entries(pack_entries(entries)) == entries


def test_bundle_cut_short_is_no_bundle():
    packed = pack_entries([b"satu", b"dua"])
    for length in range(1, len(packed)):
        assert length == 6 or unpack_entries(packed[:length]) is None


def test_entry_longer_than_two_bytes_can_say_is_refused():
    assert len(pack_entries([bytes(65_535)])) == 65_537
    with pytest.raises(Refusal, match="65536 bytes; at most 65535"):
        pack_entries([bytes(65_536)])
