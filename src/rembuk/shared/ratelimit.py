"""Rate limits over the cache: so many tries in so long a time, counted by any name."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from time import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from rembuk.shared.refusals import TooMany
from rembuk.shared.spoken import keyed

# Mail that somebody else causes, over all doors together: invitations, questions to experts.
MAILS_A_DAY = 5
TOO_MANY_MAILS = _("Alamat ini sudah mendapat cukup banyak surat hari ini. Coba lagi besok.")
# Voices that may leave one address to be answered at: each is answered by itself.
VOICES_A_DAY = 20
TOO_MANY_VOICES = _(
    "Alamat ini sudah ditinggalkan bersama banyak suara hari ini. Kosongkan isiannya, atau coba lagi besok."
)
TOO_MANY = _("Terlalu banyak percobaan dari jaringan ini. Tunggu beberapa menit, lalu coba lagi.")


def count(name: str, who: str, *, most: int, per: timedelta) -> None:
    """Count one try of WHO at NAME, and refuse (429) the one after MOST within PER.

    The window begins with the first try. WHO is kept as a keyed hash, so the cache holds no addresses.
    """
    key, seconds = f"tries:{name}:{keyed('rate limit', who)[:32]}", per.total_seconds()
    first = (1, time() + seconds)
    if cache.add(key, first, seconds):
        return
    # The window may have ended between the two lines. `incr` would end it five minutes after this try.
    tries, end = cache.get(key, (0, first[1]))
    cache.set(key, (tries + 1, end), max(1.0, end - time()))
    if tries + 1 > most:
        raise TooMany(TOO_MANY)


def count_mail(address: str) -> None:
    """Count one mail to ADDRESS that its owner did not ask for, and refuse (429) the sixth of a day."""
    try:
        count("mail", mailbox(address), most=MAILS_A_DAY, per=timedelta(days=1))
    except TooMany:
        raise TooMany(TOO_MANY_MAILS, field="email") from None


def count_contact(address: str) -> None:
    """Count one voice that asks to be answered at ADDRESS, and refuse (429) the one after 20 of a day.

    Nobody has proven that the address is theirs, and every answer is a mail to it.
    """
    try:
        count("contact", mailbox(address), most=VOICES_A_DAY, per=timedelta(days=1))
    except TooMany:
        raise TooMany(TOO_MANY_VOICES, field="email") from None


def mailbox(address: str) -> str:
    """Return the mailbox ADDRESS most likely reaches: what follows a plus only sorts mail inside it."""
    name, _at, host = address.strip().lower().partition("@")
    name = name.partition("+")[0]
    if host in ("gmail.com", "googlemail.com"):
        name, host = name.replace(".", ""), "gmail.com"
    return f"{name}@{host}"


def client_of(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """Return the address that asks, or None where it cannot be told.

    X-Forwarded-For is believed only where the trusted proxy itself speaks, and only its last entry, which is
    the proxy's own. A server that listens on IPv6 spells IPv4 addresses `::ffff:192.0.2.1`: they are read as
    what they are, or all of them would be one network.
    """
    peer = address_in(str(request.META.get("REMOTE_ADDR", "")))
    trusted = settings.TRUSTED_PROXY
    if peer is None or not trusted or peer not in ip_network(trusted, strict=False):
        return peer
    return address_in(str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()) or peer


def address_in(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address TEXT spells, an IPv4 address in either spelling as one, or None."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def network_of(request: HttpRequest) -> str:
    """Return the network a request comes from: an IPv4 address, or the /64 an IPv6 customer holds."""
    found = client_of(request)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, 64), strict=False))
    return str(found) if found else "unknown"
