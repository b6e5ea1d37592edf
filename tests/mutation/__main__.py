"""Tell how many mutants of the rules, the states and the record's hashing the tests notice.

`python -m tests.mutation [WORD ...] [--workers 2] [--list]`: of the modules whose path holds a WORD, or of
all. Each mutant lives in a fork of one process that has loaded everything, where its functions, classes and
tables take the place of the module's. Of the tests named in targets.toml it is asked those that entered the
changed function without a change (of what runs while the module is loaded: all), the quickest first, until
one fails; where they take five times the processor's time they take without a change, they have noticed it.
What no test enters stays unnoticed.
Exit 0: at least 85 of 100 were noticed, over all. Exit 1: fewer. Prints every mutant that nobody noticed.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import asdict, dataclass, field
from enum import EnumType
from functools import partial
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType

import django
import pytest
from django.conf import settings
from django.db import connections

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.watching import Watched, chosen, functions, reached

ROOT = Path(__file__).parents[2]
WANTED = 85.0
SLACK, LEAST = 5, 5
# Seconds on the clock for each of the processor's.
WAITING = 20
# Without those that take seconds or need another program: what only they would notice counts as unnoticed.
LEFT_OUT = "slow or soak or sweep or browser or postgres or go"
PLAIN = (
    "-x", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist", "--assert=plain",
    "-m", f"not ({LEFT_OUT})",
)  # fmt: skip


def targets(words: Sequence[str]) -> list[tuple[Path, list[str]]]:
    """Return the modules whose path holds one of WORDS (all without words), each with its tests."""
    kept = tomllib.loads(Path(__file__).with_name("targets.toml").read_text("utf-8"))["target"]
    return [
        (ROOT / one["module"], list(one["tests"]))
        for one in kept
        if not words or any(word in one["module"] for word in words)
    ]


def put_in_place(module: ModuleType, source: str) -> None:
    """Let SOURCE stand in place of what MODULE holds, wherever it was imported.

    Functions keep their identity and change their code, so that whoever holds one has the new one.
    """
    made = ModuleType(module.__name__)
    made.__file__ = module.__file__
    exec(compile(source, str(module.__file__), "exec", dont_inherit=True), vars(made))
    for name, new in vars(made).items():
        old = vars(module).get(name)
        if name.startswith("__") or old is new:
            continue
        if isinstance(new, FunctionType) and isinstance(old, FunctionType):
            _recode(old, new)
        elif isinstance(new, type) and isinstance(old, type) and not isinstance(new, EnumType):
            for attribute, value in vars(new).items():
                kept = vars(old).get(attribute)
                if isinstance(value, FunctionType) and isinstance(kept, FunctionType):
                    _recode(kept, value)
        else:
            for holder in [module, *list(sys.modules.values())]:
                if getattr(holder, "__name__", "").startswith("rembuk.") and vars(holder).get(name) is old:
                    setattr(holder, name, new)


def _recode(old: FunctionType, new: FunctionType) -> None:
    if new.__module__ == old.__module__ and new.__code__.co_freevars == old.__code__.co_freevars:
        old.__code__, old.__defaults__ = new.__code__, new.__defaults__
        old.__kwdefaults__ = new.__kwdefaults__


def watched(session: pytest.Session, module: Path, kept: Path) -> int:
    """Return 0 where all tests of SESSION pass with MODULE as it is; write what each entered to KEPT."""
    plugin = Watched(str(module))
    with plugin.watching() as lines:
        put_in_place(import_module(name_of(module)), module.read_text("utf-8"))
    plugin.loading = sorted(lines)
    session.config.pluginmanager.register(plugin)
    code = run(session)
    kept.write_text(json.dumps(asdict(plugin)), "utf-8")
    return code


def asked(session: pytest.Session, module: Path, source: str, tests: Mapping[str, float]) -> int:
    """Return 0 where TESTS of SESSION, the quickest first, pass with SOURCE in place of MODULE."""
    put_in_place(import_module(name_of(module)), source)
    session.items[:] = chosen(session.items, tests)
    return run(session)


def run(session: pytest.Session) -> int:
    """Return 0 where all tests of SESSION pass; those of a fork, where nobody tells what became of them."""
    session.config.hook.pytest_runtestloop(session=session)
    return 1 if session.testsfailed else 0


def name_of(module: Path) -> str:
    """Return under which name MODULE is imported."""
    parts = module.relative_to(ROOT / "src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def fork(job: Callable[[], int], longest: int) -> int:
    """Return the process that does JOB and ends with what it returns, after LONGEST CPU seconds at most.

    One that waits for ever uses no processor: the clock on the wall ends it, too.
    """
    child = os.fork()
    if child:
        return child
    resource.setrlimit(resource.RLIMIT_CPU, (longest, longest))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(WAITING * longest)
    code = 1
    with tempfile.TemporaryDirectory() as home, open(os.devnull, "w") as nowhere:
        os.environ.update(REMBUK_HOME=home, TMPDIR=home)
        tempfile.tempdir = home
        if settings.configured:
            # Two at once in one database would fail for each other's sake, and count as having noticed.
            connections.settings["default"]["TEST"]["NAME"] = Path(home, "test.sqlite3")
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        # Whatever else it raises, the mutant was noticed.
        with suppress(BaseException):
            code = job()
    os._exit(code)


@dataclass(frozen=True)
class Done:
    """Hold the number of a job, whether its tests failed or were ended, and the CPU seconds they took."""

    number: int
    noticed: bool
    seconds: float


def done(jobs: Iterable[tuple[int, Callable[[], int], int]], workers: int) -> Iterator[Done]:
    """Yield what became of JOBS, each a number, what to do and its longest CPU seconds, as they end."""
    waiting = iter(jobs)
    running: dict[int, int] = {}
    while True:
        while len(running) < workers and (one := next(waiting, None)) is not None:
            number, job, longest = one
            running[fork(job, longest)] = number
        if not running:
            return
        child, status, usage = os.wait3(0)
        yield Done(running.pop(child), status != 0, usage.ru_utime + usage.ru_stime)


@dataclass(eq=False)
class Round:
    """Ask the tests that pytest collected of every mutant of MODULE, instead of running them once.

    `made` are its mutants, `noticed` the numbers of those that a test noticed; `clean` tells whether the
    tests passed without a change.
    """

    module: Path
    workers: int
    clean: bool = False
    made: list[Mutant] = field(default_factory=list)
    noticed: set[int] = field(default_factory=set)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Fork here, where all is imported and collected."""
        session.config.pluginmanager.unregister(self)
        gc.freeze()
        source = self.module.read_text("utf-8")
        with tempfile.TemporaryDirectory() as folder:
            kept = Path(folder, "watched.json")
            (first,) = done([(0, partial(watched, session, self.module, kept), 3_600)], 1)
            if session.testsfailed or first.noticed:
                return True
            found = Watched(**json.loads(kept.read_text("utf-8")))
        self.clean = True
        self.made, spans = list(mutants(source)), functions(source)
        beside = max(0.0, first.seconds - sum(found.seconds.values()))

        def jobs() -> Iterator[tuple[int, Callable[[], int], int]]:
            for number, one in enumerate(self.made):
                if tests := reached(one.line, spans, found):
                    longest = max(LEAST, round(SLACK * (beside + sum(tests.values()))))
                    yield number, partial(asked, session, self.module, one.source, tests), longest

        self.noticed = {one.number for one in done(jobs(), self.workers) if one.noticed}
        return True


