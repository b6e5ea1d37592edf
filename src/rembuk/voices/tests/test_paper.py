"""Paper forms: printed with numbers, typed once each, their receipts torn off."""

from __future__ import annotations

import html
import re

import pytest
from django.core.cache import cache
from django.test import Client

from rembuk.ledger.models import Step
from rembuk.people.tests.factories import sign_in
from rembuk.places.models import Place
from rembuk.shared.actors import OPERATOR
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.actions.paper import print_papers
from rembuk.voices.models import PaperBatch, PaperForm, Voice
from rembuk.voices.rules import paper_code, paper_number
from rembuk.voices.tests.factories import AT

pytestmark = pytest.mark.django_db
PAPERS = "/r/contoh/lapangan/kertas/"
ENTRY = f"{PAPERS}isi/"


@pytest.fixture
def space(db):
    cache.clear()
    Place.objects.create(code="34.04.06.2001", name="Sinduadi", level=4, path="Sinduadi, Mlati")
    return make_space("contoh")


@pytest.fixture
def worker(space):
    client = Client()
    sign_in(client, make_member(space, Role.FIELD_WORKER))
    return client


@pytest.fixture
def batch(space):
    return print_papers(space=space, forms=4, by=OPERATOR, at=AT)


def typed(batch, number, **more):
    given = {"nomor": paper_code(batch.pk, number), "text": "Selokan mampet", "visibility": "nameless",
             "setuju": "on", **more}  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


def words(answer):
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_printed_form_carries_its_number_and_a_receipt_that_opens_once_it_was_typed(space, worker):
    made = worker.post(PAPERS, {"forms": "3", "place": "34.04.06.2001"})
    batch = PaperBatch.objects.get()
    sheet = worker.get(made["Location"])
    numbers = re.findall(r"</svg>\s*<p>([^<]+)</p>", sheet.content.decode())
    assert numbers == [paper_code(batch.pk, number) for number in (1, 2, 3)]
    receipts = re.findall(r"Kode tanda terima: <strong>([^<]+)</strong>", sheet.content.decode())
    assert len(set(receipts)) == 3
    assert "Sinduadi, Mlati" in words(sheet)
    assert Client().post("/tanda-terima/", {"kode": receipts[1]}).status_code == 400
    worker.post(ENTRY, typed(batch, 2))
    citizen = Client()
    assert citizen.post("/tanda-terima/", {"kode": receipts[1]})["Location"] == "/tanda-terima/suara/"
    assert "Selokan mampet" in words(citizen.get("/tanda-terima/suara/"))
    assert "1 dari 3 formulir" in words(worker.get(PAPERS))
    assert Step.objects.filter(kind="voices.papers_printed").count() == 1


@pytest.mark.parametrize("role", [Role.FIELD_WORKER, Role.OWNER])
def test_sheet_shows_no_receipt_of_a_form_that_was_typed(space, worker, batch, role):
    sheet = f"{PAPERS}{batch.pk}/"
    receipts = re.findall(r"Kode tanda terima: <strong>([^<]+)</strong>", worker.get(sheet).content.decode())
    worker.post(ENTRY, typed(batch, 2, visibility="confidential"))
    page = sign_in(Client(), make_member(space, role)).get(sheet).content.decode()
    left = re.findall(r"Kode tanda terima: <strong>([^<]+)</strong>", page)
    assert left == [code for code in receipts if code != receipts[1]]
    assert "1 formulir sudah diketik" in page


def test_stack_is_typed_one_after_the_other_with_the_place_remembered(space, worker, batch):
    done = worker.post(ENTRY, typed(batch, 1, place="34.04.06.2001"))
    following = paper_code(batch.pk, 2)
    assert done["Location"] == f"{ENTRY}?nomor={following}"
    page = worker.get(done["Location"]).content.decode()
    assert f'value="{following}"' in page
    assert 'value="Sinduadi, Mlati"' in page
    worker.post(ENTRY, typed(batch, 3))
    assert worker.post(ENTRY, typed(batch, 2))["Location"] == f"{ENTRY}?nomor={paper_code(batch.pk, 4)}"
    assert worker.post(ENTRY, typed(batch, 4))["Location"] == ENTRY
    assert [voice.channel for voice in Voice.objects.all()] == ["field"] * 4


def test_number_typed_twice_is_refused_and_the_same_sending_again_is_harmless(space, worker, batch):
    worker.post(ENTRY, typed(batch, 1))
    again = worker.post(ENTRY, typed(batch, 1))
    assert again.status_code == 302
    other = worker.post(ENTRY, typed(batch, 1, text="Isi kertas lain"))
    assert other.status_code == 409
    assert f"Formulir {paper_code(batch.pk, 1)} sudah diketik" in words(other)
    assert "Isi kertas lain" in words(other)
    assert Voice.objects.count() == PaperForm.objects.count() == 1


@pytest.mark.parametrize("wrong", ["", "7", "1-001", "x-y-z", "٧-٠٠١-k", "9" * 40])
def test_number_that_is_none_is_refused_and_the_words_stay(space, worker, batch, wrong):
    answer = worker.post(ENTRY, typed(batch, 1, nomor=wrong))
    assert answer.status_code == 400
    assert "Selokan mampet" in words(answer)
    assert not Voice.objects.exists()


def test_slip_of_the_finger_in_a_number_is_nearly_always_noticed(space, batch):
    right = paper_code(batch.pk, 3)
    assert paper_number(right.upper().replace("-", " ")) == (batch.pk, 3)
    slips = [f"{batch.pk}-{number:03d}-{right[-1]}" for number in range(1, 1_000) if number != 3]
    assert sum(paper_number(slip) is not None for slip in slips) < 80


def test_form_beyond_the_print_of_another_space_or_without_consent_is_refused(space, worker, batch):
    other = print_papers(space=make_space("lain"), forms=2, by=OPERATOR, at=AT)
    assert worker.post(ENTRY, typed(batch, 5)).status_code == 400
    assert worker.post(ENTRY, typed(other, 1)).status_code == 400
    refused = worker.post(ENTRY, typed(batch, 1, setuju=None))
    assert refused.status_code == 400
    assert "tidak boleh disimpan" in words(refused)
    assert worker.get(f"{PAPERS}{other.pk}/").status_code == 404
    assert not Voice.objects.exists()


@pytest.mark.parametrize("forms", ["1", "31", "banyak", ""])
def test_print_of_too_few_or_too_many_is_refused(space, worker, forms):
    answer = worker.post(PAPERS, {"forms": forms})
    assert answer.status_code == 400
    assert "paling banyak 30" in words(answer)
    with pytest.raises(Refused):
        print_papers(space=space, forms=31, by=OPERATOR, at=AT)
