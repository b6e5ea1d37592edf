"""The one stylesheet: every component's file joined, the space's accent in front, under a hashed name."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from rembuk.design.contrast import PAPER, readable

DEFAULT_ACCENT = "#6a1b4d"
STYLES = Path(__file__).parent / "styles"
FIRST = ("tokens", "base")
LAST = ("print",)
COLOUR = re.compile(r"#[0-9a-f]{6}")


def sheet_address(accent: str | None = None) -> str:
    """Return the address of the stylesheet for ACCENT ("#rrggbb"; the house's own if absent or odd)."""
    return f"/aset-ruang/{accent_or_own(accent)[1:]}-{sheet_digest()}.css"


def accent_or_own(accent: str | None) -> str:
    """Return ACCENT if it is "#rrggbb", else the house's own colour."""
    return accent if accent and COLOUR.fullmatch(accent) else DEFAULT_ACCENT


def sheet(accent: str) -> str:
    """Return the whole stylesheet for ACCENT ("#rrggbb"), accent corrected for both schemes."""
    light, dark = readable(accent), readable(accent, "dark")
    return (
        f":root{{--accent:{light};--on-accent:{PAPER['light']}}}"
        f"@media screen and (prefers-color-scheme:dark){{"
        f":root{{--accent:{dark};--on-accent:{PAPER['dark']}}}}}" + joined()
    )


def sheet_digest() -> str:
    """Return the first 10 hex digits of the joined styles' SHA-256."""
    return hashlib.sha256(joined().encode()).hexdigest()[:10]


def joined() -> str:
    """Return all component styles as one text; read anew each time while developing."""
    return _join() if settings.DEBUG else _joined_once()


@lru_cache(maxsize=1)
def _joined_once() -> str:
    return _join()


def _join() -> str:
    names = {path.stem: path for path in STYLES.glob("*.css")}
    middle = sorted(set(names) - set(FIRST) - set(LAST))
    return "".join(_squeeze(names[name].read_text()) for name in (*FIRST, *middle, *LAST))


def _squeeze(css: str) -> str:
    """Drop comments and idle white space; our styles hold no strings that either could hurt."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};]) ?", r"\1", css).replace(";}", "}").strip()
