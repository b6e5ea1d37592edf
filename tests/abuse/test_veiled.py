"""No leaf lets anybody but its receipt find a voice that is not shown (A02)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from rembuk.ideas import actions as ideas
from rembuk.ideas.tests.factories import AT, COORDINATOR, make_call, make_cluster
from rembuk.ledger.actions import destroy_openings, record_step
from rembuk.ledger.models import Leaf
from rembuk.ledger.queries.record import openings_of
from rembuk.reckon.integrity.silence import veil
from rembuk.shared.references import ref
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.models import Voice
from rembuk.voices.states import Visibility
from rembuk.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db
# Numbers that stand nowhere else in a leaf.
NUMBERS = (704_101, 704_203, 704_307, 704_409)
LINK, THREAD = "https://youtu.be/RekaanVid01", "RekaanVid01"
HASHES = ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b", "blake2s")


def speak(space: Space, number: int, **fields: object) -> Voice:
    """Return a voice that is told in confidence, with the leaf of its arrival."""
    voice = make_voice(
        space, f"Lampu kanaria {number} mati", pk=number, native_id=f"asal-{number}", sorted_at=AT,
        visibility=Visibility.CONFIDENTIAL, **fields,
    )  # fmt: skip
    record_step(kind="voices.received", about=ref(voice), by=COORDINATOR, at=AT, sealed={"text": voice.text})
    return voice


def guesses(voice: Voice, leaf: dict[str, Any]) -> Iterator[str]:
    """Yield what anybody could work out of VOICE from what is public, as a leaf could spell it."""
    known = [ref(voice), str(voice.pk), voice.address, voice.native_id, voice.text]
    public = [str(leaf[name]) for name in ("kind", "about", "scope", "at", "role")]
    told = "\n".join(("veil", leaf["kind"], leaf["about"], leaf["at"]))
    words = [*known, *(f"{one}{sign}{each}" for one in known for each in public for sign in ("", "\n", ":"))]
    words += [f"{each}{sign}{one}" for one in known for each in (*public, told) for sign in ("", "\n", ":")]
    for word in words:
        for name in HASHES:
            yield from spelled(hashlib.new(name, word.encode()).digest())
    for key in ("", "veil", "rembuk", *public, *known):
        for word in (*known, *public, told):
            yield from spelled(hmac.digest(key.encode(), word.encode(), "sha256"))


def spelled(digest: bytes) -> tuple[str, ...]:
    plain, safe = base64.b64encode(digest).decode(), base64.urlsafe_b64encode(digest).decode()
    # As far as a cut one would still go.
    return digest.hex()[:12], plain[:12], safe[:12]


def found_in(voice: Voice) -> list[str]:
    """Return the kinds of the leaves, its own apart, that name VOICE or hold what can be guessed of it."""
    kinds: list[str] = []
    for body in Leaf.objects.values_list("body", flat=True):
        text = bytes(body).decode()
        leaf = json.loads(text)
        if leaf["about"] == ref(voice):
            continue
        plain = (str(voice.pk), voice.address, voice.native_id, voice.text)
        if any(word in text for word in plain) or any(word in text for word in guesses(voice, leaf)):
            kinds.append(leaf["kind"])
    return kinds


def salt_of(voice: Voice) -> bytes:
    return bytes.fromhex(next(one.salt for one in openings_of(ref(voice)) if one.name == "text"))


def leaf_of(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(Leaf.objects.get(step__kind=kind).body))
    return found


def test_leaves_of_ideas_and_calls_hold_nothing_by_which_a_voice_told_in_confidence_can_be_guessed() -> None:
    space = make_space()
    first, second, joins, replies = (speak(space, number) for number in NUMBERS)
    shown = make_cluster(space, 1).voices.get()
    idea = ideas.accept_as_idea(
        space=space, voices=[shown, first, second], title="Lampu jalan", wish="Lampu jalan",
        because="sama semua", place=None, by=COORDINATOR, at=AT,
    )  # fmt: skip
    ideas.join_to_idea(idea=idea, voices=[joins], because="ruas sama", by=COORDINATOR, at=AT)
    Voice.objects.filter(pk=replies.pk).update(channel="youtube", thread=THREAD)
    post = ideas.add_post(call=make_call(space), link=LINK, by=COORDINATOR, at=AT)
    assert ideas.gather(post=post, at=AT + timedelta(days=1)) == 1
    for voice in (first, second, joins, replies):
        assert found_in(voice) == []
    # What is looked for would be found: the shown one is named.
    assert leaf_of("ideas.accepted")["because_of"] == [ref(shown)]


def test_each_leaf_veils_a_voice_by_its_salt_so_that_its_receipt_alone_reads_both_and_they_differ() -> None:
    space = make_space()
    first, again, erased = (speak(space, number) for number in NUMBERS[:3])
    destroy_openings(about=ref(erased))
    idea = ideas.accept_as_idea(
        space=space, voices=[first], title="Lampu jalan", wish="Lampu jalan", because="sama semua",
        place=None, by=COORDINATOR, at=AT,
    )  # fmt: skip
    later = AT + timedelta(hours=1)
    ideas.join_to_idea(idea=idea, voices=[again, erased], because="ruas sama", by=COORDINATOR, at=later)
    accepted, joined = leaf_of("ideas.accepted"), leaf_of("ideas.voices_joined")
    assert accepted["because_of"] == joined["because_of"] == []
    assert accepted["veiled"] == [veil(salt_of(first), accepted["kind"], ref(idea), accepted["at"])]
    assert len(joined["veiled"]) == 2
    assert veil(salt_of(again), joined["kind"], ref(idea), joined["at"]) in joined["veiled"]
    # The same voice stands under another one in every leaf: two leaves cannot be held together.
    assert veil(salt_of(first), joined["kind"], ref(idea), joined["at"]) not in accepted["veiled"]
    # What was erased is under nothing that anybody still has.
    assert found_in(erased) == []
