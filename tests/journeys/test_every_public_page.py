"""Every page a visitor can reach by links: light, asking nobody else, without barriers, never sideways."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Request

from tests.browser import barriers, wider_than_window
from tests.journeys.conftest import Office, kind_of
from tests.weights import LATER_PAGE, MOST_REQUESTS, READING_PAGE

pytestmark = pytest.mark.browser
MOST_PAGES = 120
FILES = (".json", ".csv", ".atom", ".png", ".vkey", ".tlog-proof", "checkpoint")


def test_every_public_page_is_light_and_open_to_all(office: Office, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
    page = context.new_page()
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    page.on("request", note)
    waiting, seen, wrong = ["/", "/gaya/", "/demo/surat/"], set(), []
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind in seen:
            continue
        seen.add(kind)
        context.clear_cookies()
        first = _visit(office, chromium, path)
        asked.clear()
        answer = page.goto(office.url + path)
        assert answer is not None
        if answer.status >= 400:
            wrong.append(f"{path} answers {answer.status}")
            continue
        outside = [one.url for one in asked if not one.url.startswith((office.url, "data:"))]
        wrong += [f"{path}: {said}" for said in (*first, *barriers(page), *wider_than_window(page), *outside)]
        for href in page.eval_on_selector_all(
            "a[href]", "links => links.map(link => new URL(link.getAttribute('href'), location.href).href)"
        ):
            parts = urlsplit(href)
            link = parts.path + (f"?{parts.query}" if parts.query else "")
            # The gallery's links are examples.
            if (
                path != "/gaya/"
                and href.startswith(office.url)
                and not parts.path.endswith(FILES)
                and "/tile/" not in link
                and not parts.path.startswith("/api/v1/")
            ):
                assert unquote(link).isprintable()
                waiting.append(link)
    context.close()
    assert not wrong, "\n".join(wrong)
    assert len(seen) >= 20, sorted(seen)


def _visit(office: Office, chromium: Browser, path: str) -> list[str]:
    """Weigh a first and a later visit to PATH in a browser of its own, in bytes over the wire."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda done: sizes.append(int(done["encodedDataLength"])))
    wrong = []
    page.goto(office.url + path)
    page.wait_for_load_state("networkidle")
    if sum(sizes) > READING_PAGE or len(sizes) > MOST_REQUESTS:
        wrong.append(f"first visit: {sum(sizes)} bytes, {len(sizes)} requests")
    sizes.clear()
    page.goto(office.url + path)
    page.wait_for_load_state("networkidle")
    if path != "/gaya/" and sum(sizes) > LATER_PAGE:
        wrong.append(f"later visit: {sum(sizes)} bytes")
    context.close()
    return wrong
