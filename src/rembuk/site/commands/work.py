"""`rembuk work`: work off the outbox, background tasks and what comes round again."""

from __future__ import annotations

import argparse
import os
import signal
import time

from rembuk.site.commands.answers import emit
from rembuk.site.home import hold_home
from rembuk.site.parent import follow_parent


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--once", action="store_true", help="stop when nothing is due any more")
    parser.add_argument("--parent", type=int, help="stop when this process is gone (`rembuk serve` sets it)")


def run(args: argparse.Namespace) -> int:
    """Work until nothing is due (--once) or until told to stop by SIGINT or SIGTERM."""
    from rembuk.site.commands.office import give_way

    give_way()
    _begin(args)
    from django.conf import settings

    from rembuk.shared.queue import Worker

    worker = Worker()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: worker.stop.set())
    if args.parent is not None:
        follow_parent(args.parent, worker.stop.set)
    with hold_home(settings.HOME):
        if not args.once:
            worker.run()
            return 0
        done = worker.drain()
    if args.json:
        emit({"done": done})
    return 0


def _begin(args: argparse.Namespace) -> None:
    """Begin; beside a server, whose database was there a moment ago, wait for one that has gone."""
    from django.db.utils import OperationalError

    while True:
        try:
            _forget(args.lang)
            return
        except OperationalError:
            if args.parent is None or os.getppid() != args.parent:
                raise
        from django.db import connection

        connection.close()
        time.sleep(1)


def _forget(lang: str) -> None:
    """Bring the tables up to date and forget whom a restore by hand brought back, before anything goes out.

    `rembuk serve` does so too, but it need not run on this machine.
    """
    from rembuk.site.commands.office import begin

    begin(lang)
    from django.utils import timezone

    from rembuk.rights.actions.erasing import forget_who_came_back

    forget_who_came_back(at=timezone.now())
