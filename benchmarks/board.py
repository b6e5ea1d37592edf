"""What opening the next cluster on the board costs at 30, 200 and 2,000 waiting clusters, and the ratios.

    python -m benchmarks.board [CLUSTERS ...]

CPU milliseconds of one request by Django's test client (median of 40 clusters opened one after the other, as
the queue lists them), two voices a cluster, one coordinator. The ratio is to the first size.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta

OPENED = 40


def main(sizes: list[int]) -> int:
    """Print one table and return 0."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"REMBUK_HOME": home, "DJANGO_SETTINGS_MODULE": "rembuk.site.settings"}
        from rembuk.site.commands.office import begin

        begin()
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)
        print(f"{'clusters that wait':>18}{'CPU ms a cluster':>18}{'ratio':>8}")
        first = 0.0
        for size in sizes:
            spent = _opening(size)
            first = first or spent
            print(f"{size:18,}{spent:18.2f}{spent / first:8.2f}", flush=True)
    return 0


def _opening(size: int) -> float:
    from django.db import transaction
    from django.test import Client

    from rembuk.ideas.tests.factories import make_cluster, make_idea
    from rembuk.people.tests.factories import sign_in
    from rembuk.spaces.tests.factories import make_member, make_space
    from rembuk.voices.models import Cluster

    with transaction.atomic():
        space = make_space(f"papan{size}")
        desk = sign_in(Client(SERVER_NAME="127.0.0.1"), make_member(space, "coordinator"))
        make_idea(space, title="Jembatan nomor rusak")
        rows = [make_cluster(space, 2, f"Jembatan nomor {number} rusak") for number in range(size)]
        for number, row in enumerate(rows):
            row.last_at -= timedelta(hours=number)
        Cluster.objects.bulk_update(rows, ["last_at"], batch_size=400)
    desk.get(f"/r/{space.slug}/papan/")
    times = []
    for number in range(OPENED):
        start = time.thread_time()
        answer = desk.get(f"/r/{space.slug}/papan/?rumpun={rows[number % size].pk}")
        times.append(1_000 * (time.thread_time() - start))
        if answer.status_code != 200:
            raise SystemExit(f"the board answered {answer.status_code}")
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or [30, 200, 2_000]))
