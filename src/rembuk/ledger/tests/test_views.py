"""The pages and files of the record."""

from __future__ import annotations

import hashlib
import json

import pytest

from rembuk.ledger.actions import seal
from rembuk.ledger.models import Checkpoint, Leaf
from rembuk.ledger.queries.record import verifier_key
from rembuk.ledger.tests.factories import AT, record, record_many
from rembuk.reckon.integrity.notes import read_verifier_key
from rembuk.reckon.integrity.proofs import parse_proof
from rembuk.reckon.integrity.record import verify_record

pytestmark = pytest.mark.django_db


def fetch_from(client):
    def fetch(path):
        answer = client.get(f"/catatan/{path}")
        return answer.content if answer.status_code == 200 else None

    return fetch


def test_record_as_served_is_accepted_by_the_outside_check(client):
    record_many(300)
    old = seal(at=AT).note.encode()
    record_many(231, start=301)
    seal(at=AT)
    report = verify_record(fetch_from(client), read_verifier_key(verifier_key()), old)
    assert report.ok, report.errors
    assert (report.size, report.since) == (531, {"size": 300, "consistent": True})


def test_record_without_a_seal_says_so_and_has_no_files(client):
    record()
    page = client.get("/catatan/").content.decode()
    assert "belum ada" in page
    for path in ("checkpoint", "key.vkey", "tile/0/000.p/1", "0/", "0/entri.json", "0/bukti.tlog-proof"):
        assert client.get(f"/catatan/{path}").status_code == 404


def test_page_tells_size_limits_and_that_no_witness_signs(client):
    record_many(3)
    seal(at=AT)
    page = client.get("/catatan/").content.decode()
    assert "Saksi independen saat ini: belum ada" in page
    assert "tidak menunjukkan bahwa isinya benar" in page
    assert "tidak menunjukkan bahwa semua hal dicatat" in page
    assert verifier_key() in page


def test_record_speaks_english_when_asked(client):
    record()
    seal(at=AT)
    client.cookies["bahasa"] = "en"
    assert "What this record does not prove" in client.get("/catatan/").content.decode()
    assert "Only committed to" not in client.get("/catatan/0/").content.decode()


def test_entry_page_shows_what_is_written_and_what_is_only_committed_to(client):
    record(facts={"jumlah": 7}, words={"title": "Perbaiki <b>jembatan</b>"}, because_of=["voices.voice:3"])
    seal(at=AT)
    page = client.get("/catatan/0/").content.decode()
    leaf = Leaf.objects.get()
    assert bytes(leaf.hash).hex() in page
    assert "&quot;jumlah&quot;:7" in page
    assert "voices.voice:3" in page
    assert json.loads(bytes(leaf.body))["sealed"]["title"] in page
    assert "Perbaiki" not in page
    assert "<b>jembatan" not in page


def test_entry_and_proof_are_enough_to_check_one_step(client):
    record_many(300)
    seal(at=AT)
    entry = client.get("/catatan/77/entri.json").content
    proof = parse_proof(client.get("/catatan/77/bukti.tlog-proof").content.decode())
    key = read_verifier_key(client.get("/catatan/key.vkey").content.decode())
    assert hashlib.sha256(b"\0" + entry).digest() == bytes(Leaf.objects.get(index=77).hash)
    assert proof.proves(entry, key).size == 300
    assert proof.proves(entry + b" ", key) is None


def test_files_that_never_change_are_kept_for_a_year_and_the_head_for_seconds(client):
    record_many(257)
    seal(at=AT)
    for path in ("tile/0/000", "tile/entries/001.p/1", "0/entri.json"):
        assert client.get(f"/catatan/{path}")["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/catatan/checkpoint")["Cache-Control"] == "public, max-age=5"
    assert client.get("/catatan/checkpoint")["Content-Type"] == "text/plain; charset=utf-8"
    assert client.get("/catatan/tile/0/000")["Content-Type"] == "application/octet-stream"
    assert client.get("/catatan/key.vkey")["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    "path", ["", "0/", "checkpoint", "tile/0/000.p/1", "0/entri.json", "0/bukti.tlog-proof"]
)
def test_answer_not_changed_since_is_not_sent_again(client, path):
    record()
    seal(at=AT)
    first = client.get(f"/catatan/{path}")
    again = client.get(f"/catatan/{path}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000",
        "tile/0/000.p/2",
        "tile/0/001",
        "tile/1/000.p/1",
        "tile/0/000.p/01",
        "tile/../0/000",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/64/000",
        "tile/",
        "tile/entries/000",
        "9223372036854775808/",
        "18446744073709551616/entri.json",
        "1/",
        "99999999999999999999999999/bukti.tlog-proof",
    ],
)
def test_file_that_no_head_needs_is_not_there(client, path):
    record()
    seal(at=AT)
    assert client.get(f"/catatan/{path}").status_code == 404


def test_older_partial_tile_stays_served_after_the_tile_has_grown(client):
    record_many(2)
    seal(at=AT)
    before = client.get("/catatan/tile/0/000.p/2").content
    record_many(5, start=3)
    seal(at=AT)
    assert client.get("/catatan/tile/0/000.p/2").content == before
    assert len(client.get("/catatan/tile/0/000.p/7").content) == 7 * 32


def test_list_of_entries_goes_back_page_by_page_in_a_fixed_number_of_queries(
    client, django_assert_max_num_queries
):
    record_many(45)
    seal(at=AT)
    with django_assert_max_num_queries(8):
        page = client.get("/catatan/").content.decode()
    assert 'href="/catatan/44/"' in page
    assert 'href="/catatan/24/"' not in page
    assert "?sebelum=25" in page
    older = client.get("/catatan/?sebelum=25").content.decode()
    assert 'href="/catatan/24/"' in older
    assert 'href="/catatan/25/"' not in older
    assert client.get("/catatan/?sebelum=abc").status_code == 200
    assert client.get("/catatan/?sebelum=99999999999999999999").status_code == 200
    assert Checkpoint.objects.count() == 1


def test_entry_page_costs_the_same_number_of_queries_in_a_small_and_a_large_record(
    client, django_assert_max_num_queries
):
    record_many(2)
    seal(at=AT)
    with django_assert_max_num_queries(8):
        client.get("/catatan/0/")
    record_many(600, start=3)
    seal(at=AT)
    with django_assert_max_num_queries(10):
        client.get("/catatan/0/")
