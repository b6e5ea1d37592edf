"""Name the witnesses of the record and keep what they sign."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rembuk.ledger.actions.steps import record_step
from rembuk.ledger.models import Checkpoint, Cosignature, Witness
from rembuk.reckon.integrity.cosignatures import cosigned_at, read_cosigner_key
from rembuk.reckon.refusal import Refusal
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotThere, Refused

SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=20), timedelta(hours=1)
BAD_KEY = _(
    "Kunci saksi harus satu baris nama+sidik+base64 (C2SP tlog-cosignature). Salin lagi dari saksinya."
)
BAD_URL = _("Alamat saksi harus http:// atau https:// tanpa tanda tanya.")
THERE = _("Saksi dengan kunci ini sudah ada.")
NO_WITNESS = _("Tidak ada saksi dengan nama atau kunci itu.")


@transaction.atomic
def add_witness(*, vkey: str, url: str, by: Actor, at: datetime) -> Witness:
    """Show every new head to the witness that answers at URL and signs with VKEY, from now on."""
    try:
        key = read_cosigner_key(vkey)
    except Refusal as refusal:
        raise Refused(BAD_KEY) from refusal
    # What the witness prints, and its operator sends, ends so.
    url = url.strip().rstrip("/").removesuffix("/add-checkpoint")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise Refused(BAD_URL) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or len(url) > 300:
        raise Refused(BAD_URL)
    if len(str(key)) > 300 or len(key.name) > 200:
        raise Refused(BAD_KEY)
    witness = Witness.objects.select_for_update().filter(vkey=str(key)).first()
    if witness is not None and witness.removed_at is None:
        raise Conflicting(THERE)
    if witness is None:
        witness = Witness(name=key.name, vkey=str(key), added_at=at)
    witness.url, witness.removed_at, witness.next_try_at, witness.trouble = url, None, at, ""
    witness.save()
    record_step(
        kind="ledger.witness_added",
        about=ref(witness),
        by=by,
        at=at,
        facts={"name": key.name, "key": str(key)},
    )
    return witness


@transaction.atomic
def remove_witness(*, named: str, by: Actor, at: datetime) -> Witness:
    """Show heads to the witness NAMED (its name or its whole key) no more; what it signed stays."""
    rows = Witness.objects.select_for_update().filter(removed_at=None)
    witness = rows.filter(vkey=named).first() or rows.filter(name=named).order_by("pk").first()
    if witness is None:
        raise NotThere(NO_WITNESS)
    witness.removed_at = at
    witness.save(update_fields=["removed_at"])
    record_step(
        kind="ledger.witness_removed", about=ref(witness), by=by, at=at,
        facts={"name": witness.name, "key": witness.vkey},
    )  # fmt: skip
    return witness


@transaction.atomic
def keep_cosignature(*, witness: Witness, head: Checkpoint, answer: bytes, at: datetime) -> bool:
    """Keep the signature of WITNESS below HEAD that its ANSWER holds; tell whether there was a right one.

    Lines of other keys are passed over. A time ahead of AT is refused: it would look fresh for too long.
    """
    key = read_cosigner_key(witness.vkey)
    text = head.note.partition("\n\n")[0] + "\n"
    for line in answer.decode("utf-8", "replace").splitlines(keepends=True):
        seconds = cosigned_at(text, line, key)
        if seconds is None or seconds > at.timestamp() + 300:
            continue
        signed = datetime.fromtimestamp(seconds, UTC)
        row = Witness.objects.select_for_update().get(pk=witness.pk)
        Cosignature.objects.update_or_create(
            checkpoint=head, witness=row, defaults={"line": line, "at": signed}
        )
        # Another worker may have shown it a larger head meanwhile.
        if head.size >= row.size:
            row.size, row.cosigned_at = head.size, signed
        row.trouble, row.failures, row.next_try_at = "", 0, at
        row.save()
        return True
    note_trouble(witness=witness, trouble=Witness.Trouble.WRONG, at=at)
    return False


@transaction.atomic
def note_trouble(*, witness: Witness, trouble: str, at: datetime) -> None:
    """Keep why WITNESS did not cosign and wait longer each time, at most an hour."""
    row = Witness.objects.select_for_update().get(pk=witness.pk)
    row.trouble, row.failures = trouble, min(row.failures + 1, 1_000)
    row.next_try_at = at + min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** min(row.failures - 1, 10))
    row.save(update_fields=["trouble", "failures", "next_try_at"])


@transaction.atomic
def learn_size(*, witness: Witness, head: Checkpoint, old: int, known: int | None, at: datetime) -> None:
    """Take up that WITNESS cosigned KNOWN entries last, not OLD, and show HEAD again from there.

    That is no trouble where we had only forgotten, as after a restore, or where another worker was faster.
    A witness that knows more than we hold, or as much under another root, has seen another history.
    """
    row = Witness.objects.select_for_update().get(pk=witness.pk)
    if known is not None and known != old and (known < head.size or known == row.size):
        row.size, row.next_try_at, row.trouble = known, at, ""
        row.save(update_fields=["size", "next_try_at", "trouble"])
        return
    note_trouble(witness=row, trouble=Witness.Trouble.CONFLICT, at=at)
