"""Replies to the posts of a call, imported before or after, become answers to it, once."""

from __future__ import annotations

import html
import importlib
import io
import json
import re
from datetime import timedelta
from hashlib import sha256

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from rembuk.channels.queries import named
from rembuk.ideas import actions, tasks
from rembuk.ideas.models import Call, CallAnswer, CallPost
from rembuk.ideas.queries import calls as queries
from rembuk.ideas.tests.factories import AT, COORDINATOR, TODAY, make_answer, make_call
from rembuk.ledger.models import Leaf, Step
from rembuk.people.tests.factories import sign_in
from rembuk.shared.actors import OPERATOR
from rembuk.shared.models import OutboxRow
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member
from rembuk.voices.actions import begin_import, import_file, make_door, open_file
from rembuk.voices.models import Voice
from rembuk.voices.tests.factories import make_space, make_voice

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SPOKEN = "2026-11-20T04:00:00Z"
LINKS = {
    "x": "https://x.com/ruang/status/1990000000000000001",
    "youtube": "https://youtu.be/RekaanVid01",
    "facebook": "https://www.facebook.com/ruang/posts/122334455",
    "bluesky": "https://bsky.app/profile/ruang.example/post/3kabcdefghi2x",
    "telegram": "https://t.me/c/1000000001/55",
    "mastodon": "https://sosial.example/@ruang/113000000000000001",
}


@pytest.fixture
def space(db):
    cache.clear()
    return make_space()


def take_in(space, channel, document, at=AT + DAY):
    """Import DOCUMENT as the export of CHANNEL that it is."""
    found, options = named(channel)
    stream = io.BytesIO(json.dumps(document).encode())
    opened = open_file(name="balasan.json", stream=stream, channel=found, options=options)
    source = begin_import(
        space=space, file_name="balasan.json", channel=channel, mapping={}, basis="pos terbuka", by=OPERATOR,
        at=at,
    )  # fmt: skip
    report = import_file(space=space, opened=opened, channel=channel, source=source, by=OPERATOR, at=at)
    assert report.refused == 0


def youtube(video, *names, spoken=SPOKEN):
    snippet = {"videoId": video, "publishedAt": spoken, "updatedAt": spoken}
    items = [
        {
            "kind": "youtube#comment", "id": f"Ug{name}",
            "snippet": {**snippet, "textOriginal": f"Usul {name}: pasang lampu"},
        }
        for name in names
    ]  # fmt: skip
    return {"kind": "youtube#commentListResponse", "items": items}


def x_posts():
    own = "1990000000000000001"

    def post(identity, replied=None, root=own):
        more = {"referenced_tweets": [{"type": "replied_to", "id": replied}]} if replied else {}
        return {
            "id": identity,
            "text": f"Usul {identity}",
            "conversation_id": root,
            "created_at": SPOKEN,
            **more,
        }

    return {"data": [post(own), post("1", own), post("2", "1"), post("3", None, "3")]}


def bluesky():
    root = "at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/3kabcdefghi2x"
    reply = {"root": {"uri": root}, "parent": {"uri": root}}
    record = {"$type": "app.bsky.feed.post", "text": "Usul lampu", "createdAt": SPOKEN, "reply": reply}
    return [
        {"uri": "at://did:plc:b/app.bsky.feed.post/3kz", "author": {"did": "did:plc:b"}, "record": record}
    ]


def telegram():
    def message(number, answered=None):
        more = {"reply_to_message_id": answered} if answered else {}
        return {
            "id": number, "type": "message", "date": "2026-11-20T11:00:00", "date_unixtime": "1795147200",
            "from": "Warga", "from_id": f"user{number}", "text": f"Usul nomor {number}", **more,
        }  # fmt: skip

    messages = [message(55), message(56, 55), message(57, 56), message(58)]
    return {"name": "Warga", "type": "private_supergroup", "id": 1000000001, "messages": messages}


def mastodon():
    def status(number, answered=None):
        return {
            "id": number, "uri": f"https://sosial.example/users/warga/statuses/{number}",
            "account": {"acct": "warga"},
            "created_at": SPOKEN, "visibility": "public", "content": f"<p>Usul {number}</p>",
            "in_reply_to_id": answered,
        }  # fmt: skip

    return [
        status("113000000000000002", "113000000000000001"),
        status("113000000000000003", "113000000000000002"),
    ]


