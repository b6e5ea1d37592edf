"""A stream as a file that can be read twice: kept on disk where it cannot be wound back."""

from __future__ import annotations

import gzip
import tempfile
import weakref
from typing import Any, BinaryIO, cast

from rembuk.reckon.refusal import Refusal

IN_MEMORY = 8_000_000
LARGEST = 40_000_000_000


class Whole:
    """Hold a file that stands at its beginning; `cut` tells that its packing ended too early."""

    def __init__(self, file: BinaryIO, *, cut: bool = False) -> None:
        self.file, self.cut = file, cut

    def again(self) -> BinaryIO:
        """Return the file, wound back."""
        self.file.seek(0)
        return self.file


def whole(stream: Any) -> Whole:
    """Return STREAM as a file to be read more than once, at most IN_MEMORY bytes of it in memory."""
    if isinstance(stream, Whole):
        return stream
    beneath = getattr(stream, "beneath", None)
    if beneath is not None and _winds_back(beneath):
        beneath.seek(0)
        return Whole(beneath)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with what holds it
    cut = _pour(stream, file)
    file.seek(0)
    kept = Whole(cast(BinaryIO, file), cut=cut)
    weakref.finalize(kept, file.close)
    return kept


def _winds_back(file: Any) -> bool:
    # A packed file can be wound back only by unpacking it anew at every step.
    if isinstance(file, gzip.GzipFile):
        return False
    try:
        return bool(file.seekable())
    except (AttributeError, ValueError):
        return False


def _pour(stream: Any, file: Any) -> bool:
    # As much as there is at once: what came before the end of a packed file cut short is not lost.
    read, size = getattr(stream, "read1", stream.read), 0
    while True:
        try:
            chunk = read(1_000_000)
        except EOFError:
            return True
        if not chunk:
            return False
        size += file.write(chunk)
        if size > LARGEST:
            raise Refusal(
                "Berkas ini lebih besar dari 40 GB; bagi dulu menjadi beberapa berkas.",
                "This file is larger than 40 GB; split it into several first.",
            )
