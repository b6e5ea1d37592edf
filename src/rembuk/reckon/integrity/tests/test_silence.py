"""A voice that arrived is proven to have arrived; silence is shown only where nothing answers it."""

from __future__ import annotations

import json
from datetime import date

import pytest

from rembuk.reckon.integrity.cosignatures import cosign
from rembuk.reckon.integrity.hash_tree import prove_inclusion
from rembuk.reckon.integrity.notes import COSIGNER, SignerKey
from rembuk.reckon.integrity.proofs import InclusionProof
from rembuk.reckon.integrity.silence import (
    Arrival,
    check_arrival,
    check_silence,
    key_name,
    parse_arrival,
    veil,
)
from rembuk.reckon.integrity.tests.test_record import KEY, record_of
from rembuk.reckon.integrity.tiles import read_from_tiles
from rembuk.reckon.refusal import Refusal

SALT, WORDS = "07" * 32, "Jembatan desa kami putus."
VOICE = "voices.voice:7"
SAKSI = SignerKey("saksi.example/w1", bytes(range(32, 64)), COSIGNER)


def entry(kind, about, at, role="machine", causes=(), facts=None, sealed=None, veiled=()):
    return json.dumps(
        ({"veiled": list(veiled)} if veiled else {})
        | {
            "v": 1, "kind": kind, "about": about, "scope": "spaces.space:1", "at": at, "role": role,
            "because_of": list(causes), "facts": facts or {}, "sealed": sealed or {},
        },
        sort_keys=True,
        separators=(",", ":"),
    ).encode()  # fmt: skip


def commitment():
    from hashlib import sha256

    return sha256(bytes.fromhex(SALT) + WORDS.encode()).hexdigest()


def received(due="2026-08-21"):
    facts = {"channel": "web", **({"due": due} if due else {})}
    return entry(
        "voices.received", VOICE, "2026-08-17T03:00:00Z", "citizen", (), facts, {"text": commitment()}
    )


def others(start, count, day):
    return [
        entry("test.happened", f"test.thing:{n}", f"{day}T04:00:00Z") for n in range(start, start + count)
    ]


def arrival(entries, index, opened=None):
    files = record_of(entries)
    read = read_from_tiles(len(entries), lambda tile: files[tile.path])
    path = tuple(prove_inclusion(index, len(entries), read))
    proof = InclusionProof(index, path, files["checkpoint"].decode())
    return Arrival(entries[index], {"text": (SALT, WORDS)} if opened is None else opened, proof)


BEFORE = [*others(0, 9, "2026-08-16"), received(), *others(10, 3, "2026-08-17")]
HELD = arrival(BEFORE, 9)
AFTER = [*BEFORE, *others(20, 300, "2026-08-22")]


def silence(entries, held=HELD, witnesses=(), by=None, files=None):
    files = files or record_of(entries)
    held = parse_arrival(held.text)
    return check_silence(held, files.get, KEY.verifier, witnesses, by=by)


def test_file_alone_shows_what_arrived_when_and_what_was_promised():
    report = check_arrival(parse_arrival(HELD.text), KEY.verifier)
    assert report.ok
    assert (report.about, report.arrived, report.due) == (VOICE, "2026-08-17T03:00:00Z", "2026-08-21")
    assert (report.index, report.size, report.opened) == (9, 13, {"text": WORDS})
    assert report.silent is None


def test_silence_is_shown_by_a_later_record_without_an_answer():
    report = silence(AFTER)
    assert report.ok, report.errors
    assert (report.silent, report.size, report.dated_by) == (True, 313, "record")


@pytest.mark.parametrize(
    "answer",
    [
        entry("voices.set_aside", VOICE, "2026-08-19T01:00:00Z"),
        entry("ideas.made", "ideas.idea:3", "2026-08-20T01:00:00Z", "coordinator", ["voices.voice:5", VOICE]),
        entry("voices.replied", VOICE, "2026-08-23T01:00:00Z", "writer"),
    ],
)
def test_any_leaf_of_the_team_or_machine_that_names_the_voice_ends_the_silence(answer):
    report = silence([*BEFORE, answer, *AFTER[len(BEFORE) :]])
    assert (report.ok, report.silent, report.errors) == (False, False, [])
    assert [(one["index"], one["late"]) for one in report.answers] == [(13, b"08-23" in answer)]


def veiled_for(salt, kind="ideas.accepted", about="ideas.idea:3", at="2026-08-20T01:00:00Z"):
    veils = sorted([veil(bytes.fromhex(salt), kind, about, at), veil(b"other", kind, about, at)])
    return entry(kind, about, at, "coordinator", ["voices.voice:5"], veiled=veils)


def test_leaf_that_veils_the_voice_ends_the_silence_for_who_holds_its_salt_alone():
    answered = [*BEFORE, veiled_for(SALT), *AFTER[len(BEFORE) :]]
    report = silence(answered)
    assert (report.ok, report.silent, report.errors) == (False, False, [])
    assert [(one["index"], one["kind"]) for one in report.answers] == [(13, "ideas.accepted")]
    assert VOICE.encode() not in answered[13]
    assert silence([*BEFORE, veiled_for("08" * 32), *AFTER[len(BEFORE) :]]).silent


def test_veil_of_one_leaf_copied_to_another_is_no_answer():
    copied = json.loads(veiled_for(SALT))
    copied["about"] = "ideas.idea:4"
    assert silence([*BEFORE, json.dumps(copied).encode(), *AFTER[len(BEFORE) :]]).silent


