"""`rembuk text label FILE`: label texts by language, kind, subject, spam, abuse, places and personal data."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from itertools import islice
from typing import Any

from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.answers import Timings
from rembuk.site.commands.texts_in import Row, Texts

BATCH = 5_000
SCHEMES = ("urusan-publik",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add FILE and --scheme."""
    parser.add_argument(
        "file", metavar="FILE", help="JSONL or CSV with text and optional id, or one text a line"
    )
    parser.add_argument("--scheme", default=SCHEMES[0], help="the scheme of subjects: " + ", ".join(SCHEMES))


def run(args: argparse.Namespace) -> int:
    """Print one JSON line a text, in the order of the file."""
    if args.scheme not in SCHEMES:
        raise Refusal(
            f"Skema {args.scheme} tidak dikenal; pakai {', '.join(SCHEMES)}.",
            f"The scheme {args.scheme} is not known; use {', '.join(SCHEMES)}.",
        )
    timings = Timings(args.timings)
    rows = iter(Texts(args.file))
    while True:
        with timings.phase("read"):
            batch = list(islice(rows, BATCH))
        if not batch:
            break
        with timings.phase("label"):
            lines = [
                json.dumps(answer, ensure_ascii=False, separators=(",", ":")) for answer in answers(batch)
            ]
        sys.stdout.write("\n".join(lines) + "\n")
    timings.report()
    return 0


def answers(batch: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the answer for each row of BATCH."""
    from rembuk.reckon.text_analysis.personal import personal
    from rembuk.reckon.text_analysis.places import from_lokal
    from rembuk.reckon.text_analysis.sorting import label

    finder = from_lokal()
    found = []
    for row, labels in zip(batch, label([row.text for row in batch]), strict=True):
        found.append(
            {
                "id": row.id,
                "language": labels.language.value,
                "kind": labels.kind.value,
                "subject": labels.subject.value,
                "spam": labels.spam.value,
                "spam_reason": labels.spam_reason,
                "abusive": labels.abusive.value,
                "probabilities": {
                    name: round(getattr(labels, name).probability, 4)
                    for name in ("language", "kind", "subject", "spam", "abusive")
                },
                "because": {
                    name: getattr(labels, name).because
                    for name in ("language", "kind", "subject", "spam", "abusive")
                },
                "places": [
                    {"code": place.code, "text": place.text, "alternatives": list(place.alternatives)}
                    for place in finder.find(row.text)
                ],
                "personal": [
                    {"type": kind, "start": start, "end": end} for kind, start, end in personal(row.text)
                ],
            }
        )
    return found
