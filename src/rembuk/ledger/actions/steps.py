"""Record what happened, in the transaction of the action that did it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rembuk.ledger.models import Cause, Leaf, Opening, Step
from rembuk.ledger.queries.record import arrival_salts, commitment
from rembuk.reckon.integrity.silence import veil
from rembuk.reckon.integrity.tiles import LONGEST_ENTRY
from rembuk.shared import bulk
from rembuk.shared.actors import Actor
from rembuk.shared.refusals import Refused

LEAF_VERSION = 1
NO_NEWS = ("voices.", "spaces.")
TOO_LONG_LEAF = _("Keterangan langkah ini terlalu panjang untuk catatan publik. Persingkat isinya.")


def canonical(document: Mapping[str, Any]) -> bytes:
    """Return the one spelling of DOCUMENT that leaves are made of: sorted keys, UTF-8, no spaces."""
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


@transaction.atomic
def record_step(
    *,
    kind: str,
    about: str,
    by: Actor,
    at: datetime,
    scope: str = "",
    because_of: Iterable[str] = (),
    facts: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
    sealed: Mapping[str, str] | None = None,
    veiled: Iterable[str] = (),
    public: bool = True,
) -> Step:
    """Record that something happened and, when it is public, write its leaf.

    ABOUT and BECAUSE_OF are references (`ideas.idea:118`). FACTS go into the leaf as they are and must hold
    nothing personal; WORDS are kept with the step and only committed to in the leaf; SEALED values are
    committed to and kept by the caller alone. VEILED are voices among BECAUSE_OF that the leaf must not name:
    it holds for each what only the salt of its arrival can read.
    """
    causes = sorted(set(because_of))
    step = Step.objects.create(
        kind=kind,
        about=about,
        scope=scope,
        at=at,
        role=by.role,
        by=by.ref,
        facts=dict(facts or {}),
        words=dict(words or {}),
        public=public,
        news=public and _is_news(kind),
    )
    Cause.objects.bulk_create([Cause(step=step, ref=cause) for cause in causes])
    if public:
        kept = {**(words or {}), **(sealed or {})}
        write_leaf(step=step, causes=causes, sealed=kept, veiled=set(veiled), at=at)
    return step


def write_leaf(
    *, step: Step, causes: list[str], sealed: Mapping[str, str], at: datetime, veiled: Collection[str] = ()
) -> Leaf:
    """Write the leaf of STEP with a salted commitment to every value of SEALED, and VEILED causes unnamed."""
    salts = {name: secrets.token_bytes(32) for name in sealed}
    document = {
        "v": LEAF_VERSION,
        "kind": step.kind,
        "about": step.about,
        "scope": step.scope,
        "at": _spelled(at),
        "role": step.role,
        "because_of": [cause for cause in causes if cause not in veiled],
        "facts": step.facts,
        "sealed": {name: commitment(salts[name], value) for name, value in sealed.items()},
    }
    if veiled:
        keys = arrival_salts(veiled)
        # What was erased has no salt left: nobody can read what stands for it.
        keys = {about: keys.get(about) or secrets.token_bytes(32) for about in veiled}
        document["veiled"] = sorted(veil(key, step.kind, step.about, _spelled(at)) for key in keys.values())
    body = canonical(document)
    if len(body) > LONGEST_ENTRY:
        raise Refused(TOO_LONG_LEAF)
    leaf = Leaf.objects.create(step=step, body=body, written_at=at)
    Opening.objects.bulk_create([Opening(leaf=leaf, name=name, salt=salt) for name, salt in salts.items()])
    return leaf


class NewStep(NamedTuple):
    """Hold one of many steps of a kind: what it is about and what is particular to it."""

    about: str
    facts: Mapping[str, Any] = {}
    sealed: Mapping[str, str] = {}


@transaction.atomic
def record_steps(
    *, kind: str, steps: Sequence[NewStep], by: Actor, at: datetime, scope: str = "", because_of: str = ""
) -> None:
    """Record many public steps of one KIND, each with its leaf, as `record_step` would one by one.

    BECAUSE_OF is one reference that all share, or "". Statements are bulk: some ten microseconds a step.
    """
    if not steps:
        return
    causes = [because_of] if because_of else []
    when, moment = _spelled(at), bulk.moment(at)
    step_ids, leaf_ids = bulk.reserve(Step, len(steps)), bulk.reserve(Leaf, len(steps))
    step_rows, leaf_rows, opening_rows = [], [], []
    salts = secrets.token_bytes(32 * sum(len(step.sealed) for step in steps))
    news = _is_news(kind)
    last: Mapping[str, Any] | None = None
    used, facts = 0, ""
    for step, step_id, leaf_id in zip(steps, step_ids, leaf_ids, strict=True):
        sealed = {}
        for name, value in step.sealed.items():
            salt = salts[used : used + 32]
            used += 32
            sealed[name] = commitment(salt, value)
            opening_rows.append((leaf_id, name, salt))
        body = orjson.dumps(
            {
                "v": LEAF_VERSION, "kind": kind, "about": step.about, "scope": scope, "at": when,
                "role": by.role, "because_of": causes, "facts": step.facts, "sealed": sealed,
            },
            option=orjson.OPT_SORT_KEYS,
        )  # fmt: skip
        if len(body) > LONGEST_ENTRY:
            raise Refused(TOO_LONG_LEAF)
        if step.facts is not last:  # often all share them
            last, facts = step.facts, orjson.dumps(step.facts).decode()
        step_rows.append((step_id, kind, step.about, scope, moment, by.role, by.ref, facts, "{}", True, news))
        leaf_rows.append((leaf_id, step_id, body, moment))
    bulk.insert(
        Step,
        ["id", "kind", "about", "scope", "at", "role", "by", "facts", "words", "public", "news"],
        step_rows,
    )
    if because_of:
        bulk.insert(Cause, ["step_id", "ref"], [(step_id, because_of) for step_id in step_ids])
    bulk.insert(Leaf, ["id", "step_id", "body", "written_at"], leaf_rows)
    bulk.insert(Opening, ["leaf_id", "name", "salt"], opening_rows)


def _is_news(kind: str) -> bool:
    return not kind.startswith(NO_NEWS)


def _spelled(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@transaction.atomic
def destroy_openings(*, about: str, saying: str = "", kind: str = "", at: datetime | None = None) -> int:
    """Delete the salts that open the commitments in all leaves about ABOUT, and the words kept beside them.

    With SAYING only in steps whose words are these, with KIND and AT only in those of that kind and moment.
    The leaves stay as they are and the tree stays valid;
    what they commit to can no longer be shown or guessed. Returns how many salts there were; again is
    harmless.
    """
    steps = Step.objects.filter(about=about)
    if kind:
        steps = steps.filter(kind=kind)
    if at is not None:
        steps = steps.filter(at=at)
    if saying:
        said = steps.exclude(words={}).values_list("pk", "words")
        steps = Step.objects.filter(pk__in=[pk for pk, words in said if saying in words.values()])
    gone, _kinds = Opening.objects.filter(leaf__step__in=steps).delete()
    steps.exclude(words={}).update(words={})
    return gone


@transaction.atomic
def close_words(*, about: str, name: str, said: str | None = None) -> dict[str, str]:
    """Take the words called NAME out of every step about ABOUT; return them by the key of the step.

    SAID: only out of those steps whose words are these. The leaves stay as they are: they hold commitments
    only, and what was said can be put back.
    """
    kept = {}
    for step in Step.objects.select_for_update().filter(about=about).exclude(words={}):
        if name in step.words and said in (None, step.words[name]):
            kept[str(step.pk)] = step.words.pop(name)
            step.save(update_fields=["words"])
    return kept


@transaction.atomic
def open_words(*, kept: Mapping[str, str], name: str) -> None:
    """Put back the words called NAME that `close_words` took out."""
    for step in Step.objects.select_for_update().filter(pk__in=list(kept)):
        step.words[name] = kept[str(step.pk)]
        step.save(update_fields=["words"])
