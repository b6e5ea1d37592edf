"""Was it heard? One tap after each answer, changed once at most, shown as sums that give nobody away."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from rembuk.ideas import actions as ideas
from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.messaging import actions, queries
from rembuk.messaging.forms import compose
from rembuk.messaging.models import Heard, Notice
from rembuk.messaging.queries.heard import ask_with, heard_question, heard_sums
from rembuk.messaging.states import Hearing
from rembuk.people.tests.factories import make_person
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotThere, Refused
from rembuk.shared.small_cells import ALL, stepped, summed
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.models import Voice

pytestmark = pytest.mark.django_db
_numbers = count(1)


@pytest.fixture
def idea():
    return make_idea(make_space())


def answer(idea, receiver="", key="closing"):
    """Return an answer about IDEA to RECEIVER, a new person by default."""
    receiver = receiver or ref(make_person())
    return Notice.objects.create(
        receiver=receiver, key=f"{key}:{ref(idea)}:{next(_numbers)}", about=ref(idea),
        subject="Tidak diterima penelaah", text="Belum ada petugas.", link=f"/g/{idea.pk}/putusan/",
        at=AT,
    )  # fmt: skip


def say(notice, value=Hearing.YES, word="", at=AT):
    return actions.say_heard(notice=notice, value=value, word=word, at=at)


def many(idea, **values):
    for value, times in values.items():
        for _ in range(times):
            say(answer(idea), value)


def path_of(notice):
    return heard_question(notice, None).path


def test_get_changes_nothing_and_post_counts_without_signing_in(client, idea):
    path = path_of(answer(idea))
    assert "Apakah Anda merasa didengar?" in client.get(f"{path}?jawab=ya").content.decode()
    assert client.head(path).status_code == 200
    assert not Heard.objects.exists()
    assert client.post(path, {"jawab": "sebagian"}).status_code == 302
    assert Heard.objects.get().value == Hearing.PARTLY
    assert "Boleh diubah sekali" in client.get(path).content.decode()


def test_link_that_was_guessed_altered_or_whose_news_was_erased_is_not_there(client, idea):
    notice = answer(idea)
    path = path_of(notice)
    for wrong in ("/didengar/1/", path.replace("/didengar/", "/didengar/x"), path[:-3] + "/"):
        assert client.post(wrong, {"jawab": "ya"}).status_code == 404
    actions.forget(subject=notice.receiver)
    assert client.get(path).status_code == 404


def test_same_tap_twice_is_one_and_a_change_is_taken_once(client, idea):
    notice = answer(idea)
    say(notice)
    say(notice)
    say(notice, word="Terima kasih sudah dijelaskan.")
    say(notice, Hearing.NO, at=AT + timedelta(hours=1))
    said = Heard.objects.get()
    assert (said.value, said.word) == (Hearing.NO, "Terima kasih sudah dijelaskan.")
    with pytest.raises(Conflicting):
        say(notice, Hearing.YES)
    page = client.post(path_of(notice), {"jawab": "ya"})
    assert page.status_code == 409
    assert "hanya dapat diubah sekali" in page.content.decode()


def test_word_too_long_or_a_value_not_offered_is_refused_and_what_was_typed_is_kept(client, idea):
    notice = answer(idea)
    page = client.post(path_of(notice), {"jawab": "ya", "kata": "a" * 201})
    assert page.status_code == 400
    assert not Heard.objects.exists()
    with pytest.raises(Refused):
        say(notice, "mungkin")
    say(notice)
    page = client.post(path_of(notice), {"jawab": "ya", "kata": "b" * 201})
    assert "b" * 201 in page.content.decode()


def test_news_that_is_no_answer_asks_nothing(idea):
    news = answer(idea, key="step")
    assert ask_with([news], news.receiver) == [(news, [])]
    with pytest.raises(NotThere):
        say(news)


def test_inbox_and_mail_ask_after_an_answer_and_the_inbox_takes_one_tap(client, idea):
    person = make_person()
    notice = answer(idea, ref(person))
    client.force_login(person)
    assert path_of(notice) in client.get("/kabar/").content.decode()
    letter = compose(ref(person), [notice], timezone.now())
    for body in (letter.text, letter.html):
        assert f"{path_of(notice)}?jawab=tidak" in body
    sent = client.post(path_of(notice), {"jawab": "tidak", "kembali": "kabar"})
    assert sent.url == "/kabar/"
    assert 'aria-pressed="true"' in client.get("/kabar/").content.decode()


def test_receipt_asks_after_an_answer_and_counts_by_the_channel_of_the_voice(client, idea):
    voice = Voice.objects.filter(behind__idea=idea).first()
    notice = answer(idea, ref(voice))
    session = client.session
    session["receipt"] = {"voice": voice.pk, "key": ""}
    session.save()
    assert path_of(notice) in client.get("/tanda-terima/suara/").content.decode()
    sent = client.post(path_of(notice), {"jawab": "ya", "kembali": "tanda-terima"})
    assert sent.url == "/tanda-terima/suara/"
    assert Heard.objects.get().channel == voice.channel


def test_endorser_counts_as_an_account_in_the_space_of_the_idea(idea):
    said = say(answer(idea))
    assert (said.space, said.channel) == (idea.space, "account")


def shown(idea):
    """Return what the sums of IDEA's space show, by subject."""
    by_subject, by_channel = heard_sums(idea.space)
    assert by_subject[ALL] == by_channel[ALL]
    return by_subject[ALL]


