"""The trace: where today stands, what the line is between stops, what folds, and the fans' arithmetic."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from rembuk.design.fan import MOST_THREADS, fan_in, fan_out
from rembuk.design.gallery_traces import LAMPS, TODAY, WAITING
from rembuk.design.seal import seal_rays
from rembuk.design.threads import allot, unit_for
from rembuk.design.trace import Link, Seal, Stop, Strand, Trace, lay

HOSTILE = '"><script>alert(1)</script>\u202e&amp;'


def stop(state: str, day: int, **more: object) -> Stop:
    return Stop(f"Langkah {day}", state, date(2026, 11, day), **more)


def lines(trace: Trace) -> list[tuple[str, str]]:
    return [(row.kind, row.line) for row in lay(trace).rows]


def draw(trace: Trace, language: str = "id") -> str:
    with translation.override(language):
        return Template("{% load design %}{% trace t zone='Asia/Jakarta' %}").render(Context({"t": trace}))


def test_line_is_hatched_from_the_late_promise_through_news_until_today() -> None:
    stops = (stop("done", 1), stop("late", 5), stop("news", 20), stop("promised", 25))
    assert lines(Trace((), stops, TODAY)) == [
        ("stop", "done"),
        ("stop", "late"),
        ("stop", "late"),
        ("today", "promised"),
        ("stop", "promised"),
    ]


def test_line_is_whole_again_once_the_late_promise_is_kept() -> None:
    assert lines(Trace((), (stop("late", 5), stop("done", 20)), TODAY))[1] == ("stop", "done")


def test_what_is_promised_for_today_stands_below_todays_line() -> None:
    kinds = [kind for kind, _ in lines(Trace((), (stop("done", 20), stop("promised", 21)), TODAY))]
    assert kinds == ["stop", "today", "stop"]


def test_day_of_a_moment_is_counted_on_the_clock_of_the_zone() -> None:
    moment = Stop("Larut malam", "done", datetime(2026, 11, 21, 17, 30, tzinfo=UTC))
    rows = lay(Trace((), (moment,), TODAY), "Asia/Jayapura").rows
    assert [row.kind for row in rows] == ["today", "stop"]
    rows = lay(Trace((), (moment,), date(2026, 11, 22)), "Asia/Jayapura").rows
    assert [row.kind for row in rows] == ["stop", "today"]


@pytest.mark.parametrize("state", ["aside", "joined"])
def test_a_line_that_ended_has_no_today(state: str) -> None:
    assert lines(Trace((), (stop("done", 1), stop(state, 2)), TODAY, told=3))[-1] == ("stop", "end")


def test_a_kept_promise_with_every_reply_sent_runs_straight_into_the_replies() -> None:
    assert lines(Trace((), (stop("done", 1),), TODAY, told=3)) == [("stop", "done")]


def test_middle_folds_but_first_and_last_three_stay() -> None:
    stops = tuple(stop("done", day) for day in range(1, 9))
    rows = lay(Trace((), stops, TODAY)).rows
    assert [row.kind for row in rows] == ["stop", "fold", "stop", "stop", "stop", "today"]
    assert len(rows[1].folded) == 4
    assert [row.kind for row in lay(Trace((), stops, TODAY, fold=False)).rows].count("fold") == 0


def test_what_is_late_is_never_folded() -> None:
    stops = (
        *(stop("done", d) for d in range(1, 4)),
        stop("late", 4),
        *(stop("done", d) for d in range(5, 12)),
    )
    rows = lay(Trace((), stops, TODAY)).rows
    assert any(row.stop and row.stop.state == "late" for row in rows)


def test_a_promise_made_anew_says_so() -> None:
    assert "Janji baru 5 Desember 2026" in draw(Trace((), LAMPS, TODAY))


@given(st.lists(st.integers(0, 5000), max_size=12), st.sampled_from([40, 65]))
def test_threads_sum_to_the_rounded_total_and_every_part_with_voices_is_drawn(
    counts: list[int], most: int
) -> None:
    unit = unit_for(sum(counts), most)
    threads = allot(counts, unit)
    wanted = (2 * sum(counts) + unit) // (2 * unit)
    assert sum(threads) == (max(wanted, sum(1 for n in counts if n)) if sum(counts) else 0)
    assert sum(threads) <= most
    for voices, drawn in zip(counts, threads, strict=True):
        assert (drawn == 0) == (voices == 0)
        assert drawn <= voices


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=8))
def test_threads_differ_from_their_exact_share_by_less_than_one(counts: list[int]) -> None:
    threads = allot(counts, unit_for(sum(counts), 65))
    drawn = sum(threads)
    # A part below one thread is rounded up at the cost of the others; without such a part the rule is strict.
    if all(voices * drawn >= sum(counts) for voices in counts):
        for voices, held in zip(counts, threads, strict=True):
            assert abs(held - voices * drawn / sum(counts)) < 1


def test_largest_remainder_gets_the_thread_left_over() -> None:
    assert allot([45, 45, 10], 10) == [5, 4, 1]
    assert allot([60, 164, 180, 160, 140, 100, 220, 80, 180], 20) == [3, 8, 9, 8, 7, 5, 11, 4, 9]


@pytest.mark.parametrize(
    ("total", "unit"), [(0, 1), (40, 1), (41, 2), (81, 5), (300, 10), (1_000_000, 50_000)]
)
def test_unit_is_the_smallest_that_fits(total: int, unit: int) -> None:
    assert unit_for(total, MOST_THREADS) == unit


@given(st.lists(st.integers(0, 400), min_size=1, max_size=6), st.data())
def test_every_thread_stays_inside_the_box_and_own_lies_in_its_channel(
    counts: list[int], data: st.DataObject
) -> None:
    total = sum(counts)
    own = data.draw(st.integers(0, total - 1)) if total else None
    fan = fan_in([(f"saluran {at}", n) for at, n in enumerate(counts)], own)
    starts = [float(x) for x in re.findall(r"M([\d.]+) 3C", fan.lines + fan.own_line)]
    assert len(starts) == fan.threads <= MOST_THREADS
    assert all(0 <= x <= 100 for x in starts)
    assert bool(fan.own_line) == (total > 0)


def test_replies_sent_are_filled_and_the_rest_are_open() -> None:
    fan = fan_out(21, 2, [9, 5, 6, 3])
    assert (fan.dots.count("M"), fan.open_dots.count("M")) == (21, 2)


def test_own_reply_is_filled_only_when_it_was_sent() -> None:
    assert fan_out(1, 22, own=16).own_open
    assert not fan_out(1, 22, own=16, own_told=True).own_open


def test_seal_has_twenty_rays_and_differs_by_digest() -> None:
    assert seal_rays("0" * 64).count("M") == 20
    assert seal_rays("0" * 64) != seal_rays("f" * 64)


def test_trace_of_300_voices_says_what_one_dot_stands_for() -> None:
    page = draw(Trace((Strand("X", 171), Strand("surat", 129)), LAMPS, TODAY))
    assert "Satu titik mewakili 10 dari 300 suara." in page


def test_trace_without_voices_draws_no_threads_and_says_so() -> None:
    page = draw(Trace((Strand("formulir", 0),), LAMPS[:1], TODAY))
    assert "Belum ada suara warga di belakangnya." in page
    assert "Belum ada suara" not in draw(Trace((), LAMPS[:1], TODAY))
    assert "fan__threads" not in page


def test_late_without_a_reason_says_that_it_is_missing() -> None:
    assert "Alasan belum ditulis." in draw(Trace((), (stop("late", 1, late_days=20),), TODAY))


def test_waiting_for_a_seal_is_said_and_offers_no_proof() -> None:
    page = draw(Trace((), (stop("done", 1, seal=WAITING),), TODAY))
    assert "Menunggu segel" in page
    assert "<details" not in page


def test_words_of_the_trace_have_their_english() -> None:
    page = draw(Trace((Strand("form", 3),), LAMPS, TODAY, told=1, to_tell=2), "en")
    for word in ("One dot, one voice.", "Because", "Today, 21 November 2026", "14 days late", "New promise"):
        assert word in page


def test_hostile_words_stay_words() -> None:
    bad = Stop(
        HOSTILE, "late", TODAY, who=HOSTILE, because=HOSTILE, late_note=HOSTILE, interval=HOSTILE,
        links=(Link(HOSTILE, "/x/"),), seal=Seal(1, "/catatan/1/", "ab" * 32),
    )  # fmt: skip
    page = draw(Trace((Strand(HOSTILE, 3),), (bad, bad), TODAY, told=3))
    assert "<script" not in page
    assert " style=" not in page
