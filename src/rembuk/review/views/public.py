"""What everybody sees of review: verdict, objection, the clock, the rubric; and the page of an expert."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

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
from rembuk.ideas.models import Idea
from rembuk.ideas.queries import idea_by_number
from rembuk.messaging.queries import reader_token
from rembuk.moderation.panels import author_panel
from rembuk.moderation.queries import items
from rembuk.review import actions, queries, wording
from rembuk.review.actions.rubrics import Measure
from rembuk.review.forms import AnswerForm, ObjectionForm, RubricForm
from rembuk.review.models import Criterion, Question, Rubric, Verdict
from rembuk.review.states import STANDARD, Outcome
from rembuk.shared.fields import takes
from rembuk.shared.paging import page
from rembuk.shared.ratelimit import count, network_of
from rembuk.shared.references import ref
from rembuk.shared.refusals import NotAllowed, NotThere, Refused
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting, may

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def verdict(request: HttpRequest, number: int) -> HttpResponse:
    """Show the verdict with every score and reason, by role, and what came of an objection."""
    idea = idea_by_number(number)
    wear(request, idea.space)
    given = queries.verdicts_on(idea)
    if not given:
        raise NotThere(wording.NO_VERDICT)
    running = queries.case_of(idea)
    first = given[-1]
    shown = {
        "idea": idea,
        "rounds": [_round(one) for one in given],
        "verdict": given[0],
        "objections": items(queries.objections_to(first.case)),
        "moderates": may(request.user, idea.space, "moderation.decide"),
        "second": running if running and running.round == 2 and running.closed_at is None else None,
        "until": _may_object(first, running is not None and running.round == 2),
        **_shared(idea, given[0]),
    }
    return render(request, "review/verdict.html", shown)


def _shared(idea: Idea, given: Verdict) -> dict[str, Any]:
    """Return what the share tags say: this page's own address, the idea's card."""
    path = idea.get_absolute_url()
    return {
        "title": idea.title,
        "path": path,
        "standing": {"now": f"{_('Putusan telaah')}: {given.get_outcome_display().lower()}"},
        "public_url": settings.PUBLIC_URL + path,
        "page_url": f"{settings.PUBLIC_URL}{path}putusan/",
    }


def _round(one: Verdict) -> dict[str, Any]:
    cards = queries.cards_in(one.case)
    criteria = queries.criteria_of(one.case.rubric)
    values = [{score.criterion_id: score.value for score in card.scores.all()} for card in cards]
    return {
        "verdict": one,
        "cards": cards,
        "evidence": queries.evidence_in(one.case),
        "questions": items(row for row in queries.questions_of(one.case) if row.answered_at),
        "rows": [
            {"label": row.name, "weight": row.weight, "scores": [value.get(row.pk) for value in values]}
            for row in criteria
        ],
    }


def _may_object(first: Verdict, second: bool) -> Any:
    if first.outcome != Outcome.REFUSE or second:
        return None
    until = queries.objection_until(first)
    return until if queries.today_in(first.idea.space, timezone.now()) <= until else None


@never_cache
@read_or_send
@takes(ObjectionForm)
def objection(request: HttpRequest, number: int) -> HttpResponse:
    """Take the objection of somebody whose voice is behind a refused idea."""
    idea = idea_by_number(number)
    wear(request, idea.space)
    given = queries.verdicts_on(idea)
    if not given or given[-1].outcome != Outcome.REFUSE:
        raise NotThere(wording.NOT_REFUSED)
    opened = (request.session.get("receipt") or {}).get("voice")
    email = request.user.email if request.user.is_authenticated else ""
    voice = queries.voice_behind(idea, opened, email)
    form = ObjectionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if voice is None:
            raise NotAllowed(wording.NOT_BEHIND)
        status = 422
        if form.is_valid():
            try:
                actions.object_to(idea=idea, voice=voice, text=form.cleaned_data["text"], at=timezone.now())
            except Refused as refusal:
                form.add_error(refusal.field, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("Keberatan Anda masuk. Orang lain yang memutusnya."))
                return redirect("verdict", number=idea.pk)
    shown = {
        "idea": idea, "form": form, "voice": voice, "cards": queries.cards_in(given[-1].case),
        "until": queries.objection_until(given[-1]), "not_behind": wording.NOT_BEHIND,
        "days": given[-1].case.rubric.objection_days,
    }  # fmt: skip
    return render(request, "review/objection.html", shown, status=status)


@require_safe
def clock(request: HttpRequest, slug: str) -> HttpResponse:
    """List every review that runs: days used of days promised, pauses with reasons, what is late on top."""
    space = _space(request, slug)
    today = queries.today_in(space, timezone.now())
    found = page(queries.open_cases(space), order="due", after=request.GET.get("after"))
    rows = []
    for case in found.rows:
        case.idea.space = space
        rows.append(
            {
                "case": case,
                "left": queries.days_left(case, today),
                "used": queries.days_used(case, today),
                "pause": queries.pause_on(case, today),
            }
        )
    return render(request, "review/clock.html", {"page": found, "rows": rows})


def _space(request: HttpRequest, slug: str) -> Space:
    space = space_by_slug(slug)
    wear(request, space)
    return space


def _standard(space: Space) -> tuple[Rubric, list[Criterion]]:
    """Return the rubric that holds in SPACE; before the first idea that is the standard one, not yet kept."""
    held = queries.rubric_of(space)
    if held is not None:
        return held, list(held.criteria.all())
    rubric = Rubric(space=space, version=1, standard=True, made_at=space.founded_at)
    made = [
        Criterion(rubric=rubric, position=number, key=key, label=str(label), guide=str(guide))
        for number, (key, (label, guide)) in enumerate(STANDARD.items(), 1)
    ]
    return rubric, made


@require_safe
def rubric(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how a space judges, now and before."""
    space = _space(request, slug)
    held, criteria = _standard(space)
    shown = {
        "rubric": held,
        "criteria": criteria,
        "before": list(queries.rubrics_of(space)[1:20]),
        "writes": may(request.user, space, "review.assign"),
    }
    return render(request, "review/rubric.html", shown)


