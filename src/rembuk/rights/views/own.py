"""Own data: see it, take it along, erase it; and for the data-protection officer the log of looks."""

from __future__ import annotations

from itertools import islice
from typing import Any

from allauth.account.internal.flows.logout import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.design.context import wear
from rembuk.people.queries import person_of
from rembuk.rights import actions, queries
from rembuk.rights.forms import EraseForm, LooksForm
from rembuk.rights.templatetags.rights import about_words
from rembuk.rights.wording import LOOKS
from rembuk.shared import holdings
from rembuk.shared.actors import Actor
from rembuk.shared.fields import takes
from rembuk.shared.references import ref
from rembuk.shared.refusals import Refused
from rembuk.spaces.queries import space_by_slug, team
from rembuk.spaces.rules import acting
from rembuk.spaces.wording import ROLE_LABELS

SHOWN = 20


@login_required
@never_cache
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    """Show all that is held about the person signed in, each holding with its first rows."""
    subject = ref(person_of(request.user))
    shown = []
    for holding in holdings.everything():
        rows = list(islice(holding.show(subject), SHOWN + 1))
        shown.append((holding.label, rows[:SHOWN], len(rows) > SHOWN))
    return render(request, "rights/own_data.html", {"holdings": shown})


@login_required
@never_cache
@require_safe
def own_data_file(request: HttpRequest) -> HttpResponse:
    """Give the person signed in all that is held about them as one file."""
    return data_file(request, ref(person_of(request.user)))


def data_file(request: HttpRequest, subject: str) -> HttpResponse:
    """Return all that is held about SUBJECT as one file: JSON, or HTML to read where `?bentuk=html` asks."""
    found, at = queries.held_everywhere(subject), timezone.now()
    if request.GET.get("bentuk") == "html":
        answer = render(request, "rights/own_file.html", {"holdings": found, "about": subject, "at": at})
        answer["Content-Disposition"] = 'attachment; filename="data-saya.html"'
        return answer
    answer = JsonResponse(
        {"about": subject, "at": at, "held": {holding.name: rows for holding, rows in found}},
        encoder=DjangoJSONEncoder,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    answer["Content-Disposition"] = 'attachment; filename="data-saya.json"'
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@takes(EraseForm)
def erase_account(request: HttpRequest) -> HttpResponse:
    """Say what erasing means and what stays, ask, and do it."""
    person = person_of(request.user)
    form = EraseForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        try:
            sure = form.is_valid()
            actions.erase_account(person=person, sure=sure, by=Actor("citizen", person.pk), at=timezone.now())
        except Refused as refusal:
            if not form.errors:
                form.add_error(None, refusal.sentence)
                status = refusal.status
        else:
            logout(request)
            return render(request, "rights/erased.html")
    return render(request, "rights/erase_account.html", {"form": form}, status=status)


@login_required
@never_cache
@require_safe
def look_log(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the officer of a space who looked at whose data, when and why."""
    space = space_by_slug(slug)
    wear(request, space)
    acting(request.user, space, "looks.see")
    people = {ref(row.person): row.person for row in team(space)}
    wanted = request.GET.get("oleh", "")
    if wanted not in people:
        people |= queries.looked_in(space, wanted)
    form = LooksForm(request.GET, people=[(key, one.name or one.email) for key, one in people.items()])
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.looks(
        space, request.GET.get("after"), what=chosen.get("apa", ""), by=chosen.get("oleh", "")
    )
    by = queries.lookers(found.rows)
    shown: dict[str, Any] = {
        "page": found,
        "rows": [
            {
                "look": row,
                "what": LOOKS.get(row.what, row.what),
                "about": about_words(row.about),
                "role": ROLE_LABELS.get(row.role, row.role),
                "person": by.get(row.by),
            }
            for row in found.rows
        ],
        "form": form,
        "narrowed": bool(chosen.get("apa") or chosen.get("oleh")),
    }
    return render(request, "rights/looks.html", shown, status=200 if form.is_valid() else 400)
