"""Makers for the rows of calls for ideas."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from rembuk.ideas import actions
from rembuk.ideas.tests.factories import COORDINATOR, make_answer, make_call, plan_for
from rembuk.voices.tests.recordings import wav
from tests.architecture.makers import Made, World, maker


def _today() -> date:
    return timezone.localdate()


def _typed() -> dict[str, Any]:
    plan = asdict(plan_for(_today()))
    return {name: "" if value is None else str(value) for name, value in plan.items()}


@maker("call")
def call(world: World) -> Made:
    """Make a call that takes answers today."""
    made = make_call(world.space, _today(), at=timezone.now())
    make_answer(made, at=timezone.now())
    return Made({"number": made.pk})


@maker("call in space")
def call_in_space(world: World) -> Made:
    """Make a call and a draft."""
    call(world)
    make_call(world.space, _today(), published=False)
    return Made({"slug": world.space.slug})


@maker("call draft")
def call_draft(world: World) -> Made:
    """Make a call that is not published yet, and write it anew."""
    return Made({"number": make_call(world.space, _today(), published=False).pk}, _typed())


@maker("call plan")
def call_plan(world: World) -> Made:
    """Fill in a new call."""
    return Made({"slug": world.space.slug}, _typed())


@maker("call answer")
def call_answer(world: World) -> Made:
    """Fill in an answer."""
    data = {"text": "Pasang lampu", "visibility": "nameless", "kunci": "0" * 32, "langkah": "kirim"}
    return Made({"number": call(world).args["number"]}, data)


@maker("call spoken")
def call_spoken(world: World) -> Made:
    """Answer by a recording."""
    note = SimpleUploadedFile("catatan.wav", wav(0.5))
    given = {"visibility": "nameless", "kunci": "1" * 32, "suara": note, "setuju": "on"}
    return Made({"number": call(world).args["number"]}, given)


@maker("call field answer")
def call_field_answer(world: World) -> Made:
    """Fill in an answer for somebody in the field."""
    typed = {"text": "Pasang lampu", "visibility": "nameless", "kunci": "2" * 32, "setuju": "on"}
    return Made({"number": call(world).args["number"]}, typed)


@maker("call step")
def call_step(world: World) -> Made:
    """Publish a draft."""
    made = make_call(world.space, _today(), published=False)
    return Made({"number": made.pk}, {"langkah": "terbit"})


@maker("call reported")
def call_reported(world: World) -> Made:
    """Make a call that was answered and reported on."""
    first = _today() - timedelta(days=18)
    begun = timezone.now() - timedelta(days=18)
    made = make_call(world.space, first, at=begun)
    make_answer(made, at=begun)
    words = "Terima kasih. Lampu di tiga titik masuk rencana tahun ini, zebra cross menunggu dinas."
    actions.report_call(call=made, report=words, by=COORDINATOR, at=timezone.now())
    return Made({"number": made.pk})
