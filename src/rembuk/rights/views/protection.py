"""The data-protection officer's room in a space, and the way for persons to ask it something."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.design.context import wear
from rembuk.people.models import Person
from rembuk.rights.actions import protection as actions
from rembuk.rights.actions.retention import choose_days
from rembuk.rights.forms import protection as forms
from rembuk.rights.queries import protection as queries
from rembuk.rights.queries.retention import days_of, kept_in
from rembuk.rights.states import TOLD, StepKind
from rembuk.rights.wording import BASES, QUESTIONS, WHERE
from rembuk.shared.actors import Actor
from rembuk.shared.cells import neutral
from rembuk.shared.fields import takes
from rembuk.shared.paging import page
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.shared.retention import everything
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting
from rembuk.spaces.wording import ROLE_LABELS

RULE = "data.protect"
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


def enter(request: HttpRequest, slug: str) -> tuple[Space, Actor]:
    space = space_by_slug(slug)
    wear(request, space)
    return space, acting(request.user, space, RULE)


def _send(
    request: HttpRequest, space: Space, make: Callable[[Any], Form], act: Callable[[Form], str], then: str
) -> tuple[Form, int, HttpResponse | None]:
    """Take a form by ACT, its times on the clock of SPACE; return it, the status, and where to go then."""
    with timezone.override(ZoneInfo(space.zone)):
        form = make(request.POST if request.method == "POST" else None)
        if request.method != "POST":
            return form, 200, None
        if not form.is_valid():
            return form, 400, None
    try:
        messages.success(request, act(form))
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return form, refusal.status, None
    return form, 200, redirect(then)


def show(
    request: HttpRequest, space: Space, name: str, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    with timezone.override(ZoneInfo(space.zone)):
        return render(request, f"rights/{name}.html", {"roles": ROLE_LABELS, **shown}, status=status)


@login_required
@never_cache
@require_safe
def protection(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the officer of a space looks after, and which clocks run."""
    space, _by = enter(request, slug)
    shown = {
        "clocks": queries.clocks_of(space, timezone.now()),
        "lines": len(queries.register()),
        "assessment": queries.assessment_of(space),
        "controller": queries.controller_of(space),
        "today": timezone.now().astimezone(ZoneInfo(space.zone)).date(),
    }
    return show(request, space, "protection", shown)


@login_required
@never_cache
@require_safe
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the register of processing, filled from what the domains of the house registered."""
    space, _by = enter(request, slug)
    days = days_of(space)
    shown = {
        "rows": [
            (
                line,
                days.get(line.processing.clock),
                [BASES[key] for key in line.processing.basis],
                [WHERE[key] for key in line.processing.where],
            )
            for line in queries.register()
        ],
        "controller": queries.controller_of(space),
        "now": timezone.now(),
    }
    return show(request, space, "register", shown)


@login_required
@never_cache
@require_safe
def register_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the register of processing as CSV."""
    space, _by = enter(request, slug)
    controller, days = queries.controller_of(space), days_of(space)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="daftar-pengolahan-{space.slug}.csv"'
    rows = csv.writer(answer)
    names = ["controller", "part", "data", "of_whom", "purpose", "basis", "seen_by", "kept", "days", "where"]
    rows.writerow(names)
    for line in queries.register():
        one = line.processing
        cells = [
            controller.name if controller else space.name, line.holding.label, one.data, one.of_whom,
            one.purpose, "; ".join(str(BASES[key]) for key in one.basis), one.seen_by, one.kept,
            days.get(one.clock, ""),
            "; ".join(str(WHERE[key]) for key in one.where),
        ]  # fmt: skip
        rows.writerow([neutral(str(cell)) for cell in cells])
    return answer


