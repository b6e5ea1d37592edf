"""The words of a space's own: taught by its staff, used by its next sorting run, taken back the same way."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rembuk.ledger.actions import record_step
from rembuk.reckon.refusal import Refusal
from rembuk.reckon.text_analysis.own_words import LONGEST_MEANING, own_form
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Space
from rembuk.voices.models import Word
from rembuk.voices.wording import BAD_FORM, BAD_MEANING, ENOUGH_WORDS, NO_WORD

MOST = 2_000


@transaction.atomic
def teach_word(*, space: Space, form: str, meaning: str, by: Actor, at: datetime) -> Word:
    """Let FORM be read as MEANING in the sorting runs of SPACE; taught again, the later meaning holds."""
    try:
        plain = own_form(form)
    except Refusal as refusal:
        raise Refused(BAD_FORM, field="form") from refusal
    meant = " ".join(meaning.split())
    if not 2 <= len(meant) <= LONGEST_MEANING or meant.lower() == plain:
        raise Refused(BAD_MEANING, field="meaning")
    if Word.objects.filter(space=space).exclude(form=plain).count() >= MOST:
        raise Refused(ENOUGH_WORDS, field="form")
    given = {"meaning": meant, "at": at}
    row, _new = Word.objects.update_or_create(space=space, form=plain, defaults=given)
    facts = {"form": plain, "meaning": meant}
    record_step(kind="voices.word_taught", about=ref(row), scope=ref(space), by=by, at=at, facts=facts)
    return row


@transaction.atomic
def drop_word(*, space: Space, number: int, by: Actor, at: datetime) -> Word:
    """Take the word NUMBER back and return it as it was; what was sorted with it stays as it is."""
    row = Word.objects.select_for_update().filter(space=space, pk=number).first()
    if row is None:
        raise Conflicting(NO_WORD)
    facts = {"form": row.form, "meaning": row.meaning}
    record_step(kind="voices.word_dropped", about=ref(row), scope=ref(space), by=by, at=at, facts=facts)
    row.delete()
    return row
