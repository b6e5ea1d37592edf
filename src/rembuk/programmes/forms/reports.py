"""What is typed to report on a milestone."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.programmes.actions import Attachment
from rembuk.programmes.forms.fields import DateInput, KeyedForm, MoneyField
from rembuk.programmes.forms.files import DocumentField, PhotoField

PUBLIC_PHOTO = _(
    "Tampil untuk umum. Tempat dan alat pemotretan dibuang dari berkasnya; jangan memotret wajah atau alamat."
)


class SeenForm(KeyedForm):
    """Remember how many reports the page showed, so that a stale form is noticed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**6)


class EvidenceForm(SeenForm):
    """Ask for what can be seen: words, a link, a photo, a document; and what has been spent."""

    evidence = forms.CharField(
        label=_("Buktinya"),
        min_length=10,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Apa yang dapat dilihat orang, dan di mana."),
    )
    link = forms.URLField(
        label=_("Tautan bukti"), max_length=500, required=False, assume_scheme="https", empty_value=""
    )
    photo = PhotoField(label=_("Foto bukti"), required=False, help_text=PUBLIC_PHOTO)
    document = DocumentField(
        label=_("Berkas bukti (PDF)"), required=False, help_text=_("Tampil untuk umum. Paling besar 5 MB.")
    )
    spent = MoneyField(label=_("Sudah terpakai sampai hari ini, dalam rupiah"))

    def attachments(self) -> list[Attachment]:
        """Return the files that were sent."""
        return [file for name in ("photo", "document") if (file := self.cleaned_data.get(name))]


class NewsForm(EvidenceForm):
    """Ask what happened on the way, with evidence."""

    news = forms.CharField(label=_("Kabar dalam satu kalimat"), min_length=5, max_length=120)
    pieces_done = forms.IntegerField(
        label=_("Sudah selesai berapa"), min_value=0, max_value=10**6, required=False
    )
    field_order = ("news", "pieces_done", "evidence")


class KeepForm(EvidenceForm):
    """Ask for the evidence that a milestone is kept."""

    evidence = forms.CharField(
        label=_("Buktinya"),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Apa yang dapat dilihat orang, dan di mana."),
    )


class MoveForm(SeenForm):
    """Ask for a later day and the reason."""

    due = forms.DateField(label=_("Janji baru"), widget=DateInput())
    because = forms.CharField(
        label=_("Mengapa bergeser"),
        min_length=20,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Tampil untuk umum, sesudah kata «Karena». Janji semula tetap terlihat."),
    )


class BreakForm(SeenForm):
    """Ask why a promise will not be kept."""

    because = forms.CharField(
        label=_("Mengapa tidak dapat ditepati"),
        min_length=20,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Tampil untuk umum, sesudah kata «Karena». Janji semula dan usahanya tetap terlihat."),
    )
