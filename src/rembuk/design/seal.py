"""The seal: a small round mark drawn from a leaf's hash, the same for whoever draws it."""

from __future__ import annotations

import math

RAYS = 20
CENTRE, SHORTEST, LONGEST, START = 13.0, 6.4, 12.4, 4.6


def _ray(number: int, digit: int) -> str:
    turn = 2 * math.pi * number / RAYS
    sine, cosine = math.sin(turn), -math.cos(turn)
    end = SHORTEST + (LONGEST - SHORTEST) * digit / 15
    return (
        f"M{CENTRE + START * sine:.1f} {CENTRE + START * cosine:.1f}"
        f"L{CENTRE + end * sine:.1f} {CENTRE + end * cosine:.1f}"
    )


# Every ray there is; a page of seals never seen before draws none anew.
_DRAWN = tuple({f"{digit:x}": _ray(number, digit) for digit in range(16)} for number in range(RAYS))


def seal_rays(digest: str) -> str:
    """Return the SVG path of 20 rays in a box of 26: ray n is as long as hex digit n of DIGEST says."""
    digits = digest[:RAYS].ljust(RAYS, "0").lower()
    return "".join([rays[digit] for rays, digit in zip(_DRAWN, digits, strict=True)])
