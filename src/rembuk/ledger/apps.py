"""What ledger switches on."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Register ledger with Django."""

    name = "rembuk.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Take up the worker's tasks."""
        from rembuk.ledger import tasks  # noqa: F401
