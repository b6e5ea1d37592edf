"""How a letter reads, and what a receiver chooses about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rembuk.ledger.queries.trace import Standing, standing, trace_for
from rembuk.messaging import queries
from rembuk.messaging.models import Notice, Preference
from rembuk.messaging.queries import heard as heard_queries
from rembuk.messaging.states import Pace

HOURS = [(hour, f"{hour:02d}.00") for hour in range(24)]
LONGEST_SUBJECT = 150


@dataclass(frozen=True)
class Words:
    """Hold a letter as it will be sent."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Part:
    """Hold what a letter tells about one thing: its news, the oldest first, and what is promised next."""

    thing: queries.Thing | None
    notices: list[tuple[Notice, list[queries.Question]]]
    standing: Standing | None

    @property
    def zone(self) -> str | None:
        """Return the zone in which its days are told, None where the news is about nothing that has one."""
        return self.thing.zone if self.thing else None


def compose(receiver: str, notices: Sequence[Notice], now: datetime) -> Words:
    """Return the letter that tells RECEIVER of NOTICES, gathered by what they are about."""
    gathered: dict[str, list[Notice]] = {}
    for notice in notices:
        gathered.setdefault(notice.about or notice.link, []).append(notice)
    parts = [_part(about, heard_queries.ask_with(rows, receiver), now) for about, rows in gathered.items()]
    if len(notices) == 1:
        subject = notices[0].subject
    elif len(parts) == 1 and parts[0].thing:
        subject = _("%(count)d kabar tentang %(title)s") % {
            "count": len(notices),
            "title": parts[0].thing.title,
        }
    else:
        subject = _("%(count)d kabar untuk Anda") % {"count": len(notices)}
    pace = queries.preference_of(receiver).pace
    shown = {
        "parts": parts,
        "count": len(notices),
        "alone": len(notices) == 1,
        "base": settings.PUBLIC_URL,
        "stop": stop_address(receiver, now),
        "pace": Pace(pace).label,
    }
    text = render_to_string("messaging/letter.txt", shown)
    html = render_to_string("messaging/letter.html", shown)
    # A title may hold line ends, and a header may not.
    return Words(" ".join(subject.split())[:LONGEST_SUBJECT], _airy(text), html)


def _part(about: str, notices: list[tuple[Notice, list[queries.Question]]], now: datetime) -> Part:
    thing = queries.thing_of(about)
    if thing is None:
        return Part(None, notices, None)
    return Part(thing, notices, standing(trace_for([about], now=now, zone=thing.zone)))


def _airy(text: str) -> str:
    """Return TEXT with no line of spaces and never two empty lines in a row."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"


def stop_address(receiver: str, at: datetime) -> str:
    """Return the link of a letter written AT by which RECEIVER changes or stops mail, not signed in."""
    return f"{settings.PUBLIC_URL}/berhenti/{queries.stop_token(receiver, at)}/"


class PaceForm(forms.Form):
    """Choose how often mail comes and which hours stay quiet."""

    pace = forms.ChoiceField(
        label=gettext_lazy("Seberapa sering surel dikirim"), choices=Pace.choices, widget=forms.RadioSelect
    )
    quiet_from = forms.TypedChoiceField(
        label=gettext_lazy("Jam tenang mulai"), choices=HOURS, coerce=int, empty_value=None
    )
    quiet_to = forms.TypedChoiceField(
        label=gettext_lazy("Jam tenang selesai"),
        choices=HOURS,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("Di antara jam ini tidak ada surel. Jam yang sama berarti tanpa jam tenang."),
    )

    @classmethod
    def showing(cls, preference: Preference) -> PaceForm:
        """Return the form filled in with PREFERENCE."""
        names: dict[str, Any] = {name: getattr(preference, name) for name in cls.base_fields}
        return cls(initial=names)
