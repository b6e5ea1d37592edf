"""What voices switches on."""

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    """Register voices with Django."""

    name = "rembuk.voices"
    label = "voices"
