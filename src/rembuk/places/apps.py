"""What places switches on."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Register places with Django."""

    name = "rembuk.places"
    label = "places"
