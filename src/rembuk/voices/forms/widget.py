"""What one types into the voice box that stands in a page of others."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.places.forms import PlaceField
from rembuk.voices.forms import TextForm
from rembuk.voices.states import Visibility


class WidgetForm(TextForm):
    """Take a voice with as few fields as can be; the rest is on the receipt."""

    place = PlaceField(label=_("Tempatnya"), required=False)
    visibility = forms.ChoiceField(
        label=_("Boleh dibaca siapa"), widget=forms.RadioSelect, initial=Visibility.NAMELESS,
        choices=[
            (Visibility.NAMELESS, _("Umum, tanpa nama")),
            (Visibility.CONFIDENTIAL, _("Hanya tim ruang ini")),
        ],
    )  # fmt: skip
    tanda = forms.CharField(widget=forms.HiddenInput, required=False)
