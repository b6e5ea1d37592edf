"""What the site switches on: the ends of the menu, and what the worker can do."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """Register site with Django."""

    name = "rembuk.site"
    label = "site"

    def ready(self) -> None:
        """Put what every page needs into the menu; let each domain's tasks enter handlers and due jobs."""
        from rembuk.design import menu

        autodiscover_modules("tasks")
        menu.register(_("Catatan publik"), "/catatan/", order=40)
        menu.register(_("Kabar"), "/kabar/", order=80, shown=lambda request: request.user.is_authenticated)
        menu.register(
            _("Masuk"),
            "/akun/masuk/",
            order=90,
            pinned=True,
            shown=lambda request: not request.user.is_authenticated,
        )
        menu.register(
            _("Akun"), "/akun/", order=91, pinned=True, shown=lambda request: request.user.is_authenticated
        )
