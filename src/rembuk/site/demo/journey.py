"""Walk the sample voices through every step, by the actions that pages call."""

from __future__ import annotations

import io
import secrets
from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from rembuk.ideas import actions as idea_actions
from rembuk.ideas.models import Idea
from rembuk.ideas.queries import common_place, voices_on_board
from rembuk.ledger.actions import seal
from rembuk.messaging.actions import fan_out
from rembuk.people.actions import enrol
from rembuk.people.models import Person
from rembuk.places.models import Place
from rembuk.programmes import actions as programme_actions
from rembuk.programmes.actions import Planned
from rembuk.programmes.models import Milestone, Programme
from rembuk.review import actions as review_actions
from rembuk.review.states import STANDARD
from rembuk.shared.actors import CITIZEN, OPERATOR, Actor
from rembuk.shared.models import OutboxRow
from rembuk.shared.queue import Worker
from rembuk.site.demo.branches import grow
from rembuk.site.demo.desk import hand_on, say_what_was_left_out, send_replies, set_aside_the_rest
from rembuk.site.demo.layout import DAYS, LATE, LATELY, samples, table_export, x_export
from rembuk.site.demo.picture import lamps
from rembuk.site.demo.stories import STORIES, Promise, Story
from rembuk.spaces import actions as space_actions
from rembuk.spaces.models import Space
from rembuk.voices import actions as voice_actions
from rembuk.voices.models import Cluster, Voice

ACCOUNTS = {
    "warga": ("", "Warga"),
    "lapangan": ("field_worker", "Petugas lapangan"),
    "penelaah1": ("reviewer", "Penelaah"),
    "penelaah2": ("reviewer", "Penelaah"),
    "koordinator": ("coordinator", "Koordinator"),
    "pemilik": ("owner", "Pemilik ruang"),
}
SUPPORTERS = 17


def walk(home: Path) -> dict[str, Any]:
    """Make the space, its people and its whole story, and return what there is to see."""
    now = timezone.now().replace(second=0, microsecond=0)
    space = _found(now)
    people, accounts = _people(space, now)
    receipt = _listen(space, home, now)
    set_aside_the_rest(space, people["koordinator"], now - timedelta(days=87))
    ideas = [idea for story in STORIES if (idea := _tell(story, space, people, now)) is not None]
    say_what_was_left_out(space, people["koordinator"], now - timedelta(days=27))
    hand_on(space, people["koordinator"], now)
    accounts |= grow(space, people["koordinator"], now)
    _settle()
    send_replies(space, people["koordinator"], now)
    _settle()
    return _summary(space, ideas, accounts, receipt)


def _found(now: datetime) -> Space:
    space = Space.objects.filter(slug="contoh").first()
    if space is not None:
        return space
    return space_actions.found_space(
        slug="contoh",
        name="Ruang Contoh Sleman",
        region=Place.objects.filter(code="34.04").first(),
        greeting="Sugeng rawuh di Ruang Contoh Sleman",
        by=OPERATOR,
        at=now - timedelta(days=125),
    )


def _people(space: Space, now: datetime) -> tuple[dict[str, Actor], dict[str, dict[str, str]]]:
    """Make the demo accounts with random passwords and second factors; nothing here is ever a default."""
    actors, kept = {}, {}
    for name, (role, label) in ACCOUNTS.items():
        email, password = f"{name}@contoh.example", secrets.token_urlsafe(12) if role else None
        person = enrol(email=email, name=label, password=password, totp=bool(role))
        kept[name] = {"email": email, "role": role or "citizen"}
        if role and password:
            space_actions.give_role(space=space, person=person, role=role, by=OPERATOR, at=now)
            kept[name]["password"] = password
        actors[name] = Actor(role or "citizen", person.pk)
    return actors, kept


def _listen(space: Space, home: Path, now: datetime) -> str:
    """Take in the exports as they came, sort each, and one voice from the web form; return its receipt."""
    arrived = now - timedelta(days=120 - DAYS - 2)
    early = {sample.wish for sample in samples()} - LATELY - LATE
    _take_in(space, home, "", early, arrived)
    made = voice_actions.receive_voice(
        space=space,
        text="Tolong lampu di Selokan Mataram. Anak saya pulang les jam tujuh, jalannya gelap sekali.",
        place=Place.objects.filter(path__startswith="Sinduadi, Mlati").first(),
        email="warga@contoh.example",
        purposes=["progress"],
        form_key="contoh",
        by=CITIZEN,
        at=arrived,
    )
    voice_actions.sort_space(space=space, by=OPERATOR, at=now - timedelta(days=88))
    for mark, wishes, days in (("-menyusul", LATE, 25), ("-terbaru", LATELY, 12)):
        arrived = now - timedelta(days=days)
        _take_in(space, home, mark, wishes, arrived)
        voice_actions.sort_space(space=space, by=OPERATOR, at=arrived + timedelta(hours=5))
    return made.code


