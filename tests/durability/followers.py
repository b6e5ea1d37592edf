"""Tell many followers of one milestone while the workers that tell them are killed, and count.

    python -m tests.durability.followers --followers 10000 --kills 20

Prepares a home of its own (or DATABASE_URL), lets that many people follow a space, reports on a milestone,
and measures what the report itself writes and takes. Two workers then deliver; one of them is killed with
SIGKILL at a random moment, begun again, and so on. At the end every follower must have the news once, in-app
and in one kept letter. A mail that left just before a kill may leave again: then under the same Message-ID.
Leases are ten seconds instead of two minutes, so that what a killed worker held is taken up soon.
Exit 1 when anything is lost or doubled.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

LEASE = timedelta(seconds=10)
LONGEST = 3_600


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.durability.followers")
    parser.add_argument("--followers", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0, help="which moments are chosen")
    parser.add_argument("--report-only", action="store_true", help="measure the report, deliver nothing")
    parser.add_argument("--work", action="store_true", help="be one of the two workers")
    args = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "rembuk.site.settings"
    if args.work:
        return work()
    home = tempfile.mkdtemp(prefix="rembuk-followers-")
    os.environ |= {"REMBUK_HOME": home, "EMAIL_URL": f"filemail:///{home}/surat"}
    try:
        return _run(args, Path(home) / "surat")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def work() -> int:
    """Be a worker with short leases until the parent is gone."""
    import django

    django.setup()
    from rembuk.shared import queue
    from rembuk.site.parent import follow_parent

    queue.LEASE = LEASE
    worker = queue.Worker()
    follow_parent(os.getppid(), worker.stop.set)
    print("ready", flush=True)
    worker.run(idle=0.2)
    return 0


def _run(args: argparse.Namespace, mails: Path) -> int:
    from tests.durability.quick import prepare_quickly

    prepare_quickly()
    milestone = _prepare(args.followers)
    key, rows, seconds, cpu = _report(milestone)
    took = f"{cpu * 1000:.1f} ms CPU, {seconds * 1000:.1f} ms"
    print(f"one report, {args.followers} followers: {rows} row(s), {took}", flush=True)
    faults = [] if rows == 1 else [f"{rows} rows written by the report"]
    if not args.report_only:
        began = time.monotonic()
        spent = _deliver(args.kills, random.Random(args.seed))
        faults += _count(key, args.followers, mails)
        seconds = time.monotonic() - began
        print(f"{args.kills} kills, delivered in {seconds:.0f} s; the last two took {spent:.0f} CPU s")
    for fault in faults:
        print("FAULT:", fault)
    return 1 if faults else 0


def _prepare(followers: int) -> Any:
    """Return a milestone of a space that FOLLOWERS people follow, who are told at any hour."""
    from django.utils import timezone

    from rembuk.messaging.models import Follow, Preference
    from rembuk.people.models import Person
    from rembuk.programmes.tests.factories import make_commitment
    from rembuk.shared.queue import Worker
    from rembuk.spaces.tests.factories import make_space

    now = timezone.now()
    space = make_space("contoh")
    milestone = make_commitment(space).milestones.get()
    # What came before is told before anybody follows.
    Worker().drain()
    people = [Person(email=f"pengikut{n}@contoh.example", is_active=True) for n in range(followers)]
    for person in people:
        person.set_unusable_password()
    Person.objects.bulk_create(people, batch_size=1_000)
    keys = list(Person.objects.filter(email__startswith="pengikut").values_list("pk", flat=True))
    Follow.objects.bulk_create(
        [Follow(person_id=key, about=f"spaces.space:{space.pk}", at=now) for key in keys], batch_size=1_000
    )
    Preference.objects.bulk_create(
        [Preference(receiver=f"people.person:{key}", quiet_from=0, quiet_to=0, at=now) for key in keys],
        batch_size=1_000,
    )
    return milestone


def _report(milestone: Any) -> tuple[str, int, float, float]:
    """Report on MILESTONE; return the key of the news, rows written for it, and seconds, wall and CPU."""
    from django.utils import timezone

    from rembuk.programmes.actions import report_milestone
    from rembuk.shared.actors import Actor
    from rembuk.shared.models import OutboxRow

    before = set(OutboxRow.objects.filter(kind="messaging.fan_out").values_list("pk", flat=True))
    wall, cpu = time.perf_counter(), time.process_time()
    report_milestone(
        milestone=milestone, news="3 lampu menyala", pieces_done=3, evidence="tiga foto di balai",
        by=Actor("writer"), at=timezone.now(),
    )  # fmt: skip
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    rows = OutboxRow.objects.filter(kind__startswith="messaging.").exclude(pk__in=before)
    written = list(rows.filter(done_at=None).values_list("key", flat=True))
    return written[0].removeprefix("fan_out:"), len(written), wall, cpu


def start_worker(module: str = "tests.durability.followers") -> subprocess.Popen[str]:
    """Start MODULE as a worker and return it once it is ready."""
    words = [sys.executable, "-m", module, "--work"]
    started = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert started.stdout is not None
    if started.stdout.readline() != "ready\n":
        raise SystemExit("a worker did not start")
    return started


def _deliver(kills: int, chance: random.Random) -> float:
    """Let two workers deliver, killing one KILLS times; return the CPU seconds of those that lived."""
    from rembuk.shared.models import OutboxRow

    workers = [start_worker(), start_worker()]
    left, end = kills, time.monotonic() + LONGEST
    waiting = OutboxRow.objects.filter(done_at=None, kind__startswith="messaging.")
    while waiting.exists() and time.monotonic() < end:
        if left:
            time.sleep(chance.uniform(0.2, 1.5))
            number = chance.randrange(2)
            workers[number].kill()
            workers[number].wait()
            left -= 1
            workers[number] = start_worker()
        else:
            time.sleep(0.5)
    before = os.times()
    for worker in workers:
        worker.terminate()
        worker.kill()
        worker.wait()
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _count(key: str, followers: int, mails: Path) -> list[str]:
    """Return what was lost or doubled."""
    from rembuk.messaging.models import Letter, Notice
    from rembuk.shared.models import OutboxRow

    told = Counter(
        Notice.objects.filter(key=key, receiver__startswith="people.").values_list("receiver", flat=True)
    )
    letters = Counter(
        Letter.objects.filter(notices__key=key, sent_at__isnull=False).values_list("receiver", flat=True)
    )
    sent: Counter[str] = Counter()
    for file in mails.glob("*") if mails.exists() else ():
        for line in file.read_text(errors="replace").splitlines():
            if line.startswith("Message-ID: "):
                sent[line] += 1
    most_told, most_letters = max(told.values(), default=0), max(letters.values(), default=0)
    faults = []
    if len(told) != followers or most_told > 1:
        faults.append(f"{len(told)} of {followers} told, at most {most_told} times")
    if len(letters) != followers or most_letters > 1:
        faults.append(f"{len(letters)} of {followers} have a letter, at most {most_letters}")
    if len(sent) < followers:
        faults.append(f"{len(sent)} mails for {followers} followers")
    open_rows = OutboxRow.objects.filter(done_at=None).count()
    if open_rows:
        faults.append(f"{open_rows} rows left")
    again = sum(count - 1 for count in sent.values())
    print(
        f"{len(told)} told once, {len(letters)} letters, {len(sent)} mails, {again} again under their own id"
    )
    return faults


if __name__ == "__main__":
    sys.exit(main())
