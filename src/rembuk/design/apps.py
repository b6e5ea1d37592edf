"""What design switches on."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Register design with Django."""

    name = "rembuk.design"
    label = "design"
