"""Reading tables people keep."""

from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.table.queries import kind_of, preview, read
from rembuk.channels.table.rules import time_of
from rembuk.reckon.refusal import Refusal


def take(content: bytes | str, **options) -> list:
    data = content.encode() if isinstance(content, str) else content
    return list(read(io.BytesIO(data), options))


def texts(found: list) -> list[str]:
    return [row.text for row in found if isinstance(row, Post)]


def xlsx(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_delimiter_and_encoding_gives_the_same_rows(mark, encoding):
    rows = [["tanggal", "isi", "kota"], ["2026-10-01", "Café di jalan – parah", "Kota A"], ["", "Dua", "B"]]
    content = "\r\n".join(mark.join(row) for row in rows) + "\r\n"
    assert texts(take(content.encode(encoding))) == ["Café di jalan – parah", "Dua"]


def test_a_line_in_another_encoding_than_the_rest_is_still_read():
    content = "teks,kota\nKafé,A\n".encode() + "Kafé,B\n".encode("cp1252") + "Kafé,C\n".encode()
    assert texts(take(content, encoding="utf-8")) == ["Kafé"] * 3


def test_rows_without_an_id_are_known_by_content_and_occurrence():
    content = "teks,kota\nsama,A\nsama,A\nsama,B\n"
    ids = [row.native_id for row in take(content)]
    assert len(set(ids)) == 3
    assert ids[0].rsplit("-")[0] == ids[1].rsplit("-")[0]
    assert ids == [row.native_id for row in take(content)]


def test_a_changed_text_under_the_same_id_is_another_version_of_it():
    first, second = take("id,teks\n7,lama\n")[0], take("id,teks\n7,baru\n")[0]
    assert first.native_id == second.native_id == "7"
    assert first.version_key != second.version_key


def test_columns_are_suggested_by_heading_then_by_length_and_can_be_overruled():
    seen = preview(io.BytesIO(b"No Tiket,Isi Laporan,Tanggal,Kecamatan\n1,Jalan rusak,2026-01-02,X\n"), {})
    assert seen.mapping == {"text": "Isi Laporan", "id": "No Tiket", "time": "Tanggal", "place": "Kecamatan"}
    long = preview(io.BytesIO(b"a,b\nx,Jalan di depan pasar berlubang\n"), {})
    assert long.mapping == {"text": "b"}
    assert texts(take("a,b\nx,Jalan di depan pasar berlubang\n", map={"text": "a"})) == ["x"]


@pytest.mark.parametrize("mapping", [{"text": "tidakada"}, {"warna": "a"}])
def test_a_column_that_is_not_there_is_refused_with_those_that_are(mapping):
    with pytest.raises(Refusal, match="a, b"):
        take("a,b\n1,2\n", map=mapping)


def test_a_table_without_a_text_column_is_refused_with_its_columns():
    with pytest.raises(Refusal, match="x, y"):
        take("x,y\n1,2\n")


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ("", None), ("satu", "lebih sedikit"), ("a,b,c", "lebih banyak"), (",b", "kosong"),
        ("a\x00,b", "tidak dapat"),
        ("a,b\x00", "tidak dapat"), ("a\x00b,b", "tidak dapat"),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_alone_with_its_line(row, part):
    found = take(f"teks,kota\nbaik,A\n{row}\nbaik,B\n")
    assert len(texts(found)) == 2
    refused = [one for one in found if isinstance(one, RefusedRow)]
    assert [one.line for one in refused] == ([] if part is None else [3])
    assert all(part in one.reason for one in refused)


def test_a_file_cut_inside_quotes_loses_nothing_before_the_cut():
    found = take('teks,kota\n"satu, ya",A\n"dua\nbaris",B\n"tiga, terp')
    assert texts(found) == ["satu, ya", "dua\nbaris"]
    assert isinstance(found[-1], RefusedRow)
    assert found[-1].line == 5


def test_a_line_of_5_mb_is_refused_and_the_rest_is_read():
    found = take("teks,kota\na,A\n" + "x" * 5_000_000 + ",B\nc,C\n")
    assert texts(found) == ["a", "c"]
    assert [one.line for one in found if isinstance(one, RefusedRow)] == [3]


def test_a_million_columns_are_refused_at_once():
    start = time.process_time()
    with pytest.raises(Refusal):
        take(",".join(["a"] * 1_000_000) + "\n1\n")
    assert time.process_time() - start < 10


def test_json_lines_and_lists_of_objects_with_own_keys_are_tables():
    rows = [{"teks": "satu", "kota": "A"}, {"teks": "dua"}, 7]
    for content in ("".join(json.dumps(row) + "\n" for row in rows), json.dumps(rows)):
        found = take(content)
        assert texts(found) == ["satu", "dua"]
        assert [one.line for one in found if isinstance(one, RefusedRow)] == [3]


def test_a_spreadsheet_is_read_with_numbers_dates_and_empty_rows():
    rows = [["Nomor", "Isi", "Tanggal"], [12, "Jalan rusak", datetime(2026, 1, 2, 3, 4)], [], [13, "Dua"]]
    found = take(xlsx(*rows), zone="Asia/Makassar")
    assert [(one.native_id, one.text) for one in found] == [("12", "Jalan rusak"), ("13", "Dua")]
    assert found[0].spoken_at == datetime(2026, 1, 1, 19, 4, tzinfo=UTC)


def test_a_formula_is_never_run_and_gives_no_text():
    found = take(xlsx(["id", "isi"], [1, '=HYPERLINK("http://x","a")'], [2, "baik"]))
    assert texts(found) == ["baik"]


def test_what_our_exports_neutralise_comes_back_as_it_was():
    assert texts(take("id,teks\n1,'=1+1\n2,'halo'\n")) == ["=1+1", "'halo'"]


@pytest.mark.parametrize("content", [b"PK\x03\x04 bukan zip", b"PK\x03\x04" + bytes(2_000)])
def test_a_broken_spreadsheet_is_refused_in_one_sentence(content):
    with pytest.raises(Refusal, match="XLSX"):
        take(content)


def test_a_zip_bomb_is_refused_quickly():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(60_000_000))
    start = time.process_time()
    with pytest.raises(Refusal, match="unpacks"):
        take(file.getvalue())
    assert time.process_time() - start < 10


