"""What is late in a space, of every kind, the longest first: each with the day that was promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rembuk.design.words import angka
from rembuk.ideas.models import Call
from rembuk.programmes.models import Delegation, Referral
from rembuk.programmes.queries import overdue
from rembuk.programmes.states import OPEN_DELEGATION
from rembuk.review.queries import late_cases
from rembuk.shared.workdays import add_working_days
from rembuk.site.heard import OPEN, promised_by
from rembuk.spaces.models import Space
from rembuk.voices.models import Voice

MOST = 20


@dataclass(frozen=True)
class Item:
    """Hold one late answer: its page, the day first promised, the day promised now, calendar days late."""

    title: str
    href: str
    about: str
    promised: date
    moved_to: date | None
    days: int


@dataclass(frozen=True)
class Part:
    """Hold the late answers of one kind, and the page where all of that kind stand; `more`: not all shown."""

    title: str
    note: str
    rows: list[Item]
    more: bool
    href: str


def late_in(space: Space, now: datetime) -> list[Part]:
    """Return the kinds of which something is late in SPACE; six queries whatever there is."""
    today = now.astimezone(ZoneInfo(space.zone)).date()
    home = space.get_absolute_url()
    parts = [
        _part(_("Tonggak"), "", _milestones(space, today), f"{home}program/"),
        _part(_("Pelimpahan"), "", _delegations(space, today), f"{home}program/"),
        _part(_("Putusan telaah"), "", _verdicts(space, today), f"{home}jam-telaah/"),
        _part(
            _("Suara yang menunggu"),
            _("Isinya belum ditampilkan, jadi yang ditulis hanya jumlahnya menurut hari janji."),
            _voices(space, today),
            f"{home}suara/#menunggu",
        ),
        _part(_("Laporan ajakan"), "", _reports(space, today), f"{home}ajakan/"),
        _part(
            _("Jawaban pemerintah"),
            _("Bukan wewenang ruang ini; yang ditunggu jawaban lembaga yang disurati."),
            _referrals(space, today),
            f"{home}terusan/",
        ),
    ]
    return [part for part in parts if part.rows]


def _part(title: str, note: str, rows: Iterable[Item], href: str) -> Part:
    found = list(rows)
    return Part(title, note, found[:MOST], len(found) > MOST, href)


def _item(row: tuple[str, str, str], promised: date, today: date, due: date | None = None) -> Item:
    title, href, about = row
    moved = due if due and due != promised else None
    return Item(title, href, about, promised, moved, (today - promised).days)


def _milestones(space: Space, today: date) -> Iterator[Item]:
    for row in overdue(space, today, MOST + 1):
        words = (row.title, row.get_absolute_url(), row.commitment.title)
        yield _item(words, row.first_due, today, row.due)


def _delegations(space: Space, today: date) -> Iterator[Item]:
    rows = Delegation.objects.filter(branch=space, state__in=OPEN_DELEGATION, first_due__lt=today)
    for row in rows.select_related("commitment__programme__space").order_by("first_due", "pk")[: MOST + 1]:
        words = (row.title, row.get_absolute_url(), row.commitment.programme.space.name)
        yield _item(words, row.first_due, today, row.due)


def _verdicts(space: Space, today: date) -> Iterator[Item]:
    # A pause with a public reason moves the day of a verdict, so what counts is the day as it stands.
    for row in late_cases(space, today, MOST + 1):
        about = _("Keberatan") if row.round > 1 else ""
        yield _item((row.idea.title, row.idea.get_absolute_url(), about), row.due, today)


def _voices(space: Space, today: date) -> Iterator[Item]:
    rows = Voice.objects.filter(OPEN, space=space, arrived_at__lt=promised_by(space, today))
    came = TruncDate("arrived_at", tzinfo=ZoneInfo(space.zone))
    days = rows.annotate(day=came).order_by("day").values_list("day").annotate(n=Count("pk"))
    found = Counter[date]()
    # Voices that came on a Friday and on the Saturday after it are promised for the same day.
    for day, count in days:
        found[add_working_days(day, space.sorting_days)] += count
    for promised, total in found.items():
        title = ngettext("%(n)s suara", "%(n)s suara", total) % {"n": angka(total)}
        yield _item((title, f"{space.get_absolute_url()}suara/#menunggu", ""), promised, today)


def _reports(space: Space, today: date) -> Iterator[Item]:
    rows = Call.objects.filter(space=space, published_at__isnull=False, reported_at=None, answer_by__lt=today)
    for row in rows.order_by("answer_by", "pk")[: MOST + 1]:
        yield _item((row.question, row.get_absolute_url(), ""), row.answer_by, today)


def _referrals(space: Space, today: date) -> Iterator[Item]:
    rows = Referral.objects.filter(space=space, answered_on=None, expected_on__lt=today)
    for row in rows.order_by("expected_on", "pk")[: MOST + 1]:
        assert row.expected_on is not None
        yield _item((row.title, row.get_absolute_url(), row.holder), row.expected_on, today)
