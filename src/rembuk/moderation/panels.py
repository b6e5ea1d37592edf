"""What other pages show of moderation: what is hidden and why, the way to flag and to appeal."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from rembuk.ledger.models import Step
from rembuk.moderation.queries import appeal_of, content_of, decision_against, hidden, judged_of
from rembuk.shared.references import ref
from rembuk.spaces.models import Space
from rembuk.spaces.rules import may


def content_panel(request: HttpRequest, subject: Any) -> str:
    """Return what is hidden of SUBJECT with its reasons, and the link that flags it; staff may hide."""
    about = ref(subject)
    content, _key = content_of(about)
    shown = {
        "about": about,
        "subject": subject,
        "space": subject.space,
        "rows": [(one, content.parts[one.part], content.remains[one.part]) for one in hidden(about)],
        "staff": may(request.user, subject.space, "moderation.decide"),
    }
    return render_to_string("moderation/panel.html", shown, request=request)


def receipt_panel(request: HttpRequest, voice: Any) -> str:
    """Return to the holder of a receipt what was hidden or set aside, and the way to appeal."""
    if voice.withdrawn_at:
        return ""
    aside = decision_against(ref(voice), "board") if voice.set_aside else None
    return author_panel(request, ref(voice), voice.space, aside=aside)


def author_panel(
    request: HttpRequest, about: str, space: Space, *, aside: Step | None = None, key: str = ""
) -> str:
    """Return to who wrote ABOUT what of it is hidden, how an appeal stands, and the way to appeal.

    ASIDE is the step that set it aside. KEY lets a reader appeal who has neither receipt nor account.
    """
    content, _key = content_of(about)
    rows = [(one.part, content.parts[one.part], one.because, one.step) for one in hidden(about)]
    if aside is not None:
        rows.append(("board", content.remains["board"], "", aside))
    told = [(part, label, because, appeal_of(step)) for part, label, because, step in rows]
    seen = {one.pk for _part, _label, _because, one in told if one is not None}
    # What a second person gave back is hidden no longer, but the sender still reads how it ended.
    ended = [one for one in judged_of(about) if one.pk not in seen]
    if not told and not ended:
        return ""
    shown = {"about": about, "space": space, "rows": told, "ended": ended, "key": key}
    return render_to_string("moderation/on_receipt.html", shown, request=request)
