"""Every page staff reach by links: no barriers, never sideways, on a phone, in forced colours, on paper."""

from __future__ import annotations

import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser import barriers, small_targets, wider_than_window
from tests.journeys.conftest import Office, Opened, kind_of
from tests.journeys.test_one_voice import sign_in_staff

pytestmark = pytest.mark.browser
FILES = (
    ".json",
    ".csv",
    ".png",
    ".vkey",
    ".tlog-proof",
    "checkpoint",
    "unduh/",
    ".pdf",
    ".svg",
    ".zip",
    ".atom",
)
# Public pages are opened by test_every_public_page; the gallery shows every part of a page at once.
PUBLIC = ("/gaya/", "/catatan/", "/s/", "/demo/", "/api/")
# Pages that anybody may open are looked at once, in the eyes of who may do most on them.
MOST = "koordinator"
MUST = {
    "koordinator": ["/papan/", "/papan/suara/·/", "/telaah/", "/tim/", "/impor/", "/akun/", "/akun/data/"],
    "penelaah1": ["/telaah/", "/telaah/·/", "/akun/", "/akun/hapus/"],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MUST))
def test_every_page_of_a_staff_member_is_open_to_all_and_fits_a_phone(
    office: Office, phone: Opened, name: str
) -> None:
    page = phone()
    sign_in_staff(page, office, name)
    waiting, seen, wrong, looked = ["/r/contoh/", "/akun/"], set(), [], 0
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind in seen:
            continue
        seen.add(kind)
        answer = page.goto(office.url + path)
        assert answer is not None
        if answer.status >= 400:
            wrong.append(f"{path} answers {answer.status}")
            continue
        waiting += links(page, office)
        if name == MOST or not open_to_visitors(office, path):
            wrong += [f"{path}: {said}" for said in looked_at(page)]
            looked += 1
    missing = [end for end in MUST[name] if not any(kind.endswith(end) for kind in seen)]
    assert missing == [], sorted(seen)
    assert not wrong, "\n".join(wrong)
    assert looked >= 10, sorted(seen)


def open_to_visitors(office: Office, path: str) -> bool:
    """Tell whether PATH answers somebody who is not signed in with the page itself."""
    try:
        with urllib.request.urlopen(office.url + path, timeout=30) as answer:
            return bool(answer.geturl() == office.url + path)
    except urllib.error.HTTPError:
        return False


def looked_at(page: Page) -> list[str]:
    """Return what is wrong with PAGE as it stands, in forced colours, and on paper."""
    wrong = [*barriers(page), *wider_than_window(page), *small_targets(page)]
    page.emulate_media(forced_colors="active")
    # Of the rules, forced colours can change only how text stands out from what is behind it.
    contrast = barriers(page, rules=["color-contrast"])
    wrong += [f"forced colours: {said}" for said in (*wider_than_window(page), *contrast)]
    page.emulate_media(forced_colors="none", media="print")
    wrong += [f"print: {said}" for said in wider_than_window(page)]
    # The page of a card prints the card itself; every other one its heading.
    if not page.locator("main h1, main img, main svg").filter(visible=True).count():
        wrong.append("print: nothing is left")
    page.emulate_media(media="screen")
    return wrong


def links(page: Page, office: Office) -> list[str]:
    """Return the addresses on this site that PAGE links to."""
    found = []
    for href in page.eval_on_selector_all(
        "a[href]", "all => all.map(link => new URL(link.getAttribute('href'), location.href).href)"
    ):
        parts = urlsplit(href)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if href.startswith(office.url) and not parts.path.endswith(FILES) and not path.startswith(PUBLIC):
            found.append(path)
    return found
