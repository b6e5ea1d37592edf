"""Posts imported and sorted per CPU second by the two commands, and the memory at two sizes.

    python -m benchmarks.import_sort [LINES]

CPU is user + system of both commands, start-up included, on SQLite. The posts are made here from a few
hundred wishes in many wordings, in the shape of the X API v2 (data dictionary, Post object).
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

WISHES = (
    "Tolong perbaiki {thing} di {place}, sudah {time} rusak",
    "Kapan {thing} di {place} dibetulkan? Sudah {time} begini terus",
    "{thing} di {place} parah sekali, mohon segera ditangani",
    "Terima kasih, {thing} di {place} sekarang bagus",
    "Usul: tambah {thing} di {place} supaya warga terbantu",
    "PROMO {place} slot gacor maxwin deposit sekarang klik link bonus {time}",
)
THINGS = (
    "lampu jalan", "jembatan gantung", "trotoar", "saluran air", "puskesmas", "sekolah dasar",
    "angkutan umum", "pasar desa", "taman bermain", "posyandu", "sinyal internet", "irigasi sawah",
)  # fmt: skip
PLACES = (
    "gang melati", "desa kami", "depan pasar", "dekat sungai", "kampung baru", "jalan raya",
)  # fmt: skip
TIMES = ["seminggu", "sebulan", "tiga bulan", "setahun", "dua tahun", "lama"]
TAILS = (
    "ya", "pak", "bu", "min", "tolong dong", "kasihan anak sekolah", "kasihan lansia", "jadi licin",
)  # fmt: skip


def write_posts(path: Path, lines: int) -> None:
    """Write LINES posts to PATH, the same for the same number."""
    draw = random.Random(lines)  # noqa: S311 - sample data
    with path.open("w", encoding="utf-8") as file:
        for number in range(lines):
            text = draw.choice(WISHES).format(
                thing=draw.choice(THINGS), place=draw.choice(PLACES), time=draw.choice(TIMES)
            )
            key = str(1_500_000_000_000_000_000 + number)
            post = {
                "id": key,
                "edit_history_tweet_ids": [key],
                "text": f"{text} {draw.choice(TAILS)} {draw.choice(TAILS)}",
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


def main() -> None:
    """Print one table for a tenth of the lines and for all of them."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    heads = (("posts", 8), ("import CPU s", 14), ("sort CPU s", 12), ("posts/CPU s", 13))
    print("".join(f"{head:>{width}}" for head, width in heads) + f"{'MB import':>11}{'MB sort':>9}")
    for count in (lines // 10, lines):
        with tempfile.TemporaryDirectory() as home:
            path = Path(home) / "posts.jsonl"
            write_posts(path, count)
            run(home, "spaces", "add", "uji", "--name", "Uji")
            taken, import_mb = run(home, "voices", "import", str(path), "--space", "uji", "--json")
            done, sort_mb = run(home, "voices", "sort", "--space", "uji", "--json")
        rate = count / (taken + done)
        print(f"{count:>8}{taken:>14.1f}{done:>12.1f}{rate:>13,.0f}{import_mb:>11}{sort_mb:>9}")


if __name__ == "__main__":
    main()
