"""Makers for the rows of moderation."""

from __future__ import annotations

from django.utils import timezone

from rembuk.ideas.tests.factories import AT, make_cluster, make_idea
from rembuk.moderation import actions
from rembuk.moderation.states import Reason
from rembuk.review.actions import answer_question, object_to
from rembuk.review.tests.factories import LATER, make_question, make_verdict
from rembuk.shared.actors import MACHINE
from rembuk.shared.references import ref
from rembuk.voices.models import Voice, VoiceContact
from tests.architecture.makers import Made, World, maker

BECAUSE = "Memuat nomor telepon seorang warga."
TEXT = "Itu nomor balai warga, bukan nomor orang."


def _hidden(world: World) -> str:
    idea = make_idea(world.space)
    voice = Voice.objects.filter(behind__idea=idea).first()
    VoiceContact.objects.create(voice=voice, email=world.people["citizen"].email)
    actions.hide(about=ref(idea), part="text", reason=Reason.PERSONAL, because=BECAUSE, by=MACHINE, at=AT)
    return ref(idea)


@maker("rules")
def rules(world: World) -> Made:
    """Fill in the rules of the space."""
    return Made({"slug": world.space.slug}, {"words": "Berkatalah dengan sopan di sini.", "appeal_days": "5"})


@maker("content")
def content(world: World) -> Made:
    """Fill in a flag of an idea."""
    return _flagged(ref(make_idea(world.space)))


@maker("content to hide")
def content_to_hide(world: World) -> Made:
    """Fill in the hiding of an idea."""
    return _to_hide(ref(make_idea(world.space)))


@maker("voice to hide")
def voice_to_hide(world: World) -> Made:
    """Fill in the hiding of a voice that only its team may read."""
    voice = make_cluster(world.space, 1, "Selokan di depan pasar mampet").voices.get()
    return _to_hide(ref(voice))


@maker("objection")
def objection(world: World) -> Made:
    """Fill in a flag of an objection."""
    return _flagged(_objected(world))


@maker("objection to hide")
def objection_to_hide(world: World) -> Made:
    """Fill in the hiding of an objection."""
    return _to_hide(_objected(world))


def _flagged(about: str) -> Made:
    return Made({}, {"tentang": about, "reason": "personal", "words": ""}, query=f"?tentang={about}")


def _to_hide(about: str) -> Made:
    data = {"tentang": about, "reason": "personal", "part": "text", "because": BECAUSE}
    return Made({}, data, query=f"?tentang={about}")


def _objected(world: World) -> str:
    idea = make_verdict(world.space, "refuse").idea
    idea.refresh_from_db()
    voice = Voice.objects.filter(behind__idea=idea)[0]
    return ref(object_to(idea=idea, voice=voice, text=TEXT, at=LATER))


@maker("hidden answer")
def hidden_answer(world: World) -> Made:
    """Make the link of a question whose answer was hidden."""
    token = make_question(world.space).rstrip("/").rpartition("/")[2]
    about = ref(answer_question(token=token, answer=TEXT, at=timezone.now()))
    actions.hide(about=about, part="text", reason=Reason.PERSONAL, because=BECAUSE, by=MACHINE, at=AT)
    return Made({"token": token})


@maker("flag")
def flag(world: World) -> Made:
    """Make a flag that waits."""
    made = actions.flag(about=ref(make_idea(world.space)), reason=Reason.SPAM, at=AT)
    return Made({"number": made.pk}, {"because": "Ini permintaan warga, bukan iklan."})


@maker("hidden idea")
def hidden_idea(world: World) -> Made:
    """Make a hidden idea whose voice is the citizen's."""
    about = _hidden(world)
    return Made({}, {"tentang": about, "bagian": "text", "text": TEXT}, query=f"?tentang={about}&bagian=text")


@maker("appeal")
def appeal(world: World) -> Made:
    """Make an appeal that waits."""
    made = actions.appeal(about=_hidden(world), part="text", author="voices.voice:1", text=TEXT, at=AT)
    return Made({"number": made.pk}, {"outcome": "upheld", "because": "Nomor itu milik seorang ibu."})
