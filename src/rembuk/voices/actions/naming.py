"""Name clusters after a telling voice in them, and anew once that voice's words are no longer theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.db.models import Case, Value, When

from rembuk.voices.models import Cluster, Voice, VoiceVersion
from rembuk.voices.states import Visibility

LONGEST_TITLE = 90
# So many voices of a cluster are read to find its name.
READ = 8
# What only the team may read comes after what names a cluster.
_LAST = Case(When(visibility=Visibility.CONFIDENTIAL, then=Value(1)), default=Value(0))
# A name before @ is tried from its beginning only, or a long word would take the square of its length.
_PERSONAL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w.-]+|@\w{2,}|https?://\S+|\+?\d[\d .-]{6,}\d")


def title_of(texts: Sequence[str]) -> str:
    """Return the wording nearest to a line of its own, with numbers and names of accounts left out."""
    plain = [" ".join(_PERSONAL.sub("…", text).split()) for text in texts if text]
    best = min(plain, key=lambda text: (abs(len(text) - 70), text), default="")
    if len(best) <= LONGEST_TITLE:
        return best or "…"
    return best[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def name_of(told: Iterable[tuple[str, str]]) -> str:
    """Return the name of a cluster from the words of its voices and how openly each was told.

    Lists and searches of the board show names, and nobody's reading of a name is logged: words told in
    confidence make none. "" where there are no others.
    """
    voices = [(text, visibility) for text, visibility in told if text]
    texts = [text for text, visibility in voices if visibility != Visibility.CONFIDENTIAL]
    return title_of(texts) if texts or not voices else ""


def wordings(voice: Voice) -> list[str]:
    """Return the words of VOICE and those it had before it was corrected."""
    return [voice.text, *VoiceVersion.objects.filter(voice=voice).values_list("text", flat=True)]


def named_by(cluster: Cluster) -> int:
    """Return the key of a voice in CLUSTER that it is named after, or 0 where that one is there no longer."""
    told = cluster.voices.exclude(text="").order_by("pk").values_list("pk", "text")
    return next((pk for pk, text in told.iterator() if title_of([text]) == cluster.title), 0)


def rename_without(*, space_id: int, texts: Iterable[str]) -> None:
    """Name clusters of a space that bear one of TEXTS after the voices in them, in the caller's transaction.

    To be called once TEXTS are nobody's words any more, or only for the team. A voice is in one cluster and
    may have named another that it was moved out of, so all of the space are looked through.
    """
    words = [text for text in texts if text]
    # Before 0.2 a cluster split off by hand bore the first letters of a voice as they were.
    borne = {title_of([text]) for text in words} | {" ".join(text.split())[:120] for text in words}
    named = Cluster.objects.select_for_update().filter(space=space_id, title__in=borne).order_by("pk")
    for cluster in named if borne else ():
        left = cluster.voices.filter(withdrawn_at=None).exclude(text="").order_by(_LAST, "pk")
        cluster.title = name_of(left.values_list("text", "visibility")[:READ])
        cluster.save(update_fields=["title"])
