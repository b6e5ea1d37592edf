"""Two ideas that ask for the same: endorsers are asked, one declines, it is settled, and it is undone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import looks_right
from tests.journeys.conftest import Office, Opened
from tests.journeys.test_one_voice import send_by_form, sign_in_citizen, sign_in_staff
from tests.journeys.test_refused_then_heard import accepted_on_board

pytestmark = pytest.mark.browser
REASON = "Keduanya meminta pagar di tepi saluran yang sama, dari dua ujungnya."
WHY = "Saluran yang dimaksud ternyata dua, jadi pagarnya dihitung sendiri-sendiri."


def endorse(page: Page) -> None:
    page.click("main button:has-text('Dukung gagasan ini')")
    expect(page.locator("main")).to_contain_text("Anda mendukung gagasan ini")


def answer(page: Page, office: Office, title: str, button: str) -> None:
    """Answer the question about TITLE with one tap in the inbox."""
    row = page.locator(f"main li:has-text('{title}')", has=page.locator(f"button:has-text('{button}')"))
    for _try in range(40):
        page.goto(f"{office.url}/kabar/")
        if row.count():
            break
        page.wait_for_timeout(1000)
    row.first.locator(f"button:has-text('{button}')").click()
    expect(page.locator("body")).to_contain_text(f"Jawaban Anda: {button}")


def endorsed(page: Page, idea: str, count: int) -> None:
    page.goto(idea)
    expect(page.locator("#dukungan")).to_contain_text(f"{count} orang mendukung")


def test_merging_moves_only_who_agrees_and_is_undone_after_new_endorsements(
    office: Office, phone: Opened
) -> None:
    here, there = "Pagar di hulu Kali Gajah Wong", "Bronjong di belakang masjid Gowok"
    desk, visitor = phone(), phone()
    send_by_form(visitor, office, "Tolong pasang pagar di hulu Kali Gajah Wong, anak sering jatuh")
    send_by_form(visitor, office, "Tebing belakang masjid Gowok longsor, mohon dibuatkan bronjong")
    sign_in_staff(desk, office, "koordinator")
    first = accepted_on_board(desk, office, "pagar di hulu Kali Gajah Wong", here)
    second = accepted_on_board(desk, office, "belakang masjid Gowok longsor", there)
    idea, into = f"{office.url}/g/{first}/", f"{office.url}/g/{second}/"

    citizen, owner, declines, later = phone(), phone(), phone(script=False), phone()
    citizen.goto(idea)
    citizen.click("text=Dukung gagasan ini")
    sign_in_citizen(citizen, office, f"/g/{first}/dukung/masuk/")
    for page, name in ((owner, "pemilik"), (declines, "lapangan"), (later, "penelaah1")):
        sign_in_staff(page, office, name)
    owner.goto(idea)
    declines.goto(idea)
    for page in (citizen, owner, declines):
        endorse(page)

    # Staff propose, with reasons, days and the rule; a visitor reads the proposal.
    desk.goto(idea)
    desk.click("text=Usulkan bergabung")
    desk.fill("[name=number]", second)
    desk.fill("[name=because]", REASON)
    desk.fill("[name=days]", "7")
    desk.check("input[name=rule][value=most]")
    looks_right(desk)
    desk.click("button:has-text('Tanyakan kepada pendukungnya')")
    proposal = desk.url
    assert re.search(r"/gabung/\d+/$", proposal)
    visitor.goto(into)
    visitor.click("text=Baca usulnya")
    expect(visitor.locator("main")).to_contain_text(REASON)
    looks_right(visitor)

    # Each is asked once and answers for their own endorsement; one declines.
    answer(declines, office, here, "Tidak, dukungan saya tetap")
    answer(citizen, office, here, "Ya, pindahkan dukungan saya")
    owner.goto(proposal)
    looks_right(owner)
    owner.click("main button:has-text('Ya, pindahkan dukungan saya')")
    for _try in range(40):
        visitor.goto(proposal)
        if "Digabung" in visitor.inner_text("h1"):
            break
        visitor.wait_for_timeout(1000)
    expect(visitor.locator("main")).to_contain_text("2 dukungan pindah, 1 tetap")
    endorsed(visitor, idea, 1)
    expect(visitor.locator("main")).to_contain_text("Gagasan ini digabung ke")
    endorsed(visitor, into, 2)

    # Somebody endorses the other idea; then the merging is undone, and nobody is lost or moved unasked.
    later.goto(into)
    endorse(later)
    desk.goto(proposal)
    looks_right(desk)
    desk.fill("[name=because]", WHY)
    desk.click("button:has-text('Batalkan penggabungan')")
    expect(desk.locator("h1")).to_contain_text("Dibatalkan")
    endorsed(visitor, idea, 3)
    expect(visitor.locator("main")).to_contain_text(f"Penggabungan dengan gagasan {second} dibatalkan")
    endorsed(visitor, into, 1)
    later.reload()
    expect(later.locator("main")).to_contain_text("Anda mendukung gagasan ini")
    citizen.goto(idea)
    expect(citizen.locator("main")).to_contain_text("Anda mendukung gagasan ini")
