"""Receive a voice that somebody sends by hand."""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from rembuk.ledger.actions import record_step
from rembuk.places.models import Place
from rembuk.rights.actions import record_consent
from rembuk.rights.wording import FIELD
from rembuk.shared.actors import Actor
from rembuk.shared.ids import address
from rembuk.shared.ratelimit import count_contact
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting
from rembuk.shared.spoken import code_for, code_hash, keyed
from rembuk.spaces.models import Space
from rembuk.voices.actions.asking import ask_sorting
from rembuk.voices.actions.attachments import kept_files
from rembuk.voices.models import Attachment, Door, Receipt, Voice, VoiceAuthor, VoiceContact
from rembuk.voices.queries.receipt import promised_by
from rembuk.voices.rules import LONGEST_NAME, Picture, readable
from rembuk.voices.rules.sounds import Sound
from rembuk.voices.states import AttachmentKind, Visibility
from rembuk.voices.wording import OTHER_WORDS, SOURCE_FORM, SOURCE_SPOKEN


@dataclass(frozen=True)
class ReceiptMade:
    """Hold what the sender gets: the code that opens the receipt (shown, never kept) and the voice."""

    code: str
    voice: Voice
    again: bool = False


def receive_voice(
    *,
    space: Space,
    text: str,
    place: Place | None = None,
    visibility: str = Visibility.NAMELESS,
    name: str = "",
    email: str = "",
    purposes: Iterable[str] = (),
    form_key: str = "",
    channel: str = "web",
    door: Door | None = None,
    sound: Sound | None = None,
    photo: Picture | None = None,
    agreed: str = "",
    by: Actor,
    at: datetime,
) -> ReceiptMade:
    """Keep a voice sent by hand and return its receipt; with a SOUND its words may come later.

    AGREED: the sentence of `rights.wording` the person said yes to, read aloud or on the screen; it is kept.
    The twenty-first voice of a day that asks to be answered at one mailbox is refused (429).
    The same FORM_KEY with the same content gives the same receipt again; with other content it is refused
    (409). Text that cannot be kept is refused with the field at fault.
    """
    plain = readable(text) if text.strip() or sound is None else ""
    shown_name = readable(name, longest=LONGEST_NAME, field="name") if name.strip() else ""
    asked = sorted(set(purposes)) if email else []
    files = [sha256(one.content).hexdigest() for one in (sound, photo) if one is not None]
    body = json.dumps(
        [space.pk, plain, place.pk if place else None, visibility, shown_name, email, asked, *files]
    )
    key = form_key or uuid.uuid4().hex
    form_hash, body_hash = keyed("form", key), keyed("form body", body)
    kept = _kept(form_hash, body_hash, key)
    if kept is not None:
        return kept
    if asked and by.person_id is None:
        # Somebody of the team who writes addresses down stands in for it.
        count_contact(email)
    try:
        with kept_files(sound, photo) as rows, transaction.atomic():
            voice = _write(
                Voice(
                    space=space, channel=channel, native_id=uuid.uuid4().hex, text=plain, spoken_at=at,
                    arrived_at=at, place=place, visibility=Visibility(visibility), address=address(10),
                    door=door,
                ),
                rows, name=shown_name, email=email, purposes=asked, by=by, at=at,
            )  # fmt: skip
            if agreed:
                source = SOURCE_SPOKEN if agreed == FIELD else SOURCE_FORM
                record_consent(
                    subject=ref(voice), space=space, purpose=agreed, given=True, source=source, by=by, at=at
                )
            code = code_for(key)
            Receipt.objects.create(
                voice=voice, code_hash=code_hash(code), form_hash=form_hash, body_hash=body_hash, made_at=at
            )
    except IntegrityError:
        # The same form arrived twice at once; the other one is written by now.
        kept = _kept(form_hash, body_hash, key)
        if kept is None:
            raise
        return kept
    return ReceiptMade(code, voice)


def _write(
    voice: Voice,
    files: list[Attachment],
    *,
    name: str,
    email: str,
    purposes: list[str],
    by: Actor,
    at: datetime,
) -> Voice:
    voice.save(force_insert=True)
    for row in files:
        row.voice, row.kept_at, row.by = voice, at, by.ref
        # Words that came with a voice note are its words.
        row.typed_at = at if voice.text and row.kind == AttachmentKind.SOUND else None
        row.save(force_insert=True)
    if name:
        VoiceAuthor.objects.create(voice=voice, name=name)
    if email:
        contact = VoiceContact.objects.create(voice=voice, email=email)
        for purpose in purposes:
            record_consent(
                subject=ref(contact), space=voice.space, purpose=purpose, given=True,
                source=SOURCE_FORM, by=by, at=at,
            )  # fmt: skip
    sealed = {"text": voice.text} if voice.text else {}
    record_step(
        kind="voices.received", about=ref(voice), scope=ref(voice.space), by=by, at=at,
        facts={"channel": voice.channel, "due": promised_by(voice.space, at).isoformat()},
        sealed=sealed | {row.kind: row.digest for row in files},
    )  # fmt: skip
    if voice.text:
        ask_sorting(space=voice.space, at=at)
    return voice


def _kept(form_hash: str, body_hash: str, key: str) -> ReceiptMade | None:
    receipt = Receipt.objects.select_related("voice__space").filter(form_hash=form_hash).first()
    if receipt is None:
        return None
    if not hmac.compare_digest(receipt.body_hash, body_hash):
        raise Conflicting(OTHER_WORDS)
    return ReceiptMade(code_for(key), receipt.voice, again=True)
