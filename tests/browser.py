"""A real browser for tests: Debian's Chromium through Playwright, and the accessibility rules of axe."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path(os.environ.get("REMBUK_CHROMIUM", "/usr/bin/chromium"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


_running = threading.local()


@contextmanager
def playwright() -> Iterator[Any]:
    """Yield Playwright, the one that runs in this thread already where one does: a second cannot begin."""
    if hasattr(_running, "one"):
        yield _running.one
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as one:
        _running.one = one
        try:
            yield one
        finally:
            del _running.one


@contextmanager
def chromium(**view: Any) -> Iterator[Any]:
    """Yield a page of Chromium in a context with VIEW (viewport, color_scheme, …); skip where it is absent.

    Playwright keeps an event loop in this thread; Django then needs leave to use the database here.
    """
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM} (apt-get install chromium, or set REMBUK_CHROMIUM)")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with playwright() as running:
            browser = running.chromium.launch(
                executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
            )
            try:
                yield browser.new_context(**view).new_page()
            finally:
                browser.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def barriers(page: Any, rules: list[str] | None = None) -> list[str]:
    """Return what axe finds wrong on PAGE: rule, words, and the first elements; only by RULES where given."""
    from axe_playwright_python.base import AXE_SCRIPT

    # What a bar at the edge covers is reached by scrolling on; axe would call the rest of it too small.
    page.evaluate(
        """() => [...document.querySelectorAll('body *')]
        .filter(e => getComputedStyle(e).position === 'sticky')
        .forEach(e => { e.style.position = 'static' })"""
    )
    run = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    # Reading axe takes a page as long as a third of its rules.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": run, "resultTypes": ["violations"], "selectors": False}
    found = page.evaluate("options => axe.run(document, options).then(found => found.violations)", options)
    return [
        f"{item['id']}: {item['help']}: {[node['html'][:160] for node in item['nodes'][:4]]}"
        for item in found
    ]


def wider_than_window(page: Any) -> list[str]:
    """Return the elements that stick out of PAGE's window, so that it scrolls sideways."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 8).map(e => e.tagName + '.' + (e.getAttribute('class') || ''))"""
    )
    return found


def small_targets(page: Any, least: int = 44) -> list[str]:
    """Return the buttons, summaries and fields of PAGE less than LEAST px high."""
    found: list[str] = page.evaluate(
        """least => [...document.querySelectorAll('button, summary, select, input, .button')]
        .filter(e => !['hidden', 'checkbox', 'radio'].includes(e.type))
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < least - .5)
        .slice(0, 8).map(e => e.outerHTML.slice(0, 120) + ' ' + e.getBoundingClientRect().height)""",
        least,
    )
    return found


def looks_right(page: Any) -> None:
    """Refuse PAGE where axe finds a barrier or it scrolls sideways; only for a page with script."""
    assert [*barriers(page), *wider_than_window(page)] == [], page.url
