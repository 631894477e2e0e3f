"""A week's facts: counted by the person's days, held against the targets that stood before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from core.locale.english.weeks import SENTENCES
from core.locale.strings import say_reason
from core.records import Reason
from core.training.week import (
    Effort,
    bounds,
    sessions_by_week,
    streak_of,
    suggest,
    sunday_of,
    usual_sessions,
)

BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = date(2026, 11, 29)


def test_seven_local_days() -> None:
    """A week across the end of summer time is an hour longer."""
    since, until = bounds(date(2026, 10, 25), BERLIN)
    assert (since.date(), until.date()) == (date(2026, 10, 19), date(2026, 10, 26))
    assert until.astimezone(UTC) - since.astimezone(UTC) == timedelta(days=7, hours=1)


@pytest.mark.parametrize(
    ("day", "sunday"), [(23, 29), (25, 29), (29, 29), (30, 36)], ids=["Mon", "Wed", "Sun", "next"]
)
def test_the_calendar_week_of_a_day(day: int, sunday: int) -> None:
    first = date(2026, 11, 1)
    found = sunday_of(first + timedelta(days=day - 1))
    assert found == first + timedelta(days=sunday - 1)


def test_sessions_are_counted_by_local_days() -> None:
    """Sunday 23:30 in Berlin is this week, half an hour later the next."""
    late = datetime(2026, 11, 29, 22, 30, tzinfo=UTC)
    starts = [late, late + timedelta(minutes=31), late - timedelta(days=7)]
    assert sessions_by_week(starts, SUNDAY, BERLIN)[:3] == [1, 1, 0]


@pytest.mark.parametrize(
    ("counts", "usual", "streak"),
    [
        ([1], None, 0),
        ([2, 3], None, 0),
        ([0, 3, 2], 2, 2),  # this week is still under way
        ([2, 3, 2], 2, 3),
        ([3, 3, 0, 3, 4], 3, 2),  # a week off is no week with training, and ends the streak
        ([1, 1, 3, 3, 3], 3, 0),
        ([9, 1, 1, 1, 1, 1, 1, 1, 1, 5, 5], 1, 11),  # the last eight say what is usual
    ],
)
def test_usual_sessions_and_streak(counts: list[int], usual: int | None, streak: int) -> None:
    assert usual_sessions(counts) == usual
    assert streak_of(counts, usual) == streak


@pytest.mark.parametrize(
    ("counts", "off", "easy", "streak"),
    [
        ([3, 0, 3, 3], (1,), (), 3),  # a week off breaks nothing and is not counted
        ([3, 3, 3, 3], (1,), (), 4),  # trained as usual all the same
        ([3, 0, 0, 3, 3], (1,), (), 1),  # one of two was not declared
        ([0, 0, 3, 3], (0, 1), (), 2),
        ([3, 1, 3, 3], (), (1,), 4),  # a deload counts with one session
        ([3, 0, 3, 3], (), (1,), 1),  # and not with none
        ([1, 3, 3], (), (0,), 3),
    ],
)
def test_a_week_off_and_a_deload_break_no_streak(
    counts: list[int], off: tuple[int, ...], easy: tuple[int, ...], streak: int
) -> None:
    assert streak_of(counts, 3, off, easy) == streak


def test_weeks_off_say_nothing_of_what_is_usual() -> None:
    counts = [2, 1, 1, 3, 3]
    assert usual_sessions(counts) == 1
    assert usual_sessions(counts, (1, 2)) == 3


RATED = Effort(rateable=10, rated=10, within=8, easier=1, harder=1)
MUSCLES = {"quads": Fraction(9), "calves": Fraction(2), "adductors": Fraction(1, 2)}


@pytest.mark.parametrize(
    ("effort", "failures", "muscles", "size", "said"),
    [
        (RATED, (3, 2), MUSCLES, True, "sets to failure before the last set or unsafe "
         "alone: 2 of 3, leave 1 or 2"),
        (Effort(10, 4, 4), (3, 1), MUSCLES, True, "sets without how many were left: 6 of 10, type "
         "it so that loads can follow it"),
        (Effort(10, 10, 2, 1, 7), (0, 0), MUSCLES, True, "sets harder than asked: 7 of 10, stop "
         "earlier or go lighter"),
        (Effort(10, 10, 2, 7, 1), (0, 0), MUSCLES, True, "sets easier than asked: 7 of 10, go on "
         "for more reps or go heavier"),
        (RATED, (0, 0), MUSCLES, True, "sets for calves: 2, under 4 a week is little for size"),
        (RATED, (0, 0), {"quads": Fraction(51, 2)}, True, "sets for quads: 25.5, more than 24 is "
         "rarely needed"),
        (RATED, (0, 0), MUSCLES, False, ""),
        (Effort(), (0, 0), {}, True, ""),
    ],
)  # fmt: skip
def test_one_suggestion(
    effort: Effort, failures: tuple[int, int], muscles: dict[str, Fraction], size: bool, said: str
) -> None:
    direct = [name for name in muscles if name != "adductors"]
    found = suggest(effort, *failures, muscles, direct, for_size=size)
    assert (say_reason("en", found) if found else "") == said
    if found:
        assert found.rules


def test_few_sets_are_told_of_a_whole_week_only() -> None:
    for whole in (True, False):
        found = suggest(RATED, 0, 0, MUSCLES, ["calves"], for_size=True, whole=whole)
        assert (found is not None) == whole
    many = {"quads": Fraction(51, 2)}
    assert suggest(RATED, 0, 0, many, ["quads"], for_size=True, whole=False) is not None


def test_every_suggestion_fits_a_line() -> None:
    facts = {"n": 100, "of": 100, "muscle": "lower back", "sets": "25.5", "most": 24, "least": 4}
    for key in (each for each in SENTENCES if each.startswith("week.suggest")):
        assert len(say_reason("en", Reason(key, facts))) < 90