def test_steps_show_full_fives_of_each_joint_cell_and_tens_where_sensitive():
    entered = {
        ("air", "web", "ya"): 14, ("air", "field", "ya"): 4, ("kesehatan", "web", "ya"): 19,
        ("kesehatan", "web", "tidak"): 10, ("kesehatan", "field", "tidak"): 9,
    }  # fmt: skip
    cells = stepped(entered, {}, ["kesehatan"])
    assert cells == {
        ("air", "web", "ya"): 10, ("kesehatan", "web", "ya"): 10, ("kesehatan", "web", "tidak"): 10,
    }  # fmt: skip
    assert summed(cells, 0) == {
        ALL: {"ya": 20, "tidak": 10}, "air": {"ya": 10}, "kesehatan": {"ya": 10, "tidak": 10},
    }  # fmt: skip
    assert summed(cells, 1) == {ALL: {"ya": 20, "tidak": 10}, "web": {"ya": 20, "tidak": 10}}


def test_steps_leave_out_what_all_said_alike_about_a_sensitive_subject_only():
    entered = {("kesehatan", "web", "tidak"): 30, ("air", "web", "tidak"): 30}
    assert stepped(entered, {}, ["kesehatan"]) == {("air", "web", "tidak"): 30}


def test_steps_move_full_fives_of_those_who_changed_alike():
    entered = {("air", "web", "ya"): 12}
    move = ("air", "web", "ya", "tidak")
    assert stepped(entered, {move: 4}) == {("air", "web", "ya"): 10}
    assert stepped(entered, {move: 9}) == {("air", "web", "ya"): 5, ("air", "web", "tidak"): 5}


def test_answers_enter_the_sums_by_ten_so_that_two_readings_show_no_single_one(idea):
    many(idea, ya=9)
    assert shown(idea) == {}
    many(idea, ya=1)
    assert shown(idea) == {"ya": 10}
    many(idea, tidak=9)
    assert shown(idea) == {"ya": 10}
    many(idea, ya=1)
    assert shown(idea) == {"ya": 10, "tidak": 5}


def test_sums_are_those_of_one_space(idea):
    many(idea, ya=10)
    many(make_idea(make_space("lain")), tidak=10)
    by_subject, by_channel = heard_sums(idea.space)
    assert by_subject[ALL] == {"ya": 10}
    assert by_channel["account"] == {"ya": 10}


