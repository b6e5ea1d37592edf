"""A commitment is handed to a branch once at a time, never in a circle, and the branch reports back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from rembuk.ideas.tests.factories import AT
from rembuk.ledger.models import Leaf, Step
from rembuk.ledger.queries.trace import trace_for
from rembuk.messaging.queries import audience_of
from rembuk.people.tests.factories import sign_in
from rembuk.programmes import actions
from rembuk.programmes.models import Commitment, Delegation
from rembuk.programmes.queries import standing_of
from rembuk.programmes.states import DELEGATION, DelegationState, DelegationStep
from rembuk.programmes.tests.factories import make_commitment, make_delegation
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Role, Space
from rembuk.spaces.tests.factories import make_member, make_space

pytestmark = pytest.mark.django_db
BRANCH = Actor("coordinator")
NEXT = AT + timedelta(days=4)
REASON = "Tiang dari pemasok datang terlambat dua pekan."


@pytest.fixture
def space() -> Space:
    return make_space("provinsi")


@pytest.fixture
def branch(space: Space) -> Space:
    return make_space("kabupaten", parent=space)


def step(row: Delegation, what: str, at: datetime = NEXT, **fields: Any) -> None:
    actions.go_on(delegation=row, step=what, by=BRANCH, at=at, **{"text": REASON, **fields})
    row.refresh_from_db()


def test_delegation_is_accepted_moved_in_time_and_met_and_the_trace_of_the_promise_shows_it(
    space: Space, branch: Space
) -> None:
    row = make_delegation(space, branch)
    step(row, "accept", text="")
    step(row, "move", due=date(2026, 12, 28))
    step(row, "news", text="7 tiang berdiri di Jalan Kaliurang", link="https://contoh.id/foto")
    assert (row.first_due, row.due, row.state) == (date(2026, 12, 20), date(2026, 12, 28), "accepted")
    assert standing_of(row, date(2026, 12, 22)) == "Bergeser dengan alasan"
    waits = trace_for([ref(row.commitment)], now=NEXT, zone="Asia/Jakarta").stops
    assert date(2026, 12, 28) in [stop.when for stop in waits if stop.promised]
    step(row, "meet", at=datetime(2026, 12, 27, 3, tzinfo=AT.tzinfo), text="14 lampu menyala, lihat fotonya")
    assert row.state == DelegationState.MET
    assert standing_of(row, date(2026, 12, 30)) == "Ditepati, lewat janji"
    trace = trace_for([ref(row.commitment)], now=NEXT + timedelta(days=40), zone="Asia/Jakarta")
    titles = [stop.title for stop in trace.stops]
    for title in ("Diusulkan kepada cabang: 14 lampu", "Diterima cabang: 14 lampu",
                  "Janji cabang bergeser: 14 lampu", "Ditepati cabang: 14 lampu"):  # fmt: skip
        assert titles.count(title) == 1
    moved = next(stop for stop in trace.stops if stop.title.startswith("Janji cabang bergeser"))
    assert (moved.because, moved.who) == (REASON, branch.name)
    assert not [stop for stop in trace.stops if stop.title.startswith("Dikerjakan cabang")]
    kinds = Step.objects.filter(about=ref(row)).values_list("pk", flat=True)
    assert Leaf.objects.filter(step__in=kinds).count() == len(kinds) == 6


def test_delegation_past_its_day_without_a_word_stands_late_on_the_trace(space: Space, branch: Space) -> None:
    row = make_delegation(space, branch)
    step(row, "accept", text="")
    trace = trace_for([ref(row.commitment)], now=NEXT + timedelta(days=40), zone="Asia/Jakarta")
    late = [stop for stop in trace.stops if stop.title == "Dikerjakan cabang: 14 lampu"]
    assert [(stop.state, stop.late_days, stop.who) for stop in late] == [("late", 14, branch.name)]
    assert standing_of(row, date(2027, 1, 3)) == "Lewat janji"


def test_commitment_is_held_by_one_branch_at_a_time_and_may_be_handed_on_after_a_refusal(
    space: Space, branch: Space
) -> None:
    row, other = make_delegation(space, branch), make_space("kota", parent=space)
    again = {"commitment": row.commitment, "branch": other}
    with pytest.raises(Conflicting):
        make_delegation(space, **again)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(
            **again, because="x", first_due=row.due, due=row.due, proposed_at=AT, state="accepted"
        )
    step(row, "decline")
    assert row.ended_at == NEXT
    assert make_delegation(space, **again).branch == other


def test_delegation_that_would_go_in_a_circle_or_leave_the_tree_is_refused_with_a_sentence(
    space: Space, branch: Space
) -> None:
    root, stranger = make_space("pusat"), make_space("lain")
    Space.objects.filter(pk=space.pk).update(parent=root, path="pusat/provinsi/")
    Space.objects.filter(pk=branch.pk).update(path="pusat/provinsi/kabupaten/")
    for one in (space, branch):
        one.refresh_from_db()
    made = make_commitment(branch)
    said = {}
    for name, target in {"itself": branch, "back": space, "far up": root, "other tree": stranger}.items():
        with pytest.raises(Refused) as refusal:
            make_delegation(branch, target, commitment=made)
        assert refusal.value.field == "branch"
        said[name] = refusal.value.sentence
    assert "dirinya sendiri" in said["itself"]
    assert "akan berputar" in said["back"]
    assert said["far up"] == said["back"]
    assert "di bawah ruang ini" in said["other tree"]
    assert not Delegation.objects.exists()


def test_every_step_that_the_table_of_states_does_not_name_is_refused(space: Space, branch: Space) -> None:
    row = make_delegation(space, branch)
    for state in DelegationState.values:
        Delegation.objects.filter(pk=row.pk).update(state=state)
        for what in set(DelegationStep.values) - set(DELEGATION[state]):
            with pytest.raises(Conflicting):
                step(row, what, due=date(2027, 1, 5))
        row.refresh_from_db()
        assert row.state == state
    assert not row.reports.exists()


def test_same_form_twice_is_written_once_and_a_stale_one_is_refused(space: Space, branch: Space) -> None:
    row = make_delegation(space, branch, form_key="k")
    assert make_delegation(space, branch, commitment=row.commitment, form_key="k") == row
    step(row, "accept", text="", seen=0)
    for _twice in range(2):
        step(row, "news", seen=1, form_key="n")
    with pytest.raises(Conflicting):
        step(row, "meet", seen=1)
    assert (row.state, row.reports.count()) == ("accepted", 2)


@pytest.mark.parametrize("due", [date(2026, 12, 20), date(2026, 12, 1), None, date.max])
def test_later_day_that_is_no_later_day_is_refused(space: Space, branch: Space, due: date | None) -> None:
    row = make_delegation(space, branch)
    step(row, "accept", text="")
    with pytest.raises(Refused):
        step(row, "move", due=due)


def test_proposal_for_today_without_a_reason_or_for_what_has_ended_is_refused(
    space: Space, branch: Space
) -> None:
    for fields in ({"due": AT.date()}, {"due": date.max}, {"because": "  sebentar  "}):
        with pytest.raises(Refused):
            make_delegation(space, branch, **fields)
    made = make_commitment(space)
    Commitment.objects.filter(pk=made.pk).update(kept_at=AT)
    with pytest.raises(Conflicting):
        make_delegation(space, branch, commitment=made)
    late = make_delegation(space, branch, due=date(2026, 12, 1))
    with pytest.raises(Refused):
        step(late, "accept", at=NEXT + timedelta(days=30), text="")


def test_who_answers_on_both_sides_is_told(space: Space, branch: Space) -> None:
    writer, coordinator = make_member(space, Role.WRITER), make_member(branch, Role.COORDINATOR)
    make_member(branch, Role.REVIEWER)
    row = make_delegation(space, branch)
    assert set(audience_of(ref(row))) == {f"people.person:{one.pk}" for one in (writer, coordinator)}


def test_writer_delegates_by_page_and_the_branch_answers_and_reports(
    space: Space, branch: Space, client: Client
) -> None:
    made = make_commitment(space)
    page = f"/k/{made.pk}/"
    link = f"{page}limpahkan/"
    assert link not in client.get(page).content.decode()
    sign_in(client, make_member(space, Role.WRITER))
    assert link in client.get(page).content.decode()
    due = (timezone.localdate() + timedelta(days=30)).isoformat()
    typed = {"branch": "kabupaten", "because": "Jalannya di wilayah cabang.", "due": due}
    refused = client.post(link, {**typed, "due": "2020-01-01"})
    assert refused.status_code == 400
    assert "Jalannya di wilayah cabang." in refused.content.decode()
    assert client.post(link, {**typed, "branch": "tidak-ada"}).status_code == 422
    assert client.post(link, typed).status_code == 302
    row = Delegation.objects.get()
    here = f"/l/{row.pk}/"
    # The space that asks may take it back; only the branch answers.
    html = client.get(here).content.decode()
    assert 'value="tarik"' in html
    assert 'value="terima"' not in html
    assert client.post(here, {"langkah": "terima"}).status_code == 403
    staff = sign_in(Client(), make_member(branch, Role.COORDINATOR))
    assert 'value="terima"' in staff.get(here).content.decode()
    assert staff.post(here, {"langkah": "terima", "terima-text": ""}).status_code == 302
    late = (timezone.localdate() + timedelta(days=60)).isoformat()
    short = staff.post(here, {"langkah": "geser", "geser-due": late, "geser-text": "terlambat"})
    assert short.status_code == 422
    assert "terlambat" in short.content.decode()
    staff.post(here, {"langkah": "geser", "geser-due": late, "geser-text": REASON})
    staff.post(here, {"langkah": "tepati", "tepati-text": "14 lampu menyala", "tepati-link": ""})
    row.refresh_from_db()
    assert row.state == "met"
    assert staff.post(here, {"langkah": "gagal", "gagal-text": REASON}).status_code == 409
    for path in (here, page, "/r/provinsi/program/", "/r/kabupaten/program/"):
        html = Client().get(path).content.decode()
        assert "Ditepati" in html
        assert "<form" not in html.partition("<main")[2].partition("</main")[0]
    assert Client().get(f"/l/{2**70}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_delegations_costs_the_same_for_any_number(
    space: Space, branch: Space, count: int, client: Client, django_assert_num_queries: Any
) -> None:
    for _number in range(count):
        make_delegation(space, branch)
    client.get("/r/kabupaten/program/")
    with django_assert_num_queries(5):
        client.get("/r/kabupaten/program/")


def test_programs_read_a_delegation_from_both_sides_and_never_who_looks_after_it(
    client: Client, space: Space, branch: Space
) -> None:
    row = make_delegation(space, branch)
    keeper = make_member(branch, "coordinator")
    Delegation.objects.filter(pk=row.pk).update(keeper=keeper, first_due="2026-01-05", due="2026-02-05")
    found = [client.get(f"/api/v1/spaces/{one.slug}/delegations").json()["items"] for one in (space, branch)]
    assert found[0] == found[1]
    (listed,) = found[0]
    assert (listed["space"], listed["branch"], listed["state"]) == (space.slug, branch.slug, "proposed")
    assert (listed["first_due"], listed["due"]) == ("2026-01-05", "2026-02-05")
    assert listed["late_days"] > 0
    answer = client.get(f"/api/v1/delegations/{row.pk}")
    assert {name: answer.json()[name] for name in listed} == listed
    assert answer.json()["steps"] != []
    assert keeper.email not in answer.content.decode()
    assert client.get("/api/v1/delegations/999999").status_code == 404
    actions.go_on(delegation=row, step="decline", text="Jalannya di luar wilayah kami.", by=BRANCH, at=NEXT)
    ended = client.get(f"/api/v1/delegations/{row.pk}").json()
    assert (ended["state"], ended["late_days"]) == ("declined", 0)
