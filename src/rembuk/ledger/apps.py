"""What ledger switches on."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class LedgerConfig(AppConfig):
    """Register ledger with Django."""

    name = "rembuk.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Take up the worker's tasks and tell of the record at the foot of every page."""
        from rembuk.design import menu
        from rembuk.ledger.queries.person import held
        from rembuk.ledger.wording import PROCESSING, Words, register, register_address
        from rembuk.shared import holdings

        menu.register_state_line(record_line)
        register("ledger.witness_added", Words(gettext_lazy("Saksi baru bagi catatan publik: %(name)s")))
        register("ledger.witness_removed", Words(gettext_lazy("Bukan saksi lagi: %(name)s")))
        register("ledger.key_changed", Words(gettext_lazy("Kunci catatan diganti, dijamin kunci lama")))
        register("ledger.key_lost", Words(gettext_lazy("Kunci catatan hilang atau dicuri, diganti")))
        register_address("ledger.witness", lambda key: "/catatan/saksi/", gettext_lazy("Saksi"))
        holdings.register(
            holdings.Holding("ledger", gettext_lazy("Langkah yang Anda kerjakan"), held, _keep, PROCESSING)
        )


def _keep(subject: str) -> None:
    """Keep the steps: they name a role and a number that, once the account is erased, leads to nobody."""


def record_line(request: HttpRequest) -> str:
    """Return the sentence about the record that every page ends with; it costs no query."""
    return format_html(
        '<a href="/catatan/">{}</a> {}', _("Catatan publik:"), _("setiap langkah dapat Anda periksa sendiri.")
    )
