"""Decisions and commitments for tests, made the way the product makes them."""

from __future__ import annotations

from datetime import date, timedelta

from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.programmes import actions
from rembuk.programmes.actions import Attachment, Planned, Weighed
from rembuk.programmes.models import Commitment, Decision, Delegation, Evidence, Referral
from rembuk.shared.actors import Actor
from rembuk.spaces.models import Space

WRITER = Actor("writer")
OPTIONS = (Weighed("Lampu tenaga surya", "cepat", "baterai", chosen=True), Weighed("Sambungan listrik"))
REASON = "Lebih cepat daripada menunggu sambungan listrik baru."


def make_accepted(space: Space) -> Idea:
    """Return an idea that reviewers accepted."""
    idea = make_idea(space)
    Idea.objects.filter(pk=idea.pk).update(stage=Stage.ACCEPTED)
    idea.refresh_from_db()
    return idea


def make_decision(space: Space, **fields: object) -> Decision:
    """Return a decision about one accepted idea."""
    given: dict[str, object] = {
        "space": space,
        "ideas": [make_accepted(space)],
        "title": "Lampu tenaga surya",
        "goal": "Anak pulang dengan aman",
        "options": OPTIONS,
        "reasons": REASON,
        "decided_by": "rapat program",
        "adopted": True,
        "by": WRITER,
        "at": AT + timedelta(days=1),
        **fields,
    }
    return actions.decide(**given)


def make_commitment(space: Space, *milestones: Planned) -> Commitment:
    """Return a commitment with one milestone of seven lamps, or with MILESTONES."""
    decision = make_decision(space)
    programme = actions.begin_programme(space=space, title="Jalan aman", summary="Terang", by=WRITER, at=AT)
    return actions.promise(
        programme=programme,
        decision=decision,
        title="14 lampu",
        text="14 lampu tenaga surya",
        budget=63_000_000,
        answered_by="Tim program",
        milestones=milestones or [Planned("7 lampu menyala", date(2026, 12, 5), pieces=7)],
        by=WRITER,
        at=AT + timedelta(days=2),
    )


def make_evidence(space: Space) -> Evidence:
    """Return a photo that stands behind news about a milestone."""
    actions.report_milestone(
        milestone=make_commitment(space).milestones.get(),
        news="3 lampu menyala",
        pieces_done=3,
        evidence="tiga foto di balai",
        files=[Attachment("lampu", "image/jpeg", b"\xff\xd8\xff", 40, 30)],
        by=WRITER,
        at=AT + timedelta(days=3),
    )
    return Evidence.objects.get()


def make_referral(space: Space, **fields: object) -> Referral:
    """Return a report prepared for the regency."""
    given: dict[str, object] = {
        "idea": make_idea(space),
        "level": "regency",
        "holder": "Dinas Perhubungan",
        "way": "lapor",
        "kind": "aspiration",
        "title": "Lampu di jalan kabupaten",
        "text": "Kami mohon lampu di sepanjang jalan sekolah ini.",
        "attachments": "",
        "by": WRITER,
        "at": AT,
        **fields,
    }
    return actions.prepare_referral(**given)


def make_delegation(space: Space, branch: Space, **fields: object) -> Delegation:
    """Return a commitment of SPACE that BRANCH is asked to keep."""
    given: dict[str, object] = {
        "commitment": make_commitment(space),
        "branch": branch,
        "because": "Jalannya ada di wilayah cabang ini.",
        "due": date(2026, 12, 20),
        "by": WRITER,
        "at": AT + timedelta(days=3),
        **fields,
    }
    return actions.propose_delegation(**given)
