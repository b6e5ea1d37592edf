"""A backup under a key opens with that key, whole and as it was written, and in no other way."""

from __future__ import annotations

import io

import pytest

from rembuk.reckon.refusal import Refusal
from rembuk.site.sealed import MARK, PIECE, SALT, TAG, Opener, Sealer, open_backup

KEY = b"0123456789abcdef0123456789abcdef"
HEAD, STEP = len(MARK) + SALT, PIECE + TAG


def seal(content: bytes) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out, KEY)
    for at in range(0, len(content), 10_007):
        sealer.write(content[at : at + 10_007])
    sealer.close()
    return out.getvalue()


def opened(sealed: bytes, key: bytes = KEY) -> bytes:
    return io.BufferedReader(Opener(io.BytesIO(sealed), key)).read()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_sealed_opens_as_it_was_and_shows_nothing_of_it(size):
    content = (b"suara warga " * (size // 12 + 1))[:size]
    sealed = seal(content)
    assert opened(sealed) == content
    assert b"suara warga" not in sealed
    assert sealed != seal(content), "every backup has a salt of its own"


def spoiled(sealed: bytes) -> dict[str, bytes]:
    first, second = sealed[HEAD : HEAD + STEP], sealed[HEAD + STEP : HEAD + 2 * STEP]
    rest = sealed[HEAD + 2 * STEP :]
    return {
        "flipped": sealed[:-40] + bytes([sealed[-40] ^ 1]) + sealed[-39:],
        "cut": sealed[:-40],
        "cut between pieces": sealed[: HEAD + 2 * STEP],
        "swapped": sealed[:HEAD] + second + first + rest,
        "left out": sealed[:HEAD] + second + rest,
        "twice": sealed[:HEAD] + first + first + second + rest,
        "longer": sealed + b"x",
        "another salt": sealed[: len(MARK)] + bytes(SALT) + sealed[HEAD:],
    }


@pytest.mark.parametrize("how", sorted(spoiled(bytes(HEAD + 3 * STEP))))
def test_sealed_file_that_was_changed_is_refused(how):
    with pytest.raises(Refusal):
        opened(spoiled(seal(b"a" * (2 * PIECE + 500)))[how])


def test_another_key_is_refused_and_no_key_is_asked_for(monkeypatch, tmp_path):
    sealed = seal(b"isi")
    with pytest.raises(Refusal, match="key"):
        opened(sealed, b"f" * 32)
    monkeypatch.delenv("REMBUK_BACKUP_KEY_FILE", raising=False)
    with pytest.raises(Refusal, match="REMBUK_BACKUP_KEY_FILE"):
        open_backup(io.BytesIO(sealed))
    (tmp_path / "kunci").write_bytes(KEY + b"\n")
    monkeypatch.setenv("REMBUK_BACKUP_KEY_FILE", str(tmp_path / "kunci"))
    assert open_backup(io.BytesIO(sealed)).read() == b"isi"
    (tmp_path / "kunci").write_text("pendek")
    with pytest.raises(Refusal, match="too short"):
        open_backup(io.BytesIO(sealed))
    monkeypatch.setenv("REMBUK_BACKUP_KEY_FILE", str(tmp_path / "tiada"))
    with pytest.raises(Refusal, match="cannot be read"):
        open_backup(io.BytesIO(sealed))
