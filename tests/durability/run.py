"""Prepare an installation, kill its server under load, and count."""

from __future__ import annotations

import argparse
import itertools
import random
import time
import uuid
from collections.abc import Iterator

from tests.durability.load import Job, Load
from tests.durability.server import Server

IDEAS, SPACE = 8, "kuat"
LEAST_BETWEEN_KILLS = 10


def run(args: argparse.Namespace, chance: random.Random) -> int:
    """Return 0 when nothing acknowledged was lost or doubled."""
    from tests.durability.quick import prepare_quickly

    prepare_quickly()
    from rembuk.ledger.queries.record import record_file
    from rembuk.shared.queue import Worker

    people, voices = max(20, args.kills), max(100, 5 * args.kills)
    jobs = make_jobs(chance, people=people, voices=voices)
    Worker().drain()
    print(f"{len(jobs)} jobs to begin with: {people} people, {IDEAS} ideas", flush=True)
    server = Server(args.port)
    server.start()
    load = Load((server.door,), jobs, args.clients, more=more_voices(jobs))
    kept: list[bytes] = []
    try:
        for number in range(args.kills):
            before = len(load.acknowledged)
            end = time.monotonic() + 60
            while len(load.acknowledged) < before + LEAST_BETWEEN_KILLS and time.monotonic() < end:
                time.sleep(0.02)
            time.sleep(chance.uniform(0.1, 1.5))
            server.kill()
            head = record_file("checkpoint")
            kept += [head] if head else []
            print(f"kill {number + 1}: {len(load.acknowledged)} acknowledged", flush=True)
            server.start()
        time.sleep(3)
    finally:
        load.stop()
        server.stop()
    faults = count(load, kept, args.kills)
    for fault in faults:
        print("FAULT:", fault)
    told = dict(sorted(load.answers.items()))
    passed = 0 if faults else 1
    print(f"{args.kills} kills, {len(load.acknowledged)} acknowledged, {len(faults)} faults, answers {told}")
    print(f"{passed} passed, {1 - passed} failed")
    return 1 if faults else 0


def more_voices(jobs: list[Job], *, after: int | None = None, network: str = "") -> Iterator[Job]:
    """Yield voices without end like those of JOBS, numbered on from AFTER, all from NETWORK if named."""
    voices = [job for job in jobs if job.kind == "voice"]
    for number in itertools.count(len(voices) if after is None else after) if voices else ():
        yield _voice(voices[0].address, number, network=network)


def make_jobs(chance: random.Random, *, people: int, voices: int, photos: int = 0) -> list[Job]:
    """Return, in no order, PEOPLE's endorsements of every idea and VOICES, the first PHOTOS with a photo."""
    from django.test import Client
    from django.urls import NoReverseMatch, reverse

    from rembuk.ideas.tests.factories import make_idea
    from rembuk.people.tests.factories import make_person, sign_in
    from rembuk.spaces.tests.factories import make_space

    space = make_space(SPACE)
    ideas = [make_idea(space, voices=1, title=f"Gagasan {number}") for number in range(IDEAS)]
    jobs = []
    for _ in range(people):
        person = make_person()
        session = str(sign_in(Client(), person).session.session_key)
        for idea in ideas:
            address = reverse("idea-endorse", kwargs={"number": idea.pk})
            jobs.append(Job("endorse", (idea.pk, person.pk), address, (), session))
    try:
        address = reverse("voice-send", kwargs={"slug": space.slug})
    except NoReverseMatch:
        print("voices: this version has no page to send one; left out")
    else:
        picture = _picture() if photos else b""
        jobs += [_voice(address, number, picture if number < photos else b"") for number in range(voices)]
    chance.shuffle(jobs)
    return jobs


def _picture() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.effect_noise((320, 240), 90).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def _voice(address: str, number: int, photo: bytes = b"", network: str = "") -> Job:
    text = f"Tolong perbaiki jembatan nomor {number} di desa kami."
    key = uuid.UUID(int=number + 1).hex
    fields = (("text", text), ("visibility", "nameless"), ("kunci", key), ("langkah", "kirim"))
    network = network or f"198.{51 + number // 62_500}.{number // 250 % 250}.{number % 250 + 1}"
    file = ("foto", "foto.jpg", "image/jpeg", photo) if photo else None
    return Job("voice", (text,), address, fields, network=network, file=file)


def count(load: Load, kept: list[bytes], kills: int) -> list[str]:
    """Return what of LOAD is lost or doubled, and where the record does not continue a head KEPT."""
    from django.db import connections

    from rembuk.shared.queue import Worker

    connections.close_all()
    Worker().drain()
    faults = _count_endorsements(load) + _count_voices(load) + _check_record(kept)
    broken = {status: count for status, count in load.answers.items() if status >= 500}
    if broken:
        faults.append(f"the server answered {broken}")
    if len(load.acknowledged) < kills * LEAST_BETWEEN_KILLS:
        faults.append(f"only {len(load.acknowledged)} acknowledged: the load was too small to mean anything")
    return faults


def _count_endorsements(load: Load) -> list[str]:
    from django.db.models import Count

    from rembuk.ideas.models import Endorsement, Idea

    rows = list(Endorsement.objects.values_list("idea_id", "person_id"))
    acknowledged = {job.key for job in load.acknowledged if job.kind == "endorse"}
    faults = [f"endorsement {key} was acknowledged and is not there" for key in acknowledged - set(rows)]
    if len(rows) != len(set(rows)):
        faults.append("an endorsement is there twice")
    faults += [
        f"idea {idea.pk} counts {idea.endorsements_count} of {idea.counted}"
        for idea in Idea.objects.annotate(counted=Count("endorsements"))
        if idea.endorsements_count != idea.counted
    ]
    print(f"endorsements: {len(acknowledged)} acknowledged, {len(rows)} there")
    return faults


def _count_voices(load: Load) -> list[str]:
    from collections import Counter

    from rembuk.ledger.models import Leaf
    from rembuk.shared.references import ref
    from rembuk.voices.models import Voice

    acknowledged = {job.key[0] for job in load.acknowledged if job.kind == "voice"}
    sent = list(Voice.objects.filter(text__startswith="Tolong perbaiki jembatan nomor"))
    there = Counter(voice.text for voice in sent)
    faults = [f"voice {text!r} is there {there[text]} times" for text in acknowledged if there[text] != 1]
    faults += [f"voice {text!r} is there {count} times" for text, count in there.items() if count > 1]
    leaves = Counter(Leaf.objects.filter(step__kind="voices.received").values_list("step__about", flat=True))
    faults += [f"{ref(voice)} has {leaves[ref(voice)]} leaves" for voice in sent if leaves[ref(voice)] != 1]
    print(f"voices: {len(acknowledged)} acknowledged, {len(sent)} there")
    return faults


def _check_record(kept: list[bytes]) -> list[str]:
    from rembuk.ledger.queries.record import record_file, verifier_key
    from rembuk.reckon.integrity.notes import read_verifier_key
    from rembuk.reckon.integrity.record import verify_record

    if not verifier_key():
        return ["the record was never sealed"]
    faults = []
    for head in kept or [None]:
        report = verify_record(record_file, read_verifier_key(verifier_key()), head)
        faults += [f"record: {error.en}" for error in report.errors]
    print(f"record: {report.size} entries, continues {len(kept)} heads kept after kills")
    return faults
