"""Staff sign in with a password and a second factor, and everyone says once how old they are about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode

from rembuk.people.models import Person
from rembuk.people.queries import has_second_factor, is_staff, nameless
from rembuk.people.wording import ASK_BAND_FIRST, HELD

# What must stay open on the way in: the account's own pages, files, and the language switch.
OPEN = ("/akun/", "/bahasa/", "/aset-ruang/")


class StaffSignIn:
    """Lead staff who signed in with less to what is missing: a password, a second factor, or giving it.

    Who is staff is asked of the database on every request, so a new role counts at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        missing = self._missing(request)
        if missing is None:
            return self.get_response(request)
        # A form's address is no page to come back to.
        back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
        answer = HttpResponseRedirect(f"{reverse(missing)}?{urlencode({'next': back})}")
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _missing(self, request: HttpRequest) -> str | None:
        person = request.user
        if not isinstance(person, Person) or request.path.startswith((*OPEN, settings.STATIC_URL)):
            return None
        ways = {record.get("method") for record in get_authentication_records(request, person)}
        if {"password", "mfa"} <= ways or not is_staff(person.pk):
            return None
        if not person.has_usable_password():
            return "account_set_password"
        if "password" not in ways:
            return "account_reauthenticate"
        return "mfa_reauthenticate" if has_second_factor(person) else "mfa_activate_totp"


class AgeAsked:
    """Ask who signs in for a band of age before anything else, and let held accounts of minors only read.

    Speaking without an account stays open to both: nothing is kept about them there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> Any:
        """Return the way to the question, or None where the request may go on."""
        person = request.user
        if not isinstance(person, Person) or not (person.band == "" or person.held):
            return None
        safe = request.method in ("GET", "HEAD", "OPTIONS")
        match = request.resolver_match
        named = match.url_name if match is not None else None
        open_here = request.path.startswith((*OPEN, settings.STATIC_URL)) or named in nameless
        if open_here or (safe and (person.held or request.path.startswith("/api/"))):
            return None
        if request.path.startswith("/api/"):
            detail = str(HELD if person.held else ASK_BAND_FIRST)
            body = {"type": "about:blank", "title": detail, "status": 403, "detail": detail}
            return JsonResponse(body, status=403, content_type="application/problem+json")
        back = request.get_full_path() if safe else "/"
        answer = HttpResponseRedirect(f"{reverse('age')}?{urlencode({'next': back})}")
        answer["Cache-Control"] = "private, no-store"
        return answer
