"""When pings are due: every zone and its clock changes 2024-2030, pauses, outages, clocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest

from core.messages import Address
from core.reminders.schedule import (
    LATE,
    Reminder,
    advance,
    local_date,
    next_occurrence,
    occurrence,
    replan,
    still_useful,
)

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVERY_DAY = tuple(range(7))
ZONES = sorted(available_timezones() - {"localtime", "Factory"})


@cache
def transitions(name: str) -> tuple[datetime, ...]:
    """The instants at which a zone's offset changes, to the second, found by bisection."""
    zone, found = ZoneInfo(name), []
    step = timedelta(days=20)  # Ramadan parts two changes of Morocco by a month
    at, before = FIRST, FIRST.astimezone(zone).utcoffset()
    while at < LAST:
        then = at + step
        after = then.astimezone(zone).utcoffset()
        if after != before:
            low, high = at, then
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                if middle.astimezone(zone).utcoffset() == before:
                    low = middle
                else:
                    high = middle
            found.append(high)
        at, before = then, after
    return tuple(found)


def changes() -> Iterator[tuple[ZoneInfo, datetime]]:
    """Each change of clocks once, however many zones share it."""
    seen = set()
    for name in ZONES:
        zone = ZoneInfo(name)
        for at in transitions(name):
            key = (at, (at - HOUR).astimezone(zone).utcoffset(), at.astimezone(zone).utcoffset())
            if key not in seen:
                seen.add(key)
                yield zone, at


