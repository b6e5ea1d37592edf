"""Answers for what went wrong, each one sentence and a way on."""

from __future__ import annotations

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rembuk.site.middleware.refusals import typed

_CANNOT_SAVE = gettext_lazy(
    "Kiriman belum dapat disimpan karena ruang simpan kami penuh atau terkunci. Membaca tetap bisa, dan yang "
    "sudah tersimpan tetap aman; kirim lagi sebentar lagi."
)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form is stale; REASON is Django's and stays out of the page."""
    sentence = _("Formulir ini sudah lama terbuka. Kembali, muat ulang halamannya, lalu kirim lagi.")
    return render(request, "site/refused.html", {"sentence": sentence, "status": 403}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that nothing is at this address, or nothing this reader may see."""
    sentence = _("Tidak ada halaman di alamat ini. Mungkin salah ketik, atau tidak untuk umum.")
    return render(request, "site/refused.html", {"sentence": sentence, "status": 404}, status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that what was sent could not be read."""
    sentence = _("Kiriman ini tidak dapat dibaca. Kembali, periksa isian, lalu kirim lagi.")
    return render(request, "site/refused.html", {"sentence": sentence, "status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that this is not open to the reader."""
    sentence = _("Halaman ini tidak terbuka untuk Anda. Masuk dengan akun yang berhak.")
    return render(request, "site/refused.html", {"sentence": sentence, "status": 403}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours; where storage is away or full, what still works and that it mends itself.

    Django calls this while it handles the error, so the error can still be asked for.
    """
    error = sys.exc_info()[1]
    sentence, status = storage_trouble(error, writing=request.method == "POST"), 503
    if sentence is None:
        sentence = _(
            "Ada yang rusak di pihak kami. Yang sudah tersimpan tetap aman; coba lagi sebentar lagi."
        )
        status = 500
    shown = {"sentence": sentence, "status": status, "typed": _typed(request)}
    answer = render(request, "site/broken.html", shown, status=status)
    if status == 503:
        answer["Retry-After"] = "30"
    return answer


def storage_trouble(error: BaseException | None, *, writing: bool) -> str | None:
    """Return what to say of ERROR when a disk or a database is its reason, else None."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG):
        return str(_CANNOT_SAVE)
    if not isinstance(error, (OperationalError, InterfaceError)):
        return None
    text = str(error).lower()
    if any(word in text for word in ("full", "readonly", "read-only", "disk i/o", "no space")):
        return str(_CANNOT_SAVE)
    if "locked" in text and writing:
        return _("Banyak yang menulis bersamaan, jadi ini belum tersimpan. Kirim lagi sebentar lagi.")
    return _(
        "Basis data sedang tidak terjangkau. Yang sudah tersimpan tetap aman, dan begitu tersambung lagi "
        "semuanya jalan seperti biasa; muat ulang sebentar lagi."
    )


def _typed(request: HttpRequest) -> list[str]:
    """Return what the person wrote, to be copied; nothing where what was sent cannot be read."""
    try:
        return typed(request)
    except Exception:
        return []
