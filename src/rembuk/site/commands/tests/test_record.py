"""`rembuk record export` and `rembuk record verify`."""

from __future__ import annotations

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rembuk.ledger.actions import seal
from rembuk.ledger.tests.factories import AT, record_many
from rembuk.reckon.integrity.notes import COSIGNER, SignerKey
from rembuk.reckon.integrity.silence import SilenceReport
from rembuk.site.cli import main
from rembuk.site.commands.record_silence import _tell


@pytest.fixture
def export(db, settings, tmp_path, capsys):
    """Return a function that seals COUNT more leaves and exports to NAME, answering the folder."""

    def make(name, count, start=1):
        record_many(count, start)
        seal(at=AT)
        assert main(["record", "export", str(tmp_path / name), "--json"]) == 0
        capsys.readouterr()
        return tmp_path / name

    return make


pytestmark = pytest.mark.django_db


def verify(capsys, *words):
    code = main(["record", "verify", *map(str, words), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_export_is_verified_and_an_older_checkpoint_continued(export, capsys, tmp_path):
    folder = export("catatan", 5)
    old = tmp_path / "lama"
    old.write_bytes((folder / "checkpoint").read_bytes())
    folder = export("catatan", 300, 6)
    code, answer = verify(capsys, folder, "--key", folder / "key.vkey", "--since", old)
    assert code == 0
    assert answer["ok"] is True
    assert (answer["origin"], answer["size"]) == ("127.0.0.1:8000/catatan", 305)
    assert answer["since"] == {"size": 5, "consistent": True}
    assert answer["errors"] == []
    assert len(bytes.fromhex(answer["root"])) == 32


def test_export_again_leaves_only_the_files_the_head_needs(export):
    export("catatan", 5)
    folder = export("catatan", 300, 6)
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == {
        "checkpoint", "key.vkey", "tile/0/000", "tile/0/001.p/49", "tile/1/000.p/1",
        "tile/entries/000", "tile/entries/001.p/49",
    }  # fmt: skip


def test_export_of_a_record_that_is_not_sealed_is_refused(db, settings, tmp_path, capsys):
    assert main(["record", "export", str(tmp_path / "catatan")]) == 2
    assert "belum disegel" in capsys.readouterr().err
    assert not (tmp_path / "catatan").exists()


def test_export_into_a_folder_with_other_files_is_refused_and_they_stay(export, tmp_path, capsys):
    (tmp_path / "dokumen").mkdir()
    (tmp_path / "dokumen" / "surat.txt").write_text("penting")
    record_many(1)
    seal(at=AT)
    assert main(["record", "export", str(tmp_path / "dokumen")]) == 2
    assert [path.name for path in (tmp_path / "dokumen").iterdir()] == ["surat.txt"]


def test_changed_export_is_refused_with_exit_one(export, capsys):
    folder = export("catatan", 5)
    tile = folder / "tile/entries/000.p/5"
    tile.write_bytes(tile.read_bytes().replace(b"test.thing:3", b"test.thing:4"))
    code, answer = verify(capsys, folder, "--key", folder / "key.vkey")
    assert code == 1
    assert answer["ok"] is False
    assert answer["errors"]
    assert main(["record", "verify", str(folder), "--key", str(folder / "key.vkey")]) == 1
    assert "SALAH" in capsys.readouterr().out


def test_missing_key_or_folder_is_bad_input(export, capsys, tmp_path):
    folder = export("catatan", 1)
    assert main(["record", "verify", str(folder), "--key", str(tmp_path / "tidak ada")]) == 2
    assert main(["record", "verify", str(tmp_path / "tidak ada"), "--key", str(folder / "key.vkey")]) == 2
    (tmp_path / "kunci").write_text("bukan kunci")
    assert main(["record", "verify", str(folder), "--key", str(tmp_path / "kunci")]) == 2
    assert main(["record", "verify", "file:///etc", "--key", str(folder / "key.vkey")]) == 2
    assert main(["record", "verify", "http://127.0.0.1:9/", "--key", str(folder / "key.vkey")]) == 2
    assert "tidak terjangkau" in capsys.readouterr().err


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def test_export_carried_by_any_web_server_is_verified_by_its_address(export, capsys):
    folder = export("catatan", 3)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        code, answer = verify(capsys, address, "--key", folder / "key.vkey")
        server.shutdown()
    assert (code, answer["size"]) == (0, 3)


@pytest.mark.parametrize(
    ("lang", "right", "wrong"),
    [
        ("id", "OK: 127.0.0.1:8000/catatan, 5 entri,", "SALAH: key.vkey: bukan kunci yang dipakai"),
        ("en", "OK: 127.0.0.1:8000/catatan, 5 entries,", "WRONG: key.vkey: not the key the record"),
    ],
)
def test_what_verify_says_is_in_the_language_that_was_asked_for(export, capsys, lang, right, wrong):
    folder = export("catatan", 5)
    words = ["record", "verify", str(folder), "--key", str(folder / "kunci"), "--lang", lang]
    (folder / "kunci").write_bytes((folder / "key.vkey").read_bytes())
    assert main(words) == 0
    assert right in capsys.readouterr().out
    (folder / "key.vkey").write_text("kunci lain")
    (folder / "tile/0/000.p/5").unlink()
    assert main(words) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith(wrong)
    assert told[1] == {
        "id": "SALAH: tile/0/000.p/5: tidak ada.", "en": "WRONG: tile/0/000.p/5: not there.",
    }[lang]  # fmt: skip
    assert main([*words, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["errors"][1] == told[1].partition(": ")[2]


def test_place_without_a_record_is_bad_input_and_a_record_without_its_head_is_wrong(export, capsys, tmp_path):
    folder = export("catatan", 3)
    (tmp_path / "kosong").mkdir()
    assert main(["record", "verify", str(tmp_path / "kosong"), "--key", str(folder / "key.vkey")]) == 2
    assert capsys.readouterr().err.startswith("Tidak ada catatan di ")
    (folder / "checkpoint").unlink()
    assert main(["record", "verify", str(folder), "--key", str(folder / "key.vkey")]) == 1
    assert "SALAH: checkpoint: tidak ada." in capsys.readouterr().out


def test_key_of_the_other_kind_is_named_as_what_it_is(export, capsys, tmp_path):
    folder = export("catatan", 3)
    key, witness = str(folder / "key.vkey"), str(tmp_path / "saksi.vkey")
    (tmp_path / "saksi.vkey").write_text(
        str(SignerKey("saksi.contoh.id", bytes(range(32)), COSIGNER).verifier)
    )
    assert main(["record", "verify", str(folder), "--key", key, "--witness", key]) == 2
    assert "ini kunci catatan; di sini diminta kunci saksi" in capsys.readouterr().err
    assert main(["record", "verify", str(folder), "--key", witness]) == 2
    assert "saksi.contoh.id ini kunci saksi; di sini diminta kunci catatan" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "id",
            [
                "OK: suara tiba 2026-08-23T11:19:00Z (voices.voice:7, entri 3)",
                "Isinya (text): Lampu jalan [2Jmati", "Dijanjikan paling lambat: 2026-09-14",
            ],
        ),
        (
            "en",
            [
                "OK: arrived 2026-08-23T11:19:00Z (voices.voice:7, entry 3)",
                "It says (text): Lampu jalan [2Jmati", "Promised by: 2026-09-14",
            ],
        ),
    ],
)  # fmt: skip
def test_proof_alone_tells_what_was_said_and_what_was_promised(capsys, lang, said):
    words = {"text": "Lampu jalan\x1b[2Jmati"}
    _tell(SilenceReport("voices.voice:7", "2026-08-23T11:19:00Z", 3, words, "2026-09-14"), lang)
    assert capsys.readouterr().out.splitlines() == said
