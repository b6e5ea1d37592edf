"""Was it heard? The sums of a space in words: by subject and by channel, in full steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rembuk.messaging.queries.heard import heard_sums
from rembuk.messaging.states import Hearing
from rembuk.shared.small_cells import ALL, Sums
from rembuk.spaces.models import Space
from rembuk.voices.wording import CHANNELS, LABEL_VALUES


@dataclass(frozen=True)
class Said:
    """Hold one row: its key and words, how many answered, and for each value its number and percentage."""

    key: str
    label: str
    count: int | None
    cells: tuple[tuple[str, str, int | None, int | None], ...]


@dataclass(frozen=True)
class Listened:
    """Hold what was said in a space: in all, by subject and by channel, none while nothing is shown."""

    whole: Said
    subjects: list[Said]
    channels: list[Said]

    def tables(self) -> Iterator[tuple[str, list[Said]]]:
        """Yield the name of each table with its rows."""
        yield "space", [self.whole]
        yield "subject", self.subjects
        yield "channel", self.channels


def listened_in(space: Space) -> Listened:
    """Return what those who were given answers in SPACE said; one query."""
    by_subject, by_channel = heard_sums(space)
    channels: dict[str, str | Promise] = {**CHANNELS, "account": _("Pendukung dan pengikut")}
    return Listened(
        whole=_said(ALL, _("Semua"), by_subject[ALL]),
        subjects=_rows(by_subject, LABEL_VALUES["subject"]),
        channels=_rows(by_channel, channels),
    )


def _rows(table: Sums, words: Mapping[str, str | Promise]) -> list[Said]:
    rows = [_said(key, str(words.get(key, key)), row) for key, row in table.items() if key != ALL]
    return sorted(rows, key=lambda row: (-(row.count or 0), row.label))


def _said(key: str, label: str, row: Mapping[str, int]) -> Said:
    # No zero is shown: nobody can tell it from less than a full step.
    count = sum(row.values()) or None
    cells = tuple(
        (value, str(words), n or None, round(100 * n / count) if n and count else None)
        for value, words in Hearing.choices
        for n in [row.get(value, 0)]
    )
    return Said(key, label, count, cells)
