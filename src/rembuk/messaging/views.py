"""The inbox and the one tap that stops mail."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from rembuk.messaging import actions, queries
from rembuk.messaging.models import Stop
from rembuk.shared.paging import page
from rembuk.shared.refusals import NotThere

UNKNOWN_LINK = _("Tautan berhenti ini tidak lengkap. Buka lagi dari surat yang kami kirim.")


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what a person was told, newest first."""
    receiver = f"people.person:{request.user.pk}"
    found = page(queries.inbox(receiver), order="-at", after=request.GET.get("after"))
    stopped = Stop.objects.filter(receiver=receiver).exists()
    answer = render(request, "messaging/inbox.html", {"page": found, "stopped": stopped})
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def settings(request: HttpRequest) -> HttpResponse:
    """Mark as read, stop or resume mail."""
    receiver = f"people.person:{request.user.pk}"
    what = request.POST.get("langkah")
    if what == "berhenti":
        actions.stop(receiver=receiver, at=timezone.now())
    elif what == "lanjut":
        actions.resume(receiver=receiver)
    else:
        actions.mark_read(receiver=receiver, at=timezone.now())
    return redirect("inbox")


@csrf_exempt
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop mail with one tap, without signing in.

    Mail scanners open links, so only POST acts (RFC 8058 posts too, without a cookie: hence no CSRF token;
    the signed token is the proof).
    """
    receiver = queries.receiver_of(token)
    if receiver is None:
        raise NotThere(UNKNOWN_LINK)
    if request.method == "POST":
        actions.stop(receiver=receiver, at=timezone.now())
        return render(request, "messaging/stopped.html", {"done": True})
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    return render(request, "messaging/stopped.html", {"done": False})
