"""A commitment is handed to a branch, which accepts or declines it, reports back, and keeps it or not."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from rembuk.ledger.actions import record_step
from rembuk.messaging.actions import announce
from rembuk.programmes import wording
from rembuk.programmes.models import Commitment, Delegation, DelegationReport
from rembuk.programmes.states import DELEGATION, DelegationStep
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Space

SHORTEST_REASON, SHORTEST_EVIDENCE = 20, 10
FURTHEST_YEARS = 30
# How each step stands in the record. A promise ends with the leaf that keeps it, or that says it is broken.
KINDS = {
    DelegationStep.ACCEPT: "programmes.delegation_accepted",
    DelegationStep.DECLINE: "programmes.delegation_declined",
    DelegationStep.WITHDRAW: "programmes.delegation_withdrawn",
    DelegationStep.NEWS: "programmes.delegation_news",
    DelegationStep.MOVE: "programmes.delegation_moved",
    DelegationStep.MEET: "programmes.delegation_met",
    DelegationStep.BREAK: "programmes.delegation_broken",
}
NEED_WORDS = {
    DelegationStep.ACCEPT: 0,
    DelegationStep.NEWS: SHORTEST_EVIDENCE,
    DelegationStep.MEET: SHORTEST_EVIDENCE,
}
SUBJECTS = {
    DelegationStep.ACCEPT: gettext_noop("Diterima cabang: %(title)s"),
    DelegationStep.DECLINE: gettext_noop("Tidak diterima cabang: %(title)s"),
    DelegationStep.WITHDRAW: gettext_noop("Pelimpahan ditarik kembali: %(title)s"),
    DelegationStep.NEWS: gettext_noop("Kabar dari cabang: %(title)s"),
    DelegationStep.MOVE: gettext_noop("Janji cabang bergeser: %(title)s"),
    DelegationStep.MEET: gettext_noop("Ditepati cabang: %(title)s"),
    DelegationStep.BREAK: gettext_noop("Tidak ditepati cabang: %(title)s"),
}


@transaction.atomic
def propose_delegation(
    *,
    commitment: Commitment,
    branch: Space,
    because: str,
    due: date,
    by: Actor,
    at: datetime,
    form_key: str = "",
) -> Delegation:
    """Ask BRANCH, which stands under the space of COMMITMENT, to keep it by DUE; who answers there is told.

    The same FORM_KEY twice proposes once.
    """
    before = Delegation.objects.filter(commitment=commitment, form_key=form_key).first() if form_key else None
    if before is not None:
        return before
    space = commitment.programme.space
    _check_branch(space, branch)
    if len(because.strip()) < SHORTEST_REASON:
        raise Refused(wording.NEED_REASON, field="because")
    _check_day(due, branch, at)
    # Locks the commitment, so that it does not end while it is being handed on.
    held = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if held.kept_at or held.broken_at:
        raise Conflicting(wording.COMMITMENT_OVER)
    try:
        with transaction.atomic():
            row = Delegation.objects.create(
                commitment=commitment, branch=branch, because=because.strip(), first_due=due, due=due,
                proposed_at=at, form_key=form_key or None,
            )  # fmt: skip
    except IntegrityError:
        raise Conflicting(wording.DELEGATED) from None
    facts = {"due": due.isoformat()}
    step = _record(
        row, "programmes.delegation_proposed", space=space, by=by, at=at, facts=facts, because=row.because
    )
    announce(
        about=[ref(row)],
        key=f"step:{step.pk}",
        subject=_("%(space)s melimpahkan: %(title)s") % {"space": space.name, "title": row.title},
        text=row.because,
        link=row.get_absolute_url(),
        at=at,
    )
    return row


@transaction.atomic
def go_on(
    *,
    delegation: Delegation,
    step: str,
    text: str,
    by: Actor,
    at: datetime,
    link: str = "",
    due: date | None = None,
    seen: int | None = None,
    form_key: str = "",
) -> None:
    """Take STEP with DELEGATION as the table of its states allows, with TEXT as the reason or the evidence.

    DUE is the later day that a move names. SEEN is how many reports the page showed when its form was opened.
    """
    rows = Delegation.objects.select_for_update(of=("self",))
    row = rows.select_related("branch", "commitment__programme__space").get(pk=delegation.pk)
    if form_key and row.reports.filter(form_key=form_key).exists():
        return
    leads = DELEGATION[row.state].get(step)
    if leads is None:
        raise Conflicting(wording.NOT_FROM_HERE)
    if seen is not None and row.reports.count() != seen:
        raise Conflicting(wording.STALE)
    words = text.strip()
    if len(words) < NEED_WORDS.get(DelegationStep(step), SHORTEST_REASON):
        raise Refused(wording.NEED_EVIDENCE if step in NEED_WORDS else wording.NEED_REASON, field="text")
    changed = _changes(row, step, leads, due, at)
    DelegationReport.objects.create(
        delegation=row, step=step, role=by.role, text=words, link=link, at=at, form_key=form_key or None,
        due=changed.get("due"),
    )  # fmt: skip
    facts = _facts(row, step, changed, at)
    Delegation.objects.filter(pk=row.pk).update(**changed)
    acting = row.commitment.programme.space if step == DelegationStep.WITHDRAW else row.branch
    made = _record(row, KINDS[DelegationStep(step)], space=acting, by=by, at=at, facts=facts, because=words)
    if step == DelegationStep.ACCEPT:
        facts = {"due": row.due.isoformat()}
        _record(row, "programmes.delegation_promised", space=acting, by=by, at=at, facts=facts)
    _tell(row, step, words, f"step:{made.pk}", at)


def _changes(row: Delegation, step: str, leads: str, due: date | None, at: datetime) -> dict[str, Any]:
    """Return what STEP changes of ROW."""
    today = at.astimezone(ZoneInfo(row.branch.zone)).date()
    if step == DelegationStep.ACCEPT and row.due < today:
        raise Refused(wording.DAY_OVER)
    changed: dict[str, Any] = {"state": leads}
    if not DELEGATION[leads]:
        changed["ended_at"] = at
    if step == DelegationStep.MOVE:
        if due is None or due <= row.due:
            raise Refused(wording.MOVED_BACK, field="due")
        _check_day(due, row.branch, at)
        changed["due"] = due
    return changed


def _facts(row: Delegation, step: str, changed: dict[str, Any], at: datetime) -> dict[str, Any]:
    if step == DelegationStep.MOVE:
        return {"due": changed["due"].isoformat(), "was": row.due.isoformat()}
    if step not in (DelegationStep.MEET, DelegationStep.BREAK):
        return {}
    today = at.astimezone(ZoneInfo(row.branch.zone)).date()
    # The promise ends here: the trace no longer waits for it.
    return {"keeps": ref(row), "late_days": max(0, (today - row.first_due).days)}


def _check_branch(space: Space, branch: Space) -> None:
    """Refuse a delegation that would come back: to the space itself, to one above it, to another tree."""
    if branch.pk == space.pk:
        raise Refused(wording.TO_ITSELF, field="branch")
    if space.path.startswith(branch.path):
        raise Refused(wording.TO_ABOVE, field="branch")
    if not branch.path.startswith(space.path):
        raise Refused(wording.NOT_BELOW, field="branch")


def _check_day(due: date, branch: Space, at: datetime) -> None:
    today = at.astimezone(ZoneInfo(branch.zone)).date()
    if due <= today:
        raise Refused(wording.PAST_DUE, field="due")
    if due.year > today.year + FURTHEST_YEARS:
        raise Refused(wording.TOO_FAR, field="due")


def _record(
    row: Delegation,
    kind: str,
    *,
    space: Space,
    by: Actor,
    at: datetime,
    facts: dict[str, Any],
    because: str = "",
) -> Any:
    return record_step(
        kind=kind,
        about=ref(row),
        scope=ref(space),
        because_of=[ref(row.commitment)],
        by=by,
        at=at,
        facts={
            "delegation": row.pk, "branch": row.branch.slug, "href": row.get_absolute_url(), **facts
        },
        words={"title": row.title, "who": row.branch.name, **({"because": because} if because else {})},
    )  # fmt: skip


def _tell(row: Delegation, step: str, words: str, key: str, at: datetime) -> None:
    """Tell who runs both spaces, and those whose ideas the commitment answers."""
    about = [ref(row)]
    if step not in (DelegationStep.DECLINE, DelegationStep.WITHDRAW):
        about += [ref(idea) for idea in row.commitment.ideas.all()]
    text = f"{row.branch.name}. {words}" if words else row.branch.name
    subject = _(SUBJECTS[DelegationStep(step)]) % {"title": row.title}
    announce(about=about, key=key, subject=subject, text=text, link=row.get_absolute_url(), at=at)
