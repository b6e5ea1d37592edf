"""Record what happened, in the transaction of the action that did it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rembuk.ledger.models import Cause, Leaf, Opening, Step
from rembuk.reckon.integrity.tiles import LONGEST_ENTRY
from rembuk.shared.actors import Actor
from rembuk.shared.refusals import Refused

LEAF_VERSION = 1


def canonical(document: Mapping[str, Any]) -> bytes:
    """Return the one spelling of DOCUMENT that leaves are made of: sorted keys, UTF-8, no spaces."""
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def commitment(salt: bytes, value: str) -> str:
    """Return SHA-256(salt || value) in hex; SALT is 32 random bytes, so no value can be guessed from it."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


@transaction.atomic
def record_step(
    *,
    kind: str,
    about: str,
    by: Actor,
    at: datetime,
    scope: str = "",
    because_of: Iterable[str] = (),
    facts: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
    sealed: Mapping[str, str] | None = None,
    public: bool = True,
) -> Step:
    """Record that something happened and, when it is public, write its leaf.

    ABOUT and BECAUSE_OF are references (`ideas.idea:118`). FACTS go into the leaf as they are and must hold
    nothing personal; WORDS are kept with the step and only committed to in the leaf; SEALED values are
    committed to and kept by the caller alone.
    """
    causes = sorted(set(because_of))
    step = Step.objects.create(
        kind=kind,
        about=about,
        scope=scope,
        at=at,
        role=by.role,
        by=by.ref,
        facts=dict(facts or {}),
        words=dict(words or {}),
        public=public,
    )
    Cause.objects.bulk_create([Cause(step=step, ref=cause) for cause in causes])
    if public:
        write_leaf(step=step, causes=causes, sealed={**(words or {}), **(sealed or {})}, at=at)
    return step


def write_leaf(*, step: Step, causes: list[str], sealed: Mapping[str, str], at: datetime) -> Leaf:
    """Write the leaf of STEP with a salted commitment to every value of SEALED."""
    salts = {name: secrets.token_bytes(32) for name in sealed}
    document = {
        "v": LEAF_VERSION,
        "kind": step.kind,
        "about": step.about,
        "scope": step.scope,
        "at": at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "role": step.role,
        "because_of": causes,
        "facts": step.facts,
        "sealed": {name: commitment(salts[name], value) for name, value in sealed.items()},
    }
    body = canonical(document)
    if len(body) > LONGEST_ENTRY:
        raise Refused(_("Keterangan langkah ini terlalu panjang untuk catatan publik. Persingkat isinya."))
    leaf = Leaf.objects.create(step=step, body=body, written_at=at)
    Opening.objects.bulk_create([Opening(leaf=leaf, name=name, salt=salt) for name, salt in salts.items()])
    return leaf
