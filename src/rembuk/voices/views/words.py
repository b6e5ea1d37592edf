"""The page of a space's own words: word and meaning, taught and taken back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rembuk.design.context import wear
from rembuk.shared.fields import takes
from rembuk.shared.paging import page
from rembuk.shared.refusals import Refused
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting
from rembuk.voices import actions
from rembuk.voices.forms import WordForm
from rembuk.voices.models import Word


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@takes(WordForm, "langkah")
def words(request: HttpRequest, slug: str) -> HttpResponse:
    """List the words of the space, teach one, take one back; a word just taken back can be put back."""
    space = space_by_slug(slug)
    wear(request, space)
    by = acting(request.user, space, "board.decide")
    form, status = WordForm(), 200
    if request.method == "POST":
        what, _sep, key = request.POST.get("langkah", "").partition(":")
        if what == "hapus":
            number = int(key) if key.isascii() and key.isdigit() and len(key) <= 18 else 0
            row = actions.drop_word(space=space, number=number, by=by, at=timezone.now())
            said = _("Kata %(form)s dihapus. Keliru? Ajarkan lagi: artinya %(meaning)s.")
            messages.success(request, said % {"form": row.form, "meaning": row.meaning})
            return redirect("words", slug=space.slug)
        form, status = WordForm(request.POST), 422
        if form.is_valid():
            try:
                actions.teach_word(space=space, by=by, at=timezone.now(), **form.cleaned_data)
            except Refused as refusal:
                form.add_error(refusal.field, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("Kata sudah diajarkan. Dipakai mulai pemilahan berikutnya."))
                return redirect("words", slug=space.slug)
    rows = page(Word.objects.filter(space=space), order="form", after=request.GET.get("after"), size=50)
    return render(request, "voices/words.html", {"form": form, "page": rows}, status=status)
