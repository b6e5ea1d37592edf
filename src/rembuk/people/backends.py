"""Who a password belongs to, found by one question whether anybody has the address or not."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from rembuk.people.models import Person
from rembuk.shared.prepared import Prepared


class PasswordBackend(AuthenticationBackend):
    """Look an address up once.

    allauth asks its own table first and the persons' only where that knows nobody, so the second question
    told an unknown address from a known one (A21). One address is one person here.
    """

    def _authenticate_by_email(self, email: str, password: str) -> Person | None:
        person = Person.objects.filter(email=email.lower()).first()
        found = self._check_password(person, password)
        return found if isinstance(found, Person) else None

    def get_user(self, user_id: int) -> Person | None:
        """Return the person a session speaks for, if they may still sign in; asked on every request."""
        person = _by_key.first(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None


_by_key = Prepared(lambda key: Person.objects.filter(pk=key), int)
