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
        from rembuk.rights.panels import ask_panel, own_data
        from rembuk.rights.queries import held
        from rembuk.rights.wording import PROCESSING
        from rembuk.shared import holdings, panels
        from rembuk.spaces.panels import address_in, may_here

        menu.register(_("Pembukaan data"), address_in("pembukaan"), order=85, shown=may_here("looks.see"))
        protects = may_here("data.protect")
        menu.register(_("Pelindungan data"), address_in("pelindungan"), order=84, shown=protects)
        panels.register("people.account", own_data)
        panels.register("spaces.home", ask_panel, order=99)
        holdings.register(
            holdings.Holding("rights", _("Persetujuan dan pembukaan data"), held, _keep, PROCESSING)
        )
        from rembuk.rights.actions.retention import drop_requests
        from rembuk.shared.retention import Clock, register

        since = _("sejak dijawab")
        register(Clock("requests", _("Permintaan tentang data"), since, 1825, 365, 3650, drop_requests))


def _keep(subject: str) -> None:
    """Forget the words of requests; keep what law asks us to prove (UU 27/2022 article 24).

    Consents and looks name a number that leads to nobody then.
    """
    from django.utils import timezone

    from rembuk.rights.actions.guardians import forget_guardian
    from rembuk.rights.actions.protection import forget_requests

    forget_guardian(subject=subject)
    forget_requests(subject=subject, at=timezone.now())
