"""Three branches of the sample space: one that answers, one that is behind, one that has just begun."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from rembuk.ideas import actions as idea_actions
from rembuk.people.actions import enrol
from rembuk.places.models import Place
from rembuk.programmes import actions as programme_actions
from rembuk.programmes.models import Commitment
from rembuk.shared.actors import CITIZEN, OPERATOR, Actor
from rembuk.spaces import actions as space_actions
from rembuk.spaces.models import Space
from rembuk.voices import actions as voice_actions
from rembuk.voices.models import Voice

# Slug, district, how many voices came, and how many days ago.
BRANCHES = (
    ("contoh-depok", "Depok", 14, 44),
    ("contoh-mlati", "Mlati", 6, 36),
    ("contoh-turi", "Turi", 1, 3),
)
SAID = (
    "Tolong lampu di gang belakang {district} diperbaiki, sudah mati seminggu",
    "Lampu gang belakang {district} mati, anak-anak takut lewat malam",
    "Saluran air di dekat balai {district} mampet setiap hujan",
    "Minta jam buka kantor kapanewon {district} sampai sore",
    "Jalan ke pasar {district} berlubang di dua tempat",
)
LATE_BECAUSE = "Pemasok tiang mengirim dua pekan terlambat, sisanya datang bulan depan."


def grow(space: Space, by: Actor, now: datetime) -> dict[str, dict[str, str]]:
    """Make the branches of SPACE, what came in and what was delegated; return the account of their staff."""
    email, password = "cabang@contoh.example", secrets.token_urlsafe(12)
    person = enrol(email=email, name="Koordinator cabang", password=password, totp=True)
    made = {}
    for slug, district, voices, days in BRANCHES:
        branch = space_actions.found_space(
            slug=slug, name=f"Ruang Contoh {district}", parent=space, zone=space.zone,
            region=Place.objects.filter(code__startswith="34.04.", name=district).first(),
            by=OPERATOR, at=now - timedelta(days=110),
        )  # fmt: skip
        for role in ("owner", "coordinator", "field_worker"):
            space_actions.give_role(space=branch, person=person, role=role, by=OPERATOR, at=now)
        _listen(branch, district, voices, now - timedelta(days=days))
        made[slug] = branch
    _delegate(space, made, by, Actor("coordinator", person.pk), now)
    return {"cabang": {"email": email, "role": "coordinator", "password": password}}


def _listen(branch: Space, district: str, count: int, at: datetime) -> None:
    for number in range(count):
        voice_actions.receive_voice(
            space=branch, text=SAID[number % len(SAID)].format(district=district), place=branch.region,
            email="", purposes=[], form_key=f"{branch.slug}-{number}",
            by=CITIZEN, at=at + timedelta(hours=number),
        )  # fmt: skip
    voice_actions.sort_space(space=branch, by=OPERATOR, at=at + timedelta(days=1))
    if count > len(SAID):
        rows = list(Voice.objects.filter(space=branch, text__startswith="Saluran").order_by("pk"))
        idea_actions.accept_as_idea(
            space=branch, voices=rows, title=f"Saluran air dekat balai {district} dibersihkan",
            wish="Saluran dibersihkan sebelum musim hujan.", because="semuanya menyebut saluran yang sama",
            place=branch.region, by=Actor("coordinator"), at=at + timedelta(days=4),
        )  # fmt: skip


def _delegate(space: Space, branches: dict[str, Space], above: Actor, below: Actor, now: datetime) -> None:
    rows = Commitment.objects.filter(programme__space=space, kept_at=None, broken_at=None)
    running = {row.title.split()[0]: row for row in rows.order_by("pk")}
    plans = (
        ("Trotoar", "contoh-depok", "Kelima titiknya ada di wilayah Depok.", -6),
        ("14", "contoh-mlati", "Sebagian ruas Selokan Mataram ada di wilayah Mlati.", 25),
    )
    for word, slug, because, due in plans:
        if word not in running:
            continue
        at = now - timedelta(days=20)
        row = programme_actions.propose_delegation(
            commitment=running[word], branch=branches[slug], because=because,
            due=(now + timedelta(days=due)).date(), by=above, at=at,
        )  # fmt: skip
        programme_actions.go_on(delegation=row, step="accept", text="", by=below, at=at + timedelta(days=1))
        if due > 0:
            programme_actions.go_on(
                delegation=row, step="move", text=LATE_BECAUSE, due=(now + timedelta(days=due + 14)).date(),
                by=below, at=now - timedelta(days=2),
            )  # fmt: skip
