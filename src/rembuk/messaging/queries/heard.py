"""Was it heard? What receivers are asked about their answers, and the sums of what they said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.core import signing
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rembuk.messaging.models import Heard, Notice
from rembuk.messaging.queries import Answered, Question, askers, placers
from rembuk.messaging.states import Hearing
from rembuk.spaces.models import Space

HEARD = "messaging.heard"
HEARD_WORDS = _("Apakah Anda merasa didengar?")
HEARD_SAID = _("Apakah Anda merasa didengar? Jawaban Anda: %(answer)s.")
ANSWERS = ("closing:", "aside:")
SMALLEST_CELL = 5


def is_answer(notice: Notice) -> bool:
    """Tell whether NOTICE is the answer to those who spoke: refused, kept, broken, or set aside."""
    return notice.key.startswith(ANSWERS)


Table = Mapping[str, Sequence[int]]
Guarded = dict[str, list[int | None]]
ALL = ""


def guard(rows: Table, closed: Collection[int] = ()) -> Guarded:
    """Return ROWS of counts, each behind its sum, and their sum under ALL; None is what is hidden.

    No number from 1 to 4 is shown. Every row with its sum, and every column with that under ALL, holds no
    hidden number or two at least, which amount to five where their sum is shown. CLOSED are the places under
    ALL that another table of the same answers hides.
    """
    width = max((len(row) for row in rows.values()), default=0)
    whole = [sum(row[place] for row in rows.values()) for place in range(width)]
    table = {name: [sum(row), *row] for name, row in rows.items()} | {ALL: [sum(whole), *whole]}
    places = range(width + 1)
    hidden = {(ALL, place) for place in closed}
    for name, row in table.items():
        # A sum so small tells by its zeros, too.
        hidden |= {(name, at) for at in places if 0 < row[at] < SMALLEST_CELL or row[0] < SMALLEST_CELL}
    lines: list[tuple[list[Cell], Cell]] = [([(name, at) for at in places[1:]], (name, 0)) for name in table]
    lines += [([(name, at) for name in rows], (ALL, at)) for at in places]
    while any(_hide_one(line, over, table, hidden) for line, over in lines):
        pass
    return {name: [None if (name, at) in hidden else row[at] for at in places] for name, row in table.items()}


Cell = tuple[str, int]


def _hide_one(line: list[Cell], over: Cell, table: dict[str, list[int]], hidden: set[Cell]) -> bool:
    """Hide one more of LINE, or its sum OVER, where they give a hidden number away; tell whether one was."""
    inside = [cell for cell in line if cell in hidden]
    if over in hidden:
        safe = bool(inside) or not line
    else:
        amount = sum(table[name][place] for name, place in inside)
        safe = not inside or (len(inside) > 1 and amount >= SMALLEST_CELL)
    if safe:
        return False
    shown = [cell for cell in line if cell not in hidden]
    hidden.add(min(shown, key=lambda cell: (table[cell[0]][cell[1]], cell)) if shown else over)
    return True


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


def heard_rows(space: Space) -> list[tuple[str, str, str, int]]:
    """Return (subject, channel, value, how many) of what was said in SPACE; three queries.

    Only full fives count, in the order in which they came: who reads the page twice sees no single one added.
    """
    rows = Heard.objects.filter(space=space)
    count = rows.count()
    count -= count % SMALLEST_CELL
    if not count:
        return []
    last = rows.order_by("pk").values_list("pk", flat=True)[count - 1]
    sums = rows.filter(pk__lte=last).order_by().values_list("subject", "channel", "value")
    return [(subject, channel, value, n) for subject, channel, value, n in sums.annotate(n=Count("pk"))]


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
        by_subject, by_channel = guard(tables[0], closed), guard(tables[1], closed)
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
