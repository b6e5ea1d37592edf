"""One field for a place: type a name, and choose among namesakes only when there are any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from rembuk.places.models import Place
from rembuk.places.queries import find, place_by_code, words_of
from rembuk.places.wording import CHOOSE, NO_PLACE

MOST_CHOICES = 8
Typed = tuple[str, str]


def shown(value: Any) -> str:
    """Return how VALUE reads in the field: the path of a place or of a code, or what was typed."""
    if isinstance(value, tuple):
        return str(value[0])
    place = value if isinstance(value, Place) else place_by_code(str(value)) if value else None
    return place.path if place else ""


class PlaceWidget(forms.TextInput):
    """Show the text typed and, where it means several places, those places as radio buttons.

    `found` is what to choose from. Without script the choices come with the answer to the form; with htmx
    they appear under the input while one types.
    """

    template_name = "places/place_widget.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "maxlength": 120, **(attrs or {})})
        self.found: list[Place] = []

    def format_value(self, value: Any) -> str:
        """Return the text to show: what was typed, or the path of a place."""
        return shown(value)

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> Typed:
        """Return the text and the code chosen; a code chosen for another text does not count."""
        text = str(data.get(name) or "").strip()
        meant = str(data.get(f"{name}_untuk") or "").strip()
        return text, str(data.get(f"{name}_kode") or "") if meant == text else ""

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> bool:
        """Tell whether the form did not carry the field at all."""
        return name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template shows."""
        return {**super().get_context(name, value, attrs), "found": self.found}


class PlaceField(forms.Field):
    """Take a place by any name people use and give back the Place, or None where it may stay empty."""

    widget = PlaceWidget
    default_error_messages = {"required": _("Tulis nama desa, kelurahan, kecamatan, atau kabupatennya.")}

    def has_changed(self, initial: Any, data: Typed | None) -> bool:
        """Tell whether another place was typed than INITIAL."""
        typed = data[0] if data else ""
        return shown(initial) != typed if initial else bool(typed)

    def clean(self, value: Typed | None) -> Place | None:
        """Return the place that VALUE (text, code chosen) means, or ask which one."""
        text, code = value or ("", "")
        self.widget.found = []
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        found = find(text, MOST_CHOICES)
        for place in found:
            if place.code == code or words_of(place.path) == words_of(text):
                return place
        if not found:
            raise ValidationError(NO_PLACE % {"text": text[:60]}, code="unknown")
        if len(found) == 1:
            return found[0]
        self.widget.found = found
        raise ValidationError(CHOOSE, code="ambiguous")
