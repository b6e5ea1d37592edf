"""Paper forms: printed with a number each, typed once each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from rembuk.ledger.actions import record_step
from rembuk.places.models import Place
from rembuk.rights.wording import FIELD
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Space
from rembuk.voices.actions.receive import ReceiptMade, receive_voice
from rembuk.voices.models import PaperBatch, PaperForm
from rembuk.voices.queries.doors import subject_of, taker_of
from rembuk.voices.rules import paper_code, paper_key
from rembuk.voices.states import Visibility
from rembuk.voices.wording import NO_SUCH_PAPER, NO_SUCH_SUBJECT, PAPER_RANGE, PAPER_TYPED

FEWEST, MOST = 2, 30


@transaction.atomic
def print_papers(
    *, space: Space, forms: int, place: Place | None = None, about: str = "", by: Actor, at: datetime
) -> PaperBatch:
    """Keep a print of FORMS paper forms, which are numbered from 1; each carries the code of its receipt.

    ABOUT is the reference of what they ask about, as a door has it, "" for the space.
    """
    if not FEWEST <= forms <= MOST:
        raise Refused(PAPER_RANGE, field="forms")
    if about and subject_of(space, about) is None:
        raise Refused(NO_SUCH_SUBJECT, field="about")
    batch = PaperBatch.objects.create(
        space=space, forms=forms, place=place, about=about, made_at=at, role=by.role, by=by.ref
    )
    record_step(
        kind="voices.papers_printed", about=ref(batch), scope=ref(space), by=by, at=at, facts={"forms": forms}
    )
    return batch


@transaction.atomic
def type_paper(
    *,
    batch: PaperBatch,
    number: int,
    text: str,
    place: Place | None = None,
    visibility: str = Visibility.NAMELESS,
    name: str = "",
    email: str = "",
    purposes: Iterable[str] = (),
    free: bool = False,
    by: Actor,
    at: datetime,
) -> ReceiptMade:
    """Keep what stands on form NUMBER of BATCH as a voice; its receipt is the one torn off the paper.

    It counts as an answer to what the print asks about; where that takes no answers any more it is refused
    (409), and FREE keeps it as a voice of its own. The same content again gives the same receipt; a number
    typed with other content is refused (409).
    """
    if not 1 <= number <= batch.forms:
        raise Refused(NO_SUCH_PAPER, field="nomor")
    code = paper_code(batch.pk, number)
    keep = (None if free else taker_of(batch.about)) or receive_voice
    try:
        made: ReceiptMade = keep(
            space=batch.space, text=text, place=place, visibility=visibility, name=name, email=email,
            purposes=purposes, form_key=paper_key(batch.pk, number), channel="field", agreed=FIELD, by=by,
            at=at,
        )  # fmt: skip
        if not made.again:
            with transaction.atomic():
                PaperForm.objects.create(batch=batch, number=number, voice=made.voice)
    except (Conflicting, IntegrityError) as error:
        typed = PaperForm.objects.filter(batch=batch, number=number).exists()
        if isinstance(error, Conflicting) and not typed:
            raise
        raise Conflicting(PAPER_TYPED % {"number": code}, field="nomor") from error
    return made
