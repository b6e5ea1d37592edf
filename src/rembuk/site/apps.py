"""What site switches on."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Register site with Django."""

    name = "rembuk.site"
    label = "site"
