"""Ideas alike: found by the worker, read by the page, gone at once where words are hidden."""

from __future__ import annotations

import pytest
from django.test import Client

from rembuk.ideas import actions
from rembuk.ideas.actions import alike as kept
from rembuk.ideas.actions.moderating import show_part
from rembuk.ideas.models import Idea, Likeness
from rembuk.ideas.queries import alike, like
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import make_idea
from rembuk.moderation.actions import hide
from rembuk.moderation.states import Reason
from rembuk.shared.actors import Actor
from rembuk.shared.models import OutboxRow
from rembuk.shared.queue import Worker
from rembuk.shared.references import ref
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.tests.factories import AT

pytestmark = pytest.mark.django_db
LAMPS = (
    "Lampu jalan di Selokan Mataram mati", "Lampu jalan Selokan Mataram sudah lama mati",
    "Nyalakan lampu jalan di Selokan Mataram", "Lampu jalan di tepi Selokan Mataram mati semua",
)  # fmt: skip
CLINIC = "Puskesmas buka sampai malam"


@pytest.fixture
def space() -> Space:
    return make_space("contoh")


def ideas_of(space: Space, *titles: str) -> list[Idea]:
    made = [make_idea(space, title=title, wish=title) for title in titles]
    Worker().drain()
    return made


def test_ideas_that_say_the_same_stand_on_each_others_pages_and_others_do_not(
    space: Space, client: Client
) -> None:
    first, second, clinic = ideas_of(space, *LAMPS[:2], CLINIC)
    assert (like(first), like(second), like(clinic)) == ([second], [first], [])
    page = client.get(f"/g/{first.pk}/").content.decode()
    assert f'<a href="/g/{second.pk}/">{second.title}</a>' in page
    assert "Gagasan serupa" not in client.get(f"/g/{clinic.pk}/").content.decode()


def test_kept_ideas_are_those_that_comparing_all_finds_in_the_same_order(space: Space) -> None:
    for idea in ideas_of(space, *LAMPS, CLINIC):
        assert like(idea) == alike(space, f"{idea.title} {idea.wish}", without=idea.pk)


def test_page_reads_what_is_kept_and_compares_nothing(space: Space) -> None:
    first, second = ideas_of(space, *LAMPS[:2])
    Likeness.objects.all().delete()
    assert like(first) == []
    actions.find_like(idea=second)
    assert (like(first), like(second)) == ([second], [first])


def test_idea_whose_words_are_hidden_is_on_no_page_at_once_and_again_when_they_are_shown(
    space: Space,
) -> None:
    first, second = ideas_of(space, *LAMPS[:2])
    hiding = hide(
        about=ref(second), part="text", reason=Reason.PERSONAL, by=Actor("moderator", 7), at=AT,
        because="Ada nomor telepon orang di dalamnya.",
    )  # fmt: skip
    assert (like(first), like(second)) == ([], [])
    # A worker that had found it before finds nothing to keep.
    kept.find_like(idea=Idea.objects.select_related("space").get(pk=second.pk))
    kept.find_like(idea=first)
    assert not Likeness.objects.exists()
    show_part(str(second.pk), "text", hiding.kept, by=Actor("moderator", 8), at=AT)
    Worker().drain()
    assert (like(first), like(second)) == ([second], [first])


def test_idea_taken_back_leaves_its_place_to_the_next(space: Space) -> None:
    first, *others = ideas_of(space, *LAMPS)
    nearest = like(first)[0]
    Idea.objects.filter(pk=nearest.pk).update(stage=Stage.TAKEN_BACK)
    assert nearest not in like(first)
    assert len(like(first)) == len(others) - 1


def test_ideas_from_before_are_all_gone_through_in_parts(
    space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ideas_of(space, *LAMPS, CLINIC)
    before = list(Likeness.objects.order_by("idea", "rank").values_list("idea", "other", "rank"))
    Likeness.objects.all().delete()
    monkeypatch.setattr(kept, "AT_ONCE", 2)
    actions.find_all_like(after=0, at=AT)
    assert set(Likeness.objects.values_list("idea", flat=True)) <= {made[0].pk, made[1].pk}
    Worker().drain()
    assert list(Likeness.objects.order_by("idea", "rank").values_list("idea", "other", "rank")) == before
    assert OutboxRow.objects.filter(kind="ideas.alike_all", done_at=None).count() == 0


def test_ideas_of_another_space_are_not_alike(space: Space) -> None:
    (first,) = ideas_of(space, LAMPS[0])
    ideas_of(make_space("lain"), LAMPS[0])
    assert like(first) == []
