"""Was it heard? What receivers are asked about their answers, and the sums of what they said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.core import signing
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rembuk.messaging.models import Heard, Notice
from rembuk.messaging.queries import Answered, Question, askers, placers
from rembuk.messaging.states import Hearing
from rembuk.shared.small_cells import ALL, SENSITIVE, SMALLEST, Guarded, guard
from rembuk.spaces.models import Space

HEARD = "messaging.heard"
HEARD_WORDS = _("Apakah Anda merasa didengar?")
HEARD_SAID = _("Apakah Anda merasa didengar? Jawaban Anda: %(answer)s.")
ANSWERS = ("closing:", "aside:")


def is_answer(notice: Notice) -> bool:
    """Tell whether NOTICE is the answer to those who spoke: refused, kept, broken, or set aside."""
    return notice.key.startswith(ANSWERS)


def placed(notice: Notice) -> Answered | None:
    """Return where what is said of NOTICE is counted, or None where nobody can tell."""
    model, _sep, key = notice.about.partition(":")
    return placers[model](key, notice.receiver) if model in placers else None


def heard_token(notice: Notice) -> str:
    """Return the token by which the receiver of NOTICE says whether it was heard."""
    return signing.Signer(salt=HEARD).sign_object(notice.pk)


def notice_of(token: str) -> Notice | None:
    """Return the answer that TOKEN speaks for, or None: not ours, or erased since."""
    try:
        key = signing.Signer(salt=HEARD).unsign_object(token)
    except (signing.BadSignature, ValueError, KeyError):
        return None
    return Notice.objects.filter(pk=key).first() if isinstance(key, int) else None


def heard_questions(notices: Sequence[Notice]) -> dict[int, Question]:
    """Return for each answer among NOTICES the question whether it was heard; one query."""
    answers = {n.pk: n for n in notices if is_answer(n) and n.about.partition(":")[0] in placers}
    said = {row.notice_id: row for row in Heard.objects.filter(notice__in=answers)} if answers else {}
    return {pk: heard_question(notice, said.get(pk)) for pk, notice in answers.items()}


def heard_question(notice: Notice, said: Heard | None) -> Question:
    """Return the question whether NOTICE was heard; one that was changed is only shown."""
    choices = () if said and said.changed_at else tuple((v, str(label)) for v, label in Hearing.choices)
    words = str(HEARD_WORDS)
    if said and said.changed_at:
        words = str(HEARD_SAID) % {"answer": said.get_value_display()}
    return Question(words, f"/didengar/{heard_token(notice)}/", choices, said.value if said else "")


def answers_to(receiver: str, most: int = 5) -> list[Notice]:
    """Return the latest answers that RECEIVER was given."""
    keys = Q()
    for start in ANSWERS:
        keys |= Q(key__startswith=start)
    return list(Notice.objects.filter(keys, receiver=receiver).order_by("-at", "-pk")[:most])


def in_sums(said: Heard) -> bool:
    """Tell whether SAID is among the full fives that are counted; two queries."""
    rows = Heard.objects.filter(space=said.space_id)
    return rows.filter(pk__gte=said.pk).count() > rows.count() % SMALLEST


def heard_rows(space: Space) -> list[tuple[str, str, str, int]]:
    """Return (subject, channel, value, how many) of what was said in SPACE; four queries.

    Only full fives count, in the order in which they came, and so do changes of an answer: who reads the page
    twice sees no single one added or changed. Those of erased persons stay, without them. One query more
    where something was changed.
    """
    rows = Heard.objects.filter(space=space)
    count = rows.count()
    count -= count % SMALLEST
    if not count:
        return []
    last = rows.order_by("pk").values_list("pk", flat=True)[count - 1]
    sums = rows.filter(pk__lte=last).order_by().values_list("subject", "channel", "value")
    found = Counter(
        {(subject, channel, value): n for subject, channel, value, n in sums.annotate(n=Count("pk"))}
    )
    changed = (
        rows.filter(pk__lte=last, changed_at__isnull=False).exclude(before="").order_by("-changed_at", "-pk")
    )
    waiting = changed.count() % SMALLEST
    latest = changed.values_list("subject", "channel", "value", "before")[:waiting]
    for subject, channel, value, before in latest:
        found[subject, channel, value] -= 1
        found[subject, channel, before] += 1
    return [(*key, n) for key, n in found.items() if n]


def heard_sums(space: Space) -> tuple[Guarded, Guarded]:
    """Return what was said in SPACE by subject and by channel: sum, yes, partly, no; small numbers hidden."""
    found = heard_rows(space)
    values = list(Hearing.values)
    tables: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
    for subject, channel, value, n in found:
        for table, name in zip(tables, (subject or "lain", channel), strict=True):
            table.setdefault(name, [0] * len(values))[values.index(value)] += n
    closed: set[int] = set()
    while True:
        by_subject, by_channel = guard(tables[0], closed, SENSITIVE), guard(tables[1], closed)
        shut = {at for table in (by_subject, by_channel) for at, n in enumerate(table[ALL]) if n is None}
        if shut <= closed:
            return by_subject, by_channel
        closed |= shut


def words_said(space: Space) -> QuerySet[Heard]:
    """Return what was said in SPACE in words."""
    return Heard.objects.filter(space=space).exclude(word="").select_related("notice")


def ask_with(notices: Sequence[Notice], receiver: str) -> list[tuple[Notice, list[Question]]]:
    """Return NOTICES each with what it asks RECEIVER; one query a model that asks anything."""
    by_model: dict[str, list[str]] = {}
    for notice in notices:
        model, _sep, key = notice.about.partition(":")
        if model in askers:
            by_model.setdefault(model, []).append(key)
    asked = {
        f"{model}:{key}": question
        for model, keys in by_model.items()
        for key, question in askers[model](keys, receiver).items()
    }
    heard = heard_questions(notices)
    return [
        (notice, [one for one in (asked.get(notice.about), heard.get(notice.pk)) if one])
        for notice in notices
    ]
