"""What a citizen fills in who would rather speak than write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.rights.wording import READ_ALOUD, SPOKEN
from rembuk.voices.forms import VoiceForm
from rembuk.voices.forms.field import PHOTO_HELP, SoundField
from rembuk.voices.forms.photos import PhotoField


class SpokenForm(VoiceForm):
    """Take a voice as a recording: place, how it may be shown, and a yes to being listened to."""

    suara = SoundField(
        label=_("Rekaman Anda"), allow_empty_file=True,
        help_text=_(
            "Paling lama 10 menit dan 12 MB. Sebutkan apa yang perlu diubah, dan di mana. Nama, tempat, dan "
            "data perangkat di dalam berkasnya dihapus."
        ),
        error_messages={"required": _("Rekam dulu suara Anda, atau pilih berkas rekaman.")},
    )  # fmt: skip
    foto = PhotoField(label=_("Foto"), required=False, help_text=PHOTO_HELP)
    setuju = forms.BooleanField(
        label=_("Saya setuju"),
        help_text=READ_ALOUD[SPOKEN].sentence,  # type: ignore[arg-type] # the stubs know one kind of promise
        error_messages={"required": _("Centang dulu bahwa tim boleh mendengar dan mengetik rekaman Anda.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A person writes the words down later.
        del self.fields["text"]
