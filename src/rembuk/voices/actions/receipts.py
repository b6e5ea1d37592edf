"""What senders do with their receipt: correct, close, stop being told, withdraw, erase."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rembuk.ledger.actions import destroy_openings, record_step
from rembuk.messaging.actions import stop
from rembuk.rights.actions import ask_erasure, withdraw_consents
from rembuk.shared.actors import CITIZEN, Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting
from rembuk.voices.actions.asking import ask_sorting
from rembuk.voices.actions.attachments import forget_files, no_longer_untyped
from rembuk.voices.actions.counting import recount
from rembuk.voices.actions.naming import rename_without, wordings
from rembuk.voices.actions.publish import publish
from rembuk.voices.actions.replies import drop_replies
from rembuk.voices.models import (
    Claim,
    Reply,
    Voice,
    VoiceAuthor,
    VoiceContact,
    VoiceLabel,
    VoiceSignature,
    VoiceTerm,
    VoiceVersion,
)
from rembuk.voices.queries.contact import at_address
from rembuk.voices.rules import claimable, faded, readable
from rembuk.voices.wording import GONE, SOURCE_ACCOUNT, SOURCE_RECEIPT


@transaction.atomic
def correct_by_receipt(*, voice: Voice, text: str, at: datetime, by: Actor = CITIZEN) -> Voice:
    """Replace the wording; the old one is kept as a version, and the voice is sorted anew."""
    row = _held(voice)
    plain = readable(text)
    if plain == row.text:
        return row
    if row.text:
        VoiceVersion.objects.create(
            voice=row, version_key=row.version_key, text=row.text, spoken_at=row.spoken_at, replaced_at=at
        )
    no_longer_untyped(row, at=at)
    before = row.text
    row.text, row.version, row.sorted_at = plain, row.version + 1, None
    row.save(update_fields=["text", "version", "sorted_at"])
    rename_without(space_id=row.space_id, texts=[before])
    record_step(
        kind="voices.corrected", about=ref(row), scope=f"spaces.space:{row.space_id}", by=by, at=at,
        facts={"version": row.version}, sealed={"text": plain},
    )  # fmt: skip
    if row.published_at:
        publish(voices=[row], by=by, at=at)
    ask_sorting(space=row.space, at=at)
    return row


@transaction.atomic
def stop_telling(*, voice: Voice, at: datetime, by: Actor = CITIZEN) -> int:
    """Take back every consent given with the voice, answers on its network too; return how many held."""
    drop_replies(voices=[voice.pk])
    if claimable(voice):
        # Without an address there is no consent to withdraw; the wish is kept all the same.
        stop(receiver=ref(voice), at=at)
    contact = VoiceContact.objects.filter(voice=voice).first()
    if contact is None:
        return 0
    return withdraw_consents(subject=ref(contact), space=voice.space, source=SOURCE_RECEIPT, by=by, at=at)


@transaction.atomic
def withdraw_by_receipt(*, voice: Voice, at: datetime, by: Actor = CITIZEN) -> Voice:
    """Take the voice back: it is shown and counted no longer; that it was there stays in the record."""
    row = _held(voice)
    row.withdrawn_at, row.public_text = at, ""
    row.save(update_fields=["withdrawn_at", "public_text"])
    VoiceTerm.objects.filter(voice=row).delete()
    stop_telling(voice=row, at=at, by=by)
    # What they said yes to for a recording ends with the voice, too.
    withdraw_consents(subject=ref(row), space=row.space, source=SOURCE_RECEIPT, by=by, at=at)
    rename_without(space_id=row.space_id, texts=wordings(row))
    if row.cluster_id:
        recount([row.cluster_id])
    record_step(kind="voices.withdrawn", about=ref(row), scope=f"spaces.space:{row.space_id}", by=by, at=at)
    return row


@transaction.atomic
def erase_by_receipt(*, voice: Voice, at: datetime, by: Actor = CITIZEN) -> None:
    """Withdraw the voice and ask that every word and address of it be erased; a stored job does it."""
    row = Voice.objects.select_for_update().select_related("space").get(pk=voice.pk)
    if row.withdrawn_at is None:
        withdraw_by_receipt(voice=row, at=at, by=by)
    ask_erasure(subject=ref(row), at=at)


@transaction.atomic
def let_go_of_address(*, email: str, at: datetime, by: Actor = CITIZEN) -> int:
    """Take EMAIL off every voice it was left with, and back what was agreed to with it; return how many.

    The voices stay with their receipts: anybody can write down an address that is not theirs.
    """
    left = list(at_address(email))
    for contact in left:
        withdraw_consents(
            subject=ref(contact), space=contact.voice.space, source=SOURCE_ACCOUNT, by=by, at=at
        )
        contact.delete()
    return len(left)


@transaction.atomic
def forget(*, voice_id: int, at: datetime, by: Actor = CITIZEN, ground: str = "UU 27/2022 pasal 8") -> None:
    """Erase what is personal about a voice: words, versions, names, address, reasons, salts.

    What stays: that a voice was there, by which channel and when, and its leaf, which nobody can open. Again
    is harmless.
    """
    row = Voice.objects.select_for_update().filter(pk=voice_id).first()
    if row is None or row.erased_at is not None:
        return
    words = wordings(row)
    personal = (
        VoiceVersion, VoiceAuthor, VoiceContact, VoiceLabel, VoiceSignature, VoiceTerm, Claim, Reply,
    )  # fmt: skip
    for kept in personal:
        kept._default_manager.filter(voice=row).delete()
    forget_files(row)
    about = ref(row)
    row.text, row.public_text, row.origin, row.erased_at = "", "", {}, at
    row.withdrawn_at = row.withdrawn_at or at
    row.place, row.thread, row.reply_to = None, "", ""
    # Either may be made of the words, or lead to the post and so to its author.
    row.native_id, row.version_key = faded(row.channel, row.native_id), ""
    gone = [
        "native_id", "version_key", "text", "public_text", "origin", "thread", "reply_to", "erased_at",
        "withdrawn_at", "place",
    ]  # fmt: skip
    row.save(update_fields=gone)
    rename_without(space_id=row.space_id, texts=words)
    destroy_openings(about=about)
    record_step(
        kind="voices.erased", about=about, scope=f"spaces.space:{row.space_id}", by=by, at=at,
        facts={"ground": ground},
    )  # fmt: skip


def _held(voice: Voice) -> Voice:
    row = Voice.objects.select_for_update(of=("self",)).select_related("space").get(pk=voice.pk)
    if row.withdrawn_at is not None:
        raise Conflicting(GONE)
    return row
