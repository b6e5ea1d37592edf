"""What is told in confidence in one branch reaches nobody of another: not above it, not below, not beside."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import AT, make_call, make_cluster, make_idea
from rembuk.people.tests.factories import sign_in
from rembuk.programmes import actions as programmes
from rembuk.review import actions as review
from rembuk.review.models import Assignment
from rembuk.shared.actors import OPERATOR, Actor
from rembuk.spaces.actions import invite
from rembuk.spaces.models import Role, Space
from rembuk.spaces.rules import acting
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.models import Voice, VoiceAuthor, VoiceContact
from rembuk.voices.states import Visibility
from tests.architecture.every_maker import MAKERS
from tests.architecture.makers import World, make_world, send
from tests.architecture.roles import Row, rows

READS = [row for row in rows() if row.method == "GET"]
# One word to search by, one that only an answer holding the voice could hold, a sender and an address.
SAID, SECRET, SENDER, ADDRESS = "gudangbocor", "kanariarahasia", "Saksi Kanaria", "kanaria@rahasia.example"
TOLD = f"Minta {SAID} ditutup, {SECRET} tahu siapa yang membukanya"


def plant(space: Space) -> list[Voice]:
    """Return confidential voices of SPACE: one on the board, one not sorted; and what is unpublished."""
    plan_unpublished(space)
    on_board = list(make_cluster(space, 1, TOLD).voices.all())
    loose = list(make_cluster(space, 1, f"{TOLD} lagi").voices.all())
    Voice.objects.filter(pk=loose[0].pk).update(sorted_at=None, cluster=None)
    for voice in (*on_board, *loose):
        Voice.objects.filter(pk=voice.pk).update(visibility=Visibility.CONFIDENTIAL)
        VoiceAuthor.objects.update_or_create(
            voice=voice, defaults={"handle": SENDER.replace(" ", ""), "name": SENDER}
        )
        VoiceContact.objects.create(voice=voice, email=ADDRESS)
    return [*on_board, *loose]


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


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.mark.sweep
@pytest.mark.parametrize("row", READS, ids=lambda row: f"{row.route}-{row.maker}")
def test_page_shows_nobody_outside_its_team_what_was_told_in_confidence_or_is_not_published(
    row: Row, world: World
) -> None:
    below = make_space("ranting", parent=world.space)
    under = make_member(below, Role.OWNER)
    voices = plant(world.space)
    # Even where reviewers from above may help.
    Space.objects.filter(pk=world.space.pk).update(helped=True)
    for person in (None, world.people["above"], world.people["beside"], under):
        client = Client()
        with transaction.atomic():
            made = MAKERS[row.maker](world)
            if person is not None:
                sign_in(client, person)
            address = reverse(row.route, kwargs=made.args) + made.query
            for search in ("", f"q={SAID}", f"cari={SAID}&tempat=&tahap="):
                mark = "&" if "?" in address else "?"
                answer = send(client, "GET", f"{address}{mark if search else ''}{search}", {})
                assert leaks(answer, voices) == [], (row.route, search)
            transaction.set_rollback(True)
        if person is not None:
            person.__dict__.pop("_roles_by_space", None)


@pytest.mark.django_db
def test_voice_told_in_confidence_is_read_by_the_coordinator_of_its_own_branch_only() -> None:
    world = make_world()
    voices = plant(world.space)
    seen = {}
    for name in ("coordinator", "above", "beside", "elsewhere"):
        client = sign_in(Client(), world.people[name])
        pages = [f"/r/contoh/papan/suara/{voices[0].pk}/", f"/r/contoh/papan/?rumpun={voices[0].cluster_id}"]
        # The same numbers asked for through one's own board open nothing either.
        own = {"above": "induk", "beside": "sebelah", "elsewhere": "lain"}.get(name)
        pages += [page.replace("contoh", own) for page in pages if own]
        seen[name] = [bool(leaks(client.get(page), voices)) for page in pages]
    assert seen.pop("coordinator") == [True, True]
    assert seen == dict.fromkeys(seen, [False] * 4)


@pytest.mark.django_db
def test_reviewer_from_above_judges_where_the_branch_allows_it_and_opens_nothing_else() -> None:
    world = make_world()
    space, helper = world.space, make_member(world.space.parent, Role.REVIEWER)
    stranger = make_member(make_space("jauh"), Role.REVIEWER)
    pages = ("telaah", "papan", "tim", "atur", "impor", "moderasi", "pos-warga", "rubrik/ubah")
    seen = {}
    for helped in (False, True):
        Space.objects.filter(pk=space.pk).update(helped=helped)
        for name, person in (("helper", helper), ("stranger", stranger), ("owner", world.people["above"])):
            client = sign_in(Client(), person)
            seen[helped, name] = [
                page for page in pages if client.get(f"/r/contoh/{page}/").status_code == 200
            ]
    # Who holds every role above is a reviewer there too; the other roles add nothing.
    assert seen.pop((True, "helper")) == seen.pop((True, "owner")) == ["telaah"]
    assert not any(seen.values())


@pytest.mark.django_db
def test_seat_goes_to_a_reviewer_from_above_only_when_the_branch_has_too_few_and_allows_it() -> None:
    parent = make_space("induk")
    helper = make_member(parent, Role.REVIEWER)
    for helped in (False, True):
        branch = make_space(f"cabang-{helped}".lower(), parent=parent, reviewers=2, helped=helped)
        own = make_member(branch, Role.REVIEWER)
        case = review.open_case(idea=make_idea(branch), at=AT)
        held = Assignment.objects.filter(case=case, ended_at=None).order_by("seat")
        assert [row.reviewer for row in held] == ([own, helper] if helped else [own])
    actor = acting(helper, branch, "review.score")
    assert actor.role == "reviewer_above"
    Space.objects.filter(pk=branch.pk).update(helped=False)
    review.look_after(case=case, at=AT)
    assert [row.reviewer for row in held.all()] == [own]
