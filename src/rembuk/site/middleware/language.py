"""The reader's language: the one chosen by cookie, else Indonesian."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

API = "/api/v1/"


class ReaderLanguage:
    """Speak Indonesian unless the reader chose English.

    Accept-Language is not asked: most phones here are sold set to English while their owners read Indonesian.
    Programs say what they mean, so the API asks it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if request.path.startswith(API):
            patch_vary_headers(response, ["Accept-Language"])
        return response


def language_of(request: HttpRequest) -> str:
    """Return the language REQUEST is answered in."""
    known = dict(settings.LANGUAGES)
    if request.path.startswith(API):
        for part in request.headers.get("Accept-Language", "").split(",")[:10]:
            asked = part.partition(";")[0].strip().lower().partition("-")[0]
            if asked in known:
                return asked
        return settings.LANGUAGE_CODE
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
    return chosen if chosen in known else settings.LANGUAGE_CODE
