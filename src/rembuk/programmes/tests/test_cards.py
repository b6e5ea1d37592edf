"""The card of a decision, a commitment and a milestone says where it stands now, in every state."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from rembuk.design.card import Card
from rembuk.ideas.tests.factories import AT
from rembuk.ledger import panels
from rembuk.programmes import actions
from rembuk.programmes.actions import Planned
from rembuk.programmes.models import Milestone
from rembuk.programmes.tests.factories import WRITER, make_commitment, make_decision
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import make_space

pytestmark = pytest.mark.django_db
BECAUSE = "tiang yang dikirim 4 meter, bukan 6 meter"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Card]:
    """Collect what cards say, and draw them all the same."""
    seen: list[Card] = []
    answer = panels.card_answer
    monkeypatch.setattr(
        panels, "card_answer", lambda request, card: (seen.append(card), answer(request, card))[1]
    )
    return seen


def stand_at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


def cells(drawn: list[Card]) -> dict[str, tuple[str, str]]:
    return {cell.label: (cell.value, cell.note) for cell in drawn[-1].cells}


def test_card_of_each_kind_is_a_picture_of_1200_by_630(client: Client) -> None:
    commitment = make_commitment(make_space())
    for row in (commitment.decision, commitment, commitment.milestones.get()):
        answer = client.get(f"{row.get_absolute_url()}kartu.png")
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
        assert len(answer.content) < 60_000


def test_card_of_a_late_milestone_says_how_late_and_what_was_promised(
    client: Client, drawn: list[Card], monkeypatch: pytest.MonkeyPatch
) -> None:
    milestone = make_commitment(make_space()).milestones.get()
    stand_at(monkeypatch, datetime(2026, 12, 8, 3, tzinfo=UTC))
    client.get(f"/t/{milestone.pk}/kartu.png")
    said = cells(drawn)
    assert said["Sekarang"][1] == "Terlambat 3 hari"
    assert said["Dijanjikan"] == ("5 Desember 2026", "Tonggak: 7 lampu menyala")
    assert [stop.state for stop in drawn[-1].stops][-1] == "late"


def test_card_of_a_milestone_moved_in_time_keeps_the_first_day(client: Client, drawn: list[Card]) -> None:
    milestone = make_commitment(make_space()).milestones.get()
    actions.move_milestone(
        milestone=milestone, due=date(2050, 1, 20), because=BECAUSE, by=WRITER, at=AT + timedelta(days=3)
    )
    for path in (
        f"/t/{milestone.pk}/",
        f"/k/{milestone.commitment_id}/",
        f"/d/{milestone.commitment.decision_id}/",
    ):
        client.get(f"{path}kartu.png")
        assert cells(drawn)["Janji berikutnya"] == ("20 Januari 2050", "semula 5 Desember 2026")


def test_card_of_what_was_kept_and_of_what_is_not_done_promises_nothing_more(
    client: Client, drawn: list[Card]
) -> None:
    space = make_space()
    milestone = make_commitment(space).milestones.get()
    actions.keep_milestone(
        milestone=milestone, evidence="foto malam tiap titik", by=WRITER, at=AT + timedelta(days=4)
    )
    dropped = make_decision(space, adopted=False, title="Tidak dikerjakan dulu")
    for path in (
        f"/t/{milestone.pk}/",
        f"/k/{milestone.commitment_id}/",
        f"/d/{milestone.commitment.decision_id}/",
    ):
        client.get(f"{path}kartu.png")
        assert cells(drawn)["Janji berikutnya"] == ("Tidak ada lagi", "semua ditepati")
    client.get(f"/d/{dropped.pk}/kartu.png")
    assert cells(drawn)["Janji berikutnya"] == ("Tidak ada", "alasannya di tautan")
    assert cells(drawn)["Yang menjawab"][0] == "rapat program"


def test_card_seen_before_is_not_sent_again_until_something_happens(client: Client) -> None:
    milestone = make_commitment(make_space(), Planned("7 lampu", date(2027, 3, 1), pieces=7)).milestones.get()
    path = f"/k/{milestone.commitment_id}/kartu.png"
    first = client.get(path)
    assert first["Cache-Control"] == "public, max-age=300"
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    actions.report_milestone(
        milestone=milestone, news="3 lampu menyala", pieces_done=3, evidence="foto", by=WRITER, at=AT
    )
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_page_carries_tags_share_sentence_and_the_card_to_print(client: Client) -> None:
    space = make_space()
    commitment = make_commitment(space)
    for row in (commitment.decision, commitment, commitment.milestones.get()):
        html = client.get(row.get_absolute_url()).content.decode()
        address = re.search(r'<link rel="canonical" href="([^"]+)">', html)
        assert address
        assert address[1].endswith(row.get_absolute_url())
        assert f'<meta property="og:image" content="{address[1]}kartu.png">' in html
        assert "https://wa.me/?text=Sampai%20mana%20%C2%AB" in html
        printed = client.get(f"{row.get_absolute_url()}kartu/")
        assert printed.status_code == 200
        assert f'src="{row.get_absolute_url()}kartu.png"' in printed.content.decode()


def test_share_sentence_with_quotes_and_ampersands_stays_one_percent_encoded_value(client: Client) -> None:
    decision = make_decision(make_space(), title='"Lampu" & <jalan> 50%')
    html = client.get(decision.get_absolute_url()).content.decode()
    assert "Sampai%20mana%20%C2%AB%22Lampu%22%20%26%20%3Cjalan%3E%2050%25%C2%BB" in html


def test_card_of_a_number_that_is_not_there_is_404(client: Client) -> None:
    for path in ("/d/9/", "/k/9/", "/t/9/", "/t/99999999999999999999999/"):
        assert client.get(f"{path}kartu.png").status_code == 404
        assert client.get(f"{path}kartu/").status_code == 404
    assert not Milestone.objects.exists()
    assert not Space.objects.exists()
