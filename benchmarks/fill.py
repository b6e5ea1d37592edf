"""Fill a fresh installation with ideas and print what list and idea page cost at two sizes.

python -m benchmarks.fill [SMALL LARGE]: server CPU per request (median of 40) and the ratio; target: about 1.
Each idea has three voices with a subject, five endorsements on average, its terms, and its own steps with
their leaves, sealed by the product; half of the ideas have a verdict. The steps of voices are left out: no
page measured here reads them. `benchmarks.million` asks a real server over such a database.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from django.db.models import Model
    from django.test import Client

    from rembuk.spaces.models import Space

BATCH = 5_000
PEOPLE = 100_000
VOICES = 3
MOST_ENDORSED = 10
STAGES = ("new", "accepted", "new", "refused")
VERDICTS = {"accepted": "review.accepted", "refused": "review.refused"}
THINGS = (
    "Lampu jalan", "Jembatan bambu", "Air bersih", "Angkutan desa", "Jalan berlubang", "Selokan mampet",
    "Posyandu keliling", "Internet balai desa", "Bank sampah", "Kelas membaca",
)  # fmt: skip
WHERE = (
    "pasar", "sekolah", "puskesmas", "masjid", "terminal", "lapangan", "makam", "bendungan", "pabrik",
    "sawah", "stasiun", "asrama", "perumahan", "pelabuhan", "balai desa", "simpang tiga", "jembatan", "hutan",
    "kebun", "kampus",
)  # fmt: skip
WHY = (
    "anak sering jatuh malam hari", "ibu hamil berjalan jauh", "pedagang rugi setiap musim hujan",
    "petani sulit mengangkut panen", "lansia takut menyeberang", "warga membeli galon mahal",
    "murid terlambat masuk kelas", "nelayan pulang tanpa penerangan", "sampah terbakar setiap sore",
    "ambulans tidak dapat lewat", "banjir masuk dapur", "nyamuk demam berdarah bertambah",
    "buruh menunggu angkutan dua jam", "ternak mati kehausan", "pengendara tergelincir lumpur",
)  # fmt: skip
# All but those that sealing reads; what a constraint of a table made has no SQL and stays.
_INDEXES = """
SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (
  'ideas_idea', 'ideas_ideavoice', 'ideas_endorsement', 'ideas_ideaterm', 'voices_voice',
  'voices_voicelabel', 'ledger_step', 'ledger_cause', 'ledger_opening'
)
"""
BECAUSE = "menyebut hal yang sama"
BEGAN = datetime(2024, 12, 1, tzinfo=UTC)
APART = timedelta(minutes=1)


def main(small: int = 1_000, large: int = 100_000) -> int:
    """Print one table and return 0."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"REMBUK_HOME": home, "DJANGO_SETTINGS_MODULE": "rembuk.site.settings"}
        from rembuk.site.commands.office import begin

        begin()
        from django.test import Client

        client = Client(SERVER_NAME="127.0.0.1")
        rows: dict[str, list[float]] = {}
        space, made = found(), 0
        for size in (small, large):
            fill(space, made, size - made)
            made = size
            for name, address in addresses(size).items():
                rows.setdefault(name, []).append(_cost(client, address))
        print(f"{'page':22}{small:>12,}{large:>12,}{'ratio':>8}   (CPU ms per request, median)")
        for name, (first, second) in rows.items():
            print(f"{name:22}{first:>12.2f}{second:>12.2f}{second / first:>8.2f}")
    return 0


def found() -> Space:
    """Return the space that is filled, just founded."""
    from rembuk.shared.actors import OPERATOR
    from rembuk.spaces.actions import found_space

    return found_space(slug="isi", name="Ruang isi", by=OPERATOR, at=BEGAN)


def fill(space: Space, first: int, count: int) -> None:
    """Add COUNT ideas to the FIRST that SPACE has: what the product writes when it makes them, in bulk."""
    from rembuk.ledger.actions import seal

    with _quickly():
        people = _people()
        for begin in range(first, first + count, BATCH):
            end = min(begin + BATCH, first + count)
            _fill_batch(space, people, range(begin, end))
            seal(at=BEGAN + APART * end)


@contextmanager
def _quickly() -> Iterator[None]:
    """Fill SQLite without waiting for the disk, and make its indexes when the rows are there."""
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size=-1500000")
        cursor.execute("PRAGMA synchronous=OFF")
        indexes = cursor.execute(_INDEXES).fetchall()
        for name, _made_by in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, made_by in indexes:
            cursor.execute(made_by)
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()  # the next one is as the settings say


