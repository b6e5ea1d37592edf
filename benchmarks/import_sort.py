"""Posts imported and sorted per CPU second by the two commands, and the memory at two sizes.

    python -m benchmarks.import_sort [LINES] [FORMAT ...]

CPU is user + system of both commands, start-up included, on SQLite. The posts are made here from a few
hundred wishes in many wordings, in the shape of the X API v2 (data dictionary, Post object), at a tenth of
LINES and at all; or in each FORMAT named ("all": every one), at LINES pieces, of which some hold two posts.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.formats import MAKERS
from benchmarks.wishes import wish


def write_posts(path: Path, lines: int) -> None:
    """Write LINES posts to PATH, the same for the same number."""
    draw = random.Random(lines)  # noqa: S311 - sample data
    with path.open("w", encoding="utf-8") as file:
        for number in range(lines):
            key = str(1_500_000_000_000_000_000 + number)
            post = {
                "id": key,
                "edit_history_tweet_ids": [key],
                "text": wish(draw),
                "author_id": str(1_000 + number % 9_000),
                "created_at": f"2026-10-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}:00.000Z",
                "lang": "in",
                "public_metrics": {"retweet_count": number % 7, "like_count": number % 31},
            }
            file.write(json.dumps(post) + "\n")


def run(home: str, *words: str) -> tuple[float, int]:
    """Run one command in HOME; return its CPU seconds and its peak memory in MB."""
    env = {**os.environ, "REMBUK_HOME": home}
    child = subprocess.Popen([sys.executable, "-m", "rembuk", *words], env=env, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"rembuk {' '.join(words)} ended with {child.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def measure(name: str, count: int) -> None:
    """Import and sort COUNT posts in the format NAME in a new installation; print one row."""
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "posts"
        if name == "x":
            write_posts(path, count)
        else:
            with path.open("w", encoding="utf-8") as file:
                file.writelines(MAKERS[name](count))
        run(home, "spaces", "add", "uji", "--name", "Uji")
        taken, import_mb = run(home, "voices", "import", str(path), "--space", "uji", "--json")
        with sqlite3.connect(f"file:{home}/rembuk.sqlite3?mode=ro", uri=True) as database:
            (kept,) = database.execute("SELECT count(*) FROM voices_voice").fetchone()
        if kept < count:
            raise SystemExit(f"{name}: {kept} kept of {count} posts")
        done, sort_mb = run(home, "voices", "sort", "--space", "uji", "--json")
    rate = kept / (taken + done)
    print(
        f"{name:<10}{kept:>9}{taken:>14.1f}{done:>12.1f}{rate:>13,.0f}{import_mb:>11}{sort_mb:>9}",
        flush=True,
    )


def main() -> None:
    """Print one table."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    names = sys.argv[2:]
    heads = (("posts", 9), ("import CPU s", 14), ("sort CPU s", 12), ("posts/CPU s", 13))
    print(
        f"{'format':<10}" + "".join(f"{head:>{width}}" for head, width in heads)
        + f"{'MB import':>11}{'MB sort':>9}"
    )  # fmt: skip
    for name in ["x", *MAKERS] if names == ["all"] else names:
        measure(name, lines)
    if not names:
        measure("x", lines // 10)
        measure("x", lines)


if __name__ == "__main__":
    main()
