"""Mail leaves by the outbox, never inside a request."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from rembuk.shared import outbox


class OutboxBackend(BaseEmailBackend):
    """Write one outbox row a message; the worker sends it and wipes the row's content."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep EMAIL_MESSAGES for the worker and return how many."""
        for message in email_messages:
            html = [body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"]
            payload = {
                "to": list(message.to),
                "subject": message.subject,
                "text": str(message.body),
                "html": str(html[0]) if html else "",
                "headers": dict(message.extra_headers),
                "from": message.from_email,
            }
            outbox.write(kind="messaging.mail", payload=payload, at=timezone.now())
        return len(email_messages)
