"""An officer leaves: the task passes on, access ends at once, and what was being typed is not lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import looks_right
from tests.journeys.conftest import Office, Opened
from tests.journeys.test_one_voice import sign_in_staff

pytestmark = pytest.mark.browser
TYPED = "Tiang kelima sudah berdiri di depan halte, kabelnya menyusul"


def test_officer_hands_over_and_the_form_left_open_is_refused_and_given_back(
    office: Office, phone: Opened, chromium: Browser
) -> None:
    # A refusal is an error to the browser's console, so this one is opened by hand.
    context = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    leaving, owner = context.new_page(), phone()
    sign_in_staff(leaving, office, "lapangan")
    leaving.goto(f"{office.url}/r/contoh/program/")
    leaving.click("section:has(h2:has-text('Semua komitmen')) a:has-text('Trotoar Gejayan')")
    leaving.click("main a:has-text('Lima titik terpasang') >> nth=0")
    milestone = leaving.url
    leaving.click("button[value=pegang]")
    expect(leaving.locator("main")).to_contain_text("Dipegang Petugas lapangan.")
    leaving.click("summary:has-text('Tulis kabar')")
    leaving.fill("[name=kabar-news]", TYPED)
    leaving.fill("[name=kabar-evidence]", "Fotonya ditempel di papan balai desa.")

    sign_in_staff(owner, office, "pemilik")
    owner.goto(f"{office.url}/r/contoh/tim/")
    member = owner.locator("li:has(h2:has-text('Petugas lapangan'))")
    member.locator("summary").click()
    member.locator("a:has-text('Serah terima')").click()
    expect(owner.locator("main")).to_contain_text("Lima titik terpasang")
    looks_right(owner)
    owner.select_option("main select >> nth=0", label="Koordinator")
    owner.click("main form button:has-text('Serahkan dan akhiri akses')")
    expect(owner.locator("body")).to_contain_text("aksesnya sudah berakhir")

    # The form that was open is refused with one sentence, and what was typed can be copied.
    leaving.click("button[value=kabar]")
    expect(leaving.locator("h1")).to_contain_text("Akses Anda di ruang ini sudah berakhir")
    expect(leaving.locator("main")).to_contain_text(TYPED)
    leaving.goto(f"{office.url}/akun/")
    expect(leaving).not_to_have_url(f"{office.url}/akun/")
    owner.goto(milestone)
    expect(owner.locator("main")).to_contain_text("Dipegang Koordinator.")
    expect(owner.locator("main")).not_to_contain_text(TYPED)

    # Back only by a new invitation.
    link = office.rembuk("people", "invite", "lapangan@contoh.example", "--space", "contoh", "--role",
                         "field_worker").split()[-1]  # fmt: skip
    sign_in_staff(leaving, office, "lapangan")
    leaving.goto(link)
    leaving.click("main form button:has-text('Terima undangan')")
    owner.goto(f"{office.url}/r/contoh/tim/")
    expect(owner.locator("main")).to_contain_text("Petugas lapangan")
    context.close()
