"""From votes to a map: projection, groups, what unites and what divides.

    from rembuk.reckon import opinion_maps
    drawn = opinion_maps.draw_map(opinion_maps.read_votes("export-folder"))
    document = opinion_maps.as_document(drawn)

Names are loaded when first used, so a page that only orders a list by scores starts no compiler.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rembuk.reckon.opinion_maps.ballots import (
        Rows,
        Votes,
        rows_of,
        votes_from_arrays,
        without_participants,
    )
    from rembuk.reckon.opinion_maps.bridging import (
        Bridging,
        bridging_scores,
        order_by_bridging,
        score_by_bridging,
    )
    from rembuk.reckon.opinion_maps.caveats import cautions
    from rembuk.reckon.opinion_maps.document import as_document
    from rembuk.reckon.opinion_maps.drawing import participant_table, picture, statement_table, write_map
    from rembuk.reckon.opinion_maps.measures import polarisation
    from rembuk.reckon.opinion_maps.opinion_map import OpinionMap, draw_map
    from rembuk.reckon.opinion_maps.read import read_votes
    from rembuk.reckon.opinion_maps.refresh import refresh_map
    from rembuk.reckon.opinion_maps.resampling import stability
    from rembuk.reckon.opinion_maps.words import group_name, in_words

_WHERE = {
    "score_by_bridging": "bridging",
    "in_words": "words",
    "group_name": "words",
    "write_map": "drawing",
    "participant_table": "drawing",
    "statement_table": "drawing",
    "picture": "drawing",
    "Bridging": "bridging",
    "OpinionMap": "opinion_map",
    "Rows": "ballots",
    "Votes": "ballots",
    "as_document": "document",
    "bridging_scores": "bridging",
    "cautions": "caveats",
    "draw_map": "opinion_map",
    "order_by_bridging": "bridging",
    "polarisation": "measures",
    "read_votes": "read",
    "refresh_map": "refresh",
    "rows_of": "ballots",
    "stability": "resampling",
    "votes_from_arrays": "ballots",
    "without_participants": "ballots",
}

__all__ = [
    "Bridging",
    "OpinionMap",
    "Rows",
    "Votes",
    "as_document",
    "bridging_scores",
    "cautions",
    "draw_map",
    "group_name",
    "in_words",
    "order_by_bridging",
    "participant_table",
    "picture",
    "polarisation",
    "read_votes",
    "refresh_map",
    "rows_of",
    "score_by_bridging",
    "stability",
    "statement_table",
    "votes_from_arrays",
    "without_participants",
    "write_map",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_WHERE[name]}"), name)
