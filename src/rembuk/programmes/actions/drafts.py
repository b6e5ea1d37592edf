"""Programmes are drafted, compared and published, version by version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from rembuk.ledger.actions import record_step
from rembuk.programmes import wording
from rembuk.programmes.models import Programme, ProgrammeVersion
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotThere, Refused
from rembuk.spaces.models import Space

SHORTEST_REASON = 20
LeftOut = Sequence[tuple[str, str]]


@transaction.atomic
def begin_programme(
    *,
    space: Space,
    title: str,
    summary: str,
    by: Actor,
    at: datetime,
    body: str = "",
    left_out: LeftOut = (),
    draft: bool = False,
    form_key: str = "",
) -> Programme:
    """Begin a programme that commitments will be part of, as a DRAFT or in public; a FORM_KEY begins one."""
    before = Programme.objects.filter(space=space, form_key=form_key).first() if form_key else None
    if before is not None:
        return before
    programme = Programme.objects.create(
        space=space, title=title, summary=summary, body=body, left_out=_reasoned(left_out), made_at=at,
        version=0, form_key=form_key or None,
    )  # fmt: skip
    version = _version(programme, title, summary, body, programme.left_out, note="", by=by, at=at)
    if not draft:
        _publish(programme, version, by=by, at=at)
    return programme


@transaction.atomic
def save_draft(
    *,
    programme: Programme,
    title: str,
    summary: str,
    body: str,
    left_out: LeftOut,
    note: str,
    by: Actor,
    at: datetime,
    seen: int | None = None,
    form_key: str = "",
) -> ProgrammeVersion:
    """Keep a new version of PROGRAMME's text, seen by its writers alone until it is published.

    SEEN is the latest version when the form was opened: what somebody else wrote since is never lost.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    before = (
        ProgrammeVersion.objects.filter(programme=programme, form_key=form_key).first() if form_key else None
    )
    if before is not None:
        return before
    latest = programme.versions.order_by("-number").first()
    if seen is not None and latest is not None and latest.number != seen:
        raise Conflicting(wording.NEWER_VERSION)
    return _version(
        programme, title, summary, body, _reasoned(left_out), note=note, by=by, at=at, form_key=form_key
    )


@transaction.atomic
def publish_version(*, programme: Programme, number: int, by: Actor, at: datetime) -> Programme:
    """Let everybody read version NUMBER of PROGRAMME; the same version twice changes nothing."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    version = programme.versions.filter(number=number).first()
    if version is None:
        raise NotThere(wording.NO_SUCH)
    if number < programme.version:
        raise Conflicting(wording.OLDER_VERSION)
    if number > programme.version:
        _publish(programme, version, by=by, at=at)
    return programme


def _version(
    programme: Programme,
    title: str,
    summary: str,
    body: str,
    left_out: list[list[str]],
    *,
    note: str,
    by: Actor,
    at: datetime,
    form_key: str = "",
) -> ProgrammeVersion:
    latest = programme.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return ProgrammeVersion.objects.create(
        programme=programme, number=latest + 1, title=title, summary=summary, body=body, left_out=left_out,
        note=note, role=by.role, at=at, form_key=form_key or None,
    )  # fmt: skip


def _publish(programme: Programme, version: ProgrammeVersion, *, by: Actor, at: datetime) -> None:
    first = programme.published_at is None
    version.published_at = at
    version.save(update_fields=["published_at"])
    for name in ("title", "summary", "body", "left_out"):
        setattr(programme, name, getattr(version, name))
    programme.version, programme.published_at = version.number, programme.published_at or at
    programme.save()
    text = json.dumps([version.title, version.summary, version.body, version.left_out], ensure_ascii=False)
    record_step(
        kind="programmes.begun" if first else "programmes.published",
        about=ref(programme),
        scope=ref(programme.space),
        by=by,
        at=at,
        facts={
            "programme": programme.pk,
            "version": version.number,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        },
        words={"title": version.title},
    )


def _reasoned(left_out: LeftOut) -> list[list[str]]:
    """Return what is left out with its reasons, or refuse what stands without one."""
    for number, (what, why) in enumerate(left_out, 1):
        if what.strip() and len(why.strip()) < SHORTEST_REASON:
            raise Refused(wording.NEED_REASON, field=f"why_{number}")
        if why.strip() and not what.strip():
            raise Refused(wording.NEED_WHAT, field=f"left_{number}")
    return [[what.strip(), why.strip()] for what, why in left_out if what.strip()]
