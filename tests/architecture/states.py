"""Write docs/reference/states.md from the tables of the house: `python -m tests.architecture.states`.

The page is kept, so that whoever changes a table sees, and shows, what changed in words.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, timedelta
from enum import EnumType
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.utils.functional import Promise

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "states.md"
HEAD = """# What a thing can be

Every state that is kept, as it stands in the database and as it is read on a page, and what may follow what.
`python -m tests.architecture.states` writes this page from `states.py` of each domain and from the tables in
its rules; a test fails while the two differ, so a change of a table is seen here as well.
"""
# Tables that stand in rules, beside the questions they answer.
IN_RULES = {
    "ideas": ("ideas.rules", ("OPEN_STAGES", "TAKES_IN")),
    "spaces": ("spaces.rules", ("MAY", "FROM_ABOVE")),
    "voices": ("voices.rules", ("BY_HAND",)),
}


def page() -> str:
    """Return the page as it has to be."""
    parts = [HEAD]
    for folder in sorted((ROOT / "src" / "rembuk").iterdir()):
        lines: list[str] = []
        if (folder / "states.py").exists():
            lines += _of(import_module(f"rembuk.{folder.name}.states"))
        if folder.name in IN_RULES:
            name, tables = IN_RULES[folder.name]
            module = import_module(f"rembuk.{name}")
            lines += [line for table in tables for line in _table(table, getattr(module, table))]
        if lines:
            parts.append("\n".join([f"## {folder.name}", "", *lines]).rstrip() + "\n")
    return "\n".join(parts)


def _of(module: ModuleType) -> Iterator[str]:
    for name, thing in vars(module).items():
        if isinstance(thing, EnumType) and thing.__module__ == module.__name__:
            yield from (f"### {name}", "", "| Kept as | Read as |", "|---|---|")
            members: list[Any] = list(thing)
            yield from (f"| `{one.value}` | {one.label} |" for one in members)
            yield ""
        elif name.isupper() and not name.startswith("_"):
            yield from _table(name, thing)


def _table(name: str, thing: object) -> Iterator[str]:
    yield f"### {name}"
    yield ""
    if isinstance(thing, Mapping):
        yield from sorted(f"- {said(key)}: {said(value) or 'nothing'}" for key, value in thing.items())
    else:
        yield said(thing)
    yield ""


def said(thing: Any) -> str:
    """Return THING in words that are the same on every run."""
    if isinstance(thing, Mapping):
        return ", ".join(f"{said(key)} → {said(value)}" for key, value in thing.items())
    if isinstance(thing, frozenset):
        return ", ".join(sorted(map(said, thing)))
    if isinstance(thing, tuple):
        return ", ".join(map(said, thing))
    if isinstance(thing, timedelta):
        return f"{thing.total_seconds() / 3600:g} hours"
    if is_dataclass(thing) and not isinstance(thing, type):
        return ", ".join(f"{key} {said(value)}" for key, value in asdict(thing).items())
    plain = isinstance(thing, date | Promise) or " " in str(thing)
    return str(thing) if plain else f"`{thing}`"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rembuk.site.settings")
    import django

    django.setup()
    PAGE.write_text(page(), "utf-8")
