"""What moderation switches on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """Register moderation with Django."""

    name = "rembuk.moderation"
    label = "moderation"

    def ready(self) -> None:
        """Take up the words of our steps and what other pages show of us."""
        from rembuk.design import menu
        from rembuk.ledger.wording import Words, register
        from rembuk.moderation.panels import content_panel, receipt_panel
        from rembuk.moderation.queries import held
        from rembuk.moderation.wording import PROCESSING
        from rembuk.shared import holdings, panels
        from rembuk.spaces.panels import address_in, may_here

        second = _("Orang kedua")
        register("moderation.hidden", Words(_("Sebagian ditutup dengan alasan"), mark="news"))
        register(
            "moderation.appealed", Words(_("Penulisnya mengajukan banding"), mark="news", who=_("Warga"))
        )
        register("moderation.upheld", Words(_("Banding: tetap"), mark="news", who=second))
        register("moderation.restored", Words(_("Banding: dikembalikan"), mark="news", who=second))
        register("moderation.left", Words(_("Laporan diperiksa, dibiarkan"), mark="silent"))
        register(
            "moderation.asked_by_authority",
            Words(_("Pihak berwenang meminta penurunan: %(reference)s"), mark="news"),
        )
        register("moderation.rules_set", Words(_("Aturan ruang versi %(version)s"), mark="silent"))
        panels.register("ideas.idea", content_panel, order=90)
        panels.register("ideas.merge", content_panel)
        panels.register("voices.status", content_panel, order=90)
        panels.register("voices.receipt", receipt_panel, order=10)
        menu.register(_("Moderasi"), address_in("moderasi"), order=17, shown=may_here("moderation.decide"))
        holdings.register(holdings.Holding("moderation", _("Banding"), held, _forget, PROCESSING))


def _forget(subject: str) -> None:
    from rembuk.moderation.actions import forget

    forget(subject=subject)
