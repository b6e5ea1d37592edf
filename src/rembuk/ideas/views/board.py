"""The board: clusters of voices, newest first, and what staff decide about each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rembuk.ideas import actions, queries
from rembuk.ideas.actions.holds import RENEW
from rembuk.ideas.forms import AcceptForm, JoinForm, MoveForm, SetAsideForm
from rembuk.ideas.models import Hold
from rembuk.ideas.queries import board as desk
from rembuk.ideas.queries.board import Queue
from rembuk.ideas.views.desk import carried, cluster_of, enter, held_by_other, lead_to, number_of
from rembuk.ideas.wording import KEYS, NO_VOICES, STALE
from rembuk.people.models import Person
from rembuk.people.queries import person_of
from rembuk.rights.actions import noting
from rembuk.shared.actors import Actor
from rembuk.shared.fields import takes
from rembuk.shared.public_words import left_open
from rembuk.shared.refusals import Conflicting, NotThere, Refused
from rembuk.shared.workdays import add_working_days, working_days_between
from rembuk.spaces.models import Space
from rembuk.spaces.rules import may
from rembuk.voices.actions import reveal_words
from rembuk.voices.actions.publish import closed
from rembuk.voices.models import Cluster, Voice
from rembuk.voices.states import ClusterState, SetAside, Visibility

MOST = 2_000
SHOWN, SHOWN_ASIDE = 12, 5
# Of the voices chosen so many are shown beside the form.
LISTED = 30


@dataclass(frozen=True)
class Chosen:
    """Carry what was chosen on the board: the cluster, the voices ticked or else all of it."""

    cluster: Cluster
    voices: list[Voice]
    ticked: list[str]

    @property
    def whole(self) -> bool:
        """Tell whether all that waits in the cluster is meant."""
        return not self.ticked or len(self.voices) >= self.cluster.size


@login_required
@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the clusters that wait and, of one of them, every voice with its channel and labels."""
    space, by = enter(request, slug, "board.see")
    now, person = timezone.now(), person_of(request.user)
    queue = desk.queue_of(request.GET)
    asked = number_of(request.GET.get("rumpun"))
    found = desk.waiting(space, queue, after=request.GET.get("after"), asked=asked)
    rows = found.page.rows
    cluster = found.asked or desk.first_free(rows, person=person, at=now)
    if cluster is None and rows:
        cluster = desk.next_free(space, queue, after=rows[-1], person=person, at=now)
    today = timezone.localdate(timezone=ZoneInfo(space.zone))
    shown: dict[str, Any] = {
        "page": found.page,
        "cluster": cluster,
        "queue": queue,
        "desk": desk.desk_of(space, queue, person, now),
        "left": {row.pk: _left(row.first_at, space, today) for row in rows},
        "others": {row.pk: hold for row in rows if (hold := held_by_other(row, person, now))},
        "keys": KEYS,
        "beside": _beside(rows, cluster, person, now),
    }
    if cluster is not None:
        voices, aside = desk.voices_shown(
            cluster, after=request.GET.get("suara_after"), size=SHOWN, aside=SHOWN_ASIDE
        )
        reveal_words(space=space, voices=[*voices.rows, *aside], by=by, at=now)
        shown |= {
            "hold": _opened(request, space, cluster, by, now),
            "open": cluster.state == ClusterState.OPEN,
            "voices": voices,
            "aside": aside,
            "alike": queries.alike(space, cluster.title, limit=3),
            "strands": queries.cluster_strands(cluster),
            "reasons": list(enumerate(SetAside.choices, 1)),
        }
    answer = render(request, "ideas/board.html", shown)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _opened(request: HttpRequest, space: Space, cluster: Cluster, by: Actor, now: datetime) -> Hold | None:
    """Hold CLUSTER for ten minutes for the reader; return who has it instead, if somebody else does."""
    person = person_of(request.user)
    hold = desk.held_now(cluster, now)
    if hold is not None and hold.person_id != person.pk:
        return hold
    waits = cluster.state == ClusterState.OPEN and cluster.size > 0
    fresh = hold is not None and hold.until - now > RENEW
    # Asking twice changes nothing more, and nobody is kept from anything: a hold can be taken over.
    if not waits or fresh or request.method != "GET" or not may(request.user, space, "board.decide"):
        return None
    if actions.open_cluster(space=space, cluster=cluster, by=by, at=now):
        return None
    return Hold.objects.select_related("person").filter(cluster=cluster).exclude(person=person).first()


