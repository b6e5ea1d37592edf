"""What a form says in Indonesian where Django's own words would be stiff."""

from __future__ import annotations

import pytest
from django import forms
from django.core.validators import MaxValueValidator, MinLengthValidator
from django.template import Context, Template
from django.utils import translation


class Asking(forms.Form):
    name = forms.CharField(label="Nama")
    many = forms.IntegerField(label="Berapa?", validators=[MaxValueValidator(1095)])
    day = forms.DateField(label="Hari")
    why = forms.CharField(label="Mengapa", validators=[MinLengthValidator(10)])


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("id", ["Ini masih kosong.", "Paling besar 1095.", "Tanggal ini tidak ada", "Terlalu pendek: "]),
        ("en", ["This field is required.", "than or equal to 1095", "Enter a valid date.", "at least 10"]),
    ],
)  # fmt: skip
def test_mistakes_in_a_form_are_told_as_people_speak(lang, said):
    typed = {"many": "9999", "day": "2026-02-31", "why": "apa"}
    with translation.override(lang):
        form = Asking(typed)
        shown = Template('{% include "design/errors.html" %}').render(Context({"form": form}))
    assert [one for one in said if one not in shown] == [], shown
    assert "Berapa?:" not in shown
    assert "Nama: " in shown
