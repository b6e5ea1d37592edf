"""A witness that runs, and an installation that shows it its heads."""

from __future__ import annotations

import json
import sqlite3
import stat
import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.utils import timezone

from rembuk.ledger.actions import seal
from rembuk.ledger.models import Checkpoint, Cosignature, Leaf, Step, Tile, Witness
from rembuk.ledger.queries import record as queries
from rembuk.ledger.queries.witnesses import witnesses
from rembuk.ledger.tasks import ask_witnesses
from rembuk.ledger.tests.factories import make_witness, record_many
from rembuk.reckon.integrity.cosignatures import cosigned_at
from rembuk.reckon.integrity.notes import read_verifier_key
from rembuk.reckon.integrity.tests.test_record import KEY
from rembuk.reckon.integrity.tests.test_witness import head, made, submission
from rembuk.site import health
from rembuk.site.cli import main
from rembuk.site.commands import record_witness
from rembuk.site.commands.record_witness import Witness as Watcher
from rembuk.site.commands.record_witness import serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def watcher(tmp_path):
    """Return a new witness that watches nothing yet."""
    return Watcher(tmp_path / "saksi", "saksi.contoh.id")


@pytest.fixture
def address(watcher):
    """Serve the witness and return where."""
    with serving(watcher, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def ask(address, body, path="/add-checkpoint"):
    request = urllib.request.Request(address + path, data=body)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read()


def due_again():
    Witness.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))


def grow(count, start=1):
    record_many(count, start)
    return seal(at=timezone.now())


def watched(watcher, address):
    """Let the witness and this installation know each other, with three entries sealed."""
    grow(3)
    watcher.watch(read_verifier_key(queries.verifier_key()))
    return make_witness(address, watcher.key, at=timezone.now())


