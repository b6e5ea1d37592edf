"""A commitment is handed to a branch; it is late, explained, and met, and everyone can read how."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import looks_right
from tests.journeys.conftest import Office, Opened
from tests.journeys.test_one_voice import sign_in_staff

pytestmark = pytest.mark.browser
BECAUSE = "Posyandu ini ada di wilayah cabang, dan kadernya sudah siap."
LATE = "Pembatas dari pemasok datang tiga pekan terlambat."


def press(page: Page, summary: str, button: str, **typed: str) -> None:
    """Open the part of the page called SUMMARY, fill it in, and press its BUTTON."""
    page.click(f"summary:has-text('{summary}')")
    for name, value in typed.items():
        page.fill(f"[name={button}-{name}]", value)
    page.click(f"button[value={button}]")


def test_commitment_is_delegated_to_a_branch_late_explained_and_met(office: Office, phone: Opened) -> None:
    above, branch, reader = phone(), phone(), phone(script=False)
    sign_in_staff(above, office, "koordinator")
    above.goto(f"{office.url}/r/contoh/program/")
    above.click("main a:has-text('Posyandu sore') >> nth=0")
    above.click("main a:has-text('Limpahkan kepada cabang')")
    looks_right(above)
    above.select_option("[name=branch]", "contoh-turi")
    above.fill("[name=because]", BECAUSE)
    above.fill("[name=due]", (date.today() + timedelta(days=30)).isoformat())
    above.click("main form button:has-text('Usulkan kepada cabang')")
    expect(above.locator("main")).to_contain_text("Menunggu jawaban cabang")
    proposed = above.url

    # The branch reads why, and answers.
    sign_in_staff(branch, office, "cabang")
    branch.goto(f"{office.url}/r/contoh-turi/program/")
    branch.click("main a:has-text('Posyandu sore')")
    expect(branch.locator("main")).to_contain_text(BECAUSE)
    looks_right(branch)
    press(branch, "Terima pelimpahan", "terima", text="")
    expect(branch.locator("main")).to_contain_text("Berjalan")
    reader.goto(proposed)
    expect(reader.locator("main")).to_contain_text("Diterima cabang")
    expect(reader.locator("main form")).to_have_count(0)

    # Another one is past its day: whoever looks for what is late finds it from the home page.
    reader.goto(f"{office.url}/r/contoh/")
    reader.click("main a:has-text('Jawaban yang lewat janji di setiap cabang')")
    row = reader.locator("tr:has-text('Ruang Contoh Depok')")
    row.locator("td").last.locator("a").click()
    reader.click("main a:has-text('Trotoar Gejayan')")
    expect(reader.locator("main")).to_contain_text("Lewat janji")
    expect(reader.locator("main")).to_contain_text("Alasan belum ditulis.")

    # The branch explains, names a later day, and keeps it with evidence.
    branch.goto(reader.url)
    later = (date.today() + timedelta(days=20)).isoformat()
    press(branch, "Geser tanggal dengan alasan", "geser", due=later, text=LATE)
    reader.reload()
    expect(reader.locator("main")).to_contain_text("Bergeser dengan alasan")
    expect(reader.locator("main")).to_contain_text(LATE)
    press(branch, "Tandai ditepati", "tepati", text="Lima pembatas terpasang, fotonya di balai.", link="")
    reader.reload()
    expect(reader.locator("main")).to_contain_text("Ditepati, lewat janji")
    reader.click("main a:has-text('Komitmen: Trotoar')")
    expect(reader.locator("main")).to_contain_text("Ditepati cabang: Trotoar Gejayan")