def facebook():
    def comment(number):
        return {"id": f"122334455_{number}", "message": f"Usul {number}", "created_time": SPOKEN}

    post = {"id": "99_122334455", "message": "Apa usul Anda?", "created_time": SPOKEN}
    return {**post, "comments": {"data": [comment(1), comment(2)]}}


@pytest.mark.parametrize(
    ("channel", "document", "answers"),
    [
        ("x", x_posts(), 2), ("youtube", youtube("RekaanVid01", "a", "b"), 2), ("facebook", facebook(), 2),
        ("bluesky", bluesky(), 1), ("telegram", telegram(), 2), ("mastodon", mastodon(), 2),
    ],
    ids=list(LINKS),
)  # fmt: skip
@pytest.mark.parametrize("first", ["import", "link"])
def test_replies_to_a_post_of_a_call_are_gathered_whichever_came_first(
    space, channel, document, answers, first
):
    call = make_call(space)
    if first == "import":
        take_in(space, channel, document)
    post = actions.add_post(call=call, link=LINKS[channel], by=COORDINATOR, at=AT)
    if first == "link":
        assert actions.gather(post=post, at=AT + DAY) == 0
        take_in(space, channel, document)
    assert actions.gather(post=post, at=AT + DAY) == answers
    assert actions.gather(post=post, at=AT + DAY) == 0
    assert queries.answers_by_channel(call) == {channel: answers}
    step = Step.objects.filter(kind="ideas.call_gathered", about=ref(call)).first()
    assert step.facts["channel"] == channel
    # Which voices were gathered could be found by trying: the leaf only commits to it.
    rows = CallAnswer.objects.filter(call=call).order_by("voice").values_list("voice", flat=True)
    digest = sha256(" ".join(map(str, rows)).encode()).hexdigest()
    assert digest not in bytes(Leaf.objects.get(step=step).body).decode()


def test_worker_gathers_what_was_imported_since_and_what_the_link_found_waiting(space, monkeypatch):
    monkeypatch.setattr(tasks.timezone, "now", lambda: AT + DAY)
    call = make_call(space)
    take_in(space, "youtube", youtube("RekaanVid01", "a"))
    actions.add_post(call=call, link=LINKS["youtube"], by=COORDINATOR, at=AT)
    tasks.gather_old(OutboxRow.objects.get(kind="ideas.gather").payload)
    assert queries.answers_by_channel(call) == {"youtube": 1}
    take_in(space, "youtube", youtube("RekaanVid01", "b", "c"))
    tasks.gather_replies()
    tasks.gather_replies()
    assert queries.answers_by_channel(call) == {"youtube": 3}


def test_more_replies_than_a_batch_are_all_gathered(space, monkeypatch):
    from rembuk.ideas.actions import gathering

    monkeypatch.setattr(gathering, "BATCH", 3)
    call = make_call(space)
    take_in(space, "youtube", youtube("RekaanVid01", *"abcdefgh"))
    post = actions.add_post(call=call, link=LINKS["youtube"], by=COORDINATOR, at=AT)
    assert actions.gather(post=post, at=AT) == 8


def test_reply_spoken_after_the_last_day_stays_a_voice_of_its_own(space):
    call = make_call(space)
    take_in(space, "youtube", youtube("RekaanVid01", "a", spoken="2026-12-03T16:59:00Z"), AT + 30 * DAY)
    take_in(space, "youtube", youtube("RekaanVid01", "b", spoken="2026-12-03T17:01:00Z"), AT + 30 * DAY)
    post = actions.add_post(call=call, link=LINKS["youtube"], by=COORDINATOR, at=AT)
    # The last day is 3 December in Jakarta, seven hours before the end of that day in London.
    assert actions.gather(post=post, at=AT + 30 * DAY) == 1


def test_voice_of_another_space_channel_or_call_is_not_gathered(space):
    call, other = make_call(space), make_space("lain")
    for where, channel in ((other, "youtube"), (space, "tiktok")):
        make_voice(where, channel=channel, native_id=f"{where.pk}{channel}", thread="RekaanVid01")
    theirs = make_voice(space, channel="youtube", native_id="sudah", thread="RekaanVid01")
    CallAnswer.objects.create(call=make_call(space), voice=theirs, at=AT)
    post = actions.add_post(call=call, link=LINKS["youtube"], by=COORDINATOR, at=AT)
    assert actions.gather(post=post, at=AT + DAY) == 0


