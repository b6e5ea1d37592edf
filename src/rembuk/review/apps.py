"""What review switches on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    """Register review with Django."""

    name = "rembuk.review"
    label = "review"

    def ready(self) -> None:
        """Take up the words of our steps."""
        from rembuk.design import menu
        from rembuk.ledger.wording import Words, register
        from rembuk.spaces.panels import address_in, may_here

        register("review.accepted", Words(_("Putusan telaah: diterima"), who=_("%(reviewers)s penelaah")))
        register(
            "review.refused",
            Words(_("Putusan telaah: tidak diterima"), mark="aside", who=_("%(reviewers)s penelaah")),
        )
        register("review.scored", Words(_("Penilaian ke-%(scorecards)s masuk"), mark="silent"))
        register(
            "review.stood_aside",
            Words(_("Seorang penelaah mundur karena benturan kepentingan"), mark="silent"),
        )
        menu.register(_("Telaah"), address_in("telaah"), order=15, shown=may_here("review.see"))
