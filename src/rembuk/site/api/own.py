"""What no single domain answers: the way in, the session, the figures of the flow, the description."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from rembuk.shared.api import keep_private, reads
from rembuk.site.api.document import render_document
from rembuk.site.flow import counts_lately, rows_of
from rembuk.site.listened import listened_in
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.schemas import Slug

router = Router(tags=["site"])
STAGES = (
    "received", "unsorted", "set_aside", "waiting_review", "refused", "waiting_decision", "dropped",
    "waiting_commitment", "running", "late", "kept",
)  # fmt: skip


class Doors(Schema):
    """Where to begin."""

    spaces: str
    places: str
    record: str
    session: str
    openapi: str
    description: str


class SessionAnswer(Schema):
    """Whether somebody is signed in, and the token that every write sends in X-CSRFToken."""

    signed_in: bool
    csrf_token: str


class FlowRow(Schema):
    """Voices (and ideas) that ended at one stage; null where the page shows no number."""

    stage: str
    label: str
    voices: int | None
    ideas: int | None


class FlowAnswer(Schema):
    """How far every voice of a space has come, each counted once at its furthest stage."""

    space: str
    rows: list[FlowRow]
    page: str


@reads(router, "/", Doors, _("Pintu masuk"), name="root")
def doors(request: HttpRequest) -> Doors:
    """Answer where to begin."""
    at = request.path
    return Doors(
        spaces=f"{at}spaces", places=f"{at}places", record=f"{at}record", session=f"{at}session",
        openapi=f"{at}openapi.json", description="/api/",
    )  # fmt: skip


@reads(router, "/session", SessionAnswer, _("Sesi Anda dan tanda untuk menulis"), name="session")
def session(request: HttpRequest, response: HttpResponse) -> SessionAnswer:
    """Answer whether you are signed in, and the token for writes; its cookie comes with it."""
    keep_private(response)
    return SessionAnswer(signed_in=request.user.is_authenticated, csrf_token=get_token(request))


@reads(router, "/spaces/{slug}/flow", FlowAnswer, _("Angka alir suara satu ruang"), name="flow")
def flow(request: HttpRequest, slug: Slug) -> FlowAnswer:
    """Answer the figures of the flow as the home page of the space shows them."""
    space = space_by_slug(slug)
    figures = rows_of(counts_lately(space, timezone.localdate(timezone=ZoneInfo(space.zone))))
    rows = [
        FlowRow(stage=stage, label=label, voices=_number(voices), ideas=_number(ideas))
        for stage, (label, voices, ideas) in zip(STAGES, figures, strict=True)
    ]
    return FlowAnswer(space=space.slug, rows=rows, page=space.get_absolute_url())


class HeardShare(Schema):
    """How many gave one answer, and their share of 100; null where the number is hidden."""

    value: str
    answers: int | None
    share: int | None


class HeardRow(Schema):
    """What was said under one subject, by one channel, or in all (`space`); null where hidden."""

    by: str
    key: str
    label: str
    answers: int | None
    values: list[HeardShare]


class HeardAnswer(Schema):
    """Whether those who were given an answer felt heard. Only full fives and tens."""

    space: str
    rows: list[HeardRow]
    page: str


@reads(router, "/spaces/{slug}/heard", HeardAnswer, _("Apakah yang dijawab merasa didengar"), name="heard")
def heard(request: HttpRequest, slug: Slug) -> HeardAnswer:
    """Answer the sums of what was said after answers: ya (yes), sebagian (partly), tidak (no)."""
    space = space_by_slug(slug)
    rows = [
        HeardRow(
            by=name, key=row.key, label=row.label, answers=row.count,
            values=[HeardShare(value=value, answers=n, share=share) for value, _words, n, share in row.cells],
        )
        for name, table in listened_in(space).tables() for row in table
    ]  # fmt: skip
    return HeardAnswer(space=space.slug, rows=rows, page=f"{space.get_absolute_url()}didengar/")


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None


@router.get("/openapi.json", include_in_schema=False, url_name="openapi", operation_id="openapi")
def openapi(request: HttpRequest, response: HttpResponse) -> Any:
    """Answer the OpenAPI document."""
    from rembuk.site.api import api

    return orjson.loads(render_document(api))
