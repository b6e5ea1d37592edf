"""What people agree to, in plain words. A changed sentence gets a new version; old ones stay."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Purpose(NamedTuple):
    """Name one purpose: the version of its wording and the sentence a person says yes to."""

    version: int
    sentence: Promise

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the sentence in the language that is active now."""
        return sha256(str(self.sentence).encode()).hexdigest()


PURPOSES: dict[str, Purpose] = {
    "progress": Purpose(1, _("Kabari saya setiap ada langkah baru atas suara ini.")),
    "questions": Purpose(1, _("Tim boleh bertanya kepada saya bila ada yang kurang jelas.")),
    "news": Purpose(1, _("Kirimi saya kabar lain dari ruang ini, paling banyak sebulan sekali.")),
}

# What staff may look at, each look logged.
LOOKS = {
    "author": _("Nama atau akun pengirim"),
    "contact": _("Surel pengirim"),
}
