"""Objection, the public clock, the rubric's versions, and the question to somebody outside."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.ledger.models import Opening, Step
from rembuk.messaging.actions import fan_out
from rembuk.messaging.models import Notice
from rembuk.people.tests.factories import make_person
from rembuk.review import actions, queries
from rembuk.review.actions.rubrics import Measure
from rembuk.review.models import Assignment, Case, Conflict, Objection, Question, Scorecard
from rembuk.review.states import Outcome
from rembuk.review.tests.factories import LATER, make_case, make_question, make_verdict, score, seated
from rembuk.rights.actions.erasing import erase_everywhere
from rembuk.shared.actors import Actor
from rembuk.shared.models import OutboxRow
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotAllowed, NotThere, Refused
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.models import Voice, VoiceContact

pytestmark = pytest.mark.django_db
TEXT = "Karang taruna sudah sanggup menjaga bergiliran; hubungi 0812-3456-7890. Ini belum dibaca."
COORDINATOR = Actor("coordinator")


def refused(space: Space) -> tuple[Idea, list[Voice]]:
    idea = make_verdict(space, Outcome.REFUSE).idea
    idea.refresh_from_db()
    return idea, list(Voice.objects.filter(behind__idea=idea).order_by("pk"))


def test_objection_goes_to_somebody_else_with_its_own_clock_and_may_turn_the_verdict() -> None:
    space = make_space()
    idea, (voice, _other) = refused(space)
    third = make_member(space, "reviewer")
    actions.object_to(idea=idea, voice=voice, text=TEXT, at=LATER)
    second = Case.objects.get(idea=idea, round=2)
    assert seated(second) == [third]
    assert second.days_promised == 10
    assert queries.days_used(second, second.due) == 10
    promise = Step.objects.get(kind="review.objection_promised")
    assert promise.facts["due"] == second.due.isoformat()
    verdict = score(idea, third, at=LATER + timedelta(days=1))
    assert verdict is not None
    assert verdict.case == second
    idea.refresh_from_db()
    assert idea.stage == Stage.ACCEPTED
    assert Step.objects.get(kind="review.overturned").facts["keeps"] == promise.about
    page = Client().get(f"/g/{idea.pk}/putusan/").content.decode()
    assert "Putusan atas keberatan: diterima" in page
    assert "Putusan pertama: tidak diterima" in page
    assert "0812" not in page
    assert f'/g/{idea.pk}/putusan/"><meta property="og:description" content="Putusan telaah: diterima">' in (
        page.replace("\n", "")
    )
    assert f'/g/{idea.pk}/kartu.png"' in page
    assert "https://wa.me/?text=" in page
    assert "<p><strong>Karena</strong> " in page


def test_erased_voice_takes_the_words_of_its_objection_and_their_salt_along_and_no_other(
    client: Client,
) -> None:
    idea, (voice, other) = refused(make_space())
    made = actions.object_to(idea=idea, voice=voice, text=TEXT, at=LATER)
    kept = actions.object_to(idea=idea, voice=other, text=f"Bukan saya. {TEXT}", at=LATER)
    for _again in range(2):
        erase_everywhere(subject=ref(voice), at=LATER)
    made.refresh_from_db()
    assert (made.text, made.public_text) == ("", "")
    gone, stays = (Step.objects.get(kind=f"review.{kind}") for kind in ("objected", "objection_joined"))
    assert (gone.words, Opening.objects.filter(leaf__step=gone).count()) == ({}, 0)
    assert (stays.words, Opening.objects.filter(leaf__step=stays).count()) == (
        {"because": kept.public_text}, 1,
    )  # fmt: skip
    page = client.get(f"/g/{idea.pk}/putusan/").content.decode()
    assert "Dihapus oleh yang berkeberatan." in page
    assert page.count("bergiliran") == 1
    assert [row["text"] for row in queries.held(ref(other))] == [kept.text]


def test_erased_reviewer_takes_the_reason_of_a_conflict_along_and_the_verdict_stays() -> None:
    verdict = make_verdict(make_space())
    first = verdict.idea.review_cases.get().assignments.order_by("seat")[0].reviewer
    idea, people = make_case(verdict.idea.space)
    person, stranger = people
    for one in people:
        actions.declare_conflict(
            idea=idea, person=one, reason="Saya saudara pengusulnya.", by=Actor("reviewer", one.pk), at=AT
        )
    for subject in (person, first):
        erase_everywhere(subject=ref(subject), at=LATER)
    assert Conflict.objects.get(reviewer=person).reason == ""
    assert Conflict.objects.get(reviewer=stranger).reason != ""
    assert all(card.reasons for card in Scorecard.objects.filter(idea=verdict.idea))


def test_objection_that_is_not_upheld_is_answered_and_the_last_word() -> None:
    space = make_space()
    idea, voices = refused(space)
    third = make_member(space, "reviewer")
    actions.object_to(idea=idea, voice=voices[0], text=TEXT, at=LATER)
    before = OutboxRow.objects.latest("pk").pk
    score(idea, third, Outcome.REFUSE, value=2, at=LATER)
    idea.refresh_from_db()
    assert idea.stage == Stage.REFUSED
    assert Step.objects.filter(kind="review.upheld").exists()
    with pytest.raises(Conflicting, match="terakhir"):
        actions.object_to(idea=idea, voice=voices[1], text=TEXT, at=LATER)
    told = OutboxRow.objects.get(kind="messaging.fan_out", key__startswith="fan_out:closing:", pk__gt=before)
    fan_out(at=LATER, **told.payload)
    notice = Notice.objects.get(receiver=f"voices.voice:{voices[0].pk}")
    assert notice.subject.startswith("Keberatan tidak diterima")


def test_voice_objects_once_and_others_join_while_it_runs() -> None:
    space = make_space()
    idea, voices = refused(space)
    actions.object_to(idea=idea, voice=voices[0], text=TEXT, at=LATER)
    with pytest.raises(Conflicting, match="sekali"):
        actions.object_to(idea=idea, voice=voices[0], text=TEXT, at=LATER)
    actions.object_to(idea=idea, voice=voices[1], text=TEXT, at=LATER)
    assert Objection.objects.count() == 2
    assert Case.objects.filter(idea=idea).count() == 2


def test_voice_of_another_idea_and_a_late_one_are_refused() -> None:
    space = make_space()
    idea, voices = refused(space)
    stranger = Voice.objects.filter(behind__idea=make_idea(space)).first()
    assert stranger is not None
    with pytest.raises(NotAllowed):
        actions.object_to(idea=idea, voice=stranger, text=TEXT, at=LATER)
    with pytest.raises(Conflicting, match="lewat"):
        actions.object_to(idea=idea, voice=voices[0], text=TEXT, at=LATER + timedelta(days=60))
    accepted = make_verdict(make_space()).idea
    own = Voice.objects.filter(behind__idea=accepted).first()
    assert own is not None
    with pytest.raises(Conflicting, match="hanya untuk"):
        actions.object_to(idea=accepted, voice=own, text=TEXT, at=LATER)


def test_owner_judges_an_objection_where_no_other_reviewer_is_free_but_never_one_who_judged() -> None:
    space = make_space()
    idea, voices = refused(space)
    owner = make_member(space, "owner")
    judge = Scorecard.objects.filter(idea=idea).first()
    assert judge is not None
    make_member(space, "owner", judge.reviewer)
    actions.object_to(idea=idea, voice=voices[0], text=TEXT, at=LATER)
    assert seated(Case.objects.get(idea=idea, round=2)) == [owner]
    with pytest.raises(NotAllowed):
        score(idea, judge.reviewer)


def test_receipt_and_account_of_one_voice_object_once_together(client: Client) -> None:
    space = make_space()
    idea, voices = refused(space)
    # The page reads the real clock, so the verdict is made to be of today.
    idea.verdicts.update(at=timezone.now())
    speaker = make_person()
    VoiceContact.objects.create(voice=voices[0], email=speaker.email)
    assert client.post(f"/g/{idea.pk}/keberatan/", {"text": TEXT}).status_code == 403
    session = client.session
    session["receipt"] = {"voice": voices[0].pk, "key": ""}
    session.save()
    assert client.post(f"/g/{idea.pk}/keberatan/", {"text": "pendek"}).status_code == 422
    assert client.post(f"/g/{idea.pk}/keberatan/", {"text": TEXT}).status_code == 302
    other = Client()
    other.force_login(speaker)
    again = other.post(f"/g/{idea.pk}/keberatan/", {"text": TEXT})
    assert again.status_code == 409
    assert TEXT in again.content.decode()
    assert Objection.objects.count() == 1


def test_pause_moves_the_promise_by_working_days_and_stays_public() -> None:
    idea, _people = make_case(make_space())
    case = idea.review_cases.get()
    was = case.due
    actions.pause(
        case=case,
        ends=date(2026, 11, 27),
        because="Menunggu hitungan biaya dari dinas.",
        by=COORDINATOR,
        at=AT,
    )
    case.refresh_from_db()
    assert (case.first_due, case.due) == (was, date(2026, 12, 17))  # five working days, a holiday none
    assert queries.days_used(case, date(2026, 11, 27)) == 0
    step = Step.objects.get(kind="review.paused")
    assert (step.about, step.public) == (f"ideas.review:{idea.pk}", True)
    # The page tells of the pause that holds on its own day.
    held = case.pauses.get()
    case.pauses.update(
        begins=timezone.localdate() - timedelta(days=1), ends=timezone.localdate() + timedelta(days=1)
    )
    page = Client().get(f"/r/{idea.space.slug}/jam-telaah/").content.decode()
    assert "Menunggu hitungan biaya dari dinas." in page
    held.save()
    with pytest.raises(Conflicting):
        actions.pause(
            case=case,
            ends=date(2026, 12, 1),
            because="Alasan lain yang panjang.",
            by=COORDINATOR,
            at=AT,
        )
    actions.move_clock_on(case=case, by=COORDINATOR, at=AT + timedelta(days=4))
    case.refresh_from_db()
    assert case.due == date(2026, 12, 14)
    assert queries.days_used(case, date(2026, 11, 25)) == 1


@pytest.mark.parametrize(
    ("ends", "because"),
    [(date(2026, 11, 20), "Alasan yang cukup panjang ini."), (date(2027, 6, 1), "Alasan yang cukup panjang."),
     (date(2026, 11, 27), "libur")],
)  # fmt: skip
def test_pause_without_reason_or_without_end_is_refused(ends: date, because: str) -> None:
    idea, _people = make_case(make_space())
    with pytest.raises(Refused):
        actions.pause(case=idea.review_cases.get(), ends=ends, because=because, by=COORDINATOR, at=AT)


def test_reminder_goes_out_before_the_day_once_and_not_after() -> None:
    idea, people = make_case(make_space())
    case = idea.review_cases.get()
    score(idea, people[0])

    def reminded(day: date) -> int:
        at = AT.replace(year=day.year, month=day.month, day=day.day)
        return actions.remind(case=Case.objects.select_related("idea__space").get(pk=case.pk), at=at)

    assert reminded(case.due - timedelta(days=9)) == 0
    assert reminded(case.due - timedelta(days=1)) == 1
    assert reminded(case.due) == 1
    assert reminded(case.due + timedelta(days=1)) == 0
    rows = OutboxRow.objects.filter(key__startswith="fan_out:remind:")
    assert [row.payload["about"] for row in rows] == [[f"people.person:{people[1].pk}"]]


def test_objection_nobody_is_free_to_judge_reminds_who_gives_seats_once_before_the_day() -> None:
    space = make_space()
    owner = make_member(space, "owner")
    idea, _people = make_case(space)
    case = idea.review_cases.select_related("idea__space").get()
    Assignment.objects.filter(case=case).delete()
    Case.objects.filter(pk=case.pk).update(round=2)
    case.refresh_from_db()
    for days in (-1, -1, 0):
        at = AT.replace(year=case.due.year, month=case.due.month, day=case.due.day) + timedelta(days=days)
        assert actions.remind(case=case, at=at) == 1
    assert actions.remind(case=case, at=at + timedelta(days=1)) == 0
    row = OutboxRow.objects.get(key__startswith="fan_out:remind-seats:")
    assert row.payload["about"] == [f"people.person:{owner.pk}"]
    assert row.payload["subject"].startswith("Belum ada yang memutus keberatan")


def test_late_review_is_listed_on_the_home_of_the_space_and_first_on_the_clock() -> None:
    space = make_space()
    idea, _people = make_case(space)
    fresh, _more = make_case(space)
    Idea.objects.filter(pk=fresh.pk).update(title="Yang baru masuk")
    Case.objects.filter(idea=fresh).update(due=date(2050, 1, 3), first_due=date(2050, 1, 3))
    Case.objects.filter(idea=idea).update(due=date(2020, 1, 2), first_due=date(2020, 1, 2))
    home = Client().get(f"/r/{space.slug}/").content.decode()
    assert "Telaah yang lewat janji" in home
    assert idea.title in home
    clock = Client().get(f"/r/{space.slug}/jam-telaah/").content.decode()
    assert clock.index(idea.title) < clock.index("Yang baru masuk")


def test_new_rubric_keeps_the_old_for_scores_given_under_it() -> None:
    space = make_space(reviewers=1)
    idea, (only,) = make_case(space, reviewers=1)
    score(idea, only)
    measures = [
        Measure("Kebutuhan", "Seberapa mendesak hal ini?", 3),
        Measure("Ongkos", "Sanggupkah ruang ini?"),
    ]
    settings: dict[str, Any] = {
        "scale": 10, "far_apart": 20, "bars_branch": False, "objection_window": 7, "objection_days": 5,
        "by": COORDINATOR, "at": LATER,
    }  # fmt: skip
    made = actions.set_rubric(space=space, measures=measures, **settings)
    assert made.version == 2
    card = Scorecard.objects.get(idea=idea)
    assert {row.criterion.rubric.version for row in card.scores.all()} == {1}
    later = make_idea(space)
    case = actions.open_case(idea=later, at=LATER)
    assert case is not None
    verdict = score(later, seated(case)[0], scores={"need": 9, "ongkos": 10})
    assert verdict is not None
    assert Step.objects.filter(kind="review.accepted").latest("pk").facts["rubric"] == 2
    with pytest.raises(Refused, match="Tidak ada yang berubah"):
        actions.set_rubric(space=space, measures=measures, **settings)
    page = Client().get(f"/r/{space.slug}/rubrik/").content.decode()
    assert "Ongkos" in page
    assert "Biaya terjangkau" in page


def test_score_outside_the_scale_of_the_rubric_is_refused() -> None:
    idea, (first, _second) = make_case(make_space())
    for value in (0, 6):
        with pytest.raises(Refused):
            score(idea, first, value=value)


def test_link_to_an_expert_works_once_and_only_for_its_question(client: Client) -> None:
    space = make_space()
    token = make_question(space).rstrip("/").rpartition("/")[2]
    assert len(token) >= 43
    assert not Question.objects.filter(token_hash=token).exists()
    page = client.get(f"/ahli/{token}/")
    assert page.status_code == 200
    assert "papan bambu" in page.content.decode()
    answer = {"answer": "Bambu yang diawetkan bertahan lima sampai tujuh tahun."}
    assert client.post(f"/ahli/{token}/", {"answer": "ya"}).status_code == 422
    assert client.post(f"/ahli/{token}/", answer).status_code == 200
    assert Question.objects.get().answer == answer["answer"]
    assert client.post(f"/ahli/{token}/", answer).status_code == 404
    assert Step.objects.filter(kind="review.outside_answered", role="expert").count() == 1


def test_link_to_an_expert_ends_with_its_days() -> None:
    token = make_question(make_space(), at=LATER).rstrip("/").rpartition("/")[2]
    assert queries.question_by_token(token, LATER + timedelta(days=13))
    with pytest.raises(NotThere):
        queries.question_by_token(token, LATER + timedelta(days=14))


def test_token_of_an_expert_stands_in_no_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    token = make_question(make_space()).rstrip("/").rpartition("/")[2]
    with caplog.at_level(logging.DEBUG):
        client.get(f"/ahli/{token}/")
        client.post(f"/ahli/{token}/", {"answer": "x"})
        Question.objects.update(expires_at=timezone.now())
        assert client.get(f"/ahli/{token}/").status_code == 404
        assert client.post(f"/ahli/{token}/", {"answer": "x"}).status_code == 404
    said = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert token not in "\n".join(said)


def test_scores_and_reasons_stay_hidden_until_the_verdict(client: Client) -> None:
    idea, (first, second) = make_case(make_space())
    secret = "Perhitungan saya menunjukkan biaya perawatan paling besar ada di tahun kedua nanti."
    score(idea, first, reasons=secret)
    client.force_login(second)
    for address in (
        f"/telaah/{idea.pk}/",
        f"/r/{idea.space.slug}/telaah/",
        f"/g/{idea.pk}/",
        f"/g/{idea.pk}/putusan/",
    ):
        assert secret not in client.get(address).content.decode()
    score(idea, second)
    assert secret in client.get(f"/g/{idea.pk}/putusan/").content.decode()


def test_scores_may_be_typed_in_one_go_and_what_was_typed_is_kept(client: Client) -> None:
    idea, (first, _second) = make_case(make_space())
    client.force_login(first)
    data = {"recommends": "accept", "reasons": "Lampunya dibutuhkan anak sekolah setiap petang hari.",
            "would_change": "", "authority": "regency", "langkah": "nilai"}  # fmt: skip
    for wrong in ("4 4 4 4", "4 4 4 4 6", "empat", "44444444"):
        page = client.post(f"/telaah/{idea.pk}/", {**data, "quick": wrong})
        assert page.status_code == 422
        assert f'value="{wrong}"' in page.content.decode()
    right = {**data, "quick": "4 4 3 5 2", "score_need": "5"}
    assert client.post(f"/telaah/{idea.pk}/", right).status_code == 302
    values = {row.criterion.key: row.value for row in Scorecard.objects.get().scores.all()}
    assert values == {"need": 5, "benefit": 4, "feasibility": 3, "cost": 5, "fairness": 2}


def test_whose_authority_it_is_must_be_said_and_stands_on_the_verdict(client: Client) -> None:
    idea, (first, second) = make_case(make_space())
    client.force_login(first)
    data = {"recommends": "accept", "reasons": "Lampunya dibutuhkan anak sekolah setiap petang hari.",
            "quick": "4 4 4 4 4", "langkah": "nilai", "cost_note": "Sekitar dua juta rupiah sebuah lampu",
            "feasibility_note": "Tiangnya sudah ada"}  # fmt: skip
    for wrong in ("", "kecamatan"):
        page = client.post(f"/telaah/{idea.pk}/", {**data, "authority": wrong})
        assert page.status_code == 422
        assert 'href="#id_authority"' in page.content.decode()
    assert not Scorecard.objects.exists()
    sent = {**data, "authority": "province", "holder": "Dinas Perhubungan"}
    assert client.post(f"/telaah/{idea.pk}/", sent).status_code == 302
    score(idea, second)
    shown = client.get(f"/g/{idea.pk}/putusan/").content.decode()
    for words in ("provinsi, Dinas Perhubungan", "Tiangnya sudah ada", "dua juta rupiah"):
        assert words in shown


def test_desk_and_clock_take_as_many_queries_for_three_rows_as_for_one(client: Client) -> None:
    space = make_space()
    client.force_login(make_member(space, "reviewer"))

    def queries_of(page: str) -> int:
        client.get(f"/r/{space.slug}/{page}/")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/r/{space.slug}/{page}/")
        return len(seen)

    make_case(space)
    before = [queries_of("telaah"), queries_of("jam-telaah")]
    make_case(space)
    idea, _people = make_case(space)
    because = "Menunggu hitungan biaya dari dinas."
    ends = (timezone.now() + timedelta(days=5)).date()
    actions.pause(case=idea.review_cases.get(), ends=ends, because=because, by=COORDINATOR, at=timezone.now())
    assert [queries_of("telaah"), queries_of("jam-telaah")] == before
