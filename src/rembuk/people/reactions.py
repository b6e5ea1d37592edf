"""What follows when allauth did something: the way in is noted where our own rules look for it."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.dispatch import receiver
from django.http import HttpRequest

from rembuk.people import actions
from rembuk.people.models import Person


@receiver((password_set, password_changed))
def password_was_set(request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """Count a password just chosen as given, and end every other session of its person (A23)."""
    record_authentication(request, user, method="password", reauthenticated=True)
    for key in UserSession.objects.filter(user_id=user.pk).values_list("session_key", flat=True):
        if key != request.session.session_key:
            actions.end_session(person=user, session_key=key)


@receiver(authenticator_added)
def factor_was_added(request: HttpRequest, user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    """Count a second factor just set up as given: its code was right a moment ago."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, method="mfa", id=authenticator.pk, type=authenticator.type)
