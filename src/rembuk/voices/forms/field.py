"""What a field worker fills in for somebody beside them, and what staff type from a voice note."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rembuk.shared.refusals import Refused
from rembuk.voices.forms import TextForm, VoiceForm
from rembuk.voices.forms.photos import PhotoField
from rembuk.voices.rules import LONGEST_VOICE
from rembuk.voices.rules.sounds import LARGEST_SOUND, sound_of
from rembuk.voices.wording import BIG_SOUND

PHOTO_HELP = _(
    "Letak dan data perangkat di dalam foto dihapus. Foto tampil di depan umum hanya bila tim setuju."
)


class SoundField(forms.FileField):
    """Take a voice note: told by its bytes, at most 12 MB and ten minutes."""

    widget = forms.FileInput(attrs={"accept": "audio/*"})

    def to_python(self, data: Any) -> Any:
        """Return the voice note as a checked Sound."""
        upload = super().to_python(data)
        if not upload:
            return None
        if (upload.size or 0) > LARGEST_SOUND:
            raise ValidationError(BIG_SOUND)
        try:
            return sound_of(upload.read())
        except Refused as refused:
            raise ValidationError(refused.sentence) from refused


class PhotoForm(forms.Form):
    """Add a photo to a voice."""

    foto = PhotoField(label=_("Foto"), required=False, help_text=PHOTO_HELP)


class FieldForm(VoiceForm):
    """Take a voice on behalf of a person: words or a voice note, place, photo, and a consent read aloud."""

    text = forms.CharField(
        label=_("Yang dikatakan"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_VOICE}),
        help_text=_("Kata-katanya sendiri. Boleh kosong bila direkam."),
    )  # fmt: skip
    suara = SoundField(
        label=_("Catatan suara"), required=False, allow_empty_file=True,
        help_text=_(
            "Paling lama 10 menit. Diketik orang, lalu dipilah seperti suara lain. Nama, tempat, dan data "
            "perangkat di dalam berkasnya dihapus."
        ),
    )  # fmt: skip
    foto = PhotoField(label=_("Foto"), required=False, help_text=PHOTO_HELP)
    setuju = forms.BooleanField(
        label=_("Sudah saya bacakan, dan orangnya setuju"),
        error_messages={"required": _("Bacakan dulu kalimat di atas, lalu centang bila orangnya setuju.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["foto"].widget.attrs["capture"] = "environment"
        self.fields["name"].help_text = _("Isi bila orangnya ingin namanya ditampilkan.")
        self.fields["band"].label = _("Umur orangnya")
        self.fields["band"].help_text = _("Hanya bila nama atau surelnya ditulis. Tidak disimpan.")
        self.fields["email"].help_text = _("Hanya bila orangnya ingin dikabari. Tidak pernah ditampilkan.")

    def clean_text(self) -> str:
        """Return the words as they are kept; none is fine where there is a voice note."""
        return super().clean_text() if self.cleaned_data["text"].strip() else ""

    def clean(self) -> dict[str, Any]:
        """Ask for words or a voice note."""
        given = super().clean()
        if not given.get("text") and not given.get("suara") and not {"text", "suara"} & set(self.errors):
            self.add_error("text", _("Tulis yang dikatakan, atau rekam catatan suara."))
        return given


class TypedForm(TextForm):
    """Take the words of a voice note from whoever listened."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Yang terdengar")
        self.fields["text"].help_text = _(
            "Kata demi kata dalam bahasanya sendiri. Nama orang dan nomor telepon tidak perlu ditulis."
        )
