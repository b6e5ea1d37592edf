"""Headers and senders are read as the standard library reads them, only sooner."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr

from hypothesis import given
from hypothesis import strategies as st

from rembuk.channels.mail.rules import headers_of, sender_of

LINES = [
    "Subject: halo", "From: Ani <a@b.id>", "X-A:", "Subject:  satu\n dua", "  lanjut", "To: x", "From satu",
    "Kacau", "Date: Mon, 2 Nov 2026 10:00:00 +0700", "\tb", "X:y\n", "A b: c", ": kosong", "X-\x0b: 1",
    "X: a\x0cb\x1cc", "References: <a@b>\n <c@d>", "X: satu\rdua", "Subject: \u00e9",
]  # fmt: skip
PARTS = [
    "Ani", "Budi S", '"Dewi, S.H."', "<a@b.id>", "<a.b@c.co.id>", "<a@b>", "a@b.id", " ", "\u00e9 \u00dc",
    " <x@y.id>", "(k)", ",", '"q" <a@b.id>', "J. D <a@b.id>", "<a..b@c.id>", "_a-b",
]  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=5))
def test_headers_are_those_of_the_standard_library(lines: list[str]) -> None:
    head = "\n".join(lines).encode().partition(b"\n\n")[0]
    told: dict[str, str] = {}
    for key, value in BytesParser(policy=compat32).parsebytes(head + b"\n\n", headersonly=True).items():
        told.setdefault(key.lower(), str(value).strip())
    assert {key: value.strip() for key, value in headers_of(head).items()} == told


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4))
def test_a_sender_is_the_one_of_the_standard_library(parts: list[str]) -> None:
    assert sender_of("".join(parts)) == parseaddr("".join(parts))
