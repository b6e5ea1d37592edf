"""The seal: a small round mark drawn from a leaf's hash, the same for whoever draws it."""

from __future__ import annotations

import math
from functools import lru_cache

RAYS = 20
CENTRE, SHORTEST, LONGEST, START = 13.0, 6.4, 12.4, 4.6


@lru_cache(maxsize=2048)
def seal_rays(digest: str) -> str:
    """Return the SVG path of 20 rays in a box of 26: ray n is as long as hex digit n of DIGEST says."""
    digits = [int(digit, 16) for digit in digest[:RAYS].ljust(RAYS, "0")]
    rays = []
    for number, digit in enumerate(digits):
        turn = 2 * math.pi * number / RAYS
        sine, cosine = math.sin(turn), -math.cos(turn)
        end = SHORTEST + (LONGEST - SHORTEST) * digit / 15
        rays.append(
            f"M{CENTRE + START * sine:.1f} {CENTRE + START * cosine:.1f}"
            f"L{CENTRE + end * sine:.1f} {CENTRE + end * cosine:.1f}"
        )
    return "".join(rays)
