"""The sorting run's door: what a worker needs to label and group voices. Imports numpy; never a web process.

    labels = label(texts)                   # one Labels a text
    labels, signs = examine(texts)          # and what the clusterer keeps of each, read once
    clusterer = Clusterer()
    clusterer.restore(old_ids, kept)        # signatures kept from earlier runs
    clusterer.add(ids, texts)
    for group in clusterer.clusters(): ...  # every id exactly once

Batches of 1,000 to 50,000 texts are read fastest.
"""

from collections.abc import Mapping, Sequence

from rembuk.reckon.text_analysis.batch import READ_AT_ONCE, read_many
from rembuk.reckon.text_analysis.clusters import THRESHOLD, Clusterer, signature, signatures
from rembuk.reckon.text_analysis.labels import KINDS, LANGUAGES, Flag, Label, Labels, label, labels_of
from rembuk.reckon.text_analysis.meaning import unhurried
from rembuk.reckon.text_analysis.own_words import rewritten
from rembuk.reckon.text_analysis.signs import blocks, joined
from rembuk.reckon.text_analysis.vocabulary import reading

__all__ = [
    "KINDS",
    "LANGUAGES",
    "THRESHOLD",
    "Clusterer",
    "Flag",
    "Label",
    "Labels",
    "examine",
    "label",
    "signature",
    "signatures",
]


def examine(
    texts: Sequence[str], own_words: Mapping[str, str] | None = None
) -> tuple[list[Labels], list[bytes]]:
    """Return labels and signature of each of TEXTS; a text that stands there twice is read once.

    OWN_WORDS (form in small letters -> meaning) are read as they are meant; see `own_words`.
    """
    texts = rewritten(texts, own_words) if own_words else texts
    number: dict[str, int] = {}
    which = [number.setdefault(text, len(number)) for text in texts]
    once = list(number)
    labels: list[Labels] = []
    signs: list[bytes] = []
    with unhurried(), reading:
        for at in range(0, len(once), READ_AT_ONCE):
            batch = read_many(once[at : at + READ_AT_ONCE])
            labels += labels_of(batch)
            signs += joined(*blocks(batch))
    return [labels[at] for at in which], [signs[at] for at in which]
