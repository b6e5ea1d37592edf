"""Makers for the rows of ideas, review, programmes and the site."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from rembuk.ideas.models import Idea
from rembuk.ideas.tests.factories import AT, make_cluster, make_idea
from rembuk.places.actions import load_some
from rembuk.programmes.actions import begin_programme
from rembuk.programmes.tests.factories import (
    WRITER,
    make_commitment,
    make_decision,
    make_evidence,
    make_referral,
)
from rembuk.review import actions as review
from rembuk.review.states import STANDARD
from rembuk.review.tests.factories import make_laid, make_question, make_verdict
from rembuk.voices.models import Voice, VoiceContact
from rembuk.voices.tests.factories import make_voice
from tests.architecture.makers import Made, World, maker

REASONS = "Kebutuhannya jelas, biayanya terjangkau, dan wewenangnya ada di ruang ini."


@maker("idea")
def idea(world: World) -> Made:
    """Make an idea that waits for review."""
    return Made({"number": make_idea(world.space).pk}, {"langkah": ""})


@maker("late")
def late(world: World) -> Made:
    """Let a milestone pass its day, and a voice wait beyond the promise."""
    make_commitment(world.space).milestones.update(first_due=date(2020, 1, 2))
    make_voice(world.space, arrived_at=AT - timedelta(days=200))
    return Made({"slug": world.space.slug})


@maker("followed idea")
def followed_idea(world: World) -> Made:
    """Follow an idea."""
    about = f"ideas.idea:{make_idea(world.space).pk}"
    return Made({}, {"apa": about}, query=f"?apa={about}")


@maker("place in space")
def place_in_space(world: World) -> Made:
    """Make a place that is in the official list."""
    load_some(["34.04.06"])
    return Made({"slug": world.space.slug, "code": "34.04.06"})


@maker("cluster")
def cluster(world: World) -> Made:
    """Make a cluster on the board."""
    make_cluster(world.space)
    return Made({"slug": world.space.slug})


@maker("cluster step")
def cluster_step(world: World) -> Made:
    """Choose a step for a cluster."""
    chosen = make_cluster(world.space)
    return Made({"slug": world.space.slug}, {"langkah": "terima", "rumpun": chosen.pk})


@maker("cluster decision")
def cluster_decision(world: World) -> Made:
    """Fill in the form that accepts a cluster."""
    chosen = make_cluster(world.space)
    data = {"rumpun": chosen.pk, "title": "Lampu jalan", "wish": "Minta lampu", "because": "semuanya sama"}
    return Made({"slug": world.space.slug, "what": "terima"}, data, query=f"?rumpun={chosen.pk}")


@maker("cluster move")
def cluster_move(world: World) -> Made:
    """Choose the cluster that another one becomes part of."""
    chosen, into = make_cluster(world.space), make_cluster(world.space)
    data = {"rumpun": chosen.pk, "into": into.pk}
    return Made({"slug": world.space.slug, "what": "pindah"}, data, query=f"?rumpun={chosen.pk}")


@maker("board filter")
def board_filter(world: World) -> Made:
    """Name a filter of the board."""
    make_cluster(world.space)
    return Made({"slug": world.space.slug}, {"langkah": "simpan", "name": "Lampu", "subject": "energi"})


@maker("board bulk")
def board_bulk(world: World) -> Made:
    """Tick a cluster and choose why it is set aside."""
    chosen = make_cluster(world.space)
    return Made({"slug": world.space.slug}, {"rumpun": chosen.pk, "reason": "spam"})


@maker("board aside")
def board_aside(world: World) -> Made:
    """Tick a voice that was set aside."""
    voice = make_cluster(world.space).voices.all()[0]
    Voice.objects.filter(pk=voice.pk).update(set_aside="spam", set_aside_by="machine")
    return Made({"slug": world.space.slug}, {"suara": voice.pk})


@maker("board voice")
def board_voice(world: World) -> Made:
    """Fill in the form that overrules a label of a voice on the board."""
    voice = make_cluster(world.space).voices.all()[0]
    data = {"langkah": "label:kind", "kind-value": "idea", "kind-because": "meminta lampu"}
    return Made({"slug": world.space.slug, "number": voice.pk}, data)


@maker("board voice look")
def board_voice_look(world: World) -> Made:
    """Say why the sender of a voice on the board is looked up."""
    voice = make_cluster(world.space).voices.all()[0]
    data = {"langkah": "buka", "apa": "author", "why": "menanyakan letak lampunya"}
    return Made({"slug": world.space.slug, "number": voice.pk}, data)


def _case(world: World) -> Idea:
    made = make_idea(world.space)
    review.open_case(idea=made, at=AT)
    return made


@maker("review case")
def review_case(world: World) -> Made:
    """Make an idea whose review has begun."""
    return Made({"number": _case(world).pk})


@maker("review running")
def review_running(world: World) -> Made:
    """Make a space with a running review."""
    _case(world)
    return Made({"slug": world.space.slug})


@maker("idea scores")
def idea_scores(world: World) -> Made:
    """Fill in a scorecard."""
    data = {
        **{f"score_{key}": "4" for key in STANDARD},
        "recommends": "accept",
        "reasons": REASONS,
        "langkah": "nilai",
    }
    return Made({"number": _case(world).pk}, {**data, "quick": "", "would_change": "", "authority": "ours"})


@maker("question outside")
def question_outside(world: World) -> Made:
    """Fill in a question to somebody outside."""
    data = {"whom": "ahli jembatan", "email": "ahli@contoh.id", "text": "Berapa lama papan bambu bertahan?"}
    return Made({"number": _case(world).pk}, data)


@maker("evidence laid")
def evidence_laid(world: World) -> Made:
    """Lay a link before a case in which the reviewer holds a seat."""
    data = {"note": "Foto jalan itu pada malam hari", "link": "https://contoh.id/foto", "langkah": "tambah"}
    return Made({"number": _case(world).pk}, data)


@maker("evidence sealed")
def evidence_sealed(world: World) -> Made:
    """Make a photo laid before a case that has no verdict yet."""
    row = make_laid(_case(world))
    return Made({"number": row.pk, "digest": row.digest[:16], "ending": "jpg"})


@maker("pause")
def pause(world: World) -> Made:
    """Fill in a pause of the clock."""
    ends = (timezone.now() + timedelta(days=9)).date().isoformat()
    return Made({"number": _case(world).pk}, {"ends": ends, "because": "Menunggu data dari dinas kabupaten."})


@maker("verdict")
def verdict(world: World) -> Made:
    """Make an idea with a verdict."""
    return Made({"number": make_verdict(world.space, "accept").idea_id})


@maker("refusal")
def refusal(world: World) -> Made:
    """Make a refused idea with a voice by the citizen behind it, and an objection."""
    given = make_verdict(world.space, "refuse", at=timezone.now())
    voice = Voice.objects.filter(behind__idea=given.idea_id).first()
    VoiceContact.objects.create(voice=voice, email=world.people["citizen"].email)
    text = "Karang taruna sudah sanggup menjaga, ini belum dibaca."
    return Made({"number": given.idea_id}, {"text": text})


@maker("rubric")
def rubric(world: World) -> Made:
    """Fill in a new rubric."""
    data = {
        "scale": "5", "far_apart": "30", "objection_window": "14", "objection_days": "10",
        "label_1": "Kebutuhan", "guide_1": "Seberapa mendesak hal ini?", "weight_1": "2",
        "label_2": "Biaya", "guide_2": "Terjangkaukah bagi ruang ini?", "weight_2": "1",
    }  # fmt: skip
    return Made({"slug": world.space.slug}, data)


@maker("expert link")
def expert_link(world: World) -> Made:
    """Make a question that waits for its answer."""
    token = make_question(world.space).rstrip("/").rpartition("/")[2]
    return Made({"token": token}, {"answer": "Bambu yang diawetkan bertahan lima sampai tujuh tahun."})


@maker("decision")
def decision(world: World) -> Made:
    """Make a decision."""
    return Made({"number": make_decision(world.space).pk})


@maker("programme")
def programme(world: World) -> Made:
    """Make a programme with a commitment."""
    return Made({"number": make_commitment(world.space).programme_id})


@maker("programme draft")
def programme_draft(world: World) -> Made:
    """Fill in the next version of a programme."""
    data = {"title": "Jalan aman", "summary": "Lampu", "body": "Terang sampai ujung", "langkah": "simpan"}
    return Made({"number": make_commitment(world.space).programme_id}, data)


@maker("programme unpublished")
def programme_unpublished(world: World) -> Made:
    """Fill in the next version of a programme that nobody outside has seen."""
    row = begin_programme(
        space=world.space, title="Jalan aman", summary="Lampu", by=WRITER, at=timezone.now(), draft=True
    )
    return Made({"number": row.pk}, {"title": "Jalan aman", "summary": "Lampu", "langkah": "simpan"})


@maker("commitment")
def commitment(world: World) -> Made:
    """Make a commitment."""
    return Made({"number": make_commitment(world.space).pk})


@maker("milestone")
def milestone(world: World) -> Made:
    """Make a milestone."""
    return Made({"number": make_commitment(world.space).milestones.get().pk})


@maker("milestone news")
def milestone_news(world: World) -> Made:
    """Fill in news about a milestone."""
    made = make_commitment(world.space).milestones.get()
    data = {"langkah": "kabar", "kabar-news": "3 lampu menyala", "kabar-evidence": "tiga foto di balai"}
    return Made({"number": made.pk}, data)


@maker("evidence")
def evidence(world: World) -> Made:
    """Make a photo that stands behind a report."""
    row = make_evidence(world.space)
    return Made({"number": row.pk, "digest": row.digest[:16], "ending": "jpg"})


@maker("referral")
def referral(world: World) -> Made:
    """Make a letter to the government."""
    return Made({"number": make_referral(world.space).pk})


@maker("referral sent")
def referral_sent(world: World) -> Made:
    """Fill in that a letter was sent."""
    row = make_referral(world.space)
    data = {"langkah": "kirim", "kirim-number": "005/12", "kirim-sent_on": row.made_at.date().isoformat()}
    return Made({"number": row.pk}, data)


@maker("referral form")
def referral_form(world: World) -> Made:
    """Fill in the form that prepares a letter to the government."""
    data = {"level": "regency", "holder": "Dinas Perhubungan", "way": "letter", "title": "Lampu jalan",
            "text": "Kami mohon lampu di sepanjang jalan sekolah ini."}  # fmt: skip
    return Made({"slug": world.space.slug, "number": make_idea(world.space).pk}, data)


@maker("programme form")
def programme_form(world: World) -> Made:
    """Fill in the form that begins a programme."""
    return Made({"slug": world.space.slug, "what": "program"}, {"title": "Jalan aman", "summary": "Lampu"})


@maker("demo")
def demo(world: World) -> Made:
    """Let the installation be a demo."""
    settings.DEMO = True
    return Made()
