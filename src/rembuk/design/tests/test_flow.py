"""The flow: every voice drawn once, nothing crosses, every figure also in the table."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from rembuk.design.flow import MOST_THREADS, Exit, Flow, Stage, flow_csv, lay_flow, table
from rembuk.design.flow_drawing import DESK_WIDTH, PHONE_WIDTH, Drawing
from rembuk.design.gallery_flows import SINCE, flows, sample
from rembuk.design.threads import allot, unit_for

HOSTILE = '"><script>alert(1)</script>'
nine = st.lists(st.integers(0, 3000), min_size=9, max_size=9).map(tuple)


def draw(flow: Flow, language: str = "id") -> str:
    with translation.override(language):
        return Template("{% load design %}{% flow f %}").render(Context({"f": flow}))


def threads_drawn(drawing: Drawing) -> int:
    return drawing.kept.count("M") + sum(bundle.bends.count("M") for bundle in drawing.bundles)


@given(nine)
def test_every_thread_is_drawn_once_in_both_drawings(counts: tuple[int, ...]) -> None:
    laid = lay_flow(sample(counts, (1, 1, 1, 1, 1)))
    expected = sum(allot(counts, unit_for(sum(counts), MOST_THREADS)))
    assert threads_drawn(laid.phone) == threads_drawn(laid.desk) == expected <= MOST_THREADS
    for drawing in (laid.phone, laid.desk):
        for bundle in drawing.bundles:
            assert bundle.bends.count("M") == bundle.straight.count("M")


@given(nine)
def test_no_thread_crosses_another_on_the_phone(counts: tuple[int, ...]) -> None:
    laid = lay_flow(sample(counts, (1, 1, 1, 1, 1)))
    trunk = [(float(x), float(y)) for x, y in re.findall(r"M([\d.]+) 46V([\d.]+)", laid.phone.trunk)]
    # The further out a thread lies, the earlier it leaves.
    ends = [y for _, y in sorted(trunk)]
    assert ends == sorted(ends, reverse=True)
    runs = [
        float(y) for bundle in laid.phone.bundles for y in re.findall(r"M[\d.]+ ([\d.]+)H", bundle.straight)
    ]
    assert len(set(runs)) == len(runs)


@given(nine)
def test_figures_stay_inside_the_drawing_and_are_big_enough_to_tap(counts: tuple[int, ...]) -> None:
    laid = lay_flow(sample(counts, (1, 1, 1, 1, 1)))
    for drawing, wide in ((laid.phone, PHONE_WIDTH), (laid.desk, DESK_WIDTH)):
        assert len(drawing.figures) == 14
        for figure in drawing.figures:
            assert figure.height >= 44
            assert figure.width >= 44
            assert 0 <= figure.x < wide
            assert figure.y + figure.height <= drawing.height + 4


def test_sample_year_is_drawn_as_twenty_voices_a_thread() -> None:
    laid = lay_flow(flows()["year"])
    assert (laid.unit, laid.kept_of_hundred, laid.rounded_up) == (20, 14, False)
    assert threads_drawn(laid.desk) == 64


def test_a_single_voice_among_millions_is_drawn_and_the_rounding_is_said() -> None:
    page = draw(flows()["huge"])
    assert "dibulatkan ke atas" in page
    assert "Satu benang mewakili 100.000 suara." in page


def test_no_voices_draws_labels_without_threads() -> None:
    laid = lay_flow(flows()["none"])
    assert threads_drawn(laid.phone) == 0
    page = draw(flows()["none"])
    assert "Belum ada suara yang masuk" in page
    assert page.count("flow__figure--stopped") == 6


def test_table_holds_every_figure_of_the_drawing() -> None:
    flow = flows()["year"]
    with translation.override("id"):
        rows = table(flow)
    assert len(rows) == 1 + len(flow.stages) + len(flow.exits) - 1
    assert sum(row.voices for row in rows if not row.is_stage) + flow.exits[-1].voices == flow.total


def test_csv_holds_every_exit_and_they_sum_to_the_total() -> None:
    rows = list(csv.DictReader(io.StringIO(flow_csv(flows()["year"]))))
    kinds = {"waiting", "stopped", "running", "late", "kept"}
    assert sum(int(row["voices"]) for row in rows if row["kind"] in kinds) == 1284


def test_exits_that_do_not_sum_to_the_total_are_refused() -> None:
    with pytest.raises(ValueError, match="sum to the total"):
        replace(flows()["year"], total=1285)


def test_a_stage_that_contradicts_its_exits_is_refused() -> None:
    stage = Stage("kept", "ditepati", 1, 2, "")
    with pytest.raises(ValueError, match="kept"):
        Flow(1, SINCE, (Exit("kept", "ditepati", 1, "", "", "kept", "kept"),), (stage,))


def test_sizes_in_the_drawing_carry_no_thousand_separator() -> None:
    # A viewBox of "1.152" once made the browser draw a thousand times too large.
    assert 'viewBox="0 0 1152 ' in draw(flows()["year"])


def test_hostile_words_stay_words_and_english_is_there() -> None:
    kept = Exit("a", HOSTILE, 1, HOSTILE, "/x/", "kept", "s")
    flow = Flow(1, date(2026, 1, 1), (kept,), (Stage("s", HOSTILE, 1, 1, "/x/"),))
    page = draw(flow, "en")
    assert "<script" not in page
    assert " style=" not in page
    assert "Each voice is drawn once" in page
