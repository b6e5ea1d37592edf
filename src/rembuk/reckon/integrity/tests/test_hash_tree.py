"""The hash tree against a naive one written straight from RFC 6962, and against published test vectors."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.reckon.integrity.hash_tree import (
    EMPTY_ROOT,
    consistency_holds,
    inclusion_holds,
    leaf_hash,
    prove_consistency,
    prove_inclusion,
    root_hash,
)

# Entries and roots of the test tree that the Certificate Transparency project publishes.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(entries):
    """Return MTH(D[n]) exactly as RFC 6962, section 2.1, defines it."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return sha256(b"\x01" + naive_root(entries[:k]) + naive_root(entries[k:])).digest()


def reader(entries):
    def read(level, index):
        part = entries[index << level : (index + 1) << level]
        assert len(part) == 1 << level, "an incomplete subtree was asked for"
        return naive_root(part)

    return read


def made(count):
    return [f"entri {number}".encode() for number in range(count)]


def test_root_of_published_test_tree_is_the_published_one():
    for size, root in enumerate(ROOTS, start=1):
        assert root_hash(size, reader(ENTRIES)).hex() == root
    assert root_hash(0, reader([])) == EMPTY_ROOT


@given(size=st.integers(0, 70))
def test_root_of_any_size_equals_naive_root(size):
    entries = made(size)
    assert root_hash(size, reader(entries)) == naive_root(entries)


@given(st.data())
def test_inclusion_proof_of_any_leaf_holds_and_for_any_other_leaf_does_not(data):
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    entries = made(size)
    root, leaf = naive_root(entries), leaf_hash(entries[index])
    proof = prove_inclusion(index, size, reader(entries))

    assert inclusion_holds(index=index, size=size, leaf=leaf, root=root, proof=proof)

    other = data.draw(st.integers(-1, size + 1).filter(lambda number: number != index))
    assert not inclusion_holds(index=other, size=size, leaf=leaf, root=root, proof=proof)
    assert not inclusion_holds(index=index, size=size, leaf=leaf_hash(b"lain"), root=root, proof=proof)
    assert not inclusion_holds(index=index, size=size, leaf=leaf, root=root, proof=[*proof, bytes(32)])
    if proof:
        assert not inclusion_holds(index=index, size=size, leaf=leaf, root=root, proof=proof[:-1])
        assert not inclusion_holds(index=index, size=size, leaf=leaf, root=root, proof=flip(data, proof))


@given(st.data())
def test_consistency_proof_of_any_two_sizes_holds_and_changed_ones_do_not(data):
    new = data.draw(st.integers(0, 70))
    old = data.draw(st.integers(0, new))
    entries = made(new)
    roots = {"old_root": naive_root(entries[:old]), "new_root": naive_root(entries)}
    proof = prove_consistency(old, new, reader(entries))

    assert consistency_holds(old=old, new=new, **roots, proof=proof)

    assert not consistency_holds(old=old, new=new, **{**roots, "old_root": bytes(32)}, proof=proof)
    assert not consistency_holds(old=old, new=new, **roots, proof=[*proof, bytes(32)])
    if 0 < old < new:
        assert not consistency_holds(old=old, new=new, **{**roots, "new_root": bytes(32)}, proof=proof)
        assert not consistency_holds(old=old, new=new, **roots, proof=proof[:-1])
        assert not consistency_holds(old=old, new=new, **roots, proof=flip(data, proof))


@given(st.data())
def test_history_rewritten_anywhere_breaks_consistency(data):
    new = data.draw(st.integers(2, 70))
    old = data.draw(st.integers(1, new - 1))
    entries, changed = made(new), made(new)
    changed[data.draw(st.integers(0, old - 1))] = b"diubah"
    proof = prove_consistency(old, new, reader(changed))
    old_root, new_root = naive_root(entries[:old]), naive_root(changed)
    assert not consistency_holds(old=old, new=new, old_root=old_root, new_root=new_root, proof=proof)


def flip(data, proof):
    """Return PROOF with one bit of one node changed."""
    at = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    node = bytearray(proof[at])
    node[bit // 8] ^= 1 << bit % 8
    return [*proof[:at], bytes(node), *proof[at + 1 :]]


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3)])
def test_inclusion_proof_of_leaf_outside_tree_is_refused(index, size):
    with pytest.raises(ValueError, match="is not in a tree"):
        prove_inclusion(index, size, reader(made(4)))


def test_consistency_proof_from_larger_to_smaller_is_refused():
    with pytest.raises(ValueError, match="no beginning"):
        prove_consistency(4, 3, reader(made(4)))
    assert not consistency_holds(old=4, new=3, old_root=bytes(32), new_root=bytes(32), proof=[])