def test_file_that_opens_no_salt_shows_no_silence_where_leaves_are_veiled():
    closed = arrival(BEFORE, 9, {})
    assert silence(AFTER, closed).silent
    report = silence([*BEFORE, veiled_for("08" * 32), *AFTER[len(BEFORE) :]], closed)
    assert (report.ok, report.silent) == (False, False)
    assert "veiled: the file opens no salt by which to read 1 entries." in [one.en for one in report.errors]


def test_salt_of_the_words_veils_else_that_of_the_first_name():
    assert [key_name(names) for names in (["sound", "text"], ["sound", "image"], [])] == ["text", "image", ""]


def test_what_the_sender_did_and_what_names_another_voice_is_no_answer():
    own = entry("voices.corrected", VOICE, "2026-08-18T01:00:00Z", "citizen")
    another = entry("voices.set_aside", "voices.voice:77", "2026-08-18T01:00:00Z")
    assert silence([*BEFORE, own, another, *AFTER[len(BEFORE) :]]).silent


def test_voice_its_sender_took_back_is_told_beside_the_silence():
    taken = entry("voices.withdrawn", VOICE, "2026-08-18T01:00:00Z", "citizen")
    other = entry("voices.withdrawn", "voices.voice:77", "2026-08-17T09:00:00Z", "citizen")
    report = silence([*BEFORE, other, taken, *AFTER[len(BEFORE) :]])
    assert (report.silent, report.withdrawn) == (True, "2026-08-18T01:00:00Z")
    assert silence(AFTER).withdrawn is None


def test_record_that_does_not_reach_beyond_the_day_shows_nothing():
    early = [*BEFORE, *others(20, 5, "2026-08-21")]
    report = silence(early)
    assert (report.ok, report.silent) == (False, False)
    assert "not dated after 2026-08-21" in report.errors[0].en


def test_time_of_a_witness_counts_instead_of_the_operators_word():
    files = record_of(AFTER)
    text = files["checkpoint"].decode().partition("\n\n")[0] + "\n"

    def seen(day):
        from datetime import UTC, datetime

        line = cosign(text, SAKSI, int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()))
        return {**files, "checkpoint": files["checkpoint"] + line.encode()}

    late = silence(AFTER, witnesses=[SAKSI.verifier], files=seen("2026-08-22"))
    assert (late.silent, late.dated_by, late.dated) == (True, "witness", "2026-08-22T00:00:00Z")
    assert not silence(AFTER, witnesses=[SAKSI.verifier], files=seen("2026-08-21T23:59:59")).silent
    assert not silence(AFTER, witnesses=[SAKSI.verifier], files=files).ok, "it did not sign at all"


def test_day_is_asked_for_where_the_entry_names_none():
    entries = [*BEFORE[:9], received(due=None), *AFTER[10:]]
    held = arrival(entries[:13], 9)
    assert "names no day" in silence(entries, held).errors[0].en
    assert silence(entries, held, by=date(2026, 8, 20)).silent


def test_file_from_before_a_change_of_key_shows_silence_in_the_record_after_it():
    new = SignerKey(KEY.name, bytes(32))
    files = record_of(AFTER, new)
    report = check_silence(HELD, files.get, new.verifier, old_key=KEY.verifier)
    assert (report.errors, report.silent) == ([], True)
    assert not check_silence(HELD, files.get, new.verifier).ok
    assert not check_silence(HELD, files.get, KEY.verifier, old_key=KEY.verifier).ok


def test_record_that_does_not_continue_the_head_in_the_file_is_refused():
    forged = [*AFTER[:3], entry("test.happened", "test.thing:99", "2026-08-16T04:00:00Z"), *AFTER[4:]]
    report = silence(forged)
    assert not report.ok
    assert any("--since" in error.id for error in report.errors)


def test_every_changed_character_of_the_file_is_noticed_or_changes_nothing():
    text = HELD.text
    shown = check_arrival(parse_arrival(text), KEY.verifier).as_document()
    for place in range(len(text)):
        changed = text[:place] + ("x" if text[place] != "x" else "y") + text[place + 1 :]
        try:
            report = check_arrival(parse_arrival(changed), KEY.verifier)
        except Refusal:
            continue
        assert not report.ok or report.as_document() == shown, (place, text[place - 20 : place + 20])


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"format":"rembuk-arrival/v1"}', "bukan"])
def test_what_is_no_such_file_is_refused(text):
    with pytest.raises(Refusal):
        parse_arrival(text)


def test_file_whose_entry_is_no_arrival_shows_nothing():
    held = arrival(BEFORE, 0, {})
    assert not check_arrival(held, KEY.verifier).ok
    wrong = arrival(BEFORE, 9, {"text": (SALT, "Kata lain.")})
    assert not check_arrival(wrong, KEY.verifier).ok


@pytest.mark.parametrize(("name", "empty"), [("at", ""), ("at", None), ("about", "")])
def test_entry_that_names_no_voice_or_no_time_of_arrival_is_no_proof(name, empty):
    said = json.loads(received())
    said[name] = empty
    if empty is None:
        del said[name]
    changed = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    report = check_arrival(arrival([*BEFORE[:9], changed, *BEFORE[10:]], 9), KEY.verifier)
    assert [error.en for error in report.errors] == ["entry: it is not the arrival of a voice."]
    assert not report.ok
