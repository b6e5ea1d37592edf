"""What ideas switches on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdeasConfig(AppConfig):
    """Register ideas with Django."""

    name = "rembuk.ideas"
    label = "ideas"

    def ready(self) -> None:
        """Take up the words of our steps, our audience and the worker's part."""
        from rembuk.design import menu
        from rembuk.ideas import tasks  # noqa: F401
        from rembuk.ideas.panels import CONTENT, alike_panel
        from rembuk.ideas.queries import (
            audience,
            held,
            named,
            named_place,
            named_space,
            named_subject,
            what_to_follow,
        )
        from rembuk.ledger.wording import Words, register, register_address
        from rembuk.messaging.queries import register_around, register_audience, register_thing
        from rembuk.moderation.queries import register_content
        from rembuk.shared import holdings, panels
        from rembuk.spaces.panels import address_in, may_here

        register("ideas.accepted", Words(_("Menjadi gagasan %(number)s")))
        register("ideas.review_promised", Words(_("Putusan telaah"), mark="promise"))
        register("ideas.voices_joined", Words(_("%(voices)s suara bergabung"), mark="news"))
        register("ideas.voices_parted", Words(_("%(voices)s suara dikembalikan ke papan"), mark="news"))
        register("ideas.taken_back", Words(_("Ditarik kembali ke papan"), mark="aside"))
        register("ideas.endorsed", Words(_("%(endorsements)s orang mendukung"), mark="silent"))
        register_address("ideas.idea", lambda key: f"/g/{key}/", _("Gagasan"))
        register_audience("ideas.idea", audience)
        register_thing("ideas.idea", named)
        register_content("ideas.idea", CONTENT)
        register_thing("ideas.place", named_place)
        register_thing("ideas.subject", named_subject)
        register_thing("spaces.space", named_space)
        register_around("ideas.idea", what_to_follow)
        holdings.register(holdings.Holding("ideas", _("Dukungan dan langkah di papan"), held, _forget))
        panels.register("voices.alike", alike_panel)
        menu.register(_("Papan suara"), address_in("papan"), order=10, shown=may_here("board.see"))
        menu.register(_("Gagasan"), address_in("gagasan"), order=20)


def _forget(subject: str) -> None:
    from rembuk.ideas.actions import forget

    forget(subject=subject)
