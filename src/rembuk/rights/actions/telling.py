"""Tell owners and officers what waits and until when, and who asked that an answer stands.

The letters name no person and quote no words: what it is about is read after signing in.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from rembuk.people.queries import person_key, reachable
from rembuk.rights.models import Breach, DataRequest
from rembuk.rights.queries.protection import breaches_in
from rembuk.rights.states import TOLD
from rembuk.shared import outbox
from rembuk.shared.references import ref
from rembuk.spaces.queries import holders
from rembuk.spaces.rules import MAY

# So long before the clock of 3 × 24 hours runs out they are told once more.
BEFORE = timedelta(hours=24)


@transaction.atomic
def plan_telling(row: DataRequest | Breach, *, at: datetime) -> None:
    """Have everybody but who wrote ROW down told of it now, and all of them a day before it is due."""
    about = ref(row)
    payload = {"about": about}
    outbox.write(kind="rights.tell", payload=payload, at=at, key=f"rights.tell:{about}:new")
    outbox.write(
        kind="rights.tell", payload={**payload, "late": True}, at=at, key=f"rights.tell:{about}:soon",
        run_after=max(at, row.due - BEFORE),
    )  # fmt: skip


@transaction.atomic
def plan_answer(row: DataRequest, *, at: datetime) -> None:
    """Have who asked ROW signed in told that its answer stands."""
    if row.subject:
        about = ref(row)
        key = f"rights.tell:{about}:answered"
        outbox.write(kind="rights.tell", payload={"about": about, "answered": True}, at=at, key=key)


@transaction.atomic
def tell(payload: dict[str, Any]) -> None:
    """Write the letters of one planned telling; none where it is answered, told or gone by now."""
    model, _sep, key = payload["about"].partition(":")
    if payload.get("answered"):
        _tell_who_asked(DataRequest.objects.filter(pk=key).select_related("space").first())
        return
    if model == "rights.datarequest":
        request = DataRequest.objects.filter(pk=key, answered_at=None).select_related("space").first()
        if request is not None:
            _tell_officers(request, f"permintaan/{request.pk}/", payload)
        return
    breach = Breach.objects.filter(pk=key).select_related("space").first()
    if breach is not None and breaches_in(breach.space).get(pk=breach.pk).told < len(TOLD):
        _tell_officers(breach, f"kebocoran/{breach.pk}/", payload)


def _tell_officers(row: DataRequest | Breach, page: str, payload: dict[str, Any]) -> None:
    space, late = row.space, bool(payload.get("late"))
    link = f"{settings.PUBLIC_URL}/r/{space.slug}/pelindungan/{page}"
    words = {"space": space, "due": row.due, "link": link, "late": late, "breach": isinstance(row, Breach)}
    subject = _("Jam 3 × 24 jam: pelindungan data %(space)s") % {"space": space.name}
    for key in holders(space.pk, MAY["data.protect"]):
        person = reachable(str(key))
        if person is not None and (late or row.by != ref(person)):
            text = render_to_string("rights/mail/waiting.txt", words)
            send_mail(subject, text, None, [person.email])


def _tell_who_asked(row: DataRequest | None) -> None:
    person = reachable(str(person_key(row.subject))) if row is not None else None
    if row is None or person is None:
        return
    words = {"space": row.space, "link": f"{settings.PUBLIC_URL}/akun/data/"}
    subject = _("Permintaan Anda tentang data sudah dijawab")
    send_mail(subject, render_to_string("rights/mail/answered.txt", words), None, [person.email])
