"""The memory of importing one large export into the database: a tenth of it, and all of it.

    python -m benchmarks.large_file [MEGABYTES]

The file is in X's format (X API v2, Post object), long posts made here in a folder that is removed again;
so much room is needed twice. CPU is user + system of `voices import`, start-up included, on SQLite.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from benchmarks.import_sort import run

WORDS = "Tolong perbaiki lampu jalan di gang melati, sudah tiga minggu mati dan anak-anak takut lewat. "
TIMES = 180  # some 17,000 letters a post, near the longest that is taken in


def write_long_posts(path: Path, megabytes: int) -> int:
    """Write posts to PATH until it has so many MEGABYTES; return how many there are."""
    number = 0
    with path.open("w", encoding="utf-8") as file:
        while file.tell() < megabytes * 1_000_000:
            key = str(1_500_000_000_000_000_000 + number)
            post = {
                "id": key, "edit_history_tweet_ids": [key], "text": f"{number}. {WORDS * TIMES}",
                "author_id": str(1_000 + number % 9_000), "created_at": "2026-10-01T02:03:04.000Z",
            }  # fmt: skip
            file.write(json.dumps(post) + "\n")
            number += 1
    return number


def main() -> None:
    """Print one table for a tenth of the size and for all of it."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    print(f"{'MB file':>8}{'posts':>9}{'CPU s':>8}{'MB held':>9}")
    for size in (megabytes // 10, megabytes):
        with tempfile.TemporaryDirectory() as home:
            path = Path(home) / "posts.jsonl"
            posts = write_long_posts(path, size)
            run(home, "spaces", "add", "uji", "--name", "Uji")
            taken, held = run(home, "voices", "import", str(path), "--space", "uji", "--json")
        print(f"{size:>8}{posts:>9}{taken:>8.1f}{held:>9}", flush=True)


if __name__ == "__main__":
    main()
