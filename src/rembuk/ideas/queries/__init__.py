"""What we know about ideas: reads only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet

from rembuk.ideas.models import BoardMove, Endorsement, Idea, IdeaTerm, IdeaVoice, MergeAnswer, SavedFilter
from rembuk.ideas.states import Stage
from rembuk.ideas.wording import MOVES, NO_IDEA
from rembuk.messaging.queries import Answered, Thing, followers
from rembuk.people.models import Person
from rembuk.people.queries import person_key
from rembuk.people.states import MINOR
from rembuk.places.models import Place
from rembuk.reckon.text_analysis.keys import keys, similarity
from rembuk.shared.paging import keys_in_turn
from rembuk.shared.postings import sharing
from rembuk.shared.prepared import Prepared
from rembuk.shared.refusals import NotThere
from rembuk.spaces.models import Space
from rembuk.voices.models import Cluster, Voice, VoiceLabel
from rembuk.voices.states import ClusterState, Visibility
from rembuk.voices.wording import LABEL_VALUES

HIDDEN = (Stage.TAKEN_BACK,)
ORDERS = {
    "terbaru": "-made_at",
    "dukungan": "-endorsements_count",
    "tempat": "-places_count",
    "menunggu": "waiting_since",
}
GREATEST_ID = 2**63 - 1
COMPARED = 200
QUOTES = 3
# So many ideas alike are shown; more are kept, for some may be hidden.
LIKE = 3
NEAR = 0.2  # below it, texts share a word by chance (docs/reference/text-analysis.md)


def idea_by_number(number: int) -> Idea:
    """Return the public idea NUMBER, or refuse."""
    if number > GREATEST_ID:
        raise NotThere(NO_IDEA)
    idea = _numbered.first(number)
    if idea is None or idea.stage in HIDDEN:
        raise NotThere(NO_IDEA)
    return idea


_numbered = Prepared(
    lambda number: Idea.objects.select_related("space", "place", "joined_into").filter(pk=number), int
)


def public_ideas(space: Space, stage: str = "") -> QuerySet[Idea]:
    """Return the ideas of SPACE that anyone may see, only those at STAGE when one is given."""
    ideas = Idea.objects.filter(space=space).exclude(stage__in=HIDDEN).select_related("place")
    return ideas.filter(stage=stage) if stage in Stage.values else ideas


def voices_behind(idea: Idea) -> QuerySet[Voice]:
    """Return the voices behind IDEA, shown or not, the oldest first: for its team."""
    return Voice.objects.filter(behind__idea=idea).order_by("spoken_at", "pk")


def quotes_of(idea: Idea) -> list[Voice]:
    """Return the first three voices behind IDEA that may be listed, with place and author; one query."""
    return _quotes(idea.pk)


_quotes = Prepared(
    lambda idea: (
        _listed(Voice.objects.filter(behind__idea=idea))
        .select_related("place", "author")
        .order_by("spoken_at", "pk")[:QUOTES]
    ),
    int,
)


def listed_voices(idea: Idea) -> QuerySet[Voice]:
    """Return the voices behind IDEA that stand in its public list, the oldest first.

    Of what moderation hid the list says so in place of its words. What was told in confidence or withdrawn
    is not in it: place, day and channel would tell whose it is.
    """
    return _listed(voices_behind(idea))


def _listed(rows: QuerySet[Voice]) -> QuerySet[Voice]:
    rows = rows.filter(published_at__isnull=False, withdrawn_at=None)
    return rows.exclude(visibility=Visibility.CONFIDENTIAL)


def shown_voices(idea: Idea) -> QuerySet[Voice]:
    """Return the voices behind IDEA whose words anyone may read, the oldest first."""
    return listed_voices(idea).filter(hidden_at=None)


def told_to_the_team(idea: Idea) -> int:
    """Return how many voices behind IDEA are counted and stand in no public list."""
    return voices_behind(idea).filter(withdrawn_at=None, visibility=Visibility.CONFIDENTIAL).count()


def inside(ideas: QuerySet[Idea], code: str) -> QuerySet[Idea]:
    """Return those of IDEAS that lie in the place with CODE: a range of codes, whatever the collation."""
    return ideas.filter(Q(place=code) | Q(place__gte=f"{code}.00", place__lte=f"{code}.99.99.9999"))


PLACED = {
    "diputuskan": (Stage.DECIDED, Stage.PROMISED, Stage.KEPT),
    "dijanjikan": (Stage.PROMISED, Stage.KEPT),
    "ditepati": (Stage.KEPT,),
}


def voices_inside(space: Space, code: str) -> QuerySet[Voice]:
    """Return the voices of SPACE from the place with CODE that anyone may read, with place and author."""
    rows = Voice.objects.filter(space=space, published_at__isnull=False, withdrawn_at=None, hidden_at=None)
    rows = rows.filter(Q(place=code) | Q(place__gte=f"{code}.00", place__lte=f"{code}.99.99.9999"))
    return rows.exclude(visibility=Visibility.CONFIDENTIAL).select_related("place", "author")


def counts_inside(space: Space, code: str) -> dict[str, int]:
    """Return how many ideas of SPACE lie in the place with CODE, and at each of PLACED; one query."""
    counted = {name: Count("pk", filter=Q(stage__in=stages)) for name, stages in PLACED.items()}
    found: dict[str, int] = inside(public_ideas(space), code).aggregate(gagasan=Count("pk"), **counted)
    return found


def ancestors(place: Place) -> list[Place]:
    """Return what PLACE lies in, the largest first, in one query; codes tell."""
    parts = place.pk.split(".")
    codes = [".".join(parts[:number]) for number in range(1, len(parts))]
    return list(Place.objects.filter(pk__in=codes).order_by("pk")) if codes else []


def parts_with_ideas(space: Space, place: Place) -> list[tuple[Place, int]]:
    """Return each place directly in PLACE with its number of ideas, those without left out; two queries."""
    rows = inside(public_ideas(space), place.pk).exclude(place=place).order_by()
    sums: dict[str, int] = {}
    for code, count in rows.values_list("place_id").annotate(n=Count("pk")):
        part = ".".join(code.split(".")[: place.level + 1])
        sums[part] = sums.get(part, 0) + count
    found = Place.objects.filter(pk__in=sums).order_by("name", "pk") if sums else []
    return [(part, sums[part.pk]) for part in found]


def voice_ids(idea: Idea) -> list[int]:
    """Return the keys of all voices behind IDEA in the order in which they were spoken."""
    rows = IdeaVoice.objects.filter(idea=idea).order_by("voice__channel", "voice__spoken_at", "voice_id")
    return list(rows.values_list("voice_id", flat=True))


def idea_of_voice(voice: Voice) -> Idea | None:
    """Return the idea VOICE stands behind."""
    row = IdeaVoice.objects.select_related("idea__space", "idea__place").filter(voice=voice).first()
    return row.idea if row else None


def endorsed_by(person_id: int | None, idea: Idea) -> bool:
    """Tell whether the person endorses IDEA."""
    return person_id is not None and Endorsement.objects.filter(idea=idea, person_id=person_id).exists()


def strands(idea: Idea) -> list[tuple[str, int]]:
    """Return each channel and how many of the voices behind IDEA came by it, in one query."""
    return _strands(idea.pk)


_strands = Prepared(
    lambda idea: (
        IdeaVoice.objects.filter(idea=idea)
        .values_list("voice__channel")
        .annotate(n=Count("pk"))
        .order_by("voice__channel")
    ),
    int,
)


def voices_on_board(cluster: Cluster) -> QuerySet[Voice]:
    """Return the voices of CLUSTER that wait: not set aside, not withdrawn, behind no idea."""
    return Voice.objects.filter(cluster=cluster, withdrawn_at=None, set_aside="", behind=None).order_by("pk")


def cluster_strands(cluster: Cluster) -> list[tuple[str, int]]:
    """Return each channel and how many of the waiting voices of CLUSTER came by it."""
    counts = voices_on_board(cluster).order_by().values_list("channel").annotate(n=Count("pk"))
    return [(channel, count) for channel, count in counts.order_by("-n", "channel")]


def clusters_near(space: Space, cluster: Cluster, words: str = "", limit: int = 10) -> list[Cluster]:
    """Return other clusters of SPACE that wait, those whose titles say nearest to CLUSTER's first; one query.

    WORDS, where given, must stand in the title. Only the latest are compared, so the cost does not grow.
    """
    rows = Cluster.objects.filter(space=space, state=ClusterState.OPEN, size__gt=0).exclude(pk=cluster.pk)
    if words:
        rows = rows.filter(title__icontains=words)
    latest = list(rows.order_by("-last_at", "-id")[:COMPARED])
    score = {row.pk: similarity(cluster.title, row.title) for row in latest}
    return sorted(latest, key=lambda row: -score[row.pk])[:limit]


def common_place(voices: Sequence[Voice]) -> Place | None:
    """Return the smallest place that all placed VOICES lie in, or None; codes tell who lies in whom."""
    codes = [voice.place_id for voice in voices if voice.place_id]
    if not codes:
        return None
    # 34.04.06.2001 lies in 34.04.06, that in 34.04, that in 34.
    for length in (13, 8, 5, 2):
        shared = {code[:length] if len(code) >= length else "" for code in codes}
        if len(shared) == 1 and "" not in shared:
            return Place.objects.filter(pk=shared.pop()).first()
    return None


def like(idea: Idea) -> list[Idea]:
    """Return the ideas that say most nearly what IDEA says, as the worker found them; one query."""
    return _like(idea.pk)


_like = Prepared(
    lambda idea: (
        Idea.objects.filter(like__idea=idea)
        .exclude(stage__in=HIDDEN)
        .order_by("like__rank")
        .only("pk", "title")[:LIKE]
    ),
    int,
)


def alike(space: Space, text: str, *, limit: int = 3, without: int | None = None) -> list[Idea]:
    """Return the ideas of SPACE that say most nearly what TEXT says, the nearest first; one query.

    An index of hashed terms finds some candidates; comparing their words ranks them.
    """
    terms = keys(text)
    if not terms:
        return []
    found = _sharing(len(terms), limit)(space.pk, -1 if without is None else without, *terms)
    near = [(similarity(text, f"{idea.title} {idea.wish}"), idea.pk, idea) for idea in found]
    return [
        idea for score, _pk, idea in sorted(near, key=lambda row: row[:2], reverse=True) if score >= NEAR
    ][:limit]


@cache
def _sharing(terms: int, limit: int) -> Prepared[Idea]:
    """Return the query for ideas that share most of so many TERMS, as text has few numbers of them."""

    def build(space: int, without: int, *keys: int) -> QuerySet[Idea]:
        found = sharing(IdeaTerm, "idea_id", space=space, terms=keys, limit=limit * 4, without=without)
        return Idea.objects.filter(pk__in=found).exclude(stage__in=HIDDEN)

    return Prepared(build, *(int,) * (terms + 2))


def audience(key: str) -> Iterator[str]:
    """Yield everyone who is told about idea KEY: those whose voice is behind it, and its endorsers.

    Minors who endorsed it are told only where they follow it: mail beyond what a child asked for is not sent.
    """
    for pk in keys_in_turn(IdeaVoice.objects.filter(idea_id=key), "voice_id"):
        yield f"voices.voice:{pk}"
    grown = Endorsement.objects.filter(idea_id=key).exclude(person__band__in=MINOR)
    for pk in keys_in_turn(grown, "person_id"):
        yield f"people.person:{pk}"
    yield from followers(what_to_follow(key))
    # Who spoke for an idea that was joined to this one, or stayed there, hears how it goes on here.
    for pk in Idea.objects.filter(joined_into_id=int(key), stage=Stage.JOINED).values_list("pk", flat=True):
        yield from audience(str(pk))


def what_to_follow(key: str) -> list[str]:
    """Return idea KEY, its place and all that place lies in, its subject, and its space, as references."""
    idea = Idea.objects.filter(pk=key).first()
    if idea is None:
        return []
    space = idea.space_id
    code = idea.place_id or ""
    places = [code[:length] for length in (13, 8, 5, 2) if len(code) >= length]
    subject = subject_of(idea)
    return [
        f"ideas.idea:{idea.pk}",
        *(f"ideas.place:{space}/{place}" for place in places),
        *(dict.fromkeys(f"ideas.subject:{space}/{one}" for one in _levels(subject))),
        f"spaces.space:{space}",
    ]


def _levels(subject: str) -> list[str]:
    """Return SUBJECT as followed: its first level, then itself."""
    return [subject.partition("/")[0], subject] if subject else []


def subject_of(idea: Idea) -> str:
    """Return the subject that most voices behind IDEA have, or nothing."""
    first = _subject.first(idea.pk)
    return first[0] if first else ""


_subject = Prepared(
    lambda idea: (
        VoiceLabel.objects.filter(voice__behind__idea=idea, name="subject")
        .values_list("value")
        .annotate(n=Count("pk"))
        .order_by("-n", "value")[:1]
    ),
    int,
)


def answered(key: str, receiver: str) -> Answered | None:
    """Return where an answer about idea KEY counts; who endorsed or follows came by an account."""
    idea = Idea.objects.filter(pk=key).first()
    if idea is None:
        return None
    model, _sep, voice = receiver.partition(":")
    spoken = Voice.objects.filter(pk=voice).values_list("channel", flat=True).first()
    channel = spoken if model == "voices.voice" and spoken else "account"
    return Answered(idea.space_id, subject_of(idea).partition("/")[0], channel)


def named_place(key: str) -> Thing | None:
    """Return what the place KEY ("3/34.04", a space and a code) is called there, and its page."""
    space, code = _space_and(key)
    place = Place.objects.filter(pk=code).first() if space else None
    if space is None or place is None:
        return None
    return Thing(f"{place.path} ({space.name})", f"/r/{space.slug}/tempat/{place.pk}/", space.zone)


def named_subject(key: str) -> Thing | None:
    """Return what the subject KEY ("3/kesehatan", a space and a label) is called there, and its page."""
    space, label = _space_and(key)
    words = LABEL_VALUES["subject"].get(label.partition("/")[0])
    if space is None or words is None:
        return None
    return Thing(f"{words} ({space.name})", f"/r/{space.slug}/pokok/{label.partition('/')[0]}/", space.zone)


def named_space(key: str) -> Thing | None:
    """Return what space KEY is called, and its home."""
    space = _space_and(key)[0]
    return Thing(space.name, space.get_absolute_url(), space.zone) if space else None


def _space_and(key: str) -> tuple[Space | None, str]:
    number, _sep, rest = key.partition("/")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None, rest
    return Space.objects.filter(pk=number).first(), rest


def named(key: str) -> Thing | None:
    """Return what idea KEY is called in a letter, and where it stands."""
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    idea = Idea.objects.select_related("space").filter(pk=key).exclude(stage__in=HIDDEN).first()
    return Thing(idea.title, idea.get_absolute_url(), idea.space.zone) if idea else None


def last_move(space: Space, person: Person) -> BoardMove | None:
    """Return the last move of PERSON on the board of SPACE that can still be taken back."""
    moves = BoardMove.objects.filter(space=space, person=person, undone_at=None).select_related("idea")
    return moves.order_by("-at", "-pk").first()


def held(subject: str) -> Iterator[dict[str, Any]]:
    """Yield what the person SUBJECT endorses and did on boards."""
    key = person_key(subject)
    for row in Endorsement.objects.filter(person_id=key).select_related("idea").order_by("pk"):
        yield {
            "what": "endorsement",
            "title": row.idea.title,
            "address": row.idea.get_absolute_url(),
            "at": row.at,
        }
    for answer in MergeAnswer.objects.filter(person_id=key).select_related("merge__idea").order_by("pk"):
        yield {
            "what": "merge_answer",
            "title": answer.merge.idea.title,
            "address": answer.merge.get_absolute_url(),
            "kind": answer.get_answer_display(),
            "at": answer.answered_at or answer.merge.asked_at,
        }
    for move in BoardMove.objects.filter(person_id=key).select_related("space").order_by("pk"):
        yield {
            "what": "board_move",
            "space": move.space.name,
            "kind": str(MOVES.get(move.kind, move.kind)),
            "at": move.at,
        }
    for saved in SavedFilter.objects.filter(person_id=key).select_related("space").order_by("pk"):
        yield {"what": "saved_filter", "space": saved.space.name, "name": saved.name}
