"""What templates of ideas write: {% load ideas %}."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rembuk.ideas.wording import KINDS, LANGUAGES
from rembuk.voices.actions.counting import SURE
from rembuk.voices.actions.publish import closed
from rembuk.voices.models import Voice
from rembuk.voices.queries.board import labels_of
from rembuk.voices.states import PLACE, SetAside, Visibility
from rembuk.voices.wording import CHANNELS, LABEL_VALUES, LABELS

register = template.Library()
SUBJECTS = {value: words for value, words in LABEL_VALUES["subject"].items() if value != "lain"}
CLOSED = re.compile(r"\[([^\]]{3,40} ditutup)\]")
# Of a yes-or-no label only the yes is told.
TABLES: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("language", LANGUAGES), ("kind", KINDS), ("subject", SUBJECTS),
    ("spam", {"true": LABELS["spam"]}), ("abusive", {"true": LABELS["abusive"]}),
)  # fmt: skip


@register.filter
def get(table: Mapping[Any, Any], key: Any) -> Any:
    """Return TABLE[key], or nothing."""
    return table.get(key, "")


@register.filter
def channel_words(channel: str) -> str:
    """Return how CHANNEL is called on a page."""
    return str(CHANNELS.get(channel, channel))


def _marks(text: str) -> SafeString:
    parts = CLOSED.split(text)
    pieces = [(' class="closed"' if number % 2 else "", part) for number, part in enumerate(parts) if part]
    return format_html_join("", "<span{}>{}</span>", ((SafeString(css), part) for css, part in pieces))


@register.filter
def closed_marks(text: str) -> SafeString:
    """Return TEXT with personal data closed by black marks."""
    return _marks(closed(text))


@register.filter
def shown_text(voice: Voice) -> SafeString:
    """Return what the public reads of VOICE: as open as its speaker chose, personal data closed."""
    if voice.hidden_at:
        return _marks(_("[suara ditutup]") + " " + _("Ditutup moderasi dengan alasan."))
    if not voice.shown:
        return _marks(_("[suara ditutup]") + " " + _("Pengirim memilih hanya tim yang membacanya."))
    return _marks(voice.public_text)


@register.filter
def speaker(voice: Voice) -> str:
    """Return the name of VOICE's speaker where they asked for it to be shown."""
    if voice.visibility == Visibility.NAMED and voice.shown:
        author = getattr(voice, "author", None)
        if author is not None and author.name:
            return str(author.name)
    return _("Tanpa nama")


@register.filter
def aside_words(voice: Voice) -> str:
    """Return why VOICE was set aside."""
    return str(dict(SetAside.choices).get(voice.set_aside, voice.set_aside)) + "."


@register.filter
def labels_in_words(voice: Voice) -> str:
    """Return language, kind, subject and suspicions of VOICE, each with what spoke for it."""
    sentences = []
    labels = labels_of(voice)
    for name, table in TABLES:
        label = labels.get(name)
        value = label.value.partition("/")[0] if label is not None else ""
        if label is None or value not in table:
            continue
        words = str(table[value])
        if label.because:
            words += " (" + _("dari kata %(words)s") % {"words": label.because} + ")"
        sentences.append(words + ".")
    return " ".join(filter(None, [*sentences, place_read(voice)]))


@register.filter
def place_read(voice: Voice) -> str:
    """Return which place the machine read in the words of VOICE, or "" where the sender named one."""
    label = None if voice.place_id else labels_of(voice).get(PLACE)
    if label is None:
        return ""
    told: list[str] = []
    unsure = (label.probability or 0) < SURE
    for part in label.because.split(", "):
        words, _sep, codes = part.partition(" = ")
        count = codes.count("/") + 1
        same = ngettext("bisa %(n)d tempat", "bisa %(n)d tempat", count) % {"n": count}
        told.append(f"{words} ({same})" if count > 1 and unsure else words)
    return _("Tempat, dugaan mesin: %(words)s.") % {"words": ", ".join(told)}
