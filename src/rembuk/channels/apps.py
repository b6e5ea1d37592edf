"""What channels switches on."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Register channels with Django."""

    name = "rembuk.channels"
    label = "channels"
