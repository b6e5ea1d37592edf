"""Fill a fresh installation with ideas and print what list and idea page cost at two sizes.

python -m benchmarks.fill [SMALL LARGE]: server CPU per request (median of 40) and the ratio; target: about 1.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

    from rembuk.spaces.models import Space

BATCH = 2_000
PEOPLE = 2_000
VOICES = 3
TITLES = (
    "Lampu jalan", "Jembatan bambu", "Air bersih", "Angkutan desa", "Jalan berlubang", "Selokan mampet",
    "Posyandu keliling", "Internet balai desa", "Bank sampah", "Kelas membaca",
)  # fmt: skip


def main(small: int = 1_000, large: int = 100_000) -> int:
    """Print one table and return 0."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"REMBUK_HOME": home, "DJANGO_SETTINGS_MODULE": "rembuk.site.settings"}
        from rembuk.site.commands.office import begin

        begin()
        from django.test import Client
        from django.utils import timezone

        from rembuk.shared.actors import OPERATOR
        from rembuk.spaces.actions import found_space

        space = found_space(slug="isi", name="Ruang isi", by=OPERATOR, at=timezone.now())
        client = Client(SERVER_NAME="127.0.0.1")
        rows: dict[str, list[float]] = {}
        made = 0
        for size in (small, large):
            _fill(space, made, size - made)
            made = size
            for name, address in _addresses(space, size).items():
                rows.setdefault(name, []).append(_cost(client, address))
        print(f"{'page':22}{small:>12,}{large:>12,}{'ratio':>8}   (CPU ms per request, median)")
        for name, (first, second) in rows.items():
            print(f"{name:22}{first:>12.2f}{second:>12.2f}{second / first:>8.2f}")
    return 0


def _fill(space: Space, first: int, count: int) -> None:
    """Add COUNT ideas, each with VOICES voices behind it, its endorsements, its terms and its steps."""
    for begin in range(first, first + count, BATCH):
        _fill_batch(space, range(begin, min(begin + BATCH, first + count)))


def _fill_batch(space: Space, numbers: range) -> None:
    from django.utils import timezone

    from rembuk.ideas.models import Endorsement, Idea, IdeaTerm, IdeaVoice
    from rembuk.ledger.models import Cause, Step
    from rembuk.people.models import Person
    from rembuk.reckon.text_analysis.keys import keys
    from rembuk.voices.models import Voice

    if not Person.objects.exists():
        Person.objects.bulk_create(
            Person(email=f"warga{number}@contoh.example", band="adult") for number in range(PEOPLE)
        )
    people = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    now = timezone.now()
    ideas = Idea.objects.bulk_create(
        Idea(
            space=space, title=f"{TITLES[number % len(TITLES)]} di kampung {number}",
            wish=f"Kami minta {TITLES[number % len(TITLES)].lower()} segera dikerjakan.",
            made_at=now - timedelta(minutes=number), waiting_since=now - timedelta(minutes=number),
            stage=("new", "accepted", "refused", "kept")[number % 4], voices_count=VOICES,
            endorsements_count=number % 11,
        )
        for number in numbers
    )  # fmt: skip
    voices = Voice.objects.bulk_create(
        Voice(
            space=space, channel="web", native_id=f"isi-{idea.pk}-{part}", text=idea.wish,
            public_text=idea.wish, published_at=now, spoken_at=now, arrived_at=now, sorted_at=now,
            address=f"{idea.pk:07d}{part}",
        )
        for idea in ideas
        for part in range(VOICES)
    )  # fmt: skip
    IdeaVoice.objects.bulk_create(
        IdeaVoice(idea=ideas[place // VOICES], voice=voice, at=now) for place, voice in enumerate(voices)
    )
    Endorsement.objects.bulk_create(
        Endorsement(idea=idea, person_id=people[(idea.pk * 31 + part) % PEOPLE], at=now)
        for idea in ideas
        for part in range(idea.endorsements_count)
    )
    IdeaTerm.objects.bulk_create(
        IdeaTerm(idea=idea, space=space, term=term)
        for idea in ideas
        for term in keys(f"{idea.title} {idea.wish}")
    )
    scope = f"spaces.space:{space.pk}"
    heard = Step.objects.bulk_create(
        Step(
            kind="voices.received", about=f"voices.voice:{voice.pk}", scope=scope, at=now, role="citizen",
        )
        for voice in voices
    )  # fmt: skip
    del heard
    steps = Step.objects.bulk_create(
        Step(
            kind="ideas.accepted", about=f"ideas.idea:{idea.pk}", scope=scope, at=now, role="coordinator",
            facts={"idea": idea.pk}, words={"because": "menyebut hal yang sama"},
        )
        for idea in ideas
    )  # fmt: skip
    Cause.objects.bulk_create(
        Cause(step=steps[place // VOICES], ref=f"voices.voice:{voice.pk}")
        for place, voice in enumerate(voices)
    )


def _addresses(space: Space, size: int) -> dict[str, str]:
    return {
        "list, newest": "/r/isi/gagasan/",
        "list, most endorsed": "/r/isi/gagasan/?urut=dukungan",
        "list, waiting longest": "/r/isi/gagasan/?urut=menunggu",
        "list, by stage": "/r/isi/gagasan/?tahap=new",
        "list, stage endorsed": "/r/isi/gagasan/?tahap=new&urut=dukungan",
        "idea": f"/g/{size // 2}/",
        "what came in": "/r/isi/suara/",
        "home": "/r/isi/",
    }


def _cost(client: Client, address: str) -> float:
    times = []
    for _ in range(44):
        start = time.process_time()
        answer = client.get(address)
        times.append(1000 * (time.process_time() - start))
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
    return statistics.median(times[4:])


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
