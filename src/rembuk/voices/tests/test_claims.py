"""A post from a network becomes its author's own only once that is shown."""

from __future__ import annotations

import html
import io
import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from rembuk.channels.queries import named
from rembuk.ledger.models import Step
from rembuk.people.tests.factories import make_person
from rembuk.rights.models import Look
from rembuk.shared.actors import CITIZEN, MACHINE, OPERATOR
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotThere
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member
from rembuk.voices import actions
from rembuk.voices.models import Claim, Receipt, Voice, VoiceAuthor
from rembuk.voices.queries import by_receipt
from rembuk.voices.tests.factories import AT, make_space, make_voice

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef0123456789abcdef"
SEEN = "balasan dari akun yang sama"


@pytest.fixture(autouse=True)
def space(db):
    cache.clear()
    return make_space()


def post_of(space, account="77"):
    voice = make_voice(space, channel="x", native_id="1998")
    VoiceAuthor.objects.create(voice=voice, native_id=account, handle="akun_uji")
    return voice


def x_file(space, text, identity="2001", account="77"):
    post = {"id": identity, "text": text, "author_id": account, "created_at": "2026-11-19T03:00:00.000Z"}
    channel, options = named("x")
    opened = actions.open_file(
        name="pos.json", stream=io.BytesIO(json.dumps({"data": [post]}).encode()), channel=channel,
        options=options,
    )  # fmt: skip
    source = actions.begin_import(
        space=space, file_name="pos.json", channel="x", mapping={}, basis="pos terbuka", by=OPERATOR, at=AT
    )
    return actions.import_file(
        space=space, opened=opened, channel="x", source=source, by=OPERATOR, at=AT + timedelta(hours=1)
    )


def test_code_of_a_claim_opens_nothing_until_the_claim_is_proved(space):
    made = actions.ask_claim(voice=post_of(space), key=KEY, at=AT)
    with pytest.raises(NotThere):
        by_receipt(made.code)
    actions.prove_claim(claim=made.claim, because=SEEN, by=OPERATOR, at=AT)
    assert by_receipt(made.code) == made.claim.voice
    assert Step.objects.filter(kind="voices.claimed", about=ref(made.claim.voice)).count() == 1


def test_claim_asked_twice_with_one_key_is_one_claim(space):
    voice = post_of(space)
    first, again = (actions.ask_claim(voice=voice, key=KEY, at=AT) for _ in range(2))
    assert (first.claim.pk, first.code) == (again.claim.pk, again.code)
    assert Claim.objects.count() == 1


def test_second_claim_on_a_proved_post_is_refused_and_gets_no_receipt(space):
    voice = post_of(space)
    first = actions.ask_claim(voice=voice, key=KEY, at=AT)
    rival = actions.ask_claim(voice=voice, key="f" * 32, at=AT)
    actions.prove_claim(claim=first.claim, because=SEEN, by=OPERATOR, at=AT)
    with pytest.raises(Conflicting):
        actions.prove_claim(claim=rival.claim, because=SEEN, by=OPERATOR, at=AT)
    with pytest.raises(Conflicting):
        actions.ask_claim(voice=voice, key="e" * 32, at=AT)
    with pytest.raises(NotThere):
        by_receipt(rival.code)
    assert Receipt.objects.count() == 1


def test_refused_claim_cannot_be_proved_afterwards(space):
    made = actions.ask_claim(voice=post_of(space), key=KEY, at=AT)
    actions.refuse_claim(claim=made.claim, because="kata kunci tidak ditemukan", by=OPERATOR, at=AT)
    with pytest.raises(Conflicting):
        actions.prove_claim(claim=made.claim, because=SEEN, by=OPERATOR, at=AT)


def test_voice_sent_by_form_cannot_be_claimed(space):
    sent = actions.receive_voice(space=space, text="Lampu mati", by=CITIZEN, at=AT)
    with pytest.raises(Conflicting):
        actions.ask_claim(voice=sent.voice, key=KEY, at=AT)


