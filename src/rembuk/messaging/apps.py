"""What messaging switches on."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Register messaging with Django."""

    name = "rembuk.messaging"
    label = "messaging"
