"""What can be wrong with an installation: one small question each, asked by `rembuk check`."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min

from rembuk.ledger.actions import examine as examine_record
from rembuk.ledger.actions.keys import RecordRefused, key_path
from rembuk.ledger.models import Leaf, Step
from rembuk.ledger.queries.witnesses import witnesses
from rembuk.people.actions import CODES_PER_NETWORK
from rembuk.people.queries import floods
from rembuk.shared.models import DueTask, OutboxRow
from rembuk.site.database.driver import SAFE, sqlite_version
from rembuk.site.secret import secret_path
from rembuk.voices.queries.attachments import stored_names

Level = Literal["error", "warning", "note"]
_ORDER: tuple[Level, ...] = ("error", "warning", "note")
LEAST_SPACE, LITTLE_SPACE = 200 * 1024**2, 1024**3
QUEUE_WAIT, SEAL_WAIT = timedelta(minutes=10), timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """Say what is wrong and how to mend it, in Indonesian and English."""

    level: Level
    what: tuple[str, str]
    mend: tuple[str, str]

    def told(self, lang: str) -> dict[str, str]:
        """Return the finding in LANG as `rembuk check --json` shows it."""
        at = 1 if lang == "en" else 0
        return {"level": self.level, "what": self.what[at], "mend": self.mend[at]}


def examine(*, now: datetime) -> list[Finding]:
    """Return everything that is wrong at NOW, the gravest first."""
    findings = [*_sqlite(), *_settings(), *_secret(), *_modes(), *_space()]
    try:
        pending = list(_migrations())
        findings += pending
        if not pending:
            for question in (_record, _witnesses, _queue, _floods):
                findings += question(now)
            findings += [*_clock(now), *_files()]
    except DatabaseError as error:
        name = type(error).__name__
        findings.append(
            Finding(
                "error",
                (f"Basis data tidak terjangkau ({name}).", f"The database cannot be reached ({name})."),
                ("Periksa DATABASE_URL dan apakah peladennya hidup.", "Check DATABASE_URL and its server."),
            )
        )
    return sorted(findings, key=lambda finding: _ORDER.index(finding.level))


def _sqlite(version: Callable[[], tuple[int, ...]] = sqlite_version) -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    found = ".".join(map(str, version()))
    if version() < SAFE:
        yield Finding(
            "error",
            (f"SQLite {found} dapat merusak berkas WAL.", f"SQLite {found} can corrupt a WAL file."),
            ("Pasang paket pysqlite3.", "Install the package pysqlite3."),
        )
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            sound = cursor.fetchone()[0] == "ok"
    except (DatabaseError, sqlite3.DatabaseError):
        sound = False
    if not sound:
        yield Finding(
            "error",
            ("Berkas basis data rusak.", "The database file is damaged."),
            ("Pulihkan cadangan terakhir: rembuk restore.", "Restore the last backup: rembuk restore."),
        )


def _settings() -> Iterator[Finding]:
    if settings.DEBUG:
        yield Finding(
            "error",
            ("Mode debug menyala; galat membuka isi sistem.", "Debug is on; errors reveal the system."),
            ("Hapus REMBUK_DEBUG.", "Unset REMBUK_DEBUG."),
        )
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    if not settings.SECURE:
        outside = host not in ("127.0.0.1", "::1", "localhost")
        yield Finding(
            "error" if outside else "note",
            ("Alamat publik tidak memakai TLS.", "The public address does not use TLS."),
            (
                "Pasang proksi TLS lalu setel REMBUK_URL=https://…",
                "Put a TLS proxy before it and set REMBUK_URL=https://…",
            ),
        )
    if settings.SECURE and not settings.TRUSTED_PROXY:
        yield Finding(
            "warning",
            ("Tidak ada proksi yang dipercaya.", "No proxy is trusted."),
            (
                "Setel REMBUK_TRUSTED_PROXY ke alamat proksi TLS.",
                "Set REMBUK_TRUSTED_PROXY to the TLS proxy.",
            ),
        )
    if host and host not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        yield Finding(
            "error",
            (f"{host} tidak ada di REMBUK_HOSTS.", f"{host} is not in REMBUK_HOSTS."),
            ("Tambahkan; tanpanya semua halaman 400.", "Add it; without it every page answers 400."),
        )
    if "console" in settings.EMAIL_OUTER["EMAIL_BACKEND"] and not settings.DEMO:
        yield Finding(
            "warning",
            ("Surel hanya dicetak ke layar.", "Mail is only printed on the screen."),
            ("Setel EMAIL_URL ke peladen surel.", "Set EMAIL_URL to a mail server."),
        )


def _secret() -> Iterator[Finding]:
    path = secret_path(Path(settings.HOME))
    if len(settings.SECRET_KEY) < 40 or len(set(settings.SECRET_KEY)) < 15:
        yield Finding(
            "error",
            ("Rahasia instalasi lemah.", "The installation's secret is weak."),
            (
                f"Ganti: openssl rand -hex 32 > {path}; kode tanda terima, tautan di surat, dan langkah "
                "kedua tim yang lama tidak berlaku lagi.",
                f"Replace it: openssl rand -hex 32 > {path}; receipts, links in letters and the team's "
                "second factors of before are void.",
            ),
        )


def _modes() -> Iterator[Finding]:
    home = Path(settings.HOME)
    for path in (secret_path(home), key_path(), home / "demo.json"):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding(
                "error",
                (f"{path.name} dapat dibaca orang lain.", f"{path.name} can be read by others."),
                (f"chmod 600 {path}", f"chmod 600 {path}"),
            )
    if home.exists() and stat.S_IMODE(home.stat().st_mode) & 0o027:
        yield Finding(
            "warning",
            ("REMBUK_HOME dapat dibuka orang lain.", "REMBUK_HOME can be opened by others."),
            (f"chmod 700 {home}", f"chmod 700 {home}"),
        )


def _space() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.HOME).free
    if free < LITTLE_SPACE:
        yield Finding(
            "error" if free < LEAST_SPACE else "warning",
            (
                f"Ruang kosong tinggal {free // 1024**2} MiB.",
                f"Only {free // 1024**2} MiB of space are left.",
            ),
            ("Kosongkan atau tambah ruang di REMBUK_HOME.", "Free or add space at REMBUK_HOME."),
        )


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan and not executor.loader.applied_migrations:
        where = settings.HOME if connection.vendor == "sqlite" else "DATABASE_URL"
        yield Finding(
            "error",
            (f"Belum ada instalasi di {where}.", f"There is no installation in {where} yet."),
            (
                "Periksa REMBUK_HOME; instalasi baru dimulai dengan rembuk spaces add.",
                "Check REMBUK_HOME; a new installation begins with rembuk spaces add.",
            ),
        )
    elif plan:
        yield Finding(
            "error",
            (f"{len(plan)} migrasi belum dijalankan.", f"{len(plan)} migrations have not been run."),
            ("Jalankan rembuk work --once atau rembuk serve.", "Run rembuk work --once or rembuk serve."),
        )


def _record(now: datetime) -> Iterator[Finding]:
    try:
        examine_record()
    except RecordRefused as refused:
        yield Finding(
            "error",
            (refused.sentence, refused.sentence),
            ("Lihat docs/reference/record.md.", "See docs/reference/record.md."),
        )
    waiting = Leaf.objects.filter(index=None)
    first = waiting.aggregate(first=Min("written_at"))["first"]
    if first is not None and now - first > SEAL_WAIT:
        count = waiting.count()
        yield Finding(
            "error",
            (f"{count} entri catatan menunggu segel sejak {first:%Y-%m-%d %H:%M} UTC.",
             f"{count} record entries have waited for the seal since {first:%Y-%m-%d %H:%M} UTC."),
            ("Jalankan rembuk serve atau rembuk work.", "Run rembuk serve or rembuk work."),
        )  # fmt: skip


def _witnesses(now: datetime) -> Iterator[Finding]:
    for one in witnesses(now=now):
        name = one.witness.name
        if one.another or one.witness.trouble == one.witness.Trouble.REFUSED:
            yield Finding(
                "error",
                (f"Saksi {name} menolak: {one.witness.get_trouble_display()}.",
                 f"The witness {name} refuses to sign ({one.witness.trouble})."),
                ("Lihat docs/reference/record.md, bagian saksi.", "See docs/reference/record.md, witnesses."),
            )  # fmt: skip
        elif one.silent:
            since = one.witness.cosigned_at
            last = f"{since:%Y-%m-%d %H:%M} UTC" if since else "-"
            yield Finding(
                "warning",
                (f"Saksi {name} diam; tanda tangan terakhirnya {last}.",
                 f"The witness {name} is silent; its last signature is of {last}."),
                (f"Hubungi pengelolanya, atau: rembuk record witnesses --remove {name}",
                 f"Ask its operator, or: rembuk record witnesses --remove {name}"),
            )  # fmt: skip


def _floods(now: datetime) -> Iterator[Finding]:
    for network, codes in floods(least=CODES_PER_NETWORK, at=now):
        yield Finding(
            "warning",
            (
                f"Jaringan {network} meminta {codes} kode masuk dalam satu jam; selebihnya ditolak.",
                f"The network {network} asked for {codes} sign-in codes within an hour; more are refused.",
            ),
            (
                "Bila itu bukan kantor atau jaringan seluler Anda, tutup jaringan itu di proksi.",
                "Unless it is an office or a mobile network of yours, shut it out at the proxy.",
            ),
        )


def _queue(now: datetime) -> Iterator[Finding]:
    waiting = OutboxRow.objects.filter(done_at=None, given_up=False, run_after__lt=now - QUEUE_WAIT)
    # What a worker holds is no longer waiting; where that one was killed, its lease soon runs out.
    waiting = waiting.exclude(leased_until__gt=now)
    if count := waiting.count():
        yield Finding(
            "error",
            (f"{count} pekerjaan antrean menunggu lebih dari 10 menit.",
             f"{count} things in the queue have waited for more than 10 minutes."),
            ("Jalankan rembuk serve atau rembuk work.", "Run rembuk serve or rembuk work."),
        )  # fmt: skip
    for kind, what in (
        (
            OutboxRow.objects.filter(given_up=True),
            ("dilepas sesudah banyak percobaan", "given up after many tries"),
        ),
        (
            OutboxRow.objects.filter(done_at=None, given_up=False, attempts__gt=3),
            ("gagal berulang", "failing"),
        ),
    ):
        if count := kind.count():
            name = kind.order_by("-id").values_list("trouble", flat=True).first()
            yield Finding(
                "warning",
                (f"{count} pekerjaan antrean {what[0]} ({name}).", f"{count} queue rows {what[1]} ({name})."),
                ("Periksa peladen surel dan jaringannya.", "Check the mail server and the network."),
            )
    for late in DueTask.objects.filter(failures__gt=0):
        yield Finding(
            "warning",
            (f"Tugas {late.name} gagal {late.failures} kali ({late.trouble}).",
             f"The task {late.name} failed {late.failures} times ({late.trouble})."),
            ("Lihat log pekerja.", "See the worker's log."),
        )  # fmt: skip


def _clock(now: datetime) -> Iterator[Finding]:
    latest = Step.objects.order_by("-id").values_list("at", flat=True).first()
    if latest is not None and latest - now > timedelta(minutes=5):
        yield Finding(
            "error",
            (
                "Jam komputer ini mundur dari langkah terakhir.",
                "This computer's clock is behind the last step.",
            ),
            ("Setel jam lewat NTP.", "Set the clock by NTP."),
        )


def _files() -> Iterator[Finding]:
    """Find recordings and photos that the database knows and the disk does not have."""
    gone = [name for name in stored_names() if not default_storage.exists(name)]
    if gone:
        yield Finding(
            "error",
            (f"{len(gone)} rekaman atau foto hilang dari berkas/ (misalnya {gone[0]}).",
             f"{len(gone)} recordings or photos are missing from berkas/ (for instance {gone[0]})."),
            ("Ambil kembali folder berkas/ dari cadangan terakhir.",
             "Bring the folder berkas/ back from the last backup."),
        )  # fmt: skip
