"""The sorting run's door: what a worker needs to label and group voices. Imports numpy; never a web process.

    labels = label(texts)                   # one Labels a text
    clusterer = Clusterer()
    clusterer.restore(old_ids, kept)        # signatures kept from earlier runs
    clusterer.add(ids, texts)
    for group in clusterer.clusters(): ...  # every id exactly once

Batches of 1,000 to 50,000 texts are read fastest.
"""

from rembuk.reckon.text_analysis.clusters import THRESHOLD, Clusterer, signature, signatures
from rembuk.reckon.text_analysis.labels import KINDS, LANGUAGES, Flag, Label, Labels, label

__all__ = [
    "KINDS",
    "LANGUAGES",
    "THRESHOLD",
    "Clusterer",
    "Flag",
    "Label",
    "Labels",
    "label",
    "signature",
    "signatures",
]
