"""What a text must be, what may become more private, who may be answered; codes of paper forms."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices import rules
from rembuk.voices.models import Attachment, Voice
from rembuk.voices.states import Visibility

AT = datetime(2026, 11, 21, tzinfo=UTC)


def test_text_is_trimmed_composed_and_keeps_its_lines() -> None:
    assert rules.readable("  Jalan\r\nrusak\rberat\tsekali \n") == "Jalan\nrusak\nberat\tsekali"
    assert rules.readable("cafe\u0301") == "caf\u00e9"


@pytest.mark.parametrize("text", ["", "  \n\t ", "a\0b", "a\x07b", "a\ud800b", "a" * 5001])
def test_text_that_cannot_be_kept_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.readable(text, field="words")
    assert refusal.value.field == "words"


def test_text_of_just_the_longest_is_kept_and_the_bound_is_told_with_points() -> None:
    assert len(rules.readable("a" * 5000)) == 5000
    with pytest.raises(Refused, match=r"5\.000"):
        rules.readable("a" * 5001)
    with pytest.raises(Refused, match="20"):
        rules.readable("a" * 21, longest=20)


def test_voice_only_ever_becomes_more_private() -> None:
    more = {
        (now, then)
        for now in Visibility.values
        for then in Visibility.values
        if rules.more_private(Voice(visibility=now), then)
    }
    assert more == {("named", "nameless"), ("named", "confidential"), ("nameless", "confidential")}


@pytest.mark.parametrize(
    ("channel", "free"), [("web", False), ("field", False), ("x", True), ("whatsapp", True)]
)
def test_only_posts_of_networks_can_be_claimed(channel: str, free: bool) -> None:
    assert rules.claimable(Voice(channel=channel)) is free


@pytest.mark.parametrize("secret", [f"rahasia {number}" for number in range(60)])
def test_code_of_a_paper_form_is_read_in_any_spelling_and_no_other_letter_fits(
    settings: Any, secret: str
) -> None:
    settings.SECRET_KEY = secret
    code = rules.paper_code(7, 12)
    assert code.startswith("7-012-")
    letter = code[-1]
    close = [f"7-12{letter}"] if letter.isalpha() else []
    for typed in (code, f" 7 12 {letter.upper()} ", f"7.012.{letter}", *close):
        assert rules.paper_number(typed) == (7, 12)
    others = [one for one in "abcdefghjkmnpqrstuvwxyz23456789" if one != letter]
    assert not [one for one in others if rules.paper_number(f"7-012-{one}")]
    assert not [
        typed
        for typed in ("", "7", "7-012", "7-0123-" + letter, "1" * 10 + "-1-a")
        if rules.paper_number(typed)
    ]


def test_letters_of_paper_forms_differ_from_form_to_form() -> None:
    assert len({rules.paper_code(1, number)[-1] for number in range(100)}) > 10
    assert len({rules.paper_code(batch, 1)[-1] for batch in range(100)}) > 10


def test_keys_of_paper_forms_are_32_letters_and_never_the_same() -> None:
    keys = {rules.paper_key(batch, number) for batch in range(12) for number in range(12)}
    assert len(keys) == 144
    assert {len(key) for key in keys} == {32}


@pytest.mark.parametrize(
    ("fields", "may"),
    [
        ({}, True),
        ({"visibility": Visibility.NAMELESS}, True),
        ({"visibility": Visibility.CONFIDENTIAL}, False),
        ({"withdrawn_at": AT}, False),
        ({"erased_at": AT}, False),
        ({"hidden_at": AT}, False),
        ({"echo": True}, False),
    ],
)
def test_reply_goes_only_to_words_of_their_own_that_still_stand(fields, may) -> None:
    assert rules.may_be_answered(Voice(**{"visibility": Visibility.NAMED, **fields})) is may


@pytest.mark.django_db
def test_recording_is_opened_by_the_desk_and_by_who_took_it() -> None:
    space = make_space()
    worker, other = make_member(space, Role.FIELD_WORKER), make_member(space, Role.FIELD_WORKER)
    writer = make_member(space, Role.WRITER)
    row = Attachment(voice=Voice(space=space), by=f"people.person:{worker.pk}")
    assert rules.may_open(make_member(space, Role.COORDINATOR), row)
    assert rules.may_open(worker, row)
    assert not rules.may_open(other, row)
    assert not rules.may_open(writer, row)
    row.by = f"people.person:{writer.pk}"
    assert not rules.may_open(writer, row)
