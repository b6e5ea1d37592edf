"""Train the small linear models of `rembuk.reckon.text_analysis` and write them as one file.

    REMBUK_SHARED=../shared .venv/bin/python -m benchmarks.train_text

Language is learned from the train splits of NusaX, NusaTranslation, NusaParagraph, SmSA and STIF (CC BY-SA
4.0, Apache-2.0, MIT; see NOTICE) and our sample; kind, subject, spam and abuse from the train half of our
sample and the word tables alone. No file with "test" in its name and no check row is read. The same data
give the same file.
"""

from __future__ import annotations

import csv
import io
import os
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from scipy import optimize, sparse

from rembuk.reckon.text_analysis import features, labels, pairs, signs
from rembuk.reckon.text_analysis.batch import read_many
from rembuk.reckon.text_analysis.guards import Guards
from rembuk.reckon.text_analysis.meaning import read
from rembuk.reckon.text_analysis.noise import noisy

DATA = Path(labels.__file__).parent / "data"
CODES = {
    "acehnese": "ace", "balinese": "ban", "banjarese": "bjn", "buginese": "bug", "english": "eng",
    "indonesian": "ind", "javanese": "jav", "madurese": "mad", "minangkabau": "min", "ngaju": "nij",
    "sundanese": "sun", "toba_batak": "bbc", "btk": "bbc", "mak": "mak", "bew": "bew", "jav": "jav",
    "sun": "sun", "min": "min", "mad": "mad",
}  # fmt: skip
PIECE, MOST = 14, 9_000
VOTE = 5.0  # what one word of the tables adds to the score of its subject


