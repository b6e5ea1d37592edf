"""What review switches on."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Register review with Django."""

    name = "rembuk.review"
    label = "review"
