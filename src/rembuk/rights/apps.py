"""What rights switches on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RightsConfig(AppConfig):
    """Register rights with Django."""

    name = "rembuk.rights"
    label = "rights"

    def ready(self) -> None:
        """Let the worker know the stored job of erasure; lead officers and account holders to their pages."""
        from rembuk.design import menu
        from rembuk.rights import tasks  # noqa: F401 - importing it enters the handler
        from rembuk.rights.panels import own_data
        from rembuk.rights.queries import held
        from rembuk.shared import holdings, panels
        from rembuk.spaces.panels import address_in, may_here

        menu.register(_("Pembukaan data"), address_in("pembukaan"), order=85, shown=may_here("looks.see"))
        panels.register("people.account", own_data)
        holdings.register(holdings.Holding("rights", _("Persetujuan dan pembukaan data"), held, _keep))


def _keep(subject: str) -> None:
    """Keep what law asks us to prove (UU 27/2022 article 24): it names a number that leads to nobody then."""