def test_two_calls_of_a_space_cannot_claim_the_same_post_whichever_way_it_is_written(space):
    call, other = make_call(space), make_call(space)
    actions.add_post(call=call, link="https://www.youtube.com/watch?v=RekaanVid01", by=COORDINATOR, at=AT)
    with pytest.raises(Conflicting) as refused:
        actions.add_post(call=other, link=LINKS["youtube"], by=COORDINATOR, at=AT)
    assert (refused.value.field, "ajakan lain" in refused.value.sentence) == ("link", True)
    with pytest.raises(Conflicting) as refused:
        actions.add_post(call=call, link=LINKS["youtube"], by=COORDINATOR, at=AT)
    assert "sudah tercatat" in refused.value.sentence
    assert CallPost.objects.count() == 1


def test_post_taken_off_leaves_its_replies_as_voices(space):
    call = make_call(space)
    take_in(space, "youtube", youtube("RekaanVid01", "a"))
    post = actions.add_post(call=call, link=LINKS["youtube"], by=COORDINATOR, at=AT)
    actions.gather(post=post, at=AT)
    make_answer(call)
    actions.remove_post(call=call, number=post.pk, by=COORDINATOR, at=AT)
    assert queries.answers_by_channel(call) == {"web": 1}
    assert Voice.objects.filter(channel="youtube").count() == 1


def test_draft_and_reported_call_take_no_post(space):
    draft = make_call(space, published=False)
    with pytest.raises(Refused):
        actions.add_post(call=draft, link=LINKS["x"], by=COORDINATOR, at=AT)
    call = make_call(space)
    post = actions.add_post(call=call, link=LINKS["x"], by=COORDINATOR, at=AT)
    words = "Terima kasih, semua jawaban sudah dibaca dan dipilah."
    actions.report_call(call=call, report=words, by=COORDINATOR, at=AT + 15 * DAY)
    take_in(space, "x", x_posts())
    post.refresh_from_db()
    assert actions.gather(post=post, at=AT + 16 * DAY) == 0


def test_voices_from_before_the_columns_are_filled_from_what_was_kept_of_their_posts(space):
    fill = importlib.import_module("rembuk.voices.migrations.0012_fill_threads").fill
    old = {
        "youtube": {"thread": "RekaanVid01", "reply_to": "Uga"},
        "facebook": {"thread": "99_122334455"},
        "x": {"references": [["quoted", "7"], ["replied_to", "1990"]]},
    }
    for channel, origin in old.items():
        make_voice(space, channel=channel, native_id=channel, origin=origin)
    fill(apps, None)
    found = {row.channel: (row.thread, row.reply_to) for row in Voice.objects.all()}
    assert found == {
        "youtube": ("RekaanVid01", "Uga"), "facebook": ("122334455", ""), "x": ("", "1990"),
    }  # fmt: skip


def test_team_adds_and_takes_off_a_post_by_page_and_hangs_a_poster_that_counts(client, space):
    now = timezone.now()
    call = make_call(space, now.date(), at=now)
    staff = sign_in(client, make_member(space, Role.COORDINATOR))
    desk = f"/c/{call.pk}/kelola/"
    wrong = staff.post(desk, {"langkah": "pos", "pos-link": "https://vm.tiktok.com/ZS1/"})
    assert wrong.status_code == 400
    assert "https://vm.tiktok.com/ZS1/" in wrong.content.decode()
    staff.post(desk, {"langkah": "pos", "pos-link": LINKS["youtube"]})
    assert LINKS["youtube"] in staff.get(f"/c/{call.pk}/").content.decode()
    staff.post(desk, {"langkah": f"lepas-{CallPost.objects.get().pk}"})
    assert CallPost.objects.count() == 0
    staff.post(desk, {"langkah": "poster", "poster-hung_at": "papan pasar"})
    door = queries.doors_of_call(call).get()
    staff.logout()
    entered = client.get(client.get(f"/q/{door.code}/")["Location"])
    assert f'name="pintu" value="{door.code}"' in entered.content.decode()
    typed = {"text": "Pasang lampu", "visibility": "nameless", "kunci": "0" * 32, "pintu": door.code}
    client.post(f"/c/{call.pk}/jawab/", {**typed, "langkah": "kirim"})
    assert queries.doors_of_call(call).get().answers_count == 1
    staff = sign_in(client, make_member(space, Role.COORDINATOR))
    assert "1 jawaban" in staff.get(desk).content.decode()


