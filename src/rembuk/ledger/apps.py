"""What ledger switches on."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Register ledger with Django."""

    name = "rembuk.ledger"
    label = "ledger"
