"""What is typed in a group: tables of what is read and what is refused."""

from __future__ import annotations

from datetime import time

import pytest

from core.errors import BadSetting
from core.groups.rules import COUNTS, Share
from core.parsing.groups import (
    CHALLENGE_EXAMPLE,
    QUIET_EXAMPLE,
    SHARE_EXAMPLE,
    Sharing,
    Wanted,
    read_challenge,
    read_hours,
    read_sharing,
)


def shared(*names: Share) -> frozenset[Share]:
    return frozenset(names)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("sets", Sharing(shared("sets"))),
        ("Sessions, records", Sharing(shared("sessions", "records"))),
        ("only my sessions", Sharing(shared("sessions"))),
        ("sets and PRs", Sharing(shared("sets", "records"))),
        ("all", Sharing(shared(*COUNTS))),
        ("nothing", Sharing(shared(), loads=False)),
        ("none.", Sharing(shared(), loads=False)),
        ("loads", Sharing(None, loads=True)),
        ("loads off", Sharing(None, loads=False)),
        ("no loads", Sharing(None, loads=False)),
        ("sets loads", Sharing(shared("sets"), loads=True)),
        ("all loads", Sharing(shared(*COUNTS), loads=True)),
    ],
)
def test_what_to_share(words: str, read: Sharing) -> None:
    assert read_sharing(words) == read


@pytest.mark.parametrize("words", ["", "and", "banana", "sets banana", "nothing sets", "no"])
def test_sharing_that_is_none(words: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read_sharing(words)
    assert refused.value.facts["example"] == SHARE_EXAMPLE


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("22:00-07:00", (time(22), time(7))),
        ("22:00 - 7:30", (time(22), time(7, 30))),
        ("10pm to 7am", (time(22), time(7))),
        ("10:30 PM – 6:15 am", (time(22, 30), time(6, 15))),
        ("13.00 until 14.30", (time(13), time(14, 30))),
    ],
)
def test_quiet_hours(words: str, read: tuple[time, time]) -> None:
    assert read_hours(words) == read


@pytest.mark.parametrize(
    "words", ["", "22", "22:00", "22:00-", "25:00-07:00", "22-7", "night", "07:00-07:00"]
)
def test_hours_that_are_none(words: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read_hours(words)
    assert refused.value.facts["example"] == QUIET_EXAMPLE


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("pull-up 100 reps this week", Wanted("pull-up", 100, "reps", "week")),
        ("pull-up 100 reps", Wanted("pull-up", 100, "reps", "week")),
        ("100 pull-ups", Wanted("pull-ups", 100, "reps", "week")),
        ("100 pull-ups this week!", Wanted("pull-ups", 100, "reps", "week")),
        ("squat 30 sets this month", Wanted("squat", 30, "sets", "month")),
        ("30 sets of front squat in a month", Wanted("front squat", 30, "sets", "month")),
        ("12 sessions this month", Wanted("", 12, "sessions", "month")),
        ("3 workouts a week", Wanted("", 3, "sessions", "week")),
        ("50 sets", Wanted("", 50, "sets", "week")),
        ("Push-up x500 Reps per week", Wanted("Push-up", 500, "reps", "week")),
    ],
)
def test_challenges(words: str, read: Wanted) -> None:
    assert read_challenge(words) == read


@pytest.mark.parametrize(
    "words",
    [
        "pull-up",
        "this week",
        "pull-up 0 reps",
        "pull-up 100001 reps",
        "squat 140 kg 5 reps",  # loads are never counted
        "squat 140kg",
        "100 reps",  # of what?
        "squat 12 sessions",
        "squat 12 sets reps",
        "week",
        "pull-up 9999999999999999999999 reps",
    ],
)
def test_challenges_that_are_none(words: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read_challenge(words)
    assert refused.value.facts["example"] == CHALLENGE_EXAMPLE