def _take_in(space: Space, home: Path, mark: str, wishes: Collection[str], arrived: datetime) -> None:
    """Import the voices of WISHES, spoken in the four weeks before, from the two files that people have."""
    from rembuk.channels.queries import FORMATS
    from rembuk.voices.actions.importing import open_file

    begin = arrived - timedelta(days=DAYS + 2)
    files = {
        "x": (f"x-warga{mark}.json", x_export(begin, wishes)),
        "table": (f"lapangan{mark}.csv", table_export(begin, wishes)),
    }
    folder = home / "contoh"
    folder.mkdir(exist_ok=True)
    mapping = {"text": "Isi aspirasi", "id": "No", "time": "Waktu", "place": "Desa"}
    for channel, (name, content) in files.items():
        (folder / name).write_bytes(content)
        options = {"zone": space.zone} | ({"map": mapping} if channel == "table" else {})
        opened = open_file(name=name, stream=io.BytesIO(content), channel=FORMATS[channel], options=options)
        source = voice_actions.begin_import(
            space=space, file_name=name, channel=channel, mapping=mapping if channel == "table" else {},
            basis="Suara yang disampaikan terbuka kepada ruang ini", by=OPERATOR, at=arrived,
        )  # fmt: skip
        voice_actions.import_file(
            space=space, opened=opened, channel=channel, source=source, by=OPERATOR, at=arrived
        )


def _cluster_of(story: Story, space: Space) -> Cluster | None:
    texts = {sample.text for sample in samples() if sample.wish == story.wish}
    rows = Voice.objects.filter(space=space, text__in=texts, set_aside="", behind=None)
    counted = Counter(row.cluster_id for row in rows if row.cluster_id)
    if not counted:
        return None
    return Cluster.objects.get(pk=counted.most_common(1)[0][0])


def _voices_of(story: Story, space: Space) -> list[Voice]:
    """Return what a coordinator would tick: the largest cluster of the wish, and what joined late."""
    cluster = _cluster_of(story, space)
    if cluster is None:
        return []
    texts = {sample.text for sample in samples() if sample.wish == story.wish}
    others = Voice.objects.filter(space=space, text__in=texts, set_aside="", behind=None, withdrawn_at=None)
    by_form = Voice.objects.filter(space=space, channel="web", behind=None) if story.wish == "lampu" else []
    ticked = {voice.pk: voice for voice in [*voices_on_board(cluster), *others, *by_form]}
    return [ticked[pk] for pk in sorted(ticked)]


def _place_of(story: Story) -> Place | None:
    """Return the village the wish is about, as the coordinator would choose it."""
    name = next(sample.place for sample in samples() if sample.wish == story.wish)
    rows = Place.objects.filter(code__startswith="34.04")
    return rows.filter(name__iexact=name).order_by("-level").first()


def _tell(story: Story, space: Space, people: dict[str, Actor], now: datetime) -> Idea | None:
    at = now - timedelta(days=story.accepted)
    # The whole board stands there already; what came later was not on it yet.
    voices = [voice for voice in _voices_of(story, space) if voice.arrived_at <= at]
    if not voices:
        return None
    longest = max((voice for voice in voices), key=lambda voice: len(voice.text))
    idea = idea_actions.accept_as_idea(
        space=space,
        voices=voices,
        title=story.title,
        wish=longest.text,
        because=story.because,
        place=common_place(voices) or _place_of(story),
        by=people["koordinator"],
        at=at,
    )
    _endorse(idea, now - timedelta(days=story.accepted - 1))
    if story.reviewed is None:
        return idea
    _review(story, idea, people, now)
    if story.objected is not None:
        _object(story, idea, voices[0], people["pemilik"], now)
    idea.refresh_from_db()
    if story.decided is not None:
        _decide(story, idea, people["koordinator"], now)
    return idea


def _endorse(idea: Idea, at: datetime) -> None:
    for number in range(SUPPORTERS - idea.pk % 9):
        email = f"pendukung{number + 1}@contoh.example"
        person = enrol(email=email)
        idea_actions.endorse(idea=idea, person=person, at=at)


def _review(story: Story, idea: Idea, people: dict[str, Actor], now: datetime) -> None:
    for number, name in enumerate(("penelaah1", "penelaah2")):
        accepts = story.recommends[number] == "accept"
        review_actions.give_scores(
            idea=idea,
            person=Person.objects.get(email=f"{name}@contoh.example"),
            scores={
                key: (4 if accepts else 2) + (position + number) % 2 for position, key in enumerate(STANDARD)
            },
            recommends=story.recommends[number],
            reasons=story.reasons[number],
            would_change="" if accepts else story.change,
            authority=story.whose,
            by=people[name],
            at=now - timedelta(days=story.reviewed or 0, hours=2 - number),
        )


