"""Begin a command that works with the database: Django, the tables, the language of its words."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rembuk.reckon.refusal import Refusal

if TYPE_CHECKING:
    from rembuk.shared.refusals import Refused
    from rembuk.spaces.models import Space

# Names the lock among the advisory locks of one PostgreSQL database.
_TABLES = 7_265_746_122


def begin(lang: str = "id") -> None:
    """Set Django up for REMBUK_HOME and bring its tables up to date; a fresh home gets new ones."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rembuk.site.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import translation

    translation.activate(lang)
    if not _behind():
        return
    with one_at_a_time():
        # Whoever waited here finds the tables as the one before left them.
        if _behind():
            call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
            call_command("createcachetable", verbosity=0, stdout=sys.stderr)


def _behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one process change the tables at a time: of all on one PostgreSQL, or of all in one home.

    Two hosts begun at once on a new or an older database would otherwise make the same table twice, and one
    of them would end with an error of the database.
    """
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_TABLES])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_TABLES])
        return
    import fcntl

    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home / "tables").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def give_way() -> None:
    """Let who asks for pages go first: work that takes long has niceness 10, where the system knows it."""
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, 0, max(10, os.getpriority(os.PRIO_PROCESS, 0)))


def space_named(slug: str) -> Space:
    """Return the space with SLUG or refuse, saying how to make it."""
    from rembuk.spaces.models import Space

    space = Space.objects.filter(slug=slug).first()
    if space is None:
        raise Refusal(
            f"Tidak ada ruang {slug!r}; buat dengan rembuk spaces add {slug} --name NAMA.",
            f"There is no space {slug!r}; make it with rembuk spaces add {slug} --name NAME.",
        )
    return space


def refusal_of(refused: Refused) -> Refusal:
    """Return what an action REFUSED as the command says it, in both languages."""
    from django.utils import translation

    said = {}
    for lang in ("id", "en"):
        with translation.override(lang):
            said[lang] = refused.sentence
    return Refusal(said["id"], said["en"])