class Rows:
    """Write rows of MODEL that differ only in the fields VARIED; the others are FIXED or their defaults."""

    def __init__(self, model: type[Model], *varied: str, **fixed: object) -> None:
        from django.db import connection

        self._model, row = model, model(**fixed)
        plain = [
            field
            for field in model._meta.concrete_fields
            if field.attname not in varied and field.attname != "id"
        ]
        fields = {field.attname: field for field in model._meta.concrete_fields}
        self._columns = [str(field.column) for field in (*map(fields.__getitem__, varied), *plain)]
        self._fixed = tuple(field.get_db_prep_save(field.pre_save(row, True), connection) for field in plain)

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        """Insert ROWS, each the values of the varied fields as the database takes them."""
        from rembuk.shared import bulk

        bulk.insert(self._model, self._columns, ((*row, *self._fixed) for row in rows))


def _people() -> Sequence[int]:
    """Return the keys of the people who endorse, made at the first call."""
    from django.db import transaction

    from rembuk.people.models import Person

    if not Person.objects.exists():
        with transaction.atomic():
            rows = Rows(Person, "email", "mailbox", band="adult", band_at=BEGAN, password="!" + "x" * 40)
            mails = (f"warga{number}@contoh.example" for number in range(PEOPLE))
            rows.write((mail, mail) for mail in mails)
    return list(Person.objects.order_by("pk").values_list("pk", flat=True)[:PEOPLE])


class Made(NamedTuple):
    """Hold what the other rows of one idea need of it."""

    key: int
    number: int
    title: str
    wish: str
    at: datetime
    moment: Any
    stage: str
    voices: Sequence[int]


def _fill_batch(space: Space, people: Sequence[int], numbers: range) -> None:
    from django.db import transaction

    from rembuk.ideas.models import Idea
    from rembuk.shared import bulk
    from rembuk.voices.models import Voice

    with transaction.atomic():
        keys = bulk.reserve(Idea, len(numbers))
        voices = bulk.reserve(Voice, len(numbers) * VOICES)
        made = []
        for place, (key, number) in enumerate(zip(keys, numbers, strict=True)):
            title, wish = _words(number)
            at = BEGAN + APART * number
            own = voices[place * VOICES : (place + 1) * VOICES]
            stage = STAGES[number % len(STAGES)]
            made.append(Made(key, number, title, wish, at, bulk.moment(at), stage, own))
        _write_voices(space, made)
        _write_ideas(space, made, people)
        _write_steps(space, made)


