"""Days to come as people write them, and what is talk."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import Unreadable
from core.exercises.names import catalogue_names
from core.parsing.days_ahead import is_meet, is_test, read_day_ahead, split_lifts

TODAY = date(2026, 11, 23)  # a Monday
NAMES = catalogue_names()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-03-20", date(2027, 3, 20)),
        ("2027/3/20", date(2027, 3, 20)),
        ("20.3.2027", date(2027, 3, 20)),
        ("20.3.27", date(2027, 3, 20)),
        ("20.3.", date(2027, 3, 20)),
        ("20.3", date(2027, 3, 20)),
        ("20/3", date(2027, 3, 20)),
        ("3/20", date(2027, 3, 20)),
        ("20/3/2027", date(2027, 3, 20)),
        ("20 march", date(2027, 3, 20)),
        ("on 20th of March", date(2027, 3, 20)),
        ("march 20th", date(2027, 3, 20)),
        ("Mar 20, 2027", date(2027, 3, 20)),
        ("on sat 20 march 2027", date(2027, 3, 20)),
        ("Saturday, 20 March", date(2027, 3, 20)),
        ("20 märz", date(2027, 3, 20)),
        ("23 november", TODAY),
        ("22 november", date(2027, 11, 22)),  # the next one
        ("29 february", date(2028, 2, 29)),
        ("today", TODAY),
        ("tomorrow", date(2026, 11, 24)),
        ("yesterday", date(2026, 11, 22)),
        ("saturday", date(2026, 11, 28)),
        ("next sat", date(2026, 11, 28)),
        ("monday", date(2026, 11, 30)),  # never today
        ("in 6 weeks", date(2027, 1, 4)),
        ("in six weeks", date(2027, 1, 4)),
        ("in a week", date(2026, 11, 30)),
        ("6 weeks out", date(2027, 1, 4)),
        ("10 days from now", date(2026, 12, 3)),
        ("in 40 days", date(2027, 1, 2)),
        ("in 3 months", date(2027, 2, 23)),
    ],
)
def test_days(text, day):
    found = read_day_ahead(text, TODAY)
    assert found is not None
    assert found.day == day
    assert found.rest == ""


def test_the_end_of_a_month():
    found = read_day_ahead("in 1 month", date(2027, 1, 31))
    assert found is not None
    assert found.day == date(2027, 2, 28)


@pytest.mark.parametrize("text", ["31 feb", "2027-13-01", "3/4/2027", "30.2.", "2027-02-30"])
def test_no_day_or_two(text):
    with pytest.raises(Unreadable):
        read_day_ahead(text, TODAY)


@pytest.mark.parametrize("text", ["", "march", "squat", "5x5", "100kg", "soon"])
def test_none(text):
    assert read_day_ahead(text, TODAY) is None


def test_what_is_left_are_lifts():
    found = read_day_ahead("squat, bench press and deadlift on 20 march", TODAY)
    assert found is not None
    lifts, left = split_lifts(found.rest, NAMES)
    assert [each.name for each in lifts] == ["Squat", "Bench press", "Deadlift"]
    assert left == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", True),
        ("20 march", True),
        ("2027-13-01", True),  # which is told
        ("3/4/2027", True),
        ("in 6 weeks squat and bench", True),
        ("squat, bench", True),
        ("march", True),
        ("is on 20 march", True),
        ("20th", True),  # of which month is asked
        ("12", True),
        ("5x5", False),
        ("cancel", True),
        ("me at the gym tomorrow", False),
        ("you saturday", False),
        ("was great", False),
        ("squat 100x5", False),
    ],
)
def test_when_a_meet_is_meant(text, meant):
    assert is_meet(text.split(), NAMES) is meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", True),
        ("squat in 6 weeks", True),
        ("my squat max on 1 feb", True),
        ("squat", True),
        ("squat cancel", True),
        ("cancel", True),
        ("1 2 3", False),
        ("test", False),
        ("in 6 weeks", False),
        ("squat 100x5", False),
        ("the new bench tomorrow", False),
    ],
)
def test_when_a_test_is_meant(text, meant):
    assert is_test(text.split(), NAMES) is meant
