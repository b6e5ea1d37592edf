"""Pages of voices, without script, as a phone asks for them."""

from __future__ import annotations

import html
import json
import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from rembuk.ledger.models import Leaf, Opening, Step
from rembuk.messaging.queries import address_of
from rembuk.reckon.text_analysis.keys import keys
from rembuk.rights.tasks import erase
from rembuk.shared import holdings
from rembuk.shared.actors import CITIZEN, MACHINE
from rembuk.shared.models import OutboxRow
from rembuk.shared.references import ref
from rembuk.voices.actions import publish, receive_voice, reveal_author
from rembuk.voices.models import Voice, VoiceContact, VoiceVersion
from rembuk.voices.queries.receipt import sorted_by
from rembuk.voices.tests.factories import AT, make_space, make_voice

pytestmark = pytest.mark.django_db
SEND = "/r/contoh/suara/kirim/"
KEY = "0123456789abcdef0123456789abcdef"
TEXT = "Tolong lampu jalan di gang kami, gelap sekali"


@pytest.fixture(autouse=True)
def space(db):
    cache.clear()
    return make_space()


def typed(**more):
    return {"text": TEXT, "visibility": "nameless", "kunci": KEY, "langkah": "kirim", **more}


def send(client, **more):
    return client.post(SEND, typed(**more))


def words(answer):
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def code_on(client):
    return re.search(r"data-receipt-code>([^<]+)<", client.get("/tanda-terima/suara/").content.decode())[1]


def test_a_citizen_without_an_account_writes_looks_and_sends_and_gets_a_receipt(client):
    page = client.get(SEND)
    assert page.status_code == 200
    key = re.search(r'name="kunci" value="([0-9a-f]{32})"', page.content.decode())[1]
    look = client.post(SEND, typed(langkah="lihat", kunci=key))
    assert TEXT in words(look)
    assert not Voice.objects.exists()
    # Where no photo was chosen, a browser sends its field empty.
    sent = client.post(SEND, typed(kunci=key, foto=""))
    assert (sent.status_code, sent["Location"]) == (302, "/tanda-terima/suara/")
    receipt = client.get("/tanda-terima/suara/")
    assert TEXT in words(receipt)
    assert "no-store" in receipt["Cache-Control"]
    voice = Voice.objects.get()
    assert voice.get_absolute_url() in receipt.content.decode()
    assert voice.visibility == "nameless"


def test_the_receipt_opens_elsewhere_by_its_code_alone(client):
    send(client)
    other = Client()
    assert other.get("/tanda-terima/suara/")["Location"] == "/tanda-terima/"
    wrong = other.post("/tanda-terima/", {"kode": "melati perahu sawo padi 72"})
    assert wrong.status_code == 400
    assert "melati perahu sawo padi 72" in wrong.content.decode()
    opened = other.post("/tanda-terima/", {"kode": code_on(client).upper().replace(" ", "  ")})
    assert opened["Location"] == "/tanda-terima/suara/"
    page = other.get("/tanda-terima/suara/")
    assert TEXT in words(page)
    assert "data-receipt-code" not in page.content.decode()


def test_the_receipt_alone_shows_what_proves_the_words_in_the_record(client):
    from rembuk.ledger.actions import commitment, seal
    from rembuk.ledger.models import Opening

    send(client)
    seal(at=AT)
    page = client.get("/tanda-terima/suara/").content.decode()
    salt = bytes(Opening.objects.get().salt)
    assert salt.hex() in page
    assert commitment(salt, TEXT) in page
    assert "/catatan/" in page
    entry = client.get("/catatan/0/").content.decode() + client.get("/catatan/0/entri.json").content.decode()
    assert commitment(salt, TEXT) in entry
    assert salt.hex() not in entry
    status = Client().get(Voice.objects.get().get_absolute_url()).content.decode()
    assert salt.hex() not in status


