"""What spaces switches on."""

from django.apps import AppConfig


class SpacesConfig(AppConfig):
    """Register spaces with Django."""

    name = "rembuk.spaces"
    label = "spaces"