def test_key_is_kept_for_its_owner_alone_and_names_are_fixed(tmp_path, capsys):
    folder = str(tmp_path / "saksi")
    assert main(["record", "witness", folder, "--no-serve"]) == 2
    assert "Beri nama" in capsys.readouterr().err
    assert main(["record", "witness", folder, "--name", "saksi.contoh.id", "--no-serve", "--json"]) == 0
    key = json.loads(capsys.readouterr().out)["key"]
    assert stat.S_IMODE((tmp_path / "saksi" / "saksi.key").stat().st_mode) == 0o600
    assert main(["record", "witness", folder, "--watch", str(KEY.verifier), "--no-serve", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "key": key, "watched": [{"key": str(KEY.verifier), "size": 0, "at": None}]
    }  # fmt: skip
    assert main(["record", "witness", folder, "--name", "lain.contoh.id", "--no-serve"]) == 2
    assert main(["record", "witness", folder, "--forget", str(KEY.verifier), "--no-serve", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["watched"] == []


def test_statuses_of_the_specification_over_http(watcher, address):
    first = submission(made(3), 0)
    assert ask(address, first.body)[0] == 404
    watcher.watch(KEY.verifier)
    status, kind, body = ask(address, first.body)
    assert (status, kind) == (200, "text/plain; charset=utf-8")
    text = first.note.partition("\n\n")[0] + "\n"
    assert cosigned_at(text, body.decode(), watcher.key.verifier) is not None
    assert ask(address, first.body) == (409, "text/x.tlog.size", b"3\n")
    assert ask(address, submission(made(5), 3).body)[0] == 200
    assert ask(address, submission([b"lain", *made(7)[1:]], 5).body)[0] == 422
    assert ask(address, b"bukan permintaan")[0] == 400
    assert ask(address, b"x", "/lain")[0] == 404
    assert ask(address, b"x" * 70_000)[0] == 413


def test_witness_shown_two_histories_at_once_signs_only_one(watcher):
    watcher.watch(KEY.verifier)
    watcher.answer(submission(made(3), 0).body)
    rivals = [submission([*made(3), f"{number}".encode()], 3).body for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(watcher.answer, rivals))
    assert sorted(status for status, _kind, _body in answers) == [200] + [409] * 23


def test_witness_started_again_remembers_what_it_signed(watcher, tmp_path):
    watcher.watch(KEY.verifier)
    watcher.answer(submission(made(9), 0).body)
    again = Watcher(tmp_path / "saksi")
    assert again.answer(submission(made(9), 0).body)[0] == 409
    assert again.watched()[0]["size"] == 9
    with sqlite3.connect(tmp_path / "saksi" / "saksi.sqlite3") as db:
        assert db.execute("SELECT note FROM head").fetchone()[0] == head(made(9))


def test_sealed_heads_are_cosigned_published_and_verified_with_the_witnesss_key(
    watcher, address, client, tmp_path, capsys
):
    watched(watcher, address)
    ask_witnesses()
    grow(300, 4)
    due_again()
    ask_witnesses()
    assert [row.checkpoint.size for row in Cosignature.objects.order_by("pk")] == [3, 304]
    published = client.get("/catatan/checkpoint").content.decode()
    assert published.endswith(Cosignature.objects.get(checkpoint__size=304).line)
    folder, key = tmp_path / "catatan", tmp_path / "saksi.vkey"
    key.write_text(str(watcher.key.verifier))
    assert main(["record", "export", str(folder)]) == 0
    words = ["record", "verify", str(folder), "--key", str(folder / "key.vkey"), "--witness", str(key)]
    capsys.readouterr()
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["witnesses"][0]["name"] == "saksi.contoh.id"
    (folder / "checkpoint").write_text(queries.signed_head().note)
    assert main([*words, "--json"]) == 1


def test_witness_away_does_not_keep_the_record_unsealed_and_is_asked_ever_less():
    make_witness(at=timezone.now())
    for number in range(3):
        assert grow(1, number + 1).note
        due_again()
        ask_witnesses()
    row = Witness.objects.get()
    assert (row.trouble, row.failures) == ("away", 3)
    assert row.next_try_at > timezone.now() + timedelta(seconds=60)


def test_size_forgotten_here_is_learned_from_the_witness(watcher, address):
    watched(watcher, address)
    ask_witnesses()
    Witness.objects.update(size=0)
    grow(2, 4)
    for _round in range(2):
        due_again()
        ask_witnesses()
    row = Witness.objects.get()
    assert (row.size, row.trouble) == (6, "")


def test_second_history_is_not_cosigned_and_page_and_check_say_so(watcher, address, client):
    watched(watcher, address)
    ask_witnesses()
    from rembuk.ledger.actions.keys import head_path

    Cosignature.objects.all().delete()
    for model in (Leaf, Step, Tile, Checkpoint):
        model.objects.all().delete()
    head_path().unlink()
    grow(9, 50)
    due_again()
    ask_witnesses()
    assert Witness.objects.get().trouble == "conflict"
    assert not Cosignature.objects.exists()
    assert "pernah melihat riwayat yang tidak ada di sini" in client.get("/catatan/saksi/").content.decode()
    found = [one for one in health.examine(now=timezone.now()) if "saksi.contoh.id" in one.what[0]]
    assert [one.level for one in found] == ["error"]


def test_signature_of_another_key_is_not_kept(watcher, address, tmp_path):
    grow(3)
    watcher.watch(read_verifier_key(queries.verifier_key()))
    make_witness(address, at=timezone.now())
    ask_witnesses()
    assert Witness.objects.get().trouble == "wrong"
    assert not Cosignature.objects.exists()


def test_silent_witness_is_told_after_a_quarter_of_an_hour_only_when_there_is_news(watcher, address):
    watched(watcher, address)
    ask_witnesses()
    now = timezone.now()
    assert [one.signs for one in witnesses(now=now + timedelta(hours=5))] == [True]
    assert [one.silent for one in witnesses(now=now + timedelta(hours=7))] == [True], "not even asked again"
    record_many(1, 4)
    seal(at=now + timedelta(hours=2))
    assert [one.silent for one in witnesses(now=now + timedelta(hours=2, minutes=10))] == [False]
    later = now + timedelta(hours=2, minutes=16)
    assert [one.silent for one in witnesses(now=later)] == [True]
    warned = [one for one in health.examine(now=later) if "saksi.contoh.id" in one.what[0]]
    assert [one.level for one in warned] == ["warning"]


def test_command_lists_adds_and_removes_witnesses_and_each_is_a_step(watcher, tmp_path, capsys):
    key = str(watcher.key.verifier)
    words = ["record", "witnesses", "--json"]
    assert main([*words, "--add", key, "--url", "https://saksi.contoh.id/"]) == 0
    answer = json.loads(capsys.readouterr().out)["witnesses"]
    assert [(one["name"], one["key"], one["size"]) for one in answer] == [("saksi.contoh.id", key, 0)]
    assert main([*words, "--add", key, "--url", "https://saksi.contoh.id/"]) == 2
    assert main([*words, "--add", "bukan kunci", "--url", "https://saksi.contoh.id/"]) == 2
    assert main([*words, "--add", key]) == 2
    assert main([*words, "--add", key, "--url", "file:///etc/passwd"]) == 2
    capsys.readouterr()
    assert main([*words, "--remove", "saksi.contoh.id"]) == 0
    assert json.loads(capsys.readouterr().out)["witnesses"] == []
    assert main([*words, "--remove", "saksi.contoh.id"]) == 2
    kinds = list(Step.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["ledger.witness_added", "ledger.witness_removed"]


def test_pages_tell_how_many_witnesses_sign(watcher, address, client):
    assert "Belum ada saksi" in client.get("/catatan/saksi/").content.decode()
    watched(watcher, address)
    assert "tanda tangan pertamanya ditunggu" in client.get("/catatan/saksi/").content.decode()
    assert "0 dari 1 menandatangani" in client.get("/catatan/").content.decode()
    ask_witnesses()
    page = client.get("/catatan/saksi/").content.decode()
    assert "Menandatangani." in page
    assert str(watcher.key.verifier) in page
    assert "1 dari 1 menandatangani" in client.get("/catatan/").content.decode()
    assert 'href="/catatan/saksi/"' in client.get("/catatan/").content.decode()


def test_witness_that_just_refused_is_not_shown_as_signing(watcher, address, client):
    watched(watcher, address)
    ask_witnesses()
    for vkey in watcher.watched():
        watcher.forget(read_verifier_key(vkey["key"]))
    grow(2, 30)
    due_again()
    ask_witnesses()
    page = client.get("/catatan/saksi/").content.decode()
    assert ("Menandatangani." in page, "belum mengenal catatan ini" in page) == (False, True)
    assert "0 dari 1 menandatangani" in client.get("/catatan/").content.decode()


def test_witness_whose_memory_cannot_be_written_answers_503_and_signs_nothing(watcher, address, tmp_path):
    watcher.watch(KEY.verifier)
    (tmp_path / "saksi" / "saksi.sqlite3").write_bytes(b"no database at all" * 500)
    assert ask(address, submission(made(3), 0).body) == (503, "text/plain; charset=utf-8", b"")


@pytest.mark.parametrize("broken", ["saksi.sqlite3", "saksi.key"])
def test_witness_with_a_broken_file_is_refused_in_one_sentence(watcher, tmp_path, capsys, broken):
    (tmp_path / "saksi" / broken).write_bytes(b"\x92\xff" * 3000)
    assert main(["record", "witness", str(tmp_path / "saksi"), "--no-serve"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_witness_whose_memory_another_holds_is_refused_in_one_sentence(
    watcher, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(record_witness, "WAIT", 0.1)
    (tmp_path / "kunci").write_text(str(KEY.verifier))
    with sqlite3.connect(tmp_path / "saksi" / "saksi.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        words = ["--watch", str(tmp_path / "kunci"), "--no-serve"]
        assert main(["record", "witness", str(tmp_path / "saksi"), *words]) == 2
    other.close()
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("wrong", [["--watch", "nowhere.vkey"], ["--forget", "nowhere.vkey"]])
def test_witness_with_a_wrong_word_at_its_first_run_leaves_no_folder(tmp_path, capsys, wrong):
    folder = tmp_path / "baru"
    assert main(["record", "witness", str(folder), "--name", "saksi.contoh.id", "--no-serve", *wrong]) == 2
    assert not folder.exists()


def test_witness_at_a_port_that_cannot_be_is_refused_in_one_sentence(tmp_path, capsys):
    folder = str(tmp_path / "saksi")
    assert main(["record", "witness", folder, "--name", "saksi.contoh.id", "--port", "70000"]) == 2
    assert "--port" in capsys.readouterr().err


def test_mistakes_about_files_and_addresses_are_named_as_what_they_are(tmp_path, capsys):
    folder = tmp_path / "saksi"
    (tmp_path / "surat").write_text("x")
    assert main(["record", "witness", str(tmp_path / "surat"), "--name", "a.id", "--no-serve"]) == 2
    assert "surat bukan folder" in capsys.readouterr().err
    made = ["record", "witness", str(folder), "--name", "saksi.contoh.id", "--no-serve", "--json"]
    assert main([*made, "--watch", str(tmp_path / "kunci.vkey")]) == 2
    assert "kunci.vkey tidak dapat dibaca (tidak ada)" in capsys.readouterr().err
    assert not folder.exists()
    assert main(made) == 0
    key = json.loads(capsys.readouterr().out)["key"]
    add = ["record", "witnesses", "--add", key, "--json", "--url"]
    assert main([*add, "http://["]) == 2
    assert "Alamat saksi harus http" in capsys.readouterr().err
    assert main([*add, "https://saksi.contoh.id/add-checkpoint"]) == 0
    assert json.loads(capsys.readouterr().out)["witnesses"][0]["url"] == "https://saksi.contoh.id"
    (folder / "saksi.key").write_text("")
    assert main(made) == 2
    assert "saksi.key rusak" in capsys.readouterr().err
