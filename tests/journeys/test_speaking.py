"""A phone's microphone, and ideas alike while somebody types: what only a browser with script does."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CHROMIUM, barriers, wider_than_window
from tests.journeys.conftest import Office

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """Return a page on a phone with a microphone that hums and may be used."""
    # The browser of the other journeys was begun without one; Playwright runs once a thread.
    browser = chromium.browser_type.launch(
        executable_path=str(CHROMIUM),
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
        ],
    )
    try:
        yield browser.new_context(viewport=PHONE).new_page()
    finally:
        browser.close()


def test_voice_is_recorded_on_the_phone_heard_again_kept_over_a_mistake_and_sent(
    phone: Page, office: Office
) -> None:
    phone.goto(f"{office.url}/r/contoh/suara/kirim/")
    phone.click("main a:has-text('Rekam')")
    phone.click("button:has-text('Mulai rekam')")
    expect(phone.locator("[role=status]")).to_contain_text("Merekam 0.02")
    phone.click("button:has-text('Berhenti merekam')")
    expect(phone.locator("audio")).to_be_visible()
    assert wider_than_window(phone) == []
    assert barriers(phone) == []
    # Without the yes the form comes back, and the recording with it.
    phone.click("button:has-text('Kirim suara')")
    expect(phone.locator("main")).to_contain_text("Centang dulu")
    expect(phone.locator("audio")).to_be_visible()
    phone.check("[name=setuju]")
    phone.click("button:has-text('Kirim suara')")
    expect(phone.locator("h1")).to_contain_text("diterima")
    sounds = office.python(
        "from rembuk.voices.models import Attachment;"
        "row = Attachment.objects.filter(kind='sound').latest('pk'); print(row.voice.channel, row.kind)"
    )
    assert sounds == "web sound"


def test_ideas_alike_are_shown_while_typing_stops_and_also_for_words_put_in_at_once(
    phone: Page, office: Office
) -> None:
    phone.goto(f"{office.url}/r/contoh/gagasan/")
    title = phone.locator("main h2 a, main h3 a").first.inner_text()
    phone.goto(f"{office.url}/r/contoh/suara/kirim/")
    words = phone.locator("textarea[name=text]")
    words.press_sequentially(title, delay=20)
    expect(phone.locator("#mirip")).to_contain_text("Sudah ada yang serupa")
    expect(phone.locator("#mirip")).to_contain_text(re.compile(re.escape(title[:20]), re.IGNORECASE))
    phone.reload()
    expect(phone.locator("#mirip")).to_be_empty()
    # As from the clipboard: no key goes up.
    phone.keyboard.insert_text("")
    phone.locator("textarea[name=text]").focus()
    phone.keyboard.insert_text(title)
    expect(phone.locator("#mirip")).to_contain_text("Sudah ada yang serupa")