def _object(story: Story, idea: Idea, voice: Voice, by: Actor, now: datetime) -> None:
    """Let one of those who spoke object, and the owner, who did not judge before, find them right."""
    review_actions.object_to(
        idea=idea, voice=voice, text=story.objection, at=now - timedelta(days=story.objected or 0)
    )
    review_actions.give_scores(
        idea=idea,
        person=Person.objects.get(email="pemilik@contoh.example"),
        scores=dict.fromkeys(STANDARD, 4),
        recommends="accept",
        reasons=story.overturned_because,
        authority=story.whose,
        by=by,
        at=now - timedelta(days=story.overturned or 0),
    )


def _decide(story: Story, idea: Idea, by: Actor, now: datetime) -> None:
    decision = programme_actions.decide(
        space=idea.space,
        ideas=[idea],
        title=story.decision,
        goal=story.goal,
        options=story.options,
        reasons=story.decision_because,
        decided_by="Rapat program, 7 anggota",
        adopted=story.adopted,
        by=by,
        at=now - timedelta(days=story.decided or 0),
    )
    if story.promised is None:
        return
    at = now - timedelta(days=story.promised)
    programme = Programme.objects.filter(space=idea.space).first() or programme_actions.begin_programme(
        space=idea.space,
        title="Sleman yang terang dan terjangkau",
        summary="Yang kecil, dekat, dan dapat diperiksa: lampu, air, jalan, dan waktu layanan.",
        by=by,
        at=at,
    )
    commitment = programme_actions.promise(
        programme=programme,
        decision=decision,
        title=story.commitment,
        text=story.text,
        budget=story.budget,
        answered_by=story.answered_by,
        milestones=[_planned(one, now) for one in story.milestones],
        by=by,
        at=at,
    )
    rows = {row.title: row for row in commitment.milestones.all()}
    happened = [event for one in story.milestones for event in _events(one, rows[one.title], now)]
    for at, act, values in sorted(happened, key=lambda event: event[0]):
        act(milestone=values.pop("row"), by=by, at=at, **values)


def _planned(one: Promise, now: datetime) -> Planned:
    return Planned(one.title, (now + timedelta(days=one.due)).date(), pieces=one.pieces)


def _events(one: Promise, row: Milestone, now: datetime) -> list[tuple[datetime, Any, dict[str, Any]]]:
    events: list[tuple[datetime, Any, dict[str, Any]]] = []
    if one.kept is not None:
        at = now - timedelta(days=one.kept)
        events.append((at, programme_actions.keep_milestone, {"row": row, "evidence": one.evidence}))
    if one.moved is not None:
        at = now - timedelta(days=one.moved)
        due = (now + timedelta(days=one.moved_to)).date()
        events.append(
            (at, programme_actions.move_milestone, {"row": row, "due": due, "because": one.because})
        )
    if one.news:
        values: dict[str, Any] = {
            "row": row, "news": one.news, "pieces_done": one.news_done, "evidence": one.news_evidence,
            "files": [lamps(one.news_done or 0)] if one.photo else [],
        }  # fmt: skip
        events.append((now - timedelta(hours=3), programme_actions.report_milestone, values))
    return events


def _settle() -> None:
    """Tell everybody on the day it was announced, then let the worker send the mail and seal every leaf."""
    rows = OutboxRow.objects.filter(kind="messaging.fan_out", done_at=None).order_by("written_at", "pk")
    for row in rows:
        fan_out(at=row.written_at, **row.payload)
    # The worker tells nobody twice: whoever has the notice keeps the one of that day.
    Worker().drain()
    # A worker that sealed seconds ago seals later; here nobody comes later.
    seal(at=timezone.now())


def _summary(
    space: Space, ideas: list[Idea], accounts: dict[str, dict[str, str]], receipt: str
) -> dict[str, Any]:
    from rembuk.ledger.models import Leaf

    base = settings.PUBLIC_URL
    return {
        "space": space.slug,
        "voices": Voice.objects.filter(space=space).count(),
        "clusters": Cluster.objects.filter(space=space).count(),
        "ideas": len(ideas),
        "leaves": Leaf.objects.count(),
        "sealed": Leaf.objects.filter(index__isnull=False).count(),
        "receipt": receipt,
        "pages": [
            f"{base}/",
            f"{base}{ideas[0].get_absolute_url()}",
            f"{base}/catatan/",
            f"{base}/demo/surat/",
        ],
        "accounts": [f"{name:12} {kept['email']}" for name, kept in accounts.items()],
        "secrets": accounts,
    }
