"""What shared switches on."""

from django.apps import AppConfig


class SharedConfig(AppConfig):
    """Register shared with Django."""

    name = "rembuk.shared"
    label = "shared"
