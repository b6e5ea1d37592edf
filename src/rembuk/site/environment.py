"""Read what the operator set in the environment, or refuse it in one sentence before anything is begun.

An empty value counts as none: files of settings keep names whose values are not known yet.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

import environ

from rembuk.reckon.refusal import Refusal

_ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")


def setting(name: str, default: str) -> str:
    """Return the value of NAME without spaces around it, DEFAULT where it is empty or missing."""
    return os.environ.get(name, "").strip() or default


def public_url(default: str) -> str:
    """Return REMBUK_URL without a slash at its end: http or https, a host, and no path."""
    spelled = setting("REMBUK_URL", default)
    try:
        parts = urlsplit(spelled)
        known = (
            parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        known = False
    rest = spelled.rstrip("/").partition("://")[2]
    if not known or any(sign in "/?#@" or sign.isspace() for sign in rest):
        raise Refusal(
            f"REMBUK_URL={spelled} tidak terbaca; tulis seperti https://suara.example.id, tanpa folder.",
            f"REMBUK_URL={spelled} cannot be read; write it as https://suara.example.id, without a folder.",
        )
    return spelled.rstrip("/")


def hosts(default: str) -> list[str]:
    """Return the host names of REMBUK_HOSTS."""
    found = [one.strip() for one in setting("REMBUK_HOSTS", default).split(",") if one.strip()]
    for one in found:
        port = not one.startswith("[") and ":" in one
        if port or any(sign in "/?#@" or sign.isspace() for sign in one):
            raise Refusal(
                f"REMBUK_HOSTS memuat {one}; tulis nama peladennya saja, dipisah koma: suara.example.id.",
                f"REMBUK_HOSTS holds {one}; write bare host names, comma between: suara.example.id.",
            )
    return found


def trusted_proxy() -> str:
    """Return REMBUK_TRUSTED_PROXY, an address or a network, "" where nobody is trusted."""
    spelled = setting("REMBUK_TRUSTED_PROXY", "")
    try:
        if spelled:
            ip_network(spelled, strict=False)
    except ValueError as error:
        raise Refusal(
            f"REMBUK_TRUSTED_PROXY={spelled} bukan alamat IP; tulis seperti 127.0.0.1 atau 10.0.0.0/24.",
            f"REMBUK_TRUSTED_PROXY={spelled} is no IP address; write it as 127.0.0.1 or 10.0.0.0/24.",
        ) from error
    return spelled


def database(default: str) -> dict[str, Any]:
    """Return what Django wants to know of DATABASE_URL; its words are never shown, they hold a password."""
    spelled = setting("DATABASE_URL", default)
    try:
        found: dict[str, Any] = environ.Env().db_url_config(spelled)
    except (environ.ImproperlyConfigured, ValueError):
        found = {}
    if found.get("ENGINE") not in _ENGINES or not found.get("NAME"):
        raise Refusal(
            "DATABASE_URL tidak terbaca; tulis seperti postgres://NAMA:SANDI@PELADEN:5432/BASISDATA.",
            "DATABASE_URL cannot be read; write it as postgres://USER:PASSWORD@HOST:5432/NAME.",
        )
    if found["ENGINE"].endswith("postgresql") and find_spec("psycopg") is None:
        raise Refusal(
            'DATABASE_URL menunjuk PostgreSQL, tetapi tambahannya belum ada; pasang "rembuk[postgres]".',
            'DATABASE_URL names PostgreSQL, but its package is missing; install "rembuk[postgres]".',
        )
    return found


def mail(default: str) -> dict[str, Any]:
    """Return what Django wants to know of EMAIL_URL; its words are never shown, they hold a password."""
    spelled = setting("EMAIL_URL", default)
    try:
        found: dict[str, Any] = environ.Env().email_url_config(spelled)
    except (environ.ImproperlyConfigured, ValueError, KeyError):
        found = {}
    if not found or (spelled.startswith("smtp") and not found["EMAIL_HOST"]):
        raise Refusal(
            "EMAIL_URL tidak terbaca; tulis seperti smtp+tls://NAMA:SANDI@surel.example.id:587, dengan @ di "
            "nama atau sandi sebagai %40.",
            "EMAIL_URL cannot be read; write it as smtp+tls://USER:PASSWORD@mail.example.id:587, with an @ "
            "in name or password as %40.",
        )
    return found


def sender(default: str) -> str:
    """Return REMBUK_FROM, an address with or without a name before it."""
    spelled = setting("REMBUK_FROM", default)
    if "@" not in spelled or "\n" in spelled:
        raise Refusal(
            f"REMBUK_FROM={spelled} bukan alamat surel; tulis seperti Desa Kita <suara@example.id>.",
            f"REMBUK_FROM={spelled} is no mail address; write it as Our Village <voice@example.id>.",
        )
    return spelled
