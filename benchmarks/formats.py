"""Posts read per CPU second, by format, reading alone, and the memory at two sizes.

    python -m benchmarks.formats [POSTS] [FORMAT ...]

Reading is all that happens before the database: recognising, parsing, closing names, ids. Files are made here
from the fixtures of each format, in a folder that is removed again; CPU is user + system of one process.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.wishes import wish

FIXTURES = Path(__file__).parents[1] / "src" / "rembuk" / "channels"


def said(number: int) -> str:
    """Return what the post of that NUMBER says."""
    return wish(random.Random(number))  # noqa: S311 - the same words for the same number


def whatsapp(count: int) -> Iterator[str]:
    """Yield the pieces of a chat of 300 people."""
    for n in range(count):
        stamp = f"{1 + n % 28:02}/10/26 {n % 24:02}.{n % 60:02}"
        yield f"{stamp} - Rekaan {n % 300}: {said(n)}, kata Pak {n % 300}, nomor {n}\n"


def mail(count: int) -> Iterator[str]:
    """Yield the letters of a mailbox."""
    for n in range(count):
        yield (
            f"From a@contoh.invalid Thu Oct  1 02:03:04 2026\nFrom: Rekaan <r{n % 300}@contoh.invalid>\n"
            f"Subject: Usul {n}\nDate: Thu, 1 Oct 2026 09:03:04 +0700\nMessage-ID: <{n}@contoh.invalid>\n"
            f"Content-Type: text/plain; charset=utf-8\n\n{said(n)} {n}\n\n> kutipan\n\n"
        )


def feed(count: int) -> Iterator[str]:
    """Yield the items of an RSS feed."""
    yield "<?xml version='1.0'?><rss version='2.0'><channel>"
    for n in range(count):
        yield (
            f"<item><title>Usul {n}</title><guid>g{n}</guid>"
            "<pubDate>Thu, 01 Oct 2026 09:03:04 +0700</pubDate>"
            f"<description>&lt;p&gt;{said(n)}&lt;/p&gt;</description></item>"
        )
    yield "</channel></rss>"


def table(count: int) -> Iterator[str]:
    """Yield the rows of a table with its head (CSV)."""
    yield "id,text,time\n"
    for n in range(count):
        yield f'{n},"{said(n)}",2026-10-{1 + n % 28:02}T03:04:05+07:00\n'


def _filled(value: object, number: int) -> object:
    """Return a copy of one object of a fixture with ids and words of its own."""
    if isinstance(value, dict):
        return {key: _one(key, inner, number) for key, inner in value.items()}
    return [_filled(inner, number) for inner in value] if isinstance(value, list) else value


def _one(key: str, value: object, number: int) -> object:
    if key in ("id", "uri") and isinstance(value, (str, int)):
        return f"{value}{number}" if isinstance(value, str) else value + 100 * number
    if key in ("text", "message", "comment", "textOriginal", "title") and isinstance(value, str) and value:
        return f"{said(number)} {number}"
    if key == "content" and isinstance(value, str):
        return f"<p>{said(number)} <a href='https://contoh.invalid/'>{number}</a></p>"
    return _filled(value, number)


def document(name: str, before: str, after: str, *path: str) -> Callable[[int], Iterator[str]]:
    """Return a maker of one JSON document whose list repeats the first object at PATH of a fixture."""

    def pieces(count: int) -> Iterator[str]:
        found = json.loads((FIXTURES / name).read_text())
        for step in path:
            found = found[step]
        piece = next(
            one for one in found if "post" not in one.get("type", "") and one.get("type") != "service"
        )
        yield before
        for n in range(count):
            yield (", " if n else "") + json.dumps(_filled(piece, n))
        yield after

    return pieces


MAKERS: dict[str, Callable[[int], Iterator[str]]] = {
    "whatsapp": whatsapp,
    "telegram": document(
        "telegram/tests/group.json", '{"name":"R","type":"private_group","id":7,"messages":[', "]}",
        "messages"
    ),
    "facebook": document("facebook/tests/download.json", '{"comments_v2":[', "]}", "comments_v2"),
    "instagram": document("instagram/tests/comments.json", '{"data":[', "]}", "data"),
    "threads": document("threads/tests/replies.json", '{"data":[', "]}", "data"),
    "tiktok": document(
        "tiktok/tests/user_data_tiktok.json", '{"Comment":{"Comments":{"CommentsList":[', "]}}}",
        "Comment", "Comments", "CommentsList",
    ),
    "youtube": document("youtube/tests/threads.json", '{"items":[', "]}", "items"),
    "bluesky": document("bluesky/tests/feed.json", '{"feed":[', "]}", "feed"),
    "mastodon": document("mastodon/tests/statuses.json", "[", "]"),
    "feed": feed,
    "mail": mail,
    "table": table,
}  # fmt: skip


def measure(name: str, path: str) -> None:
    """Read PATH in the format called NAME; print posts, CPU seconds and peak memory in MB as JSON."""
    from rembuk.channels.events import Post
    from rembuk.channels.queries import FORMATS, Begun, recognise, rows_of
    from rembuk.channels.rules import finished

    before = resource.getrusage(resource.RUSAGE_SELF)
    with Path(path).open("rb") as file:
        begun = Begun(file)
        if recognise(begun.head, "berkas") != name:
            raise SystemExit(f"{path} is not recognised as {name}")
        rows = finished(rows_of(FORMATS[name], begun, {}), keep_names=False)
        posts = sum(isinstance(row, Post) for row in rows)
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"posts": posts, "seconds": seconds, "mb": after.ru_maxrss // 1024}))


def main() -> None:
    """Print one row a format: posts per CPU second, and the memory at a fifth of the posts and at all."""
    if sys.argv[1:2] == ["--measure"]:
        measure(*sys.argv[2:4])
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    print(f"{'format':<12}{'posts':>10}{'MB file':>9}{'posts/CPU s':>13}{'MB at 1/5':>11}{'MB at all':>11}")
    for name in sys.argv[2:] or MAKERS:
        rows = []
        for size in (count // 5, count):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "berkas"
                with path.open("w", encoding="utf-8") as file:
                    file.writelines(MAKERS[name](size))
                command = [sys.executable, "-m", "benchmarks.formats", "--measure", name, str(path)]
                told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                rows.append((json.loads(told), path.stat().st_size / 1e6))
        small, (large, mb) = rows[0][0], rows[1]
        rate = large["posts"] / large["seconds"]
        print(
            f"{name:<12}{large['posts']:>10}{mb:>9.1f}{rate:>13,.0f}{small['mb']:>11}{large['mb']:>11}",
            flush=True,
        )


if __name__ == "__main__":
    main()
