"""Slow clients and floods stop nobody else at the real server, with nothing in front of it (A47, A52)."""

from __future__ import annotations

import re

import pytest

from tests.abuse.programs import run_program


def test_page_is_there_within_a_second_while_twenty_heads_and_twenty_bodies_come_slowly(
    db: None,
) -> None:
    # The empty tables that the fixture keeps are what the server begins with.
    # All are still there, so none was turned away before it could hold anything.
    assert " 60 of 60 slow left" in run_program("slow", "--clients", "20", "--seconds", "4")


@pytest.mark.soak
def test_slow_heads_and_bodies_are_all_closed_within_half_a_minute() -> None:
    assert " 0 of 300 slow left" in run_program("slow", "--clients", "100", "--seconds", "30")


def opened(said: str) -> int:
    found = re.search(r"(\d+) silent opened", said)
    assert found, said
    return int(found[1])


def test_silent_connections_of_one_address_are_hung_up_on_before_their_time_and_pages_are_there(
    db: None,
) -> None:
    # Left alone, none would have been closed yet after these seconds, and none opened anew.
    assert opened(run_program("slow", "--silent", "1500", "--seconds", "4")) > 3_000


@pytest.mark.soak
def test_ten_thousand_silent_connections_of_one_address_keep_no_page_waiting_for_five_seconds() -> None:
    assert opened(run_program("slow", "--silent", "10000", "--seconds", "20")) > 20_000


@pytest.mark.soak
def test_thousand_sign_ups_from_one_network_are_stopped_named_and_slow_nobody_else_down() -> None:
    assert "names the network: True" in run_program("flood", "--sign-ups", "1000")
