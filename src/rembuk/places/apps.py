"""What places switches on."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class PlacesConfig(AppConfig):
    """Register places with Django."""

    name = "rembuk.places"
    label = "places"

    def ready(self) -> None:
        """Load the list of places after migrations, where it is not there yet."""
        post_migrate.connect(load_after_migrate, sender=self)


def load_after_migrate(using: str = "default", plan: Any = None, **kwargs: Any) -> None:
    """Load the list unless the settings say that this database does not need all of it (tests)."""
    if settings.LOAD_PLACES and using == "default":
        from rembuk.places.actions import load_places

        load_places()
