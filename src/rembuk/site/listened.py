"""Was it heard? The sums of a space in words: by subject and by channel, small numbers hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rembuk.messaging.queries.heard import heard_sums
from rembuk.messaging.states import Hearing
from rembuk.shared.small_cells import ALL, Guarded
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
    """Hold what was said in a space: in all, by subject and by channel; `whole.count` is None below five."""

    whole: Said
    subjects: list[Said]
    channels: list[Said]

    def tables(self) -> Iterator[tuple[str, list[Said]]]:
        """Yield the name of each table with its rows."""
        yield "space", [self.whole]
        yield "subject", self.subjects
        yield "channel", self.channels


def listened_in(space: Space) -> Listened:
    """Return what those who were given answers in SPACE said; four queries."""
    by_subject, by_channel = heard_sums(space)
    channels: dict[str, str | Promise] = {**CHANNELS, "account": _("Pendukung dan pengikut")}
    return Listened(
        whole=_said(ALL, _("Semua"), by_subject[ALL]),
        subjects=_rows(by_subject, LABEL_VALUES["subject"]),
        channels=_rows(by_channel, channels),
    )


def _rows(table: Guarded, words: Mapping[str, str | Promise]) -> list[Said]:
    rows = [_said(key, str(words.get(key, key)), row) for key, row in table.items() if key != ALL]
    return sorted(rows, key=lambda row: (-(row.count or 0), row.label))


def _said(key: str, label: str, row: list[int | None]) -> Said:
    count = row[0] if row else None
    cells = tuple(
        (value, str(words), n, round(100 * n / count) if n is not None and count else None)
        for (value, words), n in zip(Hearing.choices, row[1:] or [None] * 3, strict=True)
    )
    return Said(key, label, count, cells)
