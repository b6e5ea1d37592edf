"""Paper forms: print a stack, and type what came back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.rights.wording import FIELD, READ_ALOUD
from rembuk.shared.fields import takes
from rembuk.shared.refusals import Conflicting, NotThere, Refused
from rembuk.shared.spoken import code_for
from rembuk.voices.actions.paper import print_papers, type_paper
from rembuk.voices.forms.paper import PaperForm, PrintForm
from rembuk.voices.queries.doors import subject_of
from rembuk.voices.queries.paper import batch_in, batches_of, next_untyped, typed_in, typed_of
from rembuk.voices.rules import paper_code, paper_key
from rembuk.voices.states import Visibility
from rembuk.voices.views.field import begun, enter, remember


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@takes(PrintForm)
def papers(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was printed and how much of it was typed; print more."""
    space, by = enter(request, slug)
    form = PrintForm(request.POST or None, space=space)
    if request.method == "POST" and form.is_valid():
        made = print_papers(
            space=space, forms=form.cleaned_data["forms"], place=form.cleaned_data["place"],
            about=form.cleaned_data["about"], by=by, at=timezone.now(),
        )  # fmt: skip
        return redirect("paper-sheet", slug=space.slug, number=made.pk)
    found = batches_of(space, after=request.GET.get("after"))
    counts = typed_of(found.rows)
    asked = dict(form.questions)
    rows = [(batch, counts.get(batch.pk, 0), asked.get(batch.about, "")) for batch in found.rows]
    shown = {"form": form, "page": found, "rows": rows}
    return render(request, "voices/papers.html", shown, status=400 if request.method == "POST" else 200)


@login_required
@never_cache
@require_safe
def sheet(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the forms of one print, two to an A4 sheet, each with its number and the receipt to tear off.

    Those that were typed are left out: from then on their code opens what somebody said, and is theirs alone.
    """
    space, _by = enter(request, slug)
    batch = batch_in(space, number)
    entry = settings.PUBLIC_URL + reverse("paper-entry", args=[space.slug])
    forms, typed = [], typed_in(batch)
    for one in (number for number in range(1, batch.forms + 1) if number not in typed):
        code = paper_code(batch.pk, one)
        receipt = code_for(paper_key(batch.pk, one))
        forms.append((code, f"{entry}?{urlencode({'nomor': code})}", receipt))
    shown = {
        "batch": batch,
        "asked": subject_of(space, batch.about) if batch.about else None,
        "forms": forms,
        "typed": len(typed),
        "aloud": READ_ALOUD[FIELD].sentence,
        "open_at": (settings.PUBLIC_URL + "/tanda-terima/").partition("://")[2],
    }
    return render(request, "voices/paper_sheet.html", shown)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@takes(PaperForm, "bebas")
def entry(request: HttpRequest, slug: str) -> HttpResponse:
    """Take what stands on one paper form, then ask for the next of the stack."""
    space, by = enter(request, slug)
    if request.method != "POST":
        first = {**begun(request, space), "nomor": request.GET.get("nomor", "")[:30]}
        return _entry(request, PaperForm(initial=first))
    form = PaperForm(request.POST)
    if not form.is_valid():
        return _entry(request, form, status=400)
    given: dict[str, Any] = form.cleaned_data
    number, free = given["nomor"][1], "bebas" in request.POST
    try:
        batch = batch_in(space, given["nomor"][0])
        type_paper(
            batch=batch, number=number, text=given["text"], place=given["place"],
            visibility=given["visibility"], name=given["name"], email=given["email"],
            purposes=given["purposes"], free=free, by=by, at=timezone.now(),
        )  # fmt: skip
    except NotThere as refused:
        form.add_error("nomor", refused.sentence)
        return _entry(request, form, status=400)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        # What the paper asks about takes no answers any more; it can still be a voice of its own.
        late = isinstance(refused, Conflicting) and refused.field != "nomor" and not free
        return _entry(request, form, status=refused.status, late=late)
    remember(request, space, given["place"])
    messages.success(request, _("Formulir %(code)s tersimpan.") % {"code": paper_code(batch.pk, number)})
    following = next_untyped(batch, number)
    query = f"?{urlencode({'nomor': paper_code(batch.pk, following)})}" if following else ""
    return redirect(reverse("paper-entry", args=[space.slug]) + query)


def _entry(request: HttpRequest, form: PaperForm, status: int = 200, *, late: bool = False) -> HttpResponse:
    shown = {"form": form, "nameless": Visibility.NAMELESS, "late": late}
    return render(request, "voices/paper_entry.html", shown, status=status)
