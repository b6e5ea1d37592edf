"""Answers to a call that a field worker gathers for others."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from rembuk.ideas.models import Call, CallAnswer
from rembuk.ideas.queries.calls import answers_by_channel
from rembuk.ideas.tests.factories import make_call
from rembuk.people.tests.factories import sign_in
from rembuk.rights.models import Consent
from rembuk.shared.references import ref
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member
from rembuk.voices.models import PaperBatch, Voice
from rembuk.voices.rules import paper_code
from rembuk.voices.tests.factories import make_space

pytestmark = pytest.mark.django_db
TYPED = {"text": "Pasang lampu di jalur sekolah", "visibility": "nameless", "kunci": "3" * 32, "setuju": "on"}


@pytest.fixture
def call(db) -> Call:
    """Return a call that takes answers now."""
    now = timezone.now()
    return make_call(make_space(), now.date(), at=now)


@pytest.fixture
def worker(call):
    return sign_in(Client(), make_member(call.space, Role.FIELD_WORKER))


def path_of(call: Call) -> str:
    return f"/c/{call.pk}/lapangan/"


def shut(call: Call) -> None:
    """Let CALL have closed yesterday."""
    first = call.gather_from - timedelta(days=20)
    Call.objects.filter(pk=call.pk).update(gather_from=first, gather_until=first + timedelta(days=19))


def test_worker_reads_the_question_and_gathers_answers_one_after_the_other(call, worker):
    begun = worker.get(f"/r/{call.space.slug}/lapangan/").content.decode()
    assert f'href="{path_of(call)}"' in begun
    page = worker.get(path_of(call)).content.decode()
    assert html.escape(call.question) in page
    assert f'action="{path_of(call)}"' in page
    sent = worker.post(path_of(call), TYPED)
    receipt = worker.get(sent["Location"]).content.decode()
    assert "data-receipt-code" in receipt
    assert f'href="{path_of(call)}"' in receipt, "the next person answers the same call"
    voice = Voice.objects.get()
    assert (voice.channel, CallAnswer.objects.get().voice_id) == ("field", voice.pk)
    assert answers_by_channel(call) == {"field": 1}
    assert Consent.objects.filter(purpose="field", given=True).count() == 1


def test_answer_sent_twice_counts_once(call, worker):
    for _try in range(2):
        worker.post(path_of(call), TYPED)
    assert CallAnswer.objects.count() == Voice.objects.count() == 1


def test_mistake_keeps_what_was_typed_and_nothing_is_kept(call, worker):
    answer = worker.post(path_of(call), {**TYPED, "setuju": ""})
    assert answer.status_code == 400
    assert "Pasang lampu di jalur sekolah" in answer.content.decode()
    assert "Bacakan dulu" in answer.content.decode()
    assert Voice.objects.count() == 0


def test_call_that_closed_meanwhile_keeps_the_words_for_a_voice_of_its_own(call, worker):
    shut(call)
    late = worker.post(path_of(call), TYPED)
    page = late.content.decode()
    assert late.status_code == 409
    assert "Pasang lampu di jalur sekolah" in page
    assert f'action="/r/{call.space.slug}/lapangan/"' in page
    assert Voice.objects.count() == 0
    worker.post(re.search(r'method="post"[^>]+action="([^"]+)"', page)[1], TYPED)
    assert (Voice.objects.count(), CallAnswer.objects.count()) == (1, 0)
    assert worker.get(path_of(call))["Location"] == call.get_absolute_url()


def test_closed_call_stands_on_the_workers_page_no_longer(call, worker):
    shut(call)
    assert path_of(call) not in worker.get(f"/r/{call.space.slug}/lapangan/").content.decode()


def printed(worker: Client, call: Call) -> PaperBatch:
    """Return a print of forms that ask CALL, made by its page."""
    about = ref(call)
    page = worker.get(f"/r/{call.space.slug}/lapangan/kertas/").content.decode()
    assert re.findall(r'<option value="([^"]*)"', page) == ["", about], "the whole space first"
    made = worker.post(f"/r/{call.space.slug}/lapangan/kertas/", {"forms": "2", "about": about})
    assert html.escape(call.question) in worker.get(made["Location"]).content.decode()
    return PaperBatch.objects.get()


def on_paper(batch: PaperBatch, number: int, **more: str) -> dict[str, str]:
    code = paper_code(batch.pk, number)
    return {"nomor": code, "text": f"Lampu {number}", "visibility": "nameless", "setuju": "on", **more}


def test_paper_that_asks_a_call_counts_as_an_answer_once(call, worker):
    batch = printed(worker, call)
    entry = f"/r/{call.space.slug}/lapangan/kertas/isi/"
    for number in (1, 1, 2):
        assert worker.post(entry, on_paper(batch, number)).status_code == 302
    assert answers_by_channel(call) == {"field": 2}
    other = worker.post(entry, on_paper(batch, 1, text="Lain sekali"))
    assert "sudah diketik" in other.content.decode()
    assert 'name="bebas"' not in other.content.decode()


def test_paper_typed_after_the_call_closed_is_kept_as_a_voice_of_its_own_by_choice(call, worker):
    batch = printed(worker, call)
    entry = f"/r/{call.space.slug}/lapangan/kertas/isi/"
    shut(call)
    late = worker.post(entry, on_paper(batch, 1))
    page = late.content.decode()
    assert (late.status_code, "Lampu 1" in page, 'name="bebas"' in page) == (409, True, True)
    assert Voice.objects.count() == 0
    assert worker.post(entry, on_paper(batch, 1, bebas="1")).status_code == 302
    assert (Voice.objects.count(), CallAnswer.objects.count()) == (1, 0)


def test_paper_about_what_is_not_asked_in_the_space_is_refused(call, worker):
    answer = worker.post(f"/r/{call.space.slug}/lapangan/kertas/", {"forms": "2", "about": "ideas.call:999"})
    assert answer.status_code == 400
    assert PaperBatch.objects.count() == 0
