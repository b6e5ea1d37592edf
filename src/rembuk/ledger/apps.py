"""What ledger switches on."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _


class LedgerConfig(AppConfig):
    """Register ledger with Django."""

    name = "rembuk.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Take up the worker's tasks and tell of the record at the foot of every page."""
        from rembuk.design import menu
        from rembuk.ledger import tasks  # noqa: F401

        menu.register_state_line(record_line)


def record_line(request: HttpRequest) -> str:
    """Return the sentence about the record that every page ends with; it costs no query."""
    return format_html(
        '<a href="/catatan/">{}</a> {}', _("Catatan publik:"), _("setiap langkah dapat Anda periksa sendiri.")
    )
