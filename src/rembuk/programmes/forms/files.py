"""Photos and documents that people send as evidence: read by content, photos drawn anew."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from rembuk.programmes.actions import Attachment
from rembuk.voices.forms import photos

LARGEST_FILE = 5_000_000
# What a document may not do when it is opened (ISO 32000-1, 12.6): run, start a program, carry files.
PDF_ACTS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
NO_FILE = _("Berkas ini bukan PDF yang dapat dibaca. Simpan ulang sebagai PDF, lalu pilih lagi.")
BIG_FILE = _("Berkas ini terlalu besar. Paling besar 5 MB.")
ACTS = _(
    "PDF ini memuat perintah atau berkas lain di dalamnya. Cetak ulang sebagai PDF biasa, lalu pilih lagi."
)


class PhotoField(photos.PhotoField):
    """Take a photo and draw it anew: upright, at most 1600 pixels a side, no place, device or other data."""

    def to_python(self, data: Any) -> Any:
        """Return the photo as an attachment."""
        upload = forms.FileField.to_python(self, data)
        return drawn_anew(upload) if upload else None


class DocumentField(forms.FileField):
    """Take a PDF that only shows pages."""

    widget = forms.FileInput(attrs={"accept": "application/pdf"})

    def to_python(self, data: Any) -> Any:
        """Return the document as an attachment."""
        upload = super().to_python(data)
        return only_pages(upload) if upload else None


def drawn_anew(upload: File[Any]) -> Attachment:
    """Return the photo in UPLOAD as a new JPEG that holds its picture and nothing else."""
    picture = photos.drawn_anew(upload)
    return Attachment(_stem(upload.name), "image/jpeg", picture.content, picture.width, picture.height)


def only_pages(upload: File[Any]) -> Attachment:
    """Return the PDF in UPLOAD, or refuse what is no PDF or does more than show pages."""
    if (upload.size or 0) > LARGEST_FILE:
        raise ValidationError(BIG_FILE)
    content = upload.read()
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise ValidationError(NO_FILE)
    if PDF_ACTS.search(content):
        raise ValidationError(ACTS)
    return Attachment(_stem(upload.name), "application/pdf", content)


def _stem(name: str | None) -> str:
    """Return a name without folder, ending or odd signs; a phone's own names say nothing of the picture."""
    stem = re.sub(r"[^\w .-]+", "", (name or "").replace("\\", "/").rpartition("/")[2]).rpartition(".")[0]
    return stem.strip()[:80]
