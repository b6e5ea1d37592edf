"""One voice, from a real post and a web form, to a kept promise, the answer sent back and the proof."""

from __future__ import annotations

import json
import re
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Office, Opened

pytestmark = pytest.mark.browser
EVIDENCE = "Foto dan berita acara di balai kalurahan"
REASONS = "Kebutuhannya jelas bagi anak sekolah, biayanya terjangkau, dan wewenangnya ada di ruang ini."


def sign_in_staff(page: Page, office: Office, name: str) -> None:
    account = office.account(name)
    page.goto(f"{office.url}/akun/masuk/sandi/")
    page.fill("input[type=email]", account["email"])
    page.fill("input[type=password]", account["password"])
    page.click("main form button")
    page.fill("input[name=code]", office.account(name)["code"])
    page.click("main form button")
    expect(page.locator("main")).not_to_contain_text("Kode enam angka")


def sign_in_citizen(page: Page, office: Office, then: str) -> None:
    page.goto(f"{office.url}{then}")
    page.fill("input[type=email]", "warga@contoh.example")
    page.click("main form button")
    page.fill("input[name=code]", _code_for(office, "warga"))
    page.click("main form button")


def _code_for(office: Office, name: str) -> str:
    for _try in range(60):
        code = office.account(name)["code"]
        if code:
            return str(code)
        time.sleep(1)
    raise AssertionError("no code was mailed")


def x_export(folder: Path, text: str, identity: str) -> Path:
    """Write one post as the X API v2 gives it (GET /2/tweets/:id)."""
    post = {
        "id": identity, "edit_history_tweet_ids": [identity], "text": text, "author_id": "77",
        "created_at": "2026-11-19T03:00:00.000Z",
    }  # fmt: skip
    file = folder / "pos.json"
    file.write_text(
        json.dumps({"data": [post], "includes": {"users": [{"id": "77", "username": "akun_uji"}]}})
    )
    return file


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_voice_from_a_post_and_a_form_becomes_a_promise_that_is_kept(
    office: Office, phone: Opened, tmp_path: Path, script: bool
) -> None:
    village = "jembatan gantung Kali Krasak" if script else "jembatan bambu Kali Boyong"
    wish = f"Tolong perbaiki {village}, papannya lapuk dan anak sekolah lewat situ"

    # 1. A post comes in by file.
    desk = phone(script=script)
    sign_in_staff(desk, office, "koordinator")
    desk.goto(f"{office.url}/r/contoh/impor/")
    import_by_page(
        desk, x_export(tmp_path, f"{wish} tiap pagi", "19980000000000000" + ("01" if script else "02"))
    )

    # 2. A citizen says the same from a phone, and gets a receipt.
    citizen = phone(script=script)
    code, status = send_by_form(citizen, office, wish)

    # 3. and 4. The machine gathers both; staff accept them as one idea.
    cluster_on_board(desk, office, village)
    expect(desk.locator(".board__voice")).to_have_count(2)
    desk.click("button[value=terima]")
    desk.fill("[name=title]", f"Perbaiki {village}")
    desk.fill("[name=wish]", wish)
    desk.fill("[name=because]", "keduanya menyebut jembatan yang sama")
    desk.click("main form button:has-text('Terima')")
    number = re.search(
        r"gagasan nomor (\d+)", desk.inner_text("main, .messages >> nth=0") + desk.inner_text("body")
    )
    assert number
    idea = f"{office.url}/g/{number[1]}/"

    # 5. The citizen signs in with a code by mail and endorses.
    endorser = phone(script=script)
    endorser.goto(idea)
    endorser.click("text=Dukung gagasan ini")
    sign_in_citizen(endorser, office, f"/g/{number[1]}/dukung/masuk/")
    endorser.click("button:has-text('Dukung gagasan ini')")
    expect(endorser.locator("body")).to_contain_text("Anda mendukung gagasan ini")

    # 6. Two reviewers score it; the verdict follows.
    for name in ("penelaah1", "penelaah2"):
        reviewer = phone(script=script)
        sign_in_staff(reviewer, office, name)
        reviewer.goto(f"{office.url}/telaah/{number[1]}/")
        for criterion in ("need", "benefit", "feasibility", "cost", "fairness"):
            reviewer.check(f"input[name={criterion}][value='4']")
        reviewer.check("input[name=recommends][value=accept]")
        reviewer.fill("[name=reasons]", REASONS)
        reviewer.click("button[value=nilai]")
    desk.goto(f"{idea}putusan/")
    expect(desk.locator("h1")).to_contain_text("diterima")

    # 7. Decided, promised, kept.
    milestone = decide_and_promise(desk, office, village)
    desk.goto(milestone)
    desk.click("summary:has-text('Tandai ditepati')")
    desk.fill("[name=tepati-evidence]", EVIDENCE)
    desk.click("button[value=tepati]")
    expect(desk.locator("h1 + p, .lead >> nth=0")).to_contain_text("Ditepati")

    # 8. and 9. Everyone is told; the trace reads the same on receipt, status, idea, commitment, milestone.
    for address in (idea, milestone, status):
        citizen.goto(address)
        expect(citizen.locator("body")).to_contain_text("Komitmen ditepati")
    open_receipt(citizen, office, code)
    expect(citizen.locator("body")).to_contain_text("Komitmen ditepati")
    told(endorser, office, village)

    # The proof of each step is accepted by a command that knows only the key.
    verified(office, tmp_path)


