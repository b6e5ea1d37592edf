"""Replies on networks: what waits for a person, what was sent, and whom not to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Count, Q, QuerySet

from rembuk.channels.queries import ANSWERED
from rembuk.channels.rules import a_web_address
from rembuk.messaging.queries import stopped
from rembuk.rights.queries import consenting
from rembuk.shared.references import ref
from rembuk.shared.refusals import NotThere
from rembuk.spaces.models import Space
from rembuk.voices.models import Reply, Voice, VoiceContact
from rembuk.voices.states import ReplyState, Visibility
from rembuk.voices.wording import NO_SUCH_REPLY

GREATEST_ID = 2**63 - 1
# What a voice became since its reply was written; `rules.may_be_answered` says the same of one voice.
_GONE = (
    Q(voice__withdrawn_at__isnull=False)
    | Q(voice__erased_at__isnull=False)
    | Q(voice__hidden_at__isnull=False)
    | Q(voice__visibility=Visibility.CONFIDENTIAL)
)


@dataclass(frozen=True)
class PostLink:
    """Say where a post stands: its address and, so that nobody is led astray, the site it is on."""

    href: str
    site: str


def waiting_replies(space: Space, channel: str = "") -> QuerySet[Reply]:
    """Return the replies of SPACE that wait for a person to send them, on CHANNEL only where given."""
    rows = Reply.objects.filter(space=space, state=ReplyState.WAITING).exclude(_GONE)
    return rows.filter(channel=channel) if channel else rows


def settled_replies(space: Space, channel: str = "") -> QuerySet[Reply]:
    """Return the replies of SPACE that were sent or skipped, on CHANNEL only where given."""
    rows = Reply.objects.filter(space=space, settled_at__isnull=False).exclude(state=ReplyState.WAITING)
    return rows.filter(channel=channel) if channel else rows


def waiting_by_channel(space: Space) -> list[tuple[str, int]]:
    """Return each channel and how many replies wait there, the most first; one query."""
    rows = waiting_replies(space).order_by().values_list("channel").annotate(n=Count("pk"))
    return [(channel, count) for channel, count in rows.order_by("-n", "channel")]


def sent_by_channel(space: Space) -> dict[str, int]:
    """Return for each channel how many replies were sent there; one query."""
    rows = Reply.objects.filter(space=space, state=ReplyState.SENT).order_by().values_list("channel")
    return dict(rows.annotate(n=Count("pk")))


def reply_in(space: Space, number: int) -> Reply:
    """Return reply NUMBER of SPACE, or refuse."""
    found = Reply.objects.filter(space=space, pk=number).first() if number <= GREATEST_ID else None
    if found is None:
        raise NotThere(NO_SUCH_REPLY)
    return found


def replies_sent(voice: Voice) -> list[Reply]:
    """Return the replies that were sent to VOICE, the oldest first."""
    return list(Reply.objects.filter(voice=voice, state=ReplyState.SENT).order_by("settled_at", "pk"))


def silenced(voices: Sequence[Voice]) -> set[int]:
    """Return the keys of those VOICES whose senders want no more news; three queries."""
    asked = stopped([ref(voice) for voice in voices])
    contacts = list(VoiceContact.objects.filter(voice__in=voices))
    agreeing = consenting([ref(contact) for contact in contacts], "progress")
    quiet = {voice.pk for voice in voices if ref(voice) in asked}
    return quiet | {contact.pk for contact in contacts if ref(contact) not in agreeing}


def post_link(voice: Voice) -> PostLink | None:
    """Return where the post VOICE stands on its network, or None where that cannot be told."""
    how = ANSWERED.get(voice.channel)
    href = a_web_address(voice.origin.get("url"))
    if not href and how:
        href = how.post_at(voice.native_id, voice.origin)
    return PostLink(href, urlsplit(href).hostname or "") if href else None
