"""Evidence of a case: added and taken back by its reviewers, given out to all with the verdict."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.people.models import Person
from rembuk.review import actions, queries, wording
from rembuk.review.forms import EvidenceForm
from rembuk.review.views.common import case_for, judging
from rembuk.rights.actions import noting
from rembuk.shared.fields import takes
from rembuk.shared.public_words import left_open
from rembuk.shared.ratelimit import count
from rembuk.shared.refusals import NotThere, Refused
from rembuk.spaces.rules import may


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes(EvidenceForm, "bukti", "langkah")
def evidence(request: HttpRequest, number: int) -> HttpResponse:
    """Lay a piece of evidence before a case, or take back one's own."""
    idea, found = case_for(request, number)
    person, by = request.user, judging(request, found)
    assert isinstance(person, Person)
    now = timezone.now()
    if request.method == "POST" and request.POST.get("langkah") == "buang":
        key = request.POST.get("bukti", "")
        row = int(key) if key.isascii() and key.isdigit() and len(key) <= 18 else 0
        actions.remove_evidence(case=found, number=row, person=person, by=by, at=now)
        messages.success(request, _("Bukti itu dibuang."))
        return redirect("review-case", number=idea.pk)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        count("review.evidence", f"person:{person.pk}", most=60, per=timedelta(hours=1))
        status = 422
        if form.is_valid():
            try:
                with noting(left_open=left_open(form), page=request.path, space=idea.space, by=by, at=now):
                    actions.add_evidence(case=found, person=person, by=by, at=now, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("Bukti tersimpan. Umum melihatnya bersama putusan."))
                return redirect("review-case", number=idea.pk)
    shown = {
        "idea": idea, "form": form, "title": _("Tambah bukti"), "button": _("Simpan bukti"),
        "lead": _("Sekarang hanya tim telaah yang melihatnya; umum melihatnya bersama putusan."),
    }  # fmt: skip
    return render(request, "review/small.html", shown, status=status)


@require_safe
def evidence_file(request: HttpRequest, number: str, digest: str, ending: str) -> HttpResponse:
    """Give out one photo or document; before the verdict only to those who see the desk of its space."""
    row = queries.evidence_by_number(int(number), request.path)
    public = row.case.closed_at is not None
    if not public and not may(request.user, row.case.idea.space, "review.see"):
        raise NotThere(wording.NO_EVIDENCE)
    answer = HttpResponse(bytes(row.content), content_type=row.kind)
    if row.kind != "image/jpeg":
        name = quote(f"{row.name or 'bukti'}.pdf", safe="")
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer["X-Content-Type-Options"] = "nosniff"
    if public:
        # A day, not a year: an idea that is taken back takes its evidence with it.
        patch_cache_control(answer, public=True, max_age=86_400)
    else:
        patch_cache_control(answer, private=True, no_store=True)
    return answer
