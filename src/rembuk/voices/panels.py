"""How moderation finds, hides and shows voices."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rembuk.moderation.queries import Content, Found
from rembuk.shared.references import ref
from rembuk.voices.actions.moderating import hide_part, note_read, show_part
from rembuk.voices.models import Voice, VoiceContact


def _find(key: str) -> Found | None:
    voice = Voice.objects.select_related("space").filter(pk=key, withdrawn_at=None).first()
    if voice is None:
        return None
    return Found(
        space=voice.space,
        title=_("Suara di %(address)s") % {"address": voice.get_absolute_url()},
        href=voice.get_absolute_url(),
        parts={"text": voice.public_text or voice.text},
        open=voice.shown,
    )


def _author(key: str, opened: int | None, email: str) -> str:
    voice = Voice.objects.filter(pk=key, withdrawn_at=None).first()
    if voice is None:
        return ""
    if opened == voice.pk or (
        email and VoiceContact.objects.filter(voice=voice, email__iexact=email).exists()
    ):
        return ref(voice)
    return ""


CONTENT = Content(
    label=gettext_lazy("suara"),
    parts={"text": gettext_lazy("Isi suara"), "name": gettext_lazy("Nama yang ditampilkan")},
    remains={
        "text": gettext_lazy("Tempat, waktu, dan jejaknya tetap terbaca, dan suaranya tetap dihitung."),
        "name": gettext_lazy("Isinya tetap terbaca, tanpa nama."),
        "board": gettext_lazy("Suara ini disisihkan dari papan. Isinya tidak dihapus."),
    },
    find=_find,
    hide=hide_part,
    show=show_part,
    author=_author,
    aside=("voices.set_aside",),
    read=note_read,
)
