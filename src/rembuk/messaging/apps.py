"""What messaging switches on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    """Register messaging with Django."""

    name = "rembuk.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Take up the worker's handlers and the way to persons."""
        from rembuk.messaging.panels import receipt_panel
        from rembuk.messaging.queries import Address, held, register_audience, register_resolver
        from rembuk.messaging.wording import PROCESSING
        from rembuk.people.models import Person
        from rembuk.people.queries import reachable
        from rembuk.shared import holdings, panels

        def person(key: str) -> Address | None:
            found = reachable(key)
            return Address(found.email, found.zone or Person.Zone.WIB) if found else None

        panels.register("voices.receipt", receipt_panel, order=5)
        register_resolver("people.person", person)
        register_audience("people.person", lambda key: iter([f"people.person:{key}"]))
        holdings.register(holdings.Holding("messaging", _("Kabar yang dikirim"), held, _forget, PROCESSING))


def _forget(subject: str) -> None:
    from rembuk.messaging.actions import forget

    forget(subject=subject)
