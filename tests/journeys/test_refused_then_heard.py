"""Refused with reasons, objected to, accepted; hidden, appealed, restored; and the taps a verdict takes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Office, Opened
from tests.journeys.test_one_voice import open_receipt, send_by_form, sign_in_staff

pytestmark = pytest.mark.browser
MOST_TAPS = 6
REFUSES = "Ruang ini belum punya petugas sore, dan upah tambahannya belum ada sumbernya tahun ini."
CHANGES = "Ada warga yang sanggup menjaga sampai malam tanpa upah."
OBJECTS = "Karang taruna sudah menyatakan sanggup menjaga bergiliran, dan ini belum dibaca penelaah."
ACCEPTS = "Kesanggupan karang taruna menjawab alasan penolakan: petugasnya ada dan tanpa upah tambahan."


class Taps:
    """Count what a hand does besides typing."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, what: str) -> None:
        self.count += 1
        self.page.click(what)


def accepted_on_board(desk: Page, office: Office, words: str, title: str) -> str:
    """Make an idea of the voice that says WORDS and return its number."""
    for _try in range(60):
        desk.goto(f"{office.url}/r/contoh/papan/")
        link = desk.locator(f"[data-cluster]:has-text('{words}')")
        if link.count():
            link.first.click()
            break
        desk.wait_for_timeout(1000)
    else:
        raise AssertionError(f"no cluster on the board says {words}")
    desk.click("button[value=terima]")
    desk.fill("[name=title]", title)
    desk.fill("[name=because]", "suara ini jelas permintaannya")
    desk.click("main form button:has-text('Terima')")
    number = re.search(r"gagasan nomor (\d+)", desk.inner_text("body"))
    assert number
    return number[1]


def judge(page: Page, office: Office, title: str, *, outcome: str, why: str, changes: str = "") -> int:
    """Walk from the list to a given scorecard and return how many taps it took besides typing."""
    page.goto(f"{office.url}/r/contoh/telaah/")
    for _try in range(40):
        if page.locator(f"main a:has-text('{title}')").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    taps = Taps(page)
    taps.click(f"main a:has-text('{title}') >> nth=0")
    page.fill("[name=quick]", "4 4 3 4 4" if outcome == "accept" else "2 3 2 2 3")
    taps.click(f"input[name=recommends][value={outcome}]")
    page.fill("[name=reasons]", why)
    page.select_option("[name=authority]", "ours")
    taps.count += 1
    if changes:
        page.fill("[name=would_change]", changes)
    taps.click("button[value=nilai]")
    expect(page.locator("body")).to_contain_text(re.compile("Penilaian Anda masuk|Putusan sudah keluar"))
    return taps.count


def test_refused_idea_is_objected_to_by_receipt_and_accepted_by_somebody_else(
    office: Office, phone: Opened
) -> None:
    title = "Taman bacaan Kali Opak buka sampai malam"
    citizen, desk = phone(), phone(script=False)
    code, _status = send_by_form(citizen, office, "Tolong taman bacaan Kali Opak dibuka sampai malam hari")
    sign_in_staff(desk, office, "koordinator")
    number = accepted_on_board(desk, office, "taman bacaan Kali Opak", title)

    for name in ("penelaah1", "penelaah2"):
        reviewer = phone(script=False)
        sign_in_staff(reviewer, office, name)
        taps = judge(reviewer, office, title, outcome="refuse", why=REFUSES, changes=CHANGES)
        assert taps <= MOST_TAPS

    verdict = f"{office.url}/g/{number}/putusan/"
    citizen.goto(verdict)
    expect(citizen.locator("h1")).to_contain_text("tidak diterima")
    expect(citizen.locator("main")).to_contain_text(CHANGES)

    # Who holds no receipt is told how to object; who holds one does, once.
    stranger = phone(script=False)
    stranger.goto(f"{office.url}/g/{number}/keberatan/")
    expect(stranger.locator("main")).to_contain_text("Buka dulu tanda terima")
    open_receipt(citizen, office, code)
    citizen.click("text=Ajukan keberatan")
    citizen.fill("[name=text]", OBJECTS)
    citizen.click("main form button:has-text('Kirim keberatan')")
    expect(citizen.locator("main")).to_contain_text("Sedang ditimbang orang yang tidak ikut memutus")

    # The two who refused may not decide it; the owner may.
    owner = phone(script=False)
    sign_in_staff(owner, office, "pemilik")
    assert judge(owner, office, title, outcome="accept", why=ACCEPTS) <= MOST_TAPS
    citizen.goto(verdict)
    expect(citizen.locator("h1")).to_contain_text("Putusan atas keberatan: diterima")
    citizen.goto(f"{office.url}/g/{number}/")
    expect(citizen.locator("main")).to_contain_text("Keberatan diterima: gagasan diterima")
    expect(citizen.locator("main")).to_contain_text("Pengirim suara berkeberatan")


