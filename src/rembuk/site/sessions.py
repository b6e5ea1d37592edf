"""Sessions in the database, found by a query that is worked out once: every request that has one asks it."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from rembuk.shared.prepared import Prepared


class SessionStore(db.SessionStore):
    """Keep Django's sessions, table and signature; only the looking up is ours."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        row = _by_key.first(str(self.session_key))
        if row is not None and row.expire_date > timezone.now():
            return row
        self._session_key = None
        return None


_by_key = Prepared(lambda key: Session.objects.filter(session_key=key)[:1], str)
