"""Fill a fresh installation with ideas and print what list and idea page cost at two sizes.

python -m benchmarks.fill [SMALL LARGE]: server CPU per request (median of 40) and the ratio; target: about 1.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time

BATCH = 5_000


def main(small: int = 1_000, large: int = 100_000) -> int:
    """Print one table and return 0."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"REMBUK_HOME": home, "DJANGO_SETTINGS_MODULE": "rembuk.site.settings"}
        from rembuk.site.commands.office import begin

        begin()
        from django.test import Client
        from django.utils import timezone

        from rembuk.shared.actors import OPERATOR
        from rembuk.spaces.actions import found_space

        space = found_space(slug="isi", name="Ruang isi", by=OPERATOR, at=timezone.now())
        client = Client(SERVER_NAME="127.0.0.1")
        rows: dict[str, list[float]] = {}
        made = 0
        for size in (small, large):
            _fill(space, size - made)
            made = size
            for name, address in _addresses(space, size).items():
                rows.setdefault(name, []).append(_cost(client, address))
        print(f"{'page':22}{small:>12,}{large:>12,}{'ratio':>8}   (CPU ms per request, median)")
        for name, (first, second) in rows.items():
            print(f"{name:22}{first:>12.2f}{second:>12.2f}{second / first:>8.2f}")
    return 0


def _fill(space: object, count: int) -> None:
    from django.utils import timezone

    from rembuk.ideas.models import Idea

    now = timezone.now()
    for begin in range(0, count, BATCH):
        Idea.objects.bulk_create(
            Idea(
                space=space,
                title=f"Gagasan {number} tentang jalan kampung",
                wish="Kami minta jalan diperbaiki.",
                made_at=now,
                waiting_since=now,
                voices_count=number % 50,
                endorsements_count=number % 997,
            )
            for number in range(begin, min(begin + BATCH, count))
        )


def _addresses(space: object, size: int) -> dict[str, str]:
    return {
        "list, newest": "/r/isi/gagasan/",
        "list, most endorsed": "/r/isi/gagasan/?urut=dukungan",
        "list, by stage": "/r/isi/gagasan/?tahap=new",
        "idea": f"/g/{size // 2}/",
    }


def _cost(client: object, address: str) -> float:
    times = []
    for _ in range(44):
        start = time.process_time()
        answer = client.get(address)  # type: ignore[attr-defined]
        times.append(1000 * (time.process_time() - start))
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
    return statistics.median(times[4:])


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
