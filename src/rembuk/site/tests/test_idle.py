"""Silent connections are bounded per address and process, the longest silent hung up on first."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress

import pytest

from rembuk.site.idle import OPEN_FILES, Bounds, Idle, bounds_within, connected

ONE, OTHER = "192.0.2.1", "192.0.2.2"
FEW = Bounds(of_one=3, of_all=5)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def peers(address: str, count: int) -> list[tuple[str, int]]:
    return [(address, port) for port in range(count)]


def test_longest_silent_of_an_address_with_too_many_are_hung_up_on_and_no_other(clock: Clock) -> None:
    # Far below what all together may keep.
    idle, there = Idle(Bounds(of_one=3, of_all=100), clock=clock), peers(ONE, 5)
    for count in range(1, 6):
        assert idle.too_many(there[:count]) == set() or count > 3
        clock.now += 1
    assert idle.too_many([*there, *peers(OTHER, 2)]) == {(ONE, 0), (ONE, 1)}


def test_connection_with_a_request_in_hand_is_neither_counted_nor_hung_up_on(clock: Clock) -> None:
    idle, there = Idle(FEW, clock=clock), peers(ONE, 4)
    idle.too_many(there)
    idle.begin(there[0])
    clock.now += 100
    assert idle.too_many(there) == set()
    idle.end(there[0])
    # It was used last now, so another one is the longest silent.
    assert (ONE, 0) not in idle.too_many(there)
    assert len(idle.too_many(there)) == 1


def test_connection_that_just_came_is_left_to_say_something(clock: Clock) -> None:
    idle, there = Idle(FEW, clock=clock), peers(ONE, 9)
    assert idle.too_many(there) == set()
    clock.now += FEW.young
    assert len(idle.too_many(there)) == 6


def test_process_keeps_a_bounded_number_from_many_addresses_together(clock: Clock) -> None:
    idle, there = Idle(FEW, clock=clock), [(f"192.0.2.{number}", 1) for number in range(8)]
    idle.too_many(there[:2])
    clock.now += 1
    idle.too_many(there)
    clock.now += 1
    gone = idle.too_many(there)
    assert len(gone) == 3
    assert set(there[:2]) < gone


def test_proxy_is_not_counted_by_its_address(clock: Clock) -> None:
    idle, there = Idle(FEW, counted=lambda address: address != ONE, clock=clock), peers(ONE, 5)
    idle.too_many(there)
    clock.now += 1
    assert idle.too_many(there) == set()


def test_who_left_is_forgotten(clock: Clock) -> None:
    idle = Idle(FEW, clock=clock)
    idle.too_many(peers(ONE, 3))
    clock.now += 1
    idle.too_many([])
    # The same ports again are new connections.
    assert idle.too_many(peers(ONE, 9)) == set()


def test_bounds_leave_a_quarter_of_the_places_free_however_few_there_are() -> None:
    assert bounds_within(4096) == Bounds(of_one=200, of_all=3072)
    assert bounds_within(128) == Bounds(of_one=32, of_all=96)


@pytest.fixture
def door() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.mark.skipif(not os.path.isdir(OPEN_FILES), reason="no /proc here")
def test_sweep_closes_the_silent_at_our_door_and_nothing_that_we_opened_ourselves(
    door: socket.socket, clock: Clock
) -> None:
    idle = Idle(Bounds(of_one=2, of_all=2), clock=clock)
    outside = [socket.create_connection(door.getsockname()) for _ in range(6)]
    taken = [door.accept()[0] for _ in outside]
    try:
        here = {one.getsockname()[:2] for one in outside}
        assert set(connected([int(name) for name in os.listdir(OPEN_FILES)])) == here
        idle.sweep()
        clock.now += 1
        assert idle.sweep() == 4
        ended = 0
        for one in outside:
            one.setblocking(False)
            with suppress(BlockingIOError):
                ended += one.recv(1) == b""
        assert ended == 4
    finally:
        for one in (*outside, *taken):
            one.close()


class Overtaken(Idle):
    """Hang up on all; between looking and hanging up, one goes and DOOR takes the next under its number."""

    door: socket.socket
    number: int

    def too_many(self, peers: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
        with self.door.accept()[0] as newcomer:
            os.dup2(newcomer.fileno(), self.number)
        return set(peers)


@pytest.mark.skipif(not os.path.isdir(OPEN_FILES), reason="no /proc here")
def test_connection_that_took_the_number_of_one_that_went_meanwhile_is_left_alone(
    door: socket.socket,
) -> None:
    idle = Overtaken(Bounds(of_one=0, of_all=0))
    with socket.create_connection(door.getsockname()), door.accept()[0] as taken:
        idle.door, idle.number = door, taken.fileno()
        with socket.create_connection(door.getsockname()) as newcomer:
            assert idle.sweep() == 0
            newcomer.setblocking(False)
            with pytest.raises(BlockingIOError):
                newcomer.recv(1)
