"""Find personal data in a text that is about to be shown, and close it.

Costs about half a millisecond a text (lokal-id), so it is not part of a sorting run.
"""

from __future__ import annotations

# What stands in a text in place of personal data, by type of lokal-id; anything else is "data pribadi".
_CLOSED = {
    "NIK": "nomor", "KK": "nomor", "NPWP": "nomor", "PASSPORT": "nomor", "SIM": "nomor", "NIP": "nomor",
    "BPJS": "nomor", "NISN": "nomor", "AKTA": "nomor", "PHONE": "nomor", "BANK_ACCOUNT": "nomor",
    "CARD": "nomor", "PLATE": "nomor", "EMAIL": "surel", "IP": "alamat", "GEO": "alamat", "ADDRESS": "alamat",
    "NAME": "nama", "BIRTH_DATE": "tanggal lahir", "HEALTH": "keadaan kesehatan",
}  # fmt: skip


def personal(text: str) -> list[tuple[str, int, int]]:
    """Return (type, start, end) of personal data in TEXT, in order, as lokal-id names it (UU 27/2022).

    Start and end count characters of TEXT.
    """
    from lokal import detect_pii

    # lokal-id works in UTF-16 and cannot hold half a pair: each lone surrogate is one blank, so offsets stay.
    safe = "".join(" " if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    return [(match.type, match.start, match.end) for match in detect_pii(safe)]


def mask(text: str) -> str:
    """Return TEXT with every piece of personal data replaced by a word in square brackets."""
    shown, done = [], 0
    for kind, start, end in personal(text):
        shown += [text[done:start], f"[{_CLOSED.get(kind, 'data pribadi')} ditutup]"]
        done = end
    return "".join([*shown, text[done:]])
