"""What each side of an exercise is advised from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.records import Exposure, Load, LoggedSet, Side
from core.training.sides import of_last_side, of_side

AT = datetime(2026, 9, 7, 17, tzinfo=UTC)


def session(day: int, *sides: Side) -> Exposure:
    at = AT + timedelta(days=day)
    return Exposure(
        at,
        tuple(
            LoggedSet("leg-extension", Load(40_000), 12, at, "", side=side, id=f"s{day}{place}")
            for place, side in enumerate(sides)
        ),
    )


def sides(exposures: tuple[Exposure, ...]) -> list[list[Side]]:
    return [[each.side for each in every.sets] for every in exposures]


def test_without_sides_nothing_is_left_out() -> None:
    log = (session(0, "", ""), session(3, ""))
    assert of_side(log, "") == log
    assert of_last_side(log) == log


def test_a_side_counts_its_own_sets_from_its_second_session_on() -> None:
    log = (session(0, "", ""), session(3, "left", "right"))
    assert sides(of_side(log, "left")) == [["", ""], ["left"]]
    log = (*log, session(6, "left", "left", "right"))
    assert sides(of_side(log, "left")) == [["left"], ["left", "left"]]
    assert sides(of_side(log, "right")) == [["right"], ["right"]]


def test_a_set_of_no_side_is_held_against_its_like() -> None:
    log = (session(0, "left", "right"), session(3, "", ""))
    assert sides(of_side(log, "")) == [["", ""]]
    assert of_side(log[:1], "") == log[:1]  # nothing else is known


def test_what_comes_next_is_that_of_the_side_trained_last() -> None:
    log = (session(0, "left", "right"), session(3, "left", "right"))
    assert sides(of_last_side(log)) == [["right"], ["right"]]
    turned = replace(log[1], sets=tuple(reversed(log[1].sets)))
    assert sides(of_last_side((log[0], turned))) == [["left"], ["left"]]
    assert of_last_side(()) == ()
