"""What other pages show of programmes: where an idea was handed on to."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from rembuk.ideas.models import Idea
from rembuk.programmes.queries import referrals_for
from rembuk.spaces.rules import may


def referral_panel(request: HttpRequest, idea: Idea) -> str:
    """Return to which authority IDEA was handed on and what came back, and the way there for writers."""
    rows = referrals_for(idea)
    writes = may(request.user, idea.space, "programme.write")
    if not rows and not writes:
        return ""
    shown = {"referrals": rows, "writes": writes, "idea": idea}
    return render_to_string("programmes/referral_panel.html", shown, request=request)
