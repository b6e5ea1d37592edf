"""Answers for what went wrong, each one sentence and a way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


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
    """Say that the fault is ours."""
    sentence = _("Ada yang rusak di pihak kami. Yang sudah tersimpan tetap aman; coba lagi sebentar lagi.")
    return render(request, "site/broken.html", {"sentence": sentence, "status": 500}, status=500)
