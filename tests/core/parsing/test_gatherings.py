"""When partners train, as typed: days, hours, what is past, clock changes, what is talk."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.errors import BadSetting
from core.exercises.names import catalogue_names
from core.parsing.gatherings import is_gym, read_gathering

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # Tuesday, 15:00 in Berlin


@pytest.mark.parametrize(
    ("typed", "local"),
    [
        ("thu 18:00", "2026-11-26T18:00"), ("thursday at 6pm", "2026-11-26T18:00"),
        ("on thu at 18", "2026-11-26T18:00"), ("donnerstag um 18 uhr", "2026-11-26T18:00"),
        ("thu 18.30", "2026-11-26T18:30"), ("18:00 thu?", "2026-11-26T18:00"),
        ("tomorrow 7am", "2026-11-25T07:00"), ("tonight at 8", "2026-11-24T20:00"),
        ("today 15:01", "2026-11-24T15:01"),
        ("at 18?", "2026-11-24T18:00"), ("at 6", "2026-11-24T18:00"),
        ("at 4", "2026-11-24T16:00"), ("at 3", "2026-11-25T03:00"), ("9:00", "2026-11-25T09:00"),
        ("12", "2026-11-25T00:00"), ("0", "2026-11-25T00:00"), ("15", "2026-11-25T15:00"),
        ("jeudi 18h30", "2026-11-26T18:30"), ("четверг 18:00", "2026-11-26T18:00"),
        # the weekday of today: today while its time is to come, else in a week
        ("tue 15:01", "2026-11-24T15:01"), ("tue 15:00", "2026-12-01T15:00"),
    ],
)  # fmt: skip
def test_a_time_is_read_on_the_clock_of_who_asks(typed: str, local: str) -> None:
    found = read_gathering(typed, NOW, BERLIN)
    assert found.astimezone(BERLIN).strftime("%Y-%m-%dT%H:%M") == local
    assert found > NOW


@pytest.mark.parametrize(
    ("typed", "setting"),
    [
        ("today 15:00", "gym_past"), ("today 9:00", "gym_past"), ("thu 6", "gym_hour"),
        ("thu", "gym_time"), ("on friday?", "gym_time"), ("thu fri", "gym"),
        ("banana", "gym"), ("thu fri 18:00", "gym"), ("thu 25:00", "gym"),
        ("18:70", "gym"), ("99", "gym"), ("thu 18:00 squat", "gym"), ("1" * 500, "gym"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_an_example(typed: str, setting: str) -> None:
    with pytest.raises(BadSetting) as caught:
        read_gathering(typed, NOW, BERLIN)
    assert caught.value.facts["setting"] == setting
    example = str(caught.value.facts["example"]).removeprefix("gym ")
    assert read_gathering(example, NOW, BERLIN) > NOW


def test_clock_changes() -> None:
    """Spring: 2:30 is skipped and becomes 3:30. Autumn: 18:00 stays 18:00 over the change."""
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    skipped = read_gathering("sun 2:30", before, BERLIN)
    assert skipped.astimezone(BERLIN).strftime("%d %H:%M") == "29 03:30"
    autumn = read_gathering("mon 18:00", datetime(2026, 10, 23, 12, tzinfo=UTC), BERLIN)
    assert autumn == datetime(2026, 10, 26, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("", True), ("now", True), ("thu 18:00", True), ("at 18", True), ("in", True),
        ("not today", True),
        ("thu 18:00 ?", True), ("jeudi 18h30 ?", True), ("?", True),
        ("off", True), ("in @g1", True), ("when", True),
        ("was packed today", False), ("bag is at home", False), ("squat 100x5", False),
        ("at 18 with the whole crew from work and their friends", False),
    ],
)  # fmt: skip
def test_talk_is_no_command(words: str, *, meant: bool) -> None:
    assert is_gym(words.split(), catalogue_names()) is meant
