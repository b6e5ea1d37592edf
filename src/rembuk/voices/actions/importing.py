"""Take in a file of posts or rows: new voices, new wordings, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any, BinaryIO

import orjson
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rembuk.channels.events import Author, Post, Read, RefusedRow
from rembuk.channels.links import thread_key
from rembuk.channels.queries import Format, rows_of
from rembuk.channels.rules import finished, wanted
from rembuk.ledger.actions import NewStep, record_step, record_steps
from rembuk.places.queries import find
from rembuk.reckon.refusal import Refusal
from rembuk.reckon.text_analysis.meaning import unhurried
from rembuk.shared import bulk
from rembuk.shared.actors import Actor
from rembuk.shared.ids import addresses
from rembuk.shared.references import ref
from rembuk.spaces.models import Space
from rembuk.voices.actions.asking import ask_sorting
from rembuk.voices.actions.claims import prove_by_posts
from rembuk.voices.actions.publish import publish
from rembuk.voices.models import Import, ImportRefusal, Voice, VoiceAuthor, VoiceVersion
from rembuk.voices.queries.receipt import promised_by
from rembuk.voices.rules import faded
from rembuk.voices.states import ImportState, Visibility
from rembuk.voices.wording import SEEN_IN_FILE

# One transaction a batch: the web keeps answering, and a crash loses at most one batch, which comes again.
BATCH = 500
KEPT_REFUSALS = 1_000
# A file of a million bad rows must not fill the memory: so many are held with their line, all are counted.
HELD_REFUSALS = 10_000
# Reasons may name what stood in a cell; those beyond so many are counted together.
HELD_REASONS = 100
# So many wordings of places are looked up in a file; an office has villages in the hundreds.
LOOKED_UP = 2_000
_COLUMNS = [
    "id", "space_id", "channel", "native_id", "version_key", "version", "text", "public_text", "spoken_at",
    "arrived_at", "place_id", "visibility", "address", "echo", "thread", "reply_to", "origin", "source_id",
    "hand_placed", "set_aside", "set_aside_by",
]  # fmt: skip


@dataclass
class Report:
    """Count what a file held; `refusals` are the first that were met, in order, `reasons` count all.

    "" in `reasons` stands for those whose reason came after HELD_REASONS others.
    """

    file: str
    format: str
    read: int = 0
    new: int = 0
    changed: int = 0
    seen: int = 0
    refusals: list[RefusedRow] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def refused(self) -> int:
        """Return how many rows were refused."""
        return sum(self.reasons.values())

    def refuse(self, row: RefusedRow) -> None:
        """Count ROW under its reason, and hold it while there is room."""
        name = row.reason[:300]
        if name not in self.reasons and len(self.reasons) >= HELD_REASONS:
            name = ""
        self.reasons[name] = self.reasons.get(name, 0) + 1
        if len(self.refusals) < HELD_REFUSALS:
            self.refusals.append(row)


@dataclass(frozen=True)
class Taking:
    """Hold what all rows of a file share."""

    space: Space
    channel: str
    source: Import
    by: Actor
    at: datetime
    places: dict[str, str] = field(default_factory=dict)


@dataclass
class Opened:
    """Hold a file whose first good row has been met, so that nothing is written for a hopeless one."""

    report: Report
    rows: Iterator[Read]


def open_file(
    *,
    name: str,
    stream: BinaryIO,
    channel: Format,
    options: dict[str, Any],
    only: str = "",
    keep_names: bool = False,
) -> Opened:
    """Read STREAM up to its first good row; refuse the file when it has none. Writes nothing.

    A file that is whole and empty of posts is fine. ONLY passes over rows that do not hold the word or
    number. In a chat, where people did not speak to us, names and numbers are closed unless KEEP_NAMES.
    """
    rows = rows_of(channel, stream, options)
    report = Report(name, channel.name)
    first: list[Read] = []
    for row in rows:
        if isinstance(row, RefusedRow):
            # Counted at once, so that bad rows before the first good one are not held either.
            report.refuse(row)
            report.read += 1
            continue
        first.append(row)
        if isinstance(row, Post):
            break
    else:
        if report.refusals:
            told = report.refusals[0]
            raise Refusal(
                f"{name}, baris {told.line}: {told.reason} Tidak ada baris lain yang terbaca.",
                f"{name}, line {told.line}: {told.reason} No other row can be read.",
            )
    # The word is looked for before numbers are closed, for it may be one.
    chosen = _only(chain(first, rows), only, report) if only else chain(first, rows)
    return Opened(report, finished(chosen, keep_names=keep_names))


@transaction.atomic
def begin_import(
    *,
    space: Space,
    file_name: str,
    channel: str,
    mapping: dict[str, str],
    basis: str,
    by: Actor,
    at: datetime,
) -> Import:
    """Write down that a file is being taken in: by whom, by which columns, on what legal basis."""
    return Import.objects.create(
        space=space, file_name=file_name[:200], format=channel, mapping=mapping, basis=basis[:300],
        state=ImportState.RUNNING, role=by.role, by=by.ref, at=at,
    )  # fmt: skip


def import_file(
    *,
    space: Space,
    opened: Opened,
    channel: str,
    source: Import,
    by: Actor,
    at: datetime,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Write the posts of an opened file in batches and return the report; SOURCE keeps its counts.

    The same posts again change nothing. A wording later than the one kept replaces it and the old one is
    kept; an earlier one is only kept.
    """
    report = opened.report
    taking = Taking(space, channel, source, by, at)
    written = 0
    while batch := _next(opened.rows):
        posts = [row for row in batch if isinstance(row, Post)]
        good = _in_time(posts, report, at)
        for row in batch:
            if isinstance(row, RefusedRow):
                report.refuse(row)
        report.read += len(batch) - sum(isinstance(row, Author) for row in batch)
        with unhurried(), transaction.atomic():
            _write(taking, good, report)
            _name_authors(taking, [row for row in batch if isinstance(row, Author)])
            _keep_refusals(source, report.refusals[written:KEPT_REFUSALS])
            _count(source, report)
        bulk.give_way()
        written = len(report.refusals)
        if progress is not None:
            progress(report.read)
    # Those met before a first good row that was not wanted.
    _keep_refusals(source, report.refusals[written:KEPT_REFUSALS])
    finish_import(source=source, report=report, by=by, at=at)
    return report


