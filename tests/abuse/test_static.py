"""What the source may not hold: openings that no request would show (A53, A58, A82)."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "rembuk"
# Commands read another record at an address their caller types; the worker shows heads to the witnesses that
# the operator named by a command, follows no redirect, and no page can name one.
READS_OUTSIDE = {"site/commands/record_source.py", "ledger/tasks.py"}
NETWORK = {"urllib.request", "http.client", "httpx", "requests", "aiohttp", "ftplib", "telnetlib", "urllib3"}
# Formats that run what they read.
LOADS_CODE = {"pickle", "marshal", "shelve", "dill", "joblib", "yaml"}
# Parsers that follow entities; defusedxml is the way in. Types and errors of theirs may be named.
XML = {"xml.sax", "xml.dom", "xml.dom.minidom", "xml.dom.pulldom", "lxml", "xmlrpc"}
RUNS = {"eval", "exec", "compile", "__import__"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if "/tests/" not in name and "/migrations/" not in name:
            yield name, ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_nothing_that_serves_requests_fetches_from_another_address() -> None:
    assert {name for name, tree in modules() if imported(tree) & NETWORK} == READS_OUTSIDE


def test_no_format_that_runs_what_it_reads_is_loaded() -> None:
    assert [name for name, tree in modules() if imported(tree) & (LOADS_CODE | XML)] == []
    for name, tree in modules():
        if "xml.etree.ElementTree" in imported(tree):
            parsers = {"parse", "iterparse", "fromstring", "XML", "XMLParser", "XMLPullParser"}
            taken = {part.rpartition(".")[2] for part in imported(tree) if part.startswith("xml.etree")}
            assert not taken & parsers, name


def test_no_text_becomes_code() -> None:
    found = [
        (name, node.lineno)
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RUNS
    ]
    assert found == []
    shells = [
        (name, node.lineno)
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "shell"
    ]
    assert shells == []


def named(side: ast.expr) -> str | None:
    """Return the name of what SIDE gives, None for what stands in the source."""
    if isinstance(side, ast.Call):
        # What a method gives of its object's is as secret: `found.token_hash.hex()`.
        inside = named(side.func.value) if isinstance(side.func, ast.Attribute) else None
        return f"{inside or ''} {named(side.func)}"
    if isinstance(side, ast.Subscript):
        return f"{named(side.value)} {side.slice.value if isinstance(side.slice, ast.Constant) else ''}"
    if isinstance(side, ast.Attribute):
        return side.attr
    return side.id if isinstance(side, ast.Name) else None


def test_secret_is_compared_in_constant_time() -> None:
    """Where a name says hash, token, code or secret, `==` and `!=` do not compare it with what was sent."""
    secret = ("token", "_hash", "secret", "password", "signature", "hexdigest", "hmac")
    wrong = []
    for name, tree in modules():
        if name.startswith(("reckon/", "site/demo/", "site/commands/")):
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
                continue
            sides = [named(side) for side in (node.left, *node.comparators)]
            told = [side for side in sides if side is not None]
            # Roots of the record are public.
            kept = [one.lower().replace("root_hash", "root") for one in told]
            if len(kept) == len(sides) and any(part in one for one in kept for part in secret):
                wrong.append(f"{name}:{node.lineno} {ast.unparse(node)}")
    assert wrong == [], "\n".join(wrong)


def test_every_dependency_is_locked_with_its_hash() -> None:
    for lock in ("run.txt", "dev.txt", "bench.txt"):
        text = (SOURCE.parents[1] / "requirements" / lock).read_text("utf-8")
        entries = [entry for entry in text.replace("\\\n", " ").splitlines() if entry[:1].isalnum()]
        assert len(entries) > 20, lock
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == [], lock
    recipe = (SOURCE.parents[1] / "Makefile").read_text("utf-8")
    assert "--require-hashes -r requirements/dev.txt" in recipe


def audit(tmp_path: Path, said: str, code: int) -> tuple[int, str]:
    """Run `.ci/audit` over a stand-in of the advisories that says SAID and ends with CODE."""
    for name in (".ci", ".venv/bin", "requirements"):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
    shutil.copy(SOURCE.parents[1] / ".ci" / "audit", tmp_path / ".ci")
    asked = tmp_path / ".venv" / "bin" / "pip-audit"
    asked.write_text(f"#!/bin/sh\necho \"$@\" >> asked\necho '{said}'\nexit {code}\n")
    asked.chmod(0o700)
    done = subprocess.run(
        [tmp_path / ".ci" / "audit"], capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stdout


def test_known_hole_in_a_dependency_fails_the_audit_and_silence_of_the_advisories_is_said(
    tmp_path: Path,
) -> None:
    code, said = audit(tmp_path, "Found 2 known vulnerabilities in 1 package", 1)
    assert (code, "Found 2" in said) == (1, True)
    assert (tmp_path / "asked").read_text().count("requirements/run.txt") == 1
    code, said = audit(tmp_path, "No known vulnerabilities found", 0)
    assert (code, "no known hole" in said) == (0, True)
    code, said = audit(tmp_path, "ConnectionError: no way out", 1)
    assert (code, "NOT AUDITED" in said) == (0, True)


def test_audit_is_a_step_of_every_run_of_ci() -> None:
    assert "\n.ci/audit\n" in (SOURCE.parents[1] / ".ci" / "run").read_text("utf-8")
