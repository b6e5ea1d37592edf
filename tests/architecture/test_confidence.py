"""What is told in confidence in one branch reaches nobody of another: not above it, not below, not beside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import make_call, make_cluster, make_idea
from rembuk.moderation import actions as moderation
from rembuk.moderation.states import Reason
from rembuk.programmes import actions as programmes
from rembuk.rights.models import Look
from rembuk.shared.actors import OPERATOR, Actor
from rembuk.shared.references import ref
from rembuk.spaces.actions import invite
from rembuk.spaces.models import Role, Space
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.actions import make_more_private, set_aside
from rembuk.voices.actions.naming import title_of
from rembuk.voices.models import Cluster, Voice, VoiceAuthor, VoiceContact
from rembuk.voices.states import SetAside, Visibility
from tests.architecture.every_maker import MAKERS
from tests.architecture.makers import World, enter, send
from tests.architecture.roles import Row, rows

READS = [row for row in rows() if row.method == "GET"]
# One word to search by, one that only an answer holding the voice could hold, a sender and an address.
SAID, SECRET, SENDER, ADDRESS = "gudangbocor", "kanariarahasia", "Saksi Kanaria", "kanaria@rahasia.example"
TOLD = f"Minta {SAID} ditutup, {SECRET} tahu siapa yang membukanya"
# Of the words above those that stand in no unpublished call, programme or idea.
WORDS = "tahu siapa yang membukanya"
# Where the team reads them; without these the test of looks would pass on pages that show nothing.
SHOWN_THERE, OK = {"board", "board-aside", "board-decide", "board-voice"}, 200


def plant(space: Space) -> list[Voice]:
    """Return confidential voices of SPACE: on the board, not sorted, set aside; and what is unpublished."""
    plan_unpublished(space)
    on_board = list(make_cluster(space, 1, TOLD).voices.all())
    loose = list(make_cluster(space, 1, f"{TOLD} lagi").voices.all())
    Voice.objects.filter(pk=loose[0].pk).update(sorted_at=None, cluster=None)
    aside = list(make_cluster(space, 1, f"{TOLD} lagi dan lagi").voices.all())
    Voice.objects.filter(pk=aside[0].pk).update(set_aside=SetAside.SPAM)
    for voice in (*on_board, *loose, *aside):
        # As the sorting names it.
        Cluster.objects.filter(pk=voice.cluster_id).update(title=title_of([voice.text]))
        make_more_private(voice=voice, visibility=Visibility.CONFIDENTIAL, by=OPERATOR, at=timezone.now())
        VoiceAuthor.objects.update_or_create(
            voice=voice, defaults={"handle": SENDER.replace(" ", ""), "name": SENDER}
        )
        VoiceContact.objects.create(voice=voice, email=ADDRESS)
    return [*on_board, *loose, *aside]


def plan_unpublished(space: Space) -> None:
    """Let SPACE hold a call, a programme, an invitation and an idea that only its team may know of."""
    at = timezone.now()
    make_call(space, timezone.localdate(), published=False, question=f"Apa soal {SAID} {SECRET} ini?")
    programmes.begin_programme(
        space=space, title=f"Rencana {SAID} {SECRET}", summary=SECRET, by=Actor("writer"), at=at, draft=True
    )
    invite(space=space, email=ADDRESS, role=Role.WRITER, by=OPERATOR, at=at)
    idea = make_idea(space, title=f"Gudang {SAID} {SECRET}")
    Idea.objects.filter(pk=idea.pk).update(stage=Stage.TAKEN_BACK)


def leaks(answer: Any, voices: list[Voice]) -> list[str]:
    """Return what of VOICES, or of what is not published, stands in ANSWER."""
    body = b"".join(answer) if answer.streaming else answer.content
    told = [SECRET, SENDER, SENDER.replace(" ", ""), ADDRESS, *(voice.address for voice in voices)]
    return [words for words in told if words.encode() in body]


@pytest.fixture(scope="module")
def planted(world: World) -> list[Voice]:
    """Plant the secrets in the world, below which a branch has an owner too."""
    below = make_member(make_space("ranting", parent=world.space), Role.OWNER)
    world.people["below"], world.sessions["below"] = below, enter(below)
    # Even where reviewers from above may help.
    Space.objects.filter(pk=world.space.pk).update(helped=True)
    return plant(world.space)


@pytest.mark.django_db
@pytest.mark.sweep
@pytest.mark.parametrize("row", READS, ids=lambda row: f"{row.route}-{row.maker}")
def test_page_shows_nobody_outside_its_team_what_was_told_in_confidence_or_is_not_published(
    row: Row, world: World, planted: list[Voice], looked_up: set[str]
) -> None:
    outside = ("visitor", "above", "beside", "below")
    with transaction.atomic():
        made = MAKERS[row.maker](world)
        address = reverse(row.route, kwargs=made.args) + made.query
        mark = "&" if "?" in address else "?"
        for role in outside:
            client = world.client(role)
            with transaction.atomic():
                looked_up.clear()
                for search in ("", f"q={SAID}", f"cari={SAID}&tempat=&tahap="):
                    if search and looked_up.isdisjoint({"q", "cari", "*"}):
                        # Nothing is searched for here.
                        break
                    answer = send(client, "GET", f"{address}{mark if search else ''}{search}", {})
                    assert leaks(answer, planted) == [], (row.route, role, search)
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    world.forget()


@pytest.mark.django_db
@pytest.mark.sweep
@pytest.mark.parametrize("row", READS, ids=lambda row: f"{row.route}-{row.maker}")
def test_page_shows_its_team_words_told_in_confidence_only_with_the_look_logged(
    row: Row, world: World, planted: list[Voice]
) -> None:
    about = {ref(voice) for voice in planted}
    opened = {
        "board": f"rumpun={planted[0].cluster_id}",
        "board-decide": f"rumpun={planted[0].cluster_id}&suara={planted[0].pk}",
        "board-bulk": f"q={SAID}",
    }
    with transaction.atomic():
        made = MAKERS[row.maker](world)
        if row.route == "board-voice":
            made = replace(made, args={**made.args, "number": planted[0].pk})
        address = reverse(row.route, kwargs=made.args) + made.query
        if row.route in opened:
            address += f"{'&' if '?' in address else '?'}{opened[row.route]}"
        for role in sorted(set(world.people) - {"citizen", "elsewhere", "above", "beside", "below"}):
            with transaction.atomic():
                answer = send(world.client(role), "GET", address, {})
                body = b"".join(answer) if answer.streaming else answer.content
                looks = Look.objects.filter(about__in=about, what="words", by=ref(world.people[role]))
                shown = WORDS.encode() in body
                assert shown == looks.exists(), (row.route, role, shown)
                if row.route in SHOWN_THERE and answer.status_code == OK:
                    assert shown, (row.route, role)
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    world.forget()


def to_hide(about: str) -> str:
    return f"/moderasi/tutup/?tentang={about}"


def flagged(about: str) -> str:
    return f"/moderasi/laporan/{moderation.flag(about=about, reason=Reason.SPAM, at=timezone.now()).pk}/"


def appealed(about: str) -> str:
    made = moderation.appeal(
        about=about, part="board", author=about, text="Ini bukan iklan, ini keluhan.", at=timezone.now()
    )
    return f"/moderasi/banding/{made.pk}/"


@pytest.mark.django_db
@pytest.mark.parametrize("page", [to_hide, flagged, appealed])
def test_moderator_reads_words_told_in_confidence_only_with_the_look_logged(
    page: Callable[[str], str], client: Client
) -> None:
    space = make_space()
    voice = make_cluster(space, 1, TOLD).voices.get()
    set_aside(voices=[voice], reason=SetAside.UNCLEAR, by=OPERATOR, at=timezone.now())
    owner = make_member(space, Role.OWNER)
    address = page(ref(voice))
    client.force_login(owner)
    assert SECRET in client.get(address).content.decode()
    assert not Look.objects.exists()
    make_more_private(voice=voice, visibility=Visibility.CONFIDENTIAL, by=OPERATOR, at=timezone.now())
    for _again in range(2):
        assert SECRET in client.get(address).content.decode()
    assert list(Look.objects.values_list("about", "what", "by")) == [(ref(voice), "words", ref(owner))]
