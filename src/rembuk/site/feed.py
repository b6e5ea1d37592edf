"""The feed of a space (Atom, RFC 4287): what was accepted, judged, decided, promised and kept."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rembuk.ledger.models import Step
from rembuk.ledger.wording import address_of, title_of, words_for
from rembuk.shared.references import ref
from rembuk.site.flow import without_taken_back
from rembuk.spaces.models import Space

ENTRIES, LOOKED_AT = 30, 200
KINDS = ("ideas.", "review.", "programmes.")
# What XML 1.0 cannot hold.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def public_steps(space: Space) -> list[tuple[Step, str]]:
    """Return the newest steps of SPACE that have a page, each with its address; one query."""
    rows = without_taken_back(Step.objects.filter(scope=ref(space), public=True)).order_by("-at", "-id")
    found = []
    for step in rows[:LOOKED_AT]:
        where = address_of(step.about)
        if where is None or not step.kind.startswith(KINDS):
            continue
        if words_for(step.kind).mark not in ("silent", "promise"):
            found.append((step, where[0]))
    return found[:ENTRIES]


def feed_of(space: Space) -> bytes:
    """Return the feed of SPACE as Atom."""
    home = settings.PUBLIC_URL + space.get_absolute_url()
    feed = Atom1Feed(
        title=_fit(space.name),
        link=home,
        feed_url=f"{home}umpan.atom",
        description="",
        subtitle=_("Gagasan, putusan, keputusan, dan tonggak ruang ini."),
        language=get_language(),
        author_name=_fit(space.name),
    )
    host = urlsplit(settings.PUBLIC_URL).hostname
    for step, address in public_steps(space):
        feed.add_item(
            title=_fit(title_of(step.kind, step.facts, step.words)),
            link=settings.PUBLIC_URL + address,
            # Readers take a summary for HTML.
            description=escape(_fit(str(step.words.get("because", "")))),
            # Never changes, whatever the words become (RFC 4151).
            unique_id=f"tag:{host},{step.at:%Y-%m-%d}:step:{step.pk}",
            pubdate=step.at,
            updateddate=step.at,
        )
    return feed.writeString("utf-8").encode()


def _fit(text: str) -> str:
    return _UNFIT.sub("", text)
