"""The public API: every domain's router under one address, one shape of answers and of problems."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from rembuk.ideas.api import router as ideas
from rembuk.ledger.api import router as ledger
from rembuk.messaging.api import router as follows
from rembuk.places.api import router as places
from rembuk.programmes.api import router as programmes
from rembuk.review.api import router as review
from rembuk.shared.refusals import Refused
from rembuk.site.api import problems
from rembuk.site.api.document import complete
from rembuk.site.api.own import router as own
from rembuk.spaces.api import router as spaces
from rembuk.voices.api import router as voices

VERSION = "1"


class StrictParser(Parser):
    """Read JSON as the standard has it: no NaN, lone surrogates, numbers over 64 bits, bottomless nesting."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body of REQUEST; what is no JSON raises, which is told as a problem."""
        return orjson.loads(request.body)


class PublicAPI(NinjaAPI):
    """Answer reads with a tag, so that who asks again pays for what changed only."""

    def create_response(
        self, request: HttpRequest, data: Any, *, status: int | None = None, temporal_response: Any = None
    ) -> HttpResponse:
        """Return the answer; a read that the asker holds already is a 304 without a body."""
        answer = super().create_response(request, data, status=status, temporal_response=temporal_response)
        if request.method != "GET" or answer.has_header("Cache-Control"):
            return answer
        tag = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
        answer["ETag"] = tag
        # Kept by anyone, but asked for anew each time: what is withdrawn or hidden is gone at once.
        answer["Cache-Control"] = "public, no-cache"
        answer["Access-Control-Allow-Origin"] = "*"
        found = get_conditional_response(request, etag=tag, response=answer)
        if not isinstance(found, HttpResponse):
            return answer
        found["Access-Control-Allow-Origin"] = "*"
        return found

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """Return the description with what the framework leaves out: problems, 304, licence."""
        return complete(super().get_openapi_schema(**where))

    def get_openapi_operation_id(self, operation: Any) -> str:
        """Return the short name of an operation."""
        return str(operation.operation_id)


api = PublicAPI(
    title="Rembuk",
    version=VERSION,
    description=str(_("Semua yang terbuka untuk umum di situs ini, untuk program.")),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    parser=StrictParser(),
)
api.add_exception_handler(Refused, problems.of_refusal)
api.add_exception_handler(HttpError, problems.of_http_error)
api.add_exception_handler(ValidationError, problems.of_validation)


def _busy(request: HttpRequest, error: Any) -> HttpResponse:
    """Tell that the database is busy; anything else it says is ours to mend."""
    if "lock" not in str(error).lower():
        raise error
    return problems.problem(503)


api.add_exception_handler(OperationalError, _busy)
for router in (spaces, places, voices, ideas, review, programmes, ledger, follows, own):
    api.add_router("", router)