def test_poster_of_one_space_cannot_lead_to_a_call_of_another(space):
    call, other = make_call(space), make_space("lain")
    with pytest.raises(Refused):
        make_door(space=other, kind="poster", about=ref(call), hung_at="pasar", by=COORDINATOR, at=AT)
    assert call.gather_from <= TODAY


def test_voice_box_of_a_call_takes_answers_and_after_its_last_day_a_free_voice(client, space):
    now = timezone.now()
    call = make_call(space, now.date(), at=now)
    staff = sign_in(client, make_member(space, Role.COORDINATOR))
    typed = {"kind": "widget", "about": ref(call), "place": "", "hung_at": "situs kelompok"}
    assert staff.post(f"/r/{space.slug}/pintu/", typed).status_code == 302
    door, box = queries.doors_of_call(call).get(), Client()
    address = f"/sematan/{door.code}/"

    def fill(text):
        mark = re.search(r'name="tanda" value="([^"]+)"', box.get(address).content.decode())[1]
        return {"text": text, "visibility": "nameless", "place": "", "tanda": html.unescape(mark)}

    assert html.escape(call.question) in box.get(address).content.decode()
    assert "data-receipt-code" in box.post(address, fill("Pasang lampu di gang")).content.decode()
    assert queries.doors_of_call(call).get().answers_count == 1
    late = fill("Perbaiki pagar sungai")
    Call.objects.update(gather_until=call.gather_from - DAY, gather_from=call.gather_from - 2 * DAY)
    told = box.post(address, late)
    assert (told.status_code, CallAnswer.objects.count()) == (409, 1)
    assert "Perbaiki pagar sungai" in told.content.decode()
    assert 'name="bebas"' in told.content.decode()
    assert "data-receipt-code" in box.post(address, late | {"bebas": "1"}).content.decode()
    assert (CallAnswer.objects.count(), Voice.objects.filter(door=door).count()) == (1, 2)


def test_post_of_instagram_is_chosen_among_those_whose_answers_were_imported(client, space):
    now = timezone.now()
    call = make_call(space, now.date(), at=now)
    staff = sign_in(client, make_member(space, Role.COORDINATOR))
    desk, link = f"/c/{call.pk}/kelola/", "https://www.instagram.com/p/C1abcdEFGhi/"
    assert "berkas yang sudah diimpor" not in staff.get(desk).content.decode()
    asked = staff.post(desk, {"langkah": "pos", "pos-link": link})
    assert asked.status_code == 400
    assert "Impor dulu berkas balasannya" in asked.content.decode()
    for number, said in enumerate(["Perpustakaan buka sampai malam", "Setuju sekali"]):
        make_voice(
            space, said, channel="instagram", native_id=f"i{number}", thread="17900000000000001",
            spoken_at=now, arrived_at=now,
        )  # fmt: skip
    make_voice(space, "Jalan rusak", channel="threads", native_id="t", thread="18000000")
    page = html.unescape(staff.get(desk).content.decode())
    assert "Instagram, 2 balasan, misalnya “Perpustakaan buka sampai malam”" in page
    other = staff.post(desk, {"langkah": "pos", "pos-link": link, "pos-found": "threads:18000000"})
    assert other.status_code == 422
    assert "dari jaringan lain" in other.content.decode()
    assert link in other.content.decode()
    chosen = {"langkah": "pos", "pos-link": link, "pos-found": "instagram:17900000000000001"}
    assert staff.post(desk, chosen).status_code == 302
    post = CallPost.objects.get()
    assert (post.channel, post.key) == ("instagram", "17900000000000001")
    assert actions.gather(post=post, at=now) == 2
    assert "Perpustakaan" not in staff.get(desk).content.decode()
