"""The worker's part: find receivers, send mail, wipe what was sent."""

from __future__ import annotations

import hashlib
import threading
from smtplib import SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from rembuk.messaging import actions, queries, rules
from rembuk.messaging.forms import compose, stop_address
from rembuk.messaging.models import Letter
from rembuk.shared import outbox

# A mail server that hangs must not hold the worker; the row is tried again later.
MAIL_WAIT = 30


@outbox.handler("messaging.fan_out")
def fan_out(payload: dict[str, Any]) -> None:
    """Tell every receiver of an announcement."""
    actions.fan_out(at=timezone.now(), **payload)


@outbox.handler("messaging.deliver")
def deliver(payload: dict[str, Any]) -> None:
    """Plan the mail of one notice, if its receiver has an address and consents at this moment."""
    address = queries.address_of(payload["receiver"])
    if address is not None:
        actions.plan_letter(
            receiver=payload["receiver"], address=address, key=payload["key"], at=timezone.now()
        )


@outbox.handler("messaging.letter")
def send_letter(payload: dict[str, Any]) -> None:
    """Compose one letter, keep it, then send what is kept; consent and quiet hours are asked at this moment.

    A worker killed after sending leaves a letter that is sent again under the same Message-ID.
    """
    receiver, key, now = payload["receiver"], payload["letter"], timezone.now()
    address = queries.address_of(receiver)
    if address is None:
        return
    letter = queries.letter_by_key(key)
    if letter is not None and letter.sent_at is not None:
        return
    awake = rules.out_of_quiet(queries.preference_of(receiver), now, address.zone)
    if awake > now:
        actions.put_off(receiver=receiver, letter=key, keys=payload["keys"], due=awake, at=now)
        return
    if letter is None:
        notices = queries.unsent(receiver, payload["keys"])
        if not notices:
            return
        words = compose(receiver, notices, now)
        letter = actions.keep_letter(
            receiver=receiver,
            key=key,
            notices=notices,
            subject=words.subject,
            text=words.text,
            html=words.html,
            at=now,
        )
    # Composing takes time, and who said no meanwhile, or before a second try, gets nothing any more.
    address = queries.address_of(receiver)
    if address is None:
        return
    _send(letter, address)
    actions.mark_sent(letter=letter, at=timezone.now())


def _send(letter: Letter, address: queries.Address) -> None:
    stop = stop_address(letter.receiver, letter.made_at)
    host = settings.PUBLIC_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Message-ID": f"<letter-{letter.pk}@{host}>",
    }
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[address.email], headers=headers)
    message.attach_alternative(letter.html, "text/html")
    _post(message)


@outbox.handler("messaging.mail")
def send_mail(payload: dict[str, Any]) -> None:
    """Send one mail that the mail backend kept (a sign-in code, an invitation).

    May be sent twice when a worker dies in between: its Message-ID comes from the row's key, so that the
    receiver's server can tell. The queue wipes the content once this returns.
    """
    host = settings.PUBLIC_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    mark = hashlib.sha256(outbox.key_in_hand().encode()).hexdigest()[:32]
    message = EmailMultiAlternatives(
        payload["subject"],
        payload["text"],
        payload["from"],
        payload["to"],
        headers={"Message-ID": f"<{mark}@{host}>", **payload["headers"]},
    )
    if payload["html"]:
        message.attach_alternative(payload["html"], "text/html")
    _post(message)


class _Line(threading.local):
    """Hold the connection that this thread's batch of mails goes by, and the settings it was opened with."""

    backend: BaseEmailBackend | None = None
    outer: dict[str, Any] | None = None


_line = _Line()


def _post(message: EmailMultiAlternatives) -> None:
    """Send MESSAGE by the connection of the mail before it, or by a new one where there is none any more.

    A connection, its TLS and its sign-in cost more than the mail.
    """
    if _line.outer != settings.EMAIL_OUTER:
        hang_up()
    # Taken out until the mail is through: what failed is not used again.
    kept, _line.backend = _line.backend, None
    if kept is not None:
        try:
            _send_by(kept, message)
        except SMTPServerDisconnected:
            # The server had enough of this connection, as it may; the Message-ID is the same either way.
            kept = None
    if kept is None:
        _line.outer = dict(settings.EMAIL_OUTER)
        kept = get_connection(_line.outer["EMAIL_BACKEND"], **connection_options(_line.outer))
        kept.open()
        _send_by(kept, message)
    _line.backend = kept


def _send_by(backend: BaseEmailBackend, message: EmailMultiAlternatives) -> None:
    message.connection = backend
    try:
        message.send()
    except Exception:
        backend.close()
        raise


@outbox.at_rest
def hang_up() -> None:
    """End the connection to the mail server after a batch."""
    kept, _line.backend = _line.backend, None
    if kept is not None:
        kept.close()


def connection_options(outer: dict[str, Any]) -> dict[str, Any]:
    """Return what the outer mail backend is opened with."""
    if outer["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
        return {"file_path": outer["EMAIL_FILE_PATH"]}
    names = {
        "EMAIL_HOST": "host",
        "EMAIL_PORT": "port",
        "EMAIL_HOST_USER": "username",
        "EMAIL_HOST_PASSWORD": "password",
        "EMAIL_USE_TLS": "use_tls",
        "EMAIL_USE_SSL": "use_ssl",
    }
    if not outer["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
        return {}
    given = {argument: outer[name] for name, argument in names.items() if outer.get(name)}
    return {**given, "timeout": MAIL_WAIT}
