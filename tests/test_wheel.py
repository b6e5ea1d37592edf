"""An office without make: the wheel in an empty environment gives a working command."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.sweep


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the tree as it is."""
    folder = tmp_path_factory.mktemp("roda")
    words = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def test_wheel_holds_templates_styles_wording_and_migrations_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "rembuk/design/templates/design/base.html",
        "rembuk/design/styles/base.css",
        "rembuk/ledger/templates/ledger/record.html",
        "rembuk/ledger/locale/en/LC_MESSAGES/django.mo",
        "rembuk/shared/locale/id/LC_MESSAGES/django.mo",
        "rembuk/ledger/migrations/0002_record.py",
    ):
        assert wanted in names
    assert [name for name in names if "/tests/" in name or name.endswith(".po")] == []


def test_wheel_holds_every_file_that_the_source_holds(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    listed = subprocess.run(["git", "ls-files", "src"], cwd=ROOT, capture_output=True, text=True, check=True)
    wanted = [
        name.removeprefix("src/") for name in listed.stdout.splitlines()
        if "/tests/" not in name and not name.endswith((".po", ".md"))
    ]  # fmt: skip
    assert len(wanted) > 600
    assert [name for name in wanted if name not in names] == []


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the packages that TREE imports when it runs."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
        yield from imported(node)


def test_code_imports_only_what_is_locked_for_running_it() -> None:
    locked = set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==", (ROOT / "requirements/run.txt").read_text(), re.M))
    known = {*sys.stdlib_module_names, "rembuk"} | {
        package
        for package, owners in metadata.packages_distributions().items()
        if any(re.sub(r"[._-]+", "-", owner).lower() in locked for owner in owners)
    }
    strange = {
        (str(file.relative_to(ROOT)), package)
        for file in (ROOT / "src").rglob("*.py")
        if "tests" not in file.parts
        for package in imported(ast.parse(file.read_bytes()))
        if package not in known
    }
    assert strange == set()


@pytest.mark.soak
def test_wheel_in_an_empty_environment_runs_the_demo(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "lingkungan", with_pip=True)
    python = str(tmp_path / "lingkungan" / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    locks = ["--require-hashes", "-r", str(ROOT / "requirements" / "run.txt")]
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST", "DJANGO", "PYTHON")) and name != "DATABASE_URL"
    } | {"REMBUK_HOME": str(tmp_path / "rumah")}

    def run(*words: str) -> str:
        done = subprocess.run(
            words, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run(*pip, *locks)
    run(*pip, "--no-deps", str(wheel))
    command = str(tmp_path / "lingkungan" / "bin" / "rembuk")
    assert "record verify" in run(command, "--help")
    run(command, "demo", "--no-serve")
    export = str(tmp_path / "catatan")
    run(command, "record", "export", export)
    answer = json.loads(run(command, "record", "verify", export, "--key", f"{export}/key.vkey", "--json"))
    assert answer["ok"] is True
    assert answer["size"] > 0
    assert json.loads(run(command, "check", "--json"))["ok"] is True
