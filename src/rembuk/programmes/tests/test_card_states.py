"""There is a card, as a picture and as a page to print, for every state a promise or an idea can be in."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import make_idea
from rembuk.programmes.models import Milestone
from rembuk.programmes.queries import state_on
from rembuk.programmes.states import MilestoneState
from rembuk.programmes.tests.factories import make_commitment
from rembuk.spaces.tests.factories import make_space

pytestmark = pytest.mark.django_db
IN_TIME, AFTER = datetime(2026, 12, 4, 3, tzinfo=UTC), datetime(2026, 12, 8, 3, tzinfo=UTC)
# What each state is made of, and when it is looked at; the milestone is promised for 5 December 2026.
LIVES: dict[str, tuple[dict[str, object], datetime]] = {
    MilestoneState.RUNNING: ({}, IN_TIME),
    MilestoneState.MOVED: ({"due": datetime(2026, 12, 20).date()}, AFTER),
    MilestoneState.LATE: ({}, AFTER),
    MilestoneState.KEPT: ({"kept_at": IN_TIME}, AFTER),
    MilestoneState.KEPT_LATE: ({"kept_at": AFTER}, AFTER),
    MilestoneState.BROKEN: ({"broken_at": AFTER}, AFTER),
}


def assert_card(client: Client, address: str) -> None:
    picture = client.get(f"{address}kartu.png")
    assert picture.status_code == 200
    assert Image.open(io.BytesIO(picture.content)).size == (1200, 630)
    page = client.get(f"{address}kartu/")
    assert page.status_code == 200
    assert f'src="{address}kartu.png"' in page.content.decode()
    assert "card-sheet" in page.content.decode()


@pytest.mark.parametrize("state", MilestoneState.values)
def test_milestone_has_a_card_in_every_state(
    client: Client, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    made = make_commitment(make_space()).milestones.get()
    fields, moment = LIVES[state]
    Milestone.objects.filter(pk=made.pk).update(**fields)
    row = Milestone.objects.select_related("commitment__programme__space").get(pk=made.pk)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert state_on(row, moment.date()) == state
    assert_card(client, row.get_absolute_url())


@pytest.mark.parametrize("stage", [one for one in Stage.values if one != Stage.TAKEN_BACK])
def test_idea_has_a_card_at_every_stage(client: Client, stage: str) -> None:
    idea = make_idea(make_space())
    Idea.objects.filter(pk=idea.pk).update(stage=stage)
    assert_card(client, idea.get_absolute_url())


def test_idea_taken_back_to_the_board_has_neither_page_nor_card(client: Client) -> None:
    idea = make_idea(make_space())
    Idea.objects.filter(pk=idea.pk).update(stage=Stage.TAKEN_BACK)
    for part in ("", "kartu.png", "kartu/"):
        assert client.get(f"{idea.get_absolute_url()}{part}").status_code == 404