def unnoticed(module: Path, tests: Sequence[str], workers: int) -> tuple[int, list[Mutant]]:
    """Return how many mutants MODULE has, and those that no test noticed."""
    one = Round(module, workers)
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        pytest.main([*PLAIN, *tests], plugins=[one])
    if not one.clean:
        raise SystemExit(f"{module}: its tests fail without a change: {' '.join(tests)}")
    return len(one.made), [it for number, it in enumerate(one.made) if number not in one.noticed]


def main(argv: Sequence[str]) -> int:
    """Ask the tests of every mutant and print the score of each module and of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", metavar="WORD", help="part of a module's path")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="print the mutants and ask nothing")
    args = parser.parse_args(argv)
    wanted = targets(args.words)
    if not wanted:
        parser.error(f"no module of targets.toml holds {' or '.join(args.words)}")
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rembuk.site.settings")
    # The settings of tests, which read this, are made before pytest begins.
    os.environ["PYTEST_VERSION"] = pytest.__version__
    os.environ["REMBUK_HOME"] = tempfile.mkdtemp(prefix="rembuk-mutation-")
    atexit.register(shutil.rmtree, os.environ["REMBUK_HOME"], ignore_errors=True)
    django.setup()
    for module, _tests in wanted:
        import_module(name_of(module))
    noticed = made = 0
    for module, tests in wanted:
        name = module.relative_to(ROOT / "src" / "rembuk")
        if args.list:
            for one in mutants(module.read_text("utf-8")):
                print(f"{name}:{one.line}: {one.change}")
            continue
        count, alive = unnoticed(module, tests, args.workers)
        for one in alive:
            print(f"  {name}:{one.line}: {one.change}")
        noticed, made = noticed + count - len(alive), made + count
        share = 100 * (1 - len(alive) / max(1, count))
        print(f"{name}: {count - len(alive)} of {count} noticed, {share:.1f} %", flush=True)
    if args.list:
        return 0
    score = 100 * noticed / max(1, made)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"all: {noticed} of {made} noticed, {score:.1f} % (wanted: {WANTED:.0f} %), "
        f"{spent.ru_utime + spent.ru_stime:.0f} CPU s"
    )
    return 0 if score >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
