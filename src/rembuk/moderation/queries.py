"""What moderation knows: what content there is, what is hidden, what waits, how often for what reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Count, Model, Q, QuerySet
from django.utils.functional import Promise

from rembuk.ledger.models import Step
from rembuk.moderation.models import Appeal, Flag, Hiding, Rules
from rembuk.moderation.states import Outcome
from rembuk.moderation.wording import NOT_THERE
from rembuk.shared.actors import Actor
from rembuk.shared.prepared import Prepared
from rembuk.shared.references import ref, split
from rembuk.shared.refusals import NotThere
from rembuk.spaces.models import Space

Words = str | Promise


@dataclass(frozen=True)
class Found:
    """Hold what a piece of content is: its space, name and page, the text of each part.

    `open`: anybody may read it now, so anybody may flag it.
    """

    space: Space
    title: str
    href: str
    parts: Mapping[str, str]
    open: bool = True


class Hide(Protocol):
    """Hide a part and return what brings it back."""

    def __call__(self, key: str, part: str, *, at: datetime) -> dict[str, Any]: ...


class Show(Protocol):
    """Bring back a part from what was kept of it."""

    def __call__(self, key: str, part: str, kept: dict[str, Any], *, by: Actor, at: datetime) -> None: ...


class Read(Protocol):
    """Note that somebody is about to be shown the words."""

    def __call__(self, key: str, *, by: Actor, at: datetime) -> None: ...


@dataclass(frozen=True)
class Content:
    """Say how content of one model is found, hidden and shown again; its own domain enters it.

    `remains` says, a part, what stays readable. `hide` returns what `show` needs. `author` returns the
    reference of who may speak for it, given the voice whose receipt is open and the e-mail signed in with.
    `told` returns the reference of whom a hiding is told to where that is not the thing's own audience.
    `read` notes that its words are about to be shown to a moderator, where its domain notes such looks.
    """

    label: Words
    parts: Mapping[str, Words]
    remains: Mapping[str, Words]
    find: Callable[[str], Found | None]
    hide: Hide
    show: Show
    author: Callable[[str, int | None, str], str]
    # Kinds of steps that set it aside without hiding, and may be appealed the same way.
    aside: tuple[str, ...] = ()
    told: Callable[[str], str] | None = None
    read: Read | None = None


_contents: dict[str, Content] = {}


def register_content(model: str, content: Content) -> None:
    """Let content of MODEL ("ideas.idea") be flagged, hidden and appealed."""
    _contents[model] = content


def content_of(about: str) -> tuple[Content, str]:
    """Return how the content ABOUT refers to is handled, and its key, or refuse."""
    model, key = split(about)
    if model not in _contents or not key.isascii() or not key.isdigit() or len(key) > 18:
        raise NotThere(NOT_THERE)
    return _contents[model], key


def found(about: str) -> Found:
    """Return the content ABOUT refers to, or refuse."""
    content, key = content_of(about)
    there = content.find(key)
    if there is None:
        raise NotThere(NOT_THERE)
    return there


def hidden(about: str) -> list[Hiding]:
    """Return what of ABOUT is hidden now."""
    return _hidden(about)


_hidden = Prepared(lambda about: Hiding.objects.filter(about=about, lifted_at=None).order_by("at", "pk"), str)


def ever_hidden(about: str) -> bool:
    """Tell whether anything of ABOUT is hidden, or was and came back."""
    return Hiding.objects.filter(about=about).exists()


@dataclass(frozen=True)
class Item:
    """Hold one of several texts on a page: its row, its reference, and what hides it now."""

    row: Any
    about: str
    hiding: Hiding | None


def items(rows: Iterable[Model]) -> list[Item]:
    """Return ROWS, each with what hides its text now; one query, none where there are no rows."""
    named = [(row, ref(row)) for row in rows]
    found = Hiding.objects.filter(about__in=[about for _row, about in named], part="text", lifted_at=None)
    by_about = {one.about: one for one in found} if named else {}
    return [Item(row, about, by_about.get(about)) for row, about in named]


def decision_against(about: str, part: str) -> Step | None:
    """Return the step that hid PART of ABOUT or set it aside and holds still, or None."""
    hiding = Hiding.objects.select_related("step").filter(about=about, part=part, lifted_at=None).first()
    if hiding is not None:
        return hiding.step
    content, _key = content_of(about)
    if part != "board" or not content.aside:
        return None
    return Step.objects.filter(about=about, kind__in=content.aside).order_by("-at", "-pk").first()


def appeal_of(step: Step | None) -> Appeal | None:
    """Return the appeal against the decision STEP."""
    return Appeal.objects.filter(against=step).first() if step is not None else None


def judged_of(about: str) -> list[Appeal]:
    """Return the appeals about ABOUT that a second person judged, the last first."""
    return list(Appeal.objects.filter(about=about).exclude(judged_at=None).order_by("-judged_at", "-pk"))


def rules_of(space: Space) -> Rules | None:
    """Return the rules that hold in SPACE, or None while it has only the standard ones."""
    return Rules.objects.filter(space=space).order_by("-version").first()


def appeal_days(space: Space) -> int:
    """Return within how many working days SPACE promised to judge an appeal."""
    held = rules_of(space)
    return held.appeal_days if held is not None else Rules._meta.get_field("appeal_days").default


def flags_open(space: Space) -> QuerySet[Flag]:
    """Return what waits to be looked at in SPACE."""
    return Flag.objects.filter(space=space, closed_at=None)


def appeals_open(space: Space) -> QuerySet[Appeal]:
    """Return the appeals that wait in SPACE, with the decision each is against."""
    return Appeal.objects.filter(space=space, judged_at=None).select_related("against")


def flag_by_number(number: int) -> Flag:
    """Return flag NUMBER with its space, or refuse."""
    there = Flag.objects.select_related("space").filter(pk=number).first() if number < 2**63 else None
    if there is None:
        raise NotThere(NOT_THERE)
    return there


def appeal_by_number(number: int) -> Appeal:
    """Return appeal NUMBER with its space and the decision, or refuse."""
    rows = Appeal.objects.select_related("space", "against")
    there = rows.filter(pk=number).first() if number < 2**63 else None
    if there is None:
        raise NotThere(NOT_THERE)
    return there


def counts(space: Space) -> dict[str, dict[str, int]]:
    """Return by reason how many parts were hidden in SPACE and how many of them came back; two queries."""
    hid = Hiding.objects.filter(space=space).values_list("reason").annotate(
        n=Count("pk"), back=Count("pk", filter=Q(lifted_at__isnull=False))
    )  # fmt: skip
    table = {reason: {"hidden": n, "back": back} for reason, n, back in hid.order_by("reason")}
    board = Appeal.objects.filter(space=space, part="board").exclude(judged_at=None)
    judged = board.values_list("reason").annotate(
        n=Count("pk"), back=Count("pk", filter=Q(outcome=Outcome.RESTORED))
    )
    for reason, n, back in judged.order_by("reason"):
        row = table.setdefault(reason, {"hidden": 0, "back": 0})
        row["aside_judged"], row["aside_back"] = n, back
    return table


def outcomes(space: Space) -> QuerySet[Appeal]:
    """Return the appeals of SPACE that were judged."""
    return Appeal.objects.filter(space=space).exclude(judged_at=None)


def held(subject: str) -> Iterator[dict[str, Any]]:
    """Yield the appeals that SUBJECT made."""
    for row in Appeal.objects.filter(author=subject).select_related("space").order_by("pk"):
        yield {"what": "appeal", "space": row.space.name, "text": row.text, "at": row.at}
