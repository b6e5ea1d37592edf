"""Photos that people send: read by content and drawn anew, so that only the picture is kept."""

from __future__ import annotations

import io
import warnings
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File

from rembuk.voices.rules import Picture
from rembuk.voices.wording import BIG_PHOTO, NO_PHOTO

LARGEST_PHOTO = 12_000_000
MOST_PIXELS = 50_000_000
SIDE, QUALITY = 1600, 80


class PhotoField(forms.FileField):
    """Take a photo and draw it anew: upright, at most 1600 pixels a side, no place, device or other data."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def to_python(self, data: Any) -> Any:
        """Return the photo as a Picture."""
        upload = super().to_python(data)
        return drawn_anew(upload) if upload else None


def drawn_anew(upload: File[Any]) -> Picture:
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
    return Picture(out.getvalue(), *fresh.size)
