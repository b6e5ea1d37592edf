"""What people switches on."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Register people with Django."""

    name = "rembuk.people"
    label = "people"

    def ready(self) -> None:
        """Listen to allauth, and tell what is kept about an account."""
        from rembuk.people.queries import held
        from rembuk.people.wording import PROCESSING
        from rembuk.shared import holdings

        # What it decorates listens to allauth.
        import_module("rembuk.people.reactions")
        holdings.register(holdings.Holding("people", _("Akun dan cara masuk"), held, _forget, PROCESSING))


def _forget(subject: str) -> None:
    from rembuk.people.actions import forget

    forget(subject=subject)
