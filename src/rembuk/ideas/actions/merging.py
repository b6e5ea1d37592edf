"""Merging by consent: one idea joins another, and no endorsement moves unless its owner says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rembuk.design.words import tanggal
from rembuk.ideas import rules
from rembuk.ideas import wording as words
from rembuk.ideas.models import Endorsement, Idea, Merge, MergeAnswer
from rembuk.ideas.queries.merging import silent_endorsers
from rembuk.ideas.states import MergeReply, MergeState, Moved, Stage
from rembuk.ledger.actions import record_step
from rembuk.messaging.actions import announce
from rembuk.people.models import Person
from rembuk.shared import outbox
from rembuk.shared.actors import MACHINE, Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotAllowed, Refused

BATCH = 500
FEWEST_DAYS, MOST_DAYS = 3, 90
SHORTEST_REASON = 10


@transaction.atomic
def propose_merge(
    *, idea: Idea, into: Idea, because: str, rule: str, days: int, by: Actor, at: datetime
) -> Merge:
    """Propose that IDEA joins INTO and ask each endorser once, until the end of DAYS days from now."""
    # Both are locked in one order, so two proposals that cross wait for each other.
    locked = Idea.objects.select_for_update().filter(pk__in=(idea.pk, into.pk)).order_by("pk")
    found = {row.pk: row for row in locked.select_related("space")}
    idea, into, because = found[idea.pk], found[into.pk], _reason(because)
    _check_two(idea, into)
    zone = ZoneInfo(idea.space.zone)
    days = min(max(days, FEWEST_DAYS), MOST_DAYS)
    until = at.astimezone(zone).date() + timedelta(days=days)
    asked = list(Endorsement.objects.filter(idea=idea).order_by("pk").values_list("person_id", flat=True))
    merge = Merge.objects.create(
        idea=idea, into=into, because=because, rule=rule, asked_at=at, answer_by=until,
        closes_at=datetime.combine(until + timedelta(days=1), time.min, zone), asked=len(asked),
    )  # fmt: skip
    MergeAnswer.objects.bulk_create(
        [MergeAnswer(merge=merge, person_id=pk) for pk in asked], batch_size=BATCH
    )
    facts = {"asked": len(asked), "answer_by": until.isoformat(), "rule": rule}
    step = _step("ideas.merge_asked", merge, idea, into, facts, because=because, by=by, at=at)
    _step("ideas.merge_offered", merge, into, idea, facts, because=because, by=by, at=at)
    outbox.write(
        kind="ideas.settle_merge", key=f"settle:{ref(merge)}", payload={"merge": merge.pk}, at=at,
        run_after=merge.closes_at,
    )  # fmt: skip
    values = {
        "number": idea.pk, "other": into.pk, "title": into.title, "reason": because, "day": tanggal(until),
    }  # fmt: skip
    announce(
        about=[ref(merge)], key=f"step:{step}", link=merge.get_absolute_url(), at=at,
        subject=(_("Bolehkah dukungan Anda pindah? %(title)s") % {"title": idea.title})[:160],
        text=_(
            "Gagasan nomor %(number)d yang Anda dukung diusulkan bergabung ke gagasan nomor %(other)d: "
            "%(title)s. Alasannya: %(reason)s Jawab paling lambat %(day)s. "
            "Tanpa jawaban, dukungan Anda tetap di tempatnya."
        )
        % values,
    )  # fmt: skip
    return merge


def _reason(because: str) -> str:
    because = " ".join(because.split())[:500]
    if len(because) < SHORTEST_REASON:
        raise Refused(words.NEED_REASON, field="because")
    return because


def _check_two(idea: Idea, into: Idea) -> None:
    if idea.pk == into.pk:
        raise Refused(words.SAME_IDEA, field="number")
    if idea.space_id != into.space_id:
        raise Refused(words.OTHER_SPACE, field="number")
    if not rules.may_join(idea):
        raise Conflicting(words.CANNOT_JOIN)
    if not rules.takes_in(into):
        raise Refused(words.CANNOT_TAKE_IN, field="number")
    waiting = Merge.objects.filter(state=MergeState.OPEN)
    # Two may wait to join one idea; an idea that may go itself takes nobody in, or endorsements went astray.
    if waiting.filter(Q(idea__in=(idea, into)) | Q(into=idea)).exists():
        raise Conflicting(words.MERGE_WAITS)


def _step(
    kind: str, merge: Merge, about: Idea, other: Idea, facts: Mapping[str, Any], *, because: str, by: Actor,
    at: datetime,
) -> int:  # fmt: skip
    """Record a step about one of the two ideas. No cause joins them: what is undone must leave no tie."""
    step = record_step(
        kind=kind, about=ref(about), scope=ref(about.space), by=by, at=at,
        facts={"number": about.pk, "other": other.pk, "href": merge.get_absolute_url(), **facts},
        words={"title": other.title, "because": because},
    )  # fmt: skip
    return int(step.pk)


def _locked(merge: Merge) -> Merge:
    rows = Merge.objects.select_for_update(of=("self",)).select_related("idea__space", "into__space")
    return rows.get(pk=merge.pk)


@transaction.atomic
def answer_merge(*, merge: Merge, person: Person, answer: str, at: datetime) -> None:
    """Keep what PERSON answers for their own endorsement; it may be changed until the proposal closes."""
    merge = _locked(merge)
    if answer not in MergeReply.values:
        raise Refused(words.CHOOSE_REPLY)
    if merge.state != MergeState.OPEN or at >= merge.closes_at:
        raise Conflicting(words.MERGE_CLOSED)
    if not person.is_active or not Endorsement.objects.filter(idea=merge.idea, person=person).exists():
        raise NotAllowed(words.NOT_ENDORSING)
    given = {"answer": answer, "answered_at": at}
    MergeAnswer.objects.update_or_create(merge=merge, person=person, defaults=given)
    if not silent_endorsers(merge).exists():
        outbox.write(kind="ideas.settle_merge", payload={"merge": merge.pk}, at=at)


@transaction.atomic
def settle_merge(*, merge: Merge, at: datetime) -> str:
    """Settle MERGE when its day is over or all have answered, and return its state; again changes nothing.

    A yes moves that endorsement. The idea itself is joined only as the stated rule says. If meanwhile either
    idea went another way, the proposal lapses and nothing moves.
    """
    merge = (
        Merge.objects.select_for_update(of=("self",)).select_related("idea__space", "into").get(pk=merge.pk)
    )
    if merge.state != MergeState.OPEN:
        return merge.state
    if at < merge.closes_at:
        answered = MergeAnswer.objects.filter(merge=merge).exclude(answer="")
        if not answered.exists() or silent_endorsers(merge).exists():
            return merge.state
    if rules.may_join(merge.idea) and rules.takes_in(merge.into):
        _settle(merge, at=at)
    else:
        merge.state, merge.settled_at = MergeState.LAPSED, at
        facts: dict[str, Any] = {"state": merge.state}
        _step("ideas.merge_lapsed", merge, merge.idea, merge.into, facts, because="", by=MACHINE, at=at)
    merge.save()
    return merge.state


def _settle(merge: Merge, *, at: datetime) -> None:
    idea, into = merge.idea, merge.into
    merge.moved = _move_endorsements(merge, at=at)
    merge.stayed = Endorsement.objects.filter(idea=idea).count()
    merge.settled_at, merge.stage_before = at, idea.stage
    joined = rules.joins(merge.rule, moved=merge.moved, stayed=merge.stayed)
    facts: dict[str, Any] = {"moved": merge.moved, "stayed": merge.stayed, "rule": merge.rule}
    merge.state = MergeState.JOINED if joined else MergeState.MOVED
    kept = facts
    if joined:
        # A verdict given at this very moment wins: the worker tries again, and finds the proposal lapsed.
        here = Idea.objects.filter(pk=idea.pk, stage=idea.stage)
        if not here.update(stage=Stage.JOINED, joined_into=into):
            raise Conflicting(words.STALE)
        kept = facts | ({"keeps": f"ideas.review:{idea.pk}"} if merge.stage_before == Stage.NEW else {})
    kind = "ideas.joined" if joined else "ideas.merge_settled"
    step = _step(kind, merge, idea, into, kept, because=merge.because if joined else "", by=MACHINE, at=at)
    _step(
        "ideas.took_in" if joined else "ideas.merge_came",
        merge,
        into,
        idea,
        facts,
        because="",
        by=MACHINE,
        at=at,
    )
    _tell_settled(merge, step, joined=joined, at=at)


def _move_endorsements(merge: Merge, *, at: datetime) -> int:
    """Move the endorsement of everyone who said yes and still endorses; return how many left the idea.

    Endorsements first, counters after: the order in which `endorse` takes its locks.
    """
    agreed = MergeAnswer.objects.filter(merge=merge, answer=MergeReply.YES)
    rows = Endorsement.objects.select_for_update().filter(idea=merge.idea, person__in=agreed.values("person"))
    people = list(rows.order_by("pk").values_list("person_id", flat=True))
    Endorsement.objects.filter(idea=merge.idea, person__in=people).delete()
    fresh = _endorse_anew(merge.into, people, at=at)
    _count(merge.idea, -len(people))
    agreed.filter(person__in=people).update(outcome=Moved.HELD)
    agreed.filter(person__in=fresh).update(outcome=Moved.MOVED)
    return len(people)


def _endorse_anew(idea: Idea, people: list[int], *, at: datetime) -> set[int]:
    """Let PEOPLE endorse IDEA, who does already once only; return those who did not."""
    there = set(Endorsement.objects.filter(idea=idea, person__in=people).values_list("person_id", flat=True))
    made = [Endorsement(idea=idea, person_id=pk, at=at) for pk in people if pk not in there]
    Endorsement.objects.bulk_create(made, ignore_conflicts=True, batch_size=BATCH)
    # The moment tells ours from one that came between the look and the insert.
    found = set(Endorsement.objects.filter(idea=idea, at=at).values_list("person_id", flat=True))
    fresh = found & (set(people) - there)
    _count(idea, len(fresh))
    return fresh


def _count(idea: Idea, more: int) -> None:
    Idea.objects.filter(pk=idea.pk).update(endorsements_count=F("endorsements_count") + more)


def _tell_settled(merge: Merge, step: int, *, joined: bool, at: datetime) -> None:
    moved = ngettext("%(n)d dukungan pindah", "%(n)d dukungan pindah", merge.moved) % {"n": merge.moved}
    stayed = ngettext("%(n)d tetap", "%(n)d tetap", merge.stayed) % {"n": merge.stayed}
    values = {"number": merge.idea.pk, "other": merge.into.pk, "moved": moved, "stayed": stayed}
    subject = _("Digabung: %(title)s") if joined else _("Tetap berjalan sendiri: %(title)s")
    if joined:
        text = _(
            "Gagasan nomor %(number)d kini bergabung ke gagasan nomor %(other)d. %(moved)s, %(stayed)s. "
            "Kabar berikutnya datang dari gagasan nomor %(other)d."
        )
    else:
        text = _(
            "Gagasan nomor %(number)d tidak digabung, karena ada pendukung yang tetap. %(moved)s ke gagasan "
            "nomor %(other)d, %(stayed)s."
        )
    announce(
        about=[ref(merge), ref(merge.idea)], key=f"step:{step}", link=merge.get_absolute_url(), at=at,
        subject=(subject % {"title": merge.idea.title})[:160], text=text % values,
    )  # fmt: skip


@transaction.atomic
def undo_merge(*, merge: Merge, because: str, by: Actor, at: datetime) -> str:
    """Withdraw an open proposal, or undo a settled one, and return its state.

    Whose endorsement moved gets it back, unless they withdrew it since; who endorsed the other idea of their
    own accord, before or after, stays there.
    """
    merge = (
        Merge.objects.select_for_update(of=("self",)).select_related("idea__space", "into").get(pk=merge.pk)
    )
    because = _reason(because)
    facts: dict[str, Any] = {}
    kind, state = "ideas.merge_withdrawn", MergeState.WITHDRAWN
    if merge.state in (MergeState.JOINED, MergeState.MOVED):
        kind, state = "ideas.merge_undone", MergeState.UNDONE
        facts = {"back": _bring_back(merge, at=at)}
        if merge.state == MergeState.JOINED:
            facts |= _reopen(merge)
    elif merge.state != MergeState.OPEN:
        raise Conflicting(words.STALE)
    merge.state, merge.undone_at, merge.undone_because = state, at, because
    merge.save()
    step = _step(kind, merge, merge.idea, merge.into, facts, because=because, by=by, at=at)
    _step(kind, merge, merge.into, merge.idea, {}, because=because, by=by, at=at)
    values = {"number": merge.idea.pk, "other": merge.into.pk, "reason": because}
    if state == MergeState.UNDONE:
        subject = _("Penggabungan dibatalkan: %(title)s")
        text = _(
            "Gagasan nomor %(number)d berjalan sendiri lagi. Dukungan yang dipindah dari sana sudah kembali. "
            "Alasannya: %(reason)s"
        )
    else:
        subject = _("Usul bergabung ditarik: %(title)s")
        text = _("Gagasan nomor %(number)d tetap berjalan sendiri. Alasannya: %(reason)s")
    announce(
        about=[ref(merge), ref(merge.idea)], key=f"step:{step}", link=merge.get_absolute_url(), at=at,
        subject=(subject % {"title": merge.idea.title})[:160], text=text % values,
    )  # fmt: skip
    return state


def _bring_back(merge: Merge, *, at: datetime) -> int:
    gone = MergeAnswer.objects.filter(merge=merge)
    settled = merge.settled_at or at
    # The moment of settling tells an endorsement that was moved from one given anew after a withdrawal.
    moved = Endorsement.objects.select_for_update().filter(
        idea=merge.into, at=settled, person__in=gone.filter(outcome=Moved.MOVED).values("person")
    )
    back = list(moved.order_by("pk").values_list("person_id", flat=True))
    Endorsement.objects.filter(idea=merge.into, at=settled, person__in=back).delete()
    held = Endorsement.objects.filter(
        idea=merge.into, person__in=gone.filter(outcome=Moved.HELD).values("person")
    )
    both = list(held.order_by("pk").values_list("person_id", flat=True))
    fresh = _endorse_anew(merge.idea, [*back, *both], at=at)
    _count(merge.into, -len(back))
    return len(fresh)


def _reopen(merge: Merge) -> dict[str, Any]:
    """Let the joined idea go on from where it was; return what its step says of the promised verdict."""
    here = Idea.objects.filter(pk=merge.idea.pk, stage=Stage.JOINED, joined_into=merge.into)
    if not here.update(stage=merge.stage_before, joined_into=None):
        raise Conflicting(words.STALE)
    return {"reopens": f"ideas.review:{merge.idea.pk}"} if merge.stage_before == Stage.NEW else {}
