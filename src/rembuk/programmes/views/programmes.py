"""One programme: its text, how far its promises have come, its versions, and the desk where it is drafted."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.design.compare import Pair, side_by_side
from rembuk.design.context import wear
from rembuk.programmes import actions, forms, queries
from rembuk.programmes.models import Programme, ProgrammeVersion
from rembuk.programmes.views.common import today_in
from rembuk.programmes.wording import NO_SUCH
from rembuk.rights.actions import noting
from rembuk.shared.cells import neutral
from rembuk.shared.fields import takes
from rembuk.shared.forms import show_anew
from rembuk.shared.public_words import left_open
from rembuk.shared.refusals import NotThere, Refused
from rembuk.spaces.rules import acting, may

WORDS_A_MINUTE = 180


def _enter(request: HttpRequest, number: int) -> tuple[Programme, bool]:
    """Return programme NUMBER and whether the reader writes it; a draft is nobody else's to see."""
    row = queries.programme_by_number(number, drafts=True)
    writes = may(request.user, row.space, "programme.write")
    if row.published_at is None and not writes:
        raise NotThere(NO_SUCH)
    wear(request, row.space)
    return row, writes


@require_safe
def programme(request: HttpRequest, number: int) -> HttpResponse:
    """Show one programme: what it is for, how far each promise has come, and what was left out."""
    row, writes = _enter(request, number)
    today = today_in(row.space)
    commitments = list(row.commitments.prefetch_related("milestones", "ideas").order_by("made_at", "pk"))
    milestones = [one for each in commitments for one in each.milestones.all()]
    words = " ".join([row.summary, row.body, *(each.text for each in commitments)]).split()
    shown = {
        "programme": row,
        "commitments": commitments,
        "strips": queries.strips_of(commitments, row.space, today),
        "planned": sum(one.budget or 0 for one in milestones),
        "spent": sum(one.spent or 0 for one in milestones),
        "minutes": max(1, round(len(words) / WORDS_A_MINUTE)),
        "today": today,
        "writes": writes,
    }
    return render(request, "programmes/programme.html", shown)


@require_safe
def progress_csv(request: HttpRequest, number: int) -> HttpResponse:
    """Give the figures of the progress picture as a table."""
    row, _writes = _enter(request, number)
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(
        ["commitment", "milestone", "state", "first_due", "due", "ended", "budget", "spent", "address"]
    )
    today = today_in(row.space)
    for each in row.commitments.prefetch_related("milestones").order_by("made_at", "pk"):
        milestones = sorted(each.milestones.all(), key=lambda one: one.due)
        for one, mark in zip(milestones, queries.marks_of(milestones, row.space, today), strict=True):
            money = ["" if amount is None else amount for amount in (one.budget, one.spent)]
            ended = mark.ended.isoformat() if mark.ended else ""
            write.writerow(
                [neutral(each.title), neutral(one.title), mark.state, one.first_due.isoformat(),
                 one.due.isoformat(), ended, *money, one.get_absolute_url()]
            )  # fmt: skip
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="program-{row.pk}.csv"'
    return answer


@require_safe
def versions(request: HttpRequest, number: int) -> HttpResponse:
    """Show the versions of a programme and two of them side by side."""
    row, writes = _enter(request, number)
    rows: QuerySet[ProgrammeVersion] = row.versions.order_by("-number")
    found = list((rows if writes else rows.filter(published_at__isnull=False))[:100])
    before = _asked(request.GET.get("dari")) or (found[1].number if len(found) > 1 else found[0].number)
    after = _asked(request.GET.get("ke")) or found[0].number
    pair = [queries.version_of(row, one, drafts=writes) for one in (before, after)]
    shown = {
        "programme": row,
        "versions": found,
        "before": pair[0],
        "after": pair[1],
        "parts": _compared(*pair),
        "writes": writes,
    }
    answer = render(request, "programmes/versions.html", shown)
    if writes:
        answer["Cache-Control"] = "private, no-store"
    return answer


def _asked(typed: str | None) -> int:
    if not typed:
        return 0
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 9):
        raise Refused(_("Pilih dua versi dari daftar."))
    return int(typed)


def _compared(before: ProgrammeVersion, after: ProgrammeVersion) -> list[tuple[str, list[Pair]]]:
    def left(version: ProgrammeVersion) -> str:
        return "\n".join(f"{what}: {why}" for what, why in version.left_out)

    return [
        (_("Nama program"), side_by_side(before.title, after.title)),
        (_("Untuk apa program ini"), side_by_side(before.summary, after.summary)),
        (_("Isi program"), side_by_side(before.body, after.body)),
        (_("Yang tidak dimuat"), side_by_side(left(before), left(after))),
    ]


@login_required
@require_http_methods(["GET", "POST"])
@takes(forms.DraftForm, "left_*", "why_*", "langkah", "versi")
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Write the next version of a programme, or publish the latest; what was typed is kept when refused."""
    row, _writes = _enter(request, number)
    by = acting(request.user, row.space, "programme.write")
    latest = row.versions.order_by("-number").first()
    assert latest is not None
    form = forms.DraftForm(request.POST if request.method == "POST" else None, initial=_initial(latest))
    status = 200
    if request.method == "POST" and request.POST.get("langkah") == "umumkan":
        actions.publish_version(
            programme=row, number=_asked(request.POST.get("versi")), by=by, at=timezone.now()
        )
        messages.success(request, _("Versi ini sekarang dibaca semua orang."))
        return redirect(row)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            typed, now = form.cleaned_data, timezone.now()
            try:
                names = ("title", "summary", "body", "note", "seen", "form_key")
                whole = {name: typed[name] for name in names} | {"left_out": form.left_out()}
                with noting(left_open=left_open(form), page=request.path, space=row.space, by=by, at=now):
                    actions.save_draft(programme=row, by=by, at=now, **whole)
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
                status = refusal.status
                show_anew(form, seen=latest.number)
            else:
                messages.success(
                    request, _("Rancangan tersimpan. Bandingkan, lalu umumkan bila sudah tepat.")
                )
                return redirect("programme-versions", number=row.pk)
    shown = {"programme": row, "form": form, "latest": latest, "what": "rancangan"}
    return render(request, "programmes/draft.html", shown, status=status)


def _initial(latest: ProgrammeVersion) -> dict[str, Any]:
    kept: dict[str, Any] = {name: getattr(latest, name) for name in ("title", "summary", "body")}
    for number, (what, why) in enumerate(latest.left_out, 1):
        kept |= {f"left_{number}": what, f"why_{number}": why}
    return kept | {"seen": latest.number}
