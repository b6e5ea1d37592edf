"""Makers for merging by consent and what is asked of those who were told."""

from __future__ import annotations

from django.utils import timezone

from rembuk.ideas import actions
from rembuk.ideas.models import Merge
from rembuk.ideas.states import MergeRule
from rembuk.ideas.tests.factories import COORDINATOR, make_idea
from rembuk.messaging.actions import say_heard
from rembuk.messaging.models import Notice
from rembuk.messaging.queries import reader_token
from rembuk.messaging.queries.heard import heard_token
from rembuk.shared.references import ref
from tests.architecture.makers import Made, World, maker

BECAUSE = "Keduanya meminta lampu di ruas jalan yang sama."


def _merge(world: World) -> Merge:
    idea, into, now = make_idea(world.space), make_idea(world.space), timezone.now()
    actions.endorse(idea=idea, person=world.people["citizen"], at=now)
    return actions.propose_merge(
        idea=idea, into=into, because=BECAUSE, rule=MergeRule.EVERYONE, days=14, by=COORDINATOR, at=now
    )


@maker("merge proposal")
def merge_proposal(world: World) -> Made:
    """Fill in the form that proposes that one idea joins another."""
    idea, into = make_idea(world.space), make_idea(world.space)
    data = {"number": into.pk, "because": BECAUSE, "days": 14, "rule": "everyone"}
    return Made({"number": idea.pk}, data)


@maker("merge")
def merge(world: World) -> Made:
    """Ask the citizen whether their endorsement may move."""
    return Made({"number": _merge(world).pk}, {"jawab": "ya"})


@maker("merge undoing")
def merge_undoing(world: World) -> Made:
    """Withdraw a proposal."""
    return Made({"number": _merge(world).pk}, {"langkah": "batal", "because": "Ruas jalannya berbeda."})


@maker("merge link")
def merge_link(world: World) -> Made:
    """Come by the link in the citizen's mail."""
    found = _merge(world)
    token = reader_token(ref(found), ref(world.people["citizen"]))
    return Made({"number": found.pk, "token": token}, {"jawab": "tetap"})


def _answer(world: World) -> Notice:
    about = ref(make_idea(world.space))
    return Notice.objects.create(
        receiver=ref(world.people["citizen"]), key=f"closing:{about}:1", about=about, subject="Ditolak",
        text="Belum ada petugas.", link="/", at=timezone.now(),
    )  # fmt: skip


@maker("heard link")
def heard_link(world: World) -> Made:
    """Come by the link under an answer."""
    return Made({"token": heard_token(_answer(world))}, {"jawab": "sebagian", "kata": "Sudah jelas."})


@maker("heard word")
def heard_word(world: World) -> Made:
    """Hide what was said in words about an answer."""
    said = say_heard(notice=_answer(world), value="ya", word="Sudah jelas.", at=timezone.now())
    return Made({"slug": world.space.slug}, {"nomor": said.pk, "langkah": "sembunyikan"})


@maker("subject in space")
def subject_in_space(world: World) -> Made:
    """Name a subject of the scheme."""
    return Made({"slug": world.space.slug, "subject": "kesehatan"})


@maker("followed JSON")
def followed_json(world: World) -> Made:
    """Follow a subject as a program does."""
    return Made({}, {"about": f"ideas.subject:{world.space.pk}/kesehatan"})


@maker("followed query")
def followed_query(world: World) -> Made:
    """Let a space go as a program does."""
    return Made(query=f"?about=spaces.space:{world.space.pk}")
