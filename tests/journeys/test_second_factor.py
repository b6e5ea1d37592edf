"""Staff set up a second factor in a real browser, sign out, and come in with it: passkey and app."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect

from rembuk.people.models import Person
from rembuk.people.tests.factories import make_person
from rembuk.spaces.tests.factories import make_member, make_space

# The server answers in a thread of its own, so it must see what is committed.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "perahu melati sawo teduh"
# A phone that knows its owner: a built-in authenticator whose finger is always the right one.
PHONE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
SLOW_LINE = {"offline": False, "latency": 800, "downloadThroughput": -1, "uploadThroughput": -1}


@pytest.fixture
def worker() -> Person:
    person = make_person("kerja@contoh.id", password=PASSWORD)
    return make_member(make_space("contoh"), "coordinator", person)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()
    assert wrong == []


def give_password(page: Page, url: str) -> None:
    page.goto(f"{url}/akun/masuk/sandi/?next=/r/contoh/papan/")
    page.fill("input[type=email]", "kerja@contoh.id")
    page.fill("input[type=password]", PASSWORD)
    page.click("main form button")


def password_again(page: Page) -> None:
    """Give the password once more, as whoever changes how one comes in is asked to."""
    assert "/akun/pastikan/" in page.url
    page.fill("input[type=password]", PASSWORD)
    page.click("main form button")


def sign_out(page: Page, url: str) -> None:
    page.goto(f"{url}/akun/keluar/")
    page.click("main form button")
    page.goto(f"{url}/r/contoh/papan/")
    assert "/akun/masuk/" in page.url


def test_passkey_is_enrolled_and_signs_in(live_server: Any, page: Page, worker: Person) -> None:
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    phone = wire.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})["authenticatorId"]

    give_password(page, live_server.url)
    password_again(page)
    # Without a second factor the board stays shut, and the way on is shown.
    assert "/akun/langkah-kedua/aplikasi/" in page.url
    # On a slow line the button is there before its scripts: it waits for them.
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW_LINE)
    page.click("a[href$='/kunci/tambah/']")
    page.fill("input[name=name]", "Ponsel uji")
    with page.expect_navigation():
        page.click("#tambah-kunci")
    wire.send("Network.emulateNetworkConditions", {**SLOW_LINE, "latency": 0})
    kept = wire.send("WebAuthn.getCredentials", {"authenticatorId": phone})["credentials"]
    assert [one["rpId"] for one in kept] == ["localhost"]
    page.goto(f"{live_server.url}/r/contoh/papan/")
    expect(page.locator("h1")).to_have_text("Papan suara")

    sign_out(page, live_server.url)
    give_password(page, live_server.url)
    assert "/akun/masuk/langkah-kedua/" in page.url
    with page.expect_navigation():
        page.click("#pakai-kunci")
    expect(page.locator("h1")).to_have_text("Papan suara")

    # Another phone does not open the door.
    sign_out(page, live_server.url)
    wire.send("WebAuthn.clearCredentials", {"authenticatorId": phone})
    give_password(page, live_server.url)
    page.click("#pakai-kunci")
    expect(page.locator("#kunci-gagal")).to_be_visible()
    page.goto(f"{live_server.url}/r/contoh/papan/")
    assert "/akun/masuk/" in page.url


def test_authenticator_app_is_enrolled_and_signs_in(live_server: Any, page: Page, worker: Person) -> None:
    give_password(page, live_server.url)
    password_again(page)
    secret = page.locator("main code").text_content() or ""
    page.fill("input[name=code]", "12")
    page.click("main form button")
    expect(page.locator("[role=alert]")).to_contain_text("Kode")
    assert page.locator("main code").text_content() == secret
    page.fill("input[name=code]", app_shows(secret))
    page.click("main form button")
    page.goto(f"{live_server.url}/r/contoh/papan/")
    expect(page.locator("h1")).to_have_text("Papan suara")

    sign_out(page, live_server.url)
    give_password(page, live_server.url)
    # The next code: one that was used opens nothing.
    page.fill("input[name=code]", app_shows(secret, ahead=1))
    page.click("main form button")
    expect(page.locator("h1")).to_have_text("Papan suara")


def app_shows(secret: str, ahead: int = 0) -> str:
    """Return what the app shows for SECRET now, or that many half minutes AHEAD (RFC 6238)."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead)))
