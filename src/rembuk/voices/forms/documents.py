"""Documents that people send: read by content, kept only when all they do is show pages."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File

from rembuk.voices.wording import BIG_FILE, FILE_ACTS, NO_FILE

LARGEST_FILE = 5_000_000
# What a document may not do when it is opened (ISO 32000-1, 12.6): run, start a program, carry files.
PDF_ACTS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")


def only_pages(upload: File[Any]) -> bytes:
    """Return the PDF in UPLOAD, or refuse what is no PDF or does more than show pages."""
    if (upload.size or 0) > LARGEST_FILE:
        raise ValidationError(BIG_FILE)
    content: bytes = upload.read()
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise ValidationError(NO_FILE)
    if PDF_ACTS.search(content):
        raise ValidationError(FILE_ACTS)
    return content


def stem(name: str | None) -> str:
    """Return a name without folder, ending or odd signs; a phone's own names say nothing of the picture."""
    plain = re.sub(r"[^\w .-]+", "", (name or "").replace("\\", "/").rpartition("/")[2]).rpartition(".")[0]
    return plain.strip()[:80]
