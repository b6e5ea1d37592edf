"""How the outside reaches moderation: the rules, flags, the desk, hiding, appeals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.design.context import wear
from rembuk.messaging.queries import reader_of
from rembuk.moderation import actions, forms, queries, wording
from rembuk.moderation.states import Reason, Source, clock
from rembuk.rights.actions import noting
from rembuk.shared.actors import CITIZEN, Actor
from rembuk.shared.fields import takes
from rembuk.shared.paging import page
from rembuk.shared.public_words import left_open
from rembuk.shared.ratelimit import count, network_of
from rembuk.shared.refusals import NotAllowed, NotThere, Refused
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting, acting_on_hidden, may

read_or_send = require_http_methods(["GET", "HEAD", "POST"])
MOST_FLAGS, FLAGS_PER = 10, timedelta(hours=1)


def _wear(request: HttpRequest, space: Space) -> Space:
    wear(request, space)
    return space


def _moderating(request: HttpRequest, space: Space, *, hidden: bool) -> Actor:
    """Return the reader as who moderates SPACE, or refuse; what is HIDDEN from others is not there."""
    if hidden:
        return acting_on_hidden(request.user, space, "moderation.decide", missing=wording.NOT_THERE)
    return acting(request.user, space, "moderation.decide")


def _send(
    request: HttpRequest, shown: dict[str, Any], form: Form, act: Callable[[], str], then: str,
    *, space: Space, by: Actor,
) -> HttpResponse:  # fmt: skip
    """Take a form by ACT and go on to THEN, or show it again with what was typed."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            left, now = left_open(form), timezone.now()
            try:
                with noting(left_open=left, page=request.path, space=space, by=by, at=now):
                    done = act()
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, done)
                return redirect(then)
    return render(request, "moderation/form.html", {**shown, "form": form}, status=status)


@require_safe
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the rules of a space, how often each reason was used, and how appeals ended."""
    space = _wear(request, space_by_slug(slug))
    now, held = timezone.now(), queries.rules_of(space)
    table = queries.counts(space)
    shown = {
        "rules": held,
        "words": held.words if held else wording.STANDARD_RULES,
        "appeal_days": queries.appeal_days(space),
        "rows": [(label, table.pop(reason, {})) for reason, label in Reason.choices],
        "aside": [(reason, row) for reason, row in table.items() if "aside_judged" in row],
        "page": page(queries.outcomes(space), order="-judged_at", after=request.GET.get("after")),
        "clocks": [clock(now, urgent=False), clock(now, urgent=True)],
        "writes": may(request.user, space, "moderation.decide"),
    }
    return render(request, "moderation/rules.html", shown)


@login_required
@never_cache
@read_or_send
@takes(forms.RulesForm)
def rules_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the space write its rules."""
    space = _wear(request, space_by_slug(slug))
    by = acting(request.user, space, "moderation.decide")
    held = queries.rules_of(space)
    initial = {
        "words": held.words if held else wording.STANDARD_RULES,
        "appeal_days": queries.appeal_days(space),
    }
    form = forms.RulesForm(request.POST or None, initial=initial)

    def act() -> str:
        actions.set_rules(space=space, by=by, at=timezone.now(), **form.cleaned_data)
        return _("Aturan baru sudah berlaku.")

    shown = {"title": _("Tulis aturan ruang"), "button": _("Umumkan aturan"), "back": f"/r/{slug}/aturan/"}
    return _send(request, shown, form, act, f"/r/{space.slug}/aturan/", space=space, by=by)


@login_required
@never_cache
@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """List what waits to be looked at and to be judged, what is due first in front."""
    space = _wear(request, space_by_slug(slug))
    by = acting(request.user, space, "moderation.decide")
    now = timezone.now()
    appeals = page(queries.appeals_open(space), order="due", after=request.GET.get("banding"))
    shown = {
        "page": page(queries.flags_open(space), order="due", after=request.GET.get("after")),
        "appeals": appeals,
        "now": now,
        "today": now.date(),
        "mine": by.ref,
    }
    return render(request, "moderation/desk.html", shown)


def _about(request: HttpRequest) -> str:
    return request.POST.get("tentang") or request.GET.get("tentang") or ""


@never_cache
@read_or_send
@takes(forms.AuthorityForm, "tentang")
def flag(request: HttpRequest) -> HttpResponse:
    """Take a flag from anybody; staff may enter a request by an authority here."""
    about = _about(request)
    there = queries.found(about)
    if not there.open:
        raise NotThere(wording.NOT_THERE)
    space = _wear(request, there.space)
    official = request.GET.get("dari") == "resmi"
    by: Actor = acting(request.user, space, "moderation.decide") if official else CITIZEN
    form = forms.AuthorityForm(request.POST or None) if official else forms.FlagForm(request.POST or None)

    def act() -> str:
        count("moderation.flag", network_of(request), most=MOST_FLAGS, per=FLAGS_PER)
        source = Source.AUTHORITY if official else Source.CITIZEN
        actions.flag(about=about, source=source, by=by, at=timezone.now(), **form.cleaned_data)
        return _("Terima kasih. Tim akan memeriksanya; satu laporan sama bobotnya dengan seratus.")

    shown = {
        "title": _("Laporkan isi"), "button": _("Kirim laporan"), "lead": there.title, "about": about,
        "back": there.href,
        "note": _("Laporan tidak menutup apa pun dengan sendirinya. Seseorang membacanya lebih dulu."),
    }  # fmt: skip
    return _send(request, shown, form, act, there.href, space=space, by=by)


