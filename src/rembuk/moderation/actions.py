"""Hide with a reason, flag, appeal, judge: each in one transaction with its step; remind before the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rembuk.design.words import tanggal
from rembuk.ledger.actions import destroy_openings, record_step
from rembuk.ledger.models import Step
from rembuk.messaging.actions import announce
from rembuk.moderation import wording
from rembuk.moderation.models import Appeal, Flag, Hiding, Rules
from rembuk.moderation.queries import appeal_days, content_of, decision_against, found
from rembuk.moderation.states import URGENT, Outcome, Reason, Source, due
from rembuk.shared.actors import CITIZEN, Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotAllowed, Refused
from rembuk.shared.workdays import add_working_days, working_days_between
from rembuk.spaces.models import Space
from rembuk.spaces.queries import holders
from rembuk.spaces.rules import MAY

REMIND_DAYS = 2


def _sentence(text: str, *, field: str = "because") -> str:
    plain = " ".join(text.split())
    if not 10 <= len(plain) <= 300:
        raise Refused(wording.BECAUSE_SHORT, field=field)
    return plain


@transaction.atomic
def set_rules(*, space: Space, words: str, appeal_days: int, by: Actor, at: datetime) -> Rules:
    """Let a new version of the rules hold in SPACE; what was decided under the old one stays."""
    plain = words.strip()
    if not 20 <= len(plain) <= 2000 or not 1 <= appeal_days <= 30:
        raise Refused(wording.BAD_RULES)
    Space.objects.select_for_update().get(pk=space.pk)
    version = Rules.objects.filter(space=space).count() + 1
    made = Rules.objects.create(
        space=space, version=version, words=plain, appeal_days=appeal_days, made_at=at
    )
    record_step(
        kind="moderation.rules_set", about=ref(made), scope=ref(space), by=by, at=at,
        facts={"version": version, "appeal_days": appeal_days, "words": plain},
    )  # fmt: skip
    return made


def note_reading(*, about: str, by: Actor, at: datetime) -> None:
    """Note that BY is about to be shown the words of ABOUT, where its domain keeps a log of such looks.

    To be called by every page that shows them before it is known whether the public may read them.
    """
    content, key = content_of(about)
    if content.read is not None:
        content.read(key, by=by, at=at)


@transaction.atomic
def hide(*, about: str, part: str, reason: str, because: str, by: Actor, at: datetime) -> Hiding:
    """Hide PART of ABOUT for a REASON of the list; its author is told and may appeal to a second person."""
    content, key = content_of(about)
    there = found(about)
    if part not in content.parts:
        raise Refused(wording.NO_PART, field="part")
    if reason not in Reason.values:
        raise Refused(wording.NO_REASON, field="reason")
    plain = _sentence(because)
    if Hiding.objects.select_for_update().filter(about=about, part=part, lifted_at=None).exists():
        raise Conflicting(wording.HIDDEN_ALREADY)
    kept = content.hide(key, part, at=at)
    step = _record("moderation.hidden", about, part, reason, plain, space=there.space, by=by, at=at)
    try:
        with transaction.atomic():
            hiding = Hiding.objects.create(
                space=there.space, about=about, part=part, reason=reason, because=plain, kept=kept, step=step,
                at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflicting(wording.HIDDEN_ALREADY) from error
    Flag.objects.filter(about=about, closed_at=None).update(closed_at=at, hidden=True)
    told = content.told(key) if content.told else about
    announce(
        about=[told] if told else [],
        key=f"hidden:{hiding.pk}",
        subject=_("Ditutup dengan alasan: %(part)s") % {"part": content.parts[part]},
        text=_(
            "%(part)s pada %(what)s ditutup. Alasannya: %(reason)s. %(because)s %(remains)s "
            "Bila menurut Anda keliru, bandinglah sekali; orang kedua yang memutusnya."
        )
        % {
            "part": content.parts[part], "what": content.label, "reason": Reason(reason).label,
            "because": plain, "remains": content.remains[part],
        },
        link=f"/banding/?tentang={about}&bagian={part}",
        at=at,
    )  # fmt: skip
    return hiding


def _record(
    kind: str, about: str, part: str, reason: str, because: str, *, space: Space, by: Actor, at: datetime
) -> Step:
    return record_step(
        kind=kind, about=about, scope=ref(space), by=by, at=at,
        facts={"part": part, "reason": reason}, words={"because": because} if because else {},
    )  # fmt: skip


@transaction.atomic
def flag(
    *,
    about: str,
    reason: str,
    words: str = "",
    source: str = Source.CITIZEN,
    reference: str = "",
    urgent: bool = False,
    by: Actor = CITIZEN,
    at: datetime,
) -> Flag:
    """Ask that ABOUT be looked at; a hundred ask for no more than one does.

    The clock runs from the first and is not made shorter by more of the same; a more urgent reason or a
    request by an authority does shorten it. Nothing is hidden by a flag.
    """
    there = found(about)
    if reason not in Reason.values:
        raise Refused(wording.NO_REASON, field="reason")
    wanted = due(at, urgent=urgent or reason in URGENT)
    plain = " ".join(words.split())[:300]
    asked = {"reason": reason, "words": plain, "source": source, "reference": reference[:80]}
    kept, new = Flag.objects.select_for_update().get_or_create(
        about=about, closed_at=None, defaults={"space": there.space, "at": at, "due": wanted, **asked}
    )
    if not new and (wanted < kept.due or (source == Source.AUTHORITY and kept.source != source)):
        for name, value in asked.items():
            setattr(kept, name, value)
        kept.due = min(wanted, kept.due)
        kept.save(update_fields=[*asked, "due"])
    if source == Source.AUTHORITY:
        record_step(
            kind="moderation.asked_by_authority", about=about, scope=ref(there.space), by=by, at=at,
            facts={"reason": reason, "reference": reference[:80]},
        )  # fmt: skip
    return kept


@transaction.atomic
def leave(*, flag: Flag, because: str, by: Actor, at: datetime) -> None:
    """Close FLAG without hiding anything, with the reason why."""
    plain = _sentence(because)
    if not Flag.objects.filter(pk=flag.pk, closed_at=None).update(closed_at=at):
        raise Conflicting(wording.CLOSED_FLAG)
    # Not public: that somebody complained about a person's words should not stick to them.
    record_step(
        kind="moderation.left", about=flag.about, scope=ref(flag.space), by=by, at=at, public=False,
        facts={"reason": flag.reason}, words={"because": plain},
    )  # fmt: skip


@transaction.atomic
def appeal(*, about: str, part: str, author: str, text: str, at: datetime, by: Actor = CITIZEN) -> Appeal:
    """Keep the appeal of AUTHOR against what hid PART of ABOUT or set it aside, once a decision."""
    there = found(about)
    step = decision_against(about, part)
    if step is None:
        raise Conflicting(wording.NOTHING_TO_APPEAL)
    plain = text.strip()
    if not 20 <= len(plain) <= 2000:
        raise Refused(wording.APPEAL_SHORT, field="text")
    day = at.astimezone(ZoneInfo(there.space.zone)).date()
    reason = str(step.facts.get("reason", ""))
    try:
        with transaction.atomic():
            kept = Appeal.objects.create(
                space=there.space, against=step, about=about, part=part, reason=reason, author=author,
                text=plain, at=at, due=add_working_days(day, appeal_days(there.space)),
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflicting(wording.APPEALED) from error
    record_step(
        kind="moderation.appealed", about=about, scope=ref(there.space), by=by, at=at,
        facts={"part": part, "reason": reason, "due": kept.due.isoformat()}, sealed={"text": plain},
    )  # fmt: skip
    return kept


@transaction.atomic
def judge(*, appeal: Appeal, outcome: str, because: str, by: Actor, at: datetime) -> Appeal:
    """Judge APPEAL, by somebody who did not decide first; what is restored reads as before at once."""
    held = Appeal.objects.select_for_update(of=("self",)).select_related("against", "space").get(pk=appeal.pk)
    if held.judged_at is not None:
        raise Conflicting(wording.JUDGED)
    if by.ref and by.ref == held.against.by:
        raise NotAllowed(wording.DECIDED_FIRST)
    held.outcome, held.because, held.judged_at = Outcome(outcome), _sentence(because), at
    held.save(update_fields=["outcome", "because", "judged_at"])
    content, key = content_of(held.about)
    if held.outcome == Outcome.RESTORED:
        hiding = Hiding.objects.filter(step=held.against, lifted_at=None).first()
        if hiding is not None:
            Hiding.objects.filter(pk=hiding.pk).update(lifted_at=at, kept={})
        content.show(key, held.part, hiding.kept if hiding else {}, by=by, at=at)
    _record(
        f"moderation.{held.outcome}", held.about, held.part, held.reason, held.because, space=held.space,
        by=by, at=at,
    )  # fmt: skip
    announce(
        about=[held.author],
        key=f"judged:{held.pk}",
        subject=_("Banding Anda: %(outcome)s") % {"outcome": Outcome(held.outcome).label.lower()},
        text=_("Orang kedua memutus banding Anda pada %(day)s. Alasannya: %(because)s")
        % {"day": tanggal(at, held.space.zone), "because": held.because},
        link=f"/banding/?tentang={held.about}&bagian={held.part}",
        at=at,
    )
    return held


@transaction.atomic
def remind_flag(*, flag: Flag, at: datetime) -> int:
    """Remind who moderates the space of FLAG once half its time is used up; return how many.

    Called again it tells nobody twice; a clock that was made shorter is a new one. Nothing is sent once the
    flag is closed or its time is over.
    """
    if flag.closed_at is not None or not flag.at + (flag.due - flag.at) / 2 <= at <= flag.due:
        return 0
    when = flag.due.astimezone(ZoneInfo(flag.space.zone))
    return _tell_each(
        holders(flag.space_id, MAY["moderation.decide"]),
        key=f"remind:flag:{flag.pk}:{flag.due:%Y%m%dT%H%M}",
        subject=_("Sebelum pukul %(time)s, %(day)s: laporan isi")
        % {"time": f"{when:%H.%M}", "day": tanggal(when.date())},
        text=_(
            "Ada isi yang dilaporkan dan belum diperiksa. Tutup dengan alasan, atau biarkan dengan alasan."
        ),
        link=f"/r/{flag.space.slug}/moderasi/",
        at=at,
    )


@transaction.atomic
def remind_appeal(*, appeal: Appeal, at: datetime) -> int:
    """Remind who may judge APPEAL before its day, never who decided first; return how many, once each."""
    today = at.astimezone(ZoneInfo(appeal.space.zone)).date()
    near = today <= appeal.due and working_days_between(today, appeal.due) <= REMIND_DAYS
    if not near or appeal.judged_at is not None:
        return 0
    people = holders(appeal.space_id, MAY["moderation.decide"])
    return _tell_each(
        [one for one in people if f"people.person:{one}" != appeal.against.by],
        key=f"remind:appeal:{appeal.pk}",
        subject=_("Sebelum %(day)s: banding") % {"day": tanggal(appeal.due)},
        text=_("Ada banding yang belum diputus. Yang memutusnya bukan yang memutus pertama kali."),
        link=f"/r/{appeal.space.slug}/moderasi/",
        at=at,
    )


def _tell_each(people: list[int], *, key: str, subject: str, text: str, link: str, at: datetime) -> int:
    if people:
        about = [f"people.person:{one}" for one in people]
        announce(about=about, key=key, subject=subject[:160], text=text, link=link, at=at)
    return len(people)


@transaction.atomic
def let_go(*, about: str) -> list[dict[str, Any]]:
    """Keep no longer what would bring back the hidden parts of ABOUT; return it. Harmless again.

    For the domain of ABOUT to call when it erases the words: what was decided and why stays.
    """
    rows = Hiding.objects.select_for_update().filter(about=about).exclude(kept={})
    kept = [row.kept for row in rows]
    rows.update(kept={})
    return kept


@transaction.atomic
def forget(*, subject: str) -> None:
    """Erase the words of appeals SUBJECT made, the salts that open their leaves, and what flags of it quote.

    That it was made, and its outcome, stay. Harmless again.
    """
    # Who flags a text quotes it.
    Flag.objects.filter(about=subject).update(words="")
    for made in Appeal.objects.filter(author=subject):
        destroy_openings(about=made.about, kind="moderation.appealed", at=made.at)
    Appeal.objects.filter(author=subject).update(text="", author="")
