"""A world whose every text is hostile, and a browser that opens its pages without any server in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import models
from playwright.sync_api import Error

from tests.abuse.hostile import HOST, MARK, packed
from tests.browser import chromium

HERE = "http://testserver"
LONGEST = 3_000
# A text that a page works with, not one that it shows.
WORKED_WITH = ("slug", "email", "accent", "zone", "region", "vkey", "origin", "address", "link")
# What only a script that got in would leave behind, or would need to be clicked.
LEFT_BEHIND = """() => [
  ...(window.__ran || []).map(() => 'a script ran'),
  ...[...document.querySelectorAll('*')].flatMap(e => [...e.attributes].filter(a => /^on/i.test(a.name)
    || (/^(href|src|action|formaction|data|xlink:href|srcdoc)$/i.test(a.name)
        && /^[\\s\\u0000-\\u0020]*(javascript|vbscript|data:text)/i.test(a.value)))
    .map(a => e.tagName + ' ' + a.name + '=' + a.value.slice(0, 60)))]"""
TRAP = "window.__ran = []; window.alert = window.confirm = window.prompt = () => { window.__ran.push(1) }"


# Stands first in every text with room for it: it runs wherever a text gets out of its place.
CANARY = f"'\"></title></textarea><svg onload={MARK}> "


class Words:
    """Give out hostile words, each place other ones, so that all come by, and everywhere the canary."""

    def __init__(self) -> None:
        self.at = 0

    def of(self, longest: int) -> str:
        """Return words of at most LONGEST letters."""
        longest = min(longest, LONGEST)
        first = CANARY if longest > 2 * len(CANARY) else ""
        words, self.at = packed(longest - len(first), self.at)
        return first + words

    def within(self, value: Any) -> Any:
        """Return VALUE with every sentence in it hostile; keys and single words stay."""
        if isinstance(value, dict):
            return {key: self.within(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.within(one) for one in value]
        return self.of(200) if isinstance(value, str) and " " in value else value


def poison(words: Words) -> int:
    """Let every sentence that is kept in any table be hostile; return how many there were."""
    changed = 0
    for model in apps.get_models():
        if not model.__module__.startswith("rembuk."):
            continue
        for row in model._default_manager.all():
            fresh = dict(_hostile(row, words))
            if fresh:
                model._default_manager.filter(pk=row.pk).update(**fresh)
                changed += len(fresh)
    return changed


def _hostile(row: models.Model, words: Words) -> Iterator[tuple[str, Any]]:
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        if isinstance(column, models.JSONField):
            if (fresh := words.within(value)) != value:
                yield column.attname, fresh
            continue
        shown = isinstance(column, models.CharField | models.TextField) and not column.choices
        if shown and isinstance(value, str) and " " in value and column.name not in WORKED_WITH:
            yield column.attname, words.of(column.max_length or LONGEST)


@dataclass
class Trap:
    """Open what was answered in PAGE of a browser and keep what went wrong."""

    page: Any
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._kept: dict[str, Any] = {}
        self.page.context.add_init_script(TRAP)
        self.page.on("dialog", self._dialog)
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"[:200]))
        self.page.context.route("**/*", self._serve)

    def _dialog(self, dialog: Any) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _serve(self, route: Any) -> None:
        url = route.request.url
        if url in self._kept:
            route.fulfill(**self._kept[url])
        elif url.startswith(HERE + settings.STATIC_URL):
            # From the disk: this runs beside the test, where a question to the database would wait for it.
            found = finders.find(url.removeprefix(HERE + settings.STATIC_URL).partition("?")[0])
            route.fulfill(**({"path": found} if found else {"status": 404}))
        else:
            if HOST in url:
                self.wrong.append(f"asked for {url[:100]}")
            route.abort()

    def open(self, address: str, body: bytes, kind: str) -> list[str]:
        """Show BODY of KIND as the answer of ADDRESS, without the policy; return what ran, and forget it.

        Without a KIND the browser looks at the bytes and guesses.

        The policy is left away on purpose: it would stop a script that got in, and this looks for its getting
        in.
        """
        url = HERE + address.replace(" ", "%20")
        self._kept = {url: {"status": 200, "body": body, "headers": {"Content-Type": kind} if kind else {}}}
        try:
            self.page.goto(url, wait_until="load")
        except Error as error:
            # Bytes that the browser guesses to be no text are saved: nothing is shown that could run.
            if "Download is starting" not in str(error):
                raise
        found = [*self.wrong, *self.page.evaluate(LEFT_BEHIND)]
        self.wrong.clear()
        return found


@contextmanager
def trap() -> Iterator[Callable[[str, bytes, str], list[str]]]:
    """Give what opens an answer (`Trap.open`) in a browser that lives in a thread of its own.

    Playwright's event loop would give this thread another connection, and so another database, than the test.
    """
    with ThreadPoolExecutor(1) as apart:
        browser = chromium()
        page = apart.submit(browser.__enter__).result()
        try:
            held = apart.submit(Trap, page).result()
            yield lambda address, body, kind: apart.submit(held.open, address, body, kind).result()
        finally:
            apart.submit(browser.__exit__, None, None, None).result()
