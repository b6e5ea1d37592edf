"""Lay the sample voices out as the files people really have: an X API v2 export and a table."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

DAYS = 26
# What came later than the rest: still within the promised days, or a few days past them.
LATELY = frozenset({"air", "internet", "kandang", "tunggal"})
LATE = frozenset({"bus", "puskesmas"})
# Advertisers post the same again from other accounts, and some wishes are passed on.
COPIES = {"iklan": 3, "lampu": 2}


@dataclass(frozen=True)
class Sample:
    """Hold one sample voice: which wish it belongs to, where, by which channel, and its words."""

    wish: str
    place: str
    channel: str
    text: str


def samples() -> list[Sample]:
    """Return the sample voices in the order of the file."""
    found: list[Sample] = []
    wish = place = ""
    channels: list[str] = []
    lines = resources.files("rembuk.site.demo").joinpath("voices.txt").read_text(encoding="utf-8")
    number = 0
    for line in lines.splitlines():
        if line.startswith("["):
            wish, place, way = (part.strip() for part in line.strip("[]").split("|"))
            channels, number = way.split(), 0
        elif line and not line.startswith("#"):
            found.append(Sample(wish, place, channels[number % len(channels)], line))
            number += 1
    return found


def _moment(begin: datetime, key: str, number: int) -> datetime:
    """Return a moment between BEGIN and DAYS later that KEY alone decides, by daylight mostly."""
    seed = int.from_bytes(hashlib.sha256(f"{key}:{number}".encode()).digest()[:6], "big")
    day, rest = seed % DAYS, seed // DAYS
    return begin + timedelta(days=day, hours=6 + rest % 15, minutes=rest // 15 % 60)


def x_export(begin: datetime, wishes: Collection[str]) -> bytes:
    """Return what GET /2/tweets/search/recent of the X API v2 answers with the sample posts of WISHES."""
    posts: list[dict[str, Any]] = []
    users: dict[str, dict[str, str]] = {}
    for number, sample in enumerate(sample for sample in samples() if sample.channel == "x"):
        if sample.wish not in wishes:
            continue
        for copy in range(COPIES.get(sample.wish, 1) if number % 3 == 0 or sample.wish == "iklan" else 1):
            at = _moment(begin, f"x{copy}", number)
            identity = str(1_990_000_000_000_000_000 + number * 1_000 + copy)
            author = str(int.from_bytes(hashlib.sha256(f"{number}:{copy}".encode()).digest()[:4], "big"))
            users[author] = {"id": author, "username": f"akun_contoh_{number}_{copy}", "name": "Akun contoh"}
            posts.append(
                {
                    "id": identity,
                    "edit_history_tweet_ids": [identity],
                    "text": sample.text,
                    "author_id": author,
                    "created_at": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
                    "lang": "in",
                    "public_metrics": {
                        "retweet_count": number % 4,
                        "reply_count": number % 3,
                        "like_count": number % 11,
                        "quote_count": 0,
                    },
                }
            )
    posts.sort(key=lambda post: post["id"], reverse=True)
    meta = {"result_count": len(posts), "newest_id": posts[0]["id"], "oldest_id": posts[-1]["id"]}
    document = {"data": posts, "includes": {"users": list(users.values())}, "meta": meta}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def table_export(begin: datetime, wishes: Collection[str]) -> bytes:
    """Return the field team's table as a spreadsheet programme saves it: semicolons and a byte-order mark."""
    file = io.StringIO()
    rows = csv.writer(file, delimiter=";", lineterminator="\r\n")
    rows.writerow(["No", "Waktu", "Isi aspirasi", "Desa"])
    for number, sample in enumerate(sample for sample in samples() if sample.channel == "table"):
        if sample.wish not in wishes:
            continue
        at = _moment(begin, "table", number)
        rows.writerow([f"L{number + 1:03d}", at.strftime("%Y-%m-%d %H:%M"), sample.text, sample.place])
    return file.getvalue().encode("utf-8-sig")
