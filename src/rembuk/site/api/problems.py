"""What went wrong, told to programs: one JSON shape (RFC 9457) with one clear sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from ninja import Schema
from ninja.errors import HttpError, ValidationError

from rembuk.shared.refusals import Refused

PROBLEM = "application/problem+json"
MOST_FIELDS = 20

_TITLES: dict[int, Promise] = {
    400: gettext_lazy("Tidak dapat diterima"),
    401: gettext_lazy("Belum masuk"),
    403: gettext_lazy("Tidak terbuka"),
    404: gettext_lazy("Tidak ditemukan"),
    405: gettext_lazy("Cara tidak dikenal"),
    409: gettext_lazy("Bertabrakan"),
    414: gettext_lazy("Alamat terlalu panjang"),
    415: gettext_lazy("Bentuk kiriman tidak dikenal"),
    422: gettext_lazy("Isian tidak dapat diterima"),
    429: gettext_lazy("Terlalu sering"),
    500: gettext_lazy("Rusak di pihak kami"),
    503: gettext_lazy("Sedang sibuk"),
}
_SENTENCES: dict[int, Promise] = {
    400: gettext_lazy("Kiriman ini tidak dapat dibaca. Periksa isinya, lalu kirim lagi."),
    401: gettext_lazy("Masuk dulu lewat halaman situs, lalu kirim lagi dengan sesi itu."),
    403: gettext_lazy("Ini tidak terbuka untuk Anda."),
    404: gettext_lazy("Tidak ada apa-apa di alamat ini, atau tidak untuk umum."),
    405: gettext_lazy("Alamat ini tidak menerima cara itu. Lihat kepala Allow."),
    414: gettext_lazy("Alamat ini terlalu panjang."),
    500: gettext_lazy("Ada yang rusak di pihak kami. Yang sudah tersimpan tetap aman; coba lagi nanti."),
    503: gettext_lazy(
        "Banyak yang menulis bersamaan. Kirim lagi sebentar lagi; tidak ada yang terhitung ganda."
    ),
}


class FieldAtFault(Schema):
    """One field and what is wrong with it."""

    field: str
    detail: str


class Problem(Schema):
    """What went wrong (RFC 9457): `detail` is one sentence in the reader's language."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldAtFault]


def problem(status: int, sentence: str = "", errors: Sequence[FieldAtFault] = ()) -> HttpResponse:
    """Return the answer for STATUS that says SENTENCE, or what STATUS commonly means."""
    told = Problem(
        type="about:blank",
        title=str(_TITLES.get(status, _TITLES[500 if status >= 500 else 400])),
        status=status,
        detail=sentence or str(_SENTENCES.get(status, _SENTENCES[500 if status >= 500 else 400])),
        errors=list(errors),
    )
    answer = HttpResponse(orjson.dumps(told.model_dump()), status=status, content_type=PROBLEM)
    answer["Cache-Control"] = "private, no-store"
    if status in (429, 503):
        answer["Retry-After"] = "60" if status == 429 else "2"
    return answer


def of_refusal(request: HttpRequest, refused: Refused | type[Refused]) -> HttpResponse:
    """Tell a named refusal."""
    assert isinstance(refused, Refused)
    fields = [FieldAtFault(field=refused.field, detail=refused.sentence)] if refused.field else []
    return problem(refused.status, refused.sentence, fields)


def of_http_error(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    """Tell what the framework refused: a body that is no JSON, nobody signed in."""
    assert isinstance(error, HttpError)
    return problem(error.status_code)


def of_validation(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    """Tell which fields do not fit, the first of them in the sentence."""
    assert isinstance(error, ValidationError)
    found = [
        FieldAtFault(field=_name(one["loc"]), detail=_sentence(one)) for one in error.errors[:MOST_FIELDS]
    ]
    return problem(422, found[0].detail, found)


def _name(location: Sequence[Any]) -> str:
    # The first part says where it came (query, path, body), the second of a body names our own argument.
    parts = [str(part)[:40] for part in location[1:]]
    if location[0] == "body" and len(parts) > 1:
        parts = parts[1:]
    return ".".join(parts)


_BOUNDS = {
    "greater_than_equal": ("ge", gettext_lazy("Isian %(name)s harus paling sedikit %(limit)s.")),
    "less_than_equal": ("le", gettext_lazy("Isian %(name)s harus paling banyak %(limit)s.")),
    "literal_error": ("expected", gettext_lazy("Isian %(name)s harus salah satu dari %(limit)s.")),
}
_KINDS = {
    "missing": gettext_lazy("Isian %(name)s wajib ada."),
    "extra_forbidden": gettext_lazy("Isian %(name)s tidak dikenal."),
    "int_type": gettext_lazy("Isian %(name)s harus bilangan bulat."),
    "int_parsing": gettext_lazy("Isian %(name)s harus bilangan bulat."),
    "int_from_float": gettext_lazy("Isian %(name)s harus bilangan bulat."),
    "int_parsing_size": gettext_lazy("Isian %(name)s harus bilangan bulat paling panjang 64 bit."),
    "string_too_long": gettext_lazy("Isian %(name)s terlalu panjang."),
    "string_too_short": gettext_lazy("Isian %(name)s terlalu pendek."),
    "too_long": gettext_lazy("Isian %(name)s memuat terlalu banyak."),
}


def _sentence(one: Mapping[str, Any]) -> str:
    kind, name = str(one["type"]), _name(one["loc"])
    if kind in _BOUNDS:
        limit, words = _BOUNDS[kind]
        told = str(one.get("ctx", {}).get(limit, "")).replace(" or ", ", ")
        return str(words) % {"name": name, "limit": told}
    return str(_KINDS.get(kind, gettext_lazy("Isian %(name)s tidak dapat diterima."))) % {"name": name}
