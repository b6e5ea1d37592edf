"""Backup and restore: whole or not at all, and never a fork of the record in silence.

Each test keeps an installation of its own in a folder and runs the command as a process, as an operator does.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from conftest import _empty_tables

from rembuk.site.backup import DATABASE, MANIFEST, SUMS, _pack

ROWS = """
import django; django.setup()
from datetime import UTC, datetime
from rembuk.ledger.actions import record_step, seal
from rembuk.shared.actors import MACHINE
import sys
first, last = int(sys.argv[1]), int(sys.argv[2])
for number in range(first, last):
    record_step(kind="test.happened", about=f"test.thing:{number}", by=MACHINE, at=datetime.now(UTC))
if len(sys.argv) == 3:
    seal(at=datetime.now(UTC))
"""


class Office:
    """Run commands for one installation."""

    def __init__(self, home: Path):
        self.home = home
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PYTEST") and name not in ("REMBUK_HOME", "DATABASE_URL")
        } | {"REMBUK_HOME": str(home), "DJANGO_SETTINGS_MODULE": "rembuk.site.settings"}

    def run(self, *words, ok=True):
        done = subprocess.run(
            [sys.executable, *map(str, words)],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not ok or done.returncode == 0, done.stderr
        return done

    def rembuk(self, *words, ok=True):
        return self.run("-m", "rembuk", *words, ok=ok)

    def record(self, first, last, *more):
        self.run("-c", ROWS, first, last, *more)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """Return an installation whose tables are made, to be copied by tests."""
    office = Office(tmp_path_factory.mktemp("awal") / "rumah")
    if _empty_tables().exists():
        # What the suite keeps of these very migrations: making the tables takes a quarter of a minute.
        office.home.mkdir(mode=0o700)
        shutil.copy(_empty_tables(), office.home / "rembuk.sqlite3")
    office.rembuk("work", "--once")
    return office


@pytest.fixture
def office(fresh, tmp_path):
    shutil.copytree(fresh.home, tmp_path / "rumah")
    return Office(tmp_path / "rumah")


def test_backup_restored_into_an_empty_home_holds_the_same_record(office, tmp_path):
    office.record(0, 5)
    (office.home / "berkas" / "suara").mkdir(parents=True)
    (office.home / "berkas" / "bukti.jpg").write_bytes(b"gambar")
    (office.home / "berkas" / "suara" / "catatan.webm").write_bytes(b"rekaman")
    made = json.loads(office.rembuk("backup", tmp_path / "cadangan.tar.gz", "--json").stdout)
    assert made["size"] == 5
    assert (tmp_path / "cadangan.tar.gz").stat().st_mode & 0o777 == 0o600

    other = Office(tmp_path / "rumah baru")
    done = json.loads(other.rembuk("restore", tmp_path / "cadangan.tar.gz", "--json").stdout)
    assert (done["size"], done["lost"], done["before"]) == (5, {}, None)
    assert (other.home / "berkas" / "bukti.jpg").read_bytes() == b"gambar"
    assert (other.home / "berkas" / "suara" / "catatan.webm").read_bytes() == b"rekaman"
    done = other.rembuk("record", "export", tmp_path / "a", ok=False)
    assert (done.returncode, done.stderr.count("\n"), "openssl rand" in done.stderr) == (2, 1, True)
    assert not (other.home / "secret").exists(), "a new secret would close every receipt without a word"
    shutil.copy(office.home / "secret", other.home)
    other.rembuk("record", "export", tmp_path / "a")
    office.rembuk("record", "export", tmp_path / "b")
    assert (tmp_path / "a" / "checkpoint").read_bytes() == (tmp_path / "b" / "checkpoint").read_bytes()


def test_backup_holds_neither_secret_nor_signing_key(office, tmp_path):
    office.record(0, 1)
    office.rembuk("backup", tmp_path / "cadangan.tar")
    with tarfile.open(tmp_path / "cadangan.tar") as tar:
        assert sorted(tar.getnames()) == ["manifest.json", "rembuk.sqlite3", "sums.json"]
    data = (tmp_path / "cadangan.tar").read_bytes()
    assert (office.home / "secret").read_text().strip().encode() not in data
    assert (office.home / "record.key").read_text().strip().encode() not in data


def test_backup_under_a_key_is_encrypted_and_restored_with_that_key_only(office, tmp_path):
    office.record(0, 5)
    (office.home / "berkas").mkdir()
    (office.home / "berkas" / "bukti.jpg").write_bytes(b"gambar rahasia")
    (tmp_path / "kunci").write_text("7" * 64)
    (tmp_path / "lain").write_text("8" * 64)
    office.environment["REMBUK_BACKUP_KEY_FILE"] = str(tmp_path / "kunci")
    made = json.loads(office.rembuk("backup", tmp_path / "cadangan.tar", "--json").stdout)
    assert made["encrypted"] is True
    data = (tmp_path / "cadangan.tar").read_bytes()
    assert b"SQLite format 3" not in data
    assert b"gambar rahasia" not in data

    other = Office(tmp_path / "rumah baru")
    for key, said in (("", "terenkripsi"), (str(tmp_path / "lain"), "tidak terbuka")):
        other.environment["REMBUK_BACKUP_KEY_FILE"] = key
        done = other.rembuk("restore", tmp_path / "cadangan.tar", ok=False)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr
        assert not (other.home / "rembuk.sqlite3").exists()
    other.environment["REMBUK_BACKUP_KEY_FILE"] = str(tmp_path / "kunci")
    assert json.loads(other.rembuk("restore", tmp_path / "cadangan.tar", "--json").stdout)["size"] == 5
    assert (other.home / "berkas" / "bukti.jpg").read_bytes() == b"gambar rahasia"


def test_backup_over_a_file_that_is_there_is_refused(office, tmp_path):
    (tmp_path / "cadangan").write_text("penting")
    done = office.rembuk("backup", tmp_path / "cadangan", ok=False)
    assert done.returncode == 2
    assert "sudah ada" in done.stderr
    assert (tmp_path / "cadangan").read_text() == "penting"


def test_backup_of_postgresql_names_the_tool_to_use(office, tmp_path, monkeypatch):
    from rembuk.reckon.refusal import Refusal
    from rembuk.site.backup import refuse_other_database

    with pytest.raises(Refusal, match="pg_dump"):
        refuse_other_database("django.db.backends.postgresql", "backup")
    office.environment["DATABASE_URL"] = "postgres://rembuk@127.0.0.1/rembuk"
    done = office.rembuk("restore", tmp_path / "x", ok=False)
    assert (done.returncode, "pg_restore" in done.stderr) == (2, True)


def test_older_backup_is_refused_and_says_what_would_be_lost(office, tmp_path):
    office.record(0, 5)
    office.rembuk("backup", tmp_path / "lama.tar")
    office.record(5, 8)
    before = (office.home / "rembuk.sqlite3").read_bytes()
    done = office.rembuk("restore", tmp_path / "lama.tar", ok=False)
    assert done.returncode == 2
    assert "akan hilang 3 langkah, 3 entri catatan" in done.stderr
    assert (office.home / "rembuk.sqlite3").read_bytes() == before


def test_older_backup_by_force_carries_the_sealed_entries_over_and_the_record_goes_on(office, tmp_path):
    office.record(0, 5)
    office.record(5, 6, "unsealed")
    office.rembuk("backup", tmp_path / "lama.tar")
    office.record(6, 9)
    office.rembuk("record", "export", tmp_path / "sebelum")
    done = json.loads(office.rembuk("restore", tmp_path / "lama.tar", "--force", "--json").stdout)
    assert (done["size"], done["entries_kept"], done["record_goes_on"]) == (9, 4, True)
    assert Path(done["before"]).exists()
    office.record(20, 22)
    office.rembuk("record", "export", tmp_path / "sesudah")
    key, since = tmp_path / "sebelum" / "key.vkey", tmp_path / "sebelum" / "checkpoint"
    answer = json.loads(
        office.rembuk(
            "record", "verify", tmp_path / "sesudah", "--key", key, "--since", since, "--json"
        ).stdout
    )
    assert (answer["ok"], answer["size"], answer["since"]["consistent"]) == (True, 11, True)
    assert office.rembuk("check", "--json", ok=False).stdout.count("tersegel") == 0


def test_number_of_what_a_restore_loses_is_never_given_again(office, tmp_path):
    office.record(0, 5)
    office.rembuk("backup", tmp_path / "lama.tar")
    office.record(5, 8)
    office.rembuk("restore", tmp_path / "lama.tar", "--force")
    office.record(8, 9)
    with sqlite3.connect(office.home / "rembuk.sqlite3") as database:
        steps = [row[0] for row in database.execute("SELECT id FROM ledger_step ORDER BY id")]
    database.close()
    assert steps == [1, 2, 3, 4, 5, 9]


def test_older_backup_in_the_place_of_a_lost_database_is_not_signed_over(office, tmp_path):
    office.record(0, 5)
    office.rembuk("backup", tmp_path / "lama.tar")
    office.record(5, 8)
    for path in office.home.glob("rembuk.sqlite3*"):
        path.unlink()
    assert office.rembuk("restore", tmp_path / "lama.tar", ok=False).returncode == 2
    done = json.loads(office.rembuk("restore", tmp_path / "lama.tar", "--force", "--json").stdout)
    assert done["record_goes_on"] is False
    failed = office.run("-c", ROWS, "30", "31", ok=False)
    assert "RecordRefused" in failed.stderr
    checked = json.loads(office.rembuk("check", "--json", ok=False).stdout)
    assert checked["ok"] is False
    assert any("bercabang" in finding["what"] for finding in checked["findings"])


@pytest.mark.parametrize("spoil", ["cut", "flip", "text", "other"])
def test_spoiled_backup_is_refused_and_changes_nothing(office, tmp_path, spoil):
    office.record(0, 5)
    office.rembuk("backup", tmp_path / "baik.tar")
    data = bytearray((tmp_path / "baik.tar").read_bytes())
    if spoil == "cut":
        data = data[: len(data) // 2]
    elif spoil == "flip":
        at = data.index(b"SQLite format 3")
        data[at + 4096 : at + 4096 * 40] = bytes(4096 * 39)
    elif spoil == "text":
        data = b"bukan cadangan"
    else:
        data = (office.home / "rembuk.sqlite3").read_bytes()
    (tmp_path / "rusak.tar").write_bytes(data)
    before = (office.home / "rembuk.sqlite3").read_bytes()
    done = office.rembuk("restore", tmp_path / "rusak.tar", "--force", ok=False)
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1
    assert (office.home / "rembuk.sqlite3").read_bytes() == before
    assert not list(office.home.glob(".rembuk-restore-*"))


def test_one_byte_changed_in_the_words_of_a_backup_is_refused(office, tmp_path):
    office.record(0, 5)
    office.rembuk("backup", tmp_path / "baik.tar")
    data = bytearray((tmp_path / "baik.tar").read_bytes())
    data[data.index(b'"about":"test.thing:3"') + 10] ^= 1
    (tmp_path / "rusak.tar").write_bytes(data)
    done = Office(tmp_path / "rumah baru").rembuk("restore", tmp_path / "rusak.tar", ok=False)
    assert (done.returncode, "utuh" in done.stderr, done.stderr.count("\n")) == (2, True, 1)
    assert not (tmp_path / "rumah baru" / "rembuk.sqlite3").exists()


@pytest.mark.parametrize("spoil", ["byte", "left out", "added", "sums"])
def test_upload_of_a_backup_that_is_not_what_was_kept_is_refused(office, tmp_path, spoil):
    office.record(0, 1)
    (office.home / "berkas" / "suara").mkdir(parents=True)
    (office.home / "berkas" / "suara" / "catatan.webm").write_bytes(b"rekaman warga")
    office.rembuk("backup", tmp_path / "baik.tar")
    with tarfile.open(tmp_path / "baik.tar") as good, tarfile.open(tmp_path / "rusak.tar", "w") as bad:
        for entry in good:
            content = good.extractfile(entry)
            data = content.read() if content else b""
            if entry.name == {"left out": "berkas/suara/catatan.webm", "sums": SUMS}.get(spoil):
                continue
            if spoil == "byte":
                data = data.replace(b"rekaman warga", b"rekaman wargA")
            bad.addfile(entry, io.BytesIO(data))
            if spoil == "added" and entry.name == "berkas/suara":
                more = tarfile.TarInfo("berkas/suara/lain.webm")
                bad.addfile(more, io.BytesIO())
    other = Office(tmp_path / "rumah baru")
    done = other.rembuk("restore", tmp_path / "rusak.tar", ok=False)
    assert (done.returncode, "utuh" in done.stderr, done.stderr.count("\n")) == (2, True, 1)
    assert not (other.home / "rembuk.sqlite3").exists()
    assert not (other.home / "berkas").exists()
    other.rembuk("restore", tmp_path / "baik.tar")
    assert (other.home / "berkas" / "suara" / "catatan.webm").read_bytes() == b"rekaman warga"


@pytest.mark.parametrize("damage", ["head", "pages"])
def test_damaged_database_gives_way_by_force_only_and_is_kept(office, tmp_path, damage):
    office.record(0, 5)
    office.rembuk("backup", tmp_path / "baik.tar")
    office.record(5, 8)
    path = office.home / "rembuk.sqlite3"
    whole = bytearray(path.read_bytes())
    first, last = (0, 1) if damage == "head" else (1, len(whole) // 4096)
    for page in range(first, last, 2):
        whole[page * 4096 : page * 4096 + 4096] = b"\x5a" * 4096
    path.write_bytes(whole)
    done = office.rembuk("restore", tmp_path / "baik.tar", ok=False)
    assert (done.returncode, "rusak" in done.stderr, done.stderr.count("\n")) == (2, True, 1), done.stderr
    assert path.read_bytes() == whole
    done = json.loads(office.rembuk("restore", tmp_path / "baik.tar", "--force", "--json").stdout)
    assert (done["damaged"], done["size"], done["record_goes_on"]) == (True, 5, False)
    assert Path(done["before"]).read_bytes() == whole
    assert "rusak" not in office.rembuk("check", "--json", ok=False).stdout


def test_entry_on_a_damaged_page_is_not_carried_into_the_record(office, tmp_path):
    office.record(0, 5)
    office.rembuk("backup", tmp_path / "lama.tar")
    office.record(5, 8)
    with sqlite3.connect(office.home / "rembuk.sqlite3") as database:
        database.execute("UPDATE ledger_leaf SET body = x'7b7d' WHERE \"index\" = 6")
    database.close()
    done = json.loads(office.rembuk("restore", tmp_path / "lama.tar", "--force", "--json").stdout)
    assert (done["entries_kept"], done["record_goes_on"]) == (0, False)


def test_backup_and_restore_on_a_full_disk_say_so_and_leave_nothing(office, tmp_path):
    office.record(0, 1)
    office.rembuk("backup", tmp_path / "baik.tar")
    before = (office.home / "rembuk.sqlite3").read_bytes()
    # A process that may write no file larger than this is told the same way as on a full disk.
    little = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000));"
        "from rembuk.site.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    for words in (["backup", tmp_path / "lain.tar"], ["restore", tmp_path / "baik.tar"]):
        done = office.run("-c", little, *words, ok=False)
        assert (done.returncode, "ruang kosong" in done.stderr) == (2, True), done.stderr
        assert done.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["baik.tar", "rumah"]
    assert (office.home / "rembuk.sqlite3").read_bytes() == before
    assert not list(office.home.glob(".rembuk-*"))


def test_backup_where_nothing_is_installed_is_refused_and_makes_nothing(tmp_path):
    done = Office(tmp_path / "salah").rembuk("backup", tmp_path / "cadangan.tar", ok=False)
    assert (done.returncode, "REMBUK_HOME" in done.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_backup_leaves_the_tables_of_an_older_version_as_they_are(office, tmp_path):
    with sqlite3.connect(office.home / "rembuk.sqlite3") as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'ledger' AND name > '0001'")
        count = database.execute("SELECT count(*) FROM django_migrations").fetchone()
    database.close()
    office.rembuk("backup", tmp_path / "cadangan.tar")
    with sqlite3.connect(office.home / "rembuk.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM django_migrations").fetchone() == count
    database.close()


def test_restore_while_another_process_works_is_refused(office, tmp_path):
    from rembuk.site.home import hold_home

    office.record(0, 1)
    office.rembuk("backup", tmp_path / "a.tar")
    with hold_home(office.home):
        done = office.rembuk("restore", tmp_path / "a.tar", ok=False)
    assert (done.returncode, "sedang dipakai" in done.stderr) == (2, True)


def test_backup_taken_while_others_write_opens_and_continues_the_record(office, tmp_path):
    office.record(0, 1)
    writer = subprocess.Popen([sys.executable, "-c", ROWS, "1", "400", "unsealed"], env=office.environment)
    for number in range(3):
        office.rembuk("backup", tmp_path / f"{number}.tar")
    assert writer.wait(120) == 0
    for number in range(3):
        with tarfile.open(tmp_path / f"{number}.tar") as tar:
            tar.extract("rembuk.sqlite3", tmp_path / str(number), filter="data")
        database = sqlite3.connect(tmp_path / str(number) / "rembuk.sqlite3")
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        steps, leaves = database.execute(
            "SELECT (SELECT count(*) FROM ledger_step), (SELECT count(*) FROM ledger_leaf)"
        ).fetchone()
        database.close()
        assert steps == leaves, "a step and its leaf are one transaction"


def test_recording_erased_while_the_backup_reads_is_left_out_and_the_rest_is_whole(tmp_path, monkeypatch):
    files = tmp_path / "berkas"
    (files / "suara").mkdir(parents=True)
    for name in ("ada.webm", "dihapus.webm", "tetap.webm"):
        (files / "suara" / name).write_bytes(b"rekaman")
    for name in (MANIFEST, DATABASE):
        (tmp_path / name).write_bytes(b"")
    really = Path.is_dir

    def late(path):
        # What _pack asks just before it opens the file.
        if path.name == "dihapus.webm":
            path.unlink(missing_ok=True)
        return really(path)

    monkeypatch.setattr(Path, "is_dir", late)
    _pack(tmp_path / "cadangan.tar", tmp_path, files, packed=False)
    with tarfile.open(tmp_path / "cadangan.tar") as tar:
        kept = {name for name in tar.getnames() if name.endswith(".webm")}
    assert kept == {"berkas/suara/ada.webm", "berkas/suara/tetap.webm"}


ERASED = """
import django; django.setup()
from datetime import UTC, datetime
from rembuk.people.models import Person
from rembuk.rights.actions import ask_erasure
from rembuk.rights.actions.erasing import erase_everywhere
import sys
if sys.argv[1] == "make":
    Person.objects.create_user("siti@contoh.id", name="Siti Rekaan")
elif sys.argv[1] == "erase":
    subject = f"people.person:{Person.objects.get(email='siti@contoh.id').pk}"
    ask_erasure(subject=subject, at=datetime.now(UTC))
    erase_everywhere(subject=subject, at=datetime.now(UTC))
else:
    print(Person.objects.filter(name="Siti Rekaan").count())
"""


def test_restore_erases_again_whom_we_had_erased_since_the_backup(office, tmp_path):
    office.run("-c", ERASED, "make")
    office.rembuk("backup", tmp_path / "lama.tar")
    office.run("-c", ERASED, "erase")
    (office.home / "secret").rename(tmp_path / "secret")
    before = (office.home / "rembuk.sqlite3").read_bytes()
    done = office.rembuk("restore", tmp_path / "lama.tar", "--force", ok=False)
    assert (done.returncode, "secret tidak ada" in done.stderr) == (2, True)
    assert (office.home / "rembuk.sqlite3").read_bytes() == before
    (tmp_path / "secret").rename(office.home / "secret")
    done = json.loads(office.rembuk("restore", tmp_path / "lama.tar", "--force", "--json").stdout)
    assert done["forgotten"] == 1
    assert office.run("-c", ERASED, "count").stdout.strip() == "0"
