"""What is told of a milestone: news, a later day with its reason, its being kept or openly broken."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from rembuk.ideas.actions import move
from rembuk.ideas.states import Stage
from rembuk.ledger.actions import record_step
from rembuk.messaging.actions import announce
from rembuk.messaging.states import Answer
from rembuk.programmes import wording
from rembuk.programmes.models import Commitment, Evidence, Milestone, Report
from rembuk.programmes.states import ReportKind
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused

SHORTEST_REASON, SHORTEST_EVIDENCE = 20, 10
FURTHEST_YEARS = 30


@dataclass(frozen=True)
class Attachment:
    """Carry one file that is safe to give out: its KIND was read from its content, not from its name."""

    name: str
    kind: str
    content: bytes
    width: int = 0
    height: int = 0


@transaction.atomic
def move_milestone(
    *,
    milestone: Milestone,
    due: date,
    because: str,
    by: Actor,
    at: datetime,
    seen: int | None = None,
    form_key: str = "",
) -> None:
    """Give MILESTONE a later day with a public reason; the earlier promise stays on the trace."""
    milestone, again = _open(milestone, seen, form_key)
    if again:
        return
    if due <= milestone.due:
        raise Refused(wording.MOVED_BACK, field="due")
    if due.year > at.year + FURTHEST_YEARS:
        raise Refused(wording.TOO_FAR, field="due")
    if len(because.strip()) < SHORTEST_REASON:
        raise Refused(wording.NEED_REASON, field="because")
    was = milestone.due
    Milestone.objects.filter(pk=milestone.pk).update(due=due)
    _keep_report(milestone, ReportKind.MOVED, by=by, at=at, form_key=form_key, text=because.strip(), due=due)
    facts = {"milestone": milestone.pk, "due": due.isoformat(), "was": was.isoformat()}
    step = record_step(
        kind="programmes.milestone_moved",
        about=ref(milestone),
        scope=ref(milestone.commitment.programme.space),
        facts=facts,
        words={"title": milestone.title, "because": because.strip()},
        by=by,
        at=at,
    )
    subject = _("Janji bergeser: %(title)s") % {"title": milestone.title}
    text = _("Semula %(was)s, kini %(due)s. Alasannya: %(reason)s") % {
        "was": was.strftime("%d-%m-%Y"),
        "due": due.strftime("%d-%m-%Y"),
        "reason": because.strip(),
    }
    _tell(milestone, key=f"step:{step.pk}", subject=subject, text=text, at=at)


@transaction.atomic
def report_milestone(
    *,
    milestone: Milestone,
    news: str,
    pieces_done: int | None,
    evidence: str,
    by: Actor,
    at: datetime,
    link: str = "",
    spent: int | None = None,
    files: Sequence[Attachment] = (),
    seen: int | None = None,
    form_key: str = "",
) -> None:
    """Tell what happened on the way to MILESTONE, with evidence, before it is kept."""
    milestone, again = _open(milestone, seen, form_key)
    if again:
        return
    changed: dict[str, Any] = {}
    if pieces_done is not None:
        if not 0 <= pieces_done <= milestone.pieces:
            raise Refused(wording.PIECES_RANGE, field="pieces_done")
        changed["pieces_done"] = pieces_done
    if spent is not None:
        changed["spent"] = _money(spent)
    if changed:
        Milestone.objects.filter(pk=milestone.pk).update(**changed)
    digests = _keep_report(
        milestone, ReportKind.NEWS, by=by, at=at, form_key=form_key, files=files,
        title=news, text=evidence, link=link, pieces_done=pieces_done, spent=spent,
    )  # fmt: skip
    step = record_step(
        kind="programmes.milestone_news",
        about=ref(milestone),
        scope=ref(milestone.commitment.programme.space),
        facts={
            "milestone": milestone.pk,
            "pieces": milestone.pieces,
            "pieces_done": pieces_done,
            **_shown(spent, digests),
        },
        words={"title": news, "because": evidence},
        by=by,
        at=at,
    )
    _tell(
        milestone,
        key=f"step:{step.pk}",
        subject=_("Kabar: %(title)s") % {"title": news},
        text=evidence,
        at=at,
    )


@transaction.atomic
def keep_milestone(
    *,
    milestone: Milestone,
    evidence: str,
    by: Actor,
    at: datetime,
    link: str = "",
    spent: int | None = None,
    files: Sequence[Attachment] = (),
    seen: int | None = None,
    form_key: str = "",
) -> None:
    """Mark MILESTONE as kept with evidence; with the last one its commitment and ideas are kept too."""
    milestone, again = _open(milestone, seen, form_key)
    if again:
        return
    if len(evidence.strip()) < SHORTEST_EVIDENCE:
        raise Refused(wording.NEED_EVIDENCE, field="evidence")
    done: dict[str, Any] = {"kept_at": at, "evidence": evidence.strip(), "pieces_done": milestone.pieces}
    if spent is not None:
        done["spent"] = _money(spent)
    Milestone.objects.filter(pk=milestone.pk).update(**done)
    digests = _keep_report(
        milestone, ReportKind.KEPT, by=by, at=at, form_key=form_key, files=files,
        text=evidence.strip(), link=link, pieces_done=milestone.pieces, spent=spent,
    )  # fmt: skip
    step = record_step(
        kind="programmes.milestone_kept",
        about=ref(milestone),
        scope=ref(milestone.commitment.programme.space),
        facts={
            "milestone": milestone.pk,
            "first_due": milestone.first_due.isoformat(),
            "late_days": _late_days(milestone, at),
            "href": milestone.get_absolute_url(),
            **_shown(spent, digests),
        },
        words={"title": milestone.title, "evidence": evidence.strip()},
        by=by,
        at=at,
    )
    subject = _("Ditepati: %(title)s") % {"title": milestone.title}
    _tell(milestone, key=f"step:{step.pk}", subject=subject, text=evidence.strip(), at=at)
    _end_commitment(milestone.commitment, by=by, at=at)


@transaction.atomic
def break_milestone(
    *,
    milestone: Milestone,
    because: str,
    by: Actor,
    at: datetime,
    seen: int | None = None,
    form_key: str = "",
) -> None:
    """Say openly that MILESTONE will not be kept, and why; with the last one its commitment ends too."""
    milestone, again = _open(milestone, seen, form_key)
    if again:
        return
    if len(because.strip()) < SHORTEST_REASON:
        raise Refused(wording.NEED_REASON, field="because")
    Milestone.objects.filter(pk=milestone.pk).update(broken_at=at)
    _keep_report(milestone, ReportKind.BROKEN, by=by, at=at, form_key=form_key, text=because.strip())
    step = record_step(
        kind="programmes.milestone_broken",
        about=ref(milestone),
        scope=ref(milestone.commitment.programme.space),
        # The promise ends here: the trace no longer waits for it.
        facts={"milestone": milestone.pk, "keeps": ref(milestone), "late_days": _late_days(milestone, at)},
        words={"title": milestone.title, "because": because.strip()},
        by=by,
        at=at,
    )
    subject = _("Tidak ditepati: %(title)s") % {"title": milestone.title}
    text = _("Alasannya: %(reason)s") % {"reason": because.strip()}
    _tell(milestone, key=f"step:{step.pk}", subject=subject, text=text, at=at)
    _end_commitment(milestone.commitment, by=by, at=at)


def _open(milestone: Milestone, seen: int | None, form_key: str) -> tuple[Milestone, bool]:
    """Return MILESTONE locked, and whether this very form was written before; refuse what is stale or over.

    SEEN is how many reports the page showed when its form was opened.
    """
    rows = Milestone.objects.select_for_update(of=("self",)).select_related("commitment__programme__space")
    milestone = rows.get(pk=milestone.pk)
    if form_key and Report.objects.filter(form_key=form_key, milestone=milestone).exists():
        return milestone, True
    if milestone.kept_at is not None:
        raise Conflicting(wording.KEPT)
    if milestone.broken_at is not None:
        raise Conflicting(wording.BROKEN)
    if seen is not None and milestone.reports.count() != seen:
        raise Conflicting(wording.STALE)
    return milestone, False


def _keep_report(
    milestone: Milestone,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    form_key: str,
    files: Sequence[Attachment] = (),
    **told: Any,
) -> list[str]:
    """Write one report with its files, and return the files' digests."""
    report = Report.objects.create(
        milestone=milestone, kind=kind, role=by.role, at=at, form_key=form_key or None, **told
    )
    rows = [
        Evidence(
            report=report,
            name=file.name[:80],
            kind=file.kind,
            content=file.content,
            digest=hashlib.sha256(file.content).hexdigest(),
            size=len(file.content),
            width=file.width,
            height=file.height,
        )
        for file in files
    ]
    Evidence.objects.bulk_create(rows)
    return [row.digest for row in rows]


