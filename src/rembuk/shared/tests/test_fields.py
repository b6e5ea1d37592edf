"""Which names a form reads, and what a page that takes forms lets through."""

from __future__ import annotations

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from rembuk.places.forms import PlaceField
from rembuk.shared.fields import names_of, takes, unknown_in
from rembuk.shared.public_words import PublicForm


class Everything(forms.Form):
    words = forms.CharField()
    ticked = forms.BooleanField()
    several = forms.MultipleChoiceField()
    when = forms.SplitDateTimeField()
    file = forms.FileField(required=False)
    place = PlaceField()


class Published(PublicForm):
    text = forms.CharField()


def sent(page: object, data: dict[str, object]) -> list[str]:
    assert callable(page)
    return unknown_in(page, RequestFactory().post("/", data))


def test_names_of_a_form_are_those_its_widgets_read() -> None:
    assert sorted(names_of(Everything)) == [
        "file", "file-clear", "place", "place_kode", "place_untuk", "several", "ticked", "when_0", "when_1",
        "words",
    ]  # fmt: skip


def test_names_of_a_form_under_a_prefix_carry_it_and_what_is_published_has_its_tick() -> None:
    assert sorted(names_of(Published)) == ["as_it_stands", "text"]
    assert sorted(names_of(Published, "lapor")) == ["lapor-as_it_stands", "lapor-text"]


@takes(Published, ("lapor", Published), "langkah", "tugas-*")
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.method or "")


@takes(Everything)
def whole(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.method or "")


@pytest.mark.parametrize(
    "name", ["text", "lapor-text", "lapor-as_it_stands", "langkah", "tugas-1", "csrfmiddlewaretoken"]
)
def test_field_that_a_page_takes_is_known(name: str) -> None:
    assert sent(page, {name: "1"}) == []


@pytest.mark.parametrize(
    "name",
    ["is_staff", "text2", "Text", "xtext", "lapor", "lapor-", "lapor-langkah", "tugas", ""],
)
def test_field_that_a_page_does_not_take_is_unknown(name: str) -> None:
    assert sent(page, {name: "1", "text": "a"}) == [name]


def test_file_is_a_field_too() -> None:
    given = SimpleUploadedFile("a.txt", b"a")
    assert sent(page, {"text": given}) == []
    assert sent(page, {"berkas": given}) == ["berkas"]
    assert sent(whole, {"file": given, "words": "a"}) == []


def test_page_that_takes_no_fields_takes_but_the_proof_of_django() -> None:
    @takes()
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.method or "")

    assert sent(bare, {"csrfmiddlewaretoken": "a"}) == []
    assert sent(bare, {"langkah": "hapus", "b": "1"}) == ["b", "langkah"]
