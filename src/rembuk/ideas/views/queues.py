"""The queues of the desk: by subject and place, saved filters, many clusters at once, what was set aside."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rembuk.ideas import actions, queries
from rembuk.ideas.forms import FilterForm, SetAsideForm
from rembuk.ideas.queries import board as desk
from rembuk.ideas.queries.board import Queue
from rembuk.ideas.views.desk import carried, enter, held_by_other, number_of
from rembuk.ideas.wording import NO_CLUSTERS, NO_VOICES, TOO_MANY_VOICES
from rembuk.people.queries import person_of
from rembuk.places.queries import place_by_code
from rembuk.shared.fields import takes
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Space
from rembuk.voices import actions as voice_actions
from rembuk.voices.models import Voice
from rembuk.voices.states import SetAside

read_or_send = require_http_methods(["GET", "POST"])
MOST = 2_000


@login_required
@never_cache
@read_or_send
@takes(FilterForm, "langkah")
def queues(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how many clusters wait by subject and place, and keep a filter under a name or delete one."""
    space, _by = enter(request, slug, "board.see")
    person, queue = person_of(request.user), desk.queue_of(request.GET)
    place = place_by_code(queue.place) if queue.place else None
    initial = {"subject": queue.subject, "place": place, "words": queue.words, "least": queue.least}
    form = FilterForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        what, _sep, key = request.POST.get("langkah", "").partition(":")
        if what == "hapus":
            actions.delete_filter(space=space, person=person, number=number_of(key) or 0)
            messages.success(request, _("Saringan sudah dihapus."))
            return redirect("board-queues", slug=space.slug)
        status = 422
        if form.is_valid():
            typed = {**form.cleaned_data, "least": form.cleaned_data["least"] or 1}
            try:
                actions.save_filter(space=space, person=person, **typed)
            except Refused as refusal:
                form.add_error(refusal.field, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("Saringan sudah disimpan."))
                return redirect("board-queues", slug=space.slug)
    shown = {
        "form": form,
        "queue": queue,
        "place": place,
        "subjects": desk.subject_counts(space),
        "places": desk.place_counts(space, queue.place),
        "saved": desk.saved_filters(space, person),
        "desk": desk.desk_of(space, Queue(), person, timezone.now()),
    }
    return render(request, "ideas/queues.html", shown, status=status)


@login_required
@never_cache
@read_or_send
@takes(SetAsideForm, "antrean", "rumpun")
def bulk(request: HttpRequest, slug: str) -> HttpResponse:
    """Set several clusters of a queue aside for one reason; it is one move, so one undo takes it back."""
    space, by = enter(request, slug, "board.decide")
    person, now = person_of(request.user), timezone.now()
    queue = carried(request) if request.method == "POST" else desk.queue_of(request.GET)
    form = SetAsideForm(request.POST or None)
    ticked = [number for key in request.POST.getlist("rumpun")[: desk.PAGE] if (number := number_of(key))]
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            typed = form.cleaned_data
            try:
                voices = _voices(space, ticked)
                actions.set_aside(
                    space=space, voices=voices, reason=typed["reason"], words=typed["because"], by=by, at=now
                )
            except Refused as refusal:
                form.add_error(refusal.field, refusal.sentence)
                status = refusal.status
            else:
                count = len(ticked)
                said = ngettext("%(n)d rumpun disisihkan.", "%(n)d rumpun disisihkan.", count) % {"n": count}
                messages.success(request, said)
                return redirect(f"/r/{space.slug}/papan/banyak/" + (f"?{queue.query}" if queue.query else ""))
    found = desk.waiting(space, queue, after=request.GET.get("after"))
    shown = {
        "form": form,
        "queue": queue,
        "page": found.page,
        "others": {row.pk: hold for row in found.page.rows if (hold := held_by_other(row, person, now))},
        "ticked": ticked,
        "desk": desk.desk_of(space, queue, person, now),
    }
    return render(request, "ideas/bulk.html", shown, status=status)


def _voices(space: Space, ticked: list[int]) -> list[Voice]:
    """Return what waits in the clusters TICKED, or refuse."""
    if not ticked:
        raise Refused(NO_CLUSTERS)
    rows = Voice.objects.filter(space=space, cluster__in=ticked, withdrawn_at=None, set_aside="", behind=None)
    voices = list(rows.order_by("pk")[: MOST + 1])
    if len(voices) > MOST:
        raise Refused(TOO_MANY_VOICES)
    return voices


@login_required
@never_cache
@read_or_send
@takes("suara")
def aside(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the whole team what was set aside, by reason, with who decided, and put voices back."""
    space, by = enter(request, slug, "board.see" if request.method == "GET" else "board.decide")
    reason = request.GET.get("alasan", "")
    reason = reason if reason in SetAside.values else ""
    if request.method == "POST":
        keys = [key for key in request.POST.getlist("suara")[: desk.PAGE] if number_of(key)]
        voices = list(Voice.objects.filter(space=space, pk__in=keys))
        if not voices:
            raise Refused(NO_VOICES)
        actions.restore(space=space, voices=voices, by=by, at=timezone.now())
        count = len(voices)
        said = ngettext("%(n)d suara dipulihkan.", "%(n)d suara dipulihkan.", count) % {"n": count}
        messages.success(request, said)
        return redirect(request.get_full_path())
    counts = desk.reasons_of(space)
    found = desk.set_aside_of(space, reason, request.GET.get("after"))
    voice_actions.reveal_words(space=space, voices=found.rows, by=by, at=timezone.now())
    shown: dict[str, Any] = {
        "page": found,
        "reason": reason,
        "reasons": [(value, words, *counts.get(value, (0, 0))) for value, words in SetAside.choices],
        "total": sum(count for count, _machine in counts.values()),
        "move": queries.last_move(space, person_of(request.user)),
    }
    return render(request, "ideas/aside.html", shown)
