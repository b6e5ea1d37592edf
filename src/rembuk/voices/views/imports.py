"""Take in a file: drop it, look at how it is read, agree, and read the report."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.channels.queries import FORMATS
from rembuk.channels.wording import FORMAT_NAMES, HOW_TO_EXPORT
from rembuk.design.context import wear
from rembuk.reckon.refusal import Refusal
from rembuk.shared.actors import Actor
from rembuk.shared.cells import neutral
from rembuk.shared.fields import takes
from rembuk.shared.paging import page
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting
from rembuk.voices.actions.files import AT_ONCE, agree_import, beside, keep_file, look_into, run_import
from rembuk.voices.actions.importing import KEPT_REFUSALS
from rembuk.voices.forms import FileForm, ImportForm
from rembuk.voices.models import Import
from rembuk.voices.states import ImportState

SHOWN_REFUSALS = 100


def _enter(request: HttpRequest, slug: str) -> tuple[Space, Actor]:
    space = space_by_slug(slug)
    wear(request, space)
    return space, acting(request.user, space, "voices.import")


@login_required
@require_http_methods(["GET", "POST"])
@takes(FileForm)
def drop(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the file and go on to how it is read; list what was taken in before."""
    space, by = _enter(request, slug)
    form = FileForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 400
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["berkas"]
            try:
                source = keep_file(space=space, file=file, name=file.name, by=by, at=timezone.now())
            except Refused as refused:
                form.add_error("berkas", refused.sentence)
            else:
                return redirect("import", slug=space.slug, number=source.pk)
    how = [words for name, words in HOW_TO_EXPORT.items() if name in FORMATS]
    found = page(Import.objects.filter(space=space), order="-id", after=request.GET.get("after"))
    return render(request, "voices/imports.html", {"form": form, "page": found, "how": how}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@takes(ImportForm, "kolom_*", "langkah")
def one(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show how a file would be read until that is agreed, then its report."""
    space, _by = _enter(request, slug)
    source = get_object_or_404(Import, space=space, pk=number)
    if source.state != ImportState.DRAFT:
        refusals = source.refusals.order_by("line", "id")[:SHOWN_REFUSALS]
        reasons = sorted(source.reasons.items(), key=lambda one: (not one[0], -one[1], one[0]))
        shown = {
            "source": source, "refusals": refusals, "reasons": reasons, "first": SHOWN_REFUSALS,
            "kept": KEPT_REFUSALS,
        }  # fmt: skip
        return render(request, "voices/import_report.html", shown)
    return _agree(request, space, source)


def _agree(request: HttpRequest, space: Space, source: Import) -> HttpResponse:
    wanted = request.POST.get("format") or request.GET.get("format") or source.format
    if wanted in FORMATS:
        source.format = wanted
    seen, problem = None, ""
    try:
        seen = look_into(source)
    except Refusal as refusal:
        problem = refusal.sentence()
    # Only a table has columns to agree to; of an archive of tables each has its own.
    header = seen.header if seen and seen.kind in ("csv", "json", "xlsx", "text") else []
    people = FORMATS[source.format].people
    initial: dict[str, Any] = {"format": source.format}
    initial |= {f"kolom_{field}": name for field, name in (seen.mapping if seen else {}).items()}
    sent = request.method == "POST" and "basis" in request.POST
    form = ImportForm(request.POST if sent else None, header=header, people=people, initial=initial)
    if sent and not problem and form.is_valid():
        source = agree_import(
            source=source, channel=form.cleaned_data["format"], mapping=form.mapping, header=header,
            basis=form.cleaned_data["basis"], only=form.cleaned_data["hanya"],
            keep_names=form.cleaned_data.get("nama", False), at=timezone.now(),
        )  # fmt: skip
        if _small(source):
            run_import(source=source, at=timezone.now())
        return redirect("import", slug=space.slug, number=source.pk)
    shown = {
        "source": source, "form": form, "problem": problem, "header": seen.header if seen else [],
        "rows": seen.rows[:5] if seen else [], "people": people, "others": beside(source),
        "read_as": FORMAT_NAMES[source.format], "names": FORMAT_NAMES,
    }  # fmt: skip
    return render(request, "voices/import_agree.html", shown, status=400 if sent else 200)


def _small(source: Import) -> bool:
    from django.core.files.storage import default_storage

    return default_storage.size(source.stored_as) <= AT_ONCE


@login_required
@require_safe
def refusals_csv(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give the refused rows as CSV, with nothing in it that a spreadsheet would run."""
    space, _by = _enter(request, slug)
    source = get_object_or_404(Import, space=space, pk=number)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ditolak-{source.pk}.csv"'
    writer = csv.writer(answer)
    writer.writerow(["baris", "alasan"])
    for row in source.refusals.order_by("line", "id").iterator():
        writer.writerow([row.line, neutral(row.reason)])
    return answer
