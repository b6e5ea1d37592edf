"""The public record for programs: where its files are."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router

from rembuk.ledger.queries import record as queries
from rembuk.ledger.schemas import RecordAnswer
from rembuk.shared.api import reads

router = Router(tags=["record"])


@reads(router, "/record", RecordAnswer, _("Kepala catatan publik dan alamat berkasnya"), name="record")
def record(request: HttpRequest) -> RecordAnswer:
    """Answer the newest signed head of the record and where its checkpoint, key and tiles are."""
    head = queries.signed_head()
    return RecordAnswer(
        size=head.size if head else None,
        root=queries.as_base64(bytes(head.root)) if head else None,
        signed_at=head.signed_at if head else None,
        verifier_key=queries.verifier_key() or None,
        waiting=queries.waiting()[0],
        checkpoint="/catatan/checkpoint",
        key="/catatan/key.vkey",
        tiles="/catatan/tile/",
        page="/catatan/",
    )
