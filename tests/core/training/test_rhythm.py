"""What a person usually trains on a day: weekdays, rotations, what was moved, what was given up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.training.rhythm import Session, Workout, todays_workout

MONDAY = date(2026, 11, 23)
WORKOUTS = {
    "A": ("squat", "bench", "row"),
    "B": ("deadlift", "press", "pull-up"),
    "C": ("leg-press", "curl", "dip"),
    "a": ("squat", "bench"),  # A cut short
    "x": ("squat",),
    "-": (),
}


def days(pattern: str) -> list[Session]:
    """A letter a day, the last one yesterday; a dot is a day off."""
    first = MONDAY - timedelta(days=len(pattern))
    return [
        Session(first + timedelta(days=place), WORKOUTS[letter])
        for place, letter in enumerate(pattern)
        if letter != "."
    ]


def todays(pattern: str, named: tuple[str, ...] = ()) -> tuple[str, str]:
    found = todays_workout(days(pattern), MONDAY, named)
    assert found is not None
    letters = [letter for letter, names in WORKOUTS.items() if set(names) == set(found.exercises)]
    return (letters or ["?"])[0], found.why


@pytest.mark.parametrize(
    ("pattern", "letter", "why"),
    [
        ("A.B.C..A.B.C..A.B.C..", "A", "weekday"),  # Monday is A
        ("B.A.C..B.A.C..B.A.C..", "B", "weekday"),
        ("A.B.A..B.A.B..A.B.A..", "B", "turn"),  # two in turn on three days
        ("A.B.C..A.B.C..A.B.CA.", "B", "turn"),  # Monday's was done on Saturday already
        ("A.B...A.B...A.B...", "A", "turn"),
        ("A", "A", "turn"),
        ("A.....C......", "A", "turn"),  # nothing is a habit yet: the longest since
        ("C.C.C..A.B.A..B.A.B..A.B.A..B.A.B..A.B.A..B.A.B..", "A", "turn"),  # C was given up
        ("A.B.A..B.A.B..A.B.A..B.A.x..", "B", "turn"),  # a short session is the same workout
    ],
)
def test_todays_workout(pattern: str, letter: str, why: str) -> None:
    assert todays(pattern) == (letter, why)


def test_nothing_was_trained() -> None:
    assert todays_workout([], MONDAY) is None
    assert todays_workout([Session(MONDAY, ("squat",))], MONDAY) is None  # today is no habit
    assert todays_workout(days("-"), MONDAY) is None


def test_what_is_named_selects_its_workout_and_comes_first() -> None:
    found = todays_workout(days("A.B.C..A.B.C.."), MONDAY, ["pull-up"])
    assert found == Workout(("pull-up", "deadlift", "press"), date(2026, 11, 18), "named")
    assert todays_workout(days("A.B.C..A.B.C.."), MONDAY, ["clean"]) is None


def test_once_done_beside_the_usual_is_left_out() -> None:
    usual = [Session(MONDAY - timedelta(days=7 * each), ("squat", "bench")) for each in (3, 2)]
    newest = Session(MONDAY - timedelta(days=7), ("squat", "calf", "bench"))
    found = todays_workout([*usual, newest], MONDAY)
    assert found is not None
    assert found.exercises == ("squat", "bench")


def test_after_a_long_break_it_goes_on_where_it_stopped() -> None:
    sessions = days("A.B.A..B.A.B..A.B.A.." + "." * 20)
    found = todays_workout(sessions, MONDAY)
    assert found is not None
    assert set(found.exercises) == set(WORKOUTS["B"])
