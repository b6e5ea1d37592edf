"""`rembuk check`: each fault is found, and a sound installation has none."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from rembuk.ledger.actions import keys, seal
from rembuk.ledger.models import Tile
from rembuk.ledger.tests.factories import record
from rembuk.people.actions import CODES_PER_NETWORK, send_code
from rembuk.people.queries import floods
from rembuk.shared import outbox
from rembuk.shared.models import DueTask, OutboxRow
from rembuk.site import health
from rembuk.site.cli import main
from rembuk.spaces.tests.factories import make_space

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sound(settings):
    settings.SECRET_KEY = "b1c2d3e4f5g6h7j8k9l0m1n2p3q4r5s6t7v8w9x0y1z2"
    settings.HOME.chmod(0o700)


def found(level="error", **more):
    return [one.told("id")["what"] for one in health.examine(now=timezone.now()) if one.level == level]


def test_sound_installation_has_no_errors():
    record(at=timezone.now())
    seal(at=timezone.now())
    assert found() == []


def test_command_answers_as_the_contract_says(capsys):
    code = main(["check", "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert code == (0 if answer["ok"] else 1)
    assert all(set(one) == {"level", "what", "mend"} for one in answer["findings"])
    assert main(["check", "--lang", "en"]) == code
    assert "TLS" in capsys.readouterr().out


def test_debug_weak_secret_and_missing_tls_are_found(settings):
    settings.DEBUG, settings.SECRET_KEY = True, "rahasia"
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "http://suara.contoh.id", ["suara.contoh.id"]
    errors = " ".join(found())
    assert "debug" in errors
    assert "lemah" in errors
    assert "TLS" in errors
    settings.ALLOWED_HOSTS = ["lain.id"]
    assert "REMBUK_HOSTS" in " ".join(found())


def test_files_that_others_may_read_are_found(settings):
    record(at=timezone.now())
    seal(at=timezone.now())
    keys.key_path().chmod(0o644)
    settings.HOME.chmod(0o755)
    assert "record.key" in " ".join(found())
    assert "REMBUK_HOME" in " ".join(found("warning"))


def test_old_sqlite_is_found(monkeypatch):
    from django.db import connection

    if connection.vendor != "sqlite":
        assert list(health._sqlite(lambda: (3, 40, 1))) == []
        return
    assert "3.40.1" in next(health._sqlite(lambda: (3, 40, 1))).told("id")["what"]
    assert list(health._sqlite(lambda: (3, 51, 3))) == []


def test_full_disk_is_found(monkeypatch):
    from collections import namedtuple

    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: usage(100, 50, 150 * 1024**2))
    assert "150 MiB" in " ".join(found())
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: usage(100, 50, 900 * 1024**2))
    assert "900 MiB" in " ".join(found("warning"))


def test_unsigned_leaves_are_found_after_five_minutes():
    record(at=timezone.now())
    assert found() == []
    record(2, at=timezone.now() - timedelta(minutes=6))
    assert "menunggu segel" in " ".join(found())


def test_record_that_would_fork_is_found():
    record(at=timezone.now())
    seal(at=timezone.now())
    Tile.objects.update(data=bytes(32))
    assert "bercabang" in " ".join(found())


def test_stale_queue_given_up_rows_and_failing_tasks_are_found():
    now = timezone.now()
    outbox.write(kind="x", payload={}, at=now - timedelta(minutes=11))
    assert "menunggu lebih dari 10 menit" in " ".join(found())
    # A worker has it in hand; where it was killed there, it waits again.
    OutboxRow.objects.update(leased_until=now + timedelta(minutes=2))
    assert "menunggu lebih dari 10 menit" not in " ".join(found())
    OutboxRow.objects.update(leased_until=now - timedelta(seconds=1))
    assert "menunggu lebih dari 10 menit" in " ".join(found())
    OutboxRow.objects.update(given_up=True, trouble="smtplib.SMTPException")
    assert "smtplib.SMTPException" in " ".join(found("warning"))
    DueTask.objects.create(name="x", next_at=now, failures=3, trouble="builtins.OSError")
    assert "builtins.OSError" in " ".join(found("warning"))


def test_network_that_used_up_its_sign_in_codes_is_named_until_an_hour_has_passed():
    now = timezone.now()
    for number in range(CODES_PER_NETWORK):
        if number == CODES_PER_NETWORK - 1:
            assert "192.0.2.7" not in " ".join(found("warning"))
        at = now - timedelta(minutes=59) + timedelta(seconds=number)
        send_code(email=f"a{number}@contoh.id", network="192.0.2.7", at=at)
    assert f"192.0.2.7 meminta {CODES_PER_NETWORK} kode" in " ".join(found("warning"))
    assert floods(least=CODES_PER_NETWORK, at=now + timedelta(minutes=2)) == []


def test_clock_behind_the_last_step_is_found():
    record(at=timezone.now() + timedelta(days=1))
    seal(at=timezone.now())
    assert "Jam" in " ".join(found())


def test_missing_recordings_are_found():
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from rembuk.voices.models import Attachment
    from rembuk.voices.tests.factories import make_voice

    voice = make_voice(make_space())
    name = default_storage.save("suara/catatan.webm", ContentFile(b"rekaman"))
    Attachment.objects.create(
        voice=voice, kind="sound", stored_as=name, type="audio/webm", size=7, digest="0" * 64,
        kept_at=timezone.now(),
    )  # fmt: skip
    assert "hilang" not in " ".join(found())
    default_storage.delete(name)
    assert f"1 rekaman atau foto hilang dari berkas/ (misalnya {name})" in " ".join(found())


def test_migrations_not_run_are_found(monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: [1, 2])
    assert "2 migrasi" in " ".join(found())


def test_old_sqlite_is_refused_by_serve():
    from rembuk.reckon.refusal import Refusal
    from rembuk.site.serving import refuse_old_sqlite

    with pytest.raises(Refusal, match="pysqlite3"):
        refuse_old_sqlite("rembuk.site.database.sqlite", (3, 40, 1))
    refuse_old_sqlite("rembuk.site.database.sqlite", (3, 51, 3))
    refuse_old_sqlite("django.db.backends.postgresql", (3, 40, 1))
