"""What the pages of programmes share: the space they wear, its day, and where a thing stands."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from rembuk.design.context import wear
from rembuk.ledger.queries.trace import standing, trace_for
from rembuk.programmes.models import Commitment, Decision, Delegation, Milestone, Referral
from rembuk.shared.references import ref
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug


def enter(request: HttpRequest, slug: str) -> Space:
    """Return the space at SLUG; the page wears its name and accent."""
    space = space_by_slug(slug)
    wear(request, space)
    return space


def today_in(space: Space) -> date:
    """Return the day it is in SPACE."""
    return timezone.localdate(timezone=ZoneInfo(space.zone))


def told(row: Decision | Commitment | Milestone | Referral | Delegation, space: Space) -> dict[str, Any]:
    """Return the trace of ROW, where it stands, and what its share card and tags say."""
    trace = trace_for([ref(row)], now=timezone.now(), zone=space.zone)
    path = row.get_absolute_url()
    return {
        "trace": trace,
        "standing": standing(trace),
        "title": row.title,
        "path": path,
        "public_url": settings.PUBLIC_URL + path,
    }
