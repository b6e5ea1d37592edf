"""One voice as staff see it: its labels and who overruled them, where it belongs, how openly it is shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rembuk.design.context import wear
from rembuk.ideas import actions, queries
from rembuk.ideas.forms import LabelForm, LookForm
from rembuk.rights.queries import lookers, looks_at
from rembuk.rights.wording import LOOKS
from rembuk.shared import panels
from rembuk.shared.actors import Actor
from rembuk.shared.fields import takes
from rembuk.shared.policy import plays_sound
from rembuk.shared.references import ref
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting, may
from rembuk.spaces.wording import ROLE_LABELS
from rembuk.voices import actions as voice_actions
from rembuk.voices.models import Voice, VoiceLabel
from rembuk.voices.queries import kept_apart, of_space
from rembuk.voices.queries.attachments import attachments_of
from rembuk.voices.states import PRIVACY, Visibility
from rembuk.voices.wording import LABEL_VALUES, LABELS

PERSON = VoiceLabel.By.PERSON


class Line(NamedTuple):
    """Hold one label as the page shows it: what holds, what the machine says and why, and the form."""

    name: str
    label: str
    value: str
    because: str
    overruled: bool
    machine: str
    machine_because: str
    form: LabelForm


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@plays_sound
@takes(*((name, LabelForm) for name in LABELS), LookForm, "langkah", "apa")
def page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one voice of the space to its team, and take one step about it."""
    space = space_by_slug(slug)
    wear(request, space)
    reader, now = acting(request.user, space, "board.see"), timezone.now()
    voice = of_space(space, number)
    if voice.withdrawn_at is None:
        voice_actions.reveal_words(space=space, voices=[voice], by=reader, at=now)
    if request.method != "POST":
        return _show(request, space, voice)
    what = request.POST.get("langkah", "")
    if what == "buka":
        return _look(request, space, voice, now)
    by = acting(request.user, space, "board.decide")
    wrong = _step(request, voice, what, by, now)
    if wrong is not None:
        return _show(request, space, voice, wrong=wrong, status=422)
    return redirect("board-voice", slug=space.slug, number=voice.pk)


def _step(request: HttpRequest, voice: Voice, what: str, by: Actor, now: datetime) -> LabelForm | None:
    """Take the step WHAT; return the form that was filled in wrongly, if one was."""
    space = voice.space
    step, _sep, name = what.partition(":")
    if step == "label" and name in LABELS:
        form = LabelForm(request.POST, name=name)
        if not form.is_valid():
            return form
        value, because = form.cleaned_data["value"], form.cleaned_data["because"]
        actions.relabel(space=space, voice=voice, name=name, value=value, because=because, by=by, at=now)
        messages.success(request, _("Label sudah diganti. Batalkan di papan atau di sini."))
    elif step == "mesin" and name in LABELS:
        actions.unlabel(space=space, voice=voice, name=name, by=by, at=now)
        messages.success(request, _("Label mesin berlaku lagi."))
    elif step == "tertutup":
        voice_actions.make_more_private(voice=voice, visibility=name, by=by, at=now)
        messages.success(request, _("Sudah dibuat lebih tertutup."))
    elif step == "foto" and name in ("tampil", "tutup"):
        voice_actions.clear_photo(voice=voice, shown=name == "tampil", by=by, at=now)
        messages.success(request, _("Pilihan foto sudah disimpan."))
    elif step == "pulihkan":
        actions.restore(space=space, voices=[voice], by=by, at=now)
        messages.success(request, _("Suara sudah dipulihkan."))
    else:
        raise Refused(_("Langkah itu tidak dikenal. Muat ulang halamannya."))
    return None


def _look(request: HttpRequest, space: Space, voice: Voice, now: datetime) -> HttpResponse:
    """Open personal data once the reason is written; it is shown in this answer and nowhere else."""
    by = acting(request.user, space, "author.reveal")
    form, what = LookForm(request.POST), request.POST.get("apa", "")
    if what not in ("author", "contact"):
        raise Refused(_("Langkah itu tidak dikenal. Muat ulang halamannya."))
    if not form.is_valid():
        return _show(request, space, voice, look=form, status=422)
    why = form.cleaned_data["why"]
    if what == "author":
        author = voice_actions.reveal_author(voice=voice, why=why, by=by, at=now)
        found = [author.name, f"@{author.handle}" if author.handle else ""] if author else []
    else:
        contact = voice_actions.reveal_contact(voice=voice, why=why, by=by, at=now)
        found = [contact.email] if contact else []
    return _show(request, space, voice, opened={"label": LOOKS[what], "found": [one for one in found if one]})


def _show(
    request: HttpRequest,
    space: Space,
    voice: Voice,
    *,
    wrong: LabelForm | None = None,
    look: Form | None = None,
    opened: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    looks = looks_at(ref(voice))
    people = lookers(looks)
    closer = [
        (value, label)
        for value, label in Visibility.choices
        if PRIVACY[Visibility(value)] > PRIVACY[Visibility(voice.visibility)]
    ]
    shown = {
        "voice": voice,
        "idea": queries.idea_of_voice(voice),
        "lines": _lines(voice, wrong),
        "attachments": attachments_of(voice),
        "panels": panels.render("voices.team", request, voice),
        "wrong": wrong,
        "closer": closer,
        "kept": [(what, LOOKS[what]) for what in kept_apart(voice)],
        "may_look": may(request.user, space, "author.reveal"),
        "look": look or LookForm(),
        "opened": opened,
        "looks": [
            (row, LOOKS.get(row.what, row.what), ROLE_LABELS.get(row.role, row.role), people.get(row.by))
            for row in looks
        ],
    }
    return render(request, "ideas/voice.html", shown, status=status)


def _lines(voice: Voice, wrong: LabelForm | None) -> list[Line]:
    kept = {(label.name, label.by): label for label in voice.labels.all()}
    lines = []
    for name, title in LABELS.items():
        machine, person = kept.get((name, VoiceLabel.By.MACHINE)), kept.get((name, PERSON))
        holds = person or machine
        form = wrong if wrong is not None and wrong.prefix == name else None
        lines.append(
            Line(
                name=name,
                label=str(title),
                value=_words(name, holds),
                because=holds.because if holds else "",
                overruled=person is not None,
                machine=_words(name, machine),
                machine_because=machine.because if machine else "",
                form=form or LabelForm(name=name, initial={"value": holds.value if holds else "false"}),
            )
        )
    return lines


def _words(name: str, label: VoiceLabel | None) -> str:
    """Return the value of LABEL in words; yes-or-no labels are kept only where the machine says yes."""
    if label is None:
        return str(LABEL_VALUES[name].get("false", _("belum dibaca mesin")))
    return str(LABEL_VALUES[name].get(label.value.partition("/")[0], label.value))
