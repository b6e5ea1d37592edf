"""Power cuts: what a disk may hold, and that nothing acknowledged is lost on any of them."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.durability.disk import (
    CUT,
    MADE,
    REMOVED,
    RENAMED,
    SYNCED,
    WRITTEN,
    Disk,
    Note,
    read_notes,
)
from tests.durability.power import compile_preload

MANY = range(60)
needs_gcc = pytest.mark.skipif(shutil.which("gcc") is None, reason="there is no gcc to compile the preload")


def disk_with(root: Path, *notes: tuple[int, int, int, str, bytes]) -> Disk:
    """Return a disk of ROOT after NOTES: kind, file, at, name, data, at the places 1, 2, 3..."""
    disk = Disk(root)
    for place, note in enumerate(notes, start=1):
        disk.take(Note(place, *note))
    return disk


def cut_often(disk: Disk) -> list[dict[str, bytes]]:
    return [disk.cut(random.Random(seed)) for seed in MANY]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Return a file of one page that is on disk."""
    path = tmp_path / "berkas"
    path.write_bytes(b"a" * 8192)
    return path


def test_write_that_was_synced_is_there_after_every_cut(kept, tmp_path):
    number = kept.stat().st_ino
    disk = disk_with(tmp_path, (WRITTEN, number, 0, "", b"b" * 8192), (SYNCED, number, 2, "", b""))
    assert {left["berkas"] for left in cut_often(disk)} == {b"b" * 8192}


def test_write_noted_after_its_sync_began_may_be_lost_torn_or_there(kept, tmp_path):
    number = kept.stat().st_ino
    disk = disk_with(tmp_path, (WRITTEN, number, 0, "", b"b" * 8192), (SYNCED, number, 1, "", b""))
    found = {left["berkas"] for left in cut_often(disk)}
    assert {b"a" * 8192, b"b" * 8192} < found
    torn = [content for content in found if len(set(content)) == 2]
    assert torn
    assert all(len(set(content[at : at + 512])) == 1 for content in torn for at in range(0, 8192, 512))


def test_later_write_may_be_there_without_an_earlier_one(kept, tmp_path):
    number = kept.stat().st_ino
    disk = disk_with(
        tmp_path, (WRITTEN, number, 0, "", b"b" * 4096), (WRITTEN, number, 4096, "", b"c" * 4096)
    )
    assert b"a" * 4096 + b"c" * 4096 in {left["berkas"] for left in cut_often(disk)}


def test_cut_file_has_its_old_length_or_its_new_one_until_it_is_synced(kept, tmp_path):
    number = kept.stat().st_ino
    disk = disk_with(tmp_path, (CUT, number, 100, "", b""))
    assert {len(left["berkas"]) for left in cut_often(disk)} == {100, 8192}


def test_name_is_sure_once_its_folder_was_synced(kept, tmp_path):
    fresh, folder = str(tmp_path / "baru"), tmp_path.stat().st_ino
    made = (MADE, 77, 0, fresh, b"")
    written, synced = (WRITTEN, 77, 0, "", b"isi"), (SYNCED, 77, 3, "", b"")
    disk = disk_with(tmp_path, made, written, synced)
    assert {left.get("baru") for left in cut_often(disk)} == {None, b"isi"}
    disk.take(Note(4, SYNCED, folder, 4, "", b""))
    assert {left.get("baru") for left in cut_often(disk)} == {b"isi"}
    disk.take(Note(5, RENAMED, 0, 0, fresh, str(kept).encode()))
    assert {tuple(sorted(left)) for left in cut_often(disk)} == {("baru", "berkas"), ("berkas",)}
    disk.take(Note(6, REMOVED, 0, 0, str(kept), b""))
    assert () in {tuple(left) for left in cut_often(disk)}


def notes_of(code: str, home: Path, beside: Path) -> list[Note]:
    """Run CODE in HOME and return what the preload noted."""
    log, preload = beside / "log", {"LD_PRELOAD": str(compile_preload(beside))}
    env = os.environ | preload | {"REMBUK_WRITES_ROOT": str(home), "REMBUK_WRITES_LOG": str(log)}
    subprocess.run([sys.executable, "-c", code], cwd=home, env=env, check=True)
    return list(read_notes(log))


