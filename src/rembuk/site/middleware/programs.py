"""Programs get JSON, whatever refuses them: a page of words would tell them nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from rembuk.site.middleware.language import API, language_of


class Programs:
    """Under the API's address, turn every refusal that is not told as a problem yet into one.

    It stands outside the door, the sign-in of staff and the pages for what went wrong. HEAD is answered as
    GET; the server leaves the body out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API):
            return self.get_response(request)
        if request.method == "HEAD":
            request.method = "GET"
        answer = self.get_response(request)
        # 304 is an answer; other redirects lead to a page (staff who owe a second factor, a missing slash).
        if answer.status_code < 300 or answer.status_code == 304:
            return answer
        if answer.headers.get("Content-Type", "").startswith("application/problem+json"):
            return answer
        return self._told(request, answer)

    def _told(self, request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        # The API's own code is loaded by the first who asks for it.
        from rembuk.site.api.problems import problem

        status = answer.status_code
        if status < 400:
            status = 401 if "/akun/" in answer.headers.get("Location", "") else 404
        with translation.override(language_of(request)):
            told = problem(status)
        if answer.has_header("Allow"):
            told["Allow"] = answer["Allow"]
        return told
