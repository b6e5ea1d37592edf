"""The feed of a space."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rembuk.ideas.tests.factories import make_idea
from rembuk.ledger.models import Step
from rembuk.programmes.tests.factories import make_commitment
from rembuk.shared.actors import CITIZEN
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.actions import receive_voice
from rembuk.voices.tests.factories import AT

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def titles(client: Client) -> list[str]:
    """Return the titles of the entries of the feed of `contoh`."""
    answer = client.get("/r/contoh/umpan.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return [entry.findtext(f"{ATOM}title") or "" for entry in fromstring(answer.content).iter(f"{ATOM}entry")]


def test_feed_tells_what_was_accepted_decided_and_promised(client: Client) -> None:
    make_commitment(make_space("contoh"))
    found = titles(client)
    assert any(title.startswith("Menjadi gagasan") for title in found)
    assert "Diputuskan: Lampu tenaga surya" in found
    assert "Dijanjikan: 14 lampu" in found


def test_entry_leads_to_its_page_and_keeps_its_name(client: Client) -> None:
    idea = make_idea(make_space("contoh"))
    feed = fromstring(client.get("/r/contoh/umpan.atom").content)
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.find(f"{ATOM}link").get("href", "").endswith(idea.get_absolute_url())
    step = Step.objects.get(kind="ideas.accepted")
    assert entry.findtext(f"{ATOM}id") == f"tag:127.0.0.1,2026-11-20:step:{step.pk}"
    assert entry.findtext(f"{ATOM}summary") == "ketiganya menyebut ruas yang sama"


def test_feed_holds_neither_voices_nor_what_is_not_public_nor_other_spaces(client: Client) -> None:
    space = make_space("contoh")
    receive_voice(space=space, text="kenari", by=CITIZEN, at=AT)
    make_idea(make_space("lain"))
    assert titles(client) == []
    make_idea(space)
    Step.objects.filter(kind="ideas.accepted").update(public=False)
    assert titles(client) == []


def test_reason_is_text_to_readers_and_marks_that_xml_cannot_hold_are_left_out(client: Client) -> None:
    make_idea(make_space("contoh"))
    Step.objects.filter(kind="ideas.accepted").update(words={"because": "a\x01b\ufffe<script>c"})
    answer = client.get("/r/contoh/umpan.atom")
    summary = fromstring(answer.content).find(f"{ATOM}entry/{ATOM}summary")
    # Decoded once it is HTML, and as HTML it is the text that was written.
    assert summary is not None
    assert (summary.get("type"), summary.text) == ("html", "ab&lt;script&gt;c")


@pytest.mark.parametrize("ideas", [1, 3])
def test_feed_costs_two_queries_and_nothing_is_sent_twice(client: Client, ideas: int) -> None:
    space = make_space("contoh")
    for _ in range(ideas):
        make_idea(space)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/r/contoh/umpan.atom")
    assert len(asked) == 2
    again = client.get("/r/contoh/umpan.atom", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_home_of_the_space_leads_to_its_feed(client: Client) -> None:
    make_space("contoh")
    home = client.get("/r/contoh/").content.decode()
    assert '<link rel="alternate" type="application/atom+xml" href="/r/contoh/umpan.atom">' in home
    assert '<a href="/r/contoh/umpan.atom"' in home
