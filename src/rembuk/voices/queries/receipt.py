"""What a receipt shows, and what is held about its sender."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rembuk.design.trace import Strand, Trace
from rembuk.ledger.queries.record import commitment, leaf_index, openings_of, proven_leaf
from rembuk.ledger.queries.trace import trace_for
from rembuk.reckon.integrity.silence import Arrival
from rembuk.rights.queries import consents
from rembuk.shared.references import ref, split
from rembuk.shared.workdays import add_working_days
from rembuk.spaces.models import Space
from rembuk.voices.models import Voice, VoiceAuthor, VoiceContact
from rembuk.voices.queries.attachments import attachments_of
from rembuk.voices.queries.board import strands
from rembuk.voices.wording import CHANNELS


def trace_of(voice: Voice, now: datetime, *, own: bool) -> Trace:
    """Return the trace of VOICE and of what came of it; OWN marks the reader's own thread.

    Before it stands behind an idea the trace has its one thread only, so that nothing else is given away.
    """
    counts = {voice.channel: 1}
    position = 0
    if voice.published_at and voice.cluster_id:
        together = Voice.objects.filter(cluster=voice.cluster_id, withdrawn_at=None).values_list(
            "pk", flat=True
        )
        counts = strands(together) or counts
        position = sum(count for channel, count in _before(counts, voice.channel))
    threads = [Strand(label=str(CHANNELS.get(name, name)), count=count) for name, count in counts.items()]
    return trace_for(
        [ref(voice)], now=now, zone=voice.space.zone, strands=threads, own=position if own else None
    )


def sorted_by(voice: Voice) -> date | None:
    """Return the day by which the space promised to sort VOICE, or None once it no longer waits."""
    if voice.published_at or voice.set_aside or voice.withdrawn_at:
        return None
    return promised_by(voice.space, voice.arrived_at)


def promised_by(space: Space, arrived_at: datetime) -> date:
    """Return the day by which SPACE promises to have sorted what arrived at ARRIVED_AT."""
    return add_working_days(arrived_at.astimezone(ZoneInfo(space.zone)).date(), space.sorting_days)


def arrival_of(voice: Voice) -> Arrival | None:
    """Return the proof that VOICE arrived, its commitments opened; None while its leaf waits for the seal.

    Once the voice is erased nothing opens the commitments any more; that it arrived is still proven.
    """
    index = leaf_index(ref(voice), "voices.received")
    proven = proven_leaf(index) if index is not None else None
    if proven is None:
        return None
    values = [voice.text, *voice.versions.values_list("text", flat=True)]
    values += voice.attachments.values_list("digest", flat=True)
    opened = {}
    for one in openings_of(ref(voice)):
        salt = bytes.fromhex(one.salt)
        right = [value for value in values if commitment(salt, value) == one.commitment]
        if one.index == index and right:
            opened[one.name] = (one.salt, right[0])
    return Arrival(bytes(proven.leaf.body), opened, proven.proof)


def _before(counts: dict[str, int], channel: str) -> Iterable[tuple[str, int]]:
    for name, count in counts.items():
        if name == channel:
            return
        yield name, count


def held(subject: str) -> list[dict[str, Any]]:
    """Return what is kept about the sender of the voice SUBJECT, as plain rows."""
    model, key = split(subject)
    if model != "voices.voice":
        return []
    rows: list[dict[str, Any]] = []
    for voice in Voice.objects.filter(pk=key, erased_at=None).prefetch_related("versions"):
        rows.append({"what": "voice", "text": voice.text, "at": voice.arrived_at})
        rows += [{"what": "version", "text": one.text} for one in voice.versions.all()]
        rows += [
            {"what": one.kind, "seconds": one.seconds, "size": one.size, "at": one.kept_at}
            for one in attachments_of(voice)
        ]
        if spoken := consents(subject):
            rows.append({"what": "consent", "consents": spoken})
    rows += [
        {"what": "author", "handle": one.handle, "name": one.name}
        for one in VoiceAuthor.objects.filter(voice_id=key)
    ]
    for contact in VoiceContact.objects.filter(voice_id=key):
        rows.append({"what": "contact", "email": contact.email, "consents": consents(ref(contact))})
    return rows
