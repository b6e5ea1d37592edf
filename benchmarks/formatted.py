"""CPU milliseconds of reading formatted text: the slowest of the hostile texts of tests/abuse, best of three.

python -m benchmarks.formatted
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from tests.abuse.marked import texts


def main() -> None:
    """Print the five slowest texts, each with its length."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rembuk.site.settings")
    import django

    django.setup()
    from rembuk.design.formatted import formatted, plain

    rows = [
        (_spent(reads, text), name, text)
        for name, reads in (("formatted", formatted), ("plain", plain))
        for text in texts()
    ]
    print(f"{'ms':>8}{'letters':>10}  {'reader':<10} begins with")
    for spent, name, text in sorted(rows, reverse=True)[:5]:
        print(f"{spent:8.1f}{len(text):10,}  {name:<10} {text[:12]!r}")


def _spent(reads: Callable[[str], str], text: str) -> float:
    best = float("inf")
    for _try in range(3):
        start = time.process_time()
        reads(text)
        best = min(best, 1_000 * (time.process_time() - start))
    return best


if __name__ == "__main__":
    main()
