"""What ideas switches on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from rembuk.ledger.wording import Words


class IdeasConfig(AppConfig):
    """Register ideas with Django."""

    name = "rembuk.ideas"
    label = "ideas"

    def ready(self) -> None:
        """Take up the words of our steps, our audience and the worker's part."""
        from rembuk.design import menu
        from rembuk.ideas.panels import CONTENT, MERGES, alike_panel
        from rembuk.ideas.queries import (
            answered,
            audience,
            held,
            named,
            named_place,
            named_space,
            named_subject,
            what_to_follow,
        )
        from rembuk.ideas.wording import PROCESSING
        from rembuk.ledger.wording import Words, register, register_address
        from rembuk.messaging.queries import (
            register_around,
            register_audience,
            register_placer,
            register_thing,
        )
        from rembuk.moderation.queries import register_content
        from rembuk.shared import holdings, panels
        from rembuk.spaces.panels import address_in, may_here

        register("ideas.accepted", Words(_("Menjadi gagasan %(number)s")))
        register("ideas.review_promised", Words(_("Putusan telaah"), mark="promise"))
        register("ideas.voices_joined", Words(_("%(voices)s suara bergabung"), mark="news"))
        register("ideas.voices_parted", Words(_("%(voices)s suara dikembalikan ke papan"), mark="news"))
        register("ideas.taken_back", Words(_("Ditarik kembali ke papan"), mark="aside"))
        register("ideas.endorsed", Words(_("%(endorsements)s orang mendukung"), mark="silent"))
        self._enter_calls()
        self._merging(register)
        register_address("ideas.idea", lambda key: f"/g/{key}/", _("Gagasan"))
        register_audience("ideas.idea", audience)
        register_thing("ideas.idea", named)
        register_content("ideas.idea", CONTENT)
        register_content("ideas.merge", MERGES)
        register_thing("ideas.place", named_place)
        register_thing("ideas.subject", named_subject)
        register_thing("spaces.space", named_space)
        register_around("ideas.idea", what_to_follow)
        register_placer("ideas.idea", answered)
        holdings.register(
            holdings.Holding("ideas", _("Dukungan dan langkah di papan"), held, _forget, PROCESSING)
        )
        panels.register("voices.alike", alike_panel)
        menu.register(_("Papan suara"), address_in("papan"), order=10, shown=may_here("board.see"))
        menu.register(_("Gagasan"), address_in("gagasan"), order=20)

    def _merging(self, register: Callable[[str, Words], None]) -> None:
        """Give the steps of a merging by consent their words, and its question its way."""
        from rembuk.ideas.queries.merging import merge_audience, merge_questions, named_merge
        from rembuk.ledger.wording import Words
        from rembuk.messaging.queries import register_audience, register_questions, register_thing

        titles = {
            "asked": _("Diusulkan bergabung ke gagasan %(other)s"),
            "offered": _("Gagasan %(other)s diusulkan bergabung ke sini"),
            "settled": _("Tidak digabung ke gagasan %(other)s: %(moved)s dukungan pindah, %(stayed)s tetap"),
            "came": _("%(moved)s dukungan pindah dari gagasan %(other)s"),
            "lapsed": _("Usul bergabung ke gagasan %(other)s gugur"),
            "withdrawn": _("Usul bergabung dengan gagasan %(other)s ditarik"),
            "undone": _("Penggabungan dengan gagasan %(other)s dibatalkan"),
        }
        for name, title in titles.items():
            register(f"ideas.merge_{name}", Words(title, mark="news"))
        joined = _("Digabung ke gagasan %(other)s: %(moved)s dukungan pindah")
        register("ideas.joined", Words(joined, mark="joined"))
        took_in = _("Gagasan %(other)s bergabung dengan %(moved)s dukungan")
        register("ideas.took_in", Words(took_in, mark="news"))
        register_audience("ideas.merge", merge_audience)
        register_thing("ideas.merge", named_merge)
        register_questions("ideas.merge", merge_questions)

    def _enter_calls(self) -> None:
        """Take up the words, pages and doors of calls for ideas."""
        from rembuk.design import menu
        from rembuk.ideas import panels as ours
        from rembuk.ideas.queries.calls import CALLS, call_audience, named_call
        from rembuk.ledger.wording import Words, register, register_address
        from rembuk.messaging.queries import register_audience, register_thing
        from rembuk.shared import panels
        from rembuk.spaces.panels import address_in
        from rembuk.voices.queries.doors import register_subjects

        calendar = _("Menurut jadwalnya")
        register("ideas.call_drafted", Words(_("Rancangan ajakan ditulis"), mark="silent"))
        register("ideas.call_published", Words(_("Ajakan diumumkan: %(question)s")))
        register("ideas.call_promised", Words(_("Laporan ajakan"), mark="promise"))
        register("ideas.call_opened", Words(_("Ajakan dibuka"), who=calendar))
        register("ideas.call_closed", Words(_("Ajakan ditutup dengan %(answers)s jawaban"), who=calendar))
        register("ideas.call_sorted", Words(_("Masa memilah selesai"), mark="news", who=calendar))
        register("ideas.call_posted", Words(_("Pos ajakan di jaringan sosial dicatat"), mark="silent"))
        register("ideas.call_unposted", Words(_("Pos ajakan dilepas"), mark="silent"))
        register("ideas.call_gathered", Words(_("%(gathered)s balasan dihimpun"), mark="silent"))
        register("ideas.call_rescheduled", Words(_("Tanggal ajakan digeser"), mark="news"))
        register("ideas.call_moved", Words(_("Laporan ajakan bergeser"), mark="moved"))
        register("ideas.call_reported", Words(_("Laporan terbit: %(answers)s jawaban")))
        register_address("ideas.call", lambda key: f"/c/{key}/", _("Ajakan"))
        register_audience("ideas.call", call_audience)
        register_thing("ideas.call", named_call)
        register_subjects("ideas.call", replace(CALLS, take=_answering))
        panels.register("spaces.home", ours.calls_panel, order=10)
        panels.register("voices.receipt", ours.call_receipt_panel, order=40)
        panels.register("voices.team", ours.call_asked_panel)
        panels.register("voices.field", ours.calls_in_field_panel)
        menu.register(_("Ajakan"), address_in("ajakan"), order=25)


def _answering(key: str) -> Callable[..., Any]:
    """Return what keeps an answer to the call KEY that came by a voice box."""
    from rembuk.ideas.actions import answer_call
    from rembuk.ideas.models import Call

    def take(*, space: Any, **given: Any) -> Any:
        return answer_call(call=Call.objects.get(space=space, pk=key), **given)

    return take


def _forget(subject: str) -> None:
    from rembuk.ideas.actions import forget

    forget(subject=subject)
