"""Hide an objection or the answer of an expert and show it again, in the transaction of the decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from rembuk.ledger.actions import close_words, open_words
from rembuk.review.models import Objection, Question
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref


@transaction.atomic
def hide_objection(key: str, part: str, *, at: datetime) -> dict[str, Any]:
    """Hide the text of the objection KEY, on the trace of its idea as well; return what brings it back."""
    objection = Objection.objects.select_for_update(of=("self",)).select_related("case__idea").get(pk=key)
    objection.hidden_at = at
    objection.save(update_fields=["hidden_at"])
    about = ref(objection.case.idea)
    return {"words": close_words(about=about, name="because", said=objection.public_text)}


@transaction.atomic
def show_objection(key: str, part: str, kept: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Show the text of the objection KEY again; KEPT is empty once its author had it erased."""
    Objection.objects.filter(pk=key).update(hidden_at=None)
    open_words(kept=kept.get("words", {}), name="because")


@transaction.atomic
def hide_answer(key: str, part: str, *, at: datetime) -> dict[str, Any]:
    """Hide what was answered to the question KEY; its own row brings it back."""
    Question.objects.filter(pk=key).update(hidden_at=at)
    return {}


@transaction.atomic
def show_answer(key: str, part: str, kept: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Show again what was answered to the question KEY."""
    Question.objects.filter(pk=key).update(hidden_at=None)
