"""How the outside reaches review: the desk, one case, and the verdict everybody reads."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.ideas.models import Idea
from rembuk.ideas.queries import idea_by_number
from rembuk.review import actions, queries
from rembuk.review.forms import ConflictForm, ScoreForm
from rembuk.review.models import CRITERIA
from rembuk.review.rules import obstacle
from rembuk.review.wording import NO_VERDICT
from rembuk.shared.actors import Actor
from rembuk.shared.paging import page
from rembuk.shared.refusals import NotThere, Refused
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting


@login_required
@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """List the ideas that wait for a verdict, the longest first."""
    space = space_by_slug(slug)
    request.space = space  # type: ignore[attr-defined]
    by = acting(request.user, space, "review.see")
    waiting = queries.waiting(space, request.user)  # type: ignore[arg-type]
    found = page(waiting, order="made_at", after=request.GET.get("after"))
    now = timezone.now()
    left = {idea.pk: queries.days_left(idea, space, now) for idea in found.rows}
    return _private(render(request, "review/desk.html", {"page": found, "left": left, "role": by.role}))


@login_required
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, number: int) -> HttpResponse:
    """Show one idea to a reviewer and take the scores, or the word that they stand aside."""
    idea = idea_by_number(number)
    request.space = idea.space  # type: ignore[attr-defined]
    acting(request.user, idea.space, "review.see")
    wants_out = request.POST.get("langkah") == "mundur"
    form = ScoreForm(request.POST if request.method == "POST" and not wants_out else None)
    conflict = ConflictForm(request.POST if wants_out else None, prefix="mundur")
    status = 200
    if request.method == "POST":
        by = acting(request.user, idea.space, "review.score")
        sent: ScoreForm | ConflictForm = conflict if wants_out else form
        status = 422
        if sent.is_valid():
            try:
                messages.success(request, _take(request, idea, sent, by))
            except Refused as refusal:
                sent.add_error(refusal.field, refusal.sentence)
                status = refusal.status
            else:
                return redirect("review-desk", slug=idea.space.slug)
    shown = {
        "idea": idea,
        "form": form,
        "conflict": conflict,
        "obstacle": obstacle(request.user.pk or 0, idea),
        "left": queries.days_left(idea, idea.space, timezone.now()),
    }
    return _private(render(request, "review/case.html", shown, status=status))


def _take(request: HttpRequest, idea: Idea, form: ScoreForm | ConflictForm, by: Actor) -> str:
    typed, now = form.cleaned_data, timezone.now()
    if isinstance(form, ConflictForm):
        actions.declare_conflict(idea=idea, person=request.user, reason=typed["reason"], by=by, at=now)  # type: ignore[arg-type]
        return _("Tercatat. Gagasan ini ditelaah orang lain.")
    verdict = actions.give_scores(
        idea=idea,
        person=request.user,  # type: ignore[arg-type]
        scores=form.scores(),
        recommends=typed["recommends"],
        reasons=typed["reasons"],
        by=by,
        at=now,
    )
    if verdict is None:
        return _("Penilaian Anda masuk. Putusan keluar sesudah penelaah berikutnya menilai.")
    return _("Putusan sudah keluar dan diumumkan. Pengirim suara dan pendukungnya dikabari.")


@require_safe
def verdict(request: HttpRequest, number: int) -> HttpResponse:
    """Show the verdict with every score and reason, by role."""
    idea = idea_by_number(number)
    request.space = idea.space  # type: ignore[attr-defined]
    given = queries.verdict_of(idea)
    if given is None:
        raise NotThere(NO_VERDICT)
    cards = queries.scorecards(idea)
    rows: list[dict[str, Any]] = [
        {"label": label, "scores": [getattr(card, name) for card in cards]}
        for name, label in CRITERIA.items()
    ]
    return render(
        request, "review/verdict.html", {"idea": idea, "verdict": given, "cards": cards, "rows": rows}
    )


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer
