"""What is asked when paper forms are printed, and when one is typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import ChoiceField
from django.utils.translation import gettext_lazy as _

from rembuk.places.forms import PlaceField
from rembuk.shared.references import ref
from rembuk.spaces.models import Space
from rembuk.voices.forms import VoiceForm
from rembuk.voices.queries.doors import choices_of
from rembuk.voices.rules import paper_number
from rembuk.voices.wording import NO_SUCH_PAPER, PAPER_RANGE


class PrintForm(forms.Form):
    """Say how many forms are printed, and for which place."""

    forms = forms.IntegerField(
        label=_("Berapa formulir"), initial=10, min_value=2, max_value=30,
        help_text=_("Dua formulir selembar A4. Tiap formulir bernomor sendiri."),
        error_messages=dict.fromkeys(("invalid", "required", "min_value", "max_value"), PAPER_RANGE),
    )  # fmt: skip
    place = PlaceField(
        label=_("Tempat yang tercetak"), required=False,
        help_text=_("Bila semua diisi di satu tempat. Boleh ditulis tangan di kertas."),
    )  # fmt: skip
    about = ChoiceField(label=_("Tentang apa"), required=False)

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What stands for the whole space is what a paper asks without more.
        choices = [("" if key == ref(space) else key, words) for key, words in choices_of(space)]
        about = self.fields["about"]
        assert isinstance(about, ChoiceField)
        about.choices = choices
        self.questions = [(key, words) for key, words in choices if key]


class PaperForm(VoiceForm):
    """Take what stands on one paper form."""

    nomor = forms.CharField(
        label=_("Nomor formulir"), max_length=30,
        help_text=_("Di pojok kertas, misalnya 7-012-k. Atau pindai kodenya dengan kamera ponsel."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": _("Tulis nomor di pojok kertas.")},
    )  # fmt: skip
    setuju = forms.BooleanField(
        label=_("Kotak setuju di kertas dicentang"),
        error_messages={"required": _("Tanpa centang setuju di kertas, isinya tidak boleh disimpan.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The number on the paper is the key under which a second sending is recognised.
        del self.fields["kunci"], self.fields["pintu"]
        self.fields["text"].label = _("Yang tertulis")
        self.fields["text"].help_text = _("Kata demi kata, seperti di kertas.")
        self.fields["name"].help_text = _("Isi bila di kertas dipilih dengan nama.")
        self.fields["band"].label = _("Umur orangnya")
        self.fields["band"].help_text = _("Hanya bila nama atau surelnya ditulis. Tidak disimpan.")
        self.fields["email"].help_text = _("Hanya bila ditulis di kertas.")

    def clean_nomor(self) -> tuple[int, int]:
        """Return print and number; the letter at the end tells a slip of the finger."""
        found = paper_number(self.cleaned_data["nomor"])
        if found is None:
            raise ValidationError(NO_SUCH_PAPER)
        return found
