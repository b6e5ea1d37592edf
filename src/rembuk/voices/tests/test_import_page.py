"""Importing by page."""

from __future__ import annotations

import csv
import io
import json
import re
import secrets
import zipfile
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rembuk.people.tests.factories import sign_in
from rembuk.shared.cells import neutral
from rembuk.spaces.tests.factories import make_member
from rembuk.voices import actions
from rembuk.voices.models import Import, Voice, VoiceAuthor
from rembuk.voices.tasks import take_in
from rembuk.voices.tests.factories import AT, make_space

pytestmark = pytest.mark.django_db
DROP = "/r/contoh/impor/"
TABLE = b"kode,suara warga,waktu\n1,Lampu mati,2026-01-02\n2,,2026-01-02\n3,Jalan rusak,2026-01-02\n"


@pytest.fixture
def staff(client):
    space = make_space()
    sign_in(client, make_member(space, "coordinator"))
    return client


def drop(client, content=TABLE, name="aspirasi.csv"):
    return client.post(DROP, {"berkas": SimpleUploadedFile(name, content)})


def agree(client, address, **more):
    given = {"format": "table", "basis": "Formulir dengan persetujuan", "kolom_text": "suara warga", **more}
    return client.post(address, given)


def test_a_table_is_dropped_looked_at_agreed_and_reported(staff):
    address = drop(staff)["Location"]
    page = staff.get(address).content.decode()
    assert "suara warga" in page
    assert "Lampu mati" in page
    assert not Voice.objects.exists()
    done = agree(staff, address, kolom_id="kode", kolom_time="waktu")
    assert done["Location"] == address
    report = staff.get(address).content.decode()
    assert "Teksnya kosong" in report
    source = Import.objects.get()
    assert (source.read, source.new, source.refused, source.state) == (3, 2, 1, "done")
    assert source.role == "coordinator"
    assert {voice.native_id for voice in Voice.objects.all()} == {"1", "3"}


def test_rows_beyond_those_named_are_counted_by_reason_and_the_page_says_so(staff, monkeypatch):
    monkeypatch.setattr("rembuk.voices.actions.importing.BATCH", 4)
    monkeypatch.setattr("rembuk.voices.actions.importing.HELD_REFUSALS", 6)
    monkeypatch.setattr("rembuk.voices.actions.importing.KEPT_REFUSALS", 5)
    monkeypatch.setattr("rembuk.voices.actions.importing.HELD_REASONS", 1)
    monkeypatch.setattr("rembuk.voices.views.imports.KEPT_REFUSALS", 5)
    monkeypatch.setattr("rembuk.voices.views.imports.SHOWN_REFUSALS", 3)
    bad = b"".join(b"%d,,2026-01-02\n" % number for number in range(10, 19))
    late = b"20,Jalan retak,2999-01-01\n"
    head, good = TABLE.splitlines(keepends=True)[0], b"3,Jalan rusak,2026-01-02\n"
    address = drop(staff, head + bad + good + bad + late)["Location"]
    agree(staff, address, kolom_id="kode", kolom_time="waktu")
    source = Import.objects.get()
    assert (source.read, source.new, source.refused) == (20, 1, 19)
    assert source.reasons == {"Teksnya kosong.": 18, "": 1}
    assert [row.line for row in source.refusals.order_by("line")] == [2, 3, 4, 5, 6]
    page = " ".join(re.sub(r"<[^>]+>", " ", staff.get(address).content.decode()).split())
    assert "Teksnya kosong. 18 baris" in page
    assert "Alasan lain 1 baris" in page
    assert "Ini 3 baris pertama. Unduhannya memuat 5 baris pertama" in page
    assert page.count(": Teksnya kosong.") == 3


def test_post_of_the_last_hours_there_are_is_shown_and_refused_alone(staff):
    posts = [
        {
            "id": str(number), "edit_history_tweet_ids": [str(number)], "text": "Lampu mati",
            "created_at": time,
        }
        for number, time in enumerate(("9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", None), start=1)
    ]  # fmt: skip
    address = drop(staff, "\n".join(json.dumps(post) for post in posts).encode(), "pos.jsonl")["Location"]
    page = staff.get(address).content.decode()
    assert page.count("9999-12-31 23.59") == 2
    agree(staff, address, format="x", kolom_text="")
    source = Import.objects.get()
    assert (source.read, source.new, source.refused) == (3, 1, 2)
    assert Voice.objects.get().native_id == "3"


def test_the_columns_are_remembered_for_the_next_table_with_the_same_headings(staff):
    agree(staff, drop(staff)["Location"], kolom_id="kode", kolom_author="waktu")
    page = staff.get(drop(staff)["Location"]).content.decode()
    assert page.count('<option value="waktu" selected>') == 1
    again = agree(staff, drop(staff)["Location"], kolom_id="kode")
    assert again.status_code == 302
    assert Import.objects.latest("id").seen == 2


