"""Sessions in the database, found by a query that is worked out once: every request that has one asks it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from rembuk.shared.prepared import Prepared


class SessionStore(db.SessionStore):
    """Keep Django's sessions, table and signature; only the looking up is ours."""

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return what SESSION_DATA holds; who signed in before our own backend was there stays signed in."""
        found: dict[str, Any] = super().decode(session_data)
        if found.get(BACKEND_SESSION_KEY) == _FORMER:
            found[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        return found

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        row = _by_key.first(str(self.session_key))
        if row is not None and row.expire_date > timezone.now():
            return row
        self._session_key = None
        return None


# What sessions of 0.1.0 name: allauth's, in whose place ours stands since.
_FORMER = "allauth.account.auth_backends.AuthenticationBackend"
_by_key = Prepared(lambda key: Session.objects.filter(session_key=key)[:1], str)
