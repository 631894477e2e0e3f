"""Reminders every so many days, as typed."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import BadSetting
from core.parsing.reminders import Asks, Remind, names_interval, read_remind, read_weekly, typed
from core.reminders.schedule import LONGEST_INTERVAL

TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("every 2 days 18:00", "every 2 days 18:00"),
        ("every other day 18:00", "every 2 days 18:00"),
        ("Every Other Day at 6pm", "every 2 days 18:00"),
        ("every other day 18:00 legs", "legs every 2 days 18:00"),
        ("legs every second day 18:00", "legs every 2 days 18:00"),
        ("me to do squats every 3 days at 7:00", "squats every 3 days 7:00"),
        ("every 3rd day 7:00", "every 3 days 7:00"),
        ("each three days at noon", "every 3 days 12:00"),
        ("18:00 every 4 days", "every 4 days 18:00"),
        ("alle 2 Tage 18 Uhr", "every 2 days 18:00"),
        ("cada 3 días 18:00", "every 3 days 18:00"),
        ("every 1 day 18:00", "daily 18:00"),
        (f"every {LONGEST_INTERVAL} days 18:00", f"every {LONGEST_INTERVAL} days 18:00"),
    ],
)
def test_an_interval_is_read_and_typed_again(text: str, meant: str) -> None:
    read = read_remind(text, TODAY)
    assert isinstance(read, Remind)
    assert typed(read) == f"remind {meant}"
    assert read_remind(typed(read).removeprefix("remind "), TODAY) == read


def test_a_bare_hour_is_asked() -> None:
    read = read_remind("every 2 days 7", TODAY)
    assert isinstance(read, Asks)
    assert [typed(each) for each in read.choices] == [
        "remind every 2 days 7:00",
        "remind every 2 days 19:00",
    ]


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("every 0 days 18:00", "remind_every"),
        (f"every {LONGEST_INTERVAL + 1} days 18:00", "remind_every"),
        ("every 2 days", "remind_no_clock"),
        ("every 2 days legs", "remind_no_clock"),
        ("every 2 days after squat", "remind_no_clock"),
        ("every 2 days mon 18:00", "remind_every_days"),
        ("every 2 days daily 18:00", "remind_every_days"),
        ("every 2 days every 3 days 18:00", "remind_weekly"),
        ("every 2 days 18:00 19:00", "remind_clocks"),
        ("every 2 days 25:00", "clock"),
        ("every 2 days until fri 18:00", "remind_every_days"),
        ("every other mon 18:00", "remind_weekly"),
        ("every 2 weeks 18:00", "remind_weekly"),
    ],
)
def test_what_is_refused_says_an_example_that_is_read(text: str, setting: str) -> None:
    with pytest.raises(BadSetting) as found:
        read_remind(text, TODAY)
    assert (found.value.quote, found.value.facts["setting"]) == (text, setting)
    example = str(found.value.facts["example"])
    assert isinstance(read_remind(example.removeprefix("remind "), TODAY), Remind)


def test_a_look_back_has_no_interval() -> None:
    with pytest.raises(BadSetting):
        read_weekly("every 2 days 18:00", example="recap sun 20:00")


def test_only_days_are_counted() -> None:
    assert names_interval("every other day 18:00")
    assert not names_interval("every day 18:00")
    assert not names_interval("every 2 hours")
