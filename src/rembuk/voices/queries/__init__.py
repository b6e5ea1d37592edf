"""What is known of voices: reads only. Every question is importable from here."""

from rembuk.voices.queries.board import (
    board_clusters,
    cluster_voices,
    kept_apart,
    labels_of,
    of_space,
    strands,
)
from rembuk.voices.queries.contact import answered, mail_address
from rembuk.voices.queries.found import alike, by_address, by_receipt
from rembuk.voices.queries.sorted import clusters_with_members, standing

__all__ = [
    "alike",
    "answered",
    "board_clusters",
    "by_address",
    "by_receipt",
    "cluster_voices",
    "clusters_with_members",
    "kept_apart",
    "labels_of",
    "mail_address",
    "of_space",
    "standing",
    "strands",
]
