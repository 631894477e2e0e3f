"""Easy weeks on request: which days they cover, when a lift comes again, when one is offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.records import Load, Reason, Target
from core.training.easy_weeks import LENGTH, OFFERED_AGAIN, EasyWeek, coming_day, easy_on, is_due

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
WEEK = EasyWeek(MONDAY, MONDAY + LENGTH)
HELD = Target("squat", "hold", 3, Load(100000), 5, 5, 1, 2, Reason("target.hold.so_far"))
STUCK = replace(HELD, kind="down", reason=Reason("target.down.fixed", {}, ("R39",)))
LIGHTER = replace(HELD, kind="down", reason=Reason("target.down.less", {}, ("R39",)))


def test_an_easy_week_is_seven_days() -> None:
    days = [MONDAY + n * DAY for n in range(-1, 8)]
    assert [easy_on((WEEK,), day) for day in days] == [False, *[True] * 7, False]


def test_one_that_was_taken_back_covers_no_day() -> None:
    assert not easy_on((EasyWeek(MONDAY, MONDAY),), MONDAY)


@pytest.mark.parametrize(
    ("days", "later"),
    [((), 3), ((0,), 3), ((-7, 0), 7), ((-6, -3, 0), 3), ((-21, -7, -4, 0), 4), ((-9,), 1)],
)
def test_a_lift_comes_again_after_its_usual_days(days: tuple[int, ...], later: int) -> None:
    trained = [MONDAY + n * DAY for n in days]
    assert coming_day(trained, MONDAY) == MONDAY + later * DAY


def test_one_is_offered_where_two_lifts_and_half_of_them_are_stuck() -> None:
    assert is_due([STUCK, STUCK], (), MONDAY)
    assert is_due([STUCK, STUCK, HELD, HELD], (), MONDAY)
    assert not is_due([STUCK, STUCK, HELD, HELD, HELD], (), MONDAY)
    assert not is_due([STUCK], (), MONDAY)
    assert not is_due([LIGHTER, LIGHTER], (), MONDAY)


def test_not_again_within_four_weeks_nor_before_one_to_come() -> None:
    stuck = [STUCK, STUCK]
    assert not is_due(stuck, (WEEK,), WEEK.until + OFFERED_AGAIN - DAY)
    assert is_due(stuck, (WEEK,), WEEK.until + OFFERED_AGAIN)
    assert not is_due(stuck, (WEEK,), MONDAY - DAY)
