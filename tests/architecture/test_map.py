"""The map of the house: rooms, sizes, foreign keys, who writes, and links that lead somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "rembuk"
# From the top rung to the bottom; .importlinter holds the same order for imports.
LADDER = [
    "site", "programmes", "review", "ideas", "voices", "moderation", "messaging", "channels", "rights",
    "spaces", "people", "places", "ledger", "design", "shared",
]  # fmt: skip
FREE = {"site", "channels", "design", "shared"}
ROOMS = {
    "apps", "urls", "views", "api", "admin", "tasks", "reactions", "panels", "management", "forms", "schemas",
    "templatetags", "actions", "rules", "queries", "models", "events", "states", "wording",
    # Where frameworks reach in.
    "middleware", "adapters", "backends",
    "migrations", "tests", "templates", "static", "locale",
}  # fmt: skip
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
LONGEST_FILE, LONGEST_FUNCTION = 600, 80
# Rooms that may write, and single files with the reason why.
WRITERS = {"actions", "migrations", "management", "tests"}
MAY_WRITE = {
    "people/models.py": "the manager makes a person and the address in one transaction, as Django asks of it",
    "shared/outbox.py": "the outbox is what actions write through",
    "shared/queue.py": "the queue marks what it has done",
}


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def test_domain_holds_only_rooms_of_the_plan() -> None:
    strangers = []
    for domain in set(LADDER) - FREE:
        for path in (SOURCE / domain).iterdir():
            name = path.stem if path.suffix == ".py" else path.name
            if name not in ROOMS and path.name not in (
                "README.md",
                "__init__.py",
                "__pycache__",
                "loading.py",
            ):
                strangers.append(name_of(path))
    assert strangers == []


def test_every_package_stands_on_the_ladder() -> None:
    found = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert found == {*LADDER, "reckon"}
    contract = re.search(r"^layers =\n((?:    \w+\n)+)", (ROOT / ".importlinter").read_text(), re.M)
    assert contract is not None
    assert contract[1].split() == [*LADDER, "reckon"]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_file_and_its_functions_stay_within_the_size_budget(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= LONGEST_FUNCTION, f"{node.name} has {lines} lines"


def writes_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and method of every call in TEXT that writes to the database."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        method, chain = node.func.attr, ast.unparse(node.func.value)
        manager = re.search(r"\bobjects\b|\.filter\(|\.exclude\(|\.all\(\)|select_for_update\(", chain)
        bulk = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}
        plain = {"create", "update", "delete"}
        if (
            method in bulk
            or (method in plain and manager)
            or (method in ("save", "delete") and not node.args)
        ):
            yield node.lineno, method


def test_finder_of_writes_sees_each_way_to_write() -> None:
    samples = [
        "Idea.objects.create(a=1)", "idea.save()", "idea.save(update_fields=['a'])", "idea.delete()",
        "Idea.objects.filter(a=1).update(a=2)", "rows.bulk_create([])", "X.objects.get_or_create(a=1)",
    ]  # fmt: skip
    assert [sample for sample in samples if not list(writes_in(sample))] == []
    innocent = ["picture.save(buffer, 'PNG')", "facts.update(a=1)", "digest.update(b'x')", "hashlib.new('x')"]
    assert [sample for sample in innocent if list(writes_in(sample))] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_actions_write(path: Path) -> None:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    if parts[0] in ("reckon", "site") or WRITERS & set(parts) or name_of(path) in MAY_WRITE:
        return
    assert [f"{path.name}:{line} .{method}()" for line, method in writes_in(path.read_text())] == []


# A reading that stays open while its rows come: only where nobody writes meanwhile.
MAY_READ_ON = {
    "ideas/actions/gathering.py", "ledger/queries/person.py", "messaging/queries/__init__.py",
    "voices/actions/naming.py", "voices/queries/attachments.py", "voices/queries/sorted.py",
    "voices/views/imports.py",
}  # fmt: skip


def test_who_writes_while_going_through_rows_reads_them_in_turn() -> None:
    assert {name_of(path) for path in MODULES if ".iterator(" in path.read_text()} == MAY_READ_ON


def test_no_foreign_key_points_up_the_ladder() -> None:
    upward = []
    for model in apps.get_models():
        domain = model._meta.app_label
        if domain not in LADDER:
            continue
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            target = field.related_model._meta.app_label
            if target in LADDER and LADDER.index(target) < LADDER.index(domain):
                upward.append(f"{domain}.{model.__name__}.{field.name} -> {target}")
    assert upward == []


# Where .ci/run and make sweep look for what carries these marks: reading all tests to find them takes long.
LOOKED_FOR = {
    "browser": ["tests/journeys", "src/rembuk/design/tests/test_gallery.py"],
    "go": ["tests/go"],
    "sweep": ["tests"],
}


@pytest.mark.parametrize("mark", LOOKED_FOR)
def test_tests_with_a_mark_stand_where_ci_looks_for_them(mark: str) -> None:
    files = [path for folder in ("src", "tests") for path in (ROOT / folder).rglob("test_*.py")]
    bearers = {
        path.relative_to(ROOT) for path in files if re.search(rf"pytest\.mark\.{mark}\b", path.read_text())
    }
    assert bearers
    assert {
        path for path in bearers if not any(path.is_relative_to(place) for place in LOOKED_FOR[mark])
    } == set()


def test_every_link_in_the_docs_leads_somewhere() -> None:
    broken = []
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *SOURCE.rglob("README.md")]:
        text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            where = (page.parent / name).resolve() if name else page
            if not where.exists() or (anchor and where.suffix == ".md" and anchor not in anchors(where)):
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def anchors(page: Path) -> set[str]:
    """Return the anchors of PAGE's headings, as GitHub spells them."""
    headings = re.findall(r"^#+\s+(.*)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
