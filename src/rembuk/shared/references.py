"""Names for any row of any domain: `ideas.idea:118`."""

from __future__ import annotations

from django.db.models import Model


def ref(row: Model) -> str:
    """Return the reference of a saved ROW."""
    return f"{row._meta.app_label}.{row._meta.model_name}:{row.pk}"


def split(reference: str) -> tuple[str, str]:
    """Return the kind and the key of a REFERENCE."""
    kind, _, key = reference.partition(":")
    return kind, key
