"""The worker's part: find receivers, send mail, wipe what was sent."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.messaging import actions, queries
from rembuk.messaging.models import Notice
from rembuk.shared import outbox

# A mail server that hangs must not hold the worker; the row is tried again later.
MAIL_WAIT = 30


@outbox.handler("messaging.fan_out")
def fan_out(payload: dict[str, Any]) -> None:
    """Tell every receiver of an announcement."""
    actions.fan_out(at=timezone.now(), **payload)


@outbox.handler("messaging.deliver")
def deliver(payload: dict[str, Any]) -> None:
    """Send one notice by mail, if its receiver has an address and consents at this moment."""
    address = queries.address_of(payload["receiver"])
    notice = Notice.objects.filter(receiver=payload["receiver"], key=payload["key"], mailed_at=None).first()
    if address is None or notice is None:
        return
    stop = f"{settings.PUBLIC_URL}/berhenti/{queries.stop_token(notice.receiver)}/"
    way_out = _("Berhenti dikabari dengan satu ketukan:") + " " + stop
    text = "\n\n".join([notice.text, settings.PUBLIC_URL + notice.link, way_out])
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Message-ID": f"<notice-{notice.pk}@{settings.PUBLIC_URL.partition('://')[2].split(':')[0]}>",
    }
    message = EmailMultiAlternatives(notice.subject, text, to=[address.email], headers=headers)
    outer = settings.EMAIL_OUTER
    message.connection = get_connection(outer["EMAIL_BACKEND"], **connection_options(outer))
    message.send()
    actions.mark_mailed(receiver=notice.receiver, key=notice.key, at=timezone.now())


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
    outer = settings.EMAIL_OUTER
    message.connection = get_connection(outer["EMAIL_BACKEND"], **connection_options(outer))
    message.send()


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
