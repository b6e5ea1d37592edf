"""`rembuk record follow` against a living installation."""

from __future__ import annotations

import json
import os
import socketserver
import threading

import pytest

from rembuk.ledger.actions import seal
from rembuk.ledger.models import Checkpoint, Leaf, Sequencer, Step, Tile
from rembuk.ledger.tests.factories import AT, record_many
from rembuk.site.cli import main
from rembuk.site.commands import record_follow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def follow(live_server, tmp_path, capsys, monkeypatch):
    """Return a function that follows the record of the live server once: exit code and answer."""
    monkeypatch.setattr(record_follow, "PATIENCE", 0)

    def once(*words):
        state = str(tmp_path / "ikut.json")
        address = f"{live_server.url}/catatan/"
        code = main(["record", "follow", address, "--once", "--state", state, "--json", *words])
        out = capsys.readouterr().out
        return code, json.loads(out) if out else None

    return once


def test_follower_tells_what_is_new_each_time(follow):
    record_many(3)
    seal(at=AT)
    code, answer = follow()
    assert (code, answer["before"], answer["size"]) == (0, 0, 3)
    record_many(2, 4)
    seal(at=AT)
    code, answer = follow()
    assert (code, answer["before"], answer["size"]) == (0, 3, 5)
    assert [(entry["index"], entry["about"]) for entry in answer["new"]] == [
        (3, "test.thing:4"), (4, "test.thing:5"),
    ]  # fmt: skip
    assert follow()[1]["new"] == []


def forge(count, start):
    """Put another history into the database, signed with the same key, as a cheating operator would."""
    from rembuk.ledger.actions.keys import head_path

    for model in (Leaf, Step, Tile, Checkpoint):
        model.objects.all().delete()
    head_path().unlink()
    record_many(count, start)
    seal(at=AT)


def test_second_history_signed_with_the_same_key_raises_the_alarm_and_is_kept_as_evidence(follow, tmp_path):
    record_many(3)
    seal(at=AT)
    follow()
    before = (tmp_path / "ikut.json").read_text()
    forge(5, 100)
    code, answer = follow()
    assert (code, answer["alarm"]) == (3, "fork")
    assert (tmp_path / "ikut.json").read_text() == before
    evidence = json.loads((tmp_path / "ikut.json.alarm-1").read_text())
    assert evidence["before"] != evidence["found"]
    assert evidence["before"].split("\n")[0] == evidence["found"].split("\n")[0]


def test_alarm_whose_evidence_cannot_be_kept_is_an_alarm_all_the_same(follow, live_server, tmp_path, capsys):
    record_many(3)
    seal(at=AT)
    follow()
    forge(5, 100)
    (tmp_path / f"ikut.json.alarm-1.{os.getpid()}").mkdir()
    state = str(tmp_path / "ikut.json")
    assert main(["record", "follow", f"{live_server.url}/catatan/", "--once", "--state", state]) == 3
    said = capsys.readouterr()
    assert "BERCABANG" in said.out
    assert '"before"' in said.err


def test_shrunk_record_and_another_key_raise_the_alarm(follow, capsys, live_server, tmp_path):
    record_many(3)
    seal(at=AT)
    follow()
    forge(2, 1)
    assert follow()[1]["alarm"] == "shrunk"
    from rembuk.ledger.actions.keys import key_path

    key_path().unlink()
    Sequencer.objects.all().delete()
    forge(4, 1)
    assert follow()[1]["alarm"] == "signature"
    state = str(tmp_path / "ikut.json")
    assert main(["record", "follow", f"{live_server.url}/catatan", "--once", "--state", state]) == 3
    assert "TANDA TANGAN SALAH" in capsys.readouterr().out


def test_record_that_is_not_there_is_bad_input_not_an_alarm(tmp_path, capsys):
    state = str(tmp_path / "ikut.json")
    assert main(["record", "follow", "http://127.0.0.1:9/", "--once", "--state", state]) == 2
    assert "tidak terjangkau" in capsys.readouterr().err
    (tmp_path / "ikut.json").write_text("bukan keadaan")
    assert main(["record", "follow", "http://127.0.0.1:9/", "--once", "--state", state]) == 2
    assert "rusak" in capsys.readouterr().err


BROKEN = {
    "no HTTP": b"hello\r\n\r\n",
    "cut short": b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n127.0.0.1:8000/catatan\n",
    "cut in a piece": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc",
}


@pytest.mark.parametrize("said", BROKEN.values(), ids=BROKEN)
def test_answer_that_breaks_off_is_away_and_not_an_alarm(follow, tmp_path, capsys, said):
    record_many(1)
    seal(at=AT)
    assert follow()[0] == 0

    class Broken(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.recv(4096)
            self.request.sendall(said)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Broken) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        state = str(tmp_path / "ikut.json")
        assert main(["record", "follow", address, "--once", "--state", state]) == 2
        server.shutdown()
    assert "tidak terjangkau" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.alarm-*"))


@pytest.mark.parametrize("address", ["http://exa mple/catatan/", "http://[::1/catatan/"])
def test_address_that_is_none_is_bad_input(tmp_path, capsys, monkeypatch, address):
    monkeypatch.chdir(tmp_path)
    assert main(["record", "follow", address, "--once"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_key_given_is_the_only_one_trusted(follow, tmp_path, capsys):
    record_many(1)
    seal(at=AT)
    other = tmp_path / "lain"
    from rembuk.reckon.integrity.notes import SignerKey

    other.write_text(str(SignerKey("127.0.0.1:8000/catatan", bytes(32)).verifier))
    assert follow("--key", str(other))[0] == 3
