"""Words for kinds of steps, registered by the domain that records them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rembuk.shared.holdings import Processing

# What a step does to the line of the trace:
# done: it happened · news: it happened while a promise ran · promise: something is promised for facts["due"]
# moved: that promise has a new day · kept: that promise is met · aside: the line ends · joined: it bends away
Mark = Literal["done", "news", "promise", "moved", "kept", "aside", "joined", "silent"]

ROLES = {
    "owner": gettext_lazy("Pemilik ruang"),
    "coordinator": gettext_lazy("Koordinator ruang"),
    "reviewer": gettext_lazy("Penelaah"),
    "writer": gettext_lazy("Penulis program"),
    "field_worker": gettext_lazy("Petugas lapangan"),
    "officer": gettext_lazy("Pejabat pelindungan data"),
    "expert": gettext_lazy("Ahli dari luar"),
    "citizen": gettext_lazy("Warga"),
    "operator": gettext_lazy("Pengelola server"),
    "machine": gettext_lazy("Mesin, dapat dibatalkan orang"),
}


@dataclass(frozen=True)
class Words:
    """Say how a kind of step reads: TITLE takes its facts and words by name (`%(title)s`)."""

    title: str | Promise
    mark: Mark = "done"
    who: str | Promise = ""


_words: dict[str, Words] = {}
_addresses: dict[str, tuple[Callable[[str], str], str | Promise]] = {}


def register(kind: str, words: Words) -> None:
    """Let steps of KIND read as WORDS say."""
    _words[kind] = words


def words_for(kind: str) -> Words:
    """Return the words of KIND; a kind nobody registered shows its own name rather than nothing."""
    return _words.get(kind) or Words(title=kind.replace("%", "%%"))


def register_address(model: str, address: Callable[[str], str], label: str | Promise) -> None:
    """Let references of MODEL ("ideas.idea") link to ADDRESS(key), under LABEL."""
    _addresses[model] = (address, label)


def address_of(reference: str) -> tuple[str, str] | None:
    """Return the address and label of REFERENCE, or None when it has no public page."""
    model, _sep, key = reference.partition(":")
    if model not in _addresses:
        return None
    address, label = _addresses[model]
    return address(key), str(label)


def role_label(role: str) -> str:
    """Return how ROLE reads on a page."""
    return str(ROLES.get(role, role))


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return _("(dihapus)")


def title_of(kind: str, facts: dict[str, Any], words: dict[str, Any]) -> str:
    """Return the title of a step; what was taken down since reads as such."""
    return str(words_for(kind).title) % _Blank({**facts, **words})


def who_of(kind: str, role: str, facts: dict[str, Any], words: dict[str, Any]) -> str:
    """Return who did a step, as its kind says it or by the role alone."""
    who = str(words_for(kind).who)
    return who % _Blank({**facts, **words}) if who else role_label(role)


PROCESSING = (
    Processing(
        data=gettext_lazy("Peran, waktu, dan sidik angka setiap langkah; pembukanya disimpan terpisah"),
        of_whom=gettext_lazy("Warga dan anggota tim"),
        purpose=gettext_lazy("Membuktikan apa yang terjadi dan kapan"),
        basis=("legitimate", "legal"),
        seen_by=gettext_lazy("Umum, tanpa nama dan tanpa isi"),
        kept=gettext_lazy("Selamanya; sesudah pembukanya dihapus, sidik angka tidak menunjuk siapa pun"),
        where=("database", "record"),
    ),
)
