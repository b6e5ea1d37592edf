"""What is typed about one's own data and the log of looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.rights.wording import LOOKS, SURE
from rembuk.shared.forms import offer


class EraseForm(forms.Form):
    """Ask once more before an account is erased."""

    sure = forms.BooleanField(
        label=_("Saya mengerti: akun dan data saya dihapus untuk selamanya."),
        error_messages={"required": SURE},
    )


class LooksForm(forms.Form):
    """Choose which looks to read; nothing chosen means all."""

    oleh = forms.ChoiceField(label=_("Oleh siapa"), required=False)
    apa = forms.ChoiceField(
        label=_("Yang dibuka"), required=False, choices=[("", _("semua")), *LOOKS.items()]
    )

    def __init__(self, data: Mapping[str, Any], *, people: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        offer(self, "oleh", [("", _("siapa saja")), *people])
