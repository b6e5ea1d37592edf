"""One voice, from a real post and a web form, to a kept promise, the answer sent back and the proof."""

from __future__ import annotations

import csv
import json
import re
import struct
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.go.checker import opinion
from tests.journeys.conftest import Office, Opened, choose_no_quiet_hours

pytestmark = pytest.mark.browser
EVIDENCE = "Foto dan berita acara di balai kalurahan"
# Voices, idea, verdict, decision, commitment, milestone; the trace folds none of them away in the page.
STEPS_SEALED = 6
REASONS = "Kebutuhannya jelas bagi anak sekolah, biayanya terjangkau, dan wewenangnya ada di ruang ini."


def sign_in_staff(page: Page, office: Office, name: str) -> None:
    """Be NAME on PAGE: by the session of an earlier journey while it holds, else all the way in."""
    kept = _sessions.get((office.url, name))
    if kept:
        page.context.add_cookies(kept)
        page.goto(f"{office.url}/akun/")
        if "/akun/masuk/" not in page.url:
            return
        page.context.clear_cookies()
    sign_in_all_the_way(page, office, name)
    _sessions[office.url, name] = [one for one in page.context.cookies() if one["name"] == "sesi"]


_sessions: dict[tuple[str, str], list[Any]] = {}


def sign_in_all_the_way(page: Page, office: Office, name: str) -> None:
    """Sign NAME in by password and the code of the second factor."""
    account = _account_with_unused_code(office, name)
    page.goto(f"{office.url}/akun/masuk/sandi/")
    page.fill("input[type=email]", account["email"])
    page.fill("input[type=password]", account["password"])
    page.click("main form button")
    page.fill("input[name=code]", account["code"])
    page.click("main form button")
    expect(page.locator("main")).not_to_contain_text("Kode enam angka")


_used: dict[tuple[str, str], str] = {}


def _account_with_unused_code(office: Office, name: str) -> dict[str, str]:
    """Return account and present code of NAME; each code works once, so the one before may have to pass."""
    for _try in range(20):
        account = office.account(name)
        if _used.get((office.url, name)) != account["code"]:
            _used[office.url, name] = account["code"]
            return account
        time.sleep(3)
    raise AssertionError("the code does not change")


def sign_in_citizen(page: Page, office: Office, then: str) -> None:
    page.goto(f"{office.url}{then}")
    page.fill("input[type=email]", "warga@contoh.example")
    page.click("main form button")
    page.fill("input[name=code]", _code_for(office, "warga"))
    page.click("main form button")
    if "/akun/umur/" in page.url:
        # Asked once of an account.
        page.check("input[name=band][value=adult]")
        page.click("main form button")


def _code_for(office: Office, name: str) -> str:
    """Return the code just mailed to NAME; until it is sent, the newest is that of an earlier journey."""
    for _try in range(60):
        code = office.account(name)["code"]
        if code and _used.get((office.url, name)) != code:
            _used[office.url, name] = code
            return code
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
    office: Office, phone: Opened, checker: Path, tmp_path: Path, script: bool
) -> None:
    village = "jembatan gantung Kali Krasak" if script else "jembatan bambu Kali Boyong"
    wish = f"Tolong perbaiki {village}, papannya lapuk dan anak sekolah lewat situ"

    # 1. A post comes in by file.
    desk = phone(script=script)
    before = figures(desk, office)
    sign_in_all_the_way(desk, office, "koordinator")
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
    endorser.goto(f"{office.url}/kabar/")
    choose_no_quiet_hours(endorser)

    # 6. Two reviewers score it; the verdict follows.
    for name in ("penelaah1", "penelaah2"):
        reviewer = phone(script=script)
        sign_in_staff(reviewer, office, name)
        reviewer.goto(f"{office.url}/telaah/{number[1]}/")
        for criterion in ("need", "benefit", "feasibility", "cost", "fairness"):
            reviewer.check(f"input[name=score_{criterion}][value='4']")
        reviewer.check("input[name=recommends][value=accept]")
        reviewer.fill("[name=reasons]", REASONS)
        reviewer.select_option("[name=authority]", "ours")
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

    # 8. and 9. Everyone is told; the trace reads the same on receipt, both statuses, idea and milestone.
    post = status_of_post(citizen, idea, status)
    for address in (idea, milestone, status, post):
        citizen.goto(address)
        expect(citizen.locator("body")).to_contain_text("Komitmen ditepati")
        card_can_be_forwarded(citizen)
    open_receipt(citizen, office, code)
    expect(citizen.locator("body")).to_contain_text("Komitmen ditepati")
    told(endorser, office, village)

    # 10. The home page counts both voices at their furthest stage, and the number leads to the idea.
    after = figures(citizen, office)
    assert after["Masuk"] == before["Masuk"] + 2
    assert after["Ditepati"] == before["Ditepati"] + 2
    citizen.goto(office.url)
    citizen.locator("a.flow__figure--kept:visible").click()
    expect(citizen.locator("main")).to_contain_text(f"Perbaiki {village}")

    # The proof of each step is accepted by a command that knows only the key, and by a tool not ours.
    verified(office, tmp_path, checker, citizen, idea)


