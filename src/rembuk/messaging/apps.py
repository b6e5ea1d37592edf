"""What messaging switches on."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Register messaging with Django."""

    name = "rembuk.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Take up the worker's handlers and the way to persons."""
        from rembuk.messaging import tasks  # noqa: F401
        from rembuk.messaging.queries import Address, register_resolver
        from rembuk.people.models import Person

        def person(key: str) -> Address | None:
            email = Person.objects.filter(pk=key, is_active=True).values_list("email", flat=True).first()
            return Address(email) if email else None

        register_resolver("people.person", person)
