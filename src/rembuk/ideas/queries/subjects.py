"""What we know under one subject of a space: what was said, decided, promised and kept."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise

from rembuk.ideas.models import Idea
from rembuk.ideas.queries import PLACED, public_ideas
from rembuk.spaces.models import Space
from rembuk.voices.models import Voice, VoiceLabel
from rembuk.voices.states import Visibility
from rembuk.voices.wording import LABEL_VALUES


def subjects() -> dict[str, str | Promise]:
    """Return every subject of the first level with its name."""
    return dict(LABEL_VALUES["subject"])


def _is(field: str, subject: str) -> Q:
    return Q(**{field: subject}) | Q(**{f"{field}__startswith": f"{subject}/"})


def ideas_about(space: Space, subject: str) -> QuerySet[Idea]:
    """Return the public ideas of SPACE that most voices behind them put under SUBJECT."""
    labels = VoiceLabel.objects.filter(voice__behind__idea=OuterRef("pk"), name="subject")
    first = labels.order_by().values("value").annotate(n=Count("pk")).order_by("-n", "value").values("value")
    ideas = public_ideas(space).annotate(subject=Subquery(first[:1]))
    return ideas.filter(_is("subject", subject))


def voices_about(space: Space, subject: str) -> QuerySet[Voice]:
    """Return the voices of SPACE under SUBJECT that anyone may read; a person's label goes first."""
    labels = VoiceLabel.objects.filter(voice=OuterRef("pk"), name="subject")
    person, machine = (labels.filter(by=by) for by in (VoiceLabel.By.PERSON, VoiceLabel.By.MACHINE))
    rows = Voice.objects.filter(space=space, published_at__isnull=False, withdrawn_at=None, hidden_at=None)
    rows = rows.exclude(visibility=Visibility.CONFIDENTIAL).select_related("place", "author")
    overruled = Exists(person)
    return rows.filter(
        Exists(person.filter(_is("value", subject)))
        | (~overruled & Exists(machine.filter(_is("value", subject))))
    )


def counts_about(space: Space, subject: str) -> dict[str, int]:
    """Return how many ideas of SPACE are about SUBJECT, and at each of PLACED; one query."""
    counted = {name: Count("pk", filter=Q(stage__in=stages)) for name, stages in PLACED.items()}
    found: dict[str, int] = ideas_about(space, subject).aggregate(gagasan=Count("pk"), **counted)
    return found