def exists(day: date, minute: int, zone: ZoneInfo) -> bool:
    """Whether a local time comes at all."""
    local = datetime.combine(day, time(minute // 60, minute % 60))
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local


def a_reminder(zone: str, minute: int, days: tuple[int, ...] = EVERY_DAY) -> Reminder:
    return Reminder("train", days, minute, Address("console", "1"), zone, FIRST)


def minutes_near(at: datetime, zone: ZoneInfo) -> set[int]:
    """Times of day around a change: before it, inside what it skips or doubles, after it."""
    before = (at - timedelta(seconds=1)).astimezone(zone)
    after = at.astimezone(zone)
    around = {before.hour * 60 + before.minute, after.hour * 60 + after.minute}
    return {
        (minute + shift) % 1440
        for minute in around
        for shift in (-60, -30, -1, 0, 1, 15, 30, 45, 61)
    } | {0, 1, 720, 1439}


def test_all_zones_have_their_changes_looked_at() -> None:
    found = {name: transitions(name) for name in ZONES}
    assert sum(map(len, found.values())) > 2_500
    assert len(found["Europe/Berlin"]) == 14
    assert found["Europe/Berlin"][0] == datetime(2024, 3, 31, 1, tzinfo=UTC)
    assert not found["Asia/Tokyo"]
    assert len(found["Africa/Casablanca"]) >= 14  # around Ramadan
    assert found["Africa/Cairo"]
    assert found["Australia/Lord_Howe"]


def test_one_occurrence_a_local_date_at_every_change_of_clocks() -> None:
    """Never two, never none, in order; and at the time asked for wherever that exists."""
    for zone, at in changes():
        around = at.astimezone(zone).date()
        days = [around + each * DAY for each in range(-2, 3)]
        for minute in minutes_near(at, zone):
            found = []
            for day in days:
                due = occurrence(day, minute, zone)
                assert due is not None, (zone, day, minute)
                assert due.tzinfo is UTC
                local = due.astimezone(zone)
                assert local.date() == day, (zone, day, minute)
                if exists(day, minute, zone):
                    assert local.hour * 60 + local.minute == minute
                    assert local.fold == 0
                found.append(due)
            assert found == sorted(set(found))
            reminder, told = a_reminder(zone.key, minute), []
            after = found[0] - timedelta(seconds=1)
            while (due := next_occurrence(reminder, after)) is not None and due <= found[-1]:
                told.append(due)
                after, reminder = due, replace(reminder, last_date=local_date(reminder, due))
            assert told == found, (zone, minute)


def test_the_clock_of_a_loop_meets_each_date_once_at_every_change() -> None:
    """A clock that moves on in odd steps, as a loop does, sends each date's ping and no other."""
    for zone, at in changes():
        local = (at - timedelta(seconds=1)).astimezone(zone)
        for minute in {local.hour * 60 + local.minute, (local.hour * 60 + 90) % 1440, 0}:
            now = at - 2 * DAY
            reminder = a_reminder(zone.key, minute)
            reminder = replace(reminder, next_at=next_occurrence(reminder, now))
            sent = []
            while now < at + 2 * DAY:
                now += timedelta(minutes=37)
                if reminder.next_at is None or reminder.next_at > now:
                    continue
                due = advance(reminder, now)
                reminder = due.reminder
                if due.due_at is not None:
                    assert (due.why == "late") == (local_date(reminder, now) != due.local_date)
                    assert timedelta(0) <= now - due.due_at < timedelta(minutes=37)
                    sent.append(due.local_date)
            assert sent == sorted(set(sent))
            first, last = date.fromisoformat(sent[0]), date.fromisoformat(sent[-1])
            assert len(sent) == (last - first).days + 1 >= 3


@pytest.mark.parametrize(
    ("zone", "day", "clock", "local"),
    [
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29 03:30"),
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25 02:30"),
        ("Africa/Cairo", "2026-04-24", "00:00", "2026-04-24 01:00"),
        ("America/Santiago", "2026-09-06", "00:00", "2026-09-06 01:00"),
        ("Asia/Beirut", "2026-03-29", "00:00", "2026-03-29 01:00"),
        ("America/Asuncion", "2024-10-06", "00:00", "2024-10-06 01:00"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-04 02:45"),
        ("America/Nuuk", "2024-03-30", "23:30", "2024-03-30 22:30"),  # forward is another date
    ],
)
def test_times_that_are_skipped(zone: str, day: str, clock: str, local: str) -> None:
    hour, minute = map(int, clock.split(":"))
    due = occurrence(date.fromisoformat(day), hour * 60 + minute, ZoneInfo(zone))
    assert due is not None
    assert f"{due.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == local


def test_a_doubled_time_is_the_first() -> None:
    due = occurrence(date(2026, 10, 25), 150, ZoneInfo("Europe/Berlin"))
    assert due == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_date_that_a_zone_left_out_has_no_occurrence() -> None:
    """Samoa went from Thursday to Saturday at the end of 2011."""
    assert occurrence(date(2011, 12, 30), 600, ZoneInfo("Pacific/Apia")) is None
    friday = a_reminder("Pacific/Apia", 600, (4,))
    due = next_occurrence(friday, datetime(2011, 12, 28, tzinfo=UTC))
    assert due is not None
    assert local_date(friday, due) == "2012-01-06"


BERLIN = replace(
    a_reminder("Europe/Berlin", 18 * 60, (0, 2, 4)), next_at=datetime(2026, 11, 23, 17, tzinfo=UTC)
)  # Mon, Wed, Fri; next is Monday


def at(text: str) -> datetime:
    """A local time in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


def test_due_in_time() -> None:
    assert advance(BERLIN, at("2026-11-23 17:59")).due_at is None
    due = advance(BERLIN, at("2026-11-23 18:00"))
    assert (due.due_at, due.local_date, due.why) == (at("2026-11-23 18:00"), "2026-11-23", "")
    assert due.reminder.next_at == at("2026-11-25 18:00")
    assert advance(due.reminder, at("2026-11-23 18:01")).due_at is None


@pytest.mark.parametrize(
    ("now", "day", "why"),
    [
        ("2026-11-23 23:59", "2026-11-23", ""),  # six hours, the same date
        ("2026-11-24 00:01", "2026-11-23", "late"),  # another date
        ("2026-11-25 19:00", "2026-11-25", ""),  # two days down: the last one only
        ("2027-03-01 23:00", "2027-03-01", ""),
        ("2027-03-02 12:00", "2027-03-01", "late"),
    ],
)
def test_after_an_outage_each_reminder_comes_once(now: str, day: str, why: str) -> None:
    due = advance(BERLIN, at(now))
    assert (due.local_date, due.why) == (day, why)
    again = advance(due.reminder, at(now))
    assert again.due_at is None
    assert again.reminder.next_at is not None
    assert again.reminder.next_at > at(now)


def test_useful_for_six_hours_of_the_same_date() -> None:
    zone, due = ZoneInfo("Europe/Berlin"), at("2026-11-23 07:30")
    assert still_useful(due, due + LATE, zone)
    assert not still_useful(due, due + LATE + timedelta(seconds=1), zone)
    assert not still_useful(at("2026-11-23 23:00"), at("2026-11-24 00:00"), zone)


def test_a_pause_skips_what_falls_into_it() -> None:
    paused = replace(BERLIN, paused_until=at("2026-12-07 00:00"))
    planned = replace(paused, next_at=next_occurrence(paused, at("2026-11-23 12:00")))
    assert planned.next_at == at("2026-12-07 18:00")
    assert advance(planned, at("2026-11-23 18:30")).due_at is None
    assert advance(planned, at("2026-12-07 18:00")).local_date == "2026-12-07"


def test_a_clock_that_goes_back_repeats_nothing() -> None:
    due = advance(BERLIN, at("2026-11-23 18:00"))
    back = advance(due.reminder, at("2026-11-23 17:00"))
    assert back.due_at is None
    assert advance(back.reminder, at("2026-11-23 18:00")).due_at is None
    assert back.reminder.next_at == at("2026-11-25 18:00")


def test_a_clock_that_was_a_year_ahead_silences_nobody() -> None:
    ahead = advance(BERLIN, at("2027-11-26 12:00"))
    assert ahead.reminder.next_at == at("2027-11-26 18:00")
    back = replan(ahead.reminder, at("2026-11-24 12:00"))
    assert back.next_at == at("2026-11-25 18:00")


def test_new_rules_of_a_zone_move_what_was_planned() -> None:
    """The rule put it at 18:00 of other days' offsets: it is moved, not sent early or twice."""
    early = replace(BERLIN, next_at=at("2026-11-23 17:00"))
    assert advance(early, at("2026-11-23 17:30")).due_at is None
    assert replan(early, at("2026-11-23 12:00")).next_at == at("2026-11-23 18:00")
    late = replace(BERLIN, next_at=at("2026-11-23 19:00"))
    due = advance(late, at("2026-11-23 18:10"))
    assert due.due_at == at("2026-11-23 18:00")


def test_planning_again_changes_nothing_that_is_right() -> None:
    for now in ("2026-11-21 08:00", "2026-11-23 17:59", "2026-11-23 18:30"):
        assert replan(BERLIN, at(now)) == BERLIN
    off = replace(BERLIN, state="off", next_at=None)
    assert replan(off, at("2026-11-23 12:00")) == off


@pytest.mark.parametrize("minute", [0, 7 * 60, 18 * 60, 1439])
def test_moving_to_another_zone_keeps_one_ping_a_date(minute: int) -> None:
    """From Tokyo to Los Angeles the date goes back: the date that was pinged stays pinged."""
    reminder = a_reminder("Asia/Tokyo", minute)
    now = datetime(2026, 11, 23, 20, tzinfo=UTC)
    reminder = replace(reminder, next_at=next_occurrence(reminder, now))
    sent: list[str] = []
    for hour in range(24 * 12):
        now += HOUR
        due = advance(reminder, now)
        reminder = due.reminder
        sent += [due.local_date] if due.due_at is not None else []
        if hour in (60, 140):
            zone = "America/Los_Angeles" if hour == 60 else "Asia/Tokyo"
            reminder = replace(reminder, zone=zone)
            reminder = replace(reminder, next_at=next_occurrence(reminder, now))
    assert sent == sorted(set(sent))
    assert len(sent) >= 9


def test_a_rest_and_a_snooze_happen_once() -> None:
    due_at = datetime(2026, 11, 23, 17, 3, tzinfo=UTC)
    rest = replace(BERLIN, kind="rest", days=(), minute=None, next_at=due_at)
    assert advance(rest, due_at - HOUR).due_at is None
    due = advance(rest, due_at)
    assert (due.due_at, due.why) == (due_at, "")
    assert due.reminder.next_at is None
    assert advance(due.reminder, due_at + HOUR).due_at is None
    assert advance(rest, due_at + HOUR).why == "late"
    snooze = replace(rest, kind="snooze")
    assert not advance(snooze, due_at + HOUR).why
    assert advance(snooze, due_at + 7 * HOUR).why == "late"
    assert replan(rest, due_at + HOUR) == rest
