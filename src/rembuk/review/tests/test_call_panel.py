"""The report of a call names the verdicts on what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from rembuk.ideas import actions
from rembuk.ideas.models import CallAnswer
from rembuk.ideas.tests.factories import COORDINATOR, make_call
from rembuk.review.tests.factories import make_verdict
from rembuk.spaces.tests.factories import make_space

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("outcome", "words"), [("accept", "iterima"), ("refuse", "idak diterima")])
def test_verdict_on_an_idea_of_a_call_stands_in_its_report_with_its_page(client, outcome, words):
    cache.clear()
    space, now = make_space("contoh"), timezone.now()
    call = make_call(space, now.date() - timedelta(days=20), at=now - timedelta(days=20))
    given, other = make_verdict(space, outcome), make_verdict(space)
    voice = given.idea.idea_voices.first().voice
    CallAnswer.objects.create(call=call, voice=voice, at=now)
    actions.report_call(call=call, report="Terima kasih. " * 5, by=COORDINATOR, at=now)
    page = client.get(f"/c/{call.pk}/laporan/").content.decode()
    panel = page[page.index("Putusan telaah</h2>") :]
    assert f'href="/g/{given.idea_id}/putusan/"' in panel
    assert words in panel[: panel.index("</section>")]
    assert f'href="/g/{other.idea_id}/putusan/"' not in panel
