"""Reminders every so many days: local dates are counted, clocks may change between them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.messages import Address
from core.reminders.schedule import (
    LONGEST_INTERVAL,
    Reminder,
    advance,
    falls_on,
    next_occurrence,
    replan,
    start_interval,
)

BERLIN = ZoneInfo("Europe/Berlin")
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def every(days: int, now: datetime, minute: int = 1080, zone: str = "Europe/Berlin") -> Reminder:
    bare = Reminder("train", (), minute, Address("console", "1"), zone, now)
    made = start_interval(bare, days, now)
    return replace(made, next_at=next_occurrence(made, now))


def sent(reminder: Reminder, count: int) -> list[datetime]:
    """The next occurrences, each worked out when the one before came."""
    found = []
    for _ in range(count):
        assert reminder.next_at is not None
        due = advance(reminder, reminder.next_at)
        assert due.due_at is not None
        found.append(due.due_at)
        reminder = due.reminder
    return found


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2026, 11, 23, 16, 59, 59, tzinfo=UTC), "2026-11-23"),
        (datetime(2026, 11, 23, 17, tzinfo=UTC), "2026-11-24"),
    ],
)
def test_it_begins_when_its_time_comes_next(now: datetime, first: str) -> None:
    assert every(2, now).start == first


@pytest.mark.parametrize(
    ("now", "dates", "hours"),
    [
        (datetime(2026, 3, 27, 12, tzinfo=UTC), (27, 29, 31), (17, 16, 16)),  # forward on the 29th
        (datetime(2026, 3, 26, 12, tzinfo=UTC), (26, 28, 30), (17, 17, 16)),
        (datetime(2026, 10, 23, 12, tzinfo=UTC), (23, 25, 27), (16, 17, 17)),  # back on the 25th
        (datetime(2026, 10, 24, 12, tzinfo=UTC), (24, 26, 28), (16, 17, 17)),
    ],
)
def test_the_local_time_stays_across_a_change_of_clocks(
    now: datetime, dates: tuple[int, ...], hours: tuple[int, ...]
) -> None:
    found = sent(every(2, now), 3)
    assert tuple(each.day for each in found) == dates
    assert tuple(each.hour for each in found) == hours
    assert {each.astimezone(BERLIN).hour for each in found} == {18}


def test_a_skipped_time_moves_on_and_the_next_is_as_asked() -> None:
    found = sent(every(2, datetime(2026, 3, 26, 12, tzinfo=UTC), minute=150), 3)
    assert [each.astimezone(BERLIN).strftime("%d %H:%M") for each in found] == [
        "27 02:30", "29 03:30", "31 02:30",
    ]  # fmt: skip


def test_a_date_the_zone_skips_costs_one_round_only() -> None:
    """Samoa had no 30 December 2011."""
    for days in (2, LONGEST_INTERVAL):
        first = datetime.combine(date(2011, 12, 30) - days * DAY, datetime.min.time(), UTC)
        made = every(days, first + timedelta(hours=6), zone="Pacific/Apia", minute=1080)
        assert made.start == (date(2011, 12, 30) - days * DAY).isoformat()
        local = [each.astimezone(ZoneInfo("Pacific/Apia")).date() for each in sent(made, 2)]
        assert local == [date(2011, 12, 30) - days * DAY, date(2011, 12, 30) + days * DAY]


def test_a_year_of_it_keeps_step() -> None:
    found = sent(every(3, datetime(2026, 1, 1, tzinfo=UTC)), 120)
    dates = [each.astimezone(BERLIN).date() for each in found]
    assert dates == [date(2026, 1, 1) + each * 3 * DAY for each in range(120)]


def test_an_outage_costs_the_missed_ones_and_keeps_the_step() -> None:
    made = every(2, datetime(2026, 11, 23, 12, tzinfo=UTC))
    due = advance(made, datetime(2026, 12, 4, 12, tzinfo=UTC))
    assert (due.local_date, due.why) == ("2026-12-03", "late")
    assert due.reminder.next_at == datetime(2026, 12, 5, 17, tzinfo=UTC)


def test_a_pause_and_another_zone_keep_the_step() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    paused = replace(every(3, now), paused_until=datetime(2026, 12, 10, tzinfo=UTC))
    assert next_occurrence(paused, now) == datetime(2026, 12, 11, 17, tzinfo=UTC)
    moved = replace(every(3, now), zone="America/New_York", last_date="2026-11-23")
    assert next_occurrence(moved, now) == datetime(2026, 11, 26, 23, tzinfo=UTC)


def test_planning_again_changes_nothing_that_is_right() -> None:
    made = every(5, datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert replan(made, datetime(2026, 11, 23, 13, tzinfo=UTC)) == made


def test_dates_are_counted_from_the_first_in_both_directions() -> None:
    """A clock that was ahead when it was set leaves no gap until its first date."""
    made = every(2, datetime(2026, 11, 23, 12, tzinfo=UTC))
    first = date(2026, 11, 23)
    assert [falls_on(made, first + each * DAY) for each in (-2, -1, 0, 1, 2)] == [
        True, False, True, False, True,
    ]  # fmt: skip
