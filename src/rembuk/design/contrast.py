"""Colours that can be read: WCAG 2.2 contrast, and an accent moved until it has enough.

Lightness is moved in OKLCH (B. Ottosson, 2020, "A perceptual color space for image processing"), so the hue a
space chose stays; chroma gives way where sRGB ends.
"""

from __future__ import annotations

import math
from functools import lru_cache

Rgb = tuple[float, float, float]

PAPER = {"light": "#fcfcf9", "dark": "#131416"}
GROUND = {"light": "#f0f0eb", "dark": "#1e2023"}
TEXT_CONTRAST = 7.0
# On dark paper 7:1 is reached by dull colours; a little more keeps a deep accent recognisable.
DARK_CONTRAST = 8.0


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb", 0 to 1 (WCAG 2.2)."""
    red, green, blue = (_linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=512)
def readable(accent: str, scheme: str = "light") -> str:
    """Return ACCENT ("#rrggbb"), moved darker or lighter only as far as text in SCHEME needs.

    SCHEME is "light" or "dark"; the result has 7:1 on its paper and on its ground, 8:1 in the dark.
    """
    papers = (PAPER[scheme], GROUND[scheme])
    wanted = TEXT_CONTRAST if scheme == "light" else DARK_CONTRAST

    def enough(colour: str) -> bool:
        return min(ratio(colour, paper) for paper in papers) >= wanted

    if enough(accent):
        return accent
    lightness, chroma, hue = _to_oklch(_parts(accent))
    # Saturated text glares on dark paper.
    chroma = min(chroma, 0.1) if scheme == "dark" else chroma
    far, near = (0.0, lightness) if scheme == "light" else (1.0, lightness)
    for _ in range(24):
        middle = (far + near) / 2
        if enough(_hex(_from_oklch(middle, chroma, hue))):
            far = middle
        else:
            near = middle
    return _hex(_from_oklch(far, chroma, hue))


def _parts(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(min(1.0, max(0.0, part)) * 255):02x}" for part in rgb)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _gamma(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _to_oklch(rgb: Rgb) -> Rgb:
    red, green, blue = (_linear(part) for part in rgb)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    """Return sRGB, giving up chroma until the colour lies inside it."""
    low, high = 0.0, chroma
    best = _oklab_to_srgb(lightness, 0.0, 0.0)
    for _ in range(18):
        tried = _oklab_to_srgb(lightness, high * math.cos(hue), high * math.sin(hue))
        if all(-1e-4 <= part <= 1.0001 for part in tried):
            best, low = tried, high
            if high == chroma:
                break
            high = (high + chroma) / 2
        else:
            chroma = high
            high = (low + high) / 2
    return best


def _oklab_to_srgb(lightness: float, a: float, b: float) -> Rgb:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return _gamma_safe(red), _gamma_safe(green), _gamma_safe(blue)


def _gamma_safe(part: float) -> float:
    return _gamma(part) if part >= 0 else part
