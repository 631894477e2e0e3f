"""Thresholds of a group from both sides: said lately, a streak, quiet hours, numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.groups.rules import (
    Challenge,
    GroupSettings,
    Row,
    free_number,
    in_order,
    is_quiet,
    row_of,
    said_lately,
    span_of,
)
from tests.core.groups.test_groups import ANN, NOW, WEEK

SECOND = timedelta(seconds=1)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("ago", "lately"),
    [
        (-SECOND, False),
        (timedelta(0), True),
        (SECOND, True),
        (timedelta(hours=3) - SECOND, True),
        (timedelta(hours=3), False),
        (timedelta(hours=4), False),
        (timedelta(days=2), False),
    ],
)
def test_a_group_is_told_again_after_three_hours(ago: timedelta, lately: bool) -> None:
    assert said_lately(replace(ANN, gym_at=NOW - ago), NOW) is lately
    assert not said_lately(ANN, NOW)


@pytest.mark.parametrize(("streak", "shown"), [(0, None), (1, None), (2, 2), (3, 3)])
def test_a_streak_is_worth_a_word_from_two_weeks_on(streak: int, shown: int | None) -> None:
    row = row_of(ANN, replace(WEEK, streak=streak))
    assert row is not None
    assert row.streak == shown


@pytest.mark.parametrize(
    ("begin", "end", "clock", "quiet"),
    [
        (22, 7, (21, 59), False),
        (22, 7, (22, 0), True),
        (22, 7, (6, 59), True),
        (22, 7, (7, 0), False),
        (1, 6, (0, 59), False),
        (1, 6, (1, 0), True),
        (1, 6, (5, 59), True),
        (1, 6, (6, 0), False),
        (6, 6, (6, 0), True),  # the same hour twice is the whole day
        (6, 6, (5, 59), True),
    ],
)
def test_quiet_hours_begin_and_end(
    begin: int, end: int, clock: tuple[int, int], quiet: bool
) -> None:
    settings = GroupSettings((time(begin), time(end)), zone="UTC")
    assert is_quiet(settings, datetime(2026, 11, 25, *clock, tzinfo=UTC)) is quiet


@pytest.mark.parametrize(
    ("numbers", "free"),
    [((), 1), ((1,), 2), ((2,), 1), ((1, 3), 2), ((1, 2), 3), ((1, 2, 3), None), ((3, 2), 1)],
)
def test_the_smallest_free_number_of_three(numbers: tuple[int, ...], free: int | None) -> None:
    made = [
        Challenge(number, number, "", "reps", 100, NOW, NOW + timedelta(days=1), "UTC", 1)
        for number in numbers
    ]
    assert free_number(made) == free


def test_rows_by_name_or_by_hits() -> None:
    rows = [
        Row("bob", (1, 9)),
        Row("Ann", (2, 2)),
        Row("Cid"),
        Row("abe", (2, 5)),
        Row("Dan", (0, 1)),
    ]
    assert [each.name for each in in_order(rows, by_hits=False)] == [
        "abe",
        "Ann",
        "bob",
        "Cid",
        "Dan",
    ]
    assert [each.name for each in in_order(rows, by_hits=True)] == [
        "abe",
        "Ann",
        "bob",
        "Cid",
        "Dan",
    ]
    rows[0] = Row("bob", (3, 9))
    assert [each.name for each in in_order(rows, by_hits=True)] == [
        "bob",
        "abe",
        "Ann",
        "Cid",
        "Dan",
    ]


@pytest.mark.parametrize(
    ("now", "week", "month"),
    [
        ((2026, 11, 25, 12), 30, (12, 1)),
        ((2026, 11, 29, 12), 30, (12, 1)),
        ((2026, 11, 29, 23), 37, (12, 1)),  # Monday 0:00 in Berlin
        ((2026, 12, 31, 12), 35, (1, 1)),
    ],
)
def test_to_the_end_of_the_week_or_month(
    now: tuple[int, ...], week: int, month: tuple[int, int]
) -> None:
    moment = datetime(*now, tzinfo=UTC)  # type: ignore[misc]
    since, until = span_of("week", moment, BERLIN)
    assert since == datetime.combine(moment.astimezone(BERLIN).date(), time(), tzinfo=BERLIN)
    first = datetime(moment.year, moment.month, 1, tzinfo=BERLIN)
    assert until.date() == (first + timedelta(days=week - 1)).date()
    assert (
        span_of("month", moment, BERLIN)[1].month,
        span_of("month", moment, BERLIN)[1].day,
    ) == month


def test_the_last_day_of_a_challenge_is_the_makers() -> None:
    end = datetime(2026, 12, 1, tzinfo=BERLIN)
    made = Challenge(1, 1, "", "reps", 100, NOW, end, "Europe/Berlin", 1)
    assert made.last_day.day == 30
    assert replace(made, until_at=end + timedelta(microseconds=1)).last_day.day == 1
