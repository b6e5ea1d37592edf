"""In the field: a voice on somebody's behalf, voice notes typed up, photos cleared, receipts on paper."""

from __future__ import annotations

import html
import io
import re
import uuid
from hashlib import sha256

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from rembuk.ledger.models import Step
from rembuk.people.tests.factories import sign_in
from rembuk.places.models import Place
from rembuk.rights.models import Consent
from rembuk.rights.queries import looks_at
from rembuk.rights.tasks import erase
from rembuk.rights.wording import READ_ALOUD
from rembuk.shared.references import ref
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.actions import publish, sort_space
from rembuk.voices.models import Attachment, Cluster, Voice
from rembuk.voices.queries.receipt import held
from rembuk.voices.rules.sounds import sound_of
from rembuk.voices.tests.factories import AT
from rembuk.voices.tests.recordings import BEEP_WEBM, DEVICE, WHO, tagged_mp3, wav

pytestmark = pytest.mark.django_db
FIELD, SEND = "/r/contoh/lapangan/", "/r/contoh/suara/kirim/"
# What is kept of the recording: the browser's name stands in it no more.
BEEP = sound_of(BEEP_WEBM).content


@pytest.fixture
def space(db):
    cache.clear()
    Place.objects.create(code="34.04.06.2001", name="Sinduadi", level=4, path="Sinduadi, Mlati")
    return make_space("contoh")


def member(space, role=Role.FIELD_WORKER):
    client = Client()
    sign_in(client, make_member(space, role))
    return client


@pytest.fixture
def worker(space):
    return member(space)


@pytest.fixture
def desk(space):
    return member(space, Role.COORDINATOR)


def typed(**more):
    given = {"kunci": uuid.uuid4().hex, "visibility": "nameless", "setuju": "on", "text": "", **more}
    return {name: value for name, value in given.items() if value is not None}


def note(content=BEEP_WEBM, name="catatan.webm"):
    return SimpleUploadedFile(name, content)


def photo(where=True):
    out = io.BytesIO()
    picture = Image.new("RGB", (2400, 1200), "darkgreen")
    exif = Image.Exif()
    exif[0x0110] = "Ponsel Saya"
    if where:
        exif.get_ifd(0x8825).update({1: "S", 2: (7.0, 46.0, 12.0), 3: "E", 4: (110.0, 22.0, 1.0)})
    picture.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("IMG.jpg", out.getvalue(), content_type="image/jpeg")


def words(answer):
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def code_in(answer):
    return re.search(r"data-receipt-code>([^<]+)<", answer.content.decode())[1]


def test_worker_takes_a_voice_note_and_the_person_holds_a_receipt_that_opens_it(space, worker):
    page = worker.get(FIELD)
    assert str(READ_ALOUD["field"].sentence) in words(page)
    sent = worker.post(FIELD, typed(suara=note(), place="34.04.06.2001"))
    assert sent["Location"] == f"{FIELD}tanda-terima/"
    receipt = worker.get(sent["Location"])
    voice = Voice.objects.get()
    assert (voice.channel, voice.text, voice.place_id) == ("field", "", "34.04.06.2001")
    assert voice.get_absolute_url() in Client().get(voice.get_absolute_url()).content.decode()
    person = Client()
    opened = person.post("/tanda-terima/", {"kode": code_in(receipt)})
    assert opened["Location"] == "/tanda-terima/suara/"
    shown = person.get("/tanda-terima/suara/")
    assert "menunggu diketik" in words(shown)
    own = person.get(re.search(r'<audio[^>]+src="([^"]+)"', shown.content.decode())[1])
    assert own.content == BEEP
    assert (own["Content-Type"], own["X-Content-Type-Options"]) == ("audio/webm", "nosniff")
    assert "media-src 'self'" in shown["Content-Security-Policy"]
    closed = Client().get(f"/tanda-terima/suara/lampiran/{Attachment.objects.get().pk}/")
    assert closed["Location"] == "/tanda-terima/"
    assert person.get("/tanda-terima/suara/lampiran/99/").status_code == 404