def test_receipt_gives_a_file_that_proves_arrival_and_silence_until_somebody_answers(
    client, tmp_path, capsys
):
    from rembuk.ledger.actions import record_step, seal
    from rembuk.shared.actors import MACHINE
    from rembuk.site.cli import main

    send(client)
    assert client.get("/tanda-terima/suara/bukti.json").status_code == 409, "not sealed yet"
    voice = Voice.objects.get()
    seal(at=AT)
    assert 'href="/tanda-terima/suara/bukti.json"' in client.get("/tanda-terima/suara/").content.decode()
    assert Client().get("/tanda-terima/suara/bukti.json")["Location"] == "/tanda-terima/"
    file, folder = tmp_path / "bukti-suara.json", tmp_path / "catatan"
    file.write_bytes(client.get("/tanda-terima/suara/bukti.json").content)
    assert main(["record", "prove", *code_on(client).split(), "--out", str(tmp_path / "sama.json")]) == 0
    assert (tmp_path / "sama.json").read_bytes() == file.read_bytes()
    assert (tmp_path / "sama.json").stat().st_mode & 0o077 == 0
    (tmp_path / "sama.json").write_text("bukti suara lain")
    assert main(["record", "prove", *code_on(client).split(), "--out", str(tmp_path / "sama.json")]) == 2
    assert (tmp_path / "sama.json").read_text() == "bukti suara lain"

    def ask(*more):
        assert main(["record", "export", str(folder)]) == 0
        capsys.readouterr()
        words = ["record", "silence", str(file), "--key", str(folder / "key.vkey"), "--json", *more]
        return main(words), json.loads(capsys.readouterr().out)

    code, shown = ask()
    assert (code, shown["about"], shown["opened"], shown["silent"]) == (0, ref(voice), {"text": TEXT}, None)
    due = date.fromisoformat(shown["due"])
    assert due == sorted_by(voice)
    assert ask("--record", str(folder))[1]["silent"] is False, "the day has not passed"
    later = voice.arrived_at + timedelta(days=60)
    record_step(kind="test.happened", about="test.thing:1", by=MACHINE, at=later)
    seal(at=later)
    code, shown = ask("--record", str(folder))
    assert (code, shown["silent"], shown["answers"]) == (0, True, [])
    record_step(kind="voices.replied", about=ref(voice), by=MACHINE, at=later)
    seal(at=later)
    code, shown = ask("--record", str(folder))
    assert (code, shown["silent"]) == (1, False)
    assert [(one["kind"], one["late"]) for one in shown["answers"]] == [("voices.replied", True)]


def test_codes_cannot_be_guessed_without_end(client):
    answers = [client.post("/tanda-terima/", {"kode": f"a b c d {n}"}).status_code for n in range(22)]
    assert answers[:20] == [400] * 20
    assert answers[20:] == [429] * 2


