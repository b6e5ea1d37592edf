"""No template, however it is written, finds a confidential sender in what a letter is made from."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db.models import Model
from django.template import Context, Template
from django.test.signals import template_rendered

from rembuk.ideas import actions
from rembuk.ideas.models import Endorsement
from rembuk.ideas.tests.factories import AT, COORDINATOR
from rembuk.messaging.forms import compose
from rembuk.messaging.models import Letter, Notice
from rembuk.people.tests.factories import make_person
from rembuk.shared.queue import Worker
from rembuk.shared.references import ref
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.models import VoiceAuthor
from rembuk.voices.states import Visibility
from rembuk.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db
SECRET = "Sulastri Rahasiawati"
HOSTILE = (
    "{{ parts.0.thing.voice.author.name }}{{ parts.0.thing.idea.idea_voices.all.0.voice.author.name }}"
    "{% for part in parts %}{% for row in part.notices %}{{ row.0.voice.author.name }}"
    "{{ row.0.about.author }}"
    "{{ row.0.letter.notices.all.0.voice.text }}{% endfor %}{% endfor %}{{ request.user }}{{ voice.text }}"
    "{{ settings.SECRET_KEY|safe }}"
)


def reachable(value: Any, depth: int = 6) -> set[type]:
    """Return the models of all rows that a template can reach from VALUE by fields and members."""
    if depth == 0 or isinstance(value, (str, int, float, bool, type(None))):
        return set()
    if isinstance(value, Model):
        related = [getattr(value, one.name) for one in value._meta.fields if one.is_relation]
        return {type(value)}.union(*(reachable(one, depth - 1) for one in related))
    if is_dataclass(value):
        return set().union(*(reachable(getattr(value, one.name), depth - 1) for one in fields(value)))
    if isinstance(value, dict):
        return set().union(*(reachable(one, depth - 1) for one in value.values()))
    if isinstance(value, (list, tuple)):
        return set().union(*(reachable(one, depth - 1) for one in value))
    return set()


def test_letter_is_made_from_notices_alone_so_that_a_hostile_template_finds_no_name(db: object) -> None:
    space, endorser = make_space(), make_person()
    voice = make_voice(space, "Tetangga saya kena", visibility=Visibility.CONFIDENTIAL)
    VoiceAuthor.objects.create(voice=voice, name=SECRET)
    idea = actions.accept_as_idea(
        space=space, voices=[voice], title="Air bersih di dusun", wish="Kami minta air.",
        because="satu suara yang jelas", place=None, by=COORDINATOR, at=AT,
    )  # fmt: skip
    Endorsement.objects.create(idea=idea, person=endorser, at=AT)
    Worker().drain()
    seen: list[dict[str, Any]] = []

    def keep(sender: object, template: object, context: Context, **more: object) -> None:
        seen.append(context.flatten())

    notices = list(Notice.objects.filter(receiver=ref(endorser)))
    assert notices
    template_rendered.connect(keep)
    try:
        words = compose(ref(endorser), notices, AT)
    finally:
        template_rendered.disconnect(keep)
    assert seen
    for context in seen:
        assert reachable(context) <= {Notice, Letter}
        hostile = Template(HOSTILE).render(Context(context))
        assert SECRET not in hostile
        assert voice.text not in hostile
        assert settings.SECRET_KEY not in hostile
    assert SECRET not in words.text + words.html + "".join(one.body for one in mail.outbox)
