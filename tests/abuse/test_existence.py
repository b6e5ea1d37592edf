"""Whether a thing is there that one may not see no door tells: hidden and never made answer alike (A02)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rembuk.ideas.models import Idea, Merge
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import make_cluster, make_idea
from rembuk.shared.actors import CITIZEN, OPERATOR
from rembuk.shared.references import ref
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.actions import make_more_private, receive_voice, set_aside
from rembuk.voices.models import Voice
from rembuk.voices.states import SetAside, Visibility
from tests.abuse.walk import ROWS, standing
from tests.architecture.makers import World, make_world
from tests.architecture.roles import Row, routes

pytestmark = pytest.mark.django_db
NEVER = 704_101
OUTSIDE = ("citizen", "elsewhere", "above", "beside")


def told(answer: Any, *own: str) -> tuple[int, str]:
    """Return status and words of ANSWER without what every answer has its own of."""
    text = re.sub(r'csrfmiddlewaretoken" value="\w+|nonce="[^"]*"|/\d{4}-[^"]*', "", answer.content.decode())
    for one in own:
        text = text.replace(one, "·")
    return answer.status_code, text


def hidden_by_number() -> list[Row]:
    """Return the rows that are not there for others, of an address whose number no space stands before."""
    return [
        row for row in ROWS
        if row.others == "sign-in or 404" and row.method == "GET" and "<int:number>" in routes()[row.route]
        and "<slug:slug>" not in routes()[row.route]
    ]  # fmt: skip


def test_page_of_a_hidden_thing_reads_to_others_like_that_of_a_number_never_given() -> None:
    world, rows = make_world(), hidden_by_number()
    assert {row.route for row in rows} >= {
        "call-edit", "call-desk", "programme-draft", "moderation-flag", "moderation-appeal",
    }  # fmt: skip
    for row in rows:
        with standing(world, row) as (made, address):
            other = address.replace(f"/{made.args['number']}/", f"/{NEVER}/")
            assert other != address
            for role in OUTSIDE:
                client = world.client(role)
                here, nowhere = client.get(address), client.get(other)
                assert here.status_code == 404, (row.route, role)
                assert told(here, address) == told(nowhere, other), (row.route, role)


def kept_back(world: World) -> dict[str, Voice]:
    """Return voices that nobody outside may read, by what keeps them back."""
    found = {
        name: make_cluster(world.space, 1, f"Selokan mampet, {name}").voices.get()
        for name in ("unsorted", "aside", "confidential")
    }
    now = timezone.now()
    Voice.objects.filter(pk=found["unsorted"].pk).update(sorted_at=None, cluster=None)
    put_aside(found["aside"])
    make_more_private(voice=found["confidential"], visibility=Visibility.CONFIDENTIAL, by=OPERATOR, at=now)
    return found


def put_aside(voice: Voice) -> None:
    set_aside(voices=[voice], reason=SetAside.UNCLEAR, by=OPERATOR, at=timezone.now())


@pytest.mark.parametrize("role", ["visitor", *OUTSIDE])
def test_appeal_about_a_voice_not_shown_tells_strangers_neither_that_it_is_there_nor_where(role: str) -> None:
    world = make_world()
    client = world.client(role)
    never = client.get(f"/banding/?tentang=voices.voice:{NEVER}&bagian=board")
    for name, voice in kept_back(world).items():
        for part in ("board", "text"):
            answer = client.get(f"/banding/?tentang={ref(voice)}&bagian={part}")
            page = answer.content.decode()
            assert voice.address not in page, name
            assert world.space.name not in page, name
            if part == "board":
                assert told(answer, ref(voice)) == told(never, f"voices.voice:{NEVER}"), name
        sent = {"tentang": ref(voice), "bagian": "board", "text": "Menurut saya ini bukan iklan sama sekali."}
        wrong = client.post("/banding/", sent)
        missing = client.post("/banding/", {**sent, "tentang": f"voices.voice:{NEVER}"})
        assert told(wrong) == told(missing)
        assert wrong.status_code == 403


def test_hiding_a_voice_not_shown_is_to_the_team_of_another_space_as_if_there_were_none() -> None:
    world = make_world()
    for voice in kept_back(world).values():
        for role in OUTSIDE:
            client = world.client(role)
            here = client.get(f"/moderasi/tutup/?tentang={ref(voice)}")
            nowhere = client.get(f"/moderasi/tutup/?tentang=voices.voice:{NEVER}")
            assert here.status_code == 404
            assert told(here, ref(voice)) == told(nowhere, f"voices.voice:{NEVER}")


def test_sender_of_a_voice_set_aside_still_reads_why_at_the_appeal(client: Client) -> None:
    made = receive_voice(space=make_space(), text="Promo pulsa di pasar", by=CITIZEN, at=timezone.now())
    put_aside(made.voice)
    about = ref(made.voice)
    assert "Buka tanda terima" in client.get(f"/banding/?tentang={about}&bagian=board").content.decode()
    client.post("/tanda-terima/", {"kode": made.code})
    page = client.get(f"/banding/?tentang={about}&bagian=board")
    assert (page.status_code, page.context["decision"].facts["reason"]) == (200, SetAside.UNCLEAR)


def test_proposal_to_join_an_idea_that_was_taken_back_is_nowhere(client: Client) -> None:
    space, now = make_space(), timezone.now()
    idea, into = make_idea(space, title="Gagasan kanaria"), make_idea(space)
    merge = Merge.objects.create(
        idea=idea, into=into, because="sama", asked_at=now, answer_by=now.date(), closes_at=now
    )  # fmt: skip
    pages = (f"/gabung/{merge.pk}/", f"/g/{into.pk}/", f"/banding/?tentang={ref(merge)}&bagian=text")
    assert "Gagasan kanaria" in client.get(pages[0]).content.decode()
    Idea.objects.filter(pk=idea.pk).update(stage=Stage.TAKEN_BACK)
    for page in (*pages, f"/laporkan/?tentang={ref(merge)}"):
        assert "Gagasan kanaria" not in client.get(page).content.decode(), page
    assert client.get(pages[0]).status_code == 404
