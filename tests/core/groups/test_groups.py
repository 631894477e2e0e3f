"""The rules of a group: what is shared, the order of the board, quiet hours, challenges."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.groups.rules import (
    Challenge,
    GroupSettings,
    Member,
    Row,
    Share,
    free_number,
    hears,
    in_order,
    is_quiet,
    row_of,
    said_lately,
    shows_loads,
    span_of,
)
from core.training.week import Effort, Week

NOW = datetime(2026, 11, 25, 18, tzinfo=UTC)  # a Wednesday
ANN = Member(1, "Ann", frozenset({"sets", "sessions", "records"}), loads=False, joined_at=NOW)
WEEK = Week(
    date(2026, 11, 23), date(2026, 11, 29), sessions=2, usual=3, sets=20, muscles={}, aimed=6,
    hit=5, effort=Effort(20, 18, 14, 2, 2), failures=0, avoidable=0, records=(), best=None,
    heaviest=None, suggestion=None, streak=4,
)  # fmt: skip


@pytest.mark.parametrize(
    ("share", "row"),
    [
        (("sets", "sessions", "records"), Row("Ann", (5, 6), (14, 18), (2, 3), 4, 0)),
        (("sets",), Row("Ann", hits=(5, 6), within=(14, 18))),
        (("sessions",), Row("Ann", sessions=(2, 3), streak=4)),
        (("records",), Row("Ann", records=0)),
        ((), None),
    ],
)
def test_a_row_holds_what_is_shared(share: tuple[Share, ...], row: Row | None) -> None:
    assert row_of(replace(ANN, share=frozenset(share)), WEEK) == row


@pytest.mark.parametrize("streak", [0, 1])
def test_no_streak_worth_no_word(streak: int) -> None:
    row = row_of(ANN, replace(WEEK, streak=streak))
    assert row is not None
    assert row.streak is None


def test_loads_need_everybody() -> None:
    ben = replace(ANN, person_id=2, name="Ben", loads=True)
    assert not shows_loads([])
    assert not shows_loads([ANN, ben])
    assert shows_loads([ben, replace(ANN, loads=True)])


def test_the_order_of_a_board() -> None:
    """By hits, those without any stand behind by name: nobody is ranked for missing."""
    rows = [
        Row("dan", (0, 4)),
        Row("Cid", (3, 9)),
        Row("ann", (0, 9)),
        Row("Bea"),
        Row("Eve", (3, 3)),
    ]
    assert [each.name for each in in_order(rows, by_hits=False)] == [
        "ann", "Bea", "Cid", "dan", "Eve",
    ]  # fmt: skip
    assert [each.name for each in in_order(rows, by_hits=True)] == [
        "Cid", "Eve", "ann", "Bea", "dan",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("quiet", "clock", "is_so"),
    [
        (("22:00", "07:00"), "21:59", False),
        (("22:00", "07:00"), "22:00", True),
        (("22:00", "07:00"), "03:00", True),
        (("22:00", "07:00"), "07:00", False),
        (("12:00", "13:30"), "13:29", True),
        (("12:00", "13:30"), "13:30", False),
    ],
)
def test_quiet_hours_are_those_of_the_group(
    quiet: tuple[str, str], clock: str, is_so: bool
) -> None:
    zone = "Asia/Kathmandu"
    group_settings = GroupSettings(
        (time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1])), zone
    )
    moment = datetime.fromisoformat(f"2026-11-25T{clock}").replace(tzinfo=ZoneInfo(zone))
    assert is_quiet(group_settings, moment.astimezone(UTC)) is is_so
    assert hears(group_settings, "", moment) is not is_so


@pytest.mark.parametrize(
    ("group_settings", "thread", "is_so"),
    [
        (GroupSettings(), "7", True),
        (GroupSettings(topic="7"), "7", True),
        (GroupSettings(topic="7"), "8", False),
        (GroupSettings(topic=""), "7", False),
        (GroupSettings(topic=""), "", True),
        (GroupSettings(answers="short"), "", True),
        (GroupSettings(answers="off"), "", False),
    ],
)
def test_what_is_overheard(group_settings: GroupSettings, thread: str, is_so: bool) -> None:
    assert hears(group_settings, thread, NOW) is is_so


def test_the_group_is_told_once_in_three_hours() -> None:
    told = replace(ANN, gym_at=NOW)
    assert not said_lately(ANN, NOW)
    assert said_lately(told, NOW + timedelta(hours=2, minutes=59))
    assert not said_lately(told, NOW + timedelta(hours=3))


@pytest.mark.parametrize(
    ("period", "now", "since", "until"),
    [
        ("week", "2026-11-25T18:00", "2026-11-25", "2026-11-30"),
        ("week", "2026-11-29T22:59", "2026-11-29", "2026-11-30"),
        ("week", "2026-11-29T23:01", "2026-11-30", "2026-12-07"),  # Monday in Berlin
        ("month", "2026-11-25T18:00", "2026-11-25", "2026-12-01"),
        ("month", "2026-12-31T12:00", "2026-12-31", "2027-01-01"),
    ],
)
def test_how_long_a_challenge_counts(period: str, now: str, since: str, until: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = span_of("month" if period == "month" else "week", moment, zone)
    assert [each.isoformat()[:16] for each in found] == [f"{since}T00:00", f"{until}T00:00"]
    challenge = Challenge(1, 1, "", "sets", 5, *found, "Europe/Berlin", 1)
    assert challenge.last_day == found[1].date() - timedelta(days=1)


def test_three_challenges_at_most() -> None:
    def numbered(*numbers: int) -> list[Challenge]:
        return [Challenge(9, n, "", "sets", 5, NOW, NOW, "UTC", 1) for n in numbers]

    assert [free_number(numbered(*each)) for each in ((), (1, 3), (1, 2, 3))] == [1, 2, None]
