"""What rights switches on."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """Register rights with Django."""

    name = "rembuk.rights"
    label = "rights"