@pytest.mark.parametrize("times", [5, 15])
def test_sums_ask_once_whatever_was_said(idea, times, django_assert_num_queries):
    many(idea, ya=times, tidak=times)
    with django_assert_num_queries(1):
        heard_sums(idea.space)


def test_changes_enter_by_ten_so_that_two_readings_show_no_single_one(idea):
    notices = [answer(idea, key=f"closing:{number}") for number in range(20)]
    for notice in notices:
        say(notice)
    for number, notice in enumerate(notices[:10]):
        assert shown(idea) == {"ya": 20}, number
        say(notice, Hearing.NO)
    assert shown(idea) == {"ya": 10, "tidak": 10}


def test_words_are_read_by_the_team_alone_and_can_be_hidden(client, idea):
    say(answer(idea), word="Kurang jelas kapan dikerjakan.")
    path = f"/r/{idea.space.slug}/didengar/kata/"
    client.force_login(make_person())
    assert client.get(path).status_code == 403
    client.force_login(make_member(idea.space, Role.COORDINATOR))
    assert "Kurang jelas kapan" in client.get(path).content.decode()
    client.post(path, {"nomor": Heard.objects.get().pk, "langkah": "sembunyikan"})
    shown = client.get(path).content.decode()
    assert "Kurang jelas kapan" not in shown
    assert "Disembunyikan" in shown
    client.post(path, {"nomor": Heard.objects.get().pk, "langkah": "tampilkan"})
    assert "Kurang jelas kapan" in client.get(path).content.decode()
    assert client.post(path, {"nomor": "9" * 30}).status_code == 404


def test_word_of_another_space_is_not_hidden_from_here(client, idea):
    other = make_idea(make_space("lain"))
    said = say(answer(other), word="Kata di ruang lain.")
    client.force_login(make_member(idea.space, Role.COORDINATOR))
    path = f"/r/{idea.space.slug}/didengar/kata/"
    assert client.post(path, {"nomor": said.pk, "langkah": "sembunyikan"}).status_code == 404


def test_own_data_shows_what_was_said_and_forgetting_leaves_a_number_without_a_person(idea):
    notice = answer(idea)
    said = say(notice, word="Terima kasih.")
    rows = [row for row in queries.held(notice.receiver) if row["what"] == "heard"]
    assert [row["text"] for row in rows] == ["Terima kasih."]
    for _again in range(2):
        actions.forget(subject=notice.receiver)
        said.refresh_from_db()
        assert (said.notice, said.word, said.value) == (None, "", Hearing.YES)
        # Not even the minute at which it was said, which a mail server may remember.
        assert (said.at.minute, said.at.second) == (0, 0)
    assert not [row for row in queries.held(notice.receiver) if row["what"] == "heard"]


def test_erasing_one_and_hearing_another_moves_no_sum(idea):
    first = [answer(idea) for _number in range(10)]
    for notice in first:
        say(notice)
    before = shown(idea)
    assert before == {"ya": 10}
    actions.forget(subject=first[2].receiver)
    assert shown(idea) == before
    many(idea, tidak=1)
    assert shown(idea) == before


def test_change_of_an_answer_not_counted_yet_enters_as_what_it_became_and_moves_nothing(idea):
    notices = [answer(idea) for _number in range(19)]
    for notice in notices:
        say(notice)
    for notice in notices[10:]:
        say(notice, Hearing.NO)
    say(notices[0], Hearing.NO)
    assert shown(idea) == {"ya": 10}
    many(idea, tidak=1)
    # The nine came in as what they had become; the one who changed later waits for nine more.
    assert shown(idea) == {"ya": 10, "tidak": 10}
    assert Heard.objects.exclude(moved="").count() == 0


def test_real_refusal_asks_the_endorser(idea):
    person = make_person()
    ideas.endorse(idea=idea, person=person, at=AT)
    actions.fan_out(
        about=[ref(idea)], key=f"closing:{ref(idea)}:1", subject="Tidak diterima", text="x", link="/", at=AT
    )
    told = Notice.objects.get(receiver=ref(person))
    assert ask_with([told], ref(person))[0][1][0].choices
