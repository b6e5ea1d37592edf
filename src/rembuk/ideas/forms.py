"""What staff type on the board."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.voices.states import SetAside


class AcceptForm(forms.Form):
    """Name an idea, say the wish in the citizens' words, and why these voices are one."""

    title = forms.CharField(
        label=_("Judul gagasan"),
        min_length=5,
        max_length=120,
        help_text=_("Apa yang diminta dan di mana, seperti judul kabar."),
    )
    wish = forms.CharField(
        label=_("Permintaannya, dengan kata-kata warga"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Salin satu suara yang paling jelas. Data pribadi sudah kami tutup."),
    )
    because = forms.CharField(
        label=_("Mengapa suara-suara ini satu gagasan"),
        min_length=10,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Tampil untuk umum, sesudah kata «Karena»."),
    )


class JoinForm(forms.Form):
    """Choose the idea that the voices say the same as, and why."""

    number = forms.IntegerField(
        label=_("Nomor gagasan"),
        min_value=1,
        max_value=2**63 - 1,
        help_text=_("Nomor ada di halaman gagasan, di atas judulnya."),
    )
    because = forms.CharField(
        label=_("Mengapa sama"),
        min_length=10,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Tampil untuk umum, sesudah kata «Karena»."),
    )


class SetAsideForm(forms.Form):
    """Choose the reason from the list, and say it in a sentence."""

    reason = forms.ChoiceField(label=_("Alasan"), choices=SetAside.choices, widget=forms.RadioSelect)
    because = forms.CharField(
        label=_("Penjelasan"),
        min_length=10,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Dikirim ke pengirimnya dan tampil untuk umum. Suara tidak dihapus."),
    )
