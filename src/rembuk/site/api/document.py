"""The OpenAPI document: what the framework leaves out, put in."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.responses import NinjaJSONEncoder

from rembuk.site.api.problems import PROBLEM, Problem

LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
METHODS = ("get", "put", "post", "delete")
_WORDS = {
    304: "Not changed since the tag in If-None-Match",
    401: "Nobody is signed in",
    403: "The form token does not match",
    409: "The same key came with other content",
    429: "Too many tries from this network",
    503: "Many are writing at once; send again",
}
_REFUSED = {"description": "Refused, with one sentence why", "content": {PROBLEM: {"schema": {"$ref": ""}}}}


def render_document(api: NinjaAPI) -> bytes:
    """Return the OpenAPI document of API as JSON, its words in the language that is active now."""
    return json.dumps(api.get_openapi_schema(), cls=NinjaJSONEncoder, ensure_ascii=False).encode()


def complete(document: OpenAPISchema) -> OpenAPISchema:
    """Return DOCUMENT with problems, 304, header parameters and the licence of the data."""
    schema = Problem.model_json_schema(ref_template=REF_TEMPLATE)
    document["components"]["schemas"] |= {**schema.pop("$defs", {}), "Problem": schema}
    document["info"]["license"] = LICENCE
    document["servers"] = [{"url": settings.PUBLIC_URL}]
    for path in document["paths"].values():
        for method in METHODS:
            if method in path:
                _complete(path[method], method)
    return document


def _complete(operation: dict[str, Any], method: str) -> None:
    answers: dict[Any, Any] = {
        status: _problem(_WORDS[status]) if status in _WORDS and status >= 400 else answer
        for status, answer in operation["responses"].items()
    }
    if method == "get":
        answers[304] = {"description": _WORDS[304]}
    else:
        answers[403] = _problem(_WORDS[403])
        answers[503] = _problem(_WORDS[503])
        if "SignedIn" in str(operation.get("security")):
            answers[401] = _problem(_WORDS[401])
    answers["4XX"] = _problem(_REFUSED["description"])
    operation["responses"] = {str(status): answers[status] for status in sorted(answers, key=str)}


def _problem(words: Any) -> dict[str, Any]:
    reference = {"$ref": REF_TEMPLATE.format(model="Problem")}
    return {"description": words, "content": {PROBLEM: {"schema": reference}}}
