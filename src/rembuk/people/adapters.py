"""How allauth meets our persons: whose network asks, how secrets rest, which pages belong to whom."""

from __future__ import annotations

import base64
import hashlib
from ipaddress import IPv4Address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from rembuk.people.queries import is_staff
from rembuk.shared.ratelimit import client_of

# Sessions keep an address always; this one is no host's (RFC 6890).
NOBODY = IPv4Address(0)


def client_address(request: HttpRequest) -> str:
    """Return the address that asks, by the one rule about proxies; all zeros where it cannot be told."""
    return str(client_of(request) or NOBODY)


class AccountAdapter(DefaultAccountAdapter):
    """Keep allauth's own doors shut: accounts arise by code only, and one address is one person."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Alamat e-mail atau kata sandi tidak cocok."),
        "too_many_login_attempts": _("Terlalu banyak percobaan. Tunggu lima menit, lalu coba lagi."),
        "incorrect_code": _("Kode ini tidak cocok."),
        "enter_current_password": _("Ketik kata sandi Anda yang sekarang."),
        "incorrect_password": _("Kata sandi tidak cocok."),
        "rate_limited": _("Terlalu banyak percobaan. Tunggu sebentar, lalu coba lagi."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse allauth's sign-up: an account arises when a code comes back."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Let ways back lead only to a path of this site; even our own full address is not needed."""
        if not url or not url.startswith("/") or "\\" in url:
            return False
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that asks, by our one rule about proxies."""
        return client_address(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing beside the page: every page of ours says what happened itself."""


class MFAAdapter(DefaultMFAAdapter):
    """Keep authenticator secrets encrypted, so that a stolen database alone opens no account."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Peran Anda menuntut langkah kedua. Pasang cara lain dulu, baru hapus yang ini."
        ),
        "cannot_generate_recovery_codes": _(
            "Pasang aplikasi pembuat kode atau kunci sandi dulu, baru buat kode cadangan."
        ),
        "incorrect_code": _("Kode ini tidak cocok. Kode di aplikasi berganti setiap 30 detik."),
    }

    def encrypt(self, text: str) -> str:
        """Return TEXT sealed with the installation's secret (Fernet: AES-128-CBC and HMAC-SHA256)."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what encrypt sealed."""
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code of URL as SVG; black on white whatever the page's colours, for cameras."""
        import segno

        return str(segno.make(url, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff"))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to take the last second factor from somebody who works for a space."""
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        if authenticator.type not in kinds or not is_staff(authenticator.user_id):
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=kinds)
        return bool(others.exclude(pk=authenticator.pk).exists())


def _fernet() -> Fernet:
    key = hashlib.sha256(b"rembuk.people.mfa|" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