def test_the_same_form_twice_gives_one_voice_and_other_words_are_a_conflict(client):
    assert send(client).status_code == send(client).status_code == 302
    assert Voice.objects.count() == 1
    other = send(client, text="Isi lain sama sekali")
    assert other.status_code == 409
    assert "Isi lain sama sekali" in other.content.decode()
    assert Voice.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"text": ""}, "Tulis dulu"), ({"text": "a\x00b"}, "tidak"), ({"text": "x" * 5_001}, "5.000"),
        ({"text": " \n "}, "Tulis dulu"), ({"visibility": "semua"}, "semua"), ({"kunci": "x"}, "Periksa"),
        ({"email": "bukan surel"}, "nama@contoh.id"), ({"purposes": "progress"}, "surel"),
        ({"purposes": "jual", "email": "a@b.id"}, "jual"), ({"visibility": "named"}, "nama"),
        ({"email": "a@contoh.id"}, "18 tahun ke atas"),
        ({"email": "a@contoh.id", "band": "16to17"}, "tanpa surel"),
        ({"visibility": "named", "name": "Rani", "band": "under13"}, "nama tidak ditampilkan"),
        ({"visibility": "named", "name": "x" * 90}, "80"), ({"place": "Kota Antah Berantah"}, "Antah"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_answered_in_place_and_what_was_typed_stays(client, change, part):
    answer = send(client, **change)
    assert answer.status_code == 400
    assert part in words(answer)
    if "text" not in change:
        assert TEXT in words(answer)
    assert not Voice.objects.exists()


@pytest.mark.parametrize("name", ["is_staff", "status", "space", "set_aside", "published_at"])
def test_a_field_the_form_does_not_have_is_refused(client, name):
    assert send(client, **{name: "1"}).status_code == 400
    assert not Voice.objects.exists()


def test_sending_is_limited_per_network(client):
    from rembuk.voices.views import send as view

    for n in range(view.MOST_SENT):
        assert send(client, kunci=f"{n:032x}", text=f"Suara ke-{n}").status_code == 302
    assert send(client, kunci="f" * 32, text="Satu lagi").status_code == 429
    assert Voice.objects.count() == view.MOST_SENT


HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ settings.SECRET_KEY }}", "%s %(a)s",
    "javascript:alert(1)", "</textarea><svg onload=alert(1)>", "\u202egnirts", "=HYPERLINK(1)",
]  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_shown_as_words_everywhere(client, hostile):
    send(client, text=hostile, visibility="named", name=hostile, band="adult")
    voice = Voice.objects.get()
    publish(voices=[voice], by=MACHINE, at=AT)
    pages = [
        client.get("/tanda-terima/suara/"), client.get(voice.get_absolute_url()),
        client.post(SEND, typed(text=hostile, langkah="lihat")),
        client.post(SEND, typed(text=hostile, email="x")),
        client.post("/r/contoh/suara/mirip/", {"text": hostile}),
        client.post("/tanda-terima/", {"kode": hostile}),
    ]  # fmt: skip
    for page in pages:
        body = page.content.decode()
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert "<svg onload" not in body


def test_others_read_a_voice_only_once_it_stands_behind_an_idea_and_masked(client):
    voice = make_voice(make_space("lain"), "Lampu mati, hubungi 081234567890")
    before = words(client.get(voice.get_absolute_url()))
    assert "Lampu mati" not in before
    publish(voices=[voice], by=MACHINE, at=AT)
    after = words(client.get(voice.get_absolute_url()))
    assert "Lampu mati" in after
    assert "0812" not in after


@pytest.mark.parametrize("change", [{"visibility": "confidential"}, {"erased_at": AT}])
def test_a_confidential_or_erased_voice_has_no_public_page_and_no_card(client, space, change):
    voice = make_voice(space, **change)
    assert client.get(voice.get_absolute_url()).status_code == 404
    assert client.get(voice.get_absolute_url() + "kartu.png").status_code == 404
    assert client.get("/s/tidakada/").status_code == 404


def test_the_card_is_a_picture_of_1200_by_630_without_the_words(client, space):
    from io import BytesIO

    from PIL import Image

    answer = client.get(make_voice(space).get_absolute_url() + "kartu.png")
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)
    assert "max-age" in answer["Cache-Control"]


def test_alike_shows_only_what_is_public(client, space):
    hidden = make_voice(space, "Lampu jalan di gang kami mati semua")
    assert keys(TEXT)
    answer = client.post("/r/contoh/suara/mirip/", {"text": TEXT})
    assert "mati semua" not in words(answer)
    publish(voices=[hidden], by=MACHINE, at=AT)
    assert "mati semua" in words(client.post("/r/contoh/suara/mirip/", {"text": TEXT}))


def act(client, what, **more):
    return client.post("/tanda-terima/suara/", {"langkah": what, **more})


def test_the_holder_corrects_and_the_old_words_are_kept_as_a_version(client):
    send(client)
    assert act(client, "betulkan", text="Sudah saya betulkan").status_code == 302
    voice = Voice.objects.get()
    assert (voice.text, voice.version) == ("Sudah saya betulkan", 2)
    assert VoiceVersion.objects.get().text == TEXT
    wrong = act(client, "betulkan", text="  ")
    assert wrong.status_code == 400


def test_the_holder_only_closes_more(client):
    send(client)
    assert act(client, "tertutup", visibility="named").status_code == 403
    assert act(client, "tertutup", visibility="confidential").status_code == 302
    voice = Voice.objects.get()
    assert voice.visibility == "confidential"
    assert voice.address not in client.get("/tanda-terima/suara/").content.decode()


