"""Pages and files of the public record."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page, require_safe

from rembuk.ledger.models import Leaf
from rembuk.ledger.queries import record as queries
from rembuk.ledger.queries.witnesses import witnesses
from rembuk.ledger.wording import address_of, role_label, title_of
from rembuk.shared.refusals import NotThere

ROWS = 20
LARGEST_INDEX = 2**53
NOT_SEALED = _(
    "Entri ini belum ada atau masih menunggu segel. Segel dibuat dalam satu menit; coba lagi nanti."
)
A_YEAR = "public, max-age=31536000, immutable"
SECONDS = "public, max-age=5"
AN_HOUR = "public, max-age=3600"


@require_safe
@conditional_page
def record(request: HttpRequest) -> HttpResponse:
    """Show how large the record is, how to check it, and what it does not prove."""
    before = request.GET.get("sebelum", "")
    below = int(before) if before.isdecimal() and before.isascii() and len(before) < 16 else None
    leaves = queries.newest_leaves(below, ROWS)
    count, since = queries.waiting()
    standings = witnesses(now=timezone.now())
    found = {
        "head": queries.signed_head(),
        "key": queries.verifier_key(),
        "waiting": count,
        "waiting_since": since,
        "rows": [_row(leaf) for leaf in leaves],
        "standings": standings,
        "signing": sum(one.signs for one in standings),
        "older": leaves[-1].index if leaves else None,
        "first": below is None,
        "address": request.build_absolute_uri("/catatan/"),
    }
    return _revalidated(render(request, "ledger/record.html", found))


@require_safe
@conditional_page
def witness_list(request: HttpRequest) -> HttpResponse:
    """List who watches the record from outside, what each signed last, and who is silent."""
    head = queries.signed_head()
    found = {
        "standings": witnesses(now=timezone.now()),
        "head": head,
        "key_address": request.build_absolute_uri("/catatan/key.vkey"),
        "address": request.build_absolute_uri("/catatan/"),
    }
    return _revalidated(render(request, "ledger/witnesses.html", found))


@require_safe
@conditional_page
def leaf(request: HttpRequest, index: int) -> HttpResponse:
    """Show one entry in words and bytes, its place in the tree and how to check it."""
    proven = queries.proven_leaf(index) if index < LARGEST_INDEX else None
    if proven is None:
        raise NotThere(NOT_SEALED)
    document = proven.document
    found = {
        "proven": proven, "index": index, "title": _title(proven.leaf, document), "document": document,
        "role": role_label(str(document["role"])), "bytes": bytes(proven.leaf.body).decode(),
        "digest": bytes(proven.leaf.hash or b"").hex(), "root": bytes(proven.head.root).hex(),
        "path": [node.hex() for node in proven.proof.path],
        "about": _linked(str(document["about"])), "causes": [_linked(ref) for ref in document["because_of"]],
        "address": request.build_absolute_uri(f"/catatan/{index}/"),
    }  # fmt: skip
    return _revalidated(render(request, "ledger/leaf.html", found))


@require_safe
def proof(request: HttpRequest, index: int) -> HttpResponse:
    """Answer the proof of one entry in a file (C2SP tlog-proof)."""
    proven = queries.proven_leaf(index) if index < LARGEST_INDEX else None
    data = proven.proof.text.encode() if proven is not None else None
    return _file(request, data, "text/plain; charset=utf-8", SECONDS)


@require_safe
def entry(request: HttpRequest, index: int) -> HttpResponse:
    """Answer the exact bytes of one entry, whose hash stands in the tree."""
    found = Leaf.objects.filter(index=index).first() if index < LARGEST_INDEX else None
    data = bytes(found.body) if found is not None else None
    return _file(request, data, "application/json", A_YEAR)


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Answer the signed head (C2SP tlog-checkpoint); it changes, so caches keep it for seconds only."""
    return _file(request, queries.record_file("checkpoint"), "text/plain; charset=utf-8", SECONDS)


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """Answer the verifier key as one line, `name+hash+base64`."""
    return _file(request, queries.record_file("key.vkey"), "text/plain; charset=utf-8", AN_HOUR)


@require_safe
def tile(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer a tile of hashes or a bundle of entries (C2SP tlog-tiles); neither ever changes."""
    return _file(request, queries.record_file(f"tile/{rest}"), "application/octet-stream", A_YEAR)


def _file(request: HttpRequest, data: bytes | None, kind: str, keep: str) -> HttpResponse:
    if data is None:
        return HttpResponseNotFound(b"", content_type="text/plain; charset=utf-8")
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    answer = HttpResponse(data, content_type=kind, headers={"ETag": etag, "Cache-Control": keep})
    answer["Access-Control-Allow-Origin"] = "*"
    found = get_conditional_response(request, etag=etag, response=answer)
    return found if isinstance(found, HttpResponse) else answer


def _revalidated(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _row(found: Leaf) -> dict[str, Any]:
    document = json.loads(bytes(found.body))
    return {
        "index": found.index, "title": _title(found, document), "at": found.written_at,
        "role": role_label(str(document["role"])),
    }  # fmt: skip


def _title(found: Leaf, document: dict[str, Any]) -> str:
    words = found.step.words if found.step is not None else {}
    return title_of(str(document["kind"]), document["facts"], words)


def _linked(reference: str) -> dict[str, str]:
    known = address_of(reference)
    return {"ref": reference, "href": known[0] if known else "", "label": known[1] if known else ""}
