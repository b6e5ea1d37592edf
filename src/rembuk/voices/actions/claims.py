"""A post taken in from a network becomes its author's own: rights come only after that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from rembuk.ledger.actions import record_step
from rembuk.shared.actors import MACHINE, Actor
from rembuk.shared.ids import address
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting
from rembuk.shared.spoken import code_for, code_hash, keyed
from rembuk.voices.models import Claim, Import, Receipt, Voice
from rembuk.voices.rules import claimable, readable
from rembuk.voices.states import ClaimState
from rembuk.voices.wording import CLAIM_SETTLED, CLAIMED, GONE, NO_CLAIM_NEEDED

LONGEST_BECAUSE = 300


@dataclass(frozen=True)
class ClaimMade:
    """Hold what the claimant gets: a code that opens the receipt once the claim is proved, and the claim."""

    code: str
    claim: Claim


@transaction.atomic
def ask_claim(*, voice: Voice, key: str, at: datetime) -> ClaimMade:
    """Begin to show that the post VOICE is the asker's own; the same KEY gives the same claim again.

    Refused for a voice that came by a form, is withdrawn, or has its receipt with somebody already.
    """
    row = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    form_hash = keyed("claim", key)
    kept = Claim.objects.select_related("voice").filter(form_hash=form_hash, voice=row).first()
    if kept is not None:
        return ClaimMade(code_for(key), kept)
    if row.withdrawn_at is not None:
        raise Conflicting(GONE)
    if not claimable(row):
        raise Conflicting(NO_CLAIM_NEEDED)
    if Receipt.objects.filter(voice=row).exists():
        raise Conflicting(CLAIMED)
    claim = Claim.objects.create(
        voice=row, proof=f"rembuk-{address(7)}", form_hash=form_hash, code_hash=code_hash(code_for(key)),
        made_at=at,
    )  # fmt: skip
    return ClaimMade(code_for(key), claim)


@transaction.atomic
def prove_claim(*, claim: Claim, because: str, by: Actor, at: datetime) -> Receipt:
    """Let the claim stand: its code opens the receipt from now on. BECAUSE says where the word was seen."""
    row = _waiting(claim)
    reason = readable(because, longest=LONGEST_BECAUSE, field="because")
    try:
        with transaction.atomic():
            receipt = Receipt.objects.create(
                voice=row.voice, code_hash=row.code_hash, form_hash=row.form_hash,
                body_hash=keyed("claim body", row.proof), made_at=at,
            )  # fmt: skip
    except IntegrityError as twice:
        raise Conflicting(CLAIMED) from twice
    _settle(row, ClaimState.PROVED, reason, by, at)
    return receipt


@transaction.atomic
def refuse_claim(*, claim: Claim, because: str, by: Actor, at: datetime) -> Claim:
    """Say that the claim was not shown, and why; the claimant may begin anew."""
    row = _waiting(claim)
    _settle(row, ClaimState.REFUSED, readable(because, longest=LONGEST_BECAUSE, field="because"), by, at)
    return row


@transaction.atomic
def prove_by_posts(*, source: Import, because: str, at: datetime) -> int:
    """Prove claims whose word stands in a post of the same account in SOURCE; return how many."""
    claims = Claim.objects.filter(
        voice__space=source.space, state=ClaimState.WAITING, voice__withdrawn_at=None
    ).exclude(voice__author__native_id="")
    proved = 0
    for claim in claims.select_related("voice__author"):
        same_account = Voice.objects.filter(
            author__native_id=claim.voice.author.native_id, channel=claim.voice.channel, source=source,
            text__contains=claim.proof,
        )  # fmt: skip
        if same_account.exists() and not Receipt.objects.filter(voice=claim.voice).exists():
            prove_claim(claim=claim, because=because, by=MACHINE, at=at)
            proved += 1
    return proved


def _waiting(claim: Claim) -> Claim:
    row = Claim.objects.select_for_update(of=("self",)).select_related("voice").get(pk=claim.pk)
    if row.state != ClaimState.WAITING:
        raise Conflicting(CLAIM_SETTLED)
    if row.voice.withdrawn_at is not None:
        raise Conflicting(GONE)
    return row


def _settle(row: Claim, state: ClaimState, because: str, by: Actor, at: datetime) -> None:
    row.state, row.because, row.settled_at = state, because, at
    row.save(update_fields=["state", "because", "settled_at"])
    if state == ClaimState.PROVED:
        record_step(
            kind="voices.claimed", about=ref(row.voice), scope=f"spaces.space:{row.voice.space_id}", by=by,
            at=at,
        )  # fmt: skip
