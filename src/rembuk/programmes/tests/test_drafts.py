"""Programmes are drafted in versions, compared side by side, published, and show how far they have come."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from rembuk.design.compare import side_by_side
from rembuk.design.progress import Mark, Strip, lay_progress
from rembuk.ideas.tests.factories import AT
from rembuk.ledger.models import Step
from rembuk.people.tests.factories import sign_in
from rembuk.programmes import actions
from rembuk.programmes.actions import Planned
from rembuk.programmes.models import Programme, ProgrammeVersion
from rembuk.programmes.tests.factories import WRITER, make_commitment, make_decision
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Role, Space
from rembuk.spaces.tests.factories import make_member, make_space

pytestmark = pytest.mark.django_db
WHY = "Wewenangnya ada di provinsi, sudah kami teruskan."


def begin(space: Space, **fields: Any) -> Programme:
    given = {"title": "Jalan aman", "summary": "Terang", "by": WRITER, "at": AT, **fields}
    return actions.begin_programme(space=space, **given)


def draft(programme: Programme, **fields: Any) -> ProgrammeVersion:
    given = {
        "title": "Jalan aman",
        "summary": "Terang",
        "body": "Lampu.",
        "left_out": [],
        "note": "",
        **fields,
    }
    return actions.save_draft(programme=programme, by=WRITER, at=AT, **given)


def test_draft_is_read_by_its_writers_alone_until_it_is_published(client: Client) -> None:
    space = make_space()
    programme = begin(space, draft=True)
    visitor, paths = (
        Client(),
        (f"/p/{programme.pk}/", f"/p/{programme.pk}/versi/", f"/p/{programme.pk}/kemajuan.csv"),
    )
    assert [visitor.get(path).status_code for path in paths] == [404, 404, 404]
    assert visitor.get(f"/api/v1/programmes/{programme.pk}").status_code == 404
    assert visitor.get(f"/api/v1/programmes/{programme.pk}/commitments").status_code == 404
    assert "Jalan aman" not in visitor.get(f"/r/{space.slug}/program/").content.decode()
    assert not Step.objects.filter(kind__startswith="programmes.").exists()
    sign_in(client, make_member(space, Role.WRITER))
    assert "belum diumumkan" in client.get(paths[0]).content.decode()
    client.post(f"/p/{programme.pk}/rancang/", {"langkah": "umumkan", "versi": "1"})
    assert [visitor.get(path).status_code for path in paths] == [200, 200, 200]
    assert Step.objects.get(kind="programmes.begun").facts["version"] == 1


def test_new_version_stays_hidden_is_compared_and_then_replaces_the_old_one(client: Client) -> None:
    space = make_space()
    programme = begin(space, body="Tujuh lampu di jalan sekolah.")
    sign_in(client, make_member(space, Role.WRITER))
    typed = {"title": "Jalan aman", "summary": "Terang", "body": "Empat belas lampu di jalan sekolah.",
             "left_1": "Jalan provinsi", "why_1": WHY, "note": "Dua kali lipat", "seen": "1"}  # fmt: skip
    assert client.post(f"/p/{programme.pk}/rancang/", typed).status_code == 302
    page = Client().get(f"/p/{programme.pk}/").content.decode()
    assert "Tujuh lampu" in page
    assert "Empat belas" not in page
    assert Client().get(f"/p/{programme.pk}/versi/?dari=1&ke=2").status_code == 404
    compared = client.get(f"/p/{programme.pk}/versi/?dari=1&ke=2").content.decode()
    assert "<del>Tujuh</del>" in compared
    assert "<ins>Empat belas</ins>" in compared
    client.post(f"/p/{programme.pk}/rancang/", {"langkah": "umumkan", "versi": "2"})
    page = Client().get(f"/p/{programme.pk}/").content.decode()
    assert "Empat belas lampu" in page
    assert WHY in page
    assert "<del>Tujuh</del>" in Client().get(f"/p/{programme.pk}/versi/").content.decode()


def test_two_writers_at_once_lose_nothing(client: Client) -> None:
    space = make_space()
    programme = begin(space)
    draft(programme, body="Dari rekan.", seen=1)
    sign_in(client, make_member(space, Role.WRITER))
    typed = {"title": "Jalan aman", "summary": "Terang", "body": "Dari saya.", "seen": "1"}
    answer = client.post(f"/p/{programme.pk}/rancang/", typed)
    assert answer.status_code == 409
    assert "Dari saya." in answer.content.decode()
    assert programme.versions.count() == 2
    assert draft(programme, form_key="k") == draft(programme, form_key="k")


def test_older_version_is_not_published_over_a_newer_one() -> None:
    programme = begin(make_space())
    for _number in range(2):
        draft(programme)
    actions.publish_version(programme=programme, number=3, by=WRITER, at=AT)
    actions.publish_version(programme=programme, number=3, by=WRITER, at=AT)
    assert Step.objects.filter(kind="programmes.published").count() == 1
    with pytest.raises(Conflicting):
        actions.publish_version(programme=programme, number=2, by=WRITER, at=AT)
    with pytest.raises(Refused):
        actions.publish_version(programme=programme, number=99, by=WRITER, at=AT)


@pytest.mark.parametrize("left_out", [[("Jalan provinsi", "bukan")], [("", WHY)]])
def test_leaving_out_without_what_and_why_is_refused(left_out: list[tuple[str, str]]) -> None:
    with pytest.raises(Refused):
        begin(make_space(), left_out=left_out)
    assert not Programme.objects.exists()


def test_promise_in_a_programme_nobody_has_read_is_refused() -> None:
    space = make_space()
    with pytest.raises(Refused, match="rancangan"):
        actions.promise(
            programme=begin(space, draft=True), decision=make_decision(space), title="14 lampu", text="x",
            budget=None, answered_by="Tim", milestones=[Planned("7", date(2027, 1, 1))], by=WRITER, at=AT,
        )  # fmt: skip


@pytest.mark.parametrize(
    "query", ["?dari=x", "?ke=-1", "?dari=99", "?ke=99999999999999999999", "?dari=%D9%A1"]
)
def test_comparing_versions_that_are_not_there_is_a_sentence(client: Client, query: str) -> None:
    programme = begin(make_space())
    assert client.get(f"/p/{programme.pk}/versi/{query}").status_code in (400, 404)


def test_progress_is_a_picture_a_table_and_a_csv_that_no_spreadsheet_runs(client: Client) -> None:
    commitment = make_commitment(
        make_space(), Planned("=1+1", date(2026, 12, 5), budget=9_000_000), Planned("b", date(2027, 2, 1))
    )
    first = commitment.milestones.order_by("due").first()
    assert first is not None
    actions.keep_milestone(
        milestone=first, evidence="foto malam tiap titik", spent=8_000_000, by=WRITER, at=AT
    )
    path = f"/p/{commitment.programme_id}/"
    html = client.get(path).content.decode()
    assert html.count('class="strip__node strip__node--kept"') == 1
    assert html.count('<svg class="strip"') == 1
    assert "Anggaran Rp9.000.000, terpakai Rp8.000.000." in html
    assert "Selesai dibaca dalam 1 menit." in html
    rows = list(csv.DictReader(io.StringIO(client.get(f"{path}kemajuan.csv").content.decode())))
    assert [(row["milestone"], row["state"], row["spent"]) for row in rows] == [
        ("'=1+1", "kept", "8000000"),
        ("b", rows[1]["state"], ""),
    ]


def test_programme_page_costs_the_same_with_one_commitment_and_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    space = make_space()
    programme = make_commitment(space).programme
    client.get(f"/p/{programme.pk}/")
    for _more in range(2):
        with django_assert_num_queries(4):
            client.get(f"/p/{programme.pk}/")
        for number in range(2):
            actions.promise(
                programme=programme, decision=make_decision(space), title=f"Komitmen {number}", text="x",
                budget=None, answered_by="Tim", milestones=[Planned("7", date(2027, 1, 1))], by=WRITER,
                at=AT + timedelta(days=2),
            )  # fmt: skip


def test_progress_picture_keeps_every_node_inside_and_hatches_what_was_lived_past_the_promise() -> None:
    day = date(2026, 12, 1)
    marks = (
        Mark("a", date(2026, 11, 1), date(2026, 11, 20), "kept_late", "x", date(2026, 11, 20)),
        Mark("b", date(2026, 11, 10), date(2026, 11, 10), "late", "x"),
        Mark("moved late", date(2026, 11, 11), date(2027, 1, 1), "moved", "x"),
        Mark("c", date(2027, 5, 1), date(2027, 5, 1), "running", "x"),
    )
    laid = lay_progress([Strip("s", "/k/1/", date(2026, 10, 1), marks)], day)
    assert laid is not None
    nodes = laid.rows[0].nodes
    assert [node.hatch is not None for node in nodes] == [True, True, True, False]
    assert all(2 <= node.x <= 98 for node in nodes)
    assert nodes[0].hatch is not None
    assert nodes[0].hatch[1] == laid.today
    assert lay_progress([Strip("s", "", day, ())], day) is None


def test_side_by_side_marks_only_the_words_that_differ() -> None:
    pairs = side_by_side("satu dua tiga\nsama", "satu 2 tiga\nsama\nbaru")
    assert [(piece.text, piece.changed) for piece in pairs[0].before] == [
        ("satu ", False), ("dua", True), (" tiga", False)
    ]  # fmt: skip
    assert pairs[1].same
    assert [piece.text for piece in pairs[2].after] == ["baru"]
    assert side_by_side("", "") == []
    assert side_by_side("x " * 9000, "y " * 9000)[0].after[0].changed
