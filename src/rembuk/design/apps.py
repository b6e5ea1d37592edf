"""What design switches on."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Register design with Django."""

    name = "rembuk.design"
    label = "design"

    def ready(self) -> None:
        """Let templates and phrases take the shorter ways."""
        from rembuk.design.quick import quicken

        quicken()
