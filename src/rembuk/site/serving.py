"""Serve pages and work off the queue: one web server process group and one worker beside it."""

from __future__ import annotations

import gc
import hashlib
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

from rembuk import __version__
from rembuk.reckon.refusal import Refusal
from rembuk.site.database.driver import SAFE, sqlite_version
from rembuk.site.home import hold_home
from rembuk.site.parent import PARENT

# A worker above this many MiB is replaced; it guards against leaks, not against load.
LARGEST_WORKER = 768
# The head of a request is there within ten seconds, or the connection is closed.
HEAD_MILLISECONDS = 10_000
# Connections of one web process; each costs some kilobytes, and the next one waits until one is closed.
MOST_CONNECTIONS = 4096
# Databases, bodies on their way, programs: files a web process needs beside its connections.
OTHER_FILES = 512
_MARK = ".version"
PACKAGE = Path(__file__).resolve().parent.parent


def refuse_old_sqlite(engine: str, version: tuple[int, ...]) -> None:
    """Refuse to serve from a SQLite that can corrupt a WAL file, unless ENGINE is another database."""
    if "sqlite" in engine and version < SAFE:
        found, safe = ".".join(map(str, version)), ".".join(map(str, SAFE))
        raise Refusal(
            f"SQLite {found} dapat merusak berkas WAL; pasang pysqlite3 (SQLite {safe} atau lebih baru).",
            f"SQLite {found} can corrupt a WAL file; install the package pysqlite3 (SQLite {safe} or newer).",
        )


def prepare() -> None:
    """Bring tables, cache table and static files up to date, and forget whom a restore by hand brought back.

    Nothing changes when all is as it should be.
    """
    from rembuk.site.commands.office import begin

    begin()
    from django.utils import timezone

    from rembuk.rights.actions.erasing import forget_who_came_back

    forget_who_came_back(at=timezone.now())
    from django.conf import settings
    from django.core.management import call_command

    refuse_old_sqlite(settings.DATABASES["default"]["ENGINE"], sqlite_version())
    call_command("createcachetable", verbosity=0)
    root, print_now = Path(settings.STATIC_ROOT), _fingerprint()
    mark = root / _MARK
    if not mark.exists() or mark.read_text() != print_now:
        call_command("collectstatic", interactive=False, verbosity=0)
        mark.write_text(print_now)


def _fingerprint() -> str:
    """Return what changes when any static file of any app does, and with every version of ours."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            about = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class WorkerBeside:
    """Keep one worker process running beside the web server, begun anew when it ends by itself."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._process = self._begin()
        self._keeper = threading.Thread(target=self._keep, name="worker keeper", daemon=True)
        self._keeper.start()

    def _begin(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "rembuk", "work", "--parent", str(os.getpid())])

    def _keep(self) -> None:
        while not self._over.is_set():
            self._process.wait()
            # A pause, so that a worker that cannot begin does not burn the processor.
            if not self._over.wait(2):
                self._process = self._begin()

    def end(self) -> None:
        """Let the worker finish what it has in hand; after twenty seconds its lease is left to another."""
        self._over.set()
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def load_pages() -> None:
    """Load the code and the templates of pages before the web processes are forked, which then share them.

    Nothing is asked of the database. What is loaded is never looked at by the collector again, for looking
    would copy it.
    """
    from django.core.handlers.wsgi import WSGIHandler
    from django.template import engines
    from django.template.utils import get_app_template_dirs
    from django.urls import get_resolver

    WSGIHandler()
    get_resolver()._populate()  # else each process does at its first page
    for folder in get_app_template_dirs("templates"):
        if PACKAGE in folder.parents:
            for path in sorted(folder.rglob("*.html")):
                engines["django"].get_template(path.relative_to(folder).as_posix())
    gc.collect()
    gc.freeze()


def room_for_connections() -> int:
    """Raise the number of files a web process may hold open, and return how many connections that leaves."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else max(128, min(wanted, soft) - OTHER_FILES)


def serve(*, host: str, port: int, workers: int) -> None:
    """Serve until told to stop (SIGINT or SIGTERM), then finish what is in hand."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    prepare()
    from django.conf import settings
    from django.db import connections

    load_pages()
    # Children are forked or spawned from here; none may inherit an open database.
    connections.close_all()
    print(f"Rembuk: {settings.PUBLIC_URL} (http://{host}:{port}), Ctrl-C", file=sys.stderr, flush=True)
    os.environ[PARENT] = str(os.getpid())
    server = Granian(
        "rembuk.site.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=workers,
        # Left to guess, granian waits without end for the first bytes that tell which version it is.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MILLISECONDS),
        websockets=False,
        backpressure=room_for_connections(),
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=15,
        workers_max_rss=LARGEST_WORKER,
    )
    with hold_home(settings.HOME):
        beside = WorkerBeside()
        try:
            server.serve()
        finally:
            beside.end()
