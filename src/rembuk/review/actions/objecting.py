"""Those who spoke object once to a refusal; somebody else judges it, on a clock of its own."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rembuk.design.words import tanggal
from rembuk.ideas.models import Idea, IdeaVoice
from rembuk.ideas.states import Stage
from rembuk.ledger.actions import destroy_openings, open_words, record_step
from rembuk.messaging.actions import announce
from rembuk.moderation.actions import let_go
from rembuk.people.queries import person_key
from rembuk.review import wording
from rembuk.review.actions.seats import fill_seats
from rembuk.review.models import Case, Conflict, Objection, Verdict
from rembuk.review.queries import objection_until, today_in
from rembuk.review.states import Outcome
from rembuk.shared.actors import CITIZEN, MACHINE, Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotAllowed, Refused
from rembuk.shared.workdays import add_working_days
from rembuk.voices.actions.publish import closed
from rembuk.voices.models import Voice

SHORTEST = 20
# One person who did not judge before; the verdict says openly how many judged.
JUDGES = 1


@transaction.atomic
def object_to(*, idea: Idea, voice: Voice, text: str, at: datetime, by: Actor = CITIZEN) -> Objection:
    """Keep that VOICE's sender objects to the refusal of IDEA; the first objection opens the second round.

    Later ones join it while it runs. Personal data is closed before anybody reads it on a page.
    """
    idea = Idea.objects.select_for_update(of=("self",)).select_related("space").get(pk=idea.pk)
    if not IdeaVoice.objects.filter(idea=idea, voice=voice, voice__withdrawn_at=None).exists():
        raise NotAllowed(wording.NOT_BEHIND)
    first = Verdict.objects.select_related("case__rubric").filter(idea=idea, case__round=1).first()
    second = Case.objects.select_related("rubric").filter(idea=idea, round=2).first()
    if first is None or first.outcome != Outcome.REFUSE or idea.stage != Stage.REFUSED:
        raise Conflicting(wording.OBJECTION_OVER if second is not None else wording.NOT_REFUSED)
    if second is not None and second.closed_at is not None:
        raise Conflicting(wording.OBJECTION_OVER)
    first.idea = idea
    until = objection_until(first)
    if second is None and today_in(idea.space, at) > until:
        raise Conflicting(wording.OBJECTION_LATE % {"day": tanggal(until)})
    plain = text.strip()
    if not SHORTEST <= len(plain) <= 2000:
        raise Refused(wording.OBJECTION_SHORT, field="text")
    try:
        with transaction.atomic():
            kept = Objection.objects.create(
                case=first.case, author=ref(voice), text=plain, public_text=closed(plain), at=at
            )
    except IntegrityError as error:
        raise Conflicting(wording.OBJECTED) from error
    if second is not None:
        _record(idea, "review.objection_joined", kept, by=by, at=at)
        return kept
    _record(idea, "review.objected", kept, by=by, at=at)
    _open_second(idea, first.case, at=at)
    return kept


def _record(idea: Idea, kind: str, kept: Objection, *, by: Actor, at: datetime) -> None:
    facts = {"number": idea.pk, "href": f"/g/{idea.pk}/putusan/"}
    record_step(
        kind=kind, about=ref(idea), scope=ref(idea.space), facts=facts, words={"because": kept.public_text},
        by=by, at=at,
    )  # fmt: skip


def _open_second(idea: Idea, first: Case, *, at: datetime) -> None:
    days = first.rubric.objection_days
    due = add_working_days(today_in(idea.space, at), days)
    case = Case.objects.create(
        idea=idea, round=2, rubric=first.rubric, asked_first=JUDGES, wanted=JUDGES, days_promised=days,
        opened_at=at, first_due=due, due=due,
    )  # fmt: skip
    record_step(
        kind="review.objection_promised", about=ref(case), scope=ref(idea.space), because_of=[ref(idea)],
        by=MACHINE, at=at, facts={"number": idea.pk, "due": due.isoformat()},
    )  # fmt: skip
    announce(
        about=[ref(idea)],
        key=f"objected:{case.pk}",
        subject=(_("Ada keberatan: %(title)s") % {"title": idea.title})[:160],
        text=_(
            "Keberatan atas gagasan nomor %(number)d diputus orang yang tidak ikut memutus sebelumnya, "
            "paling lambat %(day)s."
        )
        % {"number": idea.pk, "day": tanggal(due)},
        link=f"/g/{idea.pk}/putusan/",
        at=at,
    )
    fill_seats(case=case, at=at)


@transaction.atomic
def forget(*, subject: str) -> None:
    """Erase the words SUBJECT objected with and why they had a conflict of interest; harmless again.

    Scores and reasons are the space's verdict and stay; they name nobody.
    """
    for kept in Objection.objects.filter(author=subject).exclude(text="").select_related("case__idea"):
        # Words that moderation hid are back for the blink of this transaction: by them the steps are found.
        for hidden in let_go(about=ref(kept)):
            open_words(kept=hidden["words"], name="because")
        destroy_openings(about=ref(kept.case.idea), saying=kept.public_text)
        Objection.objects.filter(pk=kept.pk).update(text="", public_text="")
    Conflict.objects.filter(reviewer_id=person_key(subject)).update(reason="")
