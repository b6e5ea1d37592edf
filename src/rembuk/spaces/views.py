"""The pages of a team: who works here, invitations, and how the space is set up."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rembuk.design.context import wear
from rembuk.people.models import Person
from rembuk.shared.actors import Actor
from rembuk.shared.duties import Duty, Kind
from rembuk.shared.fields import takes
from rembuk.shared.refusals import NotThere, Refused
from rembuk.spaces import actions, queries, wording
from rembuk.spaces.forms import BranchForm, FirstOwnerForm, InviteForm, RoleForm, SettingsForm
from rembuk.spaces.models import Space
from rembuk.spaces.rules import acting, may

MOST_WAITING = 50
# One duty of a leaving person: its key, what it is, who may take it, and who was chosen.
Offer = tuple[str, Duty, list[Person], str]
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


def _enter(request: HttpRequest, slug: str, what: str) -> tuple[Space, Actor]:
    space = queries.space_by_slug(slug)
    wear(request, space)
    return space, acting(request.user, space, what)


@never_cache
@read_or_send
@takes()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what an invitation offers; only the button accepts it, since mail scanners open links."""
    found = queries.invitation_by_token(token, timezone.now())
    wear(request, found.space)
    person = request.user
    if request.method == "POST" and isinstance(person, Person):
        by = Actor("citizen", person.pk)
        actions.accept_invitation(token=token, person=person, by=by, at=timezone.now())
        return redirect(found.space.get_absolute_url())
    words = {
        "invitation": found,
        "role": wording.ROLE_LABELS[found.role],
        "mine": isinstance(person, Person) and person.email.lower() == found.email,
    }
    return render(request, "spaces/invitation.html", words)


@login_required
@never_cache
@read_or_send
@takes(InviteForm, RoleForm, "langkah", "nomor")
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who holds which role and which invitations wait; owners invite and end here."""
    space, _by = _enter(request, slug, "team.see")
    form = InviteForm(request.POST if request.POST.get("langkah") == "undang" else None)
    status = 200
    if request.method == "POST":
        by = acting(request.user, space, "team.change")
        try:
            if _team_step(request, space, form, by):
                return redirect("space-team", slug=space.slug)
        except Refused as refusal:
            field = refusal.field if form.is_bound and refusal.field in form.fields else None
            if not form.is_bound:
                messages.error(request, refusal.sentence)
                return redirect("space-team", slug=space.slug)
            form.add_error(field, refusal.sentence)
        status = 400
    words = {
        "members": [(row, wording.ROLE_LABELS[row.role]) for row in queries.team(space)],
        "waiting": [
            (row, wording.ROLE_LABELS[row.role]) for row in queries.waiting_invitations(space, timezone.now())
        ],
        "form": form,
        "roles": RoleForm().fields["role"],
        "owner": may(request.user, space, "team.change"),
    }
    return render(request, "spaces/team.html", words, status=status)


def _team_step(request: HttpRequest, space: Space, form: Form, by: Actor) -> bool:
    at, step = timezone.now(), request.POST.get("langkah")
    if step == "undang":
        if not form.is_valid():
            return False
        email = form.cleaned_data["email"]
        actions.invite(space=space, email=email, role=form.cleaned_data["role"], by=by, at=at)
        messages.success(request, _("Undangan sudah dikirim ke %(email)s.") % {"email": email})
        return True
    key = request.POST.get("nomor", "")
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0
    if step == "tarik":
        found = queries.waiting_invitations(space, at).filter(pk=number).first()
        if found is None:
            raise NotThere(wording.NO_INVITATION)
        actions.withdraw_invitation(invitation=found, by=by, at=at)
        return True
    member = queries.team(space).filter(pk=number).first()
    if member is None:
        raise NotThere(wording.NO_MEMBER)
    if step == "ubah":
        actions.change_role(membership=member, role=request.POST.get("role", ""), by=by, at=at)
    elif step == "akhiri":
        actions.end_role(membership=member, by=by, at=at)
    return True


@login_required
@never_cache
@read_or_send
@takes(SettingsForm)
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the owner set the space up."""
    space, by = _enter(request, slug, "space.edit")
    form = SettingsForm(request.POST or None, space=space)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_up_space(space=space, by=by, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("Pengaturan sudah disimpan."))
            return redirect("space-settings", slug=space.slug)
    return render(request, "spaces/settings.html", {"form": form}, status=400 if form.errors else 200)