def _beside(
    rows: list[Cluster], cluster: Cluster | None, person: Person, now: datetime
) -> dict[str, Cluster | None]:
    """Return the clusters of the page before and after CLUSTER that nobody else has open."""
    at = next((number for number, row in enumerate(rows) if cluster and row.pk == cluster.pk), None)
    if at is None:
        return {"before": None, "after": None}
    return {
        "before": desk.first_free(reversed(rows[:at]), person=person, at=now),
        "after": desk.first_free(rows[at + 1 :], person=person, at=now),
    }


def _left(first_at: datetime, space: Space, today: date) -> int:
    """Return the working days left to decide about a cluster; below zero when it is late."""
    due = add_working_days(first_at.astimezone(ZoneInfo(space.zone)).date(), space.sorting_days)
    return working_days_between(today, due) if due >= today else -1


def _chosen(request: HttpRequest, space: Space) -> Chosen:
    """Return the cluster and voices that a form or link of the board names, or refuse."""
    sent = request.POST if request.method == "POST" else request.GET
    cluster = cluster_of(space, sent.get("rumpun"))
    if cluster is None:
        raise NotThere(STALE)
    ticked = [key for key in sent.getlist("suara") if key.isascii() and key.isdigit() and len(key) <= 18]
    voices = queries.voices_on_board(cluster)
    if ticked:
        voices = voices.filter(pk__in=ticked)
    return Chosen(cluster, list(voices[:MOST]), ticked)


@login_required
@require_POST
@takes("antrean", "rumpun", "suara", "gerak", "langkah")
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """Take one step from the board that needs no further words: split, restore, take over, undo."""
    space, by = enter(request, slug, "board.decide")
    what, now, queue = request.POST.get("langkah", ""), timezone.now(), carried(request)
    if what == "batalkan":
        return _undo(request, space, queue, by, now)
    chosen = _chosen(request, space)
    if what in STEPS:
        kept = [("rumpun", chosen.cluster.pk), *(("suara", key) for key in chosen.ticked)]
        query = urlencode([*kept, ("antrean", queue.query)] if queue.query else kept)
        return redirect(f"/r/{space.slug}/papan/{what}/?{query}")
    if what == "ambil-alih":
        actions.take_over(space=space, cluster=chosen.cluster, by=by, at=now)
        messages.success(request, _("Rumpun ini sekarang Anda yang membuka. Pembuka sebelumnya melihatnya."))
    elif what == "pisah":
        if not chosen.ticked:
            raise Refused(NO_VOICES)
        fresh = actions.split(space=space, cluster=chosen.cluster, voices=chosen.voices, by=by, at=now)
        messages.success(
            request, _("Sudah dipisah menjadi rumpun sendiri. Mesin tidak akan menyatukannya lagi.")
        )
        return lead_to(space, queue, fresh)
    elif what.startswith("pulihkan:") and what[9:].isdigit():
        voices = list(chosen.cluster.voices.filter(pk=int(what[9:][:18])))
        actions.restore(space=space, voices=voices, by=by, at=now)
        messages.success(request, _("Suara sudah dipulihkan."))
    return lead_to(space, queue, chosen.cluster)


def _undo(request: HttpRequest, space: Space, queue: Queue, by: Actor, now: datetime) -> HttpResponse:
    move = queries.last_move(space, person_of(request.user))
    if move is None or str(move.pk) != request.POST.get("gerak"):
        raise Conflicting(STALE)
    actions.undo(move=move, by=by, at=now)
    messages.success(request, _("Langkah terakhir sudah dibatalkan."))
    back = Cluster.objects.filter(voices__in=move.voices[:1], state=ClusterState.OPEN).first()
    return lead_to(space, queue, back)


def _accept(space: Space, chosen: Chosen, form: Form, by: Actor, now: datetime) -> str:
    typed = form.cleaned_data
    idea = actions.accept_as_idea(
        space=space,
        voices=chosen.voices,
        title=typed["title"],
        wish=typed["wish"],
        because=typed["because"],
        place=typed["place"],
        by=by,
        at=now,
    )
    return _("Menjadi gagasan nomor %(number)d. Pengirimnya dikabari.") % {"number": idea.pk}


def _join(space: Space, chosen: Chosen, form: Form, by: Actor, now: datetime) -> str:
    idea = queries.idea_by_number(form.cleaned_data["number"])
    if idea.space_id != space.pk:
        raise Refused(_("Gagasan itu milik ruang lain. Pilih gagasan di ruang ini."), field="number")
    actions.join_to_idea(idea=idea, voices=chosen.voices, because=form.cleaned_data["because"], by=by, at=now)
    return _("Bergabung ke gagasan nomor %(number)d. Pengirimnya dikabari.") % {"number": idea.pk}