@login_required
@never_cache
@read_or_send
@takes(forms.ControllerForm)
def controllers(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who is controller and who processor in the tree, and let this space name its own."""
    space, by = enter(request, slug)
    now = queries.controller_of(space)
    fields = ("name", "address", "contact", "processor", "authority")
    initial = {name: getattr(now, name) for name in fields} if now else {"name": space.name}

    def act(form: Form) -> str:
        actions.name_controller(space=space, by=by, at=timezone.now(), **form.cleaned_data)
        return _("Pengendali dan prosesor ruang ini sudah dicatat.")

    form, status, gone = _send(
        request, space, lambda data: forms.ControllerForm(data, initial=initial), act, request.path
    )
    shown = {"form": form, "tree": queries.tree_of(space), "controller": now}
    return gone or show(request, space, "controllers", shown, status)


@login_required
@never_cache
@read_or_send
@takes(forms.AssessmentForm, *QUESTIONS, "decision", "again_on")
def assessment(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the impact assessment, ours and the space's, and take its next version."""
    space, by = enter(request, slug)
    versions = queries.versions_of(space)
    latest = versions[0] if versions else None
    initial: dict[str, Any] = {"after": latest.version if latest else 0}
    if latest:
        initial |= {**latest.parts, "decision": latest.decision, "again_on": latest.again_on}

    def act(form: Form) -> str:
        said = form.cleaned_data
        actions.write_assessment(
            space=space, parts={key: said[key] for key in QUESTIONS}, decision=said["decision"],
            again_on=said["again_on"], after=said["after"], by=by, at=timezone.now(),
        )  # fmt: skip
        return _("Versi baru sudah disimpan.")

    form, status, gone = _send(
        request, space, lambda data: forms.AssessmentForm(data, initial=initial), act, request.path
    )
    if status == Conflicting.status and latest:
        # What was typed stays, and may be sent again beside the version that came in between.
        form.data = request.POST.dict() | {"after": str(latest.version)}
    chosen = request.GET.get("versi", "")
    number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 6 else 0
    old = next((one for one in versions if one.version == number), None)
    parts = [
        (title, ours, form[key], old.parts.get(key, "") if old else "")
        for key, (title, ours, _question) in QUESTIONS.items()
    ]
    shown = {"form": form, "parts": parts, "versions": versions, "old": old}
    return gone or show(request, space, "assessment", shown, status)


@login_required
@never_cache
@read_or_send
@takes(forms.RequestForm)
def requests(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what persons asked about their data, each with its clock, and write down what came by hand."""
    space, by = enter(request, slug)

    def act(form: Form) -> str:
        actions.receive_request(space=space, by=by, at=timezone.now(), **form.cleaned_data)
        return _("Permintaan sudah dicatat; jamnya berjalan.")

    form, status, gone = _send(request, space, forms.RequestForm, act, request.path)
    found = page(queries.requests_in(space), order="-received_at", after=request.GET.get("after"))
    shown = {"form": form, "page": found, "now": timezone.now()}
    return gone or show(request, space, "requests", shown, status)


@login_required
@never_cache
@read_or_send
@takes(forms.AnswerForm)
def request_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one request and take its answer, once."""
    space, by = enter(request, slug)
    row = queries.request_in(space, number)

    def act(form: Form) -> str:
        actions.answer_request(request=row, by=by, at=timezone.now(), **form.cleaned_data)
        return _("Jawaban sudah dicatat.")

    form, status, gone = _send(request, space, forms.AnswerForm, act, request.path)
    return gone or show(request, space, "request", {"form": form, "row": row, "now": timezone.now()}, status)


@login_required
@never_cache
@read_or_send
@takes(forms.BreachForm)
def breaches(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the breaches of a space with their clocks, and write down a new one."""
    space, by = enter(request, slug)
    made: list[str] = []

    def act(form: Form) -> str:
        row = actions.report_breach(space=space, by=by, at=timezone.now(), **form.cleaned_data)
        made.append(f"{request.path}{row.pk}/")
        return _("Kebocoran sudah dicatat; jamnya berjalan. Ikuti langkah di bawah.")

    form, status, gone = _send(request, space, forms.BreachForm, act, request.path)
    found = page(queries.breaches_in(space), order="-found_at", after=request.GET.get("after"))
    shown = {"form": form, "page": found, "now": timezone.now()}
    if gone:
        return redirect(made[0])
    return show(request, space, "breaches", shown, status)


@login_required
@never_cache
@read_or_send
@takes(forms.BreachStepForm)
def breach_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one breach: the steps taken and left, and the notices ready to copy."""
    space, by = enter(request, slug)
    row = queries.breach_in(space, number)
    done = queries.breach_steps(row)
    left = [kind for kind in StepKind if kind not in done]

    def act(form: Form) -> str:
        actions.take_breach_step(breach=row, by=by, at=timezone.now(), **form.cleaned_data)
        return _("Langkah sudah dicatat.")

    form, status, gone = _send(
        request, space, lambda data: forms.BreachStepForm(data, left=left), act, request.path
    )
    shown = {
        "form": form,
        "row": row,
        "done": list(done.values()),
        "left": left,
        "now": timezone.now(),
        "controller": queries.controller_of(space),
        "overdue": row.due < timezone.now() and row.told < len(TOLD),
    }
    return gone or show(request, space, "breach", shown, status)


@login_required
@never_cache
@read_or_send
@takes(*(clock.name for clock in everything()))
def retention(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how long each kind of data is kept and how many were taken away, and take other days."""
    space, by = enter(request, slug)
    kept = kept_in(space)

    def act(form: Form) -> str:
        choose_days(space=space, days=form.cleaned_data, by=by, at=timezone.now())
        return _("Jam simpan sudah disimpan. Yang lebih lama dihapus paling lambat besok.")

    form, status, gone = _send(
        request, space, lambda data: forms.RetentionForm(data, kept=kept), act, request.path
    )
    rows = [(one, form[one.clock.name]) for one in kept]
    return gone or show(request, space, "retention", {"form": form, "rows": rows}, status)


@never_cache
@read_or_send
@takes(forms.AskForm)
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Say who answers for the data of a space, and take what somebody signed in asks about theirs."""
    space = space_by_slug(slug)
    wear(request, space)
    person = request.user
    if request.method == "POST" and not isinstance(person, Person):
        return redirect_to_login(request.path)

    def act(form: Form) -> str:
        assert isinstance(person, Person)
        now = timezone.now()
        actions.receive_request(
            space=space, subject=ref(person), received_at=now, by=Actor("citizen", person.pk), at=now,
            **form.cleaned_data,
        )  # fmt: skip
        return _("Permintaan Anda sudah masuk. Jawabannya tampil di halaman data Anda dalam 3 × 24 jam.")

    form, status, gone = _send(request, space, forms.AskForm, act, "own-data")
    shown = {"form": form, "controller": queries.controller_of(space)}
    return gone or show(request, space, "ask", shown, status)
