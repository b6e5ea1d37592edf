"""What every `api.py` room shares: lists by cursor, what is written, sessions, private answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Generic, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from ninja.constants import NOT_SET
from ninja.security.base import AuthBase
from pydantic import ConfigDict, Field

from rembuk.shared.refusals import NotAllowed, Refused

GREATEST_ID = 2**63 - 1
MOST_ROWS = 100
NO_TOKEN = _("Tanda formulir tidak cocok. Ambil yang baru dari /api/v1/session, lalu kirim lagi.")
NOT_JSON = _("Kirim isinya sebagai application/json.")
PRIVATE = "private, no-store"

Item = TypeVar("Item")
View = Callable[..., Any]


class Listed(Schema, Generic[Item]):
    """One page of a list; `next` is the cursor of the page after it, null at the end."""

    items: list[Item]
    next: str | None


class Written(Schema):
    """What a program sends; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")


Cursor = Annotated[
    str | None, Query(None, max_length=400, description="`next` of the page before; opaque, do not build it")
]
Limit = Annotated[int, Query(20, ge=1, le=MOST_ROWS, description="rows on a page")]


class UnsupportedMedia(Refused):
    """The body is not JSON."""

    status = 415


class _Token(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(status=403)


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def check_token(request: HttpRequest) -> None:
    """Refuse a write without our token (403) or with a body that is not JSON (415)."""
    guard = _Token(_nothing)
    request.csrf_processing_done = False  # type: ignore[attr-defined] # the mark of Django's middleware
    guard.process_request(request)
    empty = request.headers.get("Content-Length", "0") in ("", "0")
    if not empty and request.content_type != "application/json":
        raise UnsupportedMedia(NOT_JSON)
    if guard.process_view(request, _nothing, (), {}) is not None:
        raise NotAllowed(NO_TOKEN)


def anybody(request: HttpRequest) -> bool:
    """Let anybody write who holds the token of this site: the header X-CSRFToken and its cookie."""
    check_token(request)
    return True


class SignedIn(AuthBase):
    """Let those write who are signed in and hold the token."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Any:
        if not request.user.is_authenticated:
            return None
        check_token(request)
        return request.user


TOKEN = {
    "parameters": [
        {
            "in": "header", "name": "X-CSRFToken", "required": True, "schema": {"type": "string"},
            "description": "csrf_token of GET /session; send back the cookie that came with it",
        }
    ]
}  # fmt: skip


def reads(
    router: Router, path: str, answer: Any, summary: Promise, *, name: str, auth: Any = NOT_SET
) -> Callable[[View], View]:
    """Register the decorated view as the read NAME at PATH, called SUMMARY on the description page.

    AUTH says who may read it, where not everybody may.
    """
    return router.get(
        path, response=answer, summary=summary, url_name=name,  # type: ignore[arg-type] # takes lazy words too
        operation_id=name, auth=auth,
    )  # fmt: skip


def writes(
    router: Router,
    method: str,
    path: str,
    answer: Any,
    summary: Promise,
    *,
    name: str,
    auth: Callable[[HttpRequest], Any],
    refused: Iterable[int] = (),
) -> Callable[[View], View]:
    """Register the decorated view as the write NAME; REFUSED are the statuses it may answer beside 403."""
    extra = {**TOKEN, "responses": {status: {"description": ""} for status in refused}}
    return router.api_operation(
        [method], path, response=answer, summary=summary, url_name=name,  # type: ignore[arg-type] # takes lazy words too
        operation_id=name, auth=auth, openapi_extra=extra,
    )  # fmt: skip


def keep_private(response: HttpResponse) -> None:
    """Let no cache keep RESPONSE, and no page of another site read it."""
    response["Cache-Control"] = PRIVATE


Number = Annotated[int, Field(ge=0, le=GREATEST_ID)]