def _shown(spent: int | None, digests: list[str]) -> dict[str, Any]:
    """Return the facts of money and files, only where there are any."""
    facts: dict[str, Any] = {}
    if spent is not None:
        facts["spent"] = spent
    if digests:
        facts["evidence_sha256"] = digests
    return facts


def _money(amount: int) -> int:
    if not 0 <= amount <= wording.MOST_MONEY:
        raise Refused(wording.MONEY_RANGE, field="spent")
    return amount


def _late_days(milestone: Milestone, at: datetime) -> int:
    zone = ZoneInfo(milestone.commitment.programme.space.zone)
    return max(0, (at.astimezone(zone).date() - milestone.first_due).days)


def _end_commitment(commitment: Commitment, *, by: Actor, at: datetime) -> None:
    """End COMMITMENT with its last milestone: kept if every one was kept, else openly not kept."""
    rows = list(commitment.milestones.values_list("kept_at", "broken_at"))
    if any(kept is None and broken is None for kept, broken in rows):
        return
    kept = all(broken is None for _kept, broken in rows)
    Commitment.objects.filter(pk=commitment.pk).update(**{"kept_at" if kept else "broken_at": at})
    ideas = list(commitment.ideas.all())
    for idea in ideas:
        # Another promise for the same idea may still be running; then the idea waits for it.
        if not idea.commitments.filter(kept_at=None, broken_at=None).exists():
            move(idea=idea, stage=Stage.KEPT if kept else Stage.DROPPED)
    step = record_step(
        kind="programmes.kept" if kept else "programmes.broken",
        about=ref(commitment),
        scope=ref(commitment.programme.space),
        by=by,
        at=at,
        facts={"commitment": commitment.pk},
        words={"title": commitment.title},
    )
    subject = _("Janji ditepati: %(title)s") if kept else _("Janji tidak ditepati: %(title)s")
    text = (
        _(
            "Semua tonggak komitmen «%(title)s» sudah selesai, dengan bukti yang dapat Anda periksa. "
            "Terima kasih sudah bersuara."
        )
        if kept
        else _(
            "Komitmen «%(title)s» berakhir tanpa semua tonggaknya ditepati. Alasannya ada di halamannya, "
            "dan gagasan Anda dapat diputuskan lagi."
        )
    )
    for idea in ideas:
        announce(
            about=[ref(idea)],
            key=f"closing:{ref(idea)}:{step.pk}",
            link=idea.get_absolute_url(),
            at=at,
            answer=Answer.COMMITMENT,
            subject=subject % {"title": idea.title},
            text=text % {"title": commitment.title},
        )


def _tell(milestone: Milestone, *, key: str, subject: str, text: str, at: datetime) -> None:
    about = [ref(idea) for idea in milestone.commitment.ideas.all()]
    announce(
        about=about, key=key, subject=subject, text=text, link=milestone.get_absolute_url(), at=at,
        answer=Answer.MILESTONE,
    )  # fmt: skip
