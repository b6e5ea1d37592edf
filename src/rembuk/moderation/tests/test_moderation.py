"""Hidden with a reason, appealed to a second person; a hundred flags do what one does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from rembuk.ideas.models import Idea
from rembuk.ideas.queries import alike
from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.ledger.models import Leaf, Opening, Step
from rembuk.messaging.actions import fan_out
from rembuk.messaging.models import Notice
from rembuk.moderation import actions
from rembuk.moderation.models import Appeal, Flag, Hiding
from rembuk.moderation.queries import counts, held
from rembuk.moderation.states import Outcome, Reason, Source
from rembuk.rights.actions.erasing import erase_everywhere
from rembuk.shared.actors import Actor
from rembuk.shared.models import OutboxRow
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotAllowed, NotThere, Refused
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.actions import receive_voice
from rembuk.voices.models import Voice, VoiceAuthor, VoiceContact

pytestmark = pytest.mark.django_db
FIRST, SECOND = Actor("coordinator", 41), Actor("owner", 42)
BECAUSE = "Memuat nomor telepon seorang warga."
TEXT = "Itu nomor balai warga, bukan nomor orang, jadi boleh dibaca."


@pytest.fixture
def idea() -> Idea:
    return make_idea(make_space())


def hide(about: str, part: str = "text", **more: Any) -> Hiding:
    given = {"reason": Reason.PERSONAL, "because": BECAUSE, "by": FIRST, "at": AT, **more}
    return actions.hide(about=about, part=part, **given)


def test_hidden_idea_shows_its_text_nowhere_says_why_and_what_remains(client: Client, idea: Idea) -> None:
    title, wish = idea.title, idea.wish
    hide(ref(idea))
    for page in ("", "putusan/", "suara/"):
        assert title not in client.get(f"/g/{idea.pk}/{page}").content.decode()
    page = client.get(f"/g/{idea.pk}/").content.decode()
    assert wish not in page
    assert BECAUSE in page
    assert "tetap terbaca" in page
    assert title not in client.get(f"/r/{idea.space.slug}/gagasan/").content.decode()
    assert alike(idea.space, f"{title} {wish}") == []
    step = Step.objects.get(kind="moderation.hidden")
    assert BECAUSE not in bytes(Leaf.objects.get(step=step).body).decode()
    assert Step.objects.get(kind="ideas.accepted").words.get("title") is None


def test_hiding_that_fails_leaves_the_text_as_it_was(idea: Idea) -> None:
    for wrong in ({"reason": "selera"}, {"because": "jelek"}, {"part": "harga"}):
        with pytest.raises(Refused):
            hide(ref(idea), **wrong)
    idea.refresh_from_db()
    assert idea.title == "Lampu di jalur pulang sekolah"
    assert not Step.objects.filter(kind="moderation.hidden").exists()
    hide(ref(idea))
    with pytest.raises(Conflicting):
        hide(ref(idea))


def test_author_is_told_appeals_and_a_second_person_restores_it_all(idea: Idea) -> None:
    title = idea.title
    hide(ref(idea))
    row = OutboxRow.objects.get(key__startswith="fan_out:hidden:")
    fan_out(at=AT, **row.payload)
    voice = Voice.objects.filter(behind__idea=idea).first()
    assert voice is not None
    notice = Notice.objects.get(receiver=ref(voice), key__startswith="hidden:")
    assert BECAUSE in notice.text
    made = actions.appeal(about=ref(idea), part="text", author=ref(voice), text=TEXT, at=AT)
    assert made.due > AT.date()
    with pytest.raises(NotAllowed):
        actions.judge(appeal=made, outcome=Outcome.UPHELD, because=BECAUSE, by=FIRST, at=AT)
    actions.judge(appeal=made, outcome=Outcome.RESTORED, because="Nomor itu milik balai.", by=SECOND, at=AT)
    idea.refresh_from_db()
    assert idea.title == title
    assert alike(idea.space, title) == [idea]
    assert Step.objects.get(kind="ideas.accepted").words["title"] == title
    with pytest.raises(Conflicting):
        actions.judge(appeal=made, outcome=Outcome.UPHELD, because=BECAUSE, by=SECOND, at=AT)
    assert counts(idea.space) == {Reason.PERSONAL: {"hidden": 1, "back": 1}}


def test_decision_is_appealed_once(idea: Idea) -> None:
    hide(ref(idea))
    actions.appeal(about=ref(idea), part="text", author="voices.voice:1", text=TEXT, at=AT)
    with pytest.raises(Conflicting, match="sekali"):
        actions.appeal(about=ref(idea), part="text", author="voices.voice:2", text=TEXT, at=AT)
    assert Appeal.objects.count() == 1


def test_upheld_appeal_leaves_it_hidden_and_is_public(client: Client, idea: Idea) -> None:
    hide(ref(idea))
    made = actions.appeal(about=ref(idea), part="text", author="voices.voice:1", text=TEXT, at=AT)
    actions.judge(appeal=made, outcome=Outcome.UPHELD, because="Nomor itu milik orang.", by=SECOND, at=AT)
    page = client.get(f"/r/{idea.space.slug}/aturan/").content.decode()
    assert "Nomor itu milik orang." in page
    assert TEXT not in page
    assert "Lampu di jalur" not in client.get(f"/g/{idea.pk}/").content.decode()


def test_erased_author_takes_the_words_of_the_appeal_and_their_salt_along_and_no_other(idea: Idea) -> None:
    first, second = Voice.objects.filter(behind__idea=idea).order_by("pk")
    hide(ref(idea))
    mine = actions.appeal(about=ref(idea), part="text", author=ref(first), text=TEXT, at=AT)
    hide(ref(second))
    other = actions.appeal(about=ref(second), part="text", author=ref(second), text=TEXT, at=AT)
    quoted = actions.flag(about=ref(first), reason="personal", words=f"Ia menulis: {TEXT}", at=AT)
    assert [row["text"] for row in held(ref(first))] == [TEXT]
    for _again in range(2):
        erase_everywhere(subject=ref(first), at=AT)
    mine.refresh_from_db()
    quoted.refresh_from_db()
    assert quoted.words == ""
    assert (mine.text, mine.author, list(held(ref(first)))) == ("", "", [])
    assert [row["text"] for row in held(ref(second))] == [TEXT]
    appealed = Opening.objects.filter(leaf__step__kind="moderation.appealed")
    assert list(appealed.values_list("leaf__step__about", flat=True)) == [other.about]
    # Why it was hidden is the decision's, not the author's.
    assert Step.objects.get(kind="moderation.hidden", about=ref(idea)).words == {"because": BECAUSE}
    assert Hiding.objects.get(about=ref(idea)).kept["title"]
    actions.judge(appeal=mine, outcome=Outcome.RESTORED, because="Nomor itu milik balai.", by=SECOND, at=AT)


def test_hidden_voice_and_name_are_not_shown_and_come_back(client: Client, idea: Idea) -> None:
    voice = Voice.objects.filter(behind__idea=idea).first()
    assert voice is not None
    Voice.objects.filter(pk=voice.pk).update(visibility="named", public_text="Lampu jalan kami mati total")
    VoiceAuthor.objects.create(voice=voice, name="Nama Rekaan")
    address = f"/g/{idea.pk}/suara/"
    assert "Nama Rekaan" in client.get(address).content.decode()
    hide(ref(voice), "name")
    assert "Nama Rekaan" not in client.get(address).content.decode()
    assert "mati total" in client.get(address).content.decode()
    hide(ref(voice), "text")
    assert "mati total" not in client.get(address).content.decode()
    assert "mati total" not in client.get(voice.get_absolute_url()).content.decode()
    for part in ("name", "text"):
        made = actions.appeal(about=ref(voice), part=part, author=ref(voice), text=TEXT, at=AT)
        actions.judge(appeal=made, outcome=Outcome.RESTORED, because="Tidak melanggar.", by=SECOND, at=AT)
    assert "Nama Rekaan" in client.get(address).content.decode()


def test_hundred_flags_do_what_one_does(client: Client, idea: Idea) -> None:
    first = actions.flag(about=ref(idea), reason=Reason.SPAM, at=AT)
    for number in range(99):
        actions.flag(about=ref(idea), reason=Reason.SPAM, at=AT + timedelta(minutes=number))
    assert Flag.objects.count() == 1
    row = Flag.objects.get()
    assert (row.due, row.at) == (first.due, AT) == (AT + timedelta(hours=24), AT)
    idea.refresh_from_db()
    assert idea.title in client.get(f"/g/{idea.pk}/").content.decode()
    assert not Hiding.objects.exists()


def test_urgent_reason_and_authority_shorten_the_clock_to_four_hours(idea: Idea) -> None:
    actions.flag(about=ref(idea), reason=Reason.SPAM, at=AT)
    actions.flag(about=ref(idea), reason=Reason.DANGER, at=AT + timedelta(hours=1))
    assert Flag.objects.get().due == AT + timedelta(hours=5)
    actions.flag(
        about=ref(idea), reason=Reason.UNLAWFUL, source=Source.AUTHORITY, reference="B-12/2026",
        by=FIRST, at=AT + timedelta(hours=2),
    )  # fmt: skip
    row = Flag.objects.get()
    assert (row.due, row.reference) == (AT + timedelta(hours=5), "B-12/2026")
    assert Step.objects.filter(kind="moderation.asked_by_authority").exists()


def test_flag_is_left_with_a_reason_nobody_else_reads_or_closed_by_hiding(idea: Idea) -> None:
    row = actions.flag(about=ref(idea), reason=Reason.SPAM, at=AT)
    actions.leave(flag=row, because="Ini permintaan warga, bukan iklan.", by=FIRST, at=AT)
    assert not Step.objects.get(kind="moderation.left").public
    with pytest.raises(Conflicting):
        actions.leave(flag=row, because="Ini permintaan warga, bukan iklan.", by=FIRST, at=AT)
    actions.flag(about=ref(idea), reason=Reason.PERSONAL, at=AT)
    hide(ref(idea))
    assert not Flag.objects.filter(closed_at=None).exists()


def test_flags_from_one_network_are_limited(client: Client, idea: Idea) -> None:
    data = {"tentang": ref(idea), "reason": Reason.SPAM, "words": ""}
    answers = [client.post("/laporkan/", data).status_code for _ in range(12)]
    assert answers[:10] == [302] * 10
    assert answers[10:] == [429] * 2


def test_voice_nobody_may_read_cannot_be_flagged_and_unknown_content_is_not_there(client: Client) -> None:
    space = make_space()
    made = receive_voice(space=space, text="Rahasia saya", by=Actor("citizen"), at=AT)
    assert client.get(f"/laporkan/?tentang={ref(made.voice)}").status_code == 404
    for about in ("people.person:1", "ideas.idea:999999", "ideas.idea:x", "", "voices.voice:" + "9" * 40):
        assert client.get("/laporkan/", {"tentang": about}).status_code == 404
        with pytest.raises(NotThere):
            hide(about)


def test_voice_the_machine_set_aside_is_appealed_from_its_receipt_and_put_back(client: Client) -> None:
    from rembuk.ledger.actions import record_step
    from rembuk.shared.actors import MACHINE

    space = make_space()
    made = receive_voice(space=space, text="Promo pulsa murah di pasar", by=Actor("citizen"), at=AT)
    about = ref(made.voice)
    Voice.objects.filter(pk=made.voice.pk).update(set_aside="spam", set_aside_by="machine", sorted_at=AT)
    record_step(kind="voices.set_aside", about=about, by=MACHINE, at=AT, facts={"reason": "spam"})
    assert client.post("/banding/", {"tentang": about, "bagian": "board", "text": TEXT}).status_code == 403
    client.post("/tanda-terima/", {"kode": made.code})
    page = client.get("/tanda-terima/suara/").content.decode()
    assert f"/banding/?tentang={about}&amp;bagian=board" in page
    answer = client.post("/banding/", {"tentang": about, "bagian": "board", "text": TEXT})
    assert answer.status_code == 302
    row = Appeal.objects.get()
    staff = make_member(space, "coordinator")
    desk = Client()
    desk.force_login(staff)
    assert f"/moderasi/banding/{row.pk}/" in desk.get(f"/r/{space.slug}/moderasi/").content.decode()
    data = {"outcome": "restored", "because": "Ini keluhan tentang pasar, bukan iklan."}
    assert desk.post(f"/moderasi/banding/{row.pk}/", data).status_code == 302
    made.voice.refresh_from_db()
    assert (made.voice.set_aside, made.voice.set_aside_by) == ("", "person")
    receipt = client.get("/tanda-terima/suara/").content.decode()
    assert "disisihkan" not in receipt
    assert "Banding Anda:" in receipt
    assert "Ini keluhan tentang pasar, bukan iklan." in receipt
    assert counts(space)["spam"]["aside_back"] == 1


def test_account_that_left_its_address_may_appeal_for_its_voice(client: Client, idea: Idea) -> None:
    from rembuk.people.tests.factories import make_person

    voice = Voice.objects.filter(behind__idea=idea).first()
    speaker = make_person()
    VoiceContact.objects.create(voice=voice, email=speaker.email)
    hide(ref(idea))
    data = {"tentang": ref(idea), "bagian": "text", "text": TEXT}
    stranger = Client()
    stranger.force_login(make_person())
    assert stranger.post("/banding/", data).status_code == 403
    client.force_login(speaker)
    assert client.post("/banding/", data).status_code == 302
    assert client.post("/banding/", data).status_code == 409


def test_desk_takes_as_many_queries_for_three_rows_as_for_one(client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    space = make_space()
    client.force_login(make_member(space, "coordinator"))

    def queries() -> int:
        client.get(f"/r/{space.slug}/moderasi/")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/r/{space.slug}/moderasi/")
        return len(seen)

    def one() -> None:
        made = make_idea(space)
        hide(ref(made))
        actions.appeal(about=ref(made), part="text", author="voices.voice:1", text=TEXT, at=AT)
        actions.flag(about=ref(made), reason=Reason.SPAM, at=AT)

    one()
    before = queries()
    one()
    one()
    assert queries() == before
