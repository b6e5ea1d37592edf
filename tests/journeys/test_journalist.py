"""A journalist with a phone that runs no script: home, what is late, a promise, its voices, its proof."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Office, Opened

pytestmark = pytest.mark.browser
MOST_TAPS = 7


def tap(page: Page, what: str) -> str:
    """Tap the first of WHAT that is seen, check that the page fits the phone, and return its path."""
    page.locator(f"{what} >> visible=true").first.click()
    page.wait_for_load_state()
    wide = page.locator("body").bounding_box()
    assert wide is not None
    assert wide["width"] <= 360
    return urlsplit(page.url).path


def test_from_home_to_the_proof_behind_a_late_promise_without_script(office: Office, phone: Opened) -> None:
    page = phone(script=False)
    page.goto(f"{office.url}/r/contoh/")
    taps = 0
    assert tap(page, "main a:has-text('yang terlambat')") == "/r/contoh/terlambat/"
    taps += 1
    late = page.locator("main li:has(h3 a[href^='/t/'])").first
    expect(late).to_contain_text(re.compile(r"Terlambat \d+ hari\..*Janji \d+ \w+ \d{4}", re.S))
    promised = late.locator("h3").inner_text()
    assert re.fullmatch(r"/t/\d+/", tap(page, "main h3 a[href^='/t/']"))
    taps += 1
    expect(page.locator("h1")).to_contain_text(promised)
    assert re.fullmatch(r"/k/\d+/", tap(page, "main a[href^='/k/']"))
    taps += 1
    idea = tap(page, "main a[href^='/g/']:not([href$='/putusan/'])")
    assert re.fullmatch(r"/g/\d+/", idea)
    taps += 1
    assert tap(page, f"main a[href='{idea}suara/']") == f"{idea}suara/"
    taps += 1
    assert page.locator("main blockquote").count() > 0
    page.go_back()
    tap(page, "details.seal summary")
    assert re.fullmatch(r"/catatan/\d+/", tap(page, "details.seal[open] a[href^='/catatan/']"))
    taps += 2
    expect(page.locator("main")).to_contain_text("SHA-256")
    link = page.locator("main a[href$='bukti.tlog-proof']").first.get_attribute("href")
    proof = page.request.get(f"{office.url}{link}")
    assert proof.ok
    assert proof.text().startswith("c2sp.org/tlog-proof@v1\n")
    assert taps <= MOST_TAPS
