"""Import and sort 4,617 real tweets by the commands, and hold the clusters against their topics.

    REMBUK_SHARED=... python -m benchmarks.hoax_clusters

B-cubed precision and recall (Bagga and Baldwin 1998): for each tweet, the share of its cluster that has its
topic, and the share of its topic that is in its cluster. A topic holds many different claims, so recall
against topics is low by nature: voices that say the same thing are finer than a topic.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import django

from rembuk.channels.events import Post
from rembuk.channels.table.queries import read
from rembuk.site.database.driver import use_safe_sqlite

FILE = "data/nlp/idn_hoax_tweets/tweets.csv"


def b_cubed(cluster: dict[str, str], topic: dict[str, str]) -> tuple[float, float]:
    """Return B-cubed precision and recall of CLUSTER against TOPIC, both by item."""
    both = Counter((cluster[item], topic[item]) for item in topic)
    in_cluster, in_topic = Counter(cluster[item] for item in topic), Counter(topic.values())
    precision = sum(n * n / in_cluster[c] for (c, _t), n in both.items()) / len(topic)
    recall = sum(n * n / in_topic[t] for (_c, t), n in both.items()) / len(topic)
    return precision, recall


def ask(home: str, *words: str) -> dict[str, Any]:
    """Run one rembuk command in HOME and return its answer."""
    env = {**os.environ, "REMBUK_HOME": home}
    command = [sys.executable, "-m", "rembuk", *words, "--json"]
    answer = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def main() -> None:
    """Print one table."""
    with tempfile.TemporaryDirectory() as home:
        use_safe_sqlite()  # before Django looks for one
        os.environ.update(REMBUK_HOME=home, DJANGO_SETTINGS_MODULE="rembuk.site.settings")
        django.setup()
        measure(home)


def measure(home: str) -> None:
    """Import and sort in HOME, and print how the clusters stand against the topics."""
    path = Path(os.environ.get("REMBUK_SHARED", "../shared")) / FILE
    with path.open(encoding="utf-8", newline="") as file:
        topics = [row["topik"] for row in csv.DictReader(file)]
    with path.open("rb") as stream:
        rows = list(read(stream, {"map": {"text": "tweet"}}))
    posts = [row for row in rows if isinstance(row, Post)]
    topic = {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        starts, last = {}, 1
        for number, _row in enumerate(reader):
            starts[last + 1] = number
            last = reader.line_num
    for post in posts:
        topic[post.native_id] = topics[starts[post.line]]
    ask(home, "spaces", "add", "uji", "--name", "Uji")
    taken = ask(home, "voices", "import", str(path), "--space", "uji", "--map", "text=tweet")
    sorted_ = ask(home, "voices", "sort", "--space", "uji")
    listed = ask(home, "voices", "clusters", "--space", "uji")
    cluster = {m["native_id"]: one["id"] for one in listed["clusters"] for m in one["members"]}
    precision, recall = b_cubed(cluster, topic)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{'tweets':24}{taken['total']['new']:>10}")
    print(f"{'clusters':24}{len(listed['clusters']):>10}")
    print(f"{'set aside':24}{sum(sorted_['set_aside'].values()):>10}")
    print(f"{'B-cubed precision':24}{precision:>10.3f}")
    print(f"{'B-cubed recall':24}{recall:>10.3f}")
    print(f"{'CPU s, four commands':24}{used.ru_utime + used.ru_stime:>10.1f}")


if __name__ == "__main__":
    main()
