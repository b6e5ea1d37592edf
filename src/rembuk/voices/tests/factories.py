"""Small rows for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from rembuk.shared.ids import address
from rembuk.spaces.models import Space
from rembuk.voices.models import Voice

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def make_space(slug: str = "contoh") -> Space:
    return Space.objects.create(slug=slug, name="Ruang Contoh", path=slug, founded_at=AT)


def make_voice(space: Space, text: str = "Tolong perbaiki jembatan Kali Progo", **fields: object) -> Voice:
    number = Voice.objects.count()
    given = {
        "space": space, "channel": "web", "native_id": f"n{number}", "text": text, "spoken_at": AT,
        "arrived_at": AT, "address": address(10), **fields,
    }  # fmt: skip
    return Voice.objects.create(**given)
