"""The harness itself: what is changed, who is asked, and that only a test that fails has noticed a mutant."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutation.__main__ import ROOT, put_in_place
from tests.mutation.mutants import mutants
from tests.mutation.watching import Watched, functions, reached


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        ("x = a < b", ["a < b -> a <= b", "a < b -> a >= b"]),
        ("x = {'a', 'b'}", ["{'a', 'b'} -> {'b'}", "{'a', 'b'} -> {'a'}"]),
        ("x = {'a': 1}", ["{'a': 1} -> {}", "1 -> 2"]),
        ("if a:\n    b()", ["a -> not a"]),
        (
            "def f(a: Callable[[int], int], *, b: bool = True) -> tuple[int, str]:\n    return a",
            ["True -> False"],
        ),
        ("x = 'words' + 'stay'", []),
    ],
)
def test_mutant_is_one_small_change_of_what_decides_and_none_of_words_or_types(
    source: str, changes: list[str]
) -> None:
    assert [one.change for one in mutants(source)] == changes


def test_mutant_holds_its_line_and_the_whole_module_with_that_change_only() -> None:
    (one, two) = mutants("a = 1\nb = 2")
    assert (one.line, one.source) == (1, "a = 2\nb = 2")
    assert (two.line, two.source) == (2, "a = 1\nb = 3")


LIVING = """
MOST = 3
class Box:
    def fits(self, count):
        return count < MOST
def kept(count, *, more=1):
    return count + more
"""


@pytest.fixture
def living(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType("rembuk.living")
    module.__file__ = "living.py"
    exec(compile(LIVING, "living.py", "exec"), vars(module))
    monkeypatch.setitem(sys.modules, "rembuk.living", module)
    return module


def test_changed_module_reaches_whoever_holds_its_functions_classes_and_tables(
    living: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = ModuleType("rembuk.holder")
    vars(holder).update(MOST=living.MOST, kept=living.kept, box=living.Box())
    monkeypatch.setitem(sys.modules, "rembuk.holder", holder)
    changed = LIVING.replace("MOST = 3", "MOST = 4_000").replace("<", ">").replace("more=1", "more=2")
    put_in_place(living, changed)
    assert holder.MOST == 4_000
    assert holder.kept(1) == 3
    assert holder.box.fits(4_001)
    assert not holder.box.fits(3_999)


SOURCE = """TABLE = {1, 2}
def first(a):
    return [b for b in a]
class Held:
    size = 2
    @property
    def wide(self):
        return self.size
def loader(): return 1
START = loader()
"""


def test_change_inside_a_function_is_asked_of_the_tests_that_entered_it_and_others_of_all() -> None:
    watched = Watched("x.py", [9], {"a": [2], "b": [6, 2], "c": []}, {"a": 1.0, "b": 2.0, "c": 3.0})
    spans = functions(SOURCE)
    asked = {line: "".join(reached(line, spans, watched)) for line in (1, 2, 3, 5, 6, 8, 9)}
    assert asked == {1: "abc", 2: "ab", 3: "ab", 5: "abc", 6: "b", 8: "b", 9: "abc"}


RULES = """import time
LIMIT = 2
def small(n):
    return n < LIMIT
def until(n):
    while n > 0:
        n -= 1
    return n
def waits(fine=True):
    if not fine:
        time.sleep(3_600)
def alone(n):
    return n + 1
class Seen:
    def __init__(self):
        self.there = True
"""
TESTS = """import threading
from sample import rules
def test_small():
    assert rules.small(1) and not rules.small(3)
def test_until():
    assert rules.until(3) == 0
def test_waits():
    rules.waits()
def test_thread():
    seen = []
    one = threading.Thread(target=lambda: seen.append(rules.Seen()))
    one.start()
    one.join()
    assert seen[0].there
"""
RUN = """import json, sys
from pathlib import Path
import tests.mutation.__main__ as harness
harness.ROOT, harness.LEAST, harness.SLACK, harness.WAITING = Path.cwd(), 1, 0, 4
sys.path.insert(0, "src")
import sample.rules
count, alive = harness.unnoticed(Path.cwd() / "src/sample/rules.py", ["test_rules.py"], 1)
print(json.dumps([count, [[one.line, one.change] for one in alive]]))
"""


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "src" / "sample").mkdir(parents=True, exist_ok=True)
    (folder / "src" / "sample" / "__init__.py").touch()
    (folder / "src" / "sample" / "rules.py").write_text(RULES)
    (folder / "pytest.ini").write_text("[pytest]\n")
    return subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_only_what_fails_or_never_ends_is_noticed_and_what_no_test_enters_is_not(tmp_path: Path) -> None:
    (tmp_path / "test_rules.py").write_text(TESTS)
    ended = run(tmp_path)
    assert ended.returncode == 0, ended.stderr
    count, alive = json.loads(ended.stdout)
    # Left: a limit of 3 and a bound of <= 2, which 1 and 3 do not tell apart, and the function nobody calls.
    assert alive == [
        [2, "2 -> 3"], [4, "n < LIMIT -> n <= LIMIT"], [11, "3600 -> 3601"], [13, "n + 1 -> n - 1"],
        [13, "1 -> 2"],
    ]  # fmt: skip
    assert count > len(alive)


def test_tests_that_fail_without_a_change_end_the_run_with_their_names(tmp_path: Path) -> None:
    (tmp_path / "test_rules.py").write_text("def test_never():\n    assert False\n")
    ended = run(tmp_path)
    assert ended.returncode == 1
    assert "fail without a change: test_rules.py" in ended.stderr


def test_every_module_of_rules_and_states_is_asked_by_tests_that_are_there() -> None:
    source = ROOT / "src" / "rembuk"
    wanted = {*source.rglob("rules.py"), *source.rglob("states.py"), *source.rglob("rules/*.py")}
    targets = tomllib.loads(Path(__file__).with_name("targets.toml").read_text("utf-8"))["target"]
    listed = [ROOT / one["module"] for one in targets]
    assert len(set(listed)) == len(listed)
    assert wanted <= set(listed)
    assert all((ROOT / test).is_file() for one in targets for test in one["tests"])
