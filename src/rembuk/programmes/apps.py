"""What programmes switches on."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    """Register programmes with Django."""

    name = "rembuk.programmes"
    label = "programmes"

    def ready(self) -> None:
        """Take up the words of our steps and the addresses of our pages."""
        from rembuk.design import menu
        from rembuk.ledger.wording import Words, register, register_address
        from rembuk.programmes import panels as ours
        from rembuk.shared import panels
        from rembuk.spaces.panels import address_in

        register("programmes.decided", Words(_("Diputuskan: %(title)s"), who="%(who)s"))
        register("programmes.dropped", Words(_("Tidak dikerjakan: %(title)s"), mark="aside", who="%(who)s"))
        register("programmes.begun", Words(_("Program dimulai: %(title)s")))
        register("programmes.published", Words(_("Program diperbarui: %(title)s"), mark="news"))
        register("programmes.promised", Words(_("Dijanjikan: %(title)s"), who="%(who)s"))
        register(
            "programmes.milestone_promised", Words(_("Tonggak: %(title)s"), mark="promise", who="%(who)s")
        )
        register("programmes.milestone_moved", Words(_("Janji bergeser: %(title)s"), mark="moved"))
        register("programmes.milestone_news", Words(_("Kabar: %(title)s"), mark="news"))
        register("programmes.milestone_kept", Words(_("Tonggak ditepati: %(title)s"), mark="kept"))
        register("programmes.milestone_broken", Words(_("Tidak ditepati: %(title)s"), mark="news"))
        register("programmes.broken", Words(_("Komitmen tidak ditepati: %(title)s"), mark="aside"))
        register("programmes.kept", Words(_("Komitmen ditepati: %(title)s")))
        register_address("programmes.decision", lambda key: f"/d/{key}/", _("Keputusan"))
        register_address("programmes.programme", lambda key: f"/p/{key}/", _("Program"))
        register_address("programmes.commitment", lambda key: f"/k/{key}/", _("Komitmen"))
        register_address("programmes.milestone", lambda key: f"/t/{key}/", _("Tonggak"))
        register(
            "programmes.referral_prepared", Words(_("Disiapkan untuk pemerintah: %(title)s"), mark="news")
        )
        register(
            "programmes.referral_sent",
            Words(_("Diteruskan ke pemerintah: %(title)s"), mark="news", who="%(who)s"),
        )
        register(
            "programmes.referral_expected",
            Words(_("Jawaban pemerintah: %(title)s"), mark="promise", who="%(who)s"),
        )
        register(
            "programmes.referral_answered",
            Words(_("Dijawab pemerintah: %(title)s"), mark="kept", who="%(who)s"),
        )
        register_address("programmes.referral", lambda key: f"/u/{key}/", _("Terusan ke pemerintah"))
        self._hand_on()
        panels.register("ideas.idea", ours.referral_panel, order=40)
        menu.register(_("Keputusan"), address_in("keputusan"), order=25)
        menu.register(_("Komitmen"), address_in("program"), order=30)

    @staticmethod
    def _hand_on() -> None:
        """Take up what delegations say, who hears of them, and what passes on when somebody leaves."""
        from rembuk.ledger.wording import Words, register, register_address
        from rembuk.messaging.queries import register_audience
        from rembuk.programmes import queries as known
        from rembuk.programmes.wording import PROCESSING
        from rembuk.shared import duties, holdings
        from rembuk.spaces.rules import MAY

        for key, words in {
            "proposed": Words(_("Diusulkan kepada cabang: %(title)s"), mark="news", who="%(who)s"),
            "accepted": Words(_("Diterima cabang: %(title)s"), mark="news", who="%(who)s"),
            "declined": Words(_("Tidak diterima cabang: %(title)s"), mark="news", who="%(who)s"),
            "withdrawn": Words(_("Pelimpahan ditarik kembali: %(title)s"), mark="news"),
            "promised": Words(_("Dikerjakan cabang: %(title)s"), mark="promise", who="%(who)s"),
            "news": Words(_("Kabar dari cabang: %(title)s"), mark="news", who="%(who)s"),
            "moved": Words(_("Janji cabang bergeser: %(title)s"), mark="moved", who="%(who)s"),
            "met": Words(_("Ditepati cabang: %(title)s"), mark="kept", who="%(who)s"),
            "broken": Words(_("Tidak ditepati cabang: %(title)s"), mark="news", who="%(who)s"),
        }.items():
            register(f"programmes.delegation_{key}", words)
        register("programmes.charge", Words(_("Yang memegang diganti"), mark="silent"))
        roles = MAY["milestone.report"]
        nobody = _("Belum ada yang memegang")
        for kind in (
            duties.Kind(
                "tonggak", _("Tonggak yang dipegang"), roles, nobody, known.milestones_kept_by,
                _pass_milestone,
            ),
            duties.Kind(
                "limpahan", _("Pelimpahan yang dipegang"), roles, nobody, known.delegations_kept_by,
                _pass_delegation,
            ),
        ):  # fmt: skip
            duties.register(kind)
        holdings.register(
            holdings.Holding("programmes", _("Tugas yang dipegang"), known.held, _forget, PROCESSING)
        )
        register_address("programmes.delegation", lambda key: f"/l/{key}/", _("Pelimpahan"))
        register_audience("programmes.delegation", known.delegation_audience)


def _pass_milestone(**what: Any) -> None:
    from rembuk.programmes.actions.charge import pass_milestone

    pass_milestone(**what)


def _pass_delegation(**what: Any) -> None:
    from rembuk.programmes.actions.charge import pass_delegation

    pass_delegation(**what)


def _forget(subject: str) -> None:
    from rembuk.programmes.actions.charge import forget

    forget(subject=subject)