def test_voices_whose_drawn_addresses_are_taken_draw_others(staff, monkeypatch):
    drawn = secrets.token_bytes
    # The first two draws of addresses come out alike; salts, which are longer or shorter, stay as they are.
    alike = iter([bytes(range(30)), bytes(range(30))])
    size = 2 * 10 * 11 // 10 + 8

    def token_bytes(count):
        return (next(alike, None) or drawn(count)) if count == size else drawn(count)

    monkeypatch.setattr(secrets, "token_bytes", token_bytes)
    agree(staff, drop(staff)["Location"], kolom_id="kode", kolom_time="waktu")
    other = TABLE.replace(b"\n1,", b"\n4,").replace(b"\n3,", b"\n5,")
    agree(staff, drop(staff, other)["Location"], kolom_id="kode", kolom_time="waktu")
    assert next(alike, None) is None
    assert {voice.native_id for voice in Voice.objects.all()} == {"1", "3", "4", "5"}
    assert Voice.objects.values("address").distinct().count() == 4


def test_the_worker_finds_an_import_done_and_leaves_it(staff):
    agree(staff, drop(staff)["Location"])
    before = Voice.objects.count()
    take_in({"import": Import.objects.get().pk})
    assert Voice.objects.count() == before


def test_a_wrong_guess_is_overruled(staff):
    posts = json.dumps({"id": "5", "text": "Jalan rusak", "author_id": "7"}).encode() + b"\n"
    address = drop(staff, posts, "pos.jsonl")["Location"]
    assert Import.objects.get().format == "x"
    assert "kolom_text" in staff.get(address + "?format=table").content.decode()
    assert agree(staff, address, kolom_text="text").status_code == 302
    assert Voice.objects.get().channel == "table"


def test_no_basis_or_no_text_column_is_asked_for_and_nothing_is_read(staff):
    address = drop(staff)["Location"]
    assert agree(staff, address, basis="").status_code == 400
    assert agree(staff, address, kolom_text="").status_code == 400
    assert agree(staff, address, kolom_text="tidak ada").status_code == 400
    assert not Voice.objects.exists()


def test_agreeing_twice_is_a_conflict_that_shows_the_report(staff):
    address = drop(staff)["Location"]
    agree(staff, address)
    assert "Suara baru" in agree(staff, address).content.decode()
    assert Voice.objects.count() == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 rusak", b"\x1f\x8b rusak", b"\x00" * 100])
def test_a_file_that_cannot_be_read_gets_a_sentence(staff, content):
    answer = drop(staff, content)
    if answer.status_code == 302:
        answer = agree(staff, answer["Location"])
        if answer.status_code == 302:
            assert Import.objects.get().failure
            return
    assert answer.status_code == 400
    assert not Voice.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\x00b.csv", "..\\..\\x.csv", "\u202efdp.csv", "x" * 300]
)
def test_the_name_of_a_file_never_decides_where_it_is_kept(staff, name, settings):
    drop(staff, TABLE, name)
    source = Import.objects.first()
    if source is not None:
        assert re.fullmatch("impor/[0-9a-f]{32}", source.stored_as)
        assert "/" not in source.file_name


