"""The page that describes the API, drawn from the OpenAPI document itself."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from rembuk.site.api.document import LICENCE, METHODS, render_document
from rembuk.site.views.pages import space_in_view

GROUPS = {
    "site": _("Pintu masuk"),
    "spaces": _("Ruang"),
    "places": _("Tempat"),
    "voices": _("Suara"),
    "ideas": _("Gagasan"),
    "follows": _("Yang Anda ikuti"),
    "verdicts": _("Putusan telaah"),
    "programmes": _("Keputusan, program, komitmen, tonggak"),
    "record": _("Catatan publik"),
}
# What stands in an example for a part of the address.
SAMPLES = {
    "slug": "contoh", "number": "1", "code": "34.04", "address": "bcdfghjkmn", "q": "Sleman",
    "about": "ideas.idea:1",
}  # fmt: skip
BODIES = {
    "/api/v1/follows": {"about": "ideas.idea:1"},
    "": {"text": "Lampu jalan di depan sekolah mati", "place": "34.04", "visibility": "nameless"},
}
_METHOD_ORDER = {name: place for place, name in enumerate(METHODS)}


@dataclass(frozen=True)
class Parameter:
    """Hold one thing an operation takes: its name, what may be given, and what it means."""

    name: str
    values: str
    words: str
    needed: bool


@dataclass(frozen=True)
class Described:
    """Hold one operation as the page shows it, in both languages."""

    name: str
    method: str
    path: str
    indonesian: str
    english: str
    words: str
    parameters: tuple[Parameter, ...]
    example: str


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """Describe the API: where to begin, what every answer has in common, and every operation."""
    space_in_view(request)
    groups = [(label, [one for tag, one in operations() if tag == name]) for name, label in GROUPS.items()]
    shown = {"groups": groups, "licence": LICENCE, "base": settings.PUBLIC_URL + "/api/v1/"}
    return render(request, "site/api.html", shown)


@cache
def operations() -> tuple[tuple[str, Described], ...]:
    """Return every operation of the OpenAPI document with its group, in the order of the document."""
    indonesian, english = _document("id"), _document("en")
    return tuple(_described(indonesian, english))


def _document(language: str) -> dict[str, Any]:
    from rembuk.site.api import api

    with override(language):
        found: dict[str, Any] = json.loads(render_document(api))
    return found


def _described(indonesian: dict[str, Any], english: dict[str, Any]) -> Iterator[tuple[str, Described]]:
    for path, methods in indonesian["paths"].items():
        for method in sorted(methods, key=_METHOD_ORDER.__getitem__):
            one, other = methods[method], english["paths"][path][method]
            parameters = [_parameter(given) for given in one["parameters"] if given["in"] != "header"]
            yield (
                one["tags"][0],
                Described(
                    name=one["operationId"],
                    method=method.upper(),
                    path=path,
                    indonesian=one["summary"],
                    english=other["summary"],
                    words=one.get("description", ""),
                    parameters=(*parameters, *_fields(indonesian, one)),
                    example=_example(method, path, one),
                ),
            )


def _parameter(given: dict[str, Any]) -> Parameter:
    schema = given["schema"]
    return Parameter(given["name"], _values(schema), given.get("description", ""), given["required"])


def _fields(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[Parameter]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body is None:
        return
    schema = document["components"]["schemas"][body["$ref"].rsplit("/", 1)[-1]]
    for name, given in schema["properties"].items():
        yield Parameter(
            name, _values(given), given.get("description", ""), name in schema.get("required", ())
        )


def _values(schema: dict[str, Any]) -> str:
    """Return in short what SCHEMA lets through: the words of a list, or bounds, or the kind."""
    kinds = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    one = kinds[0].get("items", kinds[0])
    if "enum" in one:
        return ", ".join(one["enum"])
    if one.get("maximum", 2**63) < 2**53:
        return f"{one['minimum']}–{one['maximum']}"
    return str(one.get("type", ""))


def _example(method: str, path: str, operation: dict[str, Any]) -> str:
    address = settings.PUBLIC_URL + path
    asked = []
    for given in operation["parameters"]:
        sample = SAMPLES.get(given["name"], "1")
        if given["in"] == "path":
            address = address.replace(f"{{{given['name']}}}", sample)
        elif given["in"] == "query" and given["required"]:
            asked.append(f"{given['name']}={sample}")
    address += f"?{'&'.join(asked)}" if asked else ""
    words = ["curl"]
    if method != "get":
        words += ["-b", "kuki", "-X", method.upper(), "-H", "X-CSRFToken: $TOKEN"]
    if method == "post" or "requestBody" in operation:
        words += ["--json", json.dumps(BODIES.get(path, BODIES[""]), ensure_ascii=False)]
    # The token stands in double quotes, so that the shell fills it in.
    return " ".join(
        '"X-CSRFToken: $TOKEN"' if word.startswith("X-CSRFToken") else shlex.quote(word)
        for word in [*words, address]
    )
