"""A call for ideas from poster to report: asked, answered in two ways, closed, reported, told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import barriers, wider_than_window
from tests.journeys.conftest import Office, Opened, choose_no_quiet_hours
from tests.journeys.test_one_voice import import_by_page, sign_in_staff

pytestmark = pytest.mark.browser
QUESTION = "Di mana anak butuh tempat bermain yang teduh?"
VIDEO = "RekaanMain1"
REPORT = "Terima kasih kepada semua yang menjawab. Lapangan RW 3 kami kerjakan lebih dulu tahun ini."
# Days are read from the clock, so the calendar is moved instead of it.
MONTH_BACK = """
from datetime import timedelta
from rembuk.ideas.models import Call
call = Call.objects.get(pk={number})
days = ("gather_from", "gather_until", "sort_until", "answer_by")
Call.objects.filter(pk=call.pk).update(**{{n: getattr(call, n) - timedelta(days=30) for n in days}})
"""
# The link at the foot of every letter, for whoever has had none yet.
STOP_LINK = """
from django.utils import timezone
from rembuk.messaging.forms import stop_address
from rembuk.shared.references import ref
from rembuk.voices.models import VoiceContact
contact = VoiceContact.objects.get(email="penjawab@contoh.example")
print(stop_address(ref(contact.voice), timezone.now()))
"""


def comments(folder: Path) -> Path:
    """Write a comment below the video as the YouTube Data API gives it."""
    words = {"textOriginal": "Di bawah beringin dekat balai dusun, adem buat main anak", "videoId": VIDEO}
    when = {"publishedAt": "2026-11-01T02:03:04Z", "updatedAt": "2026-11-01T02:03:04Z"}
    comment = {"kind": "youtube#comment", "id": "UgRekaanMain", "snippet": {**words, **when}}
    thread = {
        "kind": "youtube#commentThread", "id": "UgRekaanMain",
        "snippet": {"videoId": VIDEO, "topLevelComment": comment},
    }  # fmt: skip
    file = folder / "komentar.json"
    file.write_text(json.dumps({"kind": "youtube#commentThreadListResponse", "items": [thread]}))
    return file


def called(desk: Page, office: Office) -> str:
    """Write and publish the call, and return its address."""
    desk.goto(f"{office.url}/r/contoh/ajakan/")
    desk.click("main a:has-text('Buat ajakan')")
    desk.fill("[name=question]", QUESTION)
    desk.select_option("[name=subject]", "pemuda-olahraga")
    desk.fill("[name=explanation]", "Lapangan makin sedikit, dan anak bermain di jalan.")
    desk.fill("[name=afterwards]", "Koordinator membaca semua jawaban; anggaran tahun ini satu lapangan.")
    desk.click("main form button:has-text('Simpan rancangan')")
    desk.click("button[value=terbit]")
    expect(desk.locator("main")).to_contain_text("Mengumpulkan jawaban")
    found = re.search(r"/c/(\d+)/", desk.url)
    assert found
    return f"{office.url}/c/{found[1]}/"


def hung(desk: Page, call: str) -> str:
    """Hang a poster and return the short address that stands on it."""
    desk.goto(f"{call}kelola/")
    desk.fill("[name=poster-hung_at]", "papan pengumuman balai dusun")
    desk.click("button[value=poster]")
    desk.click("main a:has-text('papan pengumuman balai dusun')")
    desk.emulate_media(media="print")
    expect(desk.locator(".poster__code svg")).to_be_visible()
    expect(desk.locator(".head")).to_be_hidden()
    address = desk.inner_text(".poster__address").strip()
    desk.emulate_media(media="screen")
    return f"http://{address}/"


def answered(citizen: Page, entrance: str) -> None:
    """Come by the poster, answer, ask to be told, and get a receipt."""
    citizen.goto(entrance)
    expect(citizen.locator("h1")).to_have_text(QUESTION)
    assert barriers(citizen) == []
    assert wider_than_window(citizen) == []
    citizen.fill("textarea[name=text]", "Lapangan RW 3 kasih pohon peneduh, anak saya main di sana")
    citizen.fill("[name=email]", "penjawab@contoh.example")
    citizen.click("summary:has-text('Umur')")
    citizen.select_option("[name=band]", "adult")
    citizen.check("input[name=purposes][value=progress]")
    citizen.click("button[value=lihat]")
    citizen.click("button[value=kirim]")
    expect(citizen.locator("[data-receipt-code]")).to_be_visible()
    expect(citizen.locator("main")).to_contain_text(QUESTION)


def test_call_runs_from_poster_to_report_and_whoever_answered_is_told(
    office: Office, phone: Opened, chromium: Browser, tmp_path: Path
) -> None:
    desk, citizen = phone(script=False), phone()
    sign_in_staff(desk, office, "koordinator")
    call = called(desk, office)
    answered(citizen, hung(desk, call))
    citizen.goto(office.python(STOP_LINK))
    choose_no_quiet_hours(citizen)
    expect(citizen.locator("h1")).to_have_text("Pilihan disimpan")

    # The office's own video asks too: what is imported from below it is gathered.
    desk.goto(f"{call}kelola/")
    expect(desk.locator("main")).to_contain_text("1 jawaban")
    desk.fill("[name=pos-link]", f"https://www.youtube.com/watch?v={VIDEO}")
    desk.click("button[value=pos]")
    desk.goto(f"{office.url}/r/contoh/impor/")
    import_by_page(desk, comments(tmp_path))
    reader = phone()
    for _try in range(100):
        reader.goto(call)
        if "2 jawaban" in reader.inner_text("main"):
            break
        reader.wait_for_timeout(1000)
    expect(reader.locator("main table")).to_contain_text(re.compile(r"YouTube\s*1"))
    expect(reader.locator("main table")).to_contain_text(re.compile(r"formulir situs\s*1"))

    # The last day passes while somebody types: the words go on as a free voice by one button.
    late = chromium.new_context(viewport={"width": 360, "height": 740}, locale="id-ID").new_page()
    late.goto(call)
    late.fill("textarea[name=text]", "Halaman sekolah dibuka sore hari untuk main anak")
    number = call.rstrip("/").rpartition("/")[2]
    office.python(MONTH_BACK.format(number=number))
    late.click("button[value=lihat]")
    expect(late.locator("h1")).to_have_text("Ajakan ini sudah ditutup")
    expect(late.locator("main")).to_contain_text("Halaman sekolah dibuka sore hari")
    late.click("main form button:has-text('Kirim sebagai suara biasa')")
    expect(late.locator("[data-receipt-code]")).to_be_visible()
    late.context.close()

    desk.goto(f"{call}kelola/")
    desk.fill("[name=lapor-report]", REPORT)
    desk.click("button[value=lapor]")
    reader.goto(f"{call}laporan/")
    expect(reader.locator("main")).to_contain_text(REPORT)
    expect(reader.locator("main")).to_contain_text("2 jawaban")
    assert barriers(reader) == []
    assert wider_than_window(reader) == []
    told(office, citizen)


def told(office: Office, citizen: Page) -> None:
    """Wait for the letter to whoever left an address, and follow the receipt to the report."""
    for _try in range(60):
        if any("penjawab@contoh.example" in one and "Laporan" in one for one in office.letters()):
            break
        citizen.wait_for_timeout(1000)
    else:
        raise AssertionError("whoever answered was not told")
    citizen.goto(f"{office.url}/tanda-terima/suara/")
    citizen.click("a:has-text('Laporannya sudah terbit')")
    expect(citizen.locator("h1")).to_have_text("Laporan ajakan")
