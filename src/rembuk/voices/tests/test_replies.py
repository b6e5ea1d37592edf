"""An answer goes back to where somebody spoke, once, by a person's hand, and says nothing it must not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from rembuk.channels.queries import ANSWERED
from rembuk.ledger.models import Step
from rembuk.messaging.queries import News
from rembuk.shared.actors import CITIZEN, Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member
from rembuk.voices import actions
from rembuk.voices.actions.replies import mark_reply_sent, queue_replies, skip_reply, undo_reply
from rembuk.voices.models import Reply, Voice, VoiceAuthor
from rembuk.voices.queries.replies import (
    post_link,
    sent_by_channel,
    waiting_by_channel,
    waiting_replies,
)
from rembuk.voices.states import ReplyState, Visibility
from rembuk.voices.tests.factories import AT, make_space, make_voice

pytestmark = pytest.mark.django_db
NEWS = News("idea", "step:7", "Suara Anda menjadi gagasan: Lampu jalan di jalur pulang sekolah")
BY = Actor("coordinator", 1)


@pytest.fixture
def space(db):
    return make_space()


def a_post(space, **fields):
    given = {"channel": "x", "native_id": "1998000111222333444", **fields}
    return make_voice(space, "Lampu jalan mati, kata Sulastri di 081234567890", **given)


def queued(voice, news=NEWS):
    queue_replies([str(voice.pk)], news, AT)
    return Reply.objects.filter(voice=voice).order_by("pk").last()


def test_reply_is_queued_once_for_a_voice_and_a_step(space):
    voice = a_post(space)
    queued(voice)
    reply = queued(voice)
    assert Reply.objects.count() == 1
    assert (reply.channel, reply.answer, reply.state) == ("x", "idea", ReplyState.WAITING)
    queued(voice, News("verdict", "step:8", "Diterima penelaah: Lampu jalan"))
    assert Reply.objects.count() == 2


def test_reply_names_the_space_the_news_and_the_page_of_the_voice(space):
    voice = a_post(space)
    text = queued(voice).text
    assert text.startswith("Kabar dari Ruang Contoh. Suara Anda menjadi gagasan: Lampu jalan")
    assert text.endswith(voice.get_absolute_url())


def test_reply_holds_nothing_of_the_post_and_closes_what_is_personal_in_the_headline(space):
    voice = a_post(space)
    VoiceAuthor.objects.create(voice=voice, handle="akun_sulastri", name="Sulastri Wijaya")
    news = News("idea", "step:7", "Suara Anda menjadi gagasan: hubungi 081234567890 atau @akun_sulastri")
    text = queued(voice, news).text
    for secret in ("081234567890", "akun_sulastri", "Sulastri", "Lampu jalan mati"):
        assert secret not in text


@pytest.mark.parametrize("channel", sorted(ANSWERED))
def test_reply_with_a_headline_too_long_stays_within_what_the_network_takes(space, channel):
    voice = a_post(space, channel=channel)
    text = queued(
        voice, News("idea", "step:7", "Suara Anda menjadi gagasan: " + "lampu jalan mati " * 700)
    ).text
    how = ANSWERED[channel]
    words, _sep, link = text.rpartition(" ")
    assert how.weigh(words) + 1 + (how.link or len(link)) <= how.longest
    assert link.endswith(voice.get_absolute_url())
    assert words.endswith("…")


@pytest.mark.parametrize(
    "fields",
    [
        {"channel": "web"},
        {"channel": "table"},
        {"echo": True},
        {"withdrawn_at": AT},
        {"erased_at": AT},
        {"hidden_at": AT},
        {"visibility": Visibility.CONFIDENTIAL},
    ],
)
def test_voice_that_may_not_be_answered_there_gets_no_reply(space, fields):
    assert queued(a_post(space, **fields)) is None


def test_reply_that_waits_is_gone_when_the_sender_stops_withdraws_closes_or_is_back_on_the_board(space):
    for number, act in enumerate(
        (
            lambda voice: actions.stop_telling(voice=voice, at=AT),
            lambda voice: actions.withdraw_by_receipt(voice=voice, at=AT),
            lambda voice: actions.forget(voice_id=voice.pk, at=AT),
            lambda voice: actions.unsettle(voices=[voice]),
            lambda voice: actions.make_more_private(
                voice=voice, visibility=Visibility.CONFIDENTIAL, by=CITIZEN, at=AT
            ),
        )
    ):
        voice = a_post(space, native_id=f"19{number}")
        assert queued(voice) is not None
        act(Voice.objects.get(pk=voice.pk))
        assert not Reply.objects.filter(voice=voice).exists()


def test_sender_who_stopped_is_never_answered_again(space):
    voice = a_post(space)
    actions.stop_telling(voice=voice, at=AT)
    assert queued(voice, News("verdict", "step:9", "Diterima penelaah: Lampu jalan")) is None


def test_reply_queued_while_its_voice_was_withdrawn_is_not_listed_and_cannot_be_sent(space):
    reply = queued(a_post(space))
    Voice.objects.filter(pk=reply.voice_id).update(withdrawn_at=AT)
    assert list(waiting_replies(space)) == []
    with pytest.raises(Conflicting):
        mark_reply_sent(reply=reply, by=BY, at=AT)
    assert not Step.objects.filter(kind="voices.replied").exists()


def test_reply_marked_by_two_is_sent_once_and_can_be_taken_back(space):
    reply = queued(a_post(space))
    mark_reply_sent(reply=reply, by=BY, at=AT)
    with pytest.raises(Conflicting):
        mark_reply_sent(reply=reply, by=Actor("writer", 2), at=AT)
    with pytest.raises(Conflicting):
        skip_reply(reply=reply, because="sudah dihapus", by=BY, at=AT)
    step = Step.objects.get(kind="voices.replied")
    assert (step.about, step.facts) == (ref(reply.voice), {"channel": "x", "answer": "idea"})
    assert sent_by_channel(space) == {"x": 1}
    undo_reply(reply=reply, by=BY, at=AT + timedelta(minutes=1))
    assert waiting_by_channel(space) == [("x", 1)]
    assert Step.objects.filter(kind="voices.reply_undone").count() == 1
    with pytest.raises(Conflicting):
        undo_reply(reply=reply, by=BY, at=AT)


def test_reply_skipped_without_a_reason_is_refused(space):
    reply = queued(a_post(space))
    with pytest.raises(Refused):
        skip_reply(reply=reply, because="  ", by=BY, at=AT)
    skip_reply(reply=reply, because="kirimannya sudah dihapus", by=BY, at=AT)
    reply.refresh_from_db()
    assert (reply.state, reply.because, reply.by) == (ReplyState.SKIPPED, "kirimannya sudah dihapus", BY.ref)


@pytest.mark.parametrize(
    ("channel", "native_id", "origin", "expected"),
    [
        ("x", "1998", {}, "https://x.com/i/web/status/1998"),
        ("x", "0123abc-1", {}, None),
        ("facebook", "12_34", {}, "https://www.facebook.com/12_34"),
        ("bluesky", "at://did:plc:abc/app.bsky.feed.post/3k", {}, "https://bsky.app/profile/did:plc:abc/post/3k"),
        ("mastodon", "https://contoh.example/@a/1", {}, "https://contoh.example/@a/1"),
        ("mastodon", "javascript:alert(1)", {}, None),
        ("threads", "9", {"url": "https://www.threads.net/@a/post/9"}, "https://www.threads.net/@a/post/9"),
        ("threads", "9", {"url": 'https://x.example/"><script>'}, None),
        ("threads", "9", {"url": "https://bank.example@jahat.example/"}, None),
        ("youtube", "Ugx_1", {"thread": "dQw4"}, "https://www.youtube.com/watch?v=dQw4&lc=Ugx_1"),
        ("youtube", "Ugx_1", {"thread": "x&list=1"}, None),
        ("whatsapp", "abc-1", {}, None),
    ],
)  # fmt: skip
def test_link_of_a_post_leads_to_its_network_or_nowhere(space, channel, native_id, origin, expected):
    link = post_link(a_post(space, channel=channel, native_id=native_id, origin=origin))
    assert (link.href if link else None) == expected


@pytest.fixture
def sender(space, client: Client):
    person = make_member(space, Role.WRITER)
    client.force_login(person)
    return person


def test_page_groups_by_channel_marks_sent_and_the_status_page_says_so(space, client, sender):
    voice = a_post(space)
    reply = queued(voice)
    a_mastodon = a_post(space, channel="mastodon", native_id="https://contoh.example/@a/1")
    queued(a_mastodon)
    page = client.get(f"/r/{space.slug}/balasan/?kanal=x").content.decode()
    assert reply.text in page.replace("&amp;", "&")
    assert "https://x.com/i/web/status/1998000111222333444" in page
    assert page.count("1 menunggu") == 2
    answer = client.post(f"/r/{space.slug}/balasan/?kanal=x", {"nomor": reply.pk, "langkah": "terkirim"})
    assert answer.status_code == 302
    status = client.get(voice.get_absolute_url()).content.decode()
    assert "balasan dikirim lewat X" in status
    assert "balasan dikirim" not in client.get(a_mastodon.get_absolute_url()).content.decode()
    done = client.get(f"/r/{space.slug}/balasan/?kanal=x&lihat=terkirim").content.decode()
    assert "Sudah dikirim" in done


@pytest.mark.parametrize(
    "closed", [{"visibility": "confidential"}, {"withdrawn_at": AT}, {"hidden_at": AT}], ids=str
)
def test_settled_reply_shows_no_post_that_was_closed_since(space, client, sender, closed):
    voice = a_post(space)
    mark_reply_sent(reply=queued(voice), by=BY, at=AT)
    address = f"/r/{space.slug}/balasan/?kanal=x&lihat=terkirim"
    assert "Lampu jalan mati" in client.get(address).content.decode()
    Voice.objects.filter(pk=voice.pk).update(**closed)
    page = client.get(address).content.decode()
    assert "Sudah dikirim" in page
    assert "Lampu jalan mati" not in page


def test_page_keeps_what_was_typed_when_a_step_is_refused(space, client, sender):
    reply = queued(a_post(space))
    address = f"/r/{space.slug}/balasan/"
    assert client.post(address, {"nomor": reply.pk, "langkah": "lewati", "because": ""}).status_code == 400
    assert client.post(address, {"nomor": reply.pk, "langkah": "apa"}).status_code == 400
    assert client.post(address, {"nomor": "9" * 19, "langkah": "terkirim"}).status_code in (400, 404)
    mark_reply_sent(reply=reply, by=BY, at=AT)
    late = client.post(address, {"nomor": reply.pk, "langkah": "lewati", "because": "sudah dihapus"})
    assert late.status_code == 409


def test_page_asks_as_many_questions_for_three_replies_as_for_one(
    space, client, sender, django_assert_num_queries
):
    def ask():
        return client.get(f"/r/{space.slug}/balasan/")

    queued(a_post(space))
    ask()
    with django_assert_num_queries(7):
        ask()
    for number in (1, 2):
        queued(a_post(space, native_id=f"200{number}"))
    with django_assert_num_queries(7):
        ask()
