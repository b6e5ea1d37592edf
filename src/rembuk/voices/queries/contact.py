"""Where those who spoke may be reached."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Lower

from rembuk.messaging.queries import Address, Answered
from rembuk.rights.queries import consents
from rembuk.shared.references import ref
from rembuk.voices.models import Voice, VoiceContact, VoiceLabel


def at_address(email: str) -> QuerySet[VoiceContact]:
    """Return every contact that is EMAIL, large and small letters alike; none where it is empty."""
    rows = VoiceContact.objects.alias(low=Lower("email")).select_related("voice__space").order_by("pk")
    return rows.filter(low=email.lower()) if email else rows.none()


def mail_address(key: str) -> Address | None:
    """Return where the sender of voice KEY reads mail, if they agree to be answered at this moment."""
    contact = VoiceContact.objects.select_related("voice__space").filter(voice_id=key).first()
    if contact is None or contact.voice.withdrawn_at:
        return None
    if not consents(ref(contact), contact.voice.space_id).get("progress"):
        return None
    return Address(contact.email, contact.voice.space.zone)


def answered(key: str, receiver: str) -> Answered | None:
    """Return where an answer to voice KEY alone (it was set aside) counts."""
    voice = Voice.objects.filter(pk=key).first()
    if voice is None:
        return None
    label = VoiceLabel.objects.filter(voice=voice, name="subject").order_by("-by").first()
    return Answered(voice.space_id, label.value.partition("/")[0] if label else "", voice.channel)
