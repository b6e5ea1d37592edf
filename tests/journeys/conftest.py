"""A real installation, served for real, and a browser on a phone."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import _empty_tables
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import CHROMIUM, playwright
from tests.go.checker import build_checker


@dataclass(frozen=True)
class Office:
    """Hold a served demo installation."""

    home: Path
    url: str

    def rembuk(self, *words: str) -> str:
        """Run one command in this installation and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "rembuk", *words],
            env=environment(self.home, self.url), capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def python(self, code: str) -> str:
        """Run CODE in this installation, for what no page does, and return what it printed."""
        env = {**environment(self.home, self.url), "DJANGO_SETTINGS_MODULE": "rembuk.site.settings"}
        code = f"import django; django.setup()\n{code}"
        asked = [sys.executable, "-c", code]
        done = subprocess.run(asked, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def letters(self) -> list[str]:
        """Return every mail that has left this installation."""
        return [path.read_text(errors="replace") for path in (self.home / "surat").glob("*")]

    def account(self, name: str) -> dict[str, str]:
        """Return address, password and present code of a demo account."""
        return dict(json.loads(self.rembuk("demo", "code", name, "--json")))


def environment(home: Path, url: str) -> dict[str, str]:
    """Return what a command of the installation at HOME runs with: nothing of the test run's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO"))}
    kept.pop("DATABASE_URL", None)
    return {**kept, "REMBUK_HOME": str(home), "REMBUK_URL": url}


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Serve the sample space with its worker, as `rembuk demo` does."""
    home = tmp_path_factory.mktemp("office")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Office(home, f"http://127.0.0.1:{port}")
    # Whole installations are made from nothing by the tests of the commands; half of that are the migrations.
    if (kept := _empty_tables()).exists():
        shutil.copy(kept, home / "rembuk.sqlite3")
        made.python("from django.core.management import call_command as c; c('migrate', verbosity=0)")
    made.rembuk("demo", "--no-serve")
    # Nothing is left undone that only a server would do.
    made.rembuk("check")
    log = (home / "serve.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "rembuk", "serve", "--port", str(port)],
        env=environment(home, made.url), stdout=log, stderr=log,
    )  # fmt: skip
    try:
        _wait_until_answered(made.url)
        yield made
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def _wait_until_answered(url: str) -> None:
    for _try in range(240):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError(f"{url} does not answer")


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the second opinion on the record that is not ours."""
    return build_checker(tmp_path_factory.mktemp("go"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return Debian's Chromium.

    Playwright keeps an event loop in this thread until the session ends; Django then needs leave to use the
    database here, also when it takes the test database down.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with playwright() as running:
        browser = running.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def choose_no_quiet_hours(page: Page) -> None:
    """Choose on PAGE that mail may come at any hour: these journeys run at any hour too."""
    page.select_option("[name=quiet_from]", "0")
    page.select_option("[name=quiet_to]", "0")
    page.click("button[value=irama]")


# What follows one of these, a number, or what a query asks for: one stands for all others like it.
_OTHER = re.compile(
    r"(?<=/r/)[^/]+(?=/)|(?<=/s/)[^/]+(?=/)|(?<=/pokok/)[^/]+(?=/)|(?<=/tempat/)[^/]+(?=/)"
    r"|(?<=/undangan/)[^/]+(?=/)|(?<=/)\d+(?=/)|(?<==)[^&]*"
)


def kind_of(path: str) -> str:
    """Return what PATH has in common with the addresses of all pages like it."""
    return _OTHER.sub("·", path)


Opened = Callable[..., Page]


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Opened]:
    """Open fresh browsers of one person each, 360 pixels wide; any error on a page fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(*, script: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": 360, "height": 740}, java_script_enabled=script, locale="id-ID"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
