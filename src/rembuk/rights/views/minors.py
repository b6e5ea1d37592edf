"""Bands of age: the question to oneself, the one to a parent, and what the officer of a space sees."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.utils import get_next_redirect_url
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.people.models import Person
from rembuk.people.queries import person_of
from rembuk.rights.actions import guardians as actions
from rembuk.rights.forms.minors import BandForm, GuardianForm
from rembuk.rights.queries import guardians as queries
from rembuk.rights.views.protection import enter, show
from rembuk.rights.wording import GUARDIAN
from rembuk.shared.fields import takes
from rembuk.shared.ratelimit import count, network_of
from rembuk.shared.references import ref
from rembuk.shared.refusals import Refused
from rembuk.shared.small_cells import SMALLEST_SENSITIVE

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@never_cache
@read_or_send
@takes(BandForm, GuardianForm, "langkah", "next")
def age(request: HttpRequest) -> HttpResponse:
    """Ask for one's band of age; of who is under 18, also for a parent's address."""
    person, back = person_of(request.user), get_next_redirect_url(request) or ""
    asks_parent = request.method == "POST" and request.POST.get("langkah") == "wali"
    band = BandForm(
        None if asks_parent or request.method != "POST" else request.POST, initial={"band": person.band}
    )
    parent = GuardianForm(request.POST if asks_parent else None)
    form = parent if asks_parent else band
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return _take(person, form, back)
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
                status = refusal.status
                person.refresh_from_db()
    subject = ref(person)
    shown = {
        "band": band, "parent": parent, "next": back, "ask": queries.ask_of(subject),
        "word": queries.last_word(subject), "sentence": GUARDIAN.sentence,
    }  # fmt: skip
    return render(request, "rights/age.html", shown, status=status)


def _take(person: Person, form: BandForm | GuardianForm, back: str) -> HttpResponse:
    here = reverse("age")
    if isinstance(form, GuardianForm):
        actions.ask_guardian(person=person, email=form.cleaned_data["email"], at=timezone.now())
    else:
        actions.say_band(person=person, band=form.cleaned_data["band"], at=timezone.now())
        if not person.held:
            return HttpResponseRedirect(back or reverse("account"))
    return redirect(f"{here}?{urlencode({'next': back})}" if back else here)


@never_cache
@read_or_send
@takes("jawab")
def guardian(request: HttpRequest, token: str) -> HttpResponse:
    """Show a parent or guardian what they are asked, and take a yes or a no, as often as they change it."""
    try:
        count("rights.guardian_link", network_of(request), most=60, per=timedelta(minutes=10))
        ask = queries.ask_by_token(token, timezone.now())
        if request.method == "POST" and request.POST.get("jawab") in ("ya", "tidak"):
            given = request.POST["jawab"] == "ya"
            actions.answer_as_guardian(token=token, given=given, at=timezone.now())
            return redirect("guardian", token=token)
    except Refused as refusal:
        return render(request, "rights/guardian_closed.html", {"refusal": refusal}, status=refusal.status)
    shown = {"ask": ask, "word": queries.last_word(ask.subject), "sentence": GUARDIAN.sentence}
    return render(request, "rights/guardian.html", shown, status=400 if request.method == "POST" else 200)


@login_required
@never_cache
@require_safe
def minors(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the officer of a space how many accounts gave each band of age, and how many wait for a parent."""
    space, _by = enter(request, slug)
    shown = {
        "rows": queries.bands_shown(), "least": SMALLEST_SENSITIVE, "waiting": queries.waiting_shown(),
        "sentence": GUARDIAN.sentence, "version": GUARDIAN.version,
    }  # fmt: skip
    return show(request, space, "minors", shown)
