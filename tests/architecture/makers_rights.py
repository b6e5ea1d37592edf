"""Makers for the rows of the data-protection officer."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from rembuk.people.tests.factories import make_person
from rembuk.rights.actions import protection as actions
from rembuk.rights.models import GuardianAsk
from rembuk.rights.wording import QUESTIONS
from rembuk.shared import retention
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.spaces.queries import token_hash
from tests.architecture.makers import Made, World, maker

MOMENT = "2026-01-05T09:30"
TOKEN = "Xk7" + "k" * 40


def _officer(world: World) -> Actor:
    return Actor("officer", world.people["officer"].pk)


@maker("controller")
def controller(world: World) -> Made:
    """Say who answers for the data of the space."""
    data = {"name": "Partai Contoh", "address": "Jalan Contoh 1", "contact": "ppdp@contoh.id"}
    return Made({"slug": world.space.slug}, {**data, "processor": "", "authority": ""})


@maker("assessment")
def assessment(world: World) -> Made:
    """Fill in the space's part of the impact assessment."""
    data = dict.fromkeys(QUESTIONS, "Sama dengan bagian kami karena ruang ini kecil.")
    return Made(
        {"slug": world.space.slug}, {**data, "decision": "go", "again_on": "2027-01-05", "after": "0"}
    )


@maker("asking about data")
def asking(world: World) -> Made:
    """Ask the space about one's data."""
    return Made({"slug": world.space.slug}, {"kind": "access", "words": "Sejak tahun lalu."})


@maker("request by letter")
def by_letter(world: World) -> Made:
    """Write down what somebody asked by letter."""
    data = {"kind": "access", "words": "", "who": "Surat dari warga Contoh", "received_at": MOMENT}
    return Made({"slug": world.space.slug}, data)


@maker("data request")
def data_request(world: World) -> Made:
    """Keep a request that waits, and answer it."""
    now = timezone.now()
    row = actions.receive_request(
        space=world.space, kind="access", words="", received_at=now, who="Warga Contoh", by=_officer(world),
        at=now,
    )  # fmt: skip
    data = {"outcome": "done", "answer": "Salinannya sudah dikirim."}
    return Made({"slug": world.space.slug, "number": row.pk}, data)


@maker("breach form")
def breach_form(world: World) -> Made:
    """Write down a breach."""
    data = {
        "title": "Laptop hilang", "found_at": MOMENT, "data": "Surel.", "how": "Tertinggal di bus.",
        "handling": "Sesi ditutup.", "persons": "12",
    }  # fmt: skip
    return Made({"slug": world.space.slug}, data)


@maker("breach")
def breach(world: World) -> Made:
    """Keep a breach, and take a step about it."""
    now = timezone.now()
    row = actions.report_breach(
        space=world.space, title="Laptop hilang", found_at=now - timedelta(days=2), data="Surel.",
        how="Tertinggal.", handling="Ditutup.", persons=None, by=_officer(world), at=now,
    )  # fmt: skip
    moment = (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    data = {"kind": "contained", "done_at": moment, "words": "Semua sesi sudah ditutup."}
    return Made({"slug": world.space.slug, "number": row.pk}, data)


@maker("retention")
def days(world: World) -> Made:
    """Say how long each kind of data is kept."""
    return Made({"slug": world.space.slug}, {clock.name: str(clock.days) for clock in retention.everything()})


@maker("band")
def band(world: World) -> Made:
    """Say to be grown up."""
    return Made({}, {"band": "adult"})


@maker("guardian")
def guardian(world: World) -> Made:
    """Ask the parent of a child, and answer."""
    child = make_person(band="13to15")
    GuardianAsk.objects.create(
        subject=ref(child), email="ibu@contoh.id", child="an•••@contoh.id", key_hash=token_hash(TOKEN),
        asked_at=timezone.now(),
    )  # fmt: skip
    return Made({"token": TOKEN}, {"jawab": "ya"})
