"""Hide the text of an idea, or why two should join, and show it again, in the decision's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from rembuk.ideas.actions.alike import index, unlike
from rembuk.ideas.models import Idea, Merge
from rembuk.ledger.actions import close_words, open_words
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref


@transaction.atomic
def hide_part(key: str, part: str, *, at: datetime) -> dict[str, Any]:
    """Hide title and wish of the idea KEY wherever they are shown; return what `show_part` needs."""
    idea = Idea.objects.select_for_update().get(pk=key)
    kept = {"title": idea.title, "wish": idea.wish, "words": close_words(about=ref(idea), name="title")}
    with translation.override("id"):
        idea.title = _("Gagasan nomor %(number)d (teks ditutup)") % {"number": idea.pk}
        idea.wish = _("Teks ini ditutup moderasi. Alasannya ada di halaman gagasan.")
    idea.save(update_fields=["title", "wish"])
    unlike(idea)
    return kept


@transaction.atomic
def show_part(key: str, part: str, kept: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Show title and wish of the idea KEY again."""
    idea = Idea.objects.select_for_update().get(pk=key)
    idea.title, idea.wish = kept["title"], kept["wish"]
    idea.save(update_fields=["title", "wish"])
    open_words(kept=kept["words"], name="title")
    unlike(idea)
    index(idea, at=at)


@transaction.atomic
def hide_reason(key: str, part: str, *, at: datetime) -> dict[str, Any]:
    """Hide the reason of the proposal KEY on its page and on the traces of both ideas."""
    merge = Merge.objects.select_for_update().get(pk=key)
    both = (f"ideas.idea:{merge.idea_id}", f"ideas.idea:{merge.into_id}")
    words = [close_words(about=about, name="because", said=merge.because) for about in both]
    kept = {"because": merge.because, "words": words[0] | words[1]}
    with translation.override("id"):
        merge.because = _("Alasan ini ditutup moderasi.")
    merge.save(update_fields=["because"])
    return kept


@transaction.atomic
def show_reason(key: str, part: str, kept: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Show the reason of the proposal KEY again."""
    Merge.objects.filter(pk=key).update(because=kept["because"])
    open_words(kept=kept["words"], name="because")
