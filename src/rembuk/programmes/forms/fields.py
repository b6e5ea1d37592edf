"""Fields that the forms of programmes share."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.programmes.wording import MONEY_RANGE, MOST_MONEY
from rembuk.shared.public_words import PublicForm

GROUPED = re.compile(r"(?:Rp\s*)?([0-9]{1,25}|[0-9]{1,3}(?:\.[0-9]{3}){1,8})", re.IGNORECASE | re.ASCII)


def new_key() -> str:
    """Return a key that tells one opened form from every other."""
    return secrets.token_urlsafe(18)


class DateInput(forms.DateInput):
    """Let the browser's own calendar ask for the day."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class MoneyField(forms.IntegerField):
    """Ask for whole rupiah as people write it, "63.000.000" or "Rp63.000.000"; empty where not counted."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Contoh: 63.000.000. Kosongkan bila belum dihitung."))
        kwargs.setdefault("error_messages", dict.fromkeys(("min_value", "max_value", "invalid"), MONEY_RANGE))
        super().__init__(min_value=0, max_value=MOST_MONEY, required=False, **kwargs)

    def to_python(self, value: Any) -> int | None:
        """Return the amount; a point parts thousands and never begins a fraction."""
        typed = str(value or "").strip()
        grouped = GROUPED.fullmatch(typed)
        if typed and not grouped:
            raise forms.ValidationError(MONEY_RANGE, code="invalid")
        return super().to_python(grouped[1].replace(".", "") if grouped else None)


class KeyedForm(PublicForm):
    """Carry a key, so that the same form sent twice is written once."""

    form_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40, initial=new_key)
