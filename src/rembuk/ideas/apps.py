"""What ideas switches on."""

from django.apps import AppConfig


class IdeasConfig(AppConfig):
    """Register ideas with Django."""

    name = "rembuk.ideas"
    label = "ideas"
