"""What the machine learns from a person's hand: which voices are apart, and which belong together."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q

from rembuk.reckon.text_analysis.keys import similarity
from rembuk.voices.models import Lesson, Voice
from rembuk.voices.states import ClusterState

# So many voices speak for each side of a move, and so many of the latest lessons are read in a run.
SPOKESMEN = 6
LATEST = 20_000


def learn(left: Sequence[int], right: Sequence[int], *, together: bool) -> str:
    """Keep that the voices LEFT and RIGHT are one or are not; return the key that unlearns it.

    A few voices speak for a side that has many: the first, the last and some between.
    """
    move = uuid.uuid4().hex
    pairs = {
        (min(one, other), max(one, other))
        for one in _spokesmen(left)
        for other in _spokesmen(right)
        if one != other
    }
    # The last word of a person counts.
    old = Q()
    for first, second in pairs:
        old |= Q(first=first, second=second)
    if pairs:
        Lesson.objects.filter(old).delete()
    Lesson.objects.bulk_create(
        Lesson(first_id=first, second_id=second, together=together, move=move) for first, second in pairs
    )
    return move


def unlearn(moves: Iterable[str]) -> None:
    """Forget what the MOVES taught."""
    Lesson.objects.filter(move__in=list(moves)).delete()


def _spokesmen(keys: Sequence[int]) -> list[int]:
    ordered = sorted(set(keys))
    if len(ordered) <= SPOKESMEN:
        return ordered
    step = (len(ordered) - 1) / (SPOKESMEN - 1)
    return [ordered[round(number * step)] for number in range(SPOKESMEN)]


class Taught:
    """Hold the lessons of a space for one sorting run."""

    def __init__(self, space_id: int) -> None:
        # Lessons are few and voices many: a join would be begun at the voices of the space, all of them.
        here = Voice.objects.filter(pk=OuterRef("first_id"), space=space_id, withdrawn_at=None)
        there = Voice.objects.filter(pk=OuterRef("second_id"), withdrawn_at=None)
        rows = Lesson.objects.filter(Exists(here), Exists(there)).order_by("-id")
        self._apart: dict[int, set[int]] = defaultdict(set)
        voices: set[int] = set()
        for first, second, together in rows.values_list("first", "second", "together")[:LATEST]:
            voices |= {first, second}
            if not together:
                self._apart[first].add(second)
                self._apart[second].add(first)
        self._voices = voices

    def homes(self) -> dict[int, int]:
        """Return the voices lessons are about that wait on the board, each with its cluster."""
        found: dict[int, int] = {}
        keys = sorted(self._voices)
        for at in range(0, len(keys), 5_000):
            rows = Voice.objects.filter(pk__in=keys[at : at + 5_000], cluster__state=ClusterState.OPEN)
            found.update(rows.values_list("pk", "cluster_id"))
        return found

    def parted(self, known: Iterable[int]) -> bool:
        """Tell whether a person put any two of the KNOWN voices apart."""
        present = set(known)
        return any(self._apart[pk] & present for pk in present if pk in self._apart)


def nearest(members: Sequence[int], home: Mapping[int, int]) -> dict[int, int]:
    """Return for each of MEMBERS the cluster of the voice in HOME that says nearest; letters break a tie."""
    texts = dict(Voice.objects.filter(pk__in={*members, *home}).values_list("pk", "text"))
    letters = {pk: _letters(text) for pk, text in texts.items()}
    found = {}
    for pk in members:
        score = {
            other: (similarity(texts[pk], texts[other]), _shared(letters[pk], letters[other]), -other)
            for other in home
        }
        found[pk] = home[max(home, key=score.__getitem__)]
    return found


def _letters(text: str) -> frozenset[str]:
    plain = " ".join(text.casefold().split())
    return frozenset(plain[at : at + 3] for at in range(max(1, len(plain) - 2)))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)
