"""What spaces switches on."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpacesConfig(AppConfig):
    """Register spaces with Django."""

    name = "rembuk.spaces"
    label = "spaces"

    def ready(self) -> None:
        """Say who is staff, and how the steps of a space read."""
        from rembuk.design import menu
        from rembuk.ledger.wording import Words, register
        from rembuk.people.queries import register_staff
        from rembuk.shared import duties, holdings
        from rembuk.spaces.panels import address_in, may_here
        from rembuk.spaces.queries import has_a_role, held, invitations_sent
        from rembuk.spaces.rules import MAY
        from rembuk.spaces.wording import PROCESSING

        menu.register(_("Tim"), address_in("tim"), order=80, shown=may_here("team.see"))
        register_staff(has_a_role)
        duties.register(
            duties.Kind(
                "undangan", _("Undangan yang menunggu"), MAY["team.change"], _("Tarik undangannya"),
                invitations_sent, _pass_invitation,
            )
        )  # fmt: skip
        holdings.register(holdings.Holding("spaces", _("Peran di ruang"), held, _forget, PROCESSING))
        register("spaces.founded", Words(title=_("Ruang “%(name)s” dibuka")))
        register("spaces.set_up", Words(title=_("Pengaturan ruang diubah"), mark="silent"))
        register("spaces.invited", Words(title=_("Seseorang diundang"), mark="silent"))
        register("spaces.invitation_withdrawn", Words(title=_("Undangan ditarik kembali"), mark="silent"))
        register("spaces.role_given", Words(title=_("Seseorang mendapat peran"), mark="silent"))
        register("spaces.role_changed", Words(title=_("Peran seseorang diubah"), mark="silent"))
        register("spaces.handed_over", Words(title=_("Tugas diserahterimakan"), mark="silent"))
        register("spaces.role_ended", Words(title=_("Peran seseorang berakhir"), mark="silent"))


def _pass_invitation(**what: Any) -> None:
    from rembuk.spaces.actions import pass_invitation

    pass_invitation(**what)


def _forget(subject: str) -> None:
    from rembuk.spaces.actions import forget

    forget(subject=subject)