def test_an_xml_bomb_inside_a_spreadsheet_is_refused():
    whole = zipfile.ZipFile(io.BytesIO(xlsx(["isi"], ["a"])))
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in whole.namelist():
            archive.writestr(name, bomb if name.endswith("sheet1.xml") else whole.read(name))
    with pytest.raises(Refusal):
        take(file.getvalue())


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2026-11-21 14.05", "2026-11-21T07:05"), ("2026-11-21T14:05:00Z", "2026-11-21T14:05"),
        ("21/11/2026 14.05", "2026-11-21T07:05"), ("21 November 2026", "2026-11-20T17:00"),
        ("21 Agu 2026 09:10 WIT", "2026-08-21T00:10"), ("Wed Oct 10 20:19:24 +0000 2018", "2018-10-10T20:19"),
        ("1700000000", "2023-11-14T22:13"), ("1700000000000", "2023-11-14T22:13"),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(words, expected):
    assert time_of(words, "Asia/Jakarta").isoformat()[:16] == expected


@pytest.mark.parametrize("words", ["kemarin", "31/02/2026", "0001-01-01", "1/1/1200", "9" * 30, "-5"])
def test_a_time_that_is_none_refuses_its_row(words):
    found = take(f"teks,waktu\na,{words}\nb,2026-01-01\n")
    assert texts(found) == ["b"]
    assert isinstance(found[0], RefusedRow)


def test_an_empty_file_is_refused():
    with pytest.raises(Refusal):
        take(b"")


def test_a_list_of_texts_one_a_line_is_read_whole_with_its_first_line_and_commas():
    content = (
        "Jalan di depan pasar rusak, tolong\nLampu mati, gelap, sudah sebulan\n\nAir keruh sejak Senin\n"
    )
    assert texts(take(content)) == [line for line in content.split("\n") if line]
    assert preview(io.BytesIO(content.encode()), {}).kind == "text"


@pytest.mark.parametrize(
    "content",
    [
        "isi\nJalan di depan pasar rusak, tolong\nLampu mati, gelap sudah sebulan\n",
        "abad\nabah\nabangan\nabdikasi\n",
    ],
)
def test_a_column_with_a_heading_and_a_list_of_words_are_no_list_of_texts(content):
    assert kind_of(content.encode()) == "csv"
