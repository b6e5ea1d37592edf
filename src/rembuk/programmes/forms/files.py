"""Photos and documents that people send as evidence: read by content, photos drawn anew."""

from __future__ import annotations

import io
import re
import warnings
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from rembuk.programmes.actions import Attachment

LARGEST_PHOTO, LARGEST_FILE = 12_000_000, 5_000_000
MOST_PIXELS = 50_000_000
SIDE, QUALITY = 1600, 80
# What a document may not do when it is opened (ISO 32000-1, 12.6): run, start a program, carry files.
PDF_ACTS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
NO_PHOTO = _(
    "Berkas ini bukan foto JPEG, PNG, atau WebP yang dapat dibaca. Simpan ulang fotonya, lalu pilih lagi."
)
BIG_PHOTO = _("Foto ini terlalu besar. Paling besar 12 MB dan 50 juta titik.")
NO_FILE = _("Berkas ini bukan PDF yang dapat dibaca. Simpan ulang sebagai PDF, lalu pilih lagi.")
BIG_FILE = _("Berkas ini terlalu besar. Paling besar 5 MB.")
ACTS = _(
    "PDF ini memuat perintah atau berkas lain di dalamnya. Cetak ulang sebagai PDF biasa, lalu pilih lagi."
)


class PhotoField(forms.FileField):
    """Take a photo and draw it anew: upright, at most 1600 pixels a side, no place, device or other data."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def to_python(self, data: Any) -> Any:
        """Return the photo as an attachment."""
        upload = super().to_python(data)
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
    # Pillow is loaded by the process that first takes a photo, not by every start.
    from PIL import Image, ImageOps

    if (upload.size or 0) > LARGEST_PHOTO:
        raise ValidationError(BIG_PHOTO)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=["JPEG", "PNG", "WEBP"]) as photo:
                if photo.width * photo.height > MOST_PIXELS:
                    raise ValidationError(BIG_PHOTO)
                photo.draft("RGB", (SIDE, SIDE))
                upright = ImageOps.exif_transpose(photo).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(BIG_PHOTO) from None
    # A broken picture fails in whatever way its decoder does; none of it is the reader's fault to decode.
    except (
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        IndexError,
        KeyError,
        ZeroDivisionError,
        OverflowError,
    ):
        raise ValidationError(NO_PHOTO) from None
    upright.thumbnail((SIDE, SIDE))
    fresh = Image.new("RGB", upright.size, "white")
    fresh.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Attachment(_stem(upload.name), "image/jpeg", out.getvalue(), *fresh.size)


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
