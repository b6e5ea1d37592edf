"""What is typed to hand a wish on to the authority that holds it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.programmes.forms.fields import DateInput, KeyedForm
from rembuk.programmes.states import Answer, LaporKind, Level, Way
from rembuk.shared.public_words import PublicForm


class ReferralForm(KeyedForm):
    """Ask who holds the matter and what is written to them."""

    level = forms.ChoiceField(label=_("Wewenang siapa"), choices=Level.choices, widget=forms.RadioSelect)
    holder = forms.CharField(
        label=_("Instansi yang dituju"),
        min_length=3,
        max_length=120,
        help_text=_("Contoh: Dinas Perhubungan Kabupaten Sleman. Lembaganya, bukan nama orang."),
    )
    way = forms.ChoiceField(
        label=_("Cara meneruskan"),
        choices=Way.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "SP4N-LAPOR! tidak menangani perkara hukum, legislasi, korupsi, dan pidana. "
            "Untuk itu pakai surat."
        ),
    )
    kind = forms.ChoiceField(
        label=_("Jenis laporan di SP4N-LAPOR!"),
        choices=[("", _("Tidak lewat SP4N-LAPOR!")), *LaporKind.choices],
        required=False,
    )
    title = forms.CharField(label=_("Perihal"), min_length=5, max_length=120)
    text = forms.CharField(
        label=_("Isi surat atau laporan"),
        min_length=40,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Sudah disiapkan dari gagasannya. Lengkapi tempat dan waktu kejadian; tanpa nama warga."),
    )
    attachments = forms.CharField(
        label=_("Lampiran"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Satu lampiran tiap baris: foto, peta, atau tautan."),
    )


class SentForm(forms.Form):
    """Ask when it was handed over, and under which number."""

    number = forms.CharField(
        label=_("Nomor surat atau nomor laporan"),
        max_length=60,
        help_text=_("Seperti tertulis di bukti terima."),
    )
    sent_on = forms.DateField(label=_("Dikirim pada"), widget=DateInput())
    expected_on = forms.DateField(
        label=_("Jawaban ditunggu sampai"),
        widget=DateInput(),
        required=False,
        help_text=_("Kosongkan untuk SP4N-LAPOR!: dihitung delapan hari kerja sejak dikirim."),
    )


class AnsweredForm(PublicForm):
    """Ask what the authority answered."""

    answered_on = forms.DateField(label=_("Dijawab pada"), widget=DateInput())
    outcome = forms.ChoiceField(label=_("Jawabannya"), choices=Answer.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Isi jawaban"),
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Tampil untuk umum. Salin atau ringkas tanpa nama orang."),
    )
