"""What templates of voices write: {% load voices %}."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from rembuk.channels.wording import FORMAT_NAMES
from rembuk.voices.wording import CHANNELS

register = template.Library()


@register.filter
def format_name(name: str) -> str:
    """Return how the format NAME is called on a page."""
    return str(FORMAT_NAMES.get(name, name))


@register.simple_tag
def qr(url: str) -> SafeString:
    """Return the QR code of URL as SVG that fills its box, correction level M, quiet zone included."""
    import segno

    code = segno.make(url, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff")
    return SafeString(drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))


@register.filter
def clock(seconds: float | None) -> str:
    """Return "1.05" of 65 seconds, minutes and seconds as clocks are written in Indonesia."""
    whole = round(seconds or 0)
    return f"{whole // 60}.{whole % 60:02d}"


@register.filter
def channel_name(name: str) -> str:
    """Return how the channel NAME is called on a page."""
    return str(CHANNELS.get(name, name))
