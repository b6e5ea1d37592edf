"""See which functions of a module each test enters, and ask of a mutant only the tests that can reach it."""

from __future__ import annotations

import ast
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import pytest


@dataclass(eq=False)
class Watched:
    """Note, as a plugin of pytest, the first lines of the functions of FILE that each test enters.

    `loading` holds those entered while the module is loaded; `seconds` the processor's time of each test
    alone, without what it is set up with.
    """

    file: str
    loading: list[int] = field(default_factory=list)
    entered: dict[str, list[int]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def watching(self) -> Iterator[set[int]]:
        """Gather the first lines of the functions of the file that are entered meanwhile, in any thread."""
        lines: set[int] = set()

        def trace(frame: FrameType, _event: str, _arg: Any) -> None:
            if frame.f_code.co_filename == self.file:
                lines.add(frame.f_code.co_firstlineno)

        sys.settrace(trace)
        threading.settrace(trace)
        try:
            yield lines
        finally:
            sys.settrace(None)
            threading.settrace(None)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note what ITEM enters, its fixtures too."""
        with self.watching() as lines:
            answer = yield
        self.entered[item.nodeid] = sorted(lines)
        return answer

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Note how long ITEM takes."""
        begun = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.process_time() - begun


def chosen(items: Sequence[pytest.Item], seconds: Mapping[str, float]) -> list[pytest.Item]:
    """Return those of ITEMS that SECONDS names, the quickest first.

    What empties its tables afterwards stays behind all that it would disturb.
    """

    def place(item: pytest.Item) -> tuple[bool, float]:
        database = item.get_closest_marker("django_db")
        empties = database is not None and bool(database.kwargs.get("transaction"))
        return empties, seconds[item.nodeid]

    return sorted((item for item in items if item.nodeid in seconds), key=place)


def functions(source: str) -> list[range]:
    """Return the lines of every outermost function and method of the module SOURCE, decorators included."""
    return list(_functions(ast.parse(source).body))


def _functions(body: Sequence[ast.stmt]) -> Iterator[range]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            yield range(first, (node.end_lineno or node.lineno) + 1)
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body)


def reached(line: int, spans: Sequence[range], watched: Watched) -> dict[str, float]:
    """Return the tests that can notice a change of LINE, each with its seconds.

    Of a line inside no function of SPANS, and of a function that is entered while the module is loaded: all.
    """
    span = next((one for one in spans if line in one), None)
    if span is None or any(one in span for one in watched.loading):
        return dict(watched.seconds)
    return {
        test: watched.seconds[test]
        for test, lines in watched.entered.items()
        if test in watched.seconds and any(one in span for one in lines)
    }
