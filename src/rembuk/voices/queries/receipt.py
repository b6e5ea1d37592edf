"""What a receipt shows, and what is held about its sender."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rembuk.design.trace import Strand, Trace
from rembuk.ledger.queries.record import commitment, leaf_index, openings_of, proven_leaf
from rembuk.ledger.queries.trace import trace_for
from rembuk.people.queries import address_of
from rembuk.places.models import Place
from rembuk.reckon.integrity.silence import Arrival
from rembuk.rights.queries import consents
from rembuk.shared.references import ref, split
from rembuk.shared.workdays import add_working_days
from rembuk.spaces.models import Space
from rembuk.voices.models import Reply, Voice, VoiceAuthor, VoiceContact, VoiceLabel
from rembuk.voices.queries.attachments import attachments_of
from rembuk.voices.queries.board import strands
from rembuk.voices.queries.contact import at_address
from rembuk.voices.states import PLACE, SetAside
from rembuk.voices.wording import CHANNELS, LABEL_VALUES, LABELS, PLACE_READ


def _told(voice: Voice) -> dict[str, Any]:
    """Return the row of VOICE itself: its words and what came with them."""
    row = {
        "what": "voice", "text": voice.text, "at": voice.arrived_at,
        "channel": str(CHANNELS.get(voice.channel, voice.channel)),
        "place": voice.place.path if voice.place else "",
        "visibility": voice.get_visibility_display(),
    }  # fmt: skip
    if link := voice.origin.get("url", ""):
        row["address"] = link
    if voice.set_aside:
        row["set_aside"] = str(dict(SetAside.choices).get(voice.set_aside, voice.set_aside))
    return row


def _labels(voice: Voice) -> list[dict[str, Any]]:
    """Return what a machine or a person made of VOICE, a row each."""
    labels = list(VoiceLabel.objects.filter(voice=voice).order_by("pk"))
    codes = {label.value for label in labels if label.name == PLACE}
    places = dict(Place.objects.filter(pk__in=codes).values_list("pk", "path")) if codes else {}
    rows = []
    for label in labels:
        values = places if label.name == PLACE else LABEL_VALUES.get(label.name, {})
        value = values.get(label.value) or values.get(label.value.partition("/")[0]) or label.value
        by_hand = label.by == VoiceLabel.By.PERSON
        rows.append({
            "what": "label_person" if by_hand else "label_machine",
            "label": str(LABELS.get(label.name, PLACE_READ)), "value": str(value),
            "why": label.because.replace("_", " "),
        })  # fmt: skip
    return rows


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


def _left_with(email: str) -> list[dict[str, Any]]:
    # Not what the voice says: whoever wrote the address there need not be its owner.
    return [
        {"what": "address_left", "email": one.email, "space": one.voice.space.name,
         "at": one.voice.arrived_at, "consents": consents(ref(one))}
        for one in at_address(email)
    ]  # fmt: skip


def held(subject: str) -> list[dict[str, Any]]:
    """Return what is kept about the sender of the voice SUBJECT, or with voices of the account's address."""
    model, key = split(subject)
    if model != "voices.voice":
        return _left_with(address_of(subject))
    rows: list[dict[str, Any]] = []
    found = Voice.objects.filter(pk=key, erased_at=None).select_related("place")
    for voice in found.prefetch_related("versions"):
        rows.append(_told(voice))
        rows += [{"what": "version", "text": one.text} for one in voice.versions.all()]
        rows += [
            {"what": one.kind, "seconds": one.seconds, "size": one.size, "at": one.kept_at}
            for one in attachments_of(voice)
        ]
        if spoken := consents(subject):
            rows.append({"what": "consent", "consents": spoken})
        rows += _labels(voice)
        rows += [
            {"what": "reply", "text": one.text, "outcome": one.get_state_display(), "at": one.made_at}
            for one in Reply.objects.filter(voice=voice).order_by("pk")
        ]
    rows += [
        {"what": "author", "handle": one.handle, "name": one.name}
        for one in VoiceAuthor.objects.filter(voice_id=key)
    ]
    for contact in VoiceContact.objects.filter(voice_id=key):
        rows.append({"what": "contact", "email": contact.email, "consents": consents(ref(contact))})
    return rows
