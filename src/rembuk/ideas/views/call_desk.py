"""What the team does with a call for ideas: write it, publish it, move its days, report on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rembuk.design.context import wear
from rembuk.ideas import actions
from rembuk.ideas.forms.calls import CallDaysForm, CallForm, HangForm, PostForm, ReportForm
from rembuk.ideas.models import Call
from rembuk.ideas.queries import calls as queries
from rembuk.ideas.states import Phase
from rembuk.ideas.views.calls import phases_of, seen, today_in
from rembuk.rights.actions import noting
from rembuk.shared.actors import Actor
from rembuk.shared.fields import takes
from rembuk.shared.public_words import left_open
from rembuk.shared.references import ref
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting
from rembuk.voices.actions import make_door
from rembuk.voices.states import DoorKind
from rembuk.voices.wording import CHANNELS


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes(CallForm)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a new call and keep it as a draft."""
    space = space_by_slug(slug)
    wear(request, space)
    by = acting(request.user, space, "call.write")
    form = CallForm(request.POST if request.method == "POST" else None, initial=_suggested(space))

    def keep() -> Call:
        now = timezone.now()
        with noting(left_open=left_open(form), page=request.path, space=space, by=by, at=now):
            return actions.make_call(space=space, plan=form.plan(), by=by, at=now)

    return _write(request, form, keep)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes(CallForm)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Write a draft anew."""
    call, by = _entered(request, number)
    if call.published_at is not None:
        return redirect("call-desk", number=call.pk)
    form = CallForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(call, name) for name in CallForm.base_fields},
    )

    def keep() -> Call:
        now = timezone.now()
        with noting(left_open=left_open(form), page=request.path, space=call.space, by=by, at=now):
            return actions.rewrite_call(call=call, plan=form.plan(), by=by, at=now)

    return _write(request, form, keep, call)


def _write(
    request: HttpRequest, form: CallForm, keep: Callable[[], Call], call: Call | None = None
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = keep()
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
                status = refused.status
            else:
                messages.success(request, _("Rancangan disimpan. Periksa sekali lagi, lalu terbitkan."))
                return redirect("call-desk", number=made.pk)
    return render(request, "ideas/call_write.html", {"form": form, "call": call}, status=status)


def _suggested(space: Space) -> dict[str, Any]:
    """Return days that suit most calls: three weeks to answer, two to sort, two to report."""
    today = today_in(space)
    weeks = {"gather_from": 0, "gather_until": 3, "sort_until": 5, "answer_by": 7}
    days = {name: today + timedelta(weeks=number) for name, number in weeks.items()}
    return {**days, "region": space.region}


FORMS: list[tuple[str, type[Form]]] = [
    ("geser", CallDaysForm),
    ("lapor", ReportForm),
    ("pos", PostForm),
    ("poster", HangForm),
]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes(*FORMS, "langkah")
def desk(request: HttpRequest, number: int) -> HttpResponse:
    """Show where a call stands and take one step: publish, move its days, publish the report."""
    call, by = _entered(request, number)
    what = request.POST.get("langkah", "")
    sent = _forms(request, call, what)
    status = 200
    if request.method == "POST":
        status = 422
        form = sent.get(what)
        if what.startswith("lepas-"):
            return _remove_post(request, call, what.removeprefix("lepas-"), by)
        if what not in STEPS:
            raise Refused(_("Langkah itu tidak dikenal. Muat ulang halamannya."))
        if form is None or form.is_valid():
            try:
                left = left_open(form) if form is not None else ""
                with noting(left_open=left, page=request.path, space=call.space, by=by, at=timezone.now()):
                    done = STEPS[what](call, form, by)
            except Refused as refused:
                if form is None:
                    raise
                form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
                status = refused.status
            else:
                messages.success(request, done)
                return redirect("call-desk", number=call.pk)
    return _show(request, call, sent, status)


def _remove_post(request: HttpRequest, call: Call, number: str, by: Actor) -> HttpResponse:
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Refused(_("Langkah itu tidak dikenal. Muat ulang halamannya."))
    actions.remove_post(call=call, number=int(number), by=by, at=timezone.now())
    messages.success(request, _("Pos dilepas. Balasannya tetap ada sebagai suara biasa."))
    return redirect("call-desk", number=call.pk)


def _show(request: HttpRequest, call: Call, sent: dict[str, Form], status: int) -> HttpResponse:
    phase = call.phase_on(today_in(call.space))
    shown = {
        "call": call,
        "phase": phase,
        "phases": phases_of(call, phase),
        "forms": sent,
        "total": sum(queries.answers_by_channel(call).values()),
        "posts": [(post, str(CHANNELS.get(post.channel, post.channel))) for post in queries.posts_of(call)],
        "doors": list(queries.doors_of_call(call)[:100]),
        "may_report": phase in (Phase.SORTING, Phase.ANSWERING),
        "may_move": phase not in (Phase.DRAFT, Phase.DONE),
    }
    return render(request, "ideas/call_desk.html", shown, status=status)


def _entered(request: HttpRequest, number: int) -> tuple[Call, Actor]:
    call = seen(request, number)
    return call, acting(request.user, call.space, "call.write")


def _forms(request: HttpRequest, call: Call, what: str) -> dict[str, Form]:
    days = {name: getattr(call, name) for name in ("gather_until", "sort_until", "answer_by")}
    return {
        "geser": CallDaysForm(request.POST if what == "geser" else None, prefix="geser", initial=days),
        "lapor": ReportForm(request.POST if what == "lapor" else None, prefix="lapor"),
        "pos": PostForm(
            request.POST if what == "pos" else None, prefix="pos", posts=queries.imported_posts(call.space)
        ),
        "poster": HangForm(request.POST if what == "poster" else None, prefix="poster"),
    }


def _publish(call: Call, form: Form | None, by: Actor) -> str:
    actions.publish_call(call=call, by=by, at=timezone.now())
    return _("Ajakan sudah terbit dan tercatat. Bagikan tautannya atau cetak posternya.")


def _move(call: Call, form: Form | None, by: Actor) -> str:
    assert form is not None
    actions.move_days(call=call, **form.cleaned_data, by=by, at=timezone.now())
    return _("Tanggal baru sudah diumumkan bersama alasannya.")


def _report(call: Call, form: Form | None, by: Actor) -> str:
    assert form is not None
    actions.report_call(call=call, report=form.cleaned_data["report"], by=by, at=timezone.now())
    return _("Laporan sudah terbit. Yang menjawab dan meninggalkan alamat dikabari.")


def _add_post(call: Call, form: Form | None, by: Actor) -> str:
    assert form is not None
    actions.add_post(call=call, **form.cleaned_data, by=by, at=timezone.now())
    return _("Pos dicatat. Balasannya dihimpun begitu diimpor; yang sudah diimpor menyusul dalam semenit.")


def _hang(call: Call, form: Form | None, by: Actor) -> str:
    assert form is not None
    where = form.cleaned_data["hung_at"]
    made = make_door(
        space=call.space, kind=DoorKind.POSTER, about=ref(call), hung_at=where, by=by, at=timezone.now()
    )
    return _("Poster untuk %(where)s siap dicetak, kodenya %(code)s.") % {"where": where, "code": made.code}


STEPS: dict[str, Callable[[Call, Form | None, Actor], str]] = {
    "terbit": _publish, "geser": _move, "lapor": _report, "pos": _add_post, "poster": _hang,
}  # fmt: skip