@login_required
@never_cache
@read_or_send
@takes(forms.HideForm, "tentang")
def hide(request: HttpRequest) -> HttpResponse:
    """Hide a part of something with a reason from the list."""
    about = _about(request)
    there = queries.found(about)
    # What nobody else may read is not there for them, neither is the space it stands in.
    by = _moderating(request, there.space, hidden=not there.open)
    space = _wear(request, there.space)
    actions.note_reading(about=about, by=by, at=timezone.now())
    content, _key = queries.content_of(about)
    form = forms.HideForm(request.POST or None, content=content)

    def act() -> str:
        actions.hide(about=about, by=by, at=timezone.now(), **form.cleaned_data)
        return _("Sudah ditutup. Penulisnya dikabari dan dapat mengajukan banding.")

    shown = {
        "title": _("Tutup dengan alasan"), "button": _("Tutup bagian ini"), "lead": there.title,
        "about": about, "back": there.href, "texts": list(there.parts.values()),
    }  # fmt: skip
    return _send(request, shown, form, act, f"/r/{space.slug}/moderasi/", space=space, by=by)


@login_required
@never_cache
@read_or_send
@takes(forms.LeaveForm)
def one_flag(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was flagged, and close the flag without hiding anything."""
    row = queries.flag_by_number(number)
    by = _moderating(request, row.space, hidden=True)
    space = _wear(request, row.space)
    there = queries.found(row.about)
    actions.note_reading(about=row.about, by=by, at=timezone.now())
    form = forms.LeaveForm(request.POST or None)

    def act() -> str:
        actions.leave(flag=row, because=form.cleaned_data["because"], by=by, at=timezone.now())
        return _("Dibiarkan seperti adanya.")

    shown = {
        "title": row.get_reason_display(), "button": _("Biarkan seperti adanya"), "lead": there.title,
        "back": f"/r/{space.slug}/moderasi/", "texts": list(there.parts.values()), "flag": row,
        "page_of": there.href,
    }  # fmt: skip
    return _send(request, shown, form, act, f"/r/{space.slug}/moderasi/", space=space, by=by)


@never_cache
@read_or_send
@takes(forms.AppealForm, "tentang", "bagian")
def appeal(request: HttpRequest) -> HttpResponse:
    """Take the appeal of the author, or show what came of it."""
    about, part = _about(request), request.POST.get("bagian") or request.GET.get("bagian") or ""
    content, key = queries.content_of(about)
    opened = (request.session.get("receipt") or {}).get("voice")
    email = request.user.email if request.user.is_authenticated else ""
    token = request.GET.get("kunci", "")
    author = content.author(key, opened, email) or reader_of(token, about) or ""
    if not author and request.method == "POST":
        raise NotAllowed(wording.NOT_AUTHOR)
    found = content.find(key)
    if not author and (found is None or not found.open):
        # Whether it is there, where, and what was decided about it is for its author alone.
        strange = {"title": _("Banding"), "part": part, "back": "/", "closed": wording.NOT_AUTHOR}
        return render(request, "moderation/form.html", strange)
    there = queries.found(about)
    _wear(request, there.space)
    step = queries.decision_against(about, part)
    form = forms.AppealForm(request.POST or None)

    def act() -> str:
        text = form.cleaned_data["text"]
        actions.appeal(about=about, part=part, author=author, text=text, at=timezone.now())
        return _("Banding Anda masuk. Orang kedua yang memutusnya.")

    shown = {
        "title": _("Banding"), "button": _("Kirim banding"), "lead": there.title, "about": about,
        "part": part, "back": there.href, "decision": step, "appeal": queries.appeal_of(step),
        "closed": "" if author else wording.NOT_AUTHOR,
        "reason": _reason(step.facts.get("reason", "")) if step else "",
        "note": _("Diputus orang yang tidak memutuskan pertama kali, dalam %(n)d hari kerja.")
        % {"n": queries.appeal_days(there.space)},
    }  # fmt: skip
    then = f"/banding/?{urlencode({'tentang': about, 'bagian': part} | ({'kunci': token} if token else {}))}"
    return _send(request, shown, form, act, then, space=there.space, by=CITIZEN)


def _reason(reason: str) -> str:
    return str(dict(Reason.choices).get(reason, ""))


@login_required
@never_cache
@read_or_send
@takes(forms.JudgeForm)
def one_appeal(request: HttpRequest, number: int) -> HttpResponse:
    """Let a second person judge an appeal."""
    row = queries.appeal_by_number(number)
    by = _moderating(request, row.space, hidden=True)
    space = _wear(request, row.space)
    there = queries.found(row.about)
    actions.note_reading(about=row.about, by=by, at=timezone.now())
    form = forms.JudgeForm(request.POST or None)

    def act() -> str:
        actions.judge(appeal=row, by=by, at=timezone.now(), **form.cleaned_data)
        return _("Banding sudah diputus dan diumumkan.")

    shown = {
        "title": _("Putus banding"), "button": _("Umumkan putusan"), "lead": there.title,
        "back": f"/r/{space.slug}/moderasi/", "texts": list(there.parts.values()), "judging": row,
        "reason": _reason(row.reason), "decision": row.against,
        "closed": wording.DECIDED_FIRST if by.ref == row.against.by else "",
    }  # fmt: skip
    return _send(request, shown, form, act, f"/r/{space.slug}/moderasi/", space=space, by=by)
