"""What templates of voices write: {% load voices %}."""

from __future__ import annotations

from django import template

from rembuk.channels.wording import FORMAT_NAMES

register = template.Library()


@register.filter
def format_name(name: str) -> str:
    """Return how the format NAME is called on a page."""
    return str(FORMAT_NAMES.get(name, name))