@login_required
@never_cache
@read_or_send
@takes(RubricForm, "label_*", "guide_*", "weight_*")
def rubric_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the coordinator set a new version of the rubric."""
    space = _space(request, slug)
    by = acting(request.user, space, "review.assign")
    held, criteria = _standard(space)
    form = RubricForm(request.POST or None, rubric=held, criteria=criteria)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            measures: list[Measure] = form.measures()
            settings = {name: form.cleaned_data[name] for name in form.base_fields}
            try:
                actions.set_rubric(space=space, measures=measures, by=by, at=timezone.now(), **settings)
            except Refused as refusal:
                form.add_error(refusal.field, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("Versi baru berlaku untuk gagasan yang telaahnya belum dimulai."))
                return redirect("rubric", slug=space.slug)
    return render(request, "review/rubric_edit.html", {"form": form, "rubric": held}, status=status)


@never_cache
@read_or_send
@takes(AnswerForm)
def expert(request: HttpRequest, token: str) -> HttpResponse:
    """Show a question to somebody outside and take the answer, once."""
    try:
        count("review.expert", network_of(request), most=60, per=timedelta(minutes=10))
        answered = queries.answered_by_token(token)
        if answered is not None:
            return _hidden_answer(request, answered)
        found = queries.question_by_token(token, timezone.now())
    except Refused as refusal:
        return render(request, "review/expert_closed.html", {"refusal": refusal}, status=refusal.status)
    idea = found.case.idea
    wear(request, idea.space)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_question(token=token, answer=form.cleaned_data["answer"], at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            return render(request, "review/expert_done.html", {"idea": idea})
    shown = {"idea": idea, "question": found, "form": form}
    return render(request, "review/expert.html", shown, status=422 if form.errors else 200)


def _hidden_answer(request: HttpRequest, question: Question) -> HttpResponse:
    """Tell who answered QUESTION what was hidden and why, and lead to the appeal."""
    idea = question.case.idea
    wear(request, idea.space)
    about = ref(question)
    panel = author_panel(request, about, idea.space, key=reader_token(about, about))
    return render(request, "review/expert_hidden.html", {"idea": idea, "question": question, "panel": panel})
