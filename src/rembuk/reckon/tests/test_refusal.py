"""What is told of an error of the system."""

from __future__ import annotations

import errno
import socket
import urllib.error

import pytest

from rembuk.reckon.refusal import trouble


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file"), ("tidak ada", "No such file")),
        (urllib.error.URLError(ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")),
         ("tidak ada yang menjawab di sana", "Connection refused")),
        (urllib.error.URLError(TimeoutError("timed out")), ("terlalu lama tidak menjawab", "timed out")),
        (socket.gaierror(-2, "Name or service not known"),
         ("nama itu tidak dikenal di jaringan", "Name or service not known")),
        (OSError(errno.ELOOP, "Too many levels of links"), ("Too many levels of links",) * 2),
        (ValueError("Invalid IPv6 URL"), ("Invalid IPv6 URL",) * 2),
    ],
)  # fmt: skip
def test_usual_errors_of_the_system_are_told_in_both_languages(error, said):
    assert trouble(error) == said