@transaction.atomic
def finish_import(*, source: Import, report: Report, by: Actor, at: datetime) -> None:
    """Close an import: its counts are a step of their own, and new voices ask to be sorted."""
    source.state = ImportState.DONE
    _count(source, report)
    if report.new or report.changed:
        record_step(
            kind="voices.imported", about=ref(source), scope=ref(source.space), by=by, at=at,
            facts={
                "format": report.format, "read": report.read, "new": report.new,
                "changed": report.changed, "seen": report.seen, "refused": report.refused,
            },
        )  # fmt: skip
        prove_by_posts(source=source, because=SEEN_IN_FILE, at=at)
        ask_sorting(space=source.space, at=at)


def _next(rows: Iterator[Read]) -> list[Read]:
    with unhurried():
        return list(islice(rows, BATCH))


def _only(rows: Iterator[Read], word: str, report: Report) -> Iterator[Read]:
    for row in rows:
        if not isinstance(row, Post) or wanted(row.text, word):
            yield row
        else:
            report.read += 1


def _in_time(posts: list[Post], report: Report, at: datetime) -> list[Post]:
    latest = at + timedelta(days=1)
    late = [post for post in posts if post.spoken_at is not None and post.spoken_at > latest]
    if not late:
        return posts
    reason = _("Tanggalnya masih di masa depan.")
    for post in late:
        report.refuse(RefusedRow(post.line, reason))
    return [post for post in posts if post.spoken_at is None or post.spoken_at <= latest]


def _write(taking: Taking, posts: list[Post], report: Report) -> None:
    kept = {
        native_id: (pk, key)
        for pk, native_id, key in Voice.objects.filter(
            space=taking.space,
            channel=taking.channel,
            native_id__in={post.native_id for post in posts},
        ).values_list("id", "native_id", "version_key")
    }
    fresh: dict[str, Post] = {}
    edits: list[Post] = []
    erased = _erased(taking, posts)
    for post in posts:
        if post.native_id in erased:
            report.seen += 1
        elif post.native_id not in kept and post.native_id not in fresh:
            fresh[post.native_id] = post
        elif post.version_key == (
            kept[post.native_id][1] if post.native_id in kept else fresh[post.native_id].version_key
        ):
            report.seen += 1
        else:
            edits.append(post)
    _insert(taking, list(fresh.values()))
    report.new += len(fresh)
    for post in edits:
        if _edit(taking, post):
            report.changed += 1
        else:
            report.seen += 1


def _erased(taking: Taking, posts: list[Post]) -> set[str]:
    """Return the ids of those of POSTS that were taken in before and erased since; they never come back."""
    gone = Voice.objects.filter(space=taking.space, channel=taking.channel, erased_at__isnull=False)
    if not gone.exists():
        return set()
    ids = {faded(taking.channel, post.native_id): post.native_id for post in posts}
    return {ids[key] for key in gone.filter(native_id__in=ids).values_list("native_id", flat=True)}


