"""This post is mine: asked on its status page, settled by the team."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rembuk.design.context import wear
from rembuk.shared.fields import takes
from rembuk.shared.paging import page
from rembuk.shared.ratelimit import count, network_of
from rembuk.shared.refusals import NotThere, Refused
from rembuk.shared.spoken import code_for
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting
from rembuk.voices import actions
from rembuk.voices.forms import SettleForm
from rembuk.voices.models import Claim
from rembuk.voices.queries import by_address
from rembuk.voices.queries.claims import claim_in, claims_of
from rembuk.voices.queries.replies import post_link
from rembuk.voices.rules import claimable
from rembuk.voices.states import ClaimState
from rembuk.voices.wording import NO_CLAIM_NEEDED

MOST_CLAIMS, CLAIMS_PER = 10, timedelta(minutes=10)


@never_cache
@require_http_methods(["GET", "POST"])
@takes()
def claim(request: HttpRequest, address: str) -> HttpResponse:
    """Explain how an author shows that a post is theirs; on POST give the word to write and the code."""
    voice = by_address(address)
    wear(request, voice.space)
    if not claimable(voice):
        raise NotThere(NO_CLAIM_NEEDED)
    held: dict[str, Any] = request.session.get("claims", {}).get(str(voice.pk), {})
    begun = Claim.objects.filter(pk=held["claim"], voice=voice).first() if held else None
    problem, status = "", 200
    if request.method == "POST":
        again = begun is not None and begun.state != ClaimState.REFUSED
        key = held["key"] if again else uuid.uuid4().hex
        try:
            count("voices.claim", network_of(request), most=MOST_CLAIMS, per=CLAIMS_PER)
            made = actions.ask_claim(voice=voice, key=key, at=timezone.now())
        except Refused as refused:
            problem, status = str(refused.sentence), refused.status
        else:
            asked = {str(voice.pk): {"key": key, "claim": made.claim.pk}}
            request.session["claims"] = request.session.get("claims", {}) | asked
            return redirect("voice-claim", address=address)
    shown = {
        "voice": voice,
        "claim": begun,
        "code": code_for(held["key"]) if held else "",
        "link": post_link(voice),
        "problem": problem,
    }
    return render(request, "voices/claim.html", shown, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@takes(SettleForm)
def settle(request: HttpRequest, slug: str) -> HttpResponse:
    """List the claims that wait for proof, and settle one."""
    space = space_by_slug(slug)
    wear(request, space)
    by = acting(request.user, space, "claims.settle")
    form, status = SettleForm(), 200
    if request.method == "POST":
        form, status = SettleForm(request.POST), 400
        if form.is_valid():
            typed = form.cleaned_data
            verb = actions.prove_claim if typed["langkah"] == "terbukti" else actions.refuse_claim
            try:
                verb(
                    claim=claim_in(space, typed["nomor"]), because=typed["because"], by=by, at=timezone.now()
                )
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = refused.status
            else:
                messages.success(request, _("Tercatat."))
                return redirect("claims", slug=space.slug)
    found = page(claims_of(space), order="made_at", after=request.GET.get("after"))
    words = [row.voice for row in found.rows]
    actions.reveal_words(space=space, voices=words, by=by, at=timezone.now())
    rows = [(row, post_link(row.voice)) for row in found.rows]
    shown = {"page": found, "rows": rows, "form": form}
    return render(request, "voices/claims.html", shown, status=status)
