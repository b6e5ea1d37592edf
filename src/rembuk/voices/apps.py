"""What voices switches on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VoicesConfig(AppConfig):
    """Register voices with Django."""

    name = "rembuk.voices"
    label = "voices"

    def ready(self) -> None:
        """Take up the worker's part, the words of our steps, and the way to those who spoke."""
        from rembuk.design import menu
        from rembuk.ledger.wording import Words, register
        from rembuk.messaging.queries import (
            register_audience,
            register_carrier,
            register_placer,
            register_resolver,
        )
        from rembuk.moderation.queries import register_content
        from rembuk.people.queries import register_nameless
        from rembuk.spaces.panels import address_in, may_here
        from rembuk.voices.actions.replies import queue_replies
        from rembuk.voices.panels import CONTENT
        from rembuk.voices.queries import answered, mail_address
        from rembuk.voices.queries.doors import PLACE, SPACE, register_subjects

        # Speaking asks for no account, so it stays open to accounts of minors that wait for a parent.
        register_nameless(
            "voice-send", "voice-alike", "voice-record", "widget", "receipt-open", "receipt", "receipt-proof"
        )
        register("voices.received", Words(_("Suara masuk"), who=_("Warga")))
        register("voices.arrived", Words(_("Suara masuk"), who=_("Warga")))
        register("voices.imported", Words(_("%(new)s suara masuk dari berkas"), mark="silent"))
        register("voices.sorted", Words(_("%(sorted)s suara dipilah"), mark="silent"))
        register("voices.set_aside", Words(_("Disisihkan"), mark="aside"))
        register("voices.restored", Words(_("Dipulihkan ke papan"), mark="news"))
        register("voices.overruled", Words(_("Label dikoreksi orang"), mark="silent"))
        register("voices.merged", Words(_("Digabung dengan rumpun lain"), mark="silent"))
        register("voices.erased", Words(_("Data pribadinya dihapus"), mark="news"))
        register("voices.split", Words(_("Dipisah dari rumpun lain"), mark="silent"))
        register("voices.put_back", Words(_("Pemindahan rumpun dibatalkan"), mark="silent"))
        register("voices.closed", Words(_("Dibuat lebih tertutup"), mark="news"))
        register("voices.corrected", Words(_("Tulisan diperbaiki pengirimnya"), mark="news", who=_("Warga")))
        register("voices.changed", Words(_("Tulisan diubah di sumbernya"), mark="news"))
        register("voices.withdrawn", Words(_("Ditarik oleh pengirimnya"), mark="aside", who=_("Warga")))
        register("voices.word_taught", Words(_("Kata ruang: %(form)s berarti %(meaning)s"), mark="silent"))
        register("voices.word_dropped", Words(_("Kata ruang dihapus: %(form)s"), mark="silent"))
        register("voices.claimed", Words(_("Penulisnya menunjukkan bahwa pos ini miliknya"), mark="news"))
        register("voices.replied", Words(_("Dijawab lewat %(channel)s"), mark="silent"))
        register("voices.reply_undone", Words(_("Tanda jawaban dibatalkan"), mark="silent"))
        register_resolver("voices.voice", mail_address)
        register_placer("voices.voice", answered)
        register_audience("voices.voice", lambda key: iter([f"voices.voice:{key}"]))
        register_carrier("voices.voice", queue_replies)
        register_content("voices.voice", CONTENT)
        register("voices.door_made", Words(_("Poster atau tautan baru dibuat"), mark="silent"))
        register_subjects("spaces.space", SPACE)
        register_subjects("places.place", PLACE)
        register("voices.papers_printed", Words(_("%(forms)s formulir kertas dicetak"), mark="silent"))
        register("voices.typed", Words(_("Catatan suara sudah diketik"), mark="news"))
        register("voices.photo_cleared", Words(_("Fotonya ditampilkan"), mark="news"))
        register("voices.photo_closed", Words(_("Fotonya ditutup lagi"), mark="news"))
        menu.register(_("Lapangan"), address_in("lapangan"), order=16, shown=may_here("voices.collect"))
        menu.register(_("Balasan"), address_in("balasan"), order=16, shown=may_here("replies.send"))
        self._enter_holding()

    def _enter_holding(self) -> None:
        """Tell rights what voices keep about persons."""
        from rembuk.shared import holdings
        from rembuk.voices.queries.receipt import held
        from rembuk.voices.wording import PROCESSING

        holdings.register(holdings.Holding("voices", _("Suara dan pengirimnya"), held, _forget, PROCESSING))
        self._enter_clocks()

    def _enter_clocks(self) -> None:
        """Tell rights how long each kind stays, and what takes it away."""
        from rembuk.shared.retention import Clock, register
        from rembuk.voices.actions import retention

        arrived, kept = _("sejak suaranya masuk"), _("sejak disimpan")
        clocks = (
            Clock("contacts", _("Surel pengirim"), arrived, 1095, 30, 1825, retention.drop_contacts),
            Clock("authors", _("Akun pengirim"), arrived, 1095, 30, 1825, retention.drop_authors),
            Clock("sounds", _("Catatan suara"), _("sejak diketik"), 90, 1, 365, retention.drop_sounds),
            Clock("photos", _("Foto yang tidak ditampilkan"), kept, 365, 7, 1095, retention.drop_photos),
            Clock("asides", _("Suara yang disisihkan"), arrived, 365, 90, 1095, retention.drop_asides),
            Clock(
                "withdrawn", _("Suara yang ditarik"), _("sejak ditarik"), 30, 1, 365, retention.drop_withdrawn
            ),
            Clock("imports", _("Berkas impor"), _("sejak diunggah"), 30, 1, 365, retention.drop_imports),
        )
        for clock in clocks:
            register(clock)


def _forget(subject: str) -> None:
    """Erase the voice that SUBJECT names; the stored job of rights calls it."""
    from rembuk.voices.tasks import forget

    forget(subject)
