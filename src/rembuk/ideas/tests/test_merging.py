"""Two ideas become one only as far as those who endorse them agree, and it can be undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from rembuk.ideas import actions
from rembuk.ideas.models import Endorsement, Idea, Merge, MergeAnswer
from rembuk.ideas.queries import audience, held
from rembuk.ideas.states import MergeReply, MergeRule, MergeState, Stage
from rembuk.ideas.tests.factories import AT, COORDINATOR, make_idea
from rembuk.ledger.models import Leaf, Step
from rembuk.ledger.queries.trace import trace_for
from rembuk.messaging.models import Notice
from rembuk.messaging.queries import reader_token
from rembuk.moderation import actions as moderation
from rembuk.moderation.models import Appeal
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.shared.actors import MACHINE, Actor
from rembuk.shared.models import OutboxRow
from rembuk.shared.queue import Worker
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotAllowed, Refused
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member, make_space

pytestmark = pytest.mark.django_db
REASON = "Keduanya meminta lampu di ruas jalan yang sama."
WHY = "Ruas jalannya ternyata berbeda."
LATER = AT + timedelta(days=15)


@pytest.fixture
def pair():
    space = make_space()
    return make_idea(space, title="Lampu Jalan Selokan"), make_idea(space, title="Penerangan ruas Selokan")


def endorsers(idea, count):
    people = [make_person() for _ in range(count)]
    for person in people:
        actions.endorse(idea=idea, person=person, at=AT)
    return people


def propose(idea, into, rule=MergeRule.EVERYONE, at=AT):
    return actions.propose_merge(
        idea=idea, into=into, because=REASON, rule=rule, days=14, by=COORDINATOR, at=at
    )


def answer(merge, *replies, at=AT):
    for person, reply in replies:
        actions.answer_merge(merge=merge, person=person, answer=reply, at=at)


def who(idea):
    found = set(Endorsement.objects.filter(idea=idea).values_list("person_id", flat=True))
    assert Idea.objects.get(pk=idea.pk).endorsements_count == len(found)
    return found


def test_proposal_asks_each_endorser_once_until_the_end_of_the_day_in_the_zone_of_the_space(pair):
    people = endorsers(pair[0], 3)
    merge = propose(*pair)
    Worker(clock=lambda: AT).drain()
    Worker(clock=lambda: AT).drain()

    asked = Notice.objects.filter(about=ref(merge))
    assert sorted(asked.values_list("receiver", flat=True)) == sorted(ref(person) for person in people)
    assert merge.asked == 3
    assert merge.answer_by.isoformat() == "2026-12-04"
    assert merge.closes_at.isoformat() == "2026-12-05T00:00:00+07:00"


def test_silence_is_stay_and_only_a_yes_moves_its_own_endorsement(pair):
    idea, into = pair
    yes, no, silent = endorsers(idea, 3)
    merge = propose(*pair)
    answer(merge, (yes, MergeReply.YES), (no, MergeReply.STAY))

    assert actions.settle_merge(merge=merge, at=AT + timedelta(days=1)) == MergeState.OPEN
    assert actions.settle_merge(merge=merge, at=LATER) == MergeState.MOVED
    assert who(idea) == {no.pk, silent.pk}
    assert who(into) == {yes.pk}
    assert Idea.objects.get(pk=idea.pk).stage == Stage.NEW


def test_settling_again_changes_nothing(pair):
    people = endorsers(pair[0], 1)
    merge = propose(*pair)
    answer(merge, (people[0], MergeReply.YES))
    actions.settle_merge(merge=merge, at=LATER)
    steps = Step.objects.count()

    assert actions.settle_merge(merge=merge, at=LATER) == MergeState.JOINED
    assert Step.objects.count() == steps
    assert who(pair[1]) == {people[0].pk}


def test_all_having_answered_settles_at_once_through_the_worker(pair):
    people = endorsers(pair[0], 2)
    merge = propose(*pair, at=timezone.now())
    answer(merge, (people[0], MergeReply.YES), at=timezone.now())
    Worker().drain()
    merge.refresh_from_db()
    assert merge.state == MergeState.OPEN

    answer(merge, (people[1], MergeReply.YES), at=timezone.now())
    Worker().drain()
    merge.refresh_from_db()
    assert merge.state == MergeState.JOINED
    assert Idea.objects.get(pk=pair[0].pk).joined_into == pair[1]


def test_the_worker_settles_on_the_closing_day_without_anybody_doing_anything(pair):
    endorsers(pair[0], 1)
    merge = propose(*pair)
    row = OutboxRow.objects.get(kind="ideas.settle_merge")
    assert row.run_after == merge.closes_at
    Merge.objects.filter(pk=merge.pk).update(closes_at=timezone.now())
    Worker(clock=lambda: LATER).drain()
    merge.refresh_from_db()
    assert (merge.state, merge.moved, merge.stayed) == (MergeState.MOVED, 0, 1)


def test_rule_of_most_joins_over_who_stays_but_moves_nobody_unasked(pair):
    idea, into = pair
    first, second, stays = endorsers(idea, 3)
    merge = propose(*pair, rule=MergeRule.MOST)
    answer(merge, (first, MergeReply.YES), (second, MergeReply.YES), (stays, MergeReply.STAY))
    assert actions.settle_merge(merge=merge, at=AT) == MergeState.JOINED
    assert who(idea) == {stays.pk}
    assert who(into) == {first.pk, second.pk}
    assert ref(stays) in set(audience(str(into.pk)))


def test_rule_of_most_counts_silence_as_stay(pair):
    people = endorsers(pair[0], 3)
    merge = propose(*pair, rule=MergeRule.MOST)
    answer(merge, (people[0], MergeReply.YES))
    assert actions.settle_merge(merge=merge, at=LATER) == MergeState.MOVED


def test_who_endorses_both_is_counted_once(pair):
    (person,) = endorsers(pair[0], 1)
    actions.endorse(idea=pair[1], person=person, at=AT)
    merge = propose(*pair)
    answer(merge, (person, MergeReply.YES))
    actions.settle_merge(merge=merge, at=LATER)
    assert who(pair[0]) == set()
    assert who(pair[1]) == {person.pk}


def test_undo_brings_back_who_moved_and_leaves_who_endorsed_the_other_since(pair):
    idea, into = pair
    moved, both, gone = endorsers(idea, 3)
    actions.endorse(idea=into, person=both, at=AT)
    merge = propose(*pair)
    answer(merge, (moved, MergeReply.YES), (both, MergeReply.YES), (gone, MergeReply.YES))
    assert actions.settle_merge(merge=merge, at=AT) == MergeState.JOINED
    new = make_person()
    actions.endorse(idea=into, person=new, at=LATER)
    actions.withdraw_endorsement(idea=into, person=gone)

    assert actions.undo_merge(merge=merge, because=WHY, by=COORDINATOR, at=LATER) == MergeState.UNDONE
    assert who(idea) == {moved.pk, both.pk}
    assert who(into) == {both.pk, new.pk}
    idea.refresh_from_db()
    assert (idea.stage, idea.joined_into) == (Stage.NEW, None)
    with pytest.raises(Conflicting):
        actions.undo_merge(merge=merge, because=WHY, by=COORDINATOR, at=LATER)


def test_undo_returns_an_accepted_idea_to_where_it_was(pair):
    actions.move(idea=pair[0], stage=Stage.ACCEPTED)
    (person,) = endorsers(pair[0], 1)
    merge = propose(*pair)
    answer(merge, (person, MergeReply.YES))
    actions.settle_merge(merge=merge, at=LATER)
    actions.undo_merge(merge=merge, because=WHY, by=COORDINATOR, at=LATER)
    assert Idea.objects.get(pk=pair[0].pk).stage == Stage.ACCEPTED


def test_who_moved_withdrew_and_endorsed_anew_stays_there_at_the_undoing(pair):
    (person,) = endorsers(pair[0], 1)
    merge = propose(*pair)
    answer(merge, (person, MergeReply.YES))
    actions.settle_merge(merge=merge, at=LATER)
    actions.withdraw_endorsement(idea=pair[1], person=person)
    actions.endorse(idea=pair[1], person=person, at=LATER + timedelta(hours=1))
    actions.undo_merge(merge=merge, because=WHY, by=COORDINATOR, at=LATER + timedelta(hours=2))
    assert who(pair[0]) == set()
    assert who(pair[1]) == {person.pk}


def test_promised_verdict_rests_while_joined_and_holds_again_when_undone(pair):
    def promised():
        trace = trace_for([ref(pair[0])], now=LATER, zone="Asia/Jakarta")
        return [stop.title for stop in trace.stops if stop.promised]

    (person,) = endorsers(pair[0], 1)
    assert promised() == ["Putusan telaah"]
    merge = propose(*pair)
    answer(merge, (person, MergeReply.YES))
    actions.settle_merge(merge=merge, at=AT)
    assert promised() == []
    actions.undo_merge(merge=merge, because=WHY, by=COORDINATOR, at=LATER)
    assert promised() == ["Putusan telaah"]


def test_undone_merging_ties_the_traces_of_the_two_ideas_no_more(pair):
    (person,) = endorsers(pair[0], 1)
    merge = propose(*pair)
    answer(merge, (person, MergeReply.YES))
    actions.settle_merge(merge=merge, at=AT)
    actions.undo_merge(merge=merge, because=WHY, by=COORDINATOR, at=LATER)
    about = {step.about for step in Step.objects.filter(kind__startswith="ideas.merge")}
    assert about == {ref(pair[0]), ref(pair[1])}
    titles = [stop.title for stop in trace_for([ref(pair[0])], now=LATER, zone="Asia/Jakarta").stops]
    assert sum(title.startswith("Menjadi gagasan") for title in titles) == 1
    assert f"Penggabungan dengan gagasan {pair[1].pk} dibatalkan" in titles


def test_leaves_of_a_merging_hold_numbers_and_nobody(pair):
    people = endorsers(pair[0], 2)
    merge = propose(*pair)
    answer(merge, (people[0], MergeReply.YES), (people[1], MergeReply.STAY))
    actions.settle_merge(merge=merge, at=AT)
    bodies = [bytes(leaf.body).decode() for leaf in Leaf.objects.filter(step__kind__contains="merge")]
    assert len(bodies) == 4
    for body in bodies:
        assert REASON not in body
        assert "people.person" not in body
        assert all(person.email not in body for person in people)


def test_one_proposal_waits_at_a_time_for_an_idea(pair):
    third = make_idea(pair[0].space)
    propose(*pair)
    for idea, into in ((pair[0], third), (pair[1], third), (third, pair[0])):
        with pytest.raises(Conflicting):
            propose(idea, into)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.create(
            idea=pair[0], into=third, because=REASON, asked_at=AT, answer_by=AT.date(), closes_at=AT
        )
    propose(third, pair[1])


def test_proposal_to_itself_to_another_space_or_to_what_is_over_is_refused(pair):
    idea, into = pair
    elsewhere = make_idea(make_space("lain"))
    Idea.objects.filter(pk=into.pk).update(stage=Stage.KEPT)
    for target in (idea, elsewhere, into):
        with pytest.raises(Refused) as refused:
            propose(idea, target)
        assert refused.value.field == "number"
    Idea.objects.filter(pk=idea.pk).update(stage=Stage.DECIDED)
    Idea.objects.filter(pk=into.pk).update(stage=Stage.NEW)
    with pytest.raises(Conflicting):
        propose(idea, into)


def test_proposal_lapses_when_the_idea_was_refused_meanwhile(pair):
    (person,) = endorsers(pair[0], 1)
    merge = propose(*pair)
    answer(merge, (person, MergeReply.YES))
    actions.move(idea=pair[0], stage=Stage.REFUSED)
    assert actions.settle_merge(merge=merge, at=LATER) == MergeState.LAPSED
    assert who(pair[0]) == {person.pk}


def test_answer_of_one_who_does_not_endorse_or_comes_late_is_refused(pair):
    (person,) = endorsers(pair[0], 1)
    merge = propose(*pair)
    with pytest.raises(NotAllowed):
        answer(merge, (make_person(), MergeReply.YES))
    with pytest.raises(Refused):
        answer(merge, (person, "mungkin"))
    with pytest.raises(Conflicting):
        answer(merge, (person, MergeReply.YES), at=merge.closes_at)
    assert not MergeAnswer.objects.exclude(answer="").exists()


def test_who_endorses_while_it_waits_may_answer_too(pair):
    endorsers(pair[0], 1)
    merge = propose(*pair)
    (later,) = endorsers(pair[0], 1)
    answer(merge, (later, MergeReply.YES))
    actions.settle_merge(merge=merge, at=LATER)
    assert who(pair[1]) == {later.pk}


def test_who_withdrew_after_a_yes_is_not_moved(pair):
    (person, other) = endorsers(pair[0], 2)
    merge = propose(*pair)
    answer(merge, (person, MergeReply.YES))
    actions.withdraw_endorsement(idea=pair[0], person=person)
    actions.settle_merge(merge=merge, at=LATER)
    assert who(pair[1]) == set()
    assert who(pair[0]) == {other.pk}


def test_open_proposal_is_withdrawn_with_a_reason_and_moves_nobody(pair):
    (person,) = endorsers(pair[0], 1)
    merge = propose(*pair)
    answer(merge, (person, MergeReply.YES))
    with pytest.raises(Refused):
        actions.undo_merge(merge=merge, because="keliru", by=COORDINATOR, at=AT)
    assert actions.undo_merge(merge=merge, because=WHY, by=COORDINATOR, at=AT) == MergeState.WITHDRAWN
    assert actions.settle_merge(merge=merge, at=LATER) == MergeState.WITHDRAWN
    assert who(pair[0]) == {person.pk}


def test_own_data_shows_the_answer_and_forgetting_erases_it(pair):
    (person,) = endorsers(pair[0], 1)
    merge = propose(*pair)
    answer(merge, (person, MergeReply.YES))
    assert "merge_answer" in {row["what"] for row in held(ref(person))}
    actions.forget(subject=ref(person))
    actions.forget(subject=ref(person))
    assert not MergeAnswer.objects.exists()
    assert actions.settle_merge(merge=merge, at=LATER) == MergeState.JOINED
    assert who(pair[1]) == set()


def test_staff_propose_by_page_and_what_they_typed_is_kept_when_it_is_refused(client, pair):
    idea, into = pair
    client.force_login(make_member(idea.space, Role.COORDINATOR))
    assert "Usulkan bergabung" in client.get(idea.get_absolute_url()).content.decode()
    path = f"/g/{idea.pk}/gabung/"
    typed = {"number": idea.pk, "because": REASON, "days": 7, "rule": MergeRule.EVERYONE}
    refused = client.post(path, typed)
    assert refused.status_code == 400
    assert REASON in refused.content.decode()
    assert client.post(path, {**typed, "number": into.pk, "days": 1}).status_code == 422
    sent = client.post(path, {**typed, "number": into.pk})
    assert sent.url == f"/gabung/{Merge.objects.get().pk}/"
    assert REASON in client.get(sent.url).content.decode()
    assert client.post(path, {**typed, "number": into.pk}).status_code == 409


def test_link_in_the_mail_answers_by_post_only_and_for_its_holder_only(client, pair):
    person, other = endorsers(pair[0], 2)
    merge = propose(*pair, at=timezone.now())
    path = f"/gabung/{merge.pk}/j/{reader_token(ref(merge), ref(person))}/"
    assert client.get(f"{path}?jawab=ya").status_code == 200
    assert client.head(path).status_code == 200
    assert not MergeAnswer.objects.exclude(answer="").exists()
    assert client.post(path, {"jawab": "tetap"}).status_code == 302
    assert "Jawaban Anda" in client.get(path).content.decode()
    assert MergeAnswer.objects.get(person=person).answer == MergeReply.STAY
    assert MergeAnswer.objects.get(person=other).answer == ""
    assert client.post(path.replace("/j/", "/j/x"), {"jawab": "ya"}).status_code == 404
    wrong = f"/gabung/{merge.pk}/j/{reader_token('ideas.merge:0', ref(person))}/"
    assert client.get(wrong).status_code == 404


def test_inbox_asks_with_one_tap_and_says_what_was_answered(client, pair):
    (person,) = endorsers(pair[0], 1)
    propose(*pair, at=timezone.now())
    Worker().drain()
    client.force_login(person)
    shown = client.get("/kabar/").content.decode()
    assert "Bolehkah dukungan Anda pindah?" in shown
    path = shown.partition('action="/gabung/')[2].partition('"')[0]
    sent = client.post(f"/gabung/{path}", {"jawab": "tetap", "kembali": "kabar"})
    assert sent.url == "/kabar/"
    assert MergeAnswer.objects.get().answer == MergeReply.STAY


def test_lineage_stands_on_both_pages(client, pair):
    (person,) = endorsers(pair[0], 1)
    merge = propose(*pair)
    answer(merge, (person, MergeReply.YES))
    actions.settle_merge(merge=merge, at=AT)
    for idea, other in (pair, pair[::-1]):
        shown = client.get(idea.get_absolute_url()).content.decode()
        assert merge.get_absolute_url() in shown
        assert other.title in shown
        assert "1 dukungan pindah, 0 tetap" in shown


def test_settling_is_done_by_the_machine(pair):
    endorsers(pair[0], 1)
    merge = propose(*pair)
    actions.settle_merge(merge=merge, at=LATER)
    assert Step.objects.get(kind="ideas.merge_settled").role == MACHINE.role


def test_hidden_reason_of_a_proposal_is_read_nowhere_and_comes_back_on_the_proposers_appeal(client, pair):
    person = make_member(pair[0].space, Role.COORDINATOR)
    merge = actions.propose_merge(
        idea=pair[0], into=pair[1], because=REASON, rule=MergeRule.EVERYONE, days=14,
        by=Actor("coordinator", person.pk), at=AT,
    )  # fmt: skip
    pages = [merge.get_absolute_url(), *(idea.get_absolute_url() for idea in pair)]
    assert [REASON in client.get(page).content.decode() for page in pages] == [True, True, True]
    assert f"/laporkan/?tentang={ref(merge)}" in client.get(pages[0]).content.decode()
    moderation.hide(
        about=ref(merge), part="text", reason="personal", because="Memuat nama seorang warga.",
        by=Actor("owner", 42), at=AT,
    )  # fmt: skip
    assert [REASON in client.get(page).content.decode() for page in pages] == [False, False, False]
    assert "Memuat nama seorang warga." in client.get(pages[0]).content.decode()
    Worker(clock=lambda: AT).drain()
    assert Notice.objects.get(key__startswith="hidden:").receiver == ref(person)
    sign_in(client, person)
    sent = {
        "tentang": ref(merge),
        "bagian": "text",
        "text": "Tidak ada nama warga, hanya nama jalan.",
    }
    assert client.post("/banding/", sent).status_code == 302
    moderation.judge(
        appeal=Appeal.objects.get(),
        outcome="restored",
        because="Itu nama jalan.",
        by=Actor("owner", 43),
        at=AT,
    )
    assert [REASON in client.get(page).content.decode() for page in pages] == [True, True, True]
