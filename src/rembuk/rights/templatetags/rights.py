"""How what is held about a person reads: {% load rights %}."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import template
from django.utils.translation import gettext as _

from rembuk.design.words import waktu
from rembuk.ledger.wording import role_label
from rembuk.rights.wording import ABOUT, FIELDS, SENTENCES, WAYS, WHATS
from rembuk.shared.references import split

register = template.Library()


@register.filter
def field_words(name: str) -> str:
    """Return how the field NAME of a holding reads."""
    return str(FIELDS.get(name, name))


def about_words(reference: str) -> str:
    """Return how a reference (`voices.voice:7`) reads."""
    model, key = split(reference)
    return str(ABOUT[model]) % {"key": key} if model in ABOUT else reference


@register.filter
def value_words(value: Any, name: str = "") -> str:
    """Return how VALUE of the field NAME reads; nothing is a dash."""
    if isinstance(value, datetime):
        return waktu(value)
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, dict):
        return " ".join(f"{value_words(one)}: {value_words(key, 'purpose')}" for key, one in value.items())
    if value in (None, ""):
        return "–"
    words: dict[str, Callable[[str], object]] = {
        "what": lambda what: WHATS.get(what, what),
        "role": role_label,
        "about": about_words,
        "type": lambda way: WAYS.get(way, way),
        "purpose": lambda purpose: SENTENCES[purpose].sentence if purpose in SENTENCES else purpose,
    }
    return str(words.get(name, str)(value))
