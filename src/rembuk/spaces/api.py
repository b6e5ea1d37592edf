"""Spaces for programs."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from rembuk.shared.api import Cursor, Limit, reads
from rembuk.shared.paging import page
from rembuk.spaces import queries
from rembuk.spaces.schemas import Slug, SpaceAnswer, SpaceList, space_answer

router = Router(tags=["spaces"])
Parent = Annotated[
    str | None,
    Query(None, max_length=40, pattern=r"^[-a-zA-Z0-9_]+$", description="only branches of this one"),
]


@reads(router, "/spaces", SpaceList, _("Daftar ruang"), name="spaces")
def list_spaces(request: HttpRequest, parent: Parent, cursor: Cursor, limit: Limit) -> SpaceList:
    """List every space by name, or only the branches directly under one."""
    rows = queries.branches(queries.space_by_slug(parent)) if parent else queries.all_spaces()
    found = page(rows.select_related("parent", "region"), order="name", after=cursor, size=limit, strict=True)
    return SpaceList(items=[space_answer(row) for row in found.rows], next=found.after)


@reads(router, "/spaces/{slug}", SpaceAnswer, _("Satu ruang"), name="space")
def one_space(request: HttpRequest, slug: Slug) -> SpaceAnswer:
    """Answer one space: where it works and what it promised about its own clocks."""
    return space_answer(queries.space_by_slug(slug))
