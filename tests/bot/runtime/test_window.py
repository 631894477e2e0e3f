"""How many sends are under way: few while all is fast, more while it is slow, none that hang."""

from __future__ import annotations

import pytest

from bot.runtime.send_window import (
    AT_ONCE,
    FEWEST,
    MOST,
    MOST_UNANSWERED,
    OVERDUE_SECONDS,
    PROBE_SECONDS,
    SLOW_SECONDS,
    Window,
)


def begun(window, count, at, first=0, **more):
    for key in range(first, first + count):
        window.begin(key, f"chat {key}", at, **{"ping": False} | more)


def fill(window, at):
    """Begin as many as there is room for."""
    room = window.room(at)
    begun(window, max(room, 0), at, first=len(window._sends))
    return room


def test_a_fast_platform_has_two_under_way():
    window = Window()
    for _ in range(50):
        window.answered(1.0, 0.001)
    assert window.room(1.0) == FEWEST
    begun(window, FEWEST, 1.0)
    assert window.room(1.001) == 0


@pytest.mark.parametrize(
    ("seconds", "room"), [(SLOW_SECONDS, AT_ONCE), (SLOW_SECONDS / 2, 13), (60.0, AT_ONCE)]
)
def test_a_slow_platform_has_more(seconds, room):
    window = Window()
    for _ in range(100):
        window.answered(1.0, seconds)
    assert window.room(1.0) == room


def test_one_under_way_for_longer_than_usual_is_slow_before_it_ends():
    window = Window()
    begun(window, FEWEST, 1.0)
    assert window.room(1.0) == 0
    assert window.room(1.0 + SLOW_SECONDS) == AT_ONCE - FEWEST


def test_one_that_hangs_keeps_no_place():
    window = Window()
    begun(window, FEWEST, 1.0)
    just_before, then = 1.0 + OVERDUE_SECONDS - 0.001, 1.0 + OVERDUE_SECONDS
    assert window.room(just_before) == AT_ONCE - FEWEST
    assert window.room(then) == FEWEST
    assert window.half_empty(then)


def test_a_platform_that_is_always_slow_has_none_that_hang_at_once():
    window = Window()
    for _ in range(100):
        window.answered(1.0, 1.0)
    begun(window, AT_ONCE, 1.0)
    assert window.room(2.9) == 0
    assert window.room(4.1) == AT_ONCE


def test_fifty_that_hang_leave_room_within_a_second():
    window = Window()
    at, begins = 1.0, 0
    while len(window._sends) < 51:
        begins += max(fill(window, at), 0)
        at = min(window.next_at(at), at + 1.0)
    assert at < 2.0


def test_there_is_an_end_to_those_that_hang():
    window = Window()
    at = 1.0
    for _ in range(500):
        fill(window, at)
        at += 0.1
    assert len(window._sends) == MOST_UNANSWERED
    window.answered(at, 0.001)
    for _ in range(500):
        fill(window, at)
        at += 0.1
    assert len(window._sends) == MOST


def test_a_platform_that_answers_nothing_is_tried_by_few_others_first():
    window = Window()
    for key in range(AT_ONCE - 1):
        window.unanswered(f"chat {key}")
    assert window.avoid() == ()
    window.unanswered("last")
    assert "last" in window.avoid()
    assert window.room(5.0) == FEWEST
    begun(window, FEWEST, 5.0)
    assert window.room(5.0) == 0
    assert window.next_at(5.0) == 5.0 + PROBE_SECONDS
    assert window.room(5.0 + PROBE_SECONDS) == 1
    assert window.room(500.0) == AT_ONCE - FEWEST
    window.answered(500.0, 0.001)
    assert window.avoid() == ()


def test_pings_that_hang_hold_up_others_only_once_they_are_many():
    window = Window()
    begun(window, 3, 1.0, ping=True)
    assert window.pings(1.0) == 3
    assert window.pings(1.0 + OVERDUE_SECONDS) == 0
    begun(window, AT_ONCE - 3, 1.0, first=3, ping=True)
    assert window.pings(1.0 + OVERDUE_SECONDS) == AT_ONCE


def test_what_ended_keeps_no_place():
    window = Window()
    begun(window, 2, 1.0)
    window.end(0)
    window.end(0)
    assert window.room(1.0) == 1
    window.end(1)
    assert window.next_at(1.0) == float("inf")
