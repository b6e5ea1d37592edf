"""Erase a subject everywhere, and list whom outside the database, so that no backup brings them back.

The list stands beside the database, never in a backup. It holds references (`voices.voice:7`) and times.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from rembuk.rights.models import Erasure
from rembuk.shared import holdings, outbox

LIST = "erased.list"
# The queue gives a row up after a day and a half; until every holder has confirmed we begin again.
PATIENCE = timedelta(days=2)
# Between the moment a backup shows and the moment its file was written.
SLACK = timedelta(minutes=1)


def erase_everywhere(*, subject: str, at: datetime) -> None:
    """Let every holding erase SUBJECT and note each that has; the first failure is raised at the end.

    Raising makes the queue come again; holders that have confirmed are asked again without harm.
    """
    erasure = Erasure.objects.filter(subject=subject).first()
    if erasure is not None and not erasure.confirmed:
        note_erased(subject=subject, asked_at=erasure.asked_at)
    # The account goes last, and not before all others have: they find by its address what is theirs (an
    # invitation, where it was left with a voice).
    held = sorted(holdings.everything(), key=lambda one: one.name == "people")
    failed: Exception | None = None
    for holding in held:
        if failed is not None and holding.name == "people":
            break
        try:
            with transaction.atomic():
                holding.erase(subject)
        except Exception as error:
            # The others are still asked.
            failed = failed or error
            continue
        confirm_erasure(subject=subject, holding=holding.name, all_of=[one.name for one in held], at=at)
    if failed is not None:
        raise failed


@transaction.atomic
def confirm_erasure(*, subject: str, holding: str, all_of: list[str], at: datetime) -> None:
    """Note that HOLDING has erased SUBJECT; the erasure is done once ALL_OF the holdings have."""
    erasure = Erasure.objects.select_for_update().filter(subject=subject).first()
    if erasure is None:
        return
    erasure.confirmed = sorted({*erasure.confirmed, holding})
    if erasure.done_at is None and set(all_of) <= set(erasure.confirmed):
        erasure.done_at = at
    erasure.save(update_fields=["confirmed", "done_at"])


@transaction.atomic
def ask_erasure(*, subject: str, at: datetime) -> Erasure:
    """Keep the wish to erase what is personal about SUBJECT; a stored job asks every holder until done.

    One that was done before begins anew: something may be held again.
    """
    erasure, made = Erasure.objects.get_or_create(subject=subject, defaults={"asked_at": at})
    key = f"rights.erase:{subject}"
    if not made and erasure.done_at is not None:
        erasure.asked_at, erasure.done_at, erasure.confirmed = at, None, []
        erasure.save(update_fields=["asked_at", "done_at", "confirmed"])
        key = f"{key}:{at.timestamp()}"
    outbox.write(kind="rights.erase", payload={"subject": subject}, at=at, key=key)
    return erasure


@transaction.atomic
def take_up_again(*, at: datetime) -> int:
    """Write a new row for every erasure that waits longer than the queue tries; return how many wait so."""
    late = list(
        Erasure.objects.filter(done_at=None, asked_at__lt=at - PATIENCE).values_list("subject", flat=True)
    )
    for subject in late:
        key = f"rights.erase:{subject}:{at:%Y%m%d}"
        outbox.write(kind="rights.erase", payload={"subject": subject}, at=at, key=key)
    return len(late)


def list_path() -> Path:
    """Return where the list of whom we erased is kept."""
    return Path(settings.HOME) / LIST


def note_erased(*, subject: str, asked_at: datetime) -> None:
    """Add SUBJECT to the list and have it on the disk before anything is erased; twice is harmless."""
    line = json.dumps({"subject": subject, "asked_at": asked_at.isoformat()}) + "\n"
    handle = os.open(list_path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "a") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def listed_since(moment: datetime) -> dict[str, datetime]:
    """Return whom the list names with a wish from MOMENT on; a line cut off by a power cut is passed over."""
    found: dict[str, datetime] = {}
    try:
        lines = list_path().read_text().splitlines()
    except FileNotFoundError:
        return found
    for line in lines:
        try:
            entry = json.loads(line)
            subject, asked_at = str(entry["subject"]), datetime.fromisoformat(entry["asked_at"])
        except (ValueError, KeyError, TypeError):
            continue
        if asked_at >= moment:
            found[subject] = asked_at
    return found


def forget_again(*, taken_at: datetime, at: datetime) -> int:
    """Erase from a database restored from a backup TAKEN_AT whom we had erased since; return how many.

    Who is not in it is passed over: their number may be given to somebody else later.
    """
    count = 0
    for subject in listed_since(taken_at - SLACK):
        if any(True for one in holdings.everything() for _row in one.show(subject)):
            ask_erasure(subject=subject, at=at)
            erase_everywhere(subject=subject, at=at)
            count += 1
    return count


def forget_who_came_back(*, at: datetime) -> int:
    """Erase whom the list names and this database does not know as erased; return how many there were.

    So looks a database that was put back by hand (`pg_restore`), whatever it runs on. Called before anything
    else is let in: who is not in it now is noted as settled, for their number may be given to somebody later.
    """
    listed = listed_since(datetime.min.replace(tzinfo=UTC))
    if not listed:
        return 0
    kept = dict(Erasure.objects.filter(subject__in=listed).values_list("subject", "asked_at"))
    count = 0
    for subject, asked_at in listed.items():
        if subject in kept and kept[subject] >= asked_at:
            continue
        if any(True for one in holdings.everything() for _row in one.show(subject)):
            ask_erasure(subject=subject, at=at)
            # What a holder fails at now, the queue asks again; the house opens all the same.
            with suppress(Exception):
                erase_everywhere(subject=subject, at=at)
            count += 1
        else:
            settle_absent(subject=subject, asked_at=asked_at, at=at)
    return count


@transaction.atomic
def settle_absent(*, subject: str, asked_at: datetime, at: datetime) -> None:
    """Note that nothing is held of SUBJECT, whom we erased by a wish of ASKED_AT."""
    names = sorted(one.name for one in holdings.everything())
    told = {"asked_at": asked_at, "done_at": at, "confirmed": names}
    Erasure.objects.update_or_create(subject=subject, defaults=told)
