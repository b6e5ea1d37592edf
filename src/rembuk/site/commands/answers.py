"""How a command speaks: JSON to standard output, seconds to standard error, files in and out."""

from __future__ import annotations

import gzip
import io
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from rembuk.reckon.refusal import Refusal, trouble


def emit(document: Any) -> None:
    """Print one JSON document, the same bytes for the same answer."""
    # In one piece: json.dump writes through the slow encoder, ten times as long for a large map.
    text = json.dumps(document, ensure_ascii=False, indent=None, separators=(",", ":"), allow_nan=False)
    sys.stdout.write(text + "\n")


def open_input(name: str) -> BinaryIO:
    """Open NAME for reading bytes; "-" is standard input, and gzip is undone wherever it is met."""
    try:
        raw = sys.stdin.buffer if name == "-" else Path(name).open("rb")  # noqa: SIM115 - the caller closes it
    except OSError as error:
        raise Refusal(
            f"Berkas {name} tidak dapat dibuka ({trouble(error).id}); periksa nama dan izinnya.",
            f"The file {name} cannot be opened ({trouble(error).en}); check its name and permissions.",
        ) from error
    buffered = cast(io.BufferedReader, raw)
    if buffered.peek(2)[:2] == b"\x1f\x8b":
        unpacked = gzip.GzipFile(fileobj=buffered)
        # So that closing what is returned closes the file below it too.
        unpacked.myfileobj = buffered  # type: ignore[assignment] # typed for a file it opens itself
        return cast(BinaryIO, unpacked)
    return cast(BinaryIO, buffered)


class Timings:
    """Keep seconds by phase and print them on standard error when they were asked for."""

    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Add the processor and wall seconds of the block to NAME."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start

    def report(self) -> None:
        """Print what was kept."""
        if self.wanted:
            for name, seconds in self.seconds.items():
                print(f"{name}: {seconds:.3f} s", file=sys.stderr)