def _set_aside(space: Space, chosen: Chosen, form: Form, by: Actor, now: datetime) -> str:
    typed = form.cleaned_data
    actions.set_aside(
        space=space, voices=chosen.voices, reason=typed["reason"], words=typed["because"], by=by, at=now
    )
    count = len(chosen.voices)
    return ngettext("%(n)d suara disisihkan.", "%(n)d suara disisihkan.", count) % {"n": count}


def _move(space: Space, chosen: Chosen, form: Form, by: Actor, now: datetime) -> str:
    into = cluster_of(space, form.cleaned_data["into"])
    if into is None:
        raise Conflicting(STALE)
    if chosen.whole:
        actions.merge(space=space, cluster=chosen.cluster, into=into, by=by, at=now)
        return _("Kedua rumpun sudah disatukan.")
    actions.move_voices(space=space, cluster=chosen.cluster, into=into, voices=chosen.voices, by=by, at=now)
    count = len(chosen.voices)
    return ngettext("%(n)d suara dipindah.", "%(n)d suara dipindah.", count) % {"n": count}


Step = Callable[[Space, Chosen, Form, Actor, datetime], str]
STEPS: dict[str, tuple[type[Form], Step]] = {
    "terima": (AcceptForm, _accept),
    "gabung": (JoinForm, _join),
    "sisihkan": (SetAsideForm, _set_aside),
    "pindah": (MoveForm, _move),
}


@login_required
@require_http_methods(["GET", "POST"])
@takes(*(form for form, _act in STEPS.values()), "antrean", "rumpun", "suara")
def decide(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """Ask for the words a step needs, then take it; what was typed is kept when it is refused."""
    space, by = enter(request, slug, "board.decide")
    form_class, act = STEPS[what]
    chosen = _chosen(request, space)
    words = " ".join(request.GET.get("q", "").split())[:80]
    queue, now = carried(request), timezone.now()
    form = form_class(request.POST or None, initial=_suggested(space, chosen, what))
    if isinstance(form, MoveForm):
        form.offer(_targets(request, space, chosen, words))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            onward = desk.next_free(
                space, queue, after=chosen.cluster, person=person_of(request.user), at=now
            )
            try:
                with noting(left_open=left_open(form), page=request.path, space=space, by=by, at=now):
                    done = act(space, chosen, form, by, now)
            except Refused as refusal:
                form.add_error(refusal.field, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, done)
                return lead_to(space, queue, onward if chosen.whole else chosen.cluster)
    shown: dict[str, Any] = {
        "queue": queue,
        "form": form,
        "chosen": chosen,
        "listed": chosen.voices[:LISTED],
        "closed": any(row.visibility == Visibility.CONFIDENTIAL for row in chosen.voices),
        "what": what,
        "alike": _near(space, chosen) if what == "gabung" else [],
        "words": words,
    }
    reveal_words(space=space, voices=shown["listed"], by=by, at=now)
    return render(request, "ideas/decide.html", shown, status=status)


def _near(space: Space, chosen: Chosen) -> list[Any]:
    return queries.alike(space, chosen.cluster.title, limit=3)


def _targets(request: HttpRequest, space: Space, chosen: Chosen, words: str) -> list[tuple[str, str]]:
    """Return the clusters to choose from: those alike, and the one that was chosen from an earlier list."""
    found = queries.clusters_near(space, chosen.cluster, words)
    sent = cluster_of(space, request.POST.get("into"))
    if sent is not None and sent.state == ClusterState.OPEN and sent not in found:
        found.append(sent)
    return [
        (
            str(row.pk),
            f"{row} ({ngettext('%(n)d suara', '%(n)d suara', row.size) % {'n': row.size}})",
        )
        for row in found
    ]


def _suggested(space: Space, chosen: Chosen, what: str) -> dict[str, Any]:
    if what == "terima":
        # What was told in confidence is not laid into a form whose words everybody will read.
        open_to_all = [row for row in chosen.voices[:50] if row.visibility != Visibility.CONFIDENTIAL]
        longest = max((closed(voice.text) for voice in open_to_all), key=len, default="")
        many = len(chosen.voices) > 1
        return {
            "title": closed(chosen.cluster.title)[:120],
            "wish": longest[:2000],
            "place": queries.common_place(chosen.voices),
            "because": _("semua suara ini meminta hal yang sama") if many else _("permintaannya jelas"),
        }
    if what == "gabung":
        near = _near(space, chosen)
        because = _("permintaannya sama dengan gagasan itu")
        return {"number": near[0].pk, "because": because} if near else {}
    if what == "pindah":
        near_clusters = queries.clusters_near(space, chosen.cluster, limit=1)
        return {"into": str(near_clusters[0].pk)} if near_clusters else {}
    return {}
