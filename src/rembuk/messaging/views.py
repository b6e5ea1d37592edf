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

from rembuk.design.context import wear
from rembuk.messaging import actions, queries
from rembuk.messaging.forms import PaceForm
from rembuk.messaging.models import Heard, Stop
from rembuk.messaging.queries import heard as heard_queries
from rembuk.messaging.states import Hearing, Pace
from rembuk.messaging.wording import NOTHING_TO_FOLLOW, UNKNOWN_ANSWER
from rembuk.people.queries import person_of
from rembuk.shared.fields import takes
from rembuk.shared.paging import page
from rembuk.shared.refusals import NotThere, Refused
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting

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
    mine = queries.following(person_of(request.user).pk)
    shown = {
        "page": found,
        "told": heard_queries.ask_with(found.rows, receiver),
        "stopped": stopped,
        "form": form,
        "following": mine,
    }
    answer = render(request, "messaging/inbox.html", shown, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
@takes(PaceForm, "langkah")
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
@takes("apa", "langkah", "kembali")
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


@require_http_methods(["GET", "HEAD", "POST"])
@takes("jawab", "kata", "kembali")
def heard(request: HttpRequest, token: str) -> HttpResponse:
    """Ask who was given an answer whether they feel heard; the token is the way in, POST alone counts."""
    notice = heard_queries.notice_of(token)
    where = heard_queries.placed(notice) if notice else None
    if notice is None or where is None:
        raise NotThere(UNKNOWN_ANSWER)
    said = Heard.objects.filter(notice=notice).first()
    word, refused, status = "", None, 200
    if request.method == "POST":
        value = request.POST.get("jawab") or (said.value if said else "")
        word = request.POST.get("kata", "")
        try:
            said = actions.say_heard(notice=notice, value=value, word=word, at=timezone.now())
        except Refused as refusal:
            refused, status = refusal, refusal.status
        else:
            back = {"kabar": "inbox", "tanda-terima": "receipt"}.get(request.POST.get("kembali", ""))
            return redirect(back or request.path)
    space = Space.objects.get(pk=where.space)
    wear(request, space)
    chosen = request.GET.get("jawab", "")
    shown = {
        "notice": notice, "said": said, "refused": refused, "word": word,
        "question": heard_queries.heard_question(notice, said),
        "chosen": chosen if chosen in Hearing.values else (said.value if said else ""),
    }  # fmt: skip
    answer = render(request, "messaging/heard.html", shown, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@takes("nomor", "langkah")
def words(request: HttpRequest, slug: str) -> HttpResponse:
    """Show staff what was said in words about their answers; hide one or show it again."""
    space = space_by_slug(slug)
    wear(request, space)
    acting(request.user, space, "board.see")
    said = heard_queries.words_said(space)
    if request.method == "POST":
        number = request.POST.get("nomor", "")
        row = (
            said.filter(pk=number).first()
            if number.isascii() and number.isdigit() and len(number) < 19
            else None
        )
        if row is None:
            raise NotThere(UNKNOWN_ANSWER)
        actions.hide_word(said=row, at=None if request.POST.get("langkah") == "tampilkan" else timezone.now())
        return redirect(request.path)
    found = page(said, order="-id", after=request.GET.get("after"))
    answer = render(request, "messaging/words.html", {"page": found})
    answer["Cache-Control"] = "private, no-store"
    return answer


@csrf_exempt
@takes("*")
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
    chooses = queries.chooses(token, timezone.now())
    shown: dict[str, object] = {"done": ""}
    if chooses:
        shown["form"] = PaceForm.showing(queries.preference_of(receiver))
    status = 200
    if request.method == "POST" and request.POST.get("langkah") == "irama" and not chooses:
        status = 410
    elif request.method == "POST" and request.POST.get("langkah") == "irama":
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