def figures(page: Page, office: Office) -> dict[str, int]:
    """Return the flow as its CSV gives it: voices by the furthest stage they reached."""
    answer = page.request.get(f"{office.url}/r/contoh/alir.csv")
    assert answer.ok
    rows = list(csv.reader(answer.text().splitlines()))[1:]
    return {label: int(voices) for label, voices, _items in rows}


def status_of_post(citizen: Page, idea: str, own: str) -> str:
    """Return the status page of the other voice behind IDEA, as its page links it."""
    citizen.goto(idea)
    own_path = own.split("/s/")[1]
    links = {link for link in _links(citizen, "main a[href*='/s/']") if own_path not in link}
    assert len(links) == 1, links
    return links.pop()


def _links(page: Page, selector: str) -> list[str]:
    return list(page.eval_on_selector_all(selector, "links => links.map(link => link.href)"))


def card_can_be_forwarded(page: Page) -> None:
    """WhatsApp reads the tags and the picture; both are there and say the same address."""
    picture = page.get_attribute("meta[property='og:image']", "content")
    assert picture
    assert page.get_attribute("meta[property='og:title']", "content")
    answer = page.request.get(picture)
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    width, height = struct.unpack(">II", answer.body()[16:24])
    assert (width, height) == (1200, 630)
    share = page.locator("a[href^='https://wa.me/?text=']").first
    expect(share).to_be_visible()


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
        letters = "".join(office.letters()).replace(" ", "_")
        if "Janji ditepati" in endorser.inner_text("main") and "Janji_ditepati" in letters:
            return
        time.sleep(1)
    raise AssertionError("the endorser was not told by page and mail")


def verified(office: Office, folder: Path, checker: Path, reader: Page, idea: str) -> None:
    seals = sealed_steps(reader, idea)
    key = folder / "key.vkey"
    office.rembuk("record", "export", str(folder / "record"))
    key.write_bytes((folder / "record" / "key.vkey").read_bytes())
    for source in (str(folder / "record"), f"{office.url}/catatan"):
        answer = json.loads(office.rembuk("record", "verify", source, "--key", str(key), "--json"))
        assert answer["ok"] is True
        assert answer["size"] > max(int(link.rstrip("/").rpartition("/")[2]) for link in seals)
    code, said = opinion(checker, folder / "record")
    assert (code, said.split()[0]) == (0, "ok"), said
    for link in seals:
        reader.goto(link)
        proof = _links(reader, "a[href$='.tlog-proof']")
        assert proof, link
        assert reader.request.get(proof[0]).ok


def sealed_steps(reader: Page, idea: str) -> list[str]:
    """Return the pages of the proofs on IDEA's trace, once the worker has sealed every step of it."""
    for _try in range(90):
        reader.goto(idea)
        seals = {
            link for link in _links(reader, "a[href*='/catatan/']") if re.search(r"/catatan/\d+/$", link)
        }
        if len(seals) >= STEPS_SEALED:
            return sorted(seals)
        time.sleep(1)
    raise AssertionError("the steps were not sealed")
