"""What review switches on."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    """Register review with Django."""

    name = "rembuk.review"
    label = "review"

    def ready(self) -> None:
        """Take up the words of our steps, the worker's part, and what other pages show of us."""
        from rembuk.design import menu
        from rembuk.ledger.wording import Words, register
        from rembuk.messaging.queries import register_audience
        from rembuk.moderation.queries import register_content
        from rembuk.review import panels as ours
        from rembuk.review.queries import held, seats_held
        from rembuk.review.wording import PROCESSING
        from rembuk.shared import duties, holdings, panels
        from rembuk.spaces.panels import address_in, may_here
        from rembuk.spaces.rules import MAY

        judges = _("%(reviewers)s penelaah")
        register("review.accepted", Words(_("Putusan telaah: diterima"), who=judges))
        register("review.refused", Words(_("Putusan telaah: tidak diterima"), mark="aside", who=judges))
        register("review.objected", Words(_("Pengirim suara berkeberatan"), who=_("Warga")))
        register("review.objection_joined", Words(_("Keberatan lain masuk"), mark="news", who=_("Warga")))
        register("review.objection_promised", Words(_("Putusan atas keberatan"), mark="promise"))
        other = _("Orang lain dari yang memutus")
        register("review.overturned", Words(_("Keberatan diterima: gagasan diterima"), who=other))
        register("review.upheld", Words(_("Keberatan tidak diterima"), mark="aside", who=other))
        register("review.paused", Words(_("Jam telaah berhenti"), mark="moved"))
        register("review.resumed", Words(_("Jam telaah berjalan lagi"), mark="moved"))
        register("review.asked_outside", Words(_("Ditanyakan kepada %(whom)s"), mark="news"))
        register("review.outside_answered", Words(_("Dijawab: %(whom)s"), mark="news"))
        register("review.assigned", Words(_("Giliran penelaah %(seat)s"), mark="silent"))
        register("review.replaced", Words(_("Seorang penelaah diganti"), mark="silent"))
        register("review.evidence_added", Words(_("Penelaah menambah bukti ke-%(place)s"), mark="silent"))
        register(
            "review.evidence_removed", Words(_("Penelaah membuang bukti yang ditambahkannya"), mark="silent")
        )
        register("review.third_asked", Words(_("Penilaian berbeda jauh: diminta satu lagi"), mark="news"))
        register("review.scored", Words(_("Penilaian ke-%(scorecards)s masuk"), mark="silent"))
        register(
            "review.stood_aside",
            Words(_("Seorang penelaah mundur karena benturan kepentingan"), mark="silent"),
        )
        register("review.rubric_set", Words(_("Rubrik telaah versi %(version)s"), mark="silent"))
        register_content("review.objection", ours.OBJECTIONS)
        register_content("review.question", ours.ANSWERS)
        register_audience("review.question", lambda key: iter(()))
        duties.register(
            duties.Kind(
                "telaah", _("Telaah yang belum dinilai"), MAY["review.score"],
                _("Menurut giliran penelaah lain"), seats_held, _pass_seat,
            )
        )  # fmt: skip
        holdings.register(holdings.Holding("review", _("Telaah dan keberatan"), held, _forget, PROCESSING))
        panels.register("ideas.idea", ours.idea_panel, order=10)
        panels.register("voices.receipt", ours.receipt_panel)
        panels.register("ideas.call_report", ours.call_panel)
        panels.register("spaces.home", ours.late_panel)
        menu.register(_("Telaah"), address_in("telaah"), order=15, shown=may_here("review.see"))


def _pass_seat(**what: Any) -> None:
    from rembuk.review.actions.seats import pass_seat

    pass_seat(**what)


def _forget(subject: str) -> None:
    from rembuk.review.actions.objecting import forget

    forget(subject=subject)
