"""Note that somebody published personal data knowingly, in the transaction that published it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rembuk.rights.models import Look
from rembuk.shared.actors import Actor
from rembuk.spaces.models import Space

LONGEST_WHY, LONGEST_PAGE = 300, 60


@contextmanager
def noting(*, left_open: str, page: str, space: Space, by: Actor, at: datetime) -> Iterator[None]:
    """Run what publishes a text; where LEFT_OPEN names personal data in it, keep who let it stand, and where.

    PAGE is the address the form stood on. Only the kinds of data and the fields are kept, never the data.
    """
    if not left_open:
        yield
        return
    with transaction.atomic():
        yield
        Look.objects.create(
            space=space, about=f"site.page:{page[:LONGEST_PAGE]}", what="public_text",
            why=(_("ditandai “Biar tertulis begini”: %(kinds)s") % {"kinds": left_open})[:LONGEST_WHY],
            role=by.role, by=by.ref, at=at,
        )  # fmt: skip
