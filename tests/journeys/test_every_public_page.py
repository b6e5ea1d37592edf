"""Every page a visitor can reach by links: light, asking nobody else, without barriers, never sideways."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import barriers, wider_than_window
from tests.journeys.conftest import Office, kind_of
from tests.weights import LATER_PAGE, MOST_REQUESTS, READING_PAGE

pytestmark = pytest.mark.browser
MOST_PAGES = 120
FILES = (".json", ".csv", ".atom", ".png", ".vkey", ".tlog-proof", "checkpoint")


@pytest.mark.slow
def test_every_public_page_is_light_and_open_to_all(office: Office, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
    visitor = Visitor(office, context.new_page())
    waiting, seen, wrong = ["/", "/gaya/", "/demo/surat/"], set(), []
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind in seen:
            continue
        seen.add(kind)
        said, links = visitor.visit(path)
        wrong += [f"{path}: {one}" for one in said]
        for href in links:
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


class Visitor:
    """Visit pages with nothing kept of any other, as in a browser of their own: starting one takes longer."""

    def __init__(self, office: Office, page: Page) -> None:
        self.office, self.page = office, page
        self.asked: list[str] = []
        self.sizes: list[int] = []
        self.wire = page.context.new_cdp_session(page)
        self.wire.send("Network.enable")
        self.wire.on(
            "Network.loadingFinished", lambda done: self.sizes.append(int(done["encodedDataLength"]))
        )
        page.on("request", lambda request: self.asked.append(request.url))

    def visit(self, path: str) -> tuple[list[str], list[str]]:
        """Return what is wrong with PATH, weighed at a first and a later visit, and what it links to."""
        self._forget()
        answer = self.page.goto(self.office.url + path)
        assert answer is not None
        if answer.status >= 400:
            return [f"answers {answer.status}"], []
        wrong = [*barriers(self.page), *wider_than_window(self.page)]
        # axe has taken longer than the network has to be quiet.
        self.page.wait_for_load_state("networkidle")
        wrong += [url for url in self.asked if not url.startswith((self.office.url, "data:"))]
        if sum(self.sizes) > READING_PAGE or len(self.sizes) > MOST_REQUESTS:
            wrong.append(f"first visit: {sum(self.sizes)} bytes, {len(self.sizes)} requests")
        self.sizes.clear()
        self.page.goto(self.office.url + path)
        links: list[str] = self.page.eval_on_selector_all(
            "a[href]", "links => links.map(link => new URL(link.getAttribute('href'), location.href).href)"
        )
        self.page.wait_for_load_state("networkidle")
        if path != "/gaya/" and sum(self.sizes) > LATER_PAGE:
            wrong.append(f"later visit: {sum(self.sizes)} bytes")
        return wrong, links

    def _forget(self) -> None:
        self.page.goto("about:blank")
        self.page.context.clear_cookies()
        self.wire.send("Network.clearBrowserCache")
        self.wire.send("Storage.clearDataForOrigin", {"origin": self.office.url, "storageTypes": "all"})
        self.asked.clear()
        self.sizes.clear()
