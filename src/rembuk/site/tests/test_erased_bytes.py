"""What was erased is in no byte of SQLite's file, of its log, and of a backup."""

from __future__ import annotations

import sqlite3
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from rembuk.rights.actions import ask_erasure
from rembuk.rights.actions.erasing import erase_everywhere
from rembuk.shared.actors import CITIZEN
from rembuk.shared.references import ref
from rembuk.site.database.driver import empty_log
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.actions import receive_voice
from rembuk.voices.models import Voice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
WORDS = "Pagar sekolahku sudah roboh sejak Lebaran."
# On pages of their own, and among the rows of others.
LONG = f"{WORDS} " * 400


def file() -> Path:
    return Path(connection.settings_dict["NAME"])


def bytes_of(path: Path) -> bytes:
    log = path.with_name(f"{path.name}-wal")
    return path.read_bytes() + (log.read_bytes() if log.exists() else b"")


def tell_and_erase() -> None:
    space, now = make_space(), timezone.now()
    told = [
        receive_voice(space=space, text=text, email=email, by=CITIZEN, at=now).voice
        for text, email in (
            (WORDS, "ningsih@contoh.id"), (LONG[:4_000], "ningsih@contoh.id"), ("Yang lain tetap.", "x@y.id"),
        )
    ]  # fmt: skip
    assert WORDS.encode() in bytes_of(file())
    for voice in told[:2]:
        ask_erasure(subject=ref(voice), at=now)
        erase_everywhere(subject=ref(voice), at=now)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def test_voice_erased_leaves_no_byte_in_the_file_its_log_or_a_backup(tmp_path: Path) -> None:
    tell_and_erase()
    assert empty_log(file())
    copy = sqlite3.connect(tmp_path / "cadangan.sqlite3")
    connection.connection.backup(copy)
    copy.close()
    for path in (file(), tmp_path / "cadangan.sqlite3"):
        assert not any(words in bytes_of(path) for words in (b"roboh sejak", b"ningsih"))
        assert b"Yang lain tetap" in bytes_of(path)


def test_log_is_left_alone_while_somebody_reads_and_is_emptied_afterwards() -> None:
    tell_and_erase()
    reader = sqlite3.connect(file())
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM voices_voice").fetchall()
    Voice.objects.update(thread="x")
    assert not empty_log(file())
    reader.close()
    assert empty_log(file())
    assert not file().with_name(f"{file().name}-wal").stat().st_size


def test_file_in_which_words_were_left_between_rows_is_written_anew_by_the_upgrade() -> None:
    step = import_module("rembuk.rights.migrations.0007_nothing_between_rows")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
    try:
        tell_and_erase()
        empty_log(file())
        assert b"roboh sejak" in bytes_of(file())
        step.write_anew(apps, SimpleNamespace(connection=connection))
        empty_log(file())
        assert b"roboh sejak" not in bytes_of(file())
    finally:
        connection.close()