@login_required
@never_cache
@read_or_send
@takes(BranchForm, ("*", FirstOwnerForm), "cabang")
def found(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the owner found a branch, or invite the first owner of one that still has none."""
    space, by = _enter(request, slug, "branch.found")
    waiting = list(queries.without_owner(space)[:MOST_WAITING])
    chosen = request.POST.get("cabang", "")
    form = BranchForm(request.POST if request.method == "POST" and not chosen else None)
    again = [
        (row, FirstOwnerForm(request.POST if chosen == row.slug else None, prefix=row.slug))
        for row in waiting
    ]
    sent: Form | None = next((one for row, one in again if row.slug == chosen), None) if chosen else form
    status = 200
    if request.method == "POST":
        status = 400
        if sent is None:
            raise NotThere(wording.NO_SPACE)
        if sent.is_valid():
            try:
                messages.success(request, _found(space, chosen, sent, by))
            except Refused as refusal:
                sent.add_error(refusal.field if refusal.field in sent.fields else None, refusal.sentence)
                status = refusal.status
            else:
                return redirect("branch-found", slug=space.slug)
    return render(request, "spaces/found.html", {"form": form, "waiting": again}, status=status)


def _found(space: Space, chosen: str, form: Form, by: Actor) -> str:
    typed, at = form.cleaned_data, timezone.now()
    if chosen:
        branch = queries.space_by_slug(chosen)
        actions.invite_first_owner(parent=space, branch=branch, email=typed["email"], by=by, at=at)
        return _("Undangan sudah dikirim ke %(email)s.") % {"email": typed["email"]}
    branch = actions.found_branch(parent=space, by=by, at=at, **typed)
    return _("Cabang “%(name)s” dibuka. Undangan sudah dikirim ke %(email)s.") % {
        "name": branch.name,
        "email": typed["email"],
    }


@login_required
@never_cache
@read_or_send
@takes("tugas-*")
def hand_over(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """List what is open in a leaving person's name, ask who takes each, and end their access in one step."""
    space, by = _enter(request, slug, "team.change")
    member = queries.team(space).filter(pk=number).first()
    if member is None:
        raise NotThere(wording.NO_MEMBER)
    status, said = 200, ""
    if request.method == "POST":
        try:
            at = timezone.now()
            takers = _takers(request, space)
            count = actions.hand_over(space=space, person=member.person, takers=takers, by=by, at=at)
        except Refused as refusal:
            status, said = refusal.status, refusal.sentence
        else:
            messages.success(request, _done(count))
            return redirect("space-team", slug=space.slug)
    words = {
        "member": member,
        "roles": [wording.ROLE_LABELS[row.role] for row in queries.team(space).filter(person=member.person)],
        "kinds": _offered(request, space, member.person),
        "said": said,
    }
    return render(request, "spaces/hand_over.html", words, status=status)


def _done(count: int) -> str:
    words = ngettext(
        "Serah terima selesai: %(n)d tugas berpindah, dan aksesnya sudah berakhir.",
        "Serah terima selesai: %(n)d tugas berpindah, dan aksesnya sudah berakhir.",
        count,
    )
    return words % {"n": count}


def _takers(request: HttpRequest, space: Space) -> dict[str, Person | None]:
    """Return who takes what, as the form says; a person who is not of this team counts as not chosen."""
    team = {str(row.person_id): row.person for row in queries.team(space)}
    sent = {key.removeprefix("tugas-"): value for key, value in request.POST.items() if key[:6] == "tugas-"}
    return {key: team.get(value) for key, value in sent.items() if value == "-" or value in team}


def _offered(request: HttpRequest, space: Space, leaving: Person) -> list[tuple[Kind, list[Offer]]]:
    """Return each kind of duty with what is open of it and who may take it, as chosen before."""
    team = [row for row in queries.team(space) if row.person_id != leaving.pk and row.person.is_active]
    found: dict[str, tuple[Kind, list[Offer]]] = {}
    for key, kind, duty in queries.duties_of(space, leaving):
        fit = {row.person_id: row.person for row in team if row.role in kind.roles}
        chosen = request.POST.get(f"tugas-{key}", "")
        found.setdefault(kind.name, (kind, []))[1].append((key, duty, list(fit.values()), chosen))
    return list(found.values())
