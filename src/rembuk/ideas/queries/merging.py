"""What we know about proposals that one idea joins another: reads only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rembuk.ideas.models import Endorsement, Idea, Merge, MergeAnswer
from rembuk.ideas.queries import GREATEST_ID, HIDDEN
from rembuk.ideas.states import MergeReply, MergeState
from rembuk.ideas.wording import NO_MERGE
from rembuk.messaging.queries import Question, Thing, reader_token
from rembuk.shared.paging import keys_in_turn
from rembuk.shared.prepared import Prepared
from rembuk.shared.refusals import NotThere


def merge_by_number(number: int) -> Merge:
    """Return the proposal NUMBER that one idea joins another, both public, or refuse."""
    merge = public_merge(number) if number <= GREATEST_ID else None
    if merge is None:
        raise NotThere(NO_MERGE)
    return merge


def public_merge(number: int | str) -> Merge | None:
    """Return the proposal NUMBER with its ideas, or None where one of them was taken back to the board."""
    rows = Merge.objects.select_related("idea__space", "into__space", "idea__place", "into__place")
    return rows.exclude(idea__stage__in=HIDDEN).exclude(into__stage__in=HIDDEN).filter(pk=number).first()


def merges_of(idea: Idea) -> list[Merge]:
    """Return every proposal that joined, or was to join, IDEA to another or another to it, oldest first."""
    return _of_idea(idea.pk)


_of_idea = Prepared(
    lambda idea: (
        Merge.objects.filter(Q(idea=idea) | Q(into=idea))
        .exclude(idea__stage__in=HIDDEN)
        .exclude(into__stage__in=HIDDEN)
        .select_related("idea", "into")
        .order_by("asked_at", "pk")
    ),
    int,
)


def silent_endorsers(merge: Merge) -> QuerySet[Endorsement]:
    """Return the endorsements of the idea that is to join whose owners have not answered."""
    answered = MergeAnswer.objects.filter(merge=merge).exclude(answer="")
    return Endorsement.objects.filter(idea=merge.idea_id).exclude(person__in=answered.values("person"))


def answers_given(merge: Merge) -> int:
    """Return how many have answered MERGE, whatever they said."""
    return MergeAnswer.objects.filter(merge=merge).exclude(answer="").count()


def reply_of(person_id: int | None, merge: Merge) -> str:
    """Return what the person answered to MERGE, or nothing."""
    if person_id is None:
        return ""
    row = (
        MergeAnswer.objects.filter(merge=merge, person_id=person_id).values_list("answer", flat=True).first()
    )
    return row or ""


def merge_audience(key: str) -> Iterator[str]:
    """Yield everyone who was asked about the proposal KEY."""
    for pk in keys_in_turn(MergeAnswer.objects.filter(merge_id=key), "person_id"):
        yield f"people.person:{pk}"


def named_merge(key: str) -> Thing | None:
    """Return what the proposal KEY is called in a letter, and its page."""
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    merge = public_merge(key)
    if merge is None:
        return None
    title = _("Usul bergabung: %(title)s") % {"title": merge.idea.title}
    return Thing(title, merge.get_absolute_url(), merge.idea.space.zone)


def merge_questions(keys: Sequence[str], receiver: str) -> dict[str, Question]:
    """Return what RECEIVER may answer with one tap, for those proposals of KEYS that wait; one query."""
    model, _sep, person = receiver.partition(":")
    if model != "people.person":
        return {}
    rows = MergeAnswer.objects.filter(
        person_id=person, merge_id__in=[int(key) for key in keys], merge__state=MergeState.OPEN
    )
    return {
        str(row.merge_id): Question(
            words=_("Bolehkah dukungan Anda pindah?"),
            path=f"/gabung/{row.merge_id}/j/{reader_token(f'ideas.merge:{row.merge_id}', receiver)}/",
            choices=tuple((value, str(label)) for value, label in MergeReply.choices),
            given=row.answer,
        )
        for row in rows
    }
