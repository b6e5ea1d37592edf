"""Doors: what one may ask about, which there are, and how many voices came by each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rembuk.places.models import Place
from rembuk.places.queries import place_by_code
from rembuk.shared.paging import Page, page
from rembuk.shared.references import ref, split
from rembuk.shared.refusals import NotThere
from rembuk.spaces.models import Space
from rembuk.voices.models import Door, Voice
from rembuk.voices.states import DoorKind
from rembuk.voices.wording import NO_SUCH_DOOR


@dataclass(frozen=True)
class Subject:
    """Say what a door asks about: its title, the question on the poster, the page it leads to.

    `speak` is the page that takes a recording instead, "" where there is none.
    """

    title: str
    question: str
    href: str
    speak: str = ""


@dataclass(frozen=True)
class Subjects:
    """Tell of one kind of thing that doors may lead to.

    `find` returns what the key names in the space, or None; `choices` returns what may be chosen there now,
    as pairs of reference and words; `take` keeps a voice that came by a voice box about what the key names,
    with the arguments and the answer of `receive_voice`, which keeps it where there is none.
    """

    find: Callable[[Space, str], Subject | None]
    choices: Callable[[Space], Iterable[tuple[str, str | Promise]]]
    take: Callable[[str], Callable[..., Any]] | None = None


_subjects: dict[str, Subjects] = {}


def register_subjects(model: str, subjects: Subjects) -> None:
    """Let doors lead to rows of MODEL ("ideas.call"); a higher domain calls it when it switches on."""
    _subjects[model] = subjects


def subject_of(space: Space, about: str) -> Subject | None:
    """Return what the reference ABOUT names in SPACE, or None."""
    model, key = split(about)
    kind = _subjects.get(model)
    return kind.find(space, key) if kind else None


def choices_of(space: Space) -> list[tuple[str, str | Promise]]:
    """Return what a new door in SPACE may ask about, the whole space first."""
    found = [choice for kind in _subjects.values() for choice in kind.choices(space)]
    return sorted(found, key=lambda choice: choice[0] != ref(space))


def _send_address(space: Space) -> str:
    return f"/r/{space.slug}/suara/kirim/"


def speak_address(space: Space) -> str:
    """Return the page of SPACE that takes a recording."""
    return f"/r/{space.slug}/suara/rekam/"


def _space_subject(space: Space, key: str) -> Subject | None:
    if key != str(space.pk):
        return None
    question = _("Apa yang perlu diubah di sekitar Anda?")
    return Subject(space.name, question, _send_address(space), speak_address(space))


def _place_subject(space: Space, key: str) -> Subject | None:
    place = place_by_code(key)
    if place is None or not within(space, place):
        return None
    return Subject(
        place.path,
        _("Apa yang perlu diubah di %(place)s?") % {"place": place.name},
        _send_address(space),
        speak_address(space),
    )


def within(space: Space, place: Place) -> bool:
    """Tell whether PLACE lies in the region of SPACE; a space without region has the whole country."""
    return space.region_id is None or f"{place.code}.".startswith(f"{space.region_id}.")


SPACE = Subjects(_space_subject, lambda space: [(ref(space), _("Seluruh ruang"))])
# Places are too many to list: the form has a field of its own for them.
PLACE = Subjects(_place_subject, lambda space: [])


def doors_of(space: Space, after: str | None = None) -> Page[Door]:
    """Return a page of the doors of SPACE, newest first."""
    return page(Door.objects.filter(space=space), order="-id", after=after)


def voices_by(doors: Iterable[Door]) -> dict[int, int]:
    """Return how many voices, not withdrawn, came by each of DOORS; one query."""
    rows = Voice.objects.filter(door__in=[door.pk for door in doors], withdrawn_at=None).order_by()
    return dict(rows.values_list("door").annotate(count=Count("id")))


def door_by_code(code: str, space: Space | None = None) -> Door:
    """Return the door that CODE opens, of SPACE where one is given, or refuse."""
    rows = Door.objects.select_related("space").filter(code=code[:12].lower())
    door = (rows.filter(space=space) if space else rows).first()
    if door is None:
        raise NotThere(NO_SUCH_DOOR)
    return door


def widget_by_code(code: str) -> Door:
    """Return the door that stands as a voice box in pages of others, with its space, or refuse."""
    door = door_by_code(code)
    if door.kind != DoorKind.WIDGET:
        raise NotThere(NO_SUCH_DOOR)
    return door


def asked_here(space: Space, about: str) -> bool:
    """Tell whether a voice box can take what is said about ABOUT, or it has only a page of its own."""
    subject = subject_of(space, about)
    return subject is not None and (subject.href == _send_address(space) or taker_of(about) is not None)


def taker_of(about: str) -> Callable[..., Any] | None:
    """Return what keeps a voice about ABOUT in place of `receive_voice`, or None."""
    model, key = split(about)
    kind = _subjects.get(model)
    return kind.take(key) if kind and kind.take else None


def door_in(space: Space, code: str) -> Door | None:
    """Return the door of SPACE that a form remembers by CODE, or None: a voice comes in without one too."""
    return Door.objects.filter(space=space, code=code[:12].lower()).first() if code else None


def place_of(door: Door | None) -> Place | None:
    """Return the place that DOOR asks about, if it asks about one."""
    model, key = split(door.about) if door else ("", "")
    return place_by_code(key) if model == "places.place" else None
