"""An objection and an expert's answer are flagged, hidden with a reason, appealed, and come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rembuk.ledger.models import Opening, Step
from rembuk.messaging.actions import fan_out
from rembuk.messaging.models import Notice
from rembuk.moderation import actions as moderation
from rembuk.moderation.models import Appeal, Flag, Hiding
from rembuk.moderation.queries import counts
from rembuk.moderation.states import Outcome, Reason
from rembuk.people.tests.factories import sign_in
from rembuk.review import actions
from rembuk.review.models import Objection, Question
from rembuk.review.states import Outcome as Found
from rembuk.review.tests.factories import LATER, make_case, make_verdict, score
from rembuk.shared import holdings
from rembuk.shared.actors import Actor
from rembuk.shared.models import OutboxRow
from rembuk.shared.references import ref
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.models import Voice

pytestmark = pytest.mark.django_db
FIRST, SECOND = Actor("coordinator", 41), Actor("owner", 42)
BECAUSE = "Memuat nama seorang anak."
TEXT = "Anak kepala dusun itu yang merusak lampunya, semua orang tahu."
APPEAL = "Tidak ada nama yang saya sebut, jadi boleh dibaca orang."
ANSWER = "Papan bambu yang diawetkan bertahan tujuh tahun kata tukang itu."


def objected() -> tuple[Objection, Voice]:
    idea = make_verdict(make_space(), Found.REFUSE).idea
    idea.refresh_from_db()
    voice = Voice.objects.filter(behind__idea=idea).order_by("pk")[0]
    return actions.object_to(idea=idea, voice=voice, text=TEXT, at=LATER), voice


def answered() -> tuple[Question, str]:
    """Return the answered question of a case with a verdict, and the path of its link."""
    idea, people = make_case(make_space())
    link = actions.ask_outside(
        case=idea.review_cases.get(), whom="ahli jembatan", email="ahli@contoh.id",
        text="Berapa lama papan bambu yang diawetkan bertahan?", by=Actor("reviewer", people[0].pk),
        at=timezone.now(), asked_by=people[0].pk,
    )  # fmt: skip
    token = link.rstrip("/").rpartition("/")[2]
    question = actions.answer_question(token=token, answer=ANSWER, at=timezone.now())
    for person in people:
        score(idea, person)
    return question, f"/ahli/{token}/"


def hide(about: str) -> Hiding:
    return moderation.hide(
        about=about, part="text", reason=Reason.PERSONAL, because=BECAUSE, by=FIRST, at=LATER
    )


def test_hidden_objection_keeps_its_place_says_why_and_leaves_the_trace(client: Client) -> None:
    objection, _voice = objected()
    idea = objection.case.idea
    pages = (f"/g/{idea.pk}/putusan/", f"/g/{idea.pk}/", f"/g/{idea.pk}/jejak/")
    assert TEXT in client.get(pages[0]).content.decode()
    assert Step.objects.get(kind="review.objected").words["because"] == TEXT
    hide(ref(objection))
    for page in pages:
        assert TEXT not in client.get(page).content.decode()
    shown = client.get(pages[0]).content.decode()
    assert f'id="keberatan-{objection.pk}"' in shown
    assert BECAUSE in shown
    assert "because" not in Step.objects.get(kind="review.objected").words


def test_objector_is_told_appeals_with_the_receipt_and_reads_the_outcome(client: Client) -> None:
    objection, voice = objected()
    hide(ref(objection))
    fan_out(at=LATER, **OutboxRow.objects.get(key__startswith="fan_out:hidden:").payload)
    notice = Notice.objects.get(key__startswith="hidden:")
    assert notice.receiver == ref(voice)
    assert BECAUSE in notice.text
    sent = {"tentang": ref(objection), "bagian": "text", "text": APPEAL}
    assert client.post("/banding/", sent).status_code == 403
    session = client.session
    session["receipt"] = {"voice": voice.pk, "key": ""}
    session.save()
    assert f"tentang={ref(objection)}&amp;bagian=text" in client.get("/tanda-terima/suara/").content.decode()
    assert client.post("/banding/", sent).status_code == 302
    made = Appeal.objects.get()
    moderation.judge(appeal=made, outcome=Outcome.RESTORED, because="Tidak ada nama.", by=SECOND, at=LATER)
    number = objection.case.idea_id
    assert TEXT in client.get(f"/g/{number}/putusan/").content.decode()
    assert Step.objects.get(kind="review.objected").words["because"] == TEXT
    assert "Tidak ada nama." in client.get("/tanda-terima/suara/").content.decode()
    assert counts(objection.case.idea.space) == {Reason.PERSONAL: {"hidden": 1, "back": 1}}


def test_objection_erased_while_hidden_leaves_no_word_and_no_appeal_brings_it_back(client: Client) -> None:
    objection, voice = objected()
    joined = Voice.objects.filter(behind__idea=objection.case.idea).exclude(pk=voice.pk)[0]
    actions.object_to(idea=objection.case.idea, voice=joined, text=APPEAL, at=LATER)
    hiding = hide(ref(objection))
    assert TEXT in str(hiding.kept)
    made = moderation.appeal(about=ref(objection), part="text", author=ref(voice), text=APPEAL, at=LATER)
    for _again in range(2):
        for holding in holdings.everything():
            holding.erase(ref(voice))
    step, other = (Step.objects.get(kind=f"review.{kind}") for kind in ("objected", "objection_joined"))
    assert not Opening.objects.filter(leaf__step=step).exists()
    assert (Opening.objects.filter(leaf__step=other).count(), other.words) == (1, {"because": APPEAL})
    moderation.judge(appeal=made, outcome=Outcome.RESTORED, because="Tidak ada nama.", by=SECOND, at=LATER)
    for model in apps.get_models():
        assert TEXT not in str(list(model._default_manager.values())), model
    page = client.get(f"/g/{objection.case.idea_id}/putusan/").content.decode()
    assert "Dihapus oleh yang berkeberatan." in page


def test_anybody_flags_an_objection_from_the_verdict_page_and_staff_hide_it(client: Client) -> None:
    objection, _voice = objected()
    space = objection.case.idea.space
    page = client.get(f"/g/{objection.case.idea_id}/putusan/").content.decode()
    assert f'href="/laporkan/?tentang={ref(objection)}"' in page
    assert "/moderasi/tutup/" not in page
    assert client.post(
        f"/laporkan/?tentang={ref(objection)}", {"tentang": ref(objection), "reason": "personal"}
    ).status_code == 302  # fmt: skip
    flag = Flag.objects.get()
    sign_in(client, make_member(space, "coordinator"))
    assert TEXT in client.get(f"/moderasi/laporan/{flag.pk}/").content.decode()
    data = {"tentang": ref(objection), "part": "text", "reason": "personal", "because": BECAUSE}
    assert client.post("/moderasi/tutup/", data).status_code == 302
    objection.refresh_from_db()
    assert objection.hidden_at is not None
    assert TEXT not in client.get(f"/g/{objection.case.idea_id}/putusan/").content.decode()
    # Who judges the objection still reads what it says.
    sign_in(client, make_member(space, "reviewer"))
    case = client.get(f"/telaah/{objection.case.idea_id}/").content.decode()
    assert TEXT in case
    assert "Ditutup untuk umum" in case


def test_expert_link_opens_again_only_where_the_answer_was_hidden_and_takes_the_appeal(
    client: Client,
) -> None:
    question, link = answered()
    page = f"/g/{question.case.idea_id}/putusan/"
    assert ANSWER in client.get(page).content.decode()
    assert client.get(link).status_code == 404
    hide(ref(question))
    shown = client.get(page).content.decode()
    assert ANSWER not in shown
    assert BECAUSE in shown
    assert "ahli jembatan" in shown
    mine = client.get(link)
    assert mine.status_code == 200
    assert BECAUSE in mine.content.decode()
    address = mine.content.decode().partition('href="/banding/')[2].partition('"')[0].replace("&amp;", "&")
    sent = {"tentang": ref(question), "bagian": "text", "text": APPEAL}
    assert client.post(f"/banding/?tentang={ref(question)}&bagian=text&kunci=x", sent).status_code == 403
    assert client.post(f"/banding/{address}", sent).status_code == 302
    assert "Banding Anda diputus paling lambat" in client.get(link).content.decode()
    made = Appeal.objects.get()
    assert made.author == ref(question)
    moderation.judge(appeal=made, outcome=Outcome.RESTORED, because="Tidak ada nama.", by=SECOND, at=LATER)
    for row in OutboxRow.objects.filter(kind="messaging.fan_out", key__startswith="fan_out:judged:"):
        fan_out(at=LATER, **row.payload)
    assert ANSWER in client.get(page).content.decode()
    assert "Tidak ada nama." in client.get(link).content.decode()


def test_answer_that_only_reviewers_read_cannot_be_flagged_by_the_public(client: Client) -> None:
    question, _link = answered()
    assert client.get(f"/laporkan/?tentang={ref(question)}").status_code == 200
    question.case.closed_at = None
    question.case.save(update_fields=["closed_at"])
    assert client.get(f"/laporkan/?tentang={ref(question)}").status_code == 404


def test_three_objections_cost_the_queries_of_one(client: Client) -> None:
    objection, _voice = objected()
    page = f"/g/{objection.case.idea_id}/putusan/"
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(page)
    for number in (11, 12):
        Objection.objects.create(
            case=objection.case, author=f"voices.voice:{number}", text=TEXT, public_text=TEXT,
            at=LATER + timedelta(hours=number),
        )  # fmt: skip
    with CaptureQueriesContext(connection) as three:
        client.get(page)
    assert len(three) == len(one)
