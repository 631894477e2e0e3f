"""Thresholds of pings from both sides: late, the end of a rest, pauses, dates, intervals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.messages import Address
from core.reminders.schedule import (
    LATE,
    LONGEST_INTERVAL,
    MOST_REMINDERS,
    REST_LATE,
    UNANSWERED,
    Reminder,
    advance,
    falls_on,
    local_date,
    next_occurrence,
    occurrence,
    replan,
    start_interval,
    still_useful,
    why_late,
    zone_of,
)

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
DAILY = Reminder("train", tuple(range(7)), 18 * 60, Address("console", "1"), "UTC", NOON)
REST = Reminder("rest", (), None, Address("console", "1"), "UTC", NOON, next_at=NOON)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_the_numbers_of_pings() -> None:
    assert (LONGEST_INTERVAL, MOST_REMINDERS, UNANSWERED) == (30, 10, 4)
    assert (timedelta(hours=6), timedelta(minutes=15)) == (LATE, REST_LATE)


@pytest.mark.parametrize(
    ("late", "useful"),
    [(timedelta(0), True), (LATE - SECOND, True), (LATE, True), (LATE + SECOND, False)],
)
def test_late_after_six_hours(late: timedelta, useful: bool) -> None:
    assert still_useful(NOON, NOON + late, UTC) is useful
    assert why_late(DAILY, NOON, NOON + late) == ("" if useful else "late")


@pytest.mark.parametrize(("clock", "useful"), [((25, 23, 59), True), ((26, 0, 0), False)])
def test_late_on_the_next_date(clock: tuple[int, int, int], useful: bool) -> None:
    assert still_useful(at(25, 22), at(*clock), UTC) is useful


@pytest.mark.parametrize(
    ("late", "why"),
    [(timedelta(0), ""), (REST_LATE, ""), (REST_LATE + SECOND, "late"), (REST_LATE * 2, "late")],
)
def test_the_end_of_a_rest_is_news_for_a_quarter_of_an_hour(late: timedelta, why: str) -> None:
    assert why_late(REST, NOON, NOON + late) == why
    due = advance(REST, NOON + late)
    assert (due.due_at, due.why, due.reminder.next_at) == (NOON, why, None)


@pytest.mark.parametrize(
    ("now", "due"),
    [(NOON - SECOND, None), (NOON, NOON), (NOON + SECOND, NOON)],
)
def test_a_rest_is_due_from_its_moment_on(now: datetime, due: datetime | None) -> None:
    assert advance(REST, now).due_at == due


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (at(25, 17, 59), at(25, 18)),
        (at(25, 18), at(26, 18)),  # strictly after
        (at(25, 18, 1), at(26, 18)),
    ],
)
def test_the_next_is_strictly_after(after: datetime, found: datetime) -> None:
    assert next_occurrence(DAILY, after) == found


@pytest.mark.parametrize(
    ("last", "found"),
    [("", 25), ("2026-11-24", 25), ("2026-11-25", 26), ("2026-11-27", 28)],
)
def test_the_next_is_on_a_later_date_than_the_last(last: str, found: int) -> None:
    assert next_occurrence(replace(DAILY, last_date=last), NOON) == at(found, 18)


@pytest.mark.parametrize(
    ("until", "found"),
    [(at(25, 17), 25), (at(25, 18), 25), (at(25, 18, 1), 26), (at(28, 12), 28), (at(28, 19), 29)],
)
def test_the_next_is_not_before_the_end_of_a_pause(until: datetime, found: int) -> None:
    assert next_occurrence(replace(DAILY, paused_until=until), NOON) == at(found, 18)


@pytest.mark.parametrize("weekday", range(7))
def test_a_weekday_comes_within_a_week(weekday: int) -> None:
    found = next_occurrence(replace(DAILY, days=(weekday,)), at(25, 18))
    assert found is not None
    assert found.weekday() == weekday
    assert timedelta(0) < found - at(25, 18) <= 7 * DAY


@pytest.mark.parametrize(
    ("minute", "clock"),
    [(0, (0, 0)), (59, (0, 59)), (60, (1, 0)), (61, (1, 1)), (1439, (23, 59))],
)
def test_a_minute_of_the_day(minute: int, clock: tuple[int, int]) -> None:
    assert occurrence(date(2026, 11, 25), minute, UTC) == at(25, *clock)
    assert next_occurrence(replace(DAILY, minute=minute), at(24, 23, 59)) == at(25, *clock)


@pytest.mark.parametrize("every", [2, 3, 29, 30])
def test_every_so_many_days(every: int) -> None:
    begun = start_interval(replace(DAILY, days=()), every, NOON)
    assert (begun.start, begun.days, begun.every) == ("2026-11-25", (), every)
    assert [falls_on(begun, NOON.date() + back * DAY) for back in (0, 1, every - 1, every)] == [
        True, False, every == 1, True,
    ]  # fmt: skip
    first = next_occurrence(begun, NOON)
    assert first == at(25, 18)
    assert next_occurrence(begun, at(25, 18)) == at(25, 18) + every * DAY
    assert start_interval(replace(DAILY, days=()), every, at(25, 18)).start == "2026-11-26"


@pytest.mark.parametrize(
    ("ahead", "kept"),
    [("2026-11-25", True), ("2026-11-26", True), ("2026-11-27", False)],
)
def test_a_last_date_of_a_clock_that_was_ahead(ahead: str, kept: bool) -> None:
    planned = replace(DAILY, last_date=ahead, next_at=at(28, 18))
    assert replan(planned, NOON).last_date == (ahead if kept else "")


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (at(25, 17, 59), None),
        (at(25, 18), at(25, 18)),
        (at(26, 17, 59), at(25, 18)),
        (at(26, 18), at(26, 18)),
        (at(30, 20), at(30, 18)),
    ],
)
def test_at_most_the_latest_is_due(now: datetime, due: datetime | None) -> None:
    found = advance(replace(DAILY, next_at=at(25, 18)), now)
    assert found.due_at == due
    if due is not None:
        assert found.local_date == local_date(DAILY, due)
        assert found.reminder.last_date == found.local_date
        assert found.reminder.next_at == due + DAY


def test_a_week_after_an_outage_of_weeks() -> None:
    weekly = replace(DAILY, days=(2,), next_at=datetime(2026, 10, 28, 18, tzinfo=UTC))
    found = advance(weekly, at(25, 17))
    assert (found.due_at, found.why) == (at(18, 18), "late")
    assert found.reminder.next_at == at(25, 18)


def test_a_zone_that_is_gone_is_utc() -> None:
    assert zone_of("Nowhere/Atall") == UTC
