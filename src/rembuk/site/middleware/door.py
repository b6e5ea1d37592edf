"""The door: what no view should ever meet is refused here, in one sentence."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from rembuk.site.middleware.language import API

LONGEST_ADDRESS = 4_000
# A page is read or sent a form; only programs know more, and each of their addresses says which.
PAGE_METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class Door:
    """Refuse what no page reads before any other code does.

    NUL bytes, broken encodings, endless addresses, and methods beyond those of a browser (a library's view
    takes a PUT for a form).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = request.path + request.META.get("QUERY_STRING", "")
        if len(address) > LONGEST_ADDRESS:
            return self._refuse(request, 414, _("Alamat ini terlalu panjang. Buka halaman dari menu."))
        if "\x00" in address or "%00" in address or "\ufffd" in request.path:
            return self._refuse(
                request, 400, _("Alamat ini memuat tanda yang tidak dikenal. Buka halaman dari menu.")
            )
        if request.method not in PAGE_METHODS and not request.path.startswith(API):
            answer = self._refuse(request, 405, _("Halaman ini dibuka atau dikirimi formulir, tidak lebih."))
            answer["Allow"] = ", ".join(PAGE_METHODS)
            return answer
        return self.get_response(request)

    def _refuse(self, request: HttpRequest, status: int, sentence: str) -> HttpResponse:
        return render(request, "site/refused.html", {"sentence": sentence, "status": status}, status=status)
