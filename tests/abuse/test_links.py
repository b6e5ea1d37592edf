"""What a link that was mailed opens: its one thing, for its one receiver, and no more (A20)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rembuk.ideas import actions as ideas
from rembuk.ideas.models import Idea
from rembuk.ideas.states import MergeRule, Stage
from rembuk.ideas.tests.factories import COORDINATOR, make_idea
from rembuk.messaging.models import Stop
from rembuk.messaging.queries import preference_of, reader_token, stop_token
from rembuk.people.models import Person
from rembuk.people.tests.factories import make_person
from rembuk.review import actions as review
from rembuk.review.models import Case, Question
from rembuk.review.tests.factories import make_case, score
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.models import Voice
from tests.abuse.walk import standing
from tests.architecture.makers import make_world
from tests.architecture.roles import routes, rows

pytestmark = pytest.mark.django_db
ANSWER = {"answer": "Bambu yang diawetkan bertahan lima sampai tujuh tahun."}
REASONS = "Perhitungan saya menunjukkan biaya perawatan paling besar ada di tahun kedua nanti."


def stop_link(person: Person) -> str:
    return f"/berhenti/{stop_token(ref(person), timezone.now())}/"


def test_stop_link_put_together_from_the_parts_of_two_stops_nobody() -> None:
    mine, other = stop_token(ref(make_person())), stop_token(ref(make_person()))
    signed = {token.rpartition(":")[2] for token in (mine, other)}
    assert len(signed) == 2
    for whom, by in ((other, mine), (mine, other)):
        forged = f"/berhenti/{whom.rpartition(':')[0]}:{by.rpartition(':')[2]}/"
        assert Client().get(forged).status_code == 404
        assert Client().post(forged).status_code == 404
    assert not Stop.objects.exists()


def test_stop_link_stops_its_receiver_whatever_else_the_form_and_the_address_say() -> None:
    named, other = make_person(), make_person("lain@contoh.id")
    names = ("receiver", "penerima", "email", "person", "about", "apa", "token", "siapa")
    for value in (ref(other), other.email, str(other.pk), stop_token(ref(other))):
        more = dict.fromkeys(names, value)
        assert Client().post(stop_link(named), more, query_params=more).status_code == 200
        pace = {"langkah": "irama", "pace": "weekly", "quiet_from": "21", "quiet_to": "6"}
        assert Client().post(stop_link(named), more | pace, query_params=more).status_code == 200
    assert [stop.receiver for stop in Stop.objects.all()] == [ref(named)]
    assert preference_of(ref(other)).pk is None


def test_forwarded_letter_tells_by_its_stop_link_neither_address_nor_name() -> None:
    person = make_person("kanaria@contoh.id", name="Saksi Kanaria")
    for answer in (Client().get(stop_link(person)), Client().post(stop_link(person))):
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "kanaria" not in page.lower()


def test_link_of_a_mail_signs_nobody_in_and_opens_no_other_page() -> None:
    world = make_world()
    tried = 0
    for row in rows():
        if "token>" not in routes()[row.route]:
            continue
        with standing(world, row) as (made, address):
            client = Client()
            client.get(address)
            if row.method == "POST":
                client.post(address, made.data)
            assert client.get("/api/v1/session").json()["signed_in"] is False, row.route
            assert client.get("/kabar/").status_code == client.get("/akun/").status_code == 302, row.route
            tried += 1
    assert tried > 10
    person = make_person()
    client = Client()
    assert client.post(stop_link(person)).status_code == 200
    assert client.get("/kabar/").status_code == 302


def proposal(person: Person) -> Any:
    space, now = make_space(), timezone.now()
    idea, into = make_idea(space), make_idea(space)
    ideas.endorse(idea=idea, person=person, at=now)
    return ideas.propose_merge(
        idea=idea, into=into, because="Keduanya meminta lampu di ruas jalan yang sama.",
        rule=MergeRule.EVERYONE, days=14, by=COORDINATOR, at=now,
    )  # fmt: skip


def test_link_that_answers_one_merging_answers_no_other_that_its_receiver_was_asked_about() -> None:
    person = make_person()
    first, second = proposal(person), proposal(person)
    token = reader_token(ref(first), ref(person))
    link = [reverse("merge-by-mail", args=[one.pk, token]) for one in (first, second)]
    assert Client().get(link[0]).status_code == 200
    assert Client().get(link[1]).status_code == 404
    assert Client().post(link[1], {"jawab": "ya"}).status_code == 404
    assert not second.answers.exclude(answer="").exists()


def ask(case: Case, person: Person, text: str) -> str:
    """Return the path of a question to somebody outside."""
    link = review.ask_outside(
        case=case, whom="ahli jembatan", email="ahli@contoh.id", text=text, by=Actor("reviewer", person.pk),
        at=timezone.now(), asked_by=person.pk,
    )  # fmt: skip
    return "/" + link.split("/", 3)[3]


def test_link_to_an_expert_answers_its_own_question_and_shows_no_other() -> None:
    idea, (person, _other) = make_case(make_space())
    case = idea.review_cases.get()
    texts = ("Berapa lama papan bambu bertahan di luar?", "Siapa yang menanggung perawatan kanaria itu?")
    links = [ask(case, person, text) for text in texts]
    page = Client().get(links[0]).content.decode()
    assert texts[0] in page
    assert texts[1] not in page
    assert Client().post(links[0], ANSWER).status_code == 200
    assert list(Question.objects.order_by("pk").values_list("answer", flat=True)) == [ANSWER["answer"], ""]
    assert Client().get(links[1]).status_code == 200


def test_link_to_an_expert_shows_nothing_that_the_desk_or_a_voice_keeps_to_itself() -> None:
    idea, (person, _other) = make_case(make_space())
    Voice.objects.filter(behind__idea=idea).update(visibility="confidential", text="kata kanaria")
    link = ask(idea.review_cases.get(), person, "Berapa lama papan bambu bertahan di luar?")
    score(idea, person, reasons=REASONS)
    Person.objects.filter(pk=person.pk).update(name="Penelaah Kanaria")
    page = Client().get(link).content.decode()
    assert idea.wish in page
    for words in (REASONS, "kanaria", "Kanaria", person.email, "ahli@contoh.id"):
        assert words not in page, words


def test_link_to_an_expert_is_over_once_the_idea_went_back_to_the_board() -> None:
    idea, (person, _other) = make_case(make_space())
    link = ask(idea.review_cases.get(), person, "Berapa lama papan bambu bertahan di luar?")
    assert Client().get(link).status_code == 200
    Idea.objects.filter(pk=idea.pk).update(stage=Stage.TAKEN_BACK)
    assert Client().get(link).status_code == 404
    assert Client().post(link, ANSWER).status_code == 404
    assert Question.objects.get().answered_at is None
    # Nor does the link of one who had answered before, and whose answer was hidden, show the idea again.
    Question.objects.update(answered_at=timezone.now() - timedelta(days=1), answer=ANSWER["answer"])
    assert Client().get(link).status_code == 404
