"""The inbox, how often mail comes, and the one tap that stops it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rembuk.messaging import actions, queries
from rembuk.messaging.forms import PaceForm
from rembuk.messaging.models import Stop
from rembuk.messaging.states import Pace
from rembuk.messaging.wording import NOTHING_TO_FOLLOW
from rembuk.shared.paging import page
from rembuk.shared.refusals import NotThere

UNKNOWN_LINK = _("Tautan berhenti ini tidak lengkap. Buka lagi dari surat yang kami kirim.")


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what a person was told, newest first, and how they want to be told."""
    receiver = f"people.person:{request.user.pk}"
    return _inbox(request, PaceForm.showing(queries.preference_of(receiver)))


def _inbox(request: HttpRequest, form: PaceForm, status: int = 200) -> HttpResponse:
    receiver = f"people.person:{request.user.pk}"
    found = page(queries.inbox(receiver), order="-at", after=request.GET.get("after"))
    stopped = Stop.objects.filter(receiver=receiver).exists()
    mine = queries.following(request.user.pk)  # type: ignore[arg-type]
    shown = {
        "page": found,
        "told": queries.ask_with(found.rows, receiver),
        "stopped": stopped,
        "form": form,
        "following": mine,
    }
    answer = render(request, "messaging/inbox.html", shown, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def settings(request: HttpRequest) -> HttpResponse:
    """Mark as read, choose the pace, stop or resume mail."""
    receiver = f"people.person:{request.user.pk}"
    what = request.POST.get("langkah")
    if what == "irama":
        form = PaceForm(request.POST)
        if not form.is_valid():
            return _inbox(request, form, 400)
        actions.choose(receiver=receiver, at=timezone.now(), **form.cleaned_data)
    elif what == "berhenti":
        actions.stop(receiver=receiver, at=timezone.now())
    elif what == "lanjut":
        actions.resume(receiver=receiver)
    else:
        actions.mark_read(receiver=receiver, at=timezone.now())
    return redirect("inbox")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Show what may be followed here, each with one tap; follow it or let it go."""
    about = (request.POST if request.method == "POST" else request.GET).get("apa", "")
    person: Any = request.user
    if request.method == "POST" and request.POST.get("langkah") == "lepas":
        actions.unfollow(person=person, about=about)
    elif request.method == "POST":
        actions.follow(person=person, about=about, at=timezone.now())
    thing = queries.thing_of(about)
    if request.method == "POST":
        back = request.POST.get("kembali")
        return redirect("inbox" if back == "kabar" or thing is None else thing.link)
    if thing is None:
        raise NotThere(NOTHING_TO_FOLLOW)
    offered = [(one, queries.thing_of(one)) for one in queries.around(about) or [about]]
    mine = queries.followed(person.pk, [one for one, _thing in offered])
    rows = [(one, named, one in mine) for one, named in offered if named]
    return render(request, "messaging/follow.html", {"thing": thing, "rows": rows})


@csrf_exempt
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop mail with one tap, or choose how often it comes, without signing in.

    Mail scanners open links, so only POST acts (RFC 8058 posts too, without a cookie: hence no CSRF token;
    the signed token is the proof).
    """
    receiver = queries.receiver_of(token)
    if receiver is None:
        raise NotThere(UNKNOWN_LINK)
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    shown: dict[str, object] = {"form": PaceForm.showing(queries.preference_of(receiver)), "done": ""}
    status = 200
    if request.method == "POST" and request.POST.get("langkah") == "irama":
        form = PaceForm(request.POST)
        if form.is_valid():
            actions.choose(receiver=receiver, at=timezone.now(), **form.cleaned_data)
            shown = {"done": "chosen", "pace": Pace(form.cleaned_data["pace"]).label}
        else:
            shown["form"], status = form, 400
    elif request.method == "POST":
        actions.stop(receiver=receiver, at=timezone.now())
        shown["done"] = "stopped"
    answer = render(request, "messaging/stopped.html", shown, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer
