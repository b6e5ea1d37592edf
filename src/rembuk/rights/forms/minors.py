"""What is asked about age, of a child and of a parent or guardian."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.people.states import Band
from rembuk.people.wording import WHICH_BAND


class BandForm(forms.Form):
    """Ask between which ages somebody is; a birth date is never asked for."""

    band = forms.ChoiceField(
        label=_("Umur Anda sekarang"), choices=Band.choices, widget=forms.RadioSelect,
        help_text=_("Kami hanya menyimpan rentangnya, bukan tanggal lahir."),
        error_messages={"required": WHICH_BAND, "invalid_choice": WHICH_BAND},
    )  # fmt: skip


class GuardianForm(forms.Form):
    """Ask where a parent or guardian reads mail."""

    email = forms.EmailField(
        label=_("Surel orang tua atau wali"), max_length=254,
        help_text=_("Kami kirim satu surat berisi tautan untuk mengizinkan atau menolak."),
        error_messages={
            "required": _("Tulis surel orang tua atau wali Anda."),
            "invalid": _("Surel ini belum lengkap. Tulis seperti nama@contoh.id."),
        },
    )  # fmt: skip