@needs_gcc
def test_preload_notes_what_a_process_does_below_the_folder_and_nothing_else(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    code = (
        "import os; os.makedirs('a/b'); f = open('a/b/x', 'wb'); f.write(b'12345'); f.flush();"
        "os.fsync(f.fileno()); f.truncate(2); f.close(); os.rename('a/b/x', 'y');"
        "g = os.open('y', os.O_WRONLY | os.O_APPEND); os.write(g, b'+');"
        "open('../beside', 'w').write('no'); os.unlink('y')"
    )
    disk = Disk(home)
    notes = notes_of(code, home, tmp_path)
    kinds = [note.kind for note in notes if note.kind in (WRITTEN, CUT, RENAMED, REMOVED, SYNCED)]
    assert kinds == [CUT, WRITTEN, SYNCED, CUT, RENAMED, WRITTEN, REMOVED]
    for note in notes[:-1]:
        disk.take(note)
    assert disk.content(str(home / "y")) == b"12+"


@needs_gcc
@pytest.mark.parametrize(
    ("storage", "sure"),
    [("rembuk.site.kept_files.KeptFiles", True), ("django.core.files.storage.FileSystemStorage", False)],
)
def test_first_photo_of_an_installation_is_whole_after_any_cut_once_it_is_kept(storage, sure, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    module, _, name = storage.rpartition(".")
    code = (
        "from django.conf import settings; settings.configure()\n"
        "from django.core.files.base import ContentFile\n"
        f"from {module} import {name}\n"
        f"{name}(location='berkas').save('suara/foto.jpg', ContentFile(b'foto' * 2000))"
    )
    disk = Disk(home)
    for note in notes_of(code, home, tmp_path):
        disk.take(note)
    found = {left.get("berkas/suara/foto.jpg") for left in cut_often(disk)}
    assert (found == {b"foto" * 2000}) is sure


@needs_gcc
def test_backup_and_what_it_restores_are_whole_after_any_cut_once_they_are_told(tmp_path):
    office, saved, home = (tmp_path / name for name in ("kantor", "cadangan", "home"))
    for folder in (office / "berkas", saved, home):
        folder.mkdir(parents=True)
    (office / "berkas" / "foto.jpg").write_bytes(b"foto" * 2000)
    with sqlite3.connect(office / "rembuk.sqlite3") as database:
        database.execute("CREATE TABLE kata (isi)")
        database.executemany("INSERT INTO kata VALUES (?)", [["Jembatan putus." * 20]] * 100)
    database.close()
    back_up = (
        "from pathlib import Path; from django.conf import settings\n"
        "at = {'ENGINE': 'django.db.backends.sqlite3', 'NAME': '../kantor/rembuk.sqlite3'}\n"
        "settings.configure(HOME='../kantor', DATABASES={'default': at})\n"
        "from rembuk.site.backup import back_up; back_up(Path('a.tar'))"
    )
    restore = (
        # The preload notes writes; sendfile, which the same copy uses where it may, it does not know.
        "import shutil; shutil._USE_CP_SENDFILE = False\n"
        "from pathlib import Path; from rembuk.site.restore import restore\n"
        "restore(Path('../cadangan/a.tar'), Path.cwd(), force=False)"
    )
    for folder, code, kept in (
        (saved, back_up, ("a.tar",)), (home, restore, ("rembuk.sqlite3", "berkas/foto.jpg")),
    ):  # fmt: skip
        disk = Disk(folder)
        (beside := tmp_path / f"log-{folder.name}").mkdir()
        for note in notes_of(code, folder, beside):
            disk.take(note)
        for name in kept:
            assert {left.get(name) for left in cut_often(disk)} == {(folder / name).read_bytes()}, name


def cut_power(*words: str, within: int) -> subprocess.CompletedProcess[str]:
    """Run the count of power cuts and return what it printed and how it ended."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "tests.durability.power", *words],
        env=kept, capture_output=True, text=True, check=False, timeout=within,
    )  # fmt: skip


def figures(printed: str) -> tuple[int, int, int, int]:
    """Return cuts, disks that differed from what the processes saw, how many lost, how many were corrupt."""
    found = re.search(r"(\d+) cuts .*?(\d+) disks differed.*?(\d+) lost .*?(\d+) were corrupt", printed)
    assert found is not None, printed
    cuts, differed, lost, corrupt = map(int, found.groups())
    return cuts, differed, lost, corrupt


@needs_gcc
@pytest.mark.sweep
def test_power_cut_at_any_point_loses_nothing_acknowledged_and_corrupts_nothing():
    done = cut_power("--cuts", "300", "--acknowledged", "160", within=900)
    assert done.returncode == 0, done.stdout + done.stderr
    cuts, differed, lost, corrupt = figures(done.stdout)
    assert (cuts, lost, corrupt) == (300, 0, 0)
    assert differed > 30


@needs_gcc
@pytest.mark.sweep
def test_power_cut_with_synchronous_normal_is_seen_to_lose_what_was_acknowledged():
    careless = ("--settings", "tests.durability.careless", "--started", "0")
    done = cut_power("--cuts", "40", "--acknowledged", "60", "--port", "8933", *careless, within=900)
    assert done.returncode == 1, done.stdout + done.stderr
    assert figures(done.stdout)[2] >= 5


@needs_gcc
@pytest.mark.soak
def test_thousand_power_cuts_lose_nothing_acknowledged():
    done = cut_power("--cuts", "1000", "--acknowledged", "1200", "--started", "20", within=7_200)
    assert done.returncode == 0, done.stdout + done.stderr
    assert figures(done.stdout)[0] == 1_000
