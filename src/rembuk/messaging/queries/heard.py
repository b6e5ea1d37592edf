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
from rembuk.shared.small_cells import SENSITIVE, Joint, Move, Sums, stepped, summed
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


def heard_counts(space: Space) -> tuple[dict[Joint, int], dict[Move, int]]:
    """Return how many answers of SPACE were taken into its sums, and how many moved there; one query."""
    rows = Heard.objects.filter(space=space).exclude(counted="").order_by()
    entered: Counter[Joint] = Counter()
    moved: Counter[Move] = Counter()
    sums = rows.values_list("subject", "channel", "counted", "moved").annotate(n=Count("pk"))
    for subject, channel, counted, now, n in sums:
        cell = (subject or "lain", channel)
        entered[*cell, counted] += n
        if now:
            moved[*cell, counted, now] += n
    return entered, moved


def heard_sums(space: Space) -> tuple[Sums, Sums]:
    """Return what was said in SPACE by subject and by channel, in full steps; one query."""
    shown = stepped(*heard_counts(space), SENSITIVE)
    return summed(shown, 0), summed(shown, 1)


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
