"""Receiving a voice by hand."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest

from rembuk.ledger.models import Leaf, Opening, Step
from rembuk.rights.queries import consents
from rembuk.shared.actors import CITIZEN
from rembuk.shared.models import OutboxRow
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotThere, Refused
from rembuk.voices.actions import publish, receive_voice
from rembuk.voices.models import Receipt, Voice
from rembuk.voices.queries import alike, by_address, by_receipt
from rembuk.voices.tests.factories import AT, make_space

pytestmark = pytest.mark.django_db


def send(space, text="Tolong perbaiki jembatan Kali Progo", **more):
    return receive_voice(space=space, text=text, by=CITIZEN, at=AT, **more)


def test_a_voice_sent_gives_a_code_that_alone_opens_its_receipt():
    made = send(make_space())
    assert by_receipt(made.code).pk == made.voice.pk
    assert by_receipt("  " + made.code.upper().replace(" ", "-")).pk == made.voice.pk
    with pytest.raises(NotThere):
        by_receipt("melati perahu sawo padi 72")


def test_the_code_is_kept_nowhere_as_it_is_spoken():
    made = send(make_space())
    receipt = Receipt.objects.get()
    assert made.code not in json.dumps([receipt.code_hash, receipt.form_hash, receipt.body_hash])
    assert hashlib.sha256(made.code.encode()).hexdigest() != receipt.code_hash


def test_the_arrival_is_a_leaf_that_commits_to_the_text_without_holding_it():
    made = send(make_space(), text="Rahasia saya")
    step = Step.objects.get(about=ref(made.voice))
    leaf = Leaf.objects.get(step=step)
    salt = bytes(Opening.objects.get(leaf=leaf, name="text").salt)
    body = json.loads(bytes(leaf.body))
    assert b"Rahasia" not in bytes(leaf.body)
    assert body["sealed"]["text"] == hashlib.sha256(salt + b"Rahasia saya").hexdigest()


def test_the_same_form_twice_gives_the_same_receipt_and_one_voice():
    space = make_space()
    first = send(space, form_key="a" * 32)
    again = send(space, form_key="a" * 32)
    assert (again.code, again.voice.pk, again.again) == (first.code, first.voice.pk, True)
    assert Voice.objects.count() == 1


def test_the_same_form_with_other_words_is_refused():
    space = make_space()
    send(space, form_key="a" * 32)
    with pytest.raises(Conflicting):
        send(space, text="Lain", form_key="a" * 32)
    assert Voice.objects.count() == 1


@pytest.mark.parametrize("text", ["", " \n\t ", "a\x00b", "a\ud800b", "x" * 5_001])
def test_a_text_that_cannot_be_kept_is_refused_and_nothing_is_written(text):
    space = make_space()
    with pytest.raises(Refused) as caught:
        send(space, text=text)
    assert caught.value.field == "text"
    assert not Voice.objects.exists()
    assert not Step.objects.exists()


def test_consent_is_recorded_per_purpose_with_its_wording_only_where_an_address_was_given():
    space = make_space()
    made = send(space, email="warga@example.org", purposes=["progress"])
    assert consents(ref(made.voice.contact)) == {"progress": True}
    other = send(space, text="Tanpa alamat", purposes=["progress"])
    assert not hasattr(other.voice, "contact")


def test_an_unknown_purpose_is_refused_and_nothing_is_kept():
    with pytest.raises(Refused):
        send(make_space(), email="warga@example.org", purposes=["sell"])
    assert not Voice.objects.exists()


def test_arrivals_close_together_ask_for_one_sorting_run():
    space = make_space()
    send(space)
    receive_voice(space=space, text="Satu lagi", by=CITIZEN, at=AT + timedelta(milliseconds=10))
    assert OutboxRow.objects.filter(kind="voices.sort").count() == 1


def test_a_published_voice_is_masked_found_alike_and_a_confidential_one_is_not():
    space = make_space()
    text = "Tolong perbaiki jembatan gantung, hubungi 081234567890 atau @warga_progo"
    open_one = send(space, text=text).voice
    closed = send(space, text="Tolong perbaiki jembatan gantung di desa", visibility="confidential").voice
    assert alike(space, "perbaiki jembatan gantung") == []
    shown = publish(voices=[open_one, closed], by=CITIZEN, at=AT)
    assert [voice.pk for voice in shown] == [open_one.pk]
    assert "0812" not in shown[0].public_text
    assert "warga_progo" not in shown[0].public_text
    assert [one.voice_id for one in alike(space, "perbaiki jembatan gantung")] == [open_one.pk]
    with pytest.raises(NotThere):
        by_address(closed.address)
