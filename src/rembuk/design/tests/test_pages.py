"""The base page, the stylesheet, the language and the gallery."""

from __future__ import annotations

import gzip
import re
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings

from rembuk.design import menu
from rembuk.design.gallery import SampleForm
from rembuk.design.sheet import sheet_address

HOSTILE = "\"><script>alert(1)</script>\u202e&amp;'{{ x }}{% load %}"


@pytest.fixture
def own_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "_entries", [])
    monkeypatch.setattr(menu, "_state_line", [])


def test_gallery_answers_without_inline_style_or_script(client: Client) -> None:
    page = client.get("/gaya/").content.decode()
    assert "<h1>" in page
    assert " style=" not in page
    assert "<script" not in page


def test_stylesheet_is_kept_for_a_year_and_carries_the_accent(client: Client) -> None:
    answer = client.get(sheet_address("#00ff00"))
    css = answer.content.decode()
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert css.startswith(":root{--accent:#")
    assert "#00ff00" not in css.split("@media")[0]


def test_stylesheet_under_an_old_name_is_not_kept(client: Client) -> None:
    assert client.get("/aset-ruang/6a1b4d-0123456789.css").headers["Cache-Control"] == "no-cache"


def test_stylesheet_is_packed_for_whoever_accepts_it(client: Client) -> None:
    answer = client.get(sheet_address(), headers={"accept-encoding": "gzip"})
    assert b"--paper" in gzip.decompress(answer.content)
    assert client.get(sheet_address(), headers={"accept-encoding": "br"}).headers["Content-Encoding"] == "br"


def test_odd_accent_falls_back_to_the_house_colour() -> None:
    assert sheet_address("red;}") == sheet_address(None)


@pytest.mark.parametrize(("kembali", "expected"), [("/gaya/?a=1", "/gaya/?a=1"), ("//evil.example/", "/")])
def test_language_is_kept_in_a_cookie_and_returns_only_to_this_site(
    client: Client, kembali: str, expected: str
) -> None:
    answer = client.post("/bahasa/", {"bahasa": "en", "kembali": kembali})
    assert (answer.status_code, answer.headers["Location"]) == (302, expected)
    assert client.cookies["bahasa"].value == "en"
    assert '<html lang="en">' in client.get("/gaya/").content.decode()


def test_unknown_language_is_not_kept(client: Client) -> None:
    assert "bahasa" not in client.post("/bahasa/", {"bahasa": "../x"}).cookies


@pytest.mark.usefixtures("own_menu")
def test_menu_shows_only_what_this_reader_may_and_marks_the_page_in_view(rf: RequestFactory) -> None:
    menu.register("Gagasan", "/gagasan/", order=20)
    menu.register("Papan suara", "/papan/", order=10, shown=lambda request: False)
    menu.register("Masuk", lambda request: "/akun/login/", order=90, pinned=True)
    request = rf.get("/gagasan/7/")
    request.user = object()
    assert [(item.label, item.here) for item in menu.items(request)] == [("Gagasan", True), ("Masuk", False)]
    del request.user
    assert menu.items(request) == []


@pytest.mark.usefixtures("own_menu")
def test_record_line_is_escaped_unless_marked_safe(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = object()
    assert menu.state_line(request) == ""
    menu.register_state_line(lambda request: HOSTILE)
    assert "<script" not in menu.state_line(request)


@override_settings(DEMO=True)
def test_demo_says_so_on_every_page(client: Client) -> None:
    assert "semua orang dan angka rekaan" in client.get("/gaya/").content.decode()


def test_hostile_words_in_a_space_and_in_fields_stay_words(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.space = SimpleNamespace(name=HOSTILE, accent='"red', get_absolute_url="/r/x/")
    page = render_to_string("site/refused.html", {"sentence": HOSTILE}, request=request)
    form = SampleForm({"text": HOSTILE, "place": HOSTILE * 9, "visibility": HOSTILE})
    for part in (
        page,
        render_to_string("design/errors.html", {"form": form}),
        *(render_to_string("design/field.html", {"field": field}) for field in form),
    ):
        assert "<script" not in part
        assert "{{ x }}" not in part or "&quot;&gt;&lt;script" in part


def test_field_joins_label_help_and_error_and_keeps_what_was_typed() -> None:
    form = SampleForm({"text": "", "place": "Sinduadi", "visibility": "nameless"})
    text = render_to_string("design/field.html", {"field": form["text"]})
    assert re.search(r'<textarea[^>]* aria-describedby="id_text_helptext id_text_error"', text)
    assert 'id="id_text_error"' in text
    assert 'id="id_text_helptext"' in text
    assert '<label for="id_text"' in text
    assert 'value="Sinduadi"' in render_to_string("design/field.html", {"field": form["place"]})
    group = render_to_string("design/field.html", {"field": form["visibility"]})
    assert '<fieldset class="field field--group" aria-describedby="id_visibility_helptext"' in group


def test_list_of_errors_leads_to_the_fields() -> None:
    form = SampleForm({"visibility": "nobody"})
    errors = render_to_string("design/errors.html", {"form": form})
    assert 'href="#id_text"' in errors
    assert 'href="#id_visibility_0"' in errors
    assert render_to_string("design/errors.html", {"form": SampleForm()}).strip() == ""


def test_htmx_is_ours_and_adds_no_style_of_its_own(client: Client) -> None:
    part = render_to_string("design/htmx.html")
    assert '"includeIndicatorStyles":false' in part
    address = re.search(r'src="([^"]+)"', part)
    assert address
    script = client.get(address.group(1))
    assert script.status_code == 200
    assert b'version:"2.' in b"".join(script.streaming_content)