def _words(number: int) -> tuple[str, str]:
    thing = THINGS[number % len(THINGS)]
    where = WHERE[number // len(THINGS) % len(WHERE)]
    why = WHY[number // len(THINGS) // len(WHERE) % len(WHY)]
    return f"{thing} dekat {where} {number}", f"Kami minta {thing.lower()} dekat {where}, karena {why}."


@cache
def _terms(wish: str) -> list[int]:
    from rembuk.reckon.text_analysis.keys import keys

    return keys(wish)  # a number in the title is no term


def _write_voices(space: Space, made: list[Made]) -> None:
    from rembuk.voices.models import Voice, VoiceLabel

    at = ("published_at", "spoken_at", "arrived_at", "sorted_at")
    rows = Rows(Voice, "id", "native_id", "text", "public_text", "address", *at, space=space, channel="web")
    rows.write(
        (key, f"isi-{key}", idea.wish, idea.wish, f"{key:010d}", *(idea.moment,) * 4)
        for idea in made
        for key in idea.voices
    )
    labels = Rows(VoiceLabel, "voice_id", name="subject", value="infrastruktur/jalan", probability=0.85)
    labels.write((key,) for idea in made for key in idea.voices)


def _write_ideas(space: Space, made: list[Made], people: Sequence[int]) -> None:
    from rembuk.ideas.actions.alike import KEPT
    from rembuk.ideas.models import Endorsement, Idea, IdeaTerm, IdeaVoice, Likeness

    def endorsements(idea: Made) -> int:
        return idea.number % (MOST_ENDORSED + 1)

    varied = ("id", "title", "wish", "stage", "made_at", "waiting_since", "endorsements_count")
    Rows(Idea, *varied, space=space, voices_count=VOICES).write(
        (idea.key, idea.title, idea.wish, idea.stage, idea.moment, idea.moment, endorsements(idea))
        for idea in made
    )
    Rows(IdeaVoice, "idea_id", "voice_id", "at").write(
        (idea.key, key, idea.moment) for idea in made for key in idea.voices
    )
    Rows(Endorsement, "idea_id", "person_id", "at").write(
        (idea.key, people[(idea.number * 7_919 + part * 101) % len(people)], idea.moment)
        for idea in made
        for part in range(endorsements(idea))
    )
    Rows(IdeaTerm, "idea_id", "term", space=space).write(
        (idea.key, term) for idea in made for term in _terms(idea.wish)
    )
    # As many as the worker keeps, but any: to compare a million ideas would take it an hour.
    Rows(Likeness, "idea_id", "other_id", "rank").write(
        (idea.key, made[(at + 1 + rank) % len(made)].key, rank)
        for at, idea in enumerate(made)
        for rank in range(min(KEPT, len(made) - 1))
    )


class Happened(NamedTuple):
    """Hold one step of an idea: its kind, what it is about, what it says, what caused it."""

    kind: str
    about: str
    at: datetime
    facts: dict[str, Any]
    words: dict[str, str]
    causes: list[str]


def _write_steps(space: Space, made: list[Made]) -> None:
    """Write the steps of MADE, each with its causes, its leaf and what opens that."""
    import orjson

    from rembuk.ledger.models import Cause, Leaf, Opening, Step
    from rembuk.ledger.queries.record import commitment
    from rembuk.shared import bulk

    scope = f"spaces.space:{space.pk}"
    happened = [step for idea in made for step in _story(idea)]
    keys, leaves = bulk.reserve(Step, len(happened)), bulk.reserve(Leaf, len(happened))
    steps, causes, bodies, openings = [], [], [], []
    for key, leaf, step in zip(keys, leaves, happened, strict=True):
        sealed = {}
        for name, value in step.words.items():
            salt = hashlib.sha256(f"{key}{name}".encode()).digest()
            sealed[name] = commitment(salt, value)
            openings.append((leaf, name, salt))
        body = orjson.dumps(
            {
                "v": 1, "kind": step.kind, "about": step.about, "scope": scope, "role": "coordinator",
                "at": step.at.strftime("%Y-%m-%dT%H:%M:%SZ"), "because_of": step.causes,
                "facts": step.facts, "sealed": sealed,
            },
            option=orjson.OPT_SORT_KEYS,
        )  # fmt: skip
        moment = bulk.moment(step.at)
        facts, words = orjson.dumps(step.facts).decode(), orjson.dumps(step.words).decode()
        steps.append((key, step.kind, step.about, moment, facts, words))
        causes += [(key, cause) for cause in step.causes]
        bodies.append((leaf, key, body, moment))
    Rows(Step, "id", "kind", "about", "at", "facts", "words", scope=scope, role="coordinator").write(steps)
    Rows(Cause, "step_id", "ref").write(causes)
    Rows(Leaf, "id", "step_id", "body", "written_at").write(bodies)
    Rows(Opening, "leaf_id", "name", "salt").write(openings)


def _story(idea: Made) -> Iterator[Happened]:
    """Yield what happened to IDEA: made of voices, a review promised, perhaps a verdict."""
    about, number, at = f"ideas.idea:{idea.key}", idea.key, idea.at
    voices = [f"voices.voice:{key}" for key in idea.voices]
    facts: dict[str, Any] = {"number": number, "voices": VOICES, "days_used": 2, "days_promised": 5}
    yield Happened(
        "ideas.accepted", about, at, facts, {"title": idea.title, "because": BECAUSE}, sorted(voices)
    )
    due = (at + timedelta(days=14)).date().isoformat()
    promise = f"ideas.review:{idea.key}"
    yield Happened("ideas.review_promised", promise, at, {"number": number, "due": due}, {}, [about])
    if idea.stage in VERDICTS:
        facts = {
            "number": number, "outcome": "accept", "reviewers": 2, "round": 1, "days_used": 10,
            "days_promised": 14, "keeps": promise, "href": f"/g/{number}/putusan/",
        }  # fmt: skip
        yield Happened(
            VERDICTS[idea.stage], about, at + timedelta(days=10), facts, {"because": idea.wish}, []
        )


def addresses(size: int, slug: str = "isi") -> dict[str, str]:
    """Return the pages whose cost is asked for, by name, in a space of SIZE ideas."""
    ideas = f"/r/{slug}/gagasan/"
    return {
        "list, newest": ideas,
        "list, most endorsed": f"{ideas}?urut=dukungan",
        "list, waiting longest": f"{ideas}?urut=menunggu",
        "list, most places": f"{ideas}?urut=tempat",
        "list, by stage": f"{ideas}?tahap=new",
        "list, stage endorsed": f"{ideas}?tahap=new&urut=dukungan",
        "idea": f"/g/{size // 2}/",
        "what came in": f"/r/{slug}/suara/",
        "home": f"/r/{slug}/",
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
