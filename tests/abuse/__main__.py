"""Plant each bug in a copy of the tree and see its test fail: `python -m tests.abuse [CASE ...]`.

Exit 0: every planted bug was found. Exit 1: a test passed with its bug in place, or could not run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.abuse.bugs import ROOT, Bug, bugs

PARTS = ("src", "tests", "docs", "requirements", ".ci")
FILES = ("conftest.py", "pyproject.toml", "CHANGELOG.md", "README.md", "hatch_build.py", "Makefile")
FOUND, MISSED, TOO_LONG = 1, 0, 124
# Seconds that one test may take on a busy machine.
LONGEST = 600


def copy_tree(into: Path) -> None:
    """Copy what the tests read of this tree INTO a folder."""
    dull = shutil.ignore_patterns("__pycache__", "*.pyc", "pictures")
    for name in PARTS:
        shutil.copytree(ROOT / name, into / name, ignore=dull)
    for name in FILES:
        shutil.copy(ROOT / name, into / name)


def run(tree: Path, *tests: str) -> tuple[int, str]:
    """Return pytest's exit code and last lines for TESTS in TREE."""
    home = tree / "rumah"
    home.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO"))}
    try:
        done = subprocess.run(
            [sys.executable, "-B", "-m", "pytest", "-x", "-q", "--no-header", "--show-capture=no", *tests],
            cwd=tree, capture_output=True, text=True, check=False, timeout=LONGEST * len(tests),
            env={**kept, "PYTHONPATH": str(tree / "src"), "REMBUK_HOME": str(home)},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return TOO_LONG, f"not done in {LONGEST * len(tests)} seconds"
    return done.returncode, "\n".join(done.stdout.splitlines()[-12:])


def plant(tree: Path, bug: Bug) -> dict[Path, str]:
    """Make the edits of BUG in TREE and return what the files held before."""
    before: dict[Path, str] = {}
    for name, old, new in bug.edits:
        path = tree / name
        text = path.read_text("utf-8")
        before.setdefault(path, text)
        if not old or old not in text:
            raise LookupError(f"{bug.case} ({bug.says}): {name} no longer holds {old[:60]!r}")
        path.write_text(text.replace(old, new), "utf-8")
    return before


def main(cases: list[str]) -> int:
    """Plant the bugs of CASES (all when none is named) one after the other and print what became of each."""
    wanted = [bug for bug in bugs() if not cases or bug.case in cases]
    found = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        copy_tree(tree)
        for bug in wanted:
            before = plant(tree, bug)
            code, said = run(tree, bug.test)
            for path, text in before.items():
                path.write_text(text, "utf-8")
            found += code == FOUND
            result = {FOUND: "found", MISSED: "NOT FOUND"}.get(code, f"BROKEN (exit {code})\n{said}")
            print(f"{bug.case} {result}: {bug.says} ({bug.test.rpartition('::')[2]})", flush=True)
        # A test that fails without its bug, too, has found nothing.
        code, said = run(tree, *sorted({bug.test for bug in wanted}))
        clean = code == MISSED
        print(f"without a bug: {'all pass' if clean else said}", flush=True)
    print(f"{found} of {len(wanted)} planted bugs found")
    return 0 if clean and found == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
