"""What a page says after a step: carried to the next page in a cookie bound to this host like the others."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NoticeCookie(CookieStorage):
    """Keep Django's cookie of messages, under a name that no other host under our domain can set."""

    cookie_name = "__Host-kabar" if settings.SECURE else "kabar"


class Notices(FallbackStorage):
    """Keep notices in the cookie, and what does not fit there in the session."""

    storage_classes = (NoticeCookie, SessionStorage)
