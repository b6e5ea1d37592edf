"""What moderation switches on."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Register moderation with Django."""

    name = "rembuk.moderation"
    label = "moderation"
