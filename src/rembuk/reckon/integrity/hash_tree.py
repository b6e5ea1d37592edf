"""The Merkle tree of RFC 6962 over any store of hashes: roots, proofs, and the checks of proofs.

A store is asked for the hash of a whole subtree by (level, index): level 0 are leaves, and the hash at
(level, index) covers the leaves from index * 2^level up to (index + 1) * 2^level. Only subtrees that are
complete are ever asked for, so a store may be append-only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

Hash = bytes
ReadHash = Callable[[int, int], Hash]

HASH_SIZE = 32
EMPTY_ROOT: Hash = sha256().digest()


def leaf_hash(entry: bytes) -> Hash:
    """Return the hash of a leaf: SHA-256(0x00 || ENTRY) (RFC 6962, 2.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """Return the hash of an inner node: SHA-256(0x01 || LEFT || RIGHT) (RFC 6962, 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[Hash]) -> Hash:
    """Return the root over HASHES, a power of two of neighbours on one level, at least one."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def _complete_subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """Return the (level, index) of the largest complete subtrees that cover leaves START to END, in order.

    START must be a multiple of the largest power of two not above END - START, as it is for every node
    of an RFC 6962 tree.
    """
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def range_hash(start: int, end: int, read: ReadHash) -> Hash:
    """Return MTH(D[START:END]) of RFC 6962 for a node of the tree, from complete subtrees only."""
    subtrees = _complete_subtrees(start, end)
    if not subtrees:
        return EMPTY_ROOT
    result = read(*subtrees[-1])
    for level, index in reversed(subtrees[:-1]):
        result = node_hash(read(level, index), result)
    return result


def root_hash(size: int, read: ReadHash) -> Hash:
    """Return the root of the tree over the first SIZE leaves."""
    return range_hash(0, size, read)


def _split(count: int) -> int:
    """Return the largest power of two below COUNT, for COUNT of at least 2."""
    return 1 << ((count - 1).bit_length() - 1)


def prove_inclusion(index: int, size: int, read: ReadHash) -> list[Hash]:
    """Return the audit path of leaf INDEX in the tree of SIZE leaves, lowest node first (RFC 6962, 2.1.1).

    Raise ValueError unless 0 <= INDEX < SIZE.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    path: list[Hash] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(range_hash(middle, end, read))
            end = middle
        else:
            path.append(range_hash(start, middle, read))
            start = middle
    return path[::-1]


def inclusion_holds(*, index: int, size: int, leaf: Hash, root: Hash, proof: Sequence[Hash]) -> bool:
    """Tell whether PROOF shows that the hash LEAF stands at INDEX below ROOT (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            result = node_hash(sibling, result)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            result = node_hash(result, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and result == root


def prove_consistency(old: int, new: int, read: ReadHash) -> list[Hash]:
    """Return the nodes that show the tree of OLD leaves to be the beginning of that of NEW (RFC 6962, 2.1.2).

    Empty when OLD is 0 or NEW. Raise ValueError unless 0 <= OLD <= NEW.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} is no beginning of a tree of {new}")
    if old in (0, new):
        return []
    path: list[Hash] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(range_hash(middle, end, read))
            end = middle
        else:
            path.append(range_hash(start, middle, read))
            start, whole = middle, False
    if not whole:
        path.append(range_hash(start, end, read))
    return path[::-1]


def consistency_holds(*, old: int, new: int, old_root: Hash, new_root: Hash, proof: Sequence[Hash]) -> bool:
    """Tell whether PROOF shows OLD_ROOT to be the beginning of NEW_ROOT (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    if old == new:
        return not proof and old_root == new_root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node >>= 1
        last >>= 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first = node_hash(sibling, first)
            second = node_hash(sibling, second)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            second = node_hash(second, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and first == old_root and second == new_root
