"""What other pages show of review: the clock of an idea, the way to object, what is late; what is hidden."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rembuk.ideas.models import Call, Idea
from rembuk.ideas.queries import HIDDEN, idea_of_voice
from rembuk.ideas.states import Stage
from rembuk.moderation.panels import author_panel
from rembuk.moderation.queries import Content, Found
from rembuk.review import queries
from rembuk.review.actions.moderating import hide_answer, hide_objection, show_answer, show_objection
from rembuk.review.models import Objection, Question
from rembuk.shared.references import ref
from rembuk.spaces.models import Space
from rembuk.voices.models import Voice

MOST_LATE = 3


def idea_panel(request: HttpRequest, idea: Idea) -> str:
    """Return the clock of IDEA while it is judged, or the way to object once it was refused."""
    if idea.stage not in (Stage.NEW, Stage.REFUSED):
        return ""
    case = queries.case_of(idea)
    if case is None:
        return ""
    case.idea = idea
    today = queries.today_in(idea.space, timezone.now())
    if case.closed_at is None:
        shown = {
            "idea": idea, "case": case, "used": queries.days_used(case, today),
            "left": queries.days_left(case, today), "pause": queries.pause_on(case, today),
        }  # fmt: skip
        return render_to_string("review/panel.html", shown, request=request)
    return _objection(request, idea)


def _objection(request: HttpRequest, idea: Idea) -> str:
    given = queries.verdicts_on(idea)
    if idea.stage != Stage.REFUSED or len(given) != 1:
        return ""
    until = queries.objection_until(given[0])
    if queries.today_in(idea.space, timezone.now()) > until:
        return ""
    return render_to_string("review/panel.html", {"idea": idea, "until": until}, request=request)


def receipt_panel(request: HttpRequest, voice: Voice) -> str:
    """Return the way to object to the refusal of the idea VOICE stands behind, and what is hidden of it."""
    idea = idea_of_voice(voice)
    if idea is None:
        return ""
    told = [author_panel(request, ref(one), idea.space) for one in queries.objections_by(ref(voice))]
    return format_html_join("", "{}", ((part,) for part in (_objection(request, idea), *told)))


def late_panel(request: HttpRequest, space: Any) -> str:
    """Return the reviews of SPACE that are late, the longest first; one query."""
    assert isinstance(space, Space)
    late = queries.late_cases(space, queries.today_in(space, timezone.now()), MOST_LATE)
    if not late:
        return ""
    return render_to_string("review/late.html", {"cases": late, "space": space}, request=request)


def call_panel(request: HttpRequest, call: Any) -> str:
    """Return the verdicts on the ideas that came of CALL, the latest on each; one query."""
    assert isinstance(call, Call)
    latest = {verdict.idea_id: verdict for verdict in queries.verdicts_of_call(call)}
    return render_to_string("review/call.html", {"verdicts": list(latest.values())}, request=request)


def _find_objection(key: str) -> Found | None:
    rows = Objection.objects.select_related("case__idea__space").filter(pk=key)
    objection = rows.exclude(case__idea__stage__in=HIDDEN).first()
    if objection is None:
        return None
    idea = objection.case.idea
    return Found(
        space=idea.space,
        title=_("Keberatan atas gagasan nomor %(number)d") % {"number": idea.pk},
        href=f"{idea.get_absolute_url()}putusan/#keberatan-{objection.pk}",
        parts={"text": objection.public_text},
    )


def _objector(key: str, opened: int | None, email: str) -> str:
    """Return the voice that the objection KEY is made for, where the reader may speak for it."""
    objection = Objection.objects.select_related("case__idea").filter(pk=key).first()
    if objection is None:
        return ""
    rows = Voice.objects.filter(pk=objection.author.partition(":")[2], withdrawn_at=None)
    mine = rows.filter(pk=opened).exists() if opened else False
    if not mine and email:
        mine = rows.filter(contact__email__iexact=email).exists()
    return objection.author if mine else ""


def _told_objector(key: str) -> str:
    return str(Objection.objects.values_list("author", flat=True).get(pk=key))


def _find_answer(key: str) -> Found | None:
    rows = Question.objects.select_related("case__idea__space").filter(pk=key, answered_at__isnull=False)
    question = rows.exclude(case__idea__stage__in=HIDDEN).first()
    if question is None:
        return None
    idea = question.case.idea
    return Found(
        space=idea.space,
        title=_("Jawaban dari luar tentang gagasan nomor %(number)d") % {"number": idea.pk},
        href=f"{idea.get_absolute_url()}putusan/#jawaban-{question.pk}",
        parts={"text": question.answer},
        # Before the verdict only reviewers read it.
        open=question.case.closed_at is not None,
    )


OBJECTIONS = Content(
    label=gettext_lazy("keberatan"),
    parts={"text": gettext_lazy("Isi keberatan")},
    remains={"text": gettext_lazy("Keberatannya tetap tercatat dan tetap diputus.")},
    find=_find_objection,
    hide=hide_objection,
    show=show_objection,
    author=_objector,
    told=_told_objector,
)
# Who was asked has no account and no address here: the link of the question tells them and takes the appeal.
ANSWERS = Content(
    label=gettext_lazy("jawaban dari luar"),
    parts={"text": gettext_lazy("Isi jawaban")},
    remains={"text": gettext_lazy("Pertanyaannya tetap terbaca, dan siapa yang menjawab.")},
    find=_find_answer,
    hide=hide_answer,
    show=show_answer,
    author=lambda key, opened, email: "",
    told=lambda key: "",
)
