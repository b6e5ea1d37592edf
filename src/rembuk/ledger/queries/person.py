"""What the ledger keeps about a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rembuk.ledger.models import Step
from rembuk.ledger.wording import role_label, title_of


def held(subject: str) -> Iterator[dict[str, Any]]:
    """Yield the steps that the person SUBJECT did; the public record names their role only."""
    # Nothing asks for steps by person but this, once in a while; so there is no index for it.
    if subject.startswith("people.person:"):
        for step in Step.objects.filter(by=subject).order_by("pk").iterator(2_000):
            title = title_of(step.kind, step.facts, step.words)
            yield {"what": "step", "title": title, "role": role_label(step.role), "at": step.at}
