"""Voices for programs: sending one, and the public status of one."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router
from ninja.responses import Status

from rembuk.ledger.queries.trace import standing
from rembuk.ledger.schemas import standing_answer, steps_of
from rembuk.places.models import Place
from rembuk.places.queries import place_by_code
from rembuk.places.schemas import place_answer
from rembuk.shared.actors import CITIZEN
from rembuk.shared.api import anybody, keep_private, reads, writes
from rembuk.shared.ratelimit import count, network_of
from rembuk.shared.refusals import Refused
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.schemas import Slug
from rembuk.voices.actions import receive_voice
from rembuk.voices.queries import by_address
from rembuk.voices.queries.receipt import sorted_by, trace_of
from rembuk.voices.rules.age import check_age
from rembuk.voices.schemas import Address, ReceiptAnswer, VoiceStatus, VoiceWritten
from rembuk.voices.views.send import MOST_SENT, SENT_PER
from rembuk.voices.views.status import title_of

router = Router(tags=["voices"])
NO_SUCH_PLACE = _("Tidak ada tempat dengan kode itu. Cari kodenya di /api/v1/places.")
NEED_NAME = _("Tulis nama yang boleh ditampilkan, atau pilih tanpa nama.")
NEED_EMAIL = _("Tulis surel Anda, atau kosongkan pilihan di bawahnya.")
WRONG_EMAIL = _("Surel ini belum lengkap. Tulis seperti nama@contoh.id.")


@writes(
    router, "POST", "/spaces/{slug}/voices", {200: ReceiptAnswer, 201: ReceiptAnswer}, _("Mengirim suara"),
    name="voice-send", auth=anybody, refused=(409, 429),
)  # fmt: skip
def send_voice(
    request: HttpRequest, response: HttpResponse, slug: Slug, voice: VoiceWritten
) -> Status[ReceiptAnswer]:
    """Send a voice, with or without an account; 200 means this very voice was received before."""
    keep_private(response)
    space = space_by_slug(slug)
    place = _checked(voice)
    count("voices.send", network_of(request), most=MOST_SENT, per=SENT_PER)
    made = receive_voice(
        space=space, text=voice.text, place=place, visibility=voice.visibility,
        name=voice.name if voice.visibility == "named" else "", email=voice.email,
        purposes=voice.purposes, form_key=voice.key, by=CITIZEN, at=timezone.now(),
    )  # fmt: skip
    page = made.voice.get_absolute_url()
    answer = ReceiptAnswer(code=made.code, address=made.voice.address, page=page, again=made.again)
    response["Location"] = page
    return Status(200 if made.again else 201, answer)


def _checked(voice: VoiceWritten) -> Place | None:
    """Return the place of VOICE; what does not belong together is refused as the form refuses it."""
    if voice.visibility == "named" and not voice.name.strip():
        raise Refused(NEED_NAME, field="name")
    if voice.purposes and not voice.email:
        raise Refused(NEED_EMAIL, field="email")
    if voice.email:
        try:
            validate_email(voice.email)
        except ValidationError as error:
            raise Refused(WRONG_EMAIL, field="email") from error
    check_age(band=voice.band, name=voice.name if voice.visibility == "named" else "", email=voice.email)
    if not voice.place:
        return None
    place = place_by_code(voice.place)
    if place is None:
        raise Refused(NO_SUCH_PLACE, field="place")
    return place


@reads(router, "/voices/{address}", VoiceStatus, _("Sampai mana satu suara"), name="voice-status")
def voice_status(request: HttpRequest, address: Address) -> VoiceStatus:
    """Answer how far the voice at a public address has come; a confidential voice is not there."""
    voice = by_address(address)
    trace = trace_of(voice, timezone.now(), own=False)
    return VoiceStatus(
        address=voice.address,
        space=voice.space.slug,
        title=title_of(voice),
        text=voice.public_text if voice.shown else None,
        place=place_answer(voice.place) if voice.place else None,
        arrived_at=voice.arrived_at,
        withdrawn=voice.withdrawn_at is not None,
        set_aside=voice.set_aside or None,
        sorted_by=sorted_by(voice),
        standing=standing_answer(standing(trace)),
        steps=steps_of(trace),
        page=voice.get_absolute_url(),
    )