def test_consent_read_aloud_is_kept_with_its_words_and_who_read_them(space, worker):
    refused = worker.post(FIELD, typed(text="Selokan mampet", setuju=None))
    assert refused.status_code == 400
    assert "Bacakan dulu" in words(refused)
    assert "Selokan mampet" in words(refused)
    worker.post(FIELD, typed(text="Selokan mampet"))
    voice, kept = Voice.objects.get(), Consent.objects.get()
    assert (kept.subject, kept.purpose, kept.given, kept.role) == (ref(voice), "field", True, "field_worker")
    assert kept.wording_hash == READ_ALOUD["field"].digest
    step = Step.objects.get(kind="voices.received")
    assert step.facts["channel"] == "field"
    assert step.role == "field_worker"
    assert any(row["what"] == "consent" for row in held(ref(voice)))


def test_last_place_stands_in_the_next_form_and_the_code_is_gone_from_the_device(space, worker):
    worker.post(FIELD, typed(text="Selokan mampet", place="34.04.06.2001"))
    again = worker.get(FIELD).content.decode()
    assert 'value="Sinduadi, Mlati"' in again
    assert worker.get(f"{FIELD}tanda-terima/")["Location"] == FIELD
    assert 'value="Sinduadi, Mlati"' not in member(space).get(FIELD).content.decode()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"suara": note(b"bukan suara", "catatan.mp3")}, "bukan rekaman suara"),
        ({"suara": note(b"", "kosong.webm")}, "bukan rekaman suara"),
        ({"foto": SimpleUploadedFile("a.jpg", b"\xff\xd8 bukan foto")}, "bukan foto"),
        ({}, "Tulis yang dikatakan, atau rekam"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused_in_a_sentence_and_what_was_typed_stays(
    space, worker, files, sentence
):
    for file in files.values():
        file.seek(0)
    given = typed(place="34.04.06.2001", visibility="named", name="Bu Siti", band="adult", **files)
    answer = worker.post(FIELD, given)
    assert answer.status_code == 400
    assert sentence in words(answer)
    assert 'value="Bu Siti"' in answer.content.decode()
    assert not Voice.objects.exists()
    assert not Attachment.objects.exists()


def test_form_sent_twice_is_one_voice_with_one_file_and_other_content_is_refused(space, worker):
    given = typed(text="Selokan mampet")
    for _time in range(2):
        assert worker.post(FIELD, {**given, "suara": note()}).status_code == 302
    assert Attachment.objects.count() == 1
    assert worker.post(FIELD, {**given, "suara": note(wav())}).status_code == 409
    assert Voice.objects.count() == 1


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Give each test a folder of its own: other processes of the suite keep recordings meanwhile."""
    kept = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "berkas"}}
    settings.STORAGES = {**settings.STORAGES, "default": kept}


def stored():
    return set(default_storage.listdir("suara")[1]) if default_storage.exists("suara") else set()


def test_untyped_voice_is_not_sorted_nor_on_the_board_until_a_person_types_it(space, worker, desk):
    worker.post(FIELD, typed(suara=note(wav())))
    assert sort_space(space=space, at=AT).sorted == 0
    assert not Cluster.objects.exists()
    queue = desk.get(f"{FIELD}ketik/")
    link = re.search(r'href="(/r/contoh/lapangan/ketik/\d+/)"', queue.content.decode())[1]
    page = desk.get(link).content.decode()
    sound = desk.get(re.search(r'<audio[^>]+src="([^"]+)"', page)[1])
    assert sound.content == wav()
    empty = desk.post(link, {"text": " ", "langkah": "simpan"})
    assert empty.status_code == 400
    done = desk.post(link, {"text": "Tolong perbaiki jembatan Kali Progo yang retak", "langkah": "simpan"})
    assert done["Location"] == f"{FIELD}ketik/"
    assert sort_space(space=space, at=AT).sorted == 1
    voice = Voice.objects.get()
    assert voice.text == "Tolong perbaiki jembatan Kali Progo yang retak"
    assert voice.cluster.size == 1
    assert Step.objects.filter(kind="voices.typed", about=ref(voice)).count() == 1
    assert desk.post(link, {"text": "Lain lagi", "langkah": "simpan"}).status_code == 409
    assert "Tidak ada yang menunggu" in words(desk.get(f"{FIELD}ketik/"))


def test_note_nobody_understands_is_set_aside_and_stands_on_the_board_once_typed(space, worker, desk):
    worker.post(FIELD, typed(suara=note()))
    link = f"{FIELD}ketik/{Attachment.objects.get().pk}/"
    desk.post(link, {"langkah": "tidak-jelas"})
    assert Voice.objects.get().set_aside == "unclear"
    assert link not in desk.get(f"{FIELD}ketik/").content.decode()
    assert link in desk.get(f"{FIELD}ketik/?disisihkan").content.decode()
    desk.post(link, {"text": "Selokan pasar dikeruk", "langkah": "simpan"})
    assert Voice.objects.get().set_aside == ""


def test_recording_is_for_the_desk_and_who_recorded_it_and_nobody_else(space, worker, desk):
    worker.post(FIELD, typed(suara=note(), visibility="confidential"))
    row = Attachment.objects.get()
    where = f"/r/contoh/lampiran/{row.pk}/"
    assert worker.get(where).content == desk.get(where).content == BEEP
    for role in (Role.FIELD_WORKER, Role.REVIEWER, Role.WRITER, Role.OFFICER):
        other = member(space, role)
        assert other.get(where).status_code == 403
        assert other.get(f"{FIELD}ketik/{row.pk}/").status_code == 403
    assert "menunggu diketik" in words(desk.get(FIELD))
    assert "Tidak ada yang menunggu" in words(member(space).get(f"{FIELD}ketik/"))
    elsewhere = make_space("lain")
    assert member(elsewhere, Role.OWNER).get(f"/r/lain/lampiran/{row.pk}/").status_code == 404


def test_listening_to_a_recording_told_in_confidence_is_logged_once_a_day_of_each_listener(
    space, worker, desk
):
    worker.post(FIELD, typed(suara=note(), visibility="confidential"))
    row = Attachment.objects.get()
    for _again in range(2):
        for listener in (worker, desk):
            assert listener.get(f"/r/contoh/lampiran/{row.pk}/").status_code == 200
    looks = looks_at(ref(row.voice))
    assert sorted((look.what, look.role) for look in looks) == [
        ("files", "coordinator"), ("files", "field_worker"),
    ]  # fmt: skip
    worker.post(FIELD, typed(suara=note(), visibility="nameless"))
    open_one = Attachment.objects.latest("pk")
    desk.get(f"/r/contoh/lampiran/{open_one.pk}/")
    assert looks_at(ref(open_one.voice)) == []


def test_name_and_device_in_a_recording_reach_neither_the_disk_nor_who_listens(space, worker, desk):
    before = stored()
    worker.post(FIELD, typed(suara=note(tagged_mp3(), "catatan.mp3")))
    (name,) = stored() - before
    with default_storage.open(f"suara/{name}") as file:
        kept = file.read()
    row = Attachment.objects.get()
    assert (row.type, row.size, row.digest) == ("audio/mpeg", len(kept), sha256(kept).hexdigest())
    assert desk.get(f"/r/contoh/lampiran/{row.pk}/").content == kept
    for word in (WHO, DEVICE):
        assert word.encode() in tagged_mp3()
        assert word.encode() not in kept


def test_sender_types_their_own_note_by_receipt_and_it_waits_no_longer(space, worker, desk):
    worker.post(FIELD, typed(suara=note()))
    person = Client()
    person.post("/tanda-terima/", {"kode": code_in(worker.get(f"{FIELD}tanda-terima/"))})
    person.post("/tanda-terima/suara/", {"langkah": "betulkan", "text": "Selokan pasar mampet"})
    voice = Voice.objects.get()
    assert voice.text == "Selokan pasar mampet"
    assert not voice.versions.exists()
    assert "Tidak ada yang menunggu" in words(desk.get(f"{FIELD}ketik/"))


def test_erasing_by_receipt_removes_recording_and_photo_from_the_disk(space, worker, desk):
    before = stored()
    worker.post(FIELD, typed(suara=note(), foto=photo()))
    mine = stored() - before
    assert len(mine) == 2
    person = Client()
    person.post("/tanda-terima/", {"kode": code_in(worker.get(f"{FIELD}tanda-terima/"))})
    kinds = [row["what"] for row in held(ref(Voice.objects.get()))]
    assert {"sound", "photo", "consent"} <= set(kinds)
    person.post("/tanda-terima/suara/", {"langkah": "tarik"})
    assert "Tidak ada yang menunggu" in words(desk.get(f"{FIELD}ketik/"))
    person.post("/tanda-terima/suara/", {"langkah": "hapus"})
    erase({"subject": ref(Voice.objects.get())})
    assert stored() == before
    assert not Attachment.objects.exists()
    erase({"subject": ref(Voice.objects.get())})


def test_file_goes_again_when_the_voice_could_not_be_written(space, worker, monkeypatch):
    before = stored()

    def break_down(**facts):
        raise RuntimeError("listrik padam")

    monkeypatch.setattr("rembuk.voices.actions.receive.record_step", break_down)
    with pytest.raises(RuntimeError):
        worker.post(FIELD, typed(suara=note()))
    assert stored() == before


def test_photo_is_drawn_anew_without_place_and_shown_only_once_cleared_and_public(space, worker, desk):
    worker.post(FIELD, typed(text="Selokan pasar mampet", foto=photo()))
    voice, row = Voice.objects.get(), Attachment.objects.get()
    given = desk.get(f"/r/contoh/lampiran/{row.pk}/")
    picture = Image.open(io.BytesIO(given.content))
    assert (picture.format, picture.size) == ("JPEG", (1600, 800))
    assert not picture.getexif()
    assert b"Ponsel Saya" not in given.content
    public = f"{voice.get_absolute_url()}foto.jpg"
    page = f"/r/contoh/papan/suara/{voice.pk}/"
    assert "hanya dilihat tim" in words(desk.get(page))
    assert Client().get(public).status_code == 404
    desk.post(page, {"langkah": "foto:tampil"})
    assert Client().get(public).status_code == 404, "the voice stands behind no idea yet"
    publish(voices=[voice], by=None, at=AT)
    assert Client().get(public).content == given.content
    assert public in Client().get(voice.get_absolute_url()).content.decode()
    desk.post(page, {"langkah": "foto:tutup"})
    assert Client().get(public).status_code == 404
    assert public not in Client().get(voice.get_absolute_url()).content.decode()
    kinds = Step.objects.filter(about=ref(voice), kind__startswith="voices.photo").values_list(
        "kind", flat=True
    )
    assert list(kinds.order_by("id")) == ["voices.photo_cleared", "voices.photo_closed"]


def test_photo_of_a_confidential_voice_cannot_be_shown(space, worker, desk):
    worker.post(FIELD, typed(text="Selokan pasar mampet", foto=photo(), visibility="confidential"))
    voice = Voice.objects.get()
    answer = desk.post(f"/r/contoh/papan/suara/{voice.pk}/", {"langkah": "foto:tampil"})
    assert answer.status_code == 400
    assert Attachment.objects.get().cleared_at is None


def test_citizen_adds_a_photo_on_the_way_to_sending_and_a_broken_one_keeps_the_words(space):
    citizen, key = Client(), uuid.uuid4().hex
    given = {"text": "Jembatan retak", "visibility": "nameless", "kunci": key}
    look = citizen.post(SEND, {**given, "langkah": "lihat"})
    assert 'type="file"' in look.content.decode()
    broken = citizen.post(SEND, {**given, "langkah": "kirim", "foto": SimpleUploadedFile("a.jpg", b"bukan")})
    assert broken.status_code == 400
    assert "bukan foto" in words(broken)
    assert "Jembatan retak" in words(broken)
    sent = citizen.post(SEND, {**given, "langkah": "kirim", "foto": photo()})
    assert sent.status_code == 302
    assert "hanya dilihat tim" in words(citizen.get("/tanda-terima/suara/"))
    saved = citizen.get(f"/tanda-terima/suara/lampiran/{Attachment.objects.get().pk}/?simpan")
    assert saved["Content-Disposition"].startswith("attachment;")


def test_photo_that_unpacks_to_far_too_many_pixels_is_refused(space, worker):
    out = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(out, "PNG")
    bomb = SimpleUploadedFile("a.png", out.getvalue())
    answer = worker.post(FIELD, typed(text="Jembatan retak", foto=bomb))
    assert answer.status_code == 400
    assert "50 juta titik" in words(answer)


@pytest.mark.parametrize("count", [1, 3])
def test_queue_of_notes_asks_as_much_for_one_as_for_three(space, worker, count, django_assert_num_queries):
    for _number in range(count):
        worker.post(FIELD, typed(suara=note()))
    worker.get(f"{FIELD}ketik/")
    with django_assert_num_queries(5):
        worker.get(f"{FIELD}ketik/")
