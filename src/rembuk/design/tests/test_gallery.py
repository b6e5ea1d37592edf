"""The gallery: light like every page, and without barriers in any scheme."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.browser import barriers, chromium, small_targets, wider_than_window
from tests.weights import assert_light


def test_gallery_with_every_component_weighs_at_most_a_reading_page(client: Client) -> None:
    weight = assert_light(client, "/gaya/")
    assert weight.requests == 2


def test_stylesheet_of_all_components_stays_small(client: Client) -> None:
    from rembuk.design.sheet import sheet_address

    answer = client.get(sheet_address(), headers={"accept-encoding": "br"})
    assert len(answer.content) <= 9_000


VIEWS = [
    {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
    {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
    {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark", "forced_colors": "active"},
]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: "-".join(str(part) for part in view.values()))
def test_gallery_has_no_barriers(view: dict[str, object], live_server: object) -> None:
    with chromium(**view) as page:
        page.goto(f"{live_server}/gaya/")
        assert barriers(page) == []
        assert wider_than_window(page) == []
        assert small_targets(page) == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_trace_folds_and_opens_proofs_without_script(live_server: object) -> None:
    with chromium(viewport={"width": 360, "height": 740}, java_script_enabled=False) as page:
        page.goto(f"{live_server}/gaya/")
        hidden = page.get_by_text("Diputuskan: lampu tenaga surya")
        assert not hidden.is_visible()
        page.get_by_text("Tampilkan 3 langkah").click()
        assert hidden.is_visible()
        page.locator("#jejak .seal > summary").first.click()
        proof = page.get_by_role("link", name="Buka buktinya").first
        assert proof.is_visible()
        assert proof.get_attribute("href") == "/catatan/31870/"
