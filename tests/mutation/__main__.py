"""Tell how many mutants of the rules, the states and the record's hashing the tests notice.

`python -m tests.mutation [WORD ...] [--workers 2] [--list]`: of the modules whose path holds a WORD, or of
all. Each mutant lives in a fork of one process that has loaded everything, where its functions, classes and
tables take the place of the module's, and is asked only the tests named in targets.toml; where these take
five times the processor's time they take without a change, they have noticed it.
Exit 0: at least 85 of 100 were noticed, over all. Exit 1: fewer. Prints every mutant that nobody noticed.
"""

from __future__ import annotations

import argparse
import atexit
import os
import resource
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from enum import EnumType
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType

import django
import pytest

from tests.mutation.mutants import Mutant, mutants

ROOT = Path(__file__).parents[2]
WANTED = 85.0
SLACK, LEAST = 5, 5
PLAIN = ("-x", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist", "--assert=plain")


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


def asked(module: Path, source: str, tests: Sequence[str]) -> int:
    """Return pytest's exit code for TESTS with SOURCE in place of MODULE; called in a fork."""
    put_in_place(import_module(name_of(module)), source)
    return int(pytest.main([*PLAIN, *tests]))


def name_of(module: Path) -> str:
    """Return under which name MODULE is imported."""
    parts = module.relative_to(ROOT / "src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def fork(module: Path, source: str, tests: Sequence[str], longest: int) -> int:
    """Return the process that asks TESTS of SOURCE in place of MODULE, for LONGEST CPU seconds at most."""
    child = os.fork()
    if child:
        return child
    resource.setrlimit(resource.RLIMIT_CPU, (longest, longest))
    with tempfile.TemporaryDirectory() as home, open(os.devnull, "w") as nowhere:
        os.environ.update(REMBUK_HOME=home, TMPDIR=home)
        tempfile.tempdir = home
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        try:
            code = asked(module, source, tests)
        except BaseException:
            # Whatever it is, the mutant was noticed.
            code = 1
    os._exit(code)


@dataclass(frozen=True)
class Done:
    """Hold the number of a mutant, whether its tests failed or were ended, and the CPU seconds they took."""

    number: int
    noticed: bool
    seconds: float


def done(
    module: Path, sources: Iterable[str], tests: Sequence[str], workers: int, longest: int
) -> Iterator[Done]:
    """Yield for each of SOURCES in place of MODULE what became of TESTS, as they end."""
    waiting = enumerate(sources)
    running: dict[int, int] = {}
    while True:
        while len(running) < workers and (one := next(waiting, None)) is not None:
            running[fork(module, one[1], tests, longest)] = one[0]
        if not running:
            return
        child, status, usage = os.wait3(0)
        yield Done(running.pop(child), status != 0, usage.ru_utime + usage.ru_stime)


def unnoticed(module: Path, tests: Sequence[str], workers: int) -> tuple[int, list[Mutant]]:
    """Return how many mutants MODULE has, and those that no test noticed."""
    source = module.read_text("utf-8")
    (clean,) = done(module, [source], tests, 1, 3_600)
    if clean.noticed:
        raise SystemExit(f"{module.relative_to(ROOT)}: its tests fail without a change: {' '.join(tests)}")
    made = list(mutants(source))
    longest = max(LEAST, round(SLACK * clean.seconds))
    alive = done(module, (one.source for one in made), tests, workers, longest)
    return len(made), [made[number] for number in sorted(one.number for one in alive if not one.noticed)]


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
    os.environ["REMBUK_HOME"] = tempfile.mkdtemp(prefix="rembuk-mutation-")
    atexit.register(shutil.rmtree, os.environ["REMBUK_HOME"], ignore_errors=True)
    django.setup()
    for module, tests in wanted:
        import_module(name_of(module))
        # What is loaded here need not be loaded in every fork.
        with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
            pytest.main([*PLAIN, "--collect-only", *tests])
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
    print(f"all: {noticed} of {made} noticed, {score:.1f} % (wanted: {WANTED:.0f} %)")
    return 0 if score >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
