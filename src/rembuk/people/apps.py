"""What people switches on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Register people with Django."""

    name = "rembuk.people"
    label = "people"

    def ready(self) -> None:
        """Listen to allauth, and tell what is kept about an account."""
        from rembuk.people import reactions  # noqa: F401 - importing it listens
        from rembuk.people.queries import held
        from rembuk.people.wording import PROCESSING
        from rembuk.shared import holdings

        holdings.register(holdings.Holding("people", _("Akun dan cara masuk"), held, _forget, PROCESSING))


def _forget(subject: str) -> None:
    from rembuk.people.actions import forget

    forget(subject=subject)