def test_refused_rows_come_as_a_csv_that_runs_nothing(staff):
    address = drop(staff)["Location"]
    agree(staff, address)
    answer = staff.get(address + "ditolak.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[0] == ["baris", "alasan"]
    assert rows[1][0] == "3"
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\tx", "\rx", "＝1", "＠a"])
def test_a_cell_a_spreadsheet_would_run_is_neutralised(cell):
    assert neutral(cell) == "'" + cell
    assert neutral("biasa " + cell) == "biasa " + cell


def test_another_space_cannot_see_the_import(staff, client):
    address = drop(staff)["Location"]
    other = make_space("lain")
    sign_in(client, make_member(other, "owner"))
    assert client.get(address).status_code == 403
    assert client.get(address.replace("contoh", "lain")).status_code == 404


CHAT = (
    b"27/10/26 08.02 - Rekaan Satu: Lampu jalan mati #usul, kabari Pak Dua 0811-0000-0002\n"
    b"27/10/26 08.03 - Rekaan Dua: Terima kasih\n"
)


def agree_chat(client, address, **more):
    given = {"format": "whatsapp", "basis": "Anggota grup rekaan ini setuju", **more}
    return client.post(address, given)


def test_a_chat_says_whose_words_it_holds_and_keeps_nobodys_name_unless_asked(staff):
    address = drop(staff, CHAT, "chat.txt")["Location"]
    page = staff.get(address).content.decode()
    assert "Ini percakapan orang" in page
    assert "[nomor ditutup]" in page
    assert "Rekaan" not in page.partition("<table>")[2]
    assert agree_chat(staff, address, basis="").status_code == 400
    assert agree_chat(staff, address).status_code == 302
    assert not VoiceAuthor.objects.exists()
    texts = [voice.text for voice in Voice.objects.order_by("id")]
    assert texts == ["Lampu jalan mati #usul, kabari Pak [nama ditutup] [nomor ditutup]", "Terima kasih"]
    source = Import.objects.get()
    assert source.basis == "Anggota grup rekaan ini setuju"
    assert source.options == {"only": "", "keep_names": False}


def test_names_of_a_chat_are_kept_apart_when_its_people_agreed(staff):
    agree_chat(staff, drop(staff, CHAT, "chat.txt")["Location"], nama="on")
    assert {one.handle for one in VoiceAuthor.objects.all()} == {"Rekaan Satu", "Rekaan Dua"}
    again = agree_chat(staff, drop(staff, CHAT, "chat.txt")["Location"])
    assert again.status_code == 302
    assert Import.objects.latest("id").seen == 2


@pytest.mark.parametrize("word", ["#usul", "+62 811 0000 0002", "08110000 0002"])
def test_only_messages_with_the_word_or_number_are_taken(staff, word):
    agree_chat(staff, drop(staff, CHAT, "chat.txt")["Location"], hanya=word)
    assert Voice.objects.count() == 1
    assert Import.objects.get().read == 2


def test_an_open_format_does_not_ask_about_names(staff):
    page = staff.get(drop(staff)["Location"]).content.decode()
    assert "Ini percakapan orang" not in page
    assert 'name="nama"' not in page


def test_an_archive_with_two_formats_is_two_imports_of_one_kept_file(staff):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("grup/_chat.txt", CHAT)
        archive.writestr("../../aspirasi.csv", TABLE.replace(b"suara warga", b"isi"))
        archive.writestr("foto.jpg", b"\xff\xd8" + bytes(100))
    address = drop(staff, file.getvalue(), "dua.zip")["Location"]
    chat, table = Import.objects.order_by("format").reverse()
    assert (chat.format, table.format) == ("whatsapp", "table")
    assert address.endswith(f"/{chat.pk}/")
    assert f"/impor/{table.pk}/" in staff.get(address).content.decode()
    agree_chat(staff, address)
    other = f"{DROP}{table.pk}/"
    assert "Lampu mati" in staff.get(other).content.decode()
    staff.post(other, {"format": "table", "basis": "Formulir dengan persetujuan"})
    counts = {channel: Voice.objects.filter(channel=channel).count() for channel in ("whatsapp", "table")}
    assert counts == {"whatsapp": 2, "table": 2}
    assert not Import.objects.exclude(stored_as="").exists()


def test_a_file_that_is_none_of_them_is_told_what_can_be_read_and_how_to_get_it(staff):
    for content in (
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"%PDF-1.7 abc",
        b"<html><body>a</body></html>",
    ):
        answer = drop(staff, content, "foto.png")
        assert answer.status_code == 400
        assert "panduan" in answer.content.decode()
    assert not Import.objects.exists()


def test_a_look_at_a_long_chat_reads_its_beginning_only(staff, monkeypatch):
    from rembuk.voices.actions import files

    monkeypatch.setattr(files, "LOOKED_AT_BYTES", len(CHAT))
    address = drop(staff, CHAT + b"27/10/26 08.04 - Rekaan Tiga: di belakang\n", "chat.txt")["Location"]
    page = staff.get(address).content.decode()
    assert "Terima kasih" in page
    assert "di belakang" not in page
    agree_chat(staff, address)
    assert Voice.objects.count() == 3


def test_erased_voice_keeps_no_identity_made_of_its_words_and_the_same_file_never_brings_it_back(staff):
    def take():
        # Without a column of ids: each row gets one from its minute and its words.
        agree(staff, drop(staff)["Location"], kolom_time="waktu")

    take()
    before = Voice.objects.order_by("pk").first()
    count, words = Voice.objects.count(), before.text
    actions.forget(voice_id=before.pk, at=AT)
    after = Voice.objects.get(pk=before.pk)
    assert after.version_key == ""
    assert after.native_id not in ("", before.native_id)
    made = [sha256(words.encode()).hexdigest(), before.native_id.partition("-")[0]]
    assert not any(one[:16] in after.native_id for one in made)
    take()
    assert Voice.objects.count() == count
    assert not Voice.objects.filter(text=words).exists()
