"""Grouping: what joins, what must not, the same partition in any order and from kept signatures."""

from __future__ import annotations

import csv
from collections import Counter
from importlib import resources
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.reckon.text_analysis.linkage import APART, group
from rembuk.reckon.text_analysis.noise import noisy
from rembuk.reckon.text_analysis.sorting import Clusterer, signature, signatures

_ANY = st.text(alphabet=st.characters(), max_size=120)


def partition(texts: list[str], **options: float) -> list[list[int]]:
    clusterer: Clusterer[int] = Clusterer(**options)
    clusterer.add(range(len(texts)), texts)
    return clusterer.clusters()


def sample(split: str | None = None) -> list[dict[str, str]]:
    path = resources.files("rembuk.reckon.text_analysis").joinpath("data", "suara_contoh.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if split in (None, row["split"])]


def b_cubed(clusters: list[list[int]], truth: list[str]) -> tuple[float, float]:
    label = {member: number for number, members in enumerate(clusters) for member in members}
    ours, theirs = Counter(label.values()), Counter(truth)
    both = Counter((label[at], truth[at]) for at in range(len(truth)))
    precision = sum(both[label[at], truth[at]] / ours[label[at]] for at in range(len(truth))) / len(truth)
    recall = sum(both[label[at], truth[at]] / theirs[truth[at]] for at in range(len(truth))) / len(truth)
    return precision, recall


def pairwise(clusters: list[list[int]], truth: list[int]) -> tuple[float, float]:
    label = {member: number for number, members in enumerate(clusters) for member in members}

    def pairs(counts: Counter[object]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    both = pairs(Counter((label[at], truth[at]) for at in range(len(truth))))
    return both / pairs(Counter(label.values())), both / pairs(Counter(truth))


@given(st.lists(_ANY, max_size=12))
@settings(max_examples=60, deadline=None)
def test_every_text_is_in_exactly_one_cluster_whatever_it_holds(texts: list[str]) -> None:
    found = partition(texts)
    assert sorted(member for members in found for member in members) == list(range(len(texts)))


def test_copies_with_link_emoji_and_slang_join() -> None:
    texts = [
        "Tolong perbaiki jalan rusak di depan pasar, sudah banyak yang jatuh",
        "tlg perbaiki jln rusak di dpn pasar, sdh byk yg jatuuuh 😭😭 https://t.co/abc",
        "RT @warga: TOLONG PERBAIKI JALAN RUSAK DI DEPAN PASAR, SUDAH BANYAK YANG JATUH!!!",
    ]
    assert partition(texts) == [[0, 1, 2]]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Mohon lampu jalan di Desa Sukamaju diperbaiki", "Mohon lampu jalan di Desa Karangjati diperbaiki"),
        ("Jalan di Kabupaten Garut rusak parah sekali", "Jalan di Kabupaten Cianjur rusak parah sekali"),
        ("Sampah RT 05 belum diangkut dua minggu", "Sampah RT 07 belum diangkut dua minggu"),
        ("Tolak pembangunan mal di alun-alun kota", "Dukung pembangunan mal di alun-alun kota"),
        ("Jangan naikkan tarif parkir motor", "Naikkan saja tarif parkir motor"),
        ("Larang sound horeg di kampung kami", "Jangan larang sound horeg di kampung kami"),
        ("Terima kasih jalan kampung sudah mulus", "Jalan kampung rusak tolong dibuat mulus"),
    ],
)
def test_look_alikes_with_another_place_or_the_opposite_wish_stay_apart(first: str, second: str) -> None:
    assert partition([first, second]) == [[0], [1]]


def test_a_wish_in_four_languages_is_one_cluster_beside_others() -> None:
    wish = [
        "Tolong perbaiki jembatan kampung kami yang rusak",
        "Tulung kreteg kampung kene didandani, wis rusak",
        "Sasak di lembur abdi ruksak, mugi enggal dilereskeun",
        "Jembatan kampung rusak, benerin dong",
    ]
    others = ["Harga beras naik terus", "Guru SD kami kurang", "Air PDAM mati seminggu"]
    found = partition(wish + others)
    assert [0, 1, 2, 3] in found
    assert len(found) == 4


