"""One wish said five ways, two of them without any network, becomes one idea; five receipts tell of it."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rembuk.voices.tests.recordings import wav
from tests.journeys.conftest import Office, Opened
from tests.journeys.test_one_voice import import_by_page, open_receipt, sign_in_staff

pytestmark = pytest.mark.browser
WISH = "Tolong perbaiki dermaga perahu Kali Opak, kayunya lapuk dan penumpang jatuh"


def exports(folder: Path) -> list[Path]:
    """Write the wish as a WhatsApp chat, as comments of Facebook and as a thread of YouTube give it."""
    chat = folder / "Chat WhatsApp dengan Warga.txt"
    chat.write_text(
        f"27/10/26 08.02 - Rekaan Satu: {WISH}\n27/10/26 08.03 - Rekaan Dua: <Media tidak disertakan>\n"
    )
    comment = {"id": "9100_1", "message": f"{WISH} tadi pagi", "created_time": "2026-10-01T02:03:04+0000",
               "comment_count": 0}  # fmt: skip
    facebook = folder / "komentar.json"
    facebook.write_text(json.dumps({"data": [comment]}))
    said = {"videoId": "RekaanVideo", "textDisplay": f"{WISH} lagi", "textOriginal": f"{WISH} lagi",
            "authorDisplayName": "@rekaan", "publishedAt": "2026-10-01T02:03:04Z",
            "updatedAt": "2026-10-01T02:03:04Z"}  # fmt: skip
    top = {"kind": "youtube#comment", "id": "UgDermaga1", "snippet": said}
    answer = {"videoId": "RekaanVideo", "topLevelComment": top, "totalReplyCount": 0}
    thread = {"kind": "youtube#commentThread", "id": "UgDermaga1", "snippet": answer}
    youtube = folder / "utas.json"
    youtube.write_text(json.dumps({"kind": "youtube#commentThreadListResponse", "items": [thread]}))
    return [chat, facebook, youtube]


@contextmanager
def page_of_others(line: str) -> Iterator[str]:
    """Serve a page of another site that holds LINE, and yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f'<!doctype html><link rel="icon" href="data:,"><h1>Situs kelompok</h1>{line}'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def say_at_the_market(field: Page, desk: Page, office: Office, sound: Path) -> str:
    """Take the wish as a voice note, type it up at the desk, and return the code of its receipt."""
    field.goto(f"{office.url}/r/contoh/lapangan/")
    field.set_input_files("input[name=suara]", str(sound))
    field.check("input[name=setuju]")
    field.click("button:has-text('Kirim suara')")
    code = field.inner_text("[data-receipt-code]").strip()
    desk.goto(f"{office.url}/r/contoh/lapangan/ketik/")
    desk.locator("main h2 a").last.click()
    desk.fill("textarea[name=text]", f"{WISH} ke sungai")
    desk.click("button[value=simpan]")
    expect(desk.locator("body")).to_contain_text("Sudah diketik")
    return code


def say_by_the_box(desk: Page, citizen: Page, office: Office) -> str:
    """Copy the line of a new voice box into a page of others, send the wish there, return the code."""
    desk.goto(f"{office.url}/r/contoh/pintu/")
    desk.check("input[name=kind][value=widget]")
    desk.fill("[name=hung_at]", "Situs kelompok perahu")
    desk.click("main form button:has-text('Buat')")
    with page_of_others(desk.inner_text("[data-line]")) as address:
        citizen.goto(address)
        box = citizen.frame_locator("iframe")
        box.locator("textarea").fill(f"{WISH} kemarin")
        box.locator("button").click()
        code = box.locator("[data-receipt-code]").inner_text().strip()
        assert citizen.context.cookies() == []
    desk.reload()
    expect(desk.locator("main")).to_contain_text("1 suara masuk lewat sini")
    return code


def claim_post(author: Page, desk: Page, office: Office, status: str) -> str:
    """Let the author of an imported post show that it is theirs; return the code of their receipt."""
    author.goto(f"{status}pos-saya/")
    author.click("button:has-text('Mulai membuktikan')")
    code = author.inner_text("[data-receipt-code]").strip()
    proof = author.inner_text("[data-proof]").strip()
    desk.goto(f"{office.url}/r/contoh/pos-warga/")
    row = desk.locator(f"main li:has-text('{proof}')")
    row.locator("summary").click()
    row.locator("[name=because]").fill("Balasan dari akun yang sama memuat kata kuncinya")
    row.locator("button[value=terbukti]").click()
    return code


def together_on_board(desk: Page, office: Office) -> None:
    for _try in range(60):
        desk.goto(f"{office.url}/r/contoh/papan/")
        link = desk.locator("[data-cluster]:has-text('dermaga perahu Kali Opak')")
        if link.count():
            link.first.click()
            if desk.locator(".board__voice").count() == 5:
                return
        time.sleep(1)
    raise AssertionError("the five voices did not meet on the board")


def test_wish_said_five_ways_becomes_one_idea_and_five_receipts_tell_of_it(
    office: Office, phone: Opened, tmp_path: Path
) -> None:
    desk, field, citizen = phone(), phone(), phone()
    sign_in_staff(desk, office, "koordinator")
    sign_in_staff(field, office, "lapangan")
    for file in exports(tmp_path):
        desk.goto(f"{office.url}/r/contoh/impor/")
        import_by_page(desk, file)
    sound = tmp_path / "catatan.wav"
    sound.write_bytes(wav(1.0))
    codes = [say_at_the_market(field, desk, office, sound), say_by_the_box(desk, citizen, office)]

    together_on_board(desk, office)
    desk.click("button[value=terima]")
    desk.fill("[name=title]", "Perbaiki dermaga perahu Kali Opak")
    desk.fill("[name=wish]", WISH)
    desk.fill("[name=because]", "kelimanya menyebut dermaga yang sama")
    desk.click("main form button:has-text('Terima')")
    number = re.search(r"gagasan nomor (\d+)", desk.inner_text("body"))
    assert number

    # Those who spoke by hand hold their receipts; the three authors show that the posts are theirs.
    own = set()
    for code in codes:
        open_receipt(citizen, office, code)
        own.add(citizen.get_attribute("a[href*='/s/']", "href"))
    citizen.goto(f"{office.url}/g/{number[1]}/suara/")
    links = {
        link.split("#")[0]
        for link in citizen.eval_on_selector_all(
            "main a[href*='/s/']", "links => links.map(link => link.href)"
        )
    }
    imported = {link for link in links if link.removeprefix(office.url) not in own}
    assert (len(links), len(imported)) == (5, 3)
    codes += [claim_post(phone(), desk, office, status) for status in sorted(imported)]
    assert len(set(codes)) == 5
    for code in codes:
        reader = phone()
        open_receipt(reader, office, code)
        expect(reader.locator("main")).to_contain_text(f"Menjadi gagasan {number[1]}")
