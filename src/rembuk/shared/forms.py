"""What forms of several domains share."""

from __future__ import annotations

from typing import Any

from django import forms


def offer(form: forms.BaseForm, name: str, rows: Any) -> None:
    """Let ROWS be chosen from in the field NAME of FORM: a query, or pairs of key and words."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
    else:
        assert isinstance(field, forms.ChoiceField)
        field.choices = rows


def show_anew(form: forms.BaseForm, **now: object) -> None:
    """Keep what was typed into FORM, and let its hidden fields hold what is shown NOW.

    A stale form that was refused is so answered by the same words, sent once more.
    """
    kept = {name: form.data[name] for name in form.data}
    form.data = kept | {form.add_prefix(name): str(value) for name, value in now.items()}
