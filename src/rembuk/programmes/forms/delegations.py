"""What is typed to hand a commitment to a branch, and by the branch to report back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rembuk.programmes.forms.fields import DateInput, KeyedForm
from rembuk.programmes.forms.reports import SeenForm
from rembuk.shared.forms import offer
from rembuk.spaces.models import Space

LINES = {"rows": 3}


class DelegateForm(KeyedForm):
    """Ask which branch is to keep a commitment, by when, and why it is the one."""

    branch = forms.ModelChoiceField(
        label=_("Cabang yang mengerjakan"),
        queryset=Space.objects.none(),
        to_field_name="slug",
        empty_label=_("Pilih cabang"),
    )
    because = forms.CharField(
        label=_("Apa yang dilimpahkan, dan mengapa kepada cabang ini"),
        min_length=20,
        max_length=1000,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("Tampil untuk umum. Cabang menerima atau menolaknya dengan alasan."),
    )
    due = forms.DateField(label=_("Selesai pada"), widget=DateInput())

    def __init__(self, *args: Any, branches: QuerySet[Space], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "branch", branches)


class AcceptForm(SeenForm):
    """Ask for a word with which a branch accepts."""

    text = forms.CharField(
        label=_("Keterangan"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Boleh kosong. Tampil untuk umum."),
    )


class ReasonForm(SeenForm):
    """Ask for a public reason."""

    text = forms.CharField(
        label=_("Alasannya"),
        min_length=20,
        max_length=1000,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("Tampil untuk umum, sesudah kata «Karena»."),
    )


class LaterForm(ReasonForm):
    """Ask for a later day and the reason."""

    due = forms.DateField(label=_("Janji baru"), widget=DateInput())
    field_order = ("due", "text")


class ShowForm(SeenForm):
    """Ask for what can be seen of the work."""

    text = forms.CharField(
        label=_("Kabar dan buktinya"),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("Apa yang dapat dilihat orang, dan di mana."),
    )
    link = forms.URLField(
        label=_("Tautan bukti"), max_length=500, required=False, assume_scheme="https", empty_value=""
    )
