"""What staff write for everybody is looked through for personal data before it is published."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rembuk.reckon.text_analysis.personal import personal

AS_IT_STANDS = "as_it_stands"
KINDS = {
    "NAME": gettext_lazy("nama"), "PHONE": gettext_lazy("nomor telepon"), "EMAIL": gettext_lazy("surel"),
    "ADDRESS": gettext_lazy("alamat"), "GEO": gettext_lazy("letak"),
    "BIRTH_DATE": gettext_lazy("tanggal lahir"), "HEALTH": gettext_lazy("keadaan kesehatan"),
    "IP": gettext_lazy("alamat internet"), "PLATE": gettext_lazy("nomor kendaraan"),
}  # fmt: skip
NUMBER = gettext_lazy("nomor pribadi")


class AsItStands(forms.CheckboxInput):
    """Ask whether what was FOUND may stand; a tick given for something else does not count."""

    def __init__(self, found: str) -> None:
        super().__init__(attrs={"value": found}, check_test=lambda value: value == found)

    def format_value(self, value: Any) -> str:
        """Return what the tick stands for, whatever was sent."""
        return str(self.attrs["value"])


class PublicForm(forms.Form):
    """Look through every text of the form for personal data, once, before everybody reads it.

    What is found is named beside its field, and a box lets it stand; that choice holds for exactly what was
    found. `left_open` then names the kinds and fields, for the note. NOT_READ are fields that are not shown
    to everybody or hold no words.
    """

    not_read: tuple[str, ...] = ()
    left_open = ""

    def full_clean(self) -> None:
        """Clean as Django does, then look through what came of it."""
        super().full_clean()
        if self.is_bound:
            self._look_through()

    def _look_through(self) -> None:
        found = {name: pieces for name in self.fields if (pieces := self._personal_in(name))}
        if not found:
            return
        told = {
            name: ", ".join(f"“{piece}” ({KINDS.get(kind, NUMBER)})" for kind, piece in pieces)
            for name, pieces in found.items()
        }
        digest = hashlib.sha256("\n".join(sorted(told.values())).encode()).hexdigest()[:32]
        self.fields[AS_IT_STANDS] = forms.BooleanField(
            label=_("Biar tertulis begini"), required=False, widget=AsItStands(digest),
            help_text=_("Yang ditandai di atas boleh dibaca semua orang. Pilihan ini dicatat."),
        )  # fmt: skip
        if self.data.get(self.add_prefix(AS_IT_STANDS)) == digest:
            self.left_open = "; ".join(
                f"{self.fields[name].label}: {', '.join(_kinds(pieces))}" for name, pieces in found.items()
            )
            return
        for name, words in told.items():
            self.add_error(name, _(
                "Ini tampaknya data pribadi: %(pieces)s. Hapus, atau tandai “Biar tertulis begini” di bawah."
            ) % {"pieces": words})  # fmt: skip

    def _personal_in(self, name: str) -> list[tuple[str, str]]:
        """Return kind and words of each piece of personal data in the field NAME, each once."""
        field, text = self.fields[name], self.cleaned_data.get(name)
        words = type(field) is forms.CharField and not field.widget.is_hidden
        if not words or name in self.not_read or not isinstance(text, str):
            return []
        return list(dict.fromkeys((kind, text[start:end]) for kind, start, end in personal(text)))


def left_open(form: forms.BaseForm) -> str:
    """Return what was knowingly left open in FORM, "" for nothing and for forms that publish nothing."""
    return form.left_open if isinstance(form, PublicForm) else ""


def _kinds(pieces: list[tuple[str, str]]) -> list[str]:
    return list(dict.fromkeys(str(KINDS.get(kind, NUMBER)) for kind, _piece in pieces))
