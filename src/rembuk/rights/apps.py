"""What rights switches on."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """Register rights with Django."""

    name = "rembuk.rights"
    label = "rights"

    def ready(self) -> None:
        """Let the worker know the stored job of erasure."""
        from rembuk.rights import tasks  # noqa: F401 - importing it enters the handler
