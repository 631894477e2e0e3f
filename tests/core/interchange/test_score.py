"""Keeping score: which sets are predicted, from what, and what is said of the predictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.exercises.names import catalogue_names
from core.interchange.scoring import (
    Score,
    Worst,
    expected_reps,
    fit_to_person,
    forecasts,
    score,
    worst,
)
from core.records import Exposure, Lifter, Load, LoggedSet, Misses
from core.store.rows import Forecast, Scored
from core.training.prediction.from_log import expected

START = datetime(2026, 1, 5, 18, tzinfo=UTC)
SQUAT = Lifter(catalogue_names().exercise("squat"), "size", "kg")
PULL_UP = Lifter(catalogue_names().exercise("pull-up"), "size", "kg", bodyweight=Load(80_000))


def sets_of(day: int, *done: tuple[float, int], first: int = 0) -> tuple[LoggedSet, ...]:
    at = START + timedelta(days=day)
    return tuple(
        LoggedSet(
            "squat", Load(round(kg * 1000)), reps, at + timedelta(minutes=3 * n), "",
            id=f"s{100 * day + n}", session_at=at,
        )
        for n, (kg, reps) in enumerate(done, start=first)
    )  # fmt: skip


def sessions(*days: Sequence[tuple[float, int]]) -> list[Exposure]:
    """Sessions three days apart."""
    return [
        Exposure(START + timedelta(days=3 * n), sets_of(3 * n, *done))
        for n, done in enumerate(days)
    ]


FOUR_BY_EIGHT = ((100, 8), (100, 8), (100, 7), (90, 9))
THREE = sessions(FOUR_BY_EIGHT, ((100, 8), (100, 8), (100, 8)), ((102.5, 8), (102.5, 7), (90, 10)))


def test_a_forecast_is_what_was_expected_before_the_set() -> None:
    today = sets_of(9, (102.5, 8))
    ahead = sets_of(9, (102.5, 8), (95, 9), first=1)
    first, second = forecasts(SQUAT, THREE, today, ahead)
    for found, done, each in ((first, today, ahead[0]), (second, (*today, ahead[0]), ahead[1])):
        told = expected(SQUAT, THREE, done, each.load, each.at)
        assert found.tenths == round(told.reps * 10)
        assert found.likely == tuple(round(end * 10) for end in told.likely)
        assert found.wide == tuple(round(end * 10) for end in told.wide)
        assert (found.set_id, found.load, found.at) == (each.id, each.load, each.at)
    assert (first.place, second.place) == (2, 3)
    assert (first.last_time, second.last_time) == (7, 10)


@pytest.mark.parametrize("reps", [1, 7, 9, 15, 16, 40])
def test_a_forecast_does_not_see_what_came_of_its_set(reps: int) -> None:
    """The same for any repetitions, effort or note of the set, and of the sets after it."""
    ahead = sets_of(9, (102.5, 8), (102.5, 8))
    (told, _) = forecasts(SQUAT, THREE, (), ahead)
    changed = replace(
        ahead[0], reps=reps, rir_tenths=0, failed=True, amrap=True, note="hard", line="x"
    )
    assert forecasts(SQUAT, THREE, (), (changed, ahead[1]))[0] == told
    later = replace(ahead[1], reps=reps, load=Load(60_000))
    assert forecasts(SQUAT, THREE, (), (ahead[0], later))[0] == told
    assert forecasts(SQUAT, THREE, (), ahead[:1]) == [told]


@pytest.mark.parametrize(
    ("earlier", "today", "ahead", "places"),
    [
        (THREE, (), ((100, 8),), [1]),
        (THREE[:2], (), ((100, 8),), []),  # three earlier sessions are needed
        (sessions(FOUR_BY_EIGHT, ((100, 20),), FOUR_BY_EIGHT), (), ((100, 8),), []),  # 20 is long
        (THREE, (), ((60, 8), (100, 8)), [1, 2]),  # nothing heavier was done yet
        (THREE, ((100, 8),), ((60, 8), (59, 8)), [2]),  # below 60 % of the heaviest so far
        (THREE, (), ((0, 8),), []),
    ],
)
def test_which_sets_are_predicted(
    earlier: list[Exposure],
    today: tuple[tuple[float, int], ...],
    ahead: tuple[tuple[float, int], ...],
    places: list[int],
) -> None:
    done = sets_of(9, *today)
    found = forecasts(SQUAT, earlier, done, sets_of(9, *ahead, first=len(done)))
    assert [each.place for each in found] == places


@pytest.mark.parametrize("mark", [{"warmup": True}, {"drop": True}, {"reps": None}])
def test_other_sets_are_neither_predicted_nor_counted(mark: dict[str, object]) -> None:
    odd, plain = sets_of(9, (100, 8), (100, 8))
    odd = replace(odd, **mark)
    assert forecasts(SQUAT, THREE, (), (odd,)) == []
    (one,) = forecasts(SQUAT, THREE, (odd,), (plain,))
    assert (one.set_id, one.place) == (plain.id, 1)


def test_the_body_counts_as_load() -> None:
    past = sessions(((0, 10), (0, 9)), ((0, 10), (0, 9)), ((0, 11), (0, 9)))
    (found,) = forecasts(PULL_UP, past, (), sets_of(9, (0, 10)))
    assert (found.place, found.last_time) == (1, 11)


@pytest.mark.parametrize(
    ("ahead", "last_time"),
    [
        ((102.5, 8), 8),  # its first set at that load
        ((90, 8), 10),
        ((120, 8), 8),
        ((96.5, 8), 7),  # nearer to 102.5 than to 90 as a ratio: the set nearest in number
    ],
)
def test_the_same_as_last_time(ahead: tuple[float, int], last_time: int) -> None:
    past = [*THREE[:2], Exposure(THREE[2].session_at, THREE[2].sets)]
    done = () if ahead[0] != 96.5 else sets_of(9, (102.5, 8))
    found = forecasts(SQUAT, past, done, sets_of(9, ahead, first=len(done)))
    assert found[0].last_time == last_time


def scored(
    reps: int, tenths: int, last: int = 8, *, exercise: str = "squat", place: int = 1
) -> Scored:
    span, wide = (tenths - 10, tenths + 10), (tenths - 20, tenths + 20)
    load = Load(100_000)
    return Scored(Forecast("s1", exercise, load, START, place, tenths, span, wide, last), reps)


@pytest.mark.parametrize(
    ("tenths", "reps"), [(74, 7), (75, 8), (84, 8), (85, 9), (2, 0), (100, 10)]
)
def test_expectations_in_whole_repetitions(tenths: int, reps: int) -> None:
    assert expected_reps(scored(8, tenths).forecast) == reps


def test_a_score() -> None:
    """The third set lies on the end of its interval, which those before it have drawn in."""
    found = [
        scored(8, 80), scored(9, 84), scored(7, 80, 6), scored(10, 78, 9),  # 0, +1, -1, +2
        scored(12, 80, 5), scored(1, 80, 8), scored(15, 80, 8),  # +4, -7, +7
    ]  # fmt: skip
    assert score(found) == Score(
        n=7, within_one=3, within_one_last=4, likely=2, wide=3,
        off=22 / 7, off_last=(0 + 1 + 1 + 1 + 7 + 7 + 7) / 7,
        errors=(1, 0, 1, 1, 1, 1, 2),
    )  # fmt: skip


def test_nothing_scored() -> None:
    assert score([]) == Score(0, 0, 0, 0, 0, 0.0, 0.0, (0,) * 7)


@pytest.mark.parametrize(("n", "missing"), [(0, 10), (1, 9), (9, 1), (10, 0), (11, 0)])
def test_sets_that_are_missing(n: int, missing: int) -> None:
    assert score([scored(8, 80)] * n).missing == missing


def test_one_finger_error_is_not_worth_more_than_twenty() -> None:
    assert score([scored(100, 80), scored(8, 80)]).off == 10


GOOD, BAD = scored(8, 80, place=2), scored(4, 80, place=2)


@pytest.mark.parametrize(
    ("found", "where"),
    [
        ([], None),
        ([GOOD] * 20, None),
        ([GOOD] * 10 + [BAD] * 10, None),  # one exercise, later sets only: there is no "where"
        # nine sets say nothing
        ([GOOD] * 20 + [scored(4, 80, exercise="bench-press", place=2)] * 9, None),
        (
            [GOOD] * 20 + [scored(4, 80, exercise="bench-press", place=2)] * 10,
            ("bench-press", False, 0, 10),
        ),
        ([GOOD] * 20 + [scored(4, 80)] * 5 + [scored(8, 80)] * 5, ("", True, 5, 10)),
        ([scored(8, 80)] * 20 + [GOOD] * 8 + [BAD] * 2, ("", False, 8, 10)),
        # of two as bad, the one with more sets
        (
            [GOOD] * 20
            + [scored(4, 80, exercise="a", place=2)] * 10
            + [scored(4, 80, exercise="b", place=2)] * 11,
            ("b", False, 0, 11),
        ),
    ],
)
def test_where_it_is_worst(found: list[Scored], where: tuple[str, bool, int, int] | None) -> None:
    told = worst(found)
    if where is None:
        assert told is None
    else:
        assert isinstance(told, Worst)
        assert (told.exercise_id, told.first, told.score.within_one, told.score.n) == where


def foretold_as(tenths: int, reps: int, place: int = 2) -> Scored:
    span = (tenths - 10, tenths + 10), (tenths - 30, tenths + 30)
    return Scored(Forecast("s1", "squat", Load(100_000), START, place, tenths, *span, 8), reps)


def test_what_was_missed_widens_what_is_told_later() -> None:
    found = [foretold_as(80, 12)] * 30 + [foretold_as(80, 10)]
    fitted = fit_to_person(found)
    assert fitted.misses.later > fitted.misses.first > 0
    assert fitted.found[0] == found[0]
    assert fitted.found[-1].forecast.likely == (60, 100)
    assert fit_to_person(found) == fitted
    told = score(found)
    assert (told.likely, told.wide) == (1, 1 + sum(each.forecast.wide[1] >= 120 for each in
                                                   fitted.found[:-1]))  # fmt: skip


def test_what_was_met_narrows_what_is_told_later_but_never_to_nothing() -> None:
    fitted = fit_to_person([foretold_as(80, 8, place=1)] * 500)
    low, high = fitted.found[-1].forecast.likely
    assert 70 < low < 80 < high < 90


def test_a_person_without_scores_has_the_usual_intervals() -> None:
    assert fit_to_person([]).misses == Misses()
