"""`rembuk work`: work off the outbox, background tasks and what comes round again."""

from __future__ import annotations

import argparse
import signal

from rembuk.site.commands.answers import emit
from rembuk.site.home import hold_home
from rembuk.site.parent import follow_parent


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--once", action="store_true", help="stop when nothing is due any more")
    parser.add_argument("--parent", type=int, help="stop when this process is gone (`rembuk serve` sets it)")


def run(args: argparse.Namespace) -> int:
    """Work until nothing is due (--once) or until told to stop by SIGINT or SIGTERM."""
    from rembuk.site.commands.office import begin, give_way

    give_way()
    begin(args.lang)
    from django.conf import settings
    from django.utils import timezone

    from rembuk.rights.actions.erasing import forget_who_came_back
    from rembuk.shared.queue import Worker

    # Where `rembuk serve` does not run on this machine; before the first message goes out.
    forget_who_came_back(at=timezone.now())
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