def sample(split: str) -> list[dict[str, str]]:
    """Return the rows of our sample in SPLIT ("train" or "check")."""
    with (DATA / "suara_contoh.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["split"] == split]


def taught() -> list[dict[str, str]]:
    """Return all rows that labels are learned from: the train half, and voices written to be learned from."""
    with (DATA / "suara_latih.csv").open(encoding="utf-8", newline="") as file:
        return sample("train") + list(csv.DictReader(file))


def _columns(path: Path, text: str) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row[text]


def language_texts(root: Path) -> Iterator[tuple[str, str, float]]:
    """Yield (text, ISO 639-3, weight) of every permitted train split below ROOT, then of our train half."""
    for folder in ("nusax_senti", "nusatranslation_senti", "nusaparagraph_topic"):
        for path in sorted((root / folder).glob("*_train.csv")):
            code = CODES[path.name.removesuffix("_train.csv")]
            for text in _columns(path, "text"):
                yield text, code, 1.0
    for line in (root / "smsa" / "train_preprocess.tsv").read_text(encoding="utf-8").splitlines():
        yield line.rpartition("\t")[0], "ind", 1.0
    for name in ("train.inf", "train.for"):
        for line in (root / "stif" / name).read_text(encoding="utf-8").splitlines():
            yield line, "ind", 1.0
    for row in taught():
        yield row["text"], row["language"], 12.0


def language_rows(root: Path) -> tuple[Any, np.ndarray, np.ndarray]:
    """Return counts of letters (over the root of the number of words), class and weight of each piece."""
    indices, values, ends, target, weight = [], [], [0], [], []
    taken: dict[str, int] = {}
    for text, code, importance in language_texts(root):
        words = list(read(text).raw)
        for start in range(0, max(1, len(words)), PIECE):
            piece = words[start : start + PIECE]
            if (start and len(piece) < 5) or (taken.get(code, 0) >= MOST and importance == 1.0):
                continue
            taken[code] = taken.get(code, 0) + 1
            pieces = [gram for word in piece for gram in features.grams(word)]
            indices += pieces
            values += [1 / np.sqrt(max(len(piece), 1))] * len(pieces)
            ends.append(len(indices))
            target.append(labels.LANGUAGES.index(code))
            weight.append(importance)
    rows = sparse.csr_matrix((values, indices, ends), shape=(len(target), features.LETTERS))
    rows.sum_duplicates()
    return rows, np.array(target), np.array(weight)


def fit(
    rows: Any,
    target: np.ndarray,
    classes: int,
    weight: np.ndarray,
    penalty: float,
    *,
    most: int = 300,
    prior: np.ndarray | float = 0.0,
    free_bias: bool = True,
) -> tuple[np.ndarray, np.ndarray]:
    """Return (weights, bias) of a softmax regression by L-BFGS; L2 draws the weights towards PRIOR."""
    size = rows.shape[1]
    prior = np.broadcast_to(np.asarray(prior, float), (size, classes))
    wanted = np.zeros((len(target), classes))
    wanted[np.arange(len(target)), target] = 1
    total = weight.sum()

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w, b = flat[: size * classes].reshape(size, classes), flat[size * classes :]
        scores = rows @ w + b
        scores -= scores.max(axis=1, keepdims=True)
        log = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        gap = (np.exp(log) - wanted) * weight[:, None] / total
        value = (
            -(log[np.arange(len(target)), target] * weight).sum() / total + penalty * ((w - prior) ** 2).sum()
        )
        return value, np.concatenate(
            [(rows.T @ gap + 2 * penalty * (w - prior)).ravel(), gap.sum(axis=0) * free_bias]
        )

    start = np.concatenate([prior.ravel(), np.zeros(classes)])
    answer = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": most})
    return answer.x[: size * classes].reshape(size, classes), answer.x[size * classes :]


def named_rows(units: Sequence[Sequence[tuple[tuple[str, float], ...]]]) -> tuple[Any, list[str]]:
    """Return the matrix of texts by named features, and the names."""
    names: dict[str, int] = {}
    indices, values, ends = [], [], [0]
    for text in units:
        for spoken in text:
            for name, value in spoken:
                indices.append(names.setdefault(name, len(names)))
                values.append(value)
        ends.append(len(indices))
    rows = sparse.csr_matrix((values, indices, ends), shape=(len(units), len(names)))
    rows.sum_duplicates()
    return rows, list(names)


def balanced(target: np.ndarray, power: float) -> np.ndarray:
    """Return a weight for each row so that rare classes count for more."""
    counts = np.bincount(target)
    return (len(target) / counts[target]) ** power


def manner_model(ours: list[dict[str, str]], meanings: list[Any]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return names, weights and bias for kind (5 columns), spam and abuse (1 each)."""
    units = [[features.manner_features(unit) for unit in features.manner(meaning)] for meaning in meanings]
    rows, names = named_rows(units)
    columns, biases = [], []
    for values, classes in (
        ([labels.KINDS.index(row["kind"]) for row in ours], len(labels.KINDS)),
        ([int(row["spam"] == "true") for row in ours], 2),
        ([int(row["abusive"] == "true") for row in ours], 2),
    ):
        target = np.array(values)
        w, b = fit(rows, target, classes, balanced(target, 0.5), 2e-3)
        columns.append(w if classes > 2 else w[:, 1:] - w[:, :1])
        biases.append(b if classes > 2 else b[1:] - b[:1])
    return names, np.hstack(columns), np.concatenate(biases)


def subject_prior(names: Sequence[str]) -> np.ndarray:
    """Return the weights that the word tables give before anything is learned."""
    prior = np.zeros((len(names), len(labels.SUBJECTS)))
    for row, name in enumerate(names):
        if name.startswith("s:"):
            prior[row, labels.SUBJECTS.index(name[2:])] = VOTE
        elif name.startswith("c:"):
            prior[row, -1] = VOTE / 2
        elif name == "one":
            prior[row, -1] = VOTE / 4
    return prior


def main() -> int:
    """Train everything and write `data/model.npz`; with the word "rest" keep the language model as it is."""
    root = Path(os.environ.get("REMBUK_SHARED", "../shared")) / "data" / "nlp"
    if "rest" in sys.argv:
        with np.load(DATA / "model.npz") as old:
            letters = {name: old[name] for name in old.files if name.startswith("letters")}
    else:
        rows, target, weight = language_rows(root)
        w, bias = fit(rows, target, len(labels.LANGUAGES), weight * balanced(target, 0.5), 1e-6, most=120)
        right = float((np.argmax(rows @ w + bias, 1) == target).mean())
        print("language", rows.shape, "pieces right on train", round(right, 4))
        scale = np.abs(w).max(axis=0) / 127
        letters = {
            "letters": np.round(w / scale).astype(np.int8),
            "letters_scale": scale.astype(np.float32),
            "letters_bias": bias.astype(np.float32),
        }
    ours = taught()
    meanings = [read(row["text"]) for row in ours]
    rows, names = named_rows(
        [[features.subject_features(term) for term in (*m.terms, "#one")] for m in meanings]
    )
    target = np.array([labels.SUBJECTS.index(row["subject"].split("/")[0]) for row in ours])
    subject = fit(
        rows,
        target,
        len(labels.SUBJECTS),
        balanced(target, 0.3),
        0.02,
        prior=subject_prior(names),
        free_bias=False,
    )
    write(letters, {"manner": manner_model(ours, meanings), "subject": (names, *subject)})
    pair_model(root, sample("train"))
    return 0


def pair_model(root: Path, ours: list[dict[str, str]]) -> None:
    """Learn when two texts say the same, and write `data/pairs.npz`: one model of meaning, one of copies.

    Meaning: pairs of one wish in the train half against its other pairs. Copies: noisy copies of the train
    half and of posts of SmSA's train split (about other things) against all pairs of different texts.
    """
    texts = [row["text"] for row in ours]
    block, tails = signs.blocks(read_many(texts))
    reading = pairs.Reading(block, Guards(block, tails))
    first, second = np.triu_indices(len(texts), 1)
    wishes = np.array([row["wish"] for row in ours])
    same = (wishes[first] == wishes[second]).astype(int)
    free = ~reading.guards.of_pairs(first, second)
    print("same-wish pairs", int(same.sum()), "parted by a guard", int(same[~free].sum()))
    seen = reading.features(first, second)[free]
    meaning = fit(sparse.csr_matrix(seen), same[free], 2, np.where(same[free], 3.0, 1.0), 1e-5, most=500)
    random = Random(7)  # noqa: S311 - noise, not secrets
    lines = (root / "smsa" / "train_preprocess.tsv").read_text("utf-8").splitlines()
    strange = [line.split("\t")[0].split() for line in random.sample(lines, 1200)]
    texts += [" ".join(words[: random.randint(9, 24)]) for words in strange]
    size = len(texts)
    for _ in range(2):
        texts += [noisy(text, random) for text in texts[:size]]
    block, tails = signs.blocks(read_many(texts))
    reading = pairs.Reading(block, Guards(block, tails))
    first, second = np.triu_indices(size, 1)
    own = np.arange(size)
    copies = [(own, own + size), (own, own + 2 * size), (own + size, own + 2 * size)]
    first = np.concatenate([first, *(a for a, _ in copies)])
    second = np.concatenate([second, *(b for _, b in copies)])
    copy = (np.arange(len(first)) >= len(first) - 3 * size).astype(int)
    seen = reading.features(first, second)
    seen[:, 2:] = 0
    near = (seen[:, 0] > 0.2) | (copy > 0)
    copied = fit(sparse.csr_matrix(seen[near]), copy[near], 2, np.where(copy[near], 5.0, 1.0), 1e-6, most=500)
    weights = np.stack([w[:, 1] - w[:, 0] for w, _ in (meaning, copied)], axis=1)
    bias = np.array([b[1] - b[0] for _, b in (meaning, copied)])
    np.savez(DATA / "pairs.npz", weights=weights, bias=bias)
    print("pairs", len(same), int(near.sum()), weights.T.round(2).tolist(), bias.round(2))


def write(letters: dict[str, np.ndarray], kept: dict[str, tuple[list[str], np.ndarray, np.ndarray]]) -> None:
    """Write the models: letters as one byte a weight, named features by their 32-bit number."""
    arrays = dict(letters)
    for part, (names, weights, bias) in kept.items():
        numbers = np.array([features.number(name) for name in names], dtype=np.uint32)
        order = np.argsort(numbers, kind="stable")
        arrays[f"{part}_numbers"] = numbers[order]
        arrays[f"{part}_weights"] = weights[order].astype(np.float16)
        arrays[f"{part}_bias"] = bias.astype(np.float32)
    path = DATA / "model.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in sorted(arrays.items()):
            buffer = io.BytesIO()
            np.save(buffer, array)
            # A fixed date, so that the same weights are the same bytes.
            entry = zipfile.ZipInfo(f"{name}.npy", (2026, 1, 1, 0, 0, 0))
            archive.writestr(entry, buffer.getvalue(), zipfile.ZIP_DEFLATED)
    print(path.name, path.stat().st_size, "bytes")


if __name__ == "__main__":
    sys.exit(main())