def import_by_page(desk: Page, file: Path) -> None:
    desk.set_input_files("input[type=file]", str(file))
    desk.click("main form button")
    for _try in range(4):
        if desk.locator("body:has-text('1 baru')").count():
            break
        button = desk.locator("main form button[type=submit], main form button:not([type])").last
        if button.count():
            basis = desk.locator("[name=basis]")
            if basis.count() and not basis.input_value():
                basis.fill("Pos terbuka yang menandai ruang ini")
            button.click()
    for _try in range(40):
        if re.search(r"\b1\b[^\n]*(baru|suara)", desk.inner_text("main")):
            return
        time.sleep(1)
        desk.reload()
    raise AssertionError(desk.inner_text("main"))


def send_by_form(citizen: Page, office: Office, wish: str) -> tuple[str, str]:
    citizen.goto(f"{office.url}/r/contoh/suara/kirim/")
    citizen.fill("textarea[name=text]", wish)
    for _try in range(3):
        if citizen.locator("[data-receipt-code]").count():
            break
        citizen.locator("main form button").last.click()
    code = citizen.inner_text("[data-receipt-code]").strip()
    status = citizen.get_attribute("a[href*='/s/']", "href") or ""
    assert status
    return code, status if status.startswith("http") else office.url + status


def open_receipt(citizen: Page, office: Office, code: str) -> None:
    citizen.goto(f"{office.url}/tanda-terima/")
    citizen.fill("main form input:not([type=hidden])", code)
    citizen.click("main form button")


def cluster_on_board(desk: Page, office: Office, words: str) -> None:
    """Wait until the worker has sorted both voices, then open their cluster."""
    for _try in range(60):
        desk.goto(f"{office.url}/r/contoh/papan/")
        link = desk.locator(f"[data-cluster]:has-text('{words}')")
        if link.count():
            link.first.click()
            if desk.locator(".board__voice").count() == 2:
                return
        time.sleep(1)
    raise AssertionError("the two voices did not meet on the board")


def decide_and_promise(desk: Page, office: Office, village: str) -> str:
    desk.goto(f"{office.url}/r/contoh/tulis/keputusan/")
    desk.check(f"label:has-text('Perbaiki {village}') input")
    desk.fill("[name=title]", f"Papan baru untuk {village}")
    desk.fill("[name=goal]", "Anak sekolah menyeberang dengan aman.")
    desk.fill("[name=option_1]", "Mengganti papan")
    desk.fill("[name=option_2]", "Menutup jembatan")
    desk.check("input[name=chosen][value='1']")
    desk.check("input[name=adopted][value=ya]")
    desk.fill("[name=reasons]", "Mengganti papan lebih cepat daripada membangun baru.")
    desk.fill("[name=decided_by]", "Rapat program, 7 anggota")
    desk.click("button:has-text('Simpan dan umumkan')")
    expect(desk.locator("h1")).to_contain_text("Papan baru")
    desk.goto(f"{office.url}/r/contoh/tulis/komitmen/")
    desk.select_option("[name=programme]", index=1)
    desk.select_option("[name=decision]", label=f"Papan baru untuk {village}")
    desk.fill("[name=title]", f"Papan {village} diganti")
    desk.fill("[name=text]", "Semua papan lapuk diganti.")
    desk.fill("[name=answered_by]", "Tim program")
    desk.fill("[name=milestone_1]", f"Papan {village} terpasang")
    desk.fill("[name=due_1]", (date.today() + timedelta(days=40)).isoformat())
    desk.click("button:has-text('Simpan dan umumkan')")
    expect(desk.locator("h1")).to_contain_text("diganti")
    desk.click(f"a:has-text('Papan {village} terpasang')")
    return desk.url


def told(endorser: Page, office: Office, village: str) -> None:
    for _try in range(60):
        endorser.goto(f"{office.url}/kabar/")
        letters = "".join(path.read_text(errors="replace") for path in (office.home / "surat").iterdir())
        if "Janji ditepati" in endorser.inner_text("main") and "Janji_ditepati" in letters.replace(" ", "_"):
            return
        time.sleep(1)
    raise AssertionError("the endorser was not told by page and mail")


def verified(office: Office, folder: Path) -> None:
    key = folder / "key.vkey"
    for _try in range(90):
        office.rembuk("record", "export", str(folder / "record"))
        key.write_bytes((folder / "record" / "key.vkey").read_bytes())
        answer = json.loads(
            office.rembuk("record", "verify", str(folder / "record"), "--key", str(key), "--json")
        )
        assert answer["ok"] is True
        live = json.loads(
            office.rembuk("record", "verify", f"{office.url}/catatan", "--key", str(key), "--json")
        )
        assert live["ok"] is True
        if answer["size"] > 300:
            return
        time.sleep(1)
    raise AssertionError("the steps were not sealed")
