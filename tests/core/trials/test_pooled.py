"""Pooled trials, pure: who is a finisher, when five are five, what is shown and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import fmean

import pytest

from core.records import Load, LoggedSet
from core.trials.allocation import arm_of
from core.trials.estimate import Difference
from core.trials.pooled import (
    ENTRY,
    FEWEST_FINISHERS,
    FEWEST_SESSIONS,
    LENGTH,
    Part,
    Pooled,
    exact_range,
    is_ended,
    may_join,
    part_of,
    published,
)
from core.trials.records import Bout, Expectation, Pool, Trial
from tests.bench.trials import pool
from tests.training_logs import LEG_EXTENSION

NOW = datetime(2026, 9, 7, 18, tzinfo=UTC)
EXPECTED = Expectation(3, 2.4, 1.2, 1.24, 6.0, 8)
DAY = timedelta(days=1)


def part(mean: float, freedom: int = 12) -> Part:
    """A finisher whose trial alone shows so many repetitions more lost."""
    found = Difference(mean, 0.25, 0.25, freedom * 1.2**2, freedom, 4)
    return Part(found, EXPECTED, "blocks")


@pytest.mark.parametrize(("finished", "told"), [(4, False), (5, True)])
def test_five_must_finish(finished: int, told: bool) -> None:
    assert FEWEST_FINISHERS == 5
    assert (published([part(2.4)] * finished) is not None) is told


def test_more_people_make_the_range_narrower() -> None:
    few, many = (exact_range([part(2.4)] * count) for count in (5, 20))
    assert many.high - many.low < few.high - few.low
    assert few.low < 2.4 < few.high


def test_only_counts_and_ends_in_halves_leave() -> None:
    """One finisher more or less by a little does not show."""
    usual = [part(2.0), part(2.5), part(2.2), part(2.4), part(2.6)]
    told = published(usual)
    assert told is not None
    assert set(Pooled.__slots__) == {"finished", "low", "high"}
    assert (told.low * 2).is_integer()
    assert (told.high * 2).is_integer()
    exact = exact_range(usual)
    assert told.low <= exact.low
    assert told.high >= exact.high


def test_who_is_far_off_is_pulled_in() -> None:
    """Twelve repetitions of one in five move the range by less than the fifth of a plain mean."""
    usual = [part(2.4)] * 4
    near, far = exact_range([*usual, part(2.4)]), exact_range([*usual, part(14.4)])
    assert 0 < far.low - near.low < 12 / 5
    assert 0 < far.high - near.high < 12 / 5


def test_a_difference_that_the_trials_alone_do_not_show_is_not_claimed() -> None:
    told = published([part(0.2)] * 5)
    assert told is not None
    assert not told.claimed
    assert told.low <= 0 <= told.high
    shown = published([part(2.4)] * 5)
    assert shown is not None
    assert shown.claimed


def sessions(trial: Trial, weeks: dict[int, int]) -> list[Bout]:
    """So many sessions of three sets in each week."""
    found = []
    for week, count in weeks.items():
        for number in range(count):
            at = NOW + timedelta(days=7 * week + number)
            arm = arm_of(trial, at, "", UTC)
            reps = (12, 9, 8) if arm == "failure" else (10, 10, 9)
            sets = tuple(
                LoggedSet(
                    LEG_EXTENSION.id, Load(40_000), each, at + timedelta(minutes=3 * place), "",
                    rir_tenths=None if arm == "failure" else 20, failed=arm == "failure",
                    id=f"s{week}{number}{place}", session_at=at,
                )
                for place, each in enumerate(reps)
            )  # fmt: skip
            found.append(Bout(LEG_EXTENSION.id, at, "", sets))
    return found


def brought(trial: Trial, weeks: dict[int, int]) -> Part | None:
    return part_of(trial, sessions(trial, weeks), {LEG_EXTENSION.id: LEG_EXTENSION}, UTC)


def test_a_finisher_has_four_sessions_of_each_arm() -> None:
    assert FEWEST_SESSIONS == 4
    trial = Trial((LEG_EXTENSION.id,), "blocks", 7, NOW, EXPECTED)
    assert brought(trial, dict.fromkeys(range(6), 1)) is None  # three of each
    assert brought(trial, dict.fromkeys(range(8), 1)) is not None
    assert brought(trial, {0: 9, 1: 3}) is None
    stopped = replace(trial, stopped_at=NOW + 55 * DAY)
    assert brought(stopped, dict.fromkeys(range(8), 1)) is None


@pytest.mark.parametrize(
    ("after", "joined", "ended"),
    [
        (ENTRY - timedelta(seconds=1), True, False),
        (ENTRY, False, False),
        (LENGTH - timedelta(seconds=1), False, False),
        (LENGTH, False, True),
    ],
)
def test_until_when_it_is_joined_and_when_it_ends(
    after: timedelta, joined: bool, ended: bool
) -> None:
    of = Pool(1, LEG_EXTENSION.id, "blocks", NOW)
    assert may_join(of, NOW + after) is joined
    assert is_ended(of, NOW + after) is ended
    assert not may_join(replace(of, published_at=NOW), NOW)


@pytest.mark.parametrize("design", ["limb", "blocks"])
def test_ranges_hold_and_nothing_is_made_up(design: str) -> None:
    """A few groups of the bench; RESULTS.md has the many."""
    drawn = [pool(Random(f"t/{design}/{n}"), design) for n in range(40)]  # type: ignore[arg-type]
    assert fmean(e.exact.low <= e.effect <= e.exact.high for e in drawn) >= 0.85
    none = [pool(Random(f"0/{design}/{n}"), design, 0.0) for n in range(40)]  # type: ignore[arg-type]
    assert fmean(e.told.claimed for e in none) <= 0.05
