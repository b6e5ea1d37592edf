"""What programmes switches on."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Register programmes with Django."""

    name = "rembuk.programmes"
    label = "programmes"