def test_partition_is_the_same_in_any_order_and_in_any_batches() -> None:
    random = Random(3)
    texts = [row["text"] for row in sample()[:120]]
    texts += [noisy(text, random) for text in texts]
    whole = {frozenset(texts[at] for at in members) for members in partition(texts)}
    order = list(range(len(texts)))
    random.shuffle(order)
    clusterer: Clusterer[int] = Clusterer()
    for start in range(0, len(order), 37):
        part = order[start : start + 37]
        clusterer.add(part, [texts[at] for at in part])
    assert {frozenset(texts[at] for at in members) for members in clusterer.clusters()} == whole


def test_signatures_kept_give_the_same_clusters_as_the_texts() -> None:
    texts = [row["text"] for row in sample()[:200]]
    clusterer: Clusterer[int] = Clusterer()
    clusterer.restore(range(150), signatures(texts[:150]))
    clusterer.add(range(150, 200), texts[150:])
    assert clusterer.clusters() == partition(texts)
    assert signature(texts[0]) == signatures(texts[:1])[0]


def test_a_cut_signature_is_refused() -> None:
    with pytest.raises(ValueError, match="signature"):
        Clusterer().restore([1], [signature("jalan rusak")[:100]])


def test_a_chain_of_likeness_does_not_become_one_group() -> None:
    size = 40
    likeness = {(at, at + 1): 0.9 for at in range(size - 1)}

    def compare(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        pairs = zip(first.tolist(), second.tolist(), strict=True)
        return np.array([likeness.get(pair, 0.0) for pair in pairs], np.float32)

    first = np.array([pair[0] for pair in likeness])
    second = np.array([pair[1] for pair in likeness])
    labels = group((first, second, compare(first, second)), size, 0.5, compare)
    assert np.bincount(labels).max() <= 3


def test_a_pair_that_must_stay_apart_is_never_in_one_group() -> None:
    def compare(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        return np.where((first == 0) & (second == 5), APART, 0.95).astype(np.float32)

    first, second = np.triu_indices(6, 1)
    labels = group((first, second, compare(first, second)), 6, 0.5, compare)
    assert labels[0] != labels[5]


def test_noisy_copies_are_found_with_precision_and_recall() -> None:
    random = Random(11)
    texts, truth = [], []
    for number, row in enumerate(sample()):
        if len(row["text"].split()) < 8:
            continue
        for text in (row["text"], *(noisy(row["text"], random) for _ in range(3))):
            texts.append(text)
            truth.append(int(number))
    wish = [row["wish"] for row in sample()]
    found = partition(texts)
    # Wordings of one wish are a right find, so they do not count against precision here.
    precision, _ = pairwise(found, [hash(wish[number]) for number in truth])
    _, recall = pairwise(found, truth)
    assert precision >= 0.88
    assert recall >= 0.90


def test_check_half_of_the_sample_is_grouped_by_meaning() -> None:
    rows = sample("check")
    precision, recall = b_cubed(partition([row["text"] for row in rows]), [row["wish"] for row in rows])
    assert 2 * precision * recall / (precision + recall) >= 0.85


@pytest.mark.shared_data
def test_tweets_around_known_claims_are_grouped_without_an_error(shared_data: Path) -> None:
    with (shared_data / "nlp" / "idn_hoax_tweets" / "tweets.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = partition([row["tweet"] for row in rows])
    assert sum(map(len, found)) == len(rows) == 4617
    precision, recall = b_cubed(found, [row["topik"] for row in rows])
    print(f"tweets: B-cubed precision {precision:.3f}, recall {recall:.3f}")
    assert precision > 0.9


def test_a_copy_passed_on_with_a_plea_joins_the_praise_it_copies() -> None:
    praise = "Terima kasih petugas loket kelurahan yang sabar, surat pindah bapak saya selesai sepuluh menit"
    wish = "Tolong petugas loket kelurahan ditambah, antrean surat pindah sampai tiga jam"
    assert partition([praise, f"tolong dibaca {praise} tolong viralkan", wish]) == [[0, 1], [2]]
