"""What people switches on."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Register people with Django."""

    name = "rembuk.people"
    label = "people"

    def ready(self) -> None:
        """Listen to allauth."""
        from rembuk.people import reactions  # noqa: F401