def test_idea_is_flagged_hidden_appealed_by_receipt_and_restored_by_a_second_person(
    office: Office, phone: Opened
) -> None:
    title = "Pompa air Dusun Karangkajen diperbaiki"
    citizen, desk = phone(), phone(script=False)
    code, _status = send_by_form(citizen, office, "Tolong pompa air Dusun Karangkajen diperbaiki, sudah mati")
    sign_in_staff(desk, office, "koordinator")
    number = accepted_on_board(desk, office, "pompa air Dusun Karangkajen", title)
    idea = f"{office.url}/g/{number}/"

    # Somebody flags it; nothing is hidden by that.
    stranger = phone(script=False)
    stranger.goto(idea)
    stranger.click("text=Laporkan isi ini")
    stranger.check("input[name=reason][value=personal]")
    stranger.click("main form button:has-text('Kirim laporan')")
    stranger.goto(idea)
    expect(stranger.locator("h1")).to_contain_text(title)

    # The coordinator finds it on the desk and hides the text.
    desk.goto(f"{office.url}/r/contoh/moderasi/")
    desk.click("main h3 a:has-text('data pribadi') >> nth=0")
    desk.click("main a:has-text('Tutup dengan alasan')")
    desk.check("input[name=part][value=text]")
    desk.check("input[name=reason][value=personal]")
    desk.fill("[name=because]", "Nama dusun ini terlalu sempit untuk dibuka.")
    desk.click("main form button:has-text('Tutup bagian ini')")
    stranger.goto(idea)
    expect(stranger.locator("body")).not_to_contain_text(title)
    expect(stranger.locator("main")).to_contain_text("Nama dusun ini terlalu sempit untuk dibuka.")

    # Its author appeals; the coordinator may not judge it, the owner does.
    open_receipt(citizen, office, code)
    citizen.goto(idea)
    citizen.click("text=Banding ke orang kedua")
    citizen.fill("[name=text]", "Nama dusun bukan data pribadi siapa pun, jadi boleh dibaca.")
    citizen.click("main form button:has-text('Kirim banding')")
    expect(citizen.locator("main")).to_contain_text("Sudah masuk")
    desk.goto(f"{office.url}/r/contoh/moderasi/")
    desk.click("main a:has-text('Banding nomor') >> nth=0")
    expect(desk.locator("main")).to_contain_text("Anda yang memutuskan pertama kali")
    owner = phone(script=False)
    sign_in_staff(owner, office, "pemilik")
    owner.goto(f"{office.url}/r/contoh/moderasi/")
    owner.click("main a:has-text('Banding nomor') >> nth=0")
    owner.check("input[name=outcome][value=restored]")
    owner.fill("[name=because]", "Nama dusun memang bukan data pribadi.")
    owner.click("main form button:has-text('Umumkan putusan')")
    stranger.goto(idea)
    expect(stranger.locator("h1")).to_contain_text(title)
    stranger.goto(f"{office.url}/r/contoh/aturan/")
    expect(stranger.locator("main")).to_contain_text("Nama dusun memang bukan data pribadi.")
