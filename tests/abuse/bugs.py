"""Read the planted bugs: small changes of the source, each with the test that must fail with it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Bug:
    """Hold one planted bug: its case, the test that finds it, and file, old and new text of each edit.

    SAYS is what docs/reference/abuse.md says the bug does; each bug of a case has its own words.
    """

    case: str
    says: str
    test: str
    edits: tuple[tuple[str, str, str], ...]


def bugs() -> list[Bug]:
    """Return the planted bugs in the order of their cases."""
    kept = tomllib.loads(Path(__file__).with_name("bugs.toml").read_text("utf-8"))["bug"]
    return [
        Bug(
            one["case"], one["says"], one["test"],
            tuple((edit["file"], edit["old"], edit["new"]) for edit in one["edit"]),
        )
        for one in kept
    ]  # fmt: skip