def _insert(taking: Taking, posts: Sequence[Post]) -> None:
    if not posts:
        return
    ids = bulk.reserve(Voice, len(posts))
    moment = bulk.moments()
    arrived = moment(taking.at)
    places = _places(taking, posts)
    rows, authors = [], []
    space, source, nameless = taking.space.pk, taking.source.pk, Visibility.NAMELESS.value
    for pk, post, address in zip(ids, posts, addresses(len(posts), 10), strict=True):
        spoken = moment(post.spoken_at) if post.spoken_at is not None else arrived
        place = places.get(post.place)
        origin = _origin(post, place)
        rows.append((
            pk, space, taking.channel, post.native_id, post.version_key, 1, post.text, "", spoken,
            arrived, place, nameless, address, post.echo, thread_key(taking.channel, post.thread),
            thread_key(taking.channel, post.reply_to), orjson.dumps(origin).decode(), source,
            False, "", "",
        ))  # fmt: skip
        if post.author_id or post.handle or post.name:
            authors.append((pk, post.author_id, post.handle, post.name))
    _insert_voices(rows)
    bulk.insert(VoiceAuthor, ["voice_id", "native_id", "handle", "name"], authors)
    facts = {"channel": taking.channel, "due": promised_by(taking.space, taking.at).isoformat()}
    record_steps(
        kind="voices.received", scope=ref(taking.space), by=taking.by, at=taking.at,
        steps=[
            NewStep(f"voices.voice:{pk}", facts, {"text": post.text})
            for pk, post in zip(ids, posts, strict=True)
        ],
    )  # fmt: skip


def _origin(post: Post, place: str | None) -> dict[str, Any]:
    """Return what is kept of a post beside its words: also a place that nobody could find."""
    return {**post.origin, "place": post.place} if post.place and place is None else post.origin


def _places(taking: Taking, posts: Sequence[Post]) -> dict[str, str]:
    """Return the codes of places that words of POSTS name without doubt; a wording is looked up once."""
    known = taking.places
    fresh = list(dict.fromkeys(post.place for post in posts if post.place and post.place not in known))
    for words in fresh[: max(0, LOOKED_UP - len(known))]:
        found = find(words, 2)
        known[words] = found[0].pk if len(found) == 1 else ""
    return {words: code for words, code in known.items() if code}


def _insert_voices(rows: list[tuple[Any, ...]]) -> None:
    """Insert ROWS of _COLUMNS; all draw another public address where one of theirs is taken already.

    Some 2e14 addresses there are, so the database is not asked first: its constraint tells.
    """
    try:
        with transaction.atomic():
            bulk.insert(Voice, _COLUMNS, rows)
    except IntegrityError:
        at = _COLUMNS.index("address")
        drawn = addresses(len(rows), 10)
        bulk.insert(
            Voice, _COLUMNS, [(*row[:at], new, *row[at + 1 :]) for row, new in zip(rows, drawn, strict=True)]
        )


def _edit(taking: Taking, post: Post) -> bool:
    """Keep another wording of a voice; return False when it is known already."""
    at = taking.at
    voice = Voice.objects.select_for_update().get(
        space=taking.space, channel=taking.channel, native_id=post.native_id
    )
    # Some networks mark a post as changed when only a picture or a label of it was.
    known = voice.version_key == post.version_key or voice.text == post.text
    if known or voice.erased_at or voice.withdrawn_at:
        return False
    if voice.versions.filter(version_key=post.version_key).exists():
        return False
    spoken_at = post.spoken_at or at
    # A channel may tell the order of some wordings only; a key made from the words tells none.
    kept = int(voice.version_key) if voice.version_key.isdigit() else 0
    older = post.version_order is not None and post.version_order < kept
    if older:
        VoiceVersion.objects.create(
            voice=voice, version_key=post.version_key, text=post.text, spoken_at=spoken_at, replaced_at=at
        )
        Voice.objects.filter(pk=voice.pk).update(version=F("version") + 1)
    else:
        VoiceVersion.objects.create(
            voice=voice, version_key=voice.version_key, text=voice.text, spoken_at=voice.spoken_at,
            replaced_at=at,
        )  # fmt: skip
        Voice.objects.filter(pk=voice.pk).update(
            text=post.text, version_key=post.version_key, version=F("version") + 1, sorted_at=None
        )
        if voice.published_at:
            publish(voices=[voice], by=taking.by, at=at)
    record_step(
        kind="voices.corrected", about=ref(voice), scope=ref(taking.space), by=taking.by, at=at,
        facts={"channel": taking.channel}, sealed={"text": post.text},
    )  # fmt: skip
    return True


def _name_authors(taking: Taking, authors: list[Author]) -> None:
    """Give handles to authors whose posts stood before them in the file."""
    for author in {one.native_id: one for one in authors if one.handle or one.name}.values():
        VoiceAuthor.objects.filter(
            native_id=author.native_id,
            voice__space=taking.space,
            voice__channel=taking.channel,
            handle="",
        ).update(handle=author.handle, name=author.name)


def _keep_refusals(source: Import, fresh: list[RefusedRow]) -> None:
    ImportRefusal.objects.bulk_create(
        [ImportRefusal(source=source, line=row.line, reason=row.reason[:300]) for row in fresh]
    )


def _count(source: Import, report: Report) -> None:
    source.read, source.new, source.changed = report.read, report.new, report.changed
    source.seen, source.refused, source.reasons = report.seen, report.refused, report.reasons
    source.save(update_fields=["read", "new", "changed", "seen", "refused", "reasons", "state"])
