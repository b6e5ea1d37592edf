"""The desk of reviewers: the list, one case, a question outside, a pause."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.design.context import wear
from rembuk.ideas.models import Idea
from rembuk.ideas.queries import subject_of
from rembuk.people.models import Person
from rembuk.people.queries import person_of
from rembuk.reckon.text_analysis.authority import suggest
from rembuk.review import actions, queries
from rembuk.review.forms import SCORE, ConflictForm, EvidenceForm, PauseForm, QuestionForm, ScoreForm
from rembuk.review.models import Case
from rembuk.review.views.common import case_for, judging, rule_of
from rembuk.rights.actions import noting
from rembuk.shared.actors import Actor
from rembuk.shared.fields import takes
from rembuk.shared.paging import page
from rembuk.shared.public_words import left_open
from rembuk.shared.ratelimit import count
from rembuk.shared.refusals import Refused
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting, may
from rembuk.voices.wording import LABEL_VALUES

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@never_cache
@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """List what this reviewer has to judge, then everything that waits, what is due first in front."""
    space = space_by_slug(slug)
    wear(request, space)
    by = acting(request.user, space, "review.see")
    today = queries.today_in(space, timezone.now())
    waiting = queries.waiting(space, person_of(request.user))
    mine = queries.mine(waiting)
    found = page(waiting, order="due", after=request.GET.get("after"))
    shown = {
        "mine": mine,
        "page": found,
        "left": {case.pk: queries.days_left(case, today) for case in [*mine, *found.rows]},
        "role": by.role,
        "assigns": may(request.user, space, "review.assign"),
    }
    return render(request, "review/desk.html", shown)


@login_required
@never_cache
@read_or_send
@takes(ScoreForm, "quick", SCORE + "*", ("mundur", ConflictForm), "langkah")
def case(request: HttpRequest, number: int) -> HttpResponse:
    """Show one case to a reviewer and take the scores, or the word that they stand aside."""
    idea, found = case_for(request, number)
    person = request.user
    assert isinstance(person, Person)
    wants_out = request.POST.get("langkah") == "mundur"
    criteria = queries.criteria_of(found.rubric)
    given = request.POST if request.method == "POST" and not wants_out else None
    subject = subject_of(idea)
    form = ScoreForm(
        given, criteria=criteria, scale=found.rubric.scale,
        suggestion=suggest(subject, f"{idea.title} {idea.wish}"), subject=_named(subject),
    )  # fmt: skip
    conflict = ConflictForm(request.POST if wants_out else None, prefix="mundur")
    status = 200
    if request.method == "POST":
        by = judging(request, found)
        sent: ScoreForm | ConflictForm = conflict if wants_out else form
        status = 422
        if sent.is_valid():
            left, now = left_open(sent), timezone.now()
            try:
                with noting(left_open=left, page=request.path, space=idea.space, by=by, at=now):
                    done = _take(idea, person, sent, by)
            except Refused as refusal:
                sent.add_error(refusal.field if refusal.field in sent.fields else None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, done)
                return redirect("review-desk", slug=idea.space.slug)
    today = queries.today_in(idea.space, timezone.now())
    questions = queries.questions_of(found)
    shown = {
        "idea": idea,
        "case": found,
        "form": form,
        "conflict": conflict,
        "obstacle": queries.obstacle(person, found),
        "left": queries.days_left(found, today),
        "used": queries.days_used(found, today),
        "pause": queries.pause_on(found, today),
        "pauses": may(person, idea.space, "review.assign"),
        "judges": may(person, idea.space, rule_of(found)),
        "questions": questions,
        "over": queries.links_over(found, questions, timezone.now()),
        "objections": _objections(idea, found),
        "evidence": queries.evidence_in(found),
        "adds": found.closed_at is None and queries.holds_seat(person, found),
        "evidence_form": EvidenceForm(auto_id="bukti_%s"),
    }
    return render(request, "review/case.html", shown, status=status)


def _objections(idea: Idea, found: Case) -> list[Any]:
    first = idea.review_cases.filter(round=1).first() if found.round == 2 else None
    return queries.objections_to(first) if first else []


def _named(subject: str) -> str:
    """Return SUBJECT ("level1/level2") as a reader says it."""
    first, _slash, second = subject.partition("/")
    name = str(LABEL_VALUES["subject"].get(first, first))
    return f"{name} ({second.replace('-', ' ')})" if second else name


def _take(idea: Idea, person: Person, form: ScoreForm | ConflictForm, by: Actor) -> str:
    now = timezone.now()
    if isinstance(form, ConflictForm):
        reason = form.cleaned_data["reason"]
        actions.declare_conflict(idea=idea, person=person, reason=reason, by=by, at=now)
        return _("Tercatat. Gagasan ini ditelaah orang lain.")
    verdict = actions.give_scores(idea=idea, person=person, by=by, at=now, **form.card())
    if verdict is None:
        return _("Penilaian Anda masuk. Putusan keluar sesudah penelaah berikutnya menilai.")
    return _("Putusan sudah keluar dan diumumkan. Pengirim suara dan pendukungnya dikabari.")


@login_required
@never_cache
@read_or_send
@takes(QuestionForm)
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Send a question about a case to somebody outside."""
    idea, found = case_for(request, number)
    form = QuestionForm(request.POST or None)
    by = acting(request.user, idea.space, "review.see")

    def send() -> str:
        count("review.ask", f"person:{request.user.pk}", most=20, per=timedelta(hours=1))
        link = actions.ask_outside(
            case=found, by=by, at=timezone.now(), asked_by=request.user.pk or 0, **form.cleaned_data
        )
        return _("Pertanyaan terkirim. Bila suratnya tidak sampai, kirim sendiri tautan ini: %(link)s") % {
            "link": link
        }

    shown = {
        "idea": idea, "form": form, "title": _("Bertanya kepada ahli di luar"),
        "button": _("Kirim pertanyaan"),
        "lead": _("Jawabannya tampil untuk umum bersama putusan. Tautannya berlaku sekali, selama 14 hari."),
    }  # fmt: skip
    return _small(request, shown, form, send, by)


@login_required
@never_cache
@read_or_send
@takes(PauseForm, "langkah")
def pause(request: HttpRequest, number: int) -> HttpResponse:
    """Stop the clock of a case for a public reason, or let it run on."""
    idea, found = case_for(request, number)
    by = acting(request.user, idea.space, "review.assign")
    now = timezone.now()
    if request.method == "POST" and request.POST.get("langkah") == "jalan":
        actions.move_clock_on(case=found, by=by, at=now)
        messages.success(request, _("Jamnya berjalan lagi."))
        return redirect("review-case", number=idea.pk)
    form = PauseForm(request.POST or None)

    def send() -> str:
        actions.pause(case=found, by=by, at=now, **form.cleaned_data)
        return _("Jamnya berhenti, dan alasannya sudah diumumkan.")

    shown = {
        "idea": idea, "form": form, "title": _("Hentikan jam telaah"), "button": _("Umumkan jeda"),
        "lead": _("Hari yang dijanjikan bergeser sebanyak hari kerja jeda. Janji pertama tetap terlihat."),
    }  # fmt: skip
    return _small(request, shown, form, send, by)


def _small(
    request: HttpRequest, shown: dict[str, Any], form: Form, send: Callable[[], str], by: Actor
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            space, now = shown["idea"].space, timezone.now()
            try:
                with noting(left_open=left_open(form), page=request.path, space=space, by=by, at=now):
                    done = send()
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, done)
                return redirect("review-case", number=shown["idea"].pk)
    return render(request, "review/small.html", shown, status=status)