def test_word_in_an_imported_post_of_the_same_account_proves_the_claim(space):
    made = actions.ask_claim(voice=post_of(space), key=KEY, at=AT)
    x_file(space, f"ini pos saya {made.claim.proof}")
    assert by_receipt(made.code) == made.claim.voice
    assert Step.objects.get(kind="voices.claimed").role == MACHINE.role


def test_word_in_a_post_of_another_account_proves_nothing(space):
    made = actions.ask_claim(voice=post_of(space), key=KEY, at=AT)
    x_file(space, f"ini pos saya {made.claim.proof}", account="78")
    assert not Receipt.objects.exists()


def test_word_without_a_known_account_proves_nothing(space):
    made = actions.ask_claim(voice=post_of(space, account=""), key=KEY, at=AT)
    x_file(space, f"ini pos saya {made.claim.proof}", account="")
    assert not Receipt.objects.filter(voice=made.claim.voice).exists()


def test_erasing_the_voice_erases_its_claims(space):
    voice = post_of(space)
    actions.ask_claim(voice=voice, key=KEY, at=AT)
    actions.forget(voice_id=voice.pk, at=AT)
    assert not Claim.objects.exists()
    assert not Voice.objects.get().text


def test_author_asks_on_the_status_page_and_the_team_settles(client, space):
    voice = post_of(space)
    page = f"/s/{voice.address}/pos-saya/"
    assert page in client.get(voice.get_absolute_url()).content.decode()
    assert client.post(page).status_code == 302
    shown = client.get(page).content.decode()
    code = re.search(r"data-receipt-code>([^<]+)<", shown)[1]
    proof = re.search(r"data-proof>([^<]+)<", shown)[1]
    assert client.post("/tanda-terima/", {"kode": code}).status_code == 400
    desk = Client()
    coordinator = make_person("koordinator@contoh.example")
    make_member(space, Role.COORDINATOR, coordinator)
    desk.force_login(coordinator)
    listed = desk.get("/r/contoh/pos-warga/").content.decode()
    assert proof in listed
    assert "https://x.com/i/web/status/1998" in listed
    number = str(Claim.objects.get().pk)
    short = desk.post("/r/contoh/pos-warga/", {"nomor": number, "langkah": "terbukti", "because": "ya"})
    assert short.status_code == 400
    assert 'value="ya"' in short.content.decode()
    settled = desk.post("/r/contoh/pos-warga/", {"nomor": number, "langkah": "terbukti", "because": SEEN})
    assert settled.status_code == 302
    assert "Terbukti" in html.unescape(client.get(page).content.decode())
    assert client.post("/tanda-terima/", {"kode": code})["Location"] == "/tanda-terima/suara/"


def test_claim_page_of_a_voice_by_form_is_not_there(client, space):
    assert client.get(f"/s/{make_voice(space).address}/pos-saya/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_claims_asks_as_often_for_one_as_for_three(client, space, count, django_assert_num_queries):
    for number in range(count):
        voice = make_voice(space, channel="x", native_id=f"k{number}")
        actions.ask_claim(voice=voice, key=f"{number:032x}", at=AT)
    coordinator = make_person("koordinator@contoh.example")
    make_member(space, Role.COORDINATOR, coordinator)
    client.force_login(coordinator)
    client.get("/r/contoh/pos-warga/")
    with django_assert_num_queries(QUERIES):
        assert client.get("/r/contoh/pos-warga/").status_code == 200


QUERIES = 5


def test_list_of_claims_notes_who_reads_words_told_in_confidence_and_leaves_out_what_was_withdrawn(
    client, space
):
    closed, gone = post_of(space), make_voice(space, "Kata yang ditarik", channel="x", native_id="77")
    for number, voice in enumerate((closed, gone)):
        actions.ask_claim(voice=voice, key=f"{number:032x}", at=AT)
    Voice.objects.filter(pk=closed.pk).update(visibility="confidential")
    Voice.objects.filter(pk=gone.pk).update(withdrawn_at=AT)
    coordinator = make_member(space, Role.COORDINATOR)
    client.force_login(coordinator)
    page = client.get("/r/contoh/pos-warga/").content.decode()
    assert closed.text in page
    assert gone.text not in page
    assert list(Look.objects.values_list("about", "what", "by")) == [(ref(closed), "words", ref(coordinator))]