def test_the_holder_stops_being_told_and_no_mail_finds_them(client):
    send(client, email="warga@example.org", band="adult", purposes=["progress"])
    reference = ref(Voice.objects.get())
    assert address_of(reference).email == "warga@example.org"
    act(client, "berhenti")
    assert address_of(reference) is None


def test_a_withdrawn_voice_is_shown_and_changed_no_more(client):
    send(client, email="warga@example.org", band="adult", purposes=["progress"])
    voice = Voice.objects.get()
    publish(voices=[voice], by=MACHINE, at=timezone.now())
    act(client, "tarik")
    voice.refresh_from_db()
    assert (voice.shown, voice.public_text) == (False, "")
    assert TEXT not in words(client.get(voice.get_absolute_url()))
    assert address_of(ref(voice)) is None
    assert act(client, "betulkan", text="Lagi").status_code == 409
    assert Step.objects.filter(kind="voices.withdrawn", about=ref(voice)).exists()


def test_erasure_leaves_a_valid_leaf_that_nobody_can_open_and_no_words_anywhere(client):
    send(
        client,
        email="warga@example.org",
        band="adult",
        purposes=["progress"],
        visibility="named",
        name="Warga",
    )
    voice = Voice.objects.get()
    leaf = bytes(Leaf.objects.get(step__about=ref(voice), step__kind="voices.received").body)
    assert Opening.objects.filter(leaf__step__about=ref(voice)).exists()
    act(client, "hapus")
    row = OutboxRow.objects.get(kind="rights.erase")
    erase(row.payload)
    erase(row.payload)
    voice.refresh_from_db()
    assert (voice.text, voice.erased_at is not None) == ("", True)
    assert not VoiceContact.objects.exists()
    assert not Opening.objects.filter(leaf__step__about=ref(voice)).exists()
    assert bytes(Leaf.objects.get(step__about=ref(voice), step__kind="voices.received").body) == leaf
    for holding in holdings.everything():
        assert list(holding.show(ref(voice))) == []
    assert TEXT not in words(client.get("/tanda-terima/suara/"))


def test_a_step_the_receipt_does_not_know_is_refused(client):
    send(client)
    assert act(client, "terbitkan").status_code == 400


def test_a_look_at_the_author_is_logged_with_its_reason(space):
    from rembuk.rights.models import Look
    from rembuk.shared.refusals import Refused

    made = receive_voice(space=space, text=TEXT, visibility="named", name="Warga", by=CITIZEN, at=AT)
    with pytest.raises(Refused):
        reveal_author(voice=made.voice, why=" ", by=MACHINE, at=AT)
    assert reveal_author(voice=made.voice, why="Warga meminta dihubungi", by=MACHINE, at=AT).name == "Warga"
    assert Look.objects.get().what == "author"
    with pytest.raises(TypeError):
        Look.objects.get().delete()


def test_nothing_that_was_typed_reaches_the_log(client, caplog):
    send(client, email="warga@example.org", band="adult", purposes=["progress"])
    send(client, text="a\x00b")
    client.post("/tanda-terima/", {"kode": "rahasia satu dua tiga 45"})
    for secret in (TEXT, "warga@example.org", "rahasia satu"):
        assert secret not in caplog.text


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, method):
    assert getattr(client, method)(SEND).status_code == 405


def test_without_a_token_of_this_site_nothing_is_sent(db):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(SEND, typed()).status_code == 403
    assert not Voice.objects.exists()


@pytest.mark.parametrize("others", [0, 3])
def test_the_receipt_asks_the_same_number_of_queries_whatever_stands_beside_it(
    client, space, others, django_assert_max_num_queries
):
    send(client)
    for n in range(others):
        made = make_voice(space, f"Suara lain {n}", arrived_at=AT + timedelta(days=n))
        publish(voices=[made], by=MACHINE, at=AT)
    with django_assert_max_num_queries(20):
        client.get("/tanda-terima/suara/")
