"""The stylesheet of a space, the reader's language and the gallery."""

from __future__ import annotations

import gzip
from functools import lru_cache

import brotli
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from rembuk.design.flow import flow_csv
from rembuk.design.gallery import LONG_PLACE, LONG_TITLE, gallery_context
from rembuk.design.gallery_flows import flows
from rembuk.design.sheet import sheet, sheet_digest
from rembuk.shared.fields import takes

YEAR = 31_536_000


@require_safe
def stylesheet(request: HttpRequest, accent: str, digest: str) -> HttpResponse:
    """Answer with the stylesheet for ACCENT, kept for a year when DIGEST is today's, else not at all."""
    kinds = request.headers.get("Accept-Encoding", "")
    encoding = "br" if "br" in kinds else "gzip" if "gzip" in kinds else ""
    response = HttpResponse(_packed(sheet(f"#{accent}"), encoding), content_type="text/css; charset=utf-8")
    if encoding:
        response.headers["Content-Encoding"] = encoding
    patch_vary_headers(response, ["Accept-Encoding"])
    fresh = digest == sheet_digest()
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if fresh else "no-cache"
    return response


@lru_cache(maxsize=64)
def _packed(text: str, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(text.encode(), mode=brotli.MODE_TEXT))
    return gzip.compress(text.encode(), 9, mtime=0) if encoding else text.encode()


# Without a token, so that public pages need no cookie; all a forged request could do is change the language.
@csrf_exempt
@require_POST
@takes("bahasa", "kembali")
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language posted as `bahasa` in a cookie and go back to `kembali`."""
    back = request.POST.get("kembali", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("bahasa", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=YEAR,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; nothing on the page is real."""
    return render(request, "design/gallery.html", gallery_context())


@require_safe
def gallery_flow_csv(request: HttpRequest) -> HttpResponse:
    """Answer with the sample flow as CSV."""
    return HttpResponse(flow_csv(flows()["year"]), content_type="text/csv; charset=utf-8")


@require_safe
def gallery_card(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with the sample card NAME."""
    from rembuk.design.card import card_png
    from rembuk.design.gallery_cards import cards

    card = cards(LONG_TITLE, LONG_PLACE).get(name)
    if card is None:
        raise Http404
    return HttpResponse(card_png(card), content_type="image/png")
