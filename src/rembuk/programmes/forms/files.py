"""Photos and documents that people send as evidence: read by content, photos drawn anew."""

from __future__ import annotations

from typing import Any

from django import forms

from rembuk.programmes.actions import Attachment
from rembuk.voices.forms import documents, photos


class PhotoField(photos.PhotoField):
    """Take a photo and draw it anew: upright, at most 1600 pixels a side, no place, device or other data."""

    def to_python(self, data: Any) -> Any:
        """Return the photo as an attachment."""
        upload = forms.FileField.to_python(self, data)
        if not upload:
            return None
        picture = photos.drawn_anew(upload)
        name = documents.stem(upload.name)
        return Attachment(name, "image/jpeg", picture.content, picture.width, picture.height)


class DocumentField(forms.FileField):
    """Take a PDF that only shows pages."""

    widget = forms.FileInput(attrs={"accept": "application/pdf"})

    def to_python(self, data: Any) -> Any:
        """Return the document as an attachment."""
        upload = super().to_python(data)
        if not upload:
            return None
        return Attachment(documents.stem(upload.name), "application/pdf", documents.only_pages(upload))
