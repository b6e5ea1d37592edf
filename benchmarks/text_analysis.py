"""Measure labels and clusters: processor seconds, copies found, wishes found, labels right.

    .venv/bin/python -m benchmarks.text_analysis [POSTS]

Prints one table of speed and quality, with the ratio to rensa (MinHash in Rust) where it is installed, then
the labels by class with their confusions on the half of our sample that was never trained on.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import TypeVar

from benchmarks.noisy_posts import copies_of, posts
from rembuk.reckon.text_analysis.sorting import Clusterer, Labels, label

Answer = TypeVar("Answer")
READERS: dict[str, Callable[[Labels], str]] = {
    "language": lambda labels: labels.language.value,
    "kind": lambda labels: labels.kind.value,
    "subject": lambda labels: labels.subject.value.split("/")[0],
    "spam": lambda labels: str(labels.spam.value).lower(),
    "abusive": lambda labels: str(labels.abusive.value).lower(),
}


def seconds(work: Callable[[], Answer]) -> tuple[float, Answer]:
    """Return the processor seconds WORK took, and its answer."""
    start = time.process_time()
    answer = work()
    return time.process_time() - start, answer


def grouped(texts: Sequence[str]) -> list[int]:
    """Return the cluster number of each of TEXTS."""
    clusterer: Clusterer[int] = Clusterer()
    clusterer.add(range(len(texts)), texts)
    number = [0] * len(texts)
    for at, members in enumerate(clusterer.clusters()):
        for member in members:
            number[member] = at
    return number


def by_rensa(texts: Sequence[str]) -> list[int]:
    """Return groups by rensa: 4-letter shingles, 128 permutations, 32 bands, Jaccard 0.5, components."""
    from rensa import RMinHash, RMinHashLSH

    index, kept = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32), []
    for at, text in enumerate(texts):
        low = text.lower()
        sketch = RMinHash(num_perm=128, seed=42)
        sketch.update([low[i : i + 4] for i in range(max(1, len(low) - 3))])
        index.insert(at, sketch)
        kept.append(sketch)
    root = list(range(len(texts)))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for at, sketch in enumerate(kept):
        for other in index.query(sketch):
            if other < at and sketch.jaccard(kept[other]) >= 0.5:
                root[find(at)] = find(other)
    return [find(at) for at in range(len(texts))]


def pairwise(found: Sequence[int], truth: Sequence[object]) -> tuple[float, float]:
    """Return precision and recall over pairs of texts."""

    def pairs(counts: Counter[object]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    both = pairs(Counter(zip(found, truth, strict=True)))
    return both / pairs(Counter(found)), both / pairs(Counter(truth))


def b_cubed(found: Sequence[int], truth: Sequence[object]) -> tuple[float, float, float]:
    """Return B-cubed precision, recall and F."""
    ours, theirs = Counter(found), Counter(truth)
    both = Counter(zip(found, truth, strict=True))
    pairs = list(zip(found, truth, strict=True))
    precision = sum(both[p] / ours[p[0]] for p in pairs) / len(pairs)
    recall = sum(both[p] / theirs[p[1]] for p in pairs) / len(pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)


def sample(split: str | None) -> list[dict[str, str]]:
    """Return the rows of our sample in SPLIT, or all; "unseen" is a file of its own."""
    file = "suara_baru.csv" if split == "unseen" else "suara_contoh.csv"
    path = resources.files("rembuk.reckon.text_analysis").joinpath("data", file)
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if split in (None, row["split"])]


def print_speed(count: int) -> None:
    """Print the table of speed and of copies found."""
    made = posts(count)
    texts, truth = [text for _, text in made], [wish for wish, _ in made]
    label(texts[:10])
    rows: list[tuple[str, float, str, str]] = []
    took, _ = seconds(lambda: [label(texts[at : at + 5000]) for at in range(0, len(texts), 5000)])
    rows.append(("label", took, "", ""))
    took, found = seconds(lambda: grouped(texts))
    precision, recall = pairwise(found, truth)
    rows.append(("clusters", took, f"{precision:.3f}", f"{recall:.3f}"))
    try:
        took, found = seconds(lambda: by_rensa(texts))
        precision, recall = pairwise(found, truth)
        rows.append(("rensa, copies only", took, f"{precision:.3f}", f"{recall:.3f}"))
    except ImportError:
        print("rensa is not installed: pip install rensa==0.5.0\n")
    print(f"| {len(texts)} noisy posts | CPU s | posts per CPU s | pairwise precision | recall | to rensa |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, took, right, complete in rows:
        ratio = f"{rows[-1][1] / took:.2f}" if len(rows) == 3 else ""
        print(f"| {name} | {took:.2f} | {len(texts) / took:,.0f} | {right} | {complete} | {ratio} |")


def print_strangers() -> None:
    """Print how well hurried copies of texts not ours are found: reviews of SmSA's valid split."""
    path = Path(os.environ.get("REMBUK_SHARED", "../shared")) / "data/nlp/smsa/valid_preprocess.tsv"
    if not path.exists():
        return
    made = copies_of([line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()])
    precision, recall = pairwise(grouped([text for _, text in made]), [number for number, _ in made])
    print(f"\nCopies of {len(made)} texts not ours: pairwise precision {precision:.3f}, recall {recall:.3f}")


def print_meaning() -> None:
    """Print how well wishes are found in our sample."""
    print("\n| wishes of our sample | voices | B-cubed precision | recall | F |")
    print("| --- | --- | --- | --- | --- |")
    for split in ("train", "check", None, "unseen"):
        rows = sample(split)
        scores = b_cubed(grouped([row["text"] for row in rows]), [row["wish"] for row in rows])
        print(
            f"| {split or 'train and check'} | {len(rows)} | " + " | ".join(f"{x:.3f}" for x in scores) + " |"
        )


def print_labels(split: str) -> None:
    """Print every label by class, with what it was taken for, on one part of our voices."""
    rows = sample(split)
    print(f"\n## {split}")
    answers = label([row["text"] for row in rows])
    for column, reader in READERS.items():
        truth = [row[column].split("/")[0] for row in rows]
        found = [reader(one) for one in answers]
        confused = Counter(zip(truth, found, strict=True))
        scores = {}
        lines = []
        for name in sorted(set(truth)):
            right = confused[name, name]
            scores[name] = 2 * right / (truth.count(name) + found.count(name))
            wrong = ", ".join(f"{f} {n}" for (t, f), n in sorted(confused.items()) if t == name != f)
            recall = right / truth.count(name)
            precision = right / max(found.count(name), 1)
            numbers = f"{truth.count(name)} | {precision:.2f} | {recall:.2f} | {scores[name]:.2f}"
            lines.append(f"| {name} | {numbers} | {wrong} |")
        right = sum(t == f for t, f in zip(truth, found, strict=True)) / len(truth)
        print(f"\n**{column}**: macro-F1 {sum(scores.values()) / len(scores):.3f}, right {right:.3f}\n")
        print(
            "| class | voices | precision | recall | F1 | taken for |\n| --- | --- | --- | --- | --- | --- |"
        )
        print("\n".join(lines))


if __name__ == "__main__":
    print_speed(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
    print_strangers()
    print_meaning()
    for part in ("check", "unseen"):
        print_labels(part)
