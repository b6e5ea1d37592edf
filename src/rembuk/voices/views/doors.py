"""Doors: the short address that leads in, the list of where they hang, and the poster to print."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.design.context import wear
from rembuk.shared.fields import takes
from rembuk.shared.refusals import NotThere, Refused
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting
from rembuk.voices.actions import make_door
from rembuk.voices.forms import DoorForm
from rembuk.voices.queries.doors import door_by_code, doors_of, subject_of, voices_by
from rembuk.voices.wording import NO_SUCH_DOOR


@require_safe
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to what the door asks about; the form there remembers the code, nothing is kept here."""
    door = door_by_code(code)
    joint = "&" if "?" in door.target else "?"
    answer = HttpResponse(status=302, headers={"Location": f"{door.target}{joint}pintu={door.code}"})
    # A poster may be pointed elsewhere later, so no browser may remember where it led.
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@takes(DoorForm)
def doors(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where doors hang and how many voices came by each; make a new one."""
    space = _space(request, slug)
    by = acting(request.user, space, "voices.collect")
    form = DoorForm(request.POST or None, space=space, initial={"kind": "poster"})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = make_door(
                    space=space, kind=given["kind"], about=form.chosen, hung_at=given["hung_at"], by=by,
                    at=timezone.now(),
                )  # fmt: skip
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
            else:
                messages.success(request, _("Sudah dibuat. Suara yang masuk lewat sini akan dihitung."))
                return redirect("door", slug=space.slug, code=made.code)
    found = doors_of(space, after=request.GET.get("after"))
    counts = voices_by(found.rows)
    rows = [(door, counts.get(door.pk, 0)) for door in found.rows]
    return render(request, "voices/doors.html", {"form": form, "page": found, "rows": rows}, status=status)


@login_required
@require_safe
def door(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show one door: its short address, where it hangs, and how many voices came by it."""
    space = _space(request, slug)
    acting(request.user, space, "voices.collect")
    return render(request, "voices/door.html", _shown(space, code))


@login_required
@require_safe
def poster(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show the poster of a door, an A4 sheet in black and white."""
    space = _space(request, slug)
    acting(request.user, space, "voices.collect")
    return render(request, "voices/poster.html", _shown(space, code))


def _space(request: HttpRequest, slug: str) -> Space:
    space = space_by_slug(slug)
    wear(request, space)
    return space


def _shown(space: Space, code: str) -> dict[str, object]:
    found = door_by_code(code, space)
    subject = subject_of(space, found.about)
    if subject is None:
        raise NotThere(NO_SUCH_DOOR)
    url = settings.PUBLIC_URL + found.get_absolute_url()
    return {
        "door": found,
        "subject": subject,
        "url": url,
        "outside": settings.PUBLIC_URL,
        "short": url.partition("://")[2].rstrip("/"),
        "count": voices_by([found]).get(found.pk, 0),
    }
