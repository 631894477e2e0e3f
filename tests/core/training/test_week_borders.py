"""Thresholds of a week from both sides: a hit, a failure, what is suggested."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from core.records import Exercise, Load, Reason, Target
from core.training.exercise_sessions import Exposure
from core.training.history import day_of, session_count, week_of
from core.training.week import (
    Effort,
    Moment,
    best_of,
    failures_in,
    is_hit,
    sessions_by_week,
    streak_of,
    suggest,
    usual_sessions,
)
from tests.training_logs import BENCH, CARRY, LEG_EXTENSION, PLANK, START, log, one_set

BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = date(2026, 11, 29)
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
NOTHING = Effort()


def planned(of: Exercise, load: float, **fields: object) -> Target:
    values: dict[str, object] = {
        "kind": "hold", "sets": 3, "reps_low": None, "reps_high": None, "rir_low": 1, "rir_high": 2,
        "reason": Reason("target.hold.again"),
    }  # fmt: skip
    return Target(of.id, load=Load(round(load * 1000)), **{**values, **fields})  # type: ignore[arg-type]


def sets_of(text: str, of: Exercise) -> tuple[Exposure, ...]:
    return tuple(log(f"2026-11-01 {text}", of))


@pytest.mark.parametrize(
    ("of", "load", "wanted", "sets", "hit"),
    [
        (BENCH, 100, {"reps_low": 8}, "100x8 100x8 100x8", True),
        (BENCH, 100, {"reps_low": 8}, "100x8 100x8 100x7", False),
        (BENCH, 100, {"reps_low": 8}, "100x9 100x9 100x9", True),
        (BENCH, 100, {"reps_low": 8}, "100x8 100x8", False),
        (BENCH, 100, {"reps_low": 8}, "100x8 100x8 100x8 100x2", True),
        (BENCH, 100, {"reps_low": 8}, "102.5x8 100x8 100x8", True),
        (BENCH, 100, {"reps_low": 8}, "97.5x8 97.5x8 97.5x8", False),
        (BENCH, 100, {"reps_low": 8}, "99.2x8 99.2x8 99.2x8", True),  # within 0.8 %
        (BENCH, 100, {}, "100x1 100x1 100x1", True),
        (PLANK, 0, {"seconds": 60}, "60s 60s 60s", True),
        (PLANK, 0, {"seconds": 60}, "60s 59s 60s", False),
        (PLANK, 0, {"seconds": 60}, "61s 75s 90s", True),
        (CARRY, 40, {"distance_cm": 3000}, "40x30m 40x30m 40x30m", True),
        (CARRY, 40, {"distance_cm": 3000}, "40x30m 40x29m 40x30m", False),
        (CARRY, 40, {"distance_cm": 3000}, "40x40m 40x31m 40x35m", True),
    ],
)
def test_a_target_is_hit(
    of: Exercise, load: float, wanted: dict[str, int], sets: str, hit: bool
) -> None:
    (session,) = sets_of(sets, of)
    assert is_hit(planned(of, load, **wanted), session.sets, of.measure) is hit


@pytest.mark.parametrize(
    ("sets", "of", "found"),
    [
        ("60x8@2 60x8@1 60x8@1", LEG_EXTENSION, (0, 0)),
        ("60x8@2 60x8@1 60x8@0", LEG_EXTENSION, (1, 0)),
        ("60x8@2 60x8f 60x8@1", LEG_EXTENSION, (1, 1)),
        ("60x8f 60x8f 60x8f", LEG_EXTENSION, (3, 2)),
        ("60x8f 60x8fd", LEG_EXTENSION, (1, 0)),
        ("60x8fw 60x8@1", LEG_EXTENSION, (0, 0)),
        ("60x8@0.5 60x8", LEG_EXTENSION, (0, 0)),
        ("60x8@2 60x8@0", BENCH, (1, 1)),
        ("60x8f 60x8@0", BENCH, (2, 2)),
    ],
)
def test_failures(sets: str, of: Exercise, found: tuple[int, int]) -> None:
    (session,) = sets_of(sets, of)
    assert failures_in(session.sets, of) == found


@pytest.mark.parametrize(
    ("days", "place"),
    [(0, 0), (6, 0), (7, 1), (13, 1), (14, 2), (52 * 7 + 6, 52), (53 * 7, None), (-1, None)],
)
def test_sessions_are_counted_for_a_year_back(days: int, place: int | None) -> None:
    counts = sessions_by_week([NOON - timedelta(days=days)], SUNDAY, BERLIN)
    assert len(counts) == 53
    assert [number for number, count in enumerate(counts) if count] == (
        [] if place is None else [place]
    )


@pytest.mark.parametrize(
    ("counts", "usual"),
    [
        ([5], None),
        ([5, 2], None),
        ([5, 2, 4], 2),
        ([5, 0, 2, 0, 4], 2),
        ([1, 1, 1, 1, 1, 4, 4, 4, 4, 4], 1),  # of eight the lower median
        ([1, 1, 1, 1, 4, 4, 4, 4, 4, 1], 4),  # the ninth does not count
    ],
)
def test_what_is_usual(counts: list[int], usual: int | None) -> None:
    assert usual_sessions(counts) == usual


@pytest.mark.parametrize(
    ("counts", "streak"),
    [([2, 2, 2], 3), ([3, 2, 2], 3), ([1, 2, 2], 2), ([2, 1, 2], 1), ([1, 1, 2], 0), ([0, 3], 1)],
)
def test_a_streak_breaks_below_the_usual(counts: list[int], streak: int) -> None:
    assert streak_of(counts, 2) == streak
    assert streak_of(counts, None) == 0


@pytest.mark.parametrize(
    ("effort", "failures", "avoidable", "key"),
    [
        (NOTHING, 1, 1, None),
        (NOTHING, 2, 2, "failures"),
        (NOTHING, 4, 3, "failures"),
        (Effort(5, 0), 0, 0, None),
        (Effort(6, 0), 0, 0, "unrated"),
        (Effort(6, 3), 0, 0, None),
        (Effort(6, 2), 0, 0, "unrated"),
        (Effort(7, 3), 0, 0, "unrated"),
        (Effort(6, 6, harder=3), 0, 0, None),
        (Effort(6, 6, harder=4), 0, 0, "harder"),
        (Effort(6, 5, harder=5), 0, 0, None),
        (Effort(6, 6, easier=3), 0, 0, None),
        (Effort(6, 6, easier=4), 0, 0, "easier"),
        (Effort(9, 7, easier=4), 0, 0, "easier"),
        (Effort(9, 7, harder=4), 0, 0, "harder"),
        (Effort(9, 5, easier=4), 0, 0, None),
    ],
)
def test_the_weightiest_is_suggested(
    effort: Effort, failures: int, avoidable: int, key: str | None
) -> None:
    found = suggest(effort, failures, avoidable, {}, (), for_size=True)
    assert (found and found.key) == (key and f"week.suggest.{key}")


@pytest.mark.parametrize(
    ("muscles", "direct", "facts"),
    [
        ({"chest": 24}, ("chest",), None),
        ({"chest": Fraction(49, 2)}, ("chest",), {"muscle": "chest", "sets": "24.5", "most": 24}),
        ({"chest": 30, "lats": 26}, (), {"muscle": "chest", "sets": "30", "most": 24}),
        ({"chest": 4}, ("chest",), None),
        ({"chest": Fraction(7, 2)}, ("chest",), {"muscle": "chest", "sets": "3.5", "least": 4}),
        ({"chest": 3, "lats": 2}, ("chest", "lats"), {"muscle": "lats", "sets": "2", "least": 4}),
        ({"chest": 3, "lats": 2}, ("chest",), {"muscle": "chest", "sets": "3", "least": 4}),
        ({"chest": 3}, (), None),
    ],
)
def test_sets_of_a_muscle(
    muscles: dict[str, Fraction], direct: tuple[str, ...], facts: dict[str, object] | None
) -> None:
    counted = {name: Fraction(total) for name, total in muscles.items()}
    found = suggest(NOTHING, 0, 0, counted, direct, for_size=True)
    assert (found and dict(found.facts)) == facts
    assert suggest(NOTHING, 0, 0, counted, direct, for_size=False) is None


@pytest.mark.parametrize(
    ("keys", "best"),
    [
        (("reps", "heaviest", "time"), 1),
        (("reps", "strongest"), 1),
        (("strongest", "assistance"), 1),
        (("reps", "reps"), 1),  # the later one
        (("unheard_of", "time"), 1),
        (("time", "unheard_of"), 0),
        ((), None),
    ],
)
def test_the_record_most_worth_a_word(keys: tuple[str, ...], best: int | None) -> None:
    moments = [
        Moment("bench", one_set("100x8", START + timedelta(hours=place)), Reason(f"record.{key}"))
        for place, key in enumerate(keys)
    ]
    assert best_of(moments) == (None if best is None else moments[best])


def test_sessions_of_a_log_are_counted_once() -> None:
    sessions = log("2026-11-01 100x8 100x8\n2026-11-03 100x8")
    sets = [each for session in sessions for each in session.sets]
    assert session_count(sets) == 2
    assert session_count([replace(sets[0]), sets[1]]) == 1
    assert session_count([]) == 0


def test_the_day_and_the_week_of_a_moment() -> None:
    late = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # Thursday 0:30 in Berlin
    assert day_of(late, BERLIN) == (
        datetime(2026, 11, 26, tzinfo=BERLIN),
        datetime(2026, 11, 27, tzinfo=BERLIN),
    )
    since, until = week_of(late, BERLIN)
    assert (since, until) == (
        datetime(2026, 11, 23, tzinfo=BERLIN),
        datetime(2026, 11, 30, tzinfo=BERLIN),
    )


def test_nothing_is_counted_before_a_week_begins() -> None:
    assert Effort() == Effort(rateable=0, rated=0, within=0, easier=0, harder=0)
    assert suggest(Effort(), 0, 0, {}, (), for_size=False) is None
