"""Replies that wait to be sent by hand below the posts they answer."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rembuk.channels.queries import ANSWERED
from rembuk.design.context import wear
from rembuk.rights.queries import lookers_by
from rembuk.shared.actors import Actor
from rembuk.shared.fields import takes
from rembuk.shared.paging import page
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting
from rembuk.voices.actions.replies import mark_reply_sent, skip_reply, undo_reply
from rembuk.voices.forms import ReplyForm
from rembuk.voices.queries.replies import (
    post_link,
    reply_in,
    sent_by_channel,
    settled_replies,
    waiting_by_channel,
    waiting_replies,
)
from rembuk.voices.rules import may_be_answered


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
@takes(ReplyForm)
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """List the replies of a space that wait on one channel, or those settled; on POST mark one of them."""
    space = space_by_slug(slug)
    wear(request, space)
    by = acting(request.user, space, "replies.send")
    form, status = ReplyForm(), 200
    if request.method == "POST":
        form, status = ReplyForm(request.POST), 400
        if form.is_valid():
            try:
                _act(request, space, form, by)
            except Refused as refused:
                form.add_error("because" if refused.field == "because" else None, refused.sentence)
                status = refused.status
            else:
                return redirect(_here(request, space))
    waiting = waiting_by_channel(space)
    chosen = request.GET.get("kanal", "")
    channel = chosen if chosen in ANSWERED else (waiting[0][0] if waiting else "")
    done = request.GET.get("lihat") == "terkirim"
    rows = settled_replies(space, channel) if done else waiting_replies(space, channel)
    found = page(
        rows.select_related("voice"),
        order="-settled_at" if done else "id",
        after=request.GET.get("after"),
        size=20,
    )
    people = lookers_by(row.by for row in found.rows)
    shown = {
        "page": found,
        # A post withdrawn, hidden or told in confidence since is not shown here, settled or not.
        "rows": [
            (row, post_link(row.voice), people.get(row.by), may_be_answered(row.voice)) for row in found.rows
        ],
        "form": form,
        "waiting": waiting,
        "sent": sent_by_channel(space),
        "channel": channel,
        "done": done,
        "here": _here(request, space),
    }
    return render(request, "voices/replies.html", shown, status=status)


def _act(request: HttpRequest, space: Space, form: ReplyForm, by: Actor) -> None:
    typed, now = form.cleaned_data, timezone.now()
    reply = reply_in(space, typed["nomor"])
    if typed["langkah"] == "terkirim":
        mark_reply_sent(reply=reply, by=by, at=now)
        messages.success(request, _("Ditandai terkirim. Halaman suaranya kini menunjukkan bahwa ia dijawab."))
    elif typed["langkah"] == "lewati":
        skip_reply(reply=reply, because=typed["because"], by=by, at=now)
        messages.success(request, _("Dilewati, dengan alasannya."))
    else:
        undo_reply(reply=reply, by=by, at=now)
        messages.success(request, _("Menunggu lagi."))


def _here(request: HttpRequest, space: Space) -> str:
    """Return the address of the part of the list in view, so that a step leads back to it."""
    kept = {name: request.GET[name] for name in ("kanal", "lihat") if request.GET.get(name)}
    address = reverse("replies", kwargs={"slug": space.slug})
    return f"{address}?{urlencode(kept)}" if kept else address
