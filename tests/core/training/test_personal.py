"""Intervals that fit the person: what widens and narrows them, and how far."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from core.records import Misses
from core.training.prediction.personal_spread import LEAST, MOST, UNKNOWN, learned, personal
from core.training.prediction.predict import Prediction

EIGHT = Prediction(8.0, (5.0, 6.0, 6.5, 7.5, 8.0, 8.5, 9.5, 10.0, 11.0))


def after(done: list[float], *, first: bool = False, misses: Misses = UNKNOWN) -> Misses:
    for each in done:
        low, high = personal(EIGHT, misses, first).likely
        misses = learned(misses, low <= each <= high, first)
    return misses


def test_nothing_seen_changes_nothing() -> None:
    assert personal(EIGHT, UNKNOWN, first=True) == EIGHT


def test_the_middle_stays_and_levels_stay_in_order() -> None:
    for log_scale in (LEAST, 0.0, MOST):
        told = personal(EIGHT, Misses(later=log_scale), first=False)
        assert told.reps == 8
        assert all(low < high for low, high in pairwise(told.levels))


@pytest.mark.parametrize("count", [1, 50, 5000])
def test_the_scale_is_bounded_and_no_interval_is_empty(count: int) -> None:
    for done, bound in ((8.0, LEAST), (30.0, MOST)):
        misses = after([done] * count)
        assert LEAST <= misses.later <= MOST
        assert LEAST <= misses.first <= MOST
        if count == 5000:
            assert misses.later == bound
        low, high = personal(EIGHT, misses, first=False).likely
        assert high - low > 1


@pytest.mark.parametrize("done", [6.5, 9.5, 8.0])
def test_inside_and_its_ends_narrow(done: float) -> None:
    assert after([done]).later < 0


@pytest.mark.parametrize("done", [6.49, 9.51, 0.0])
def test_outside_widens(done: float) -> None:
    assert after([done]).later > 0


def test_first_sets_and_later_sets_are_learned_apart_but_not_strangers() -> None:
    misses = after([20.0] * 5, first=True)
    assert misses.first > misses.later > 0
    assert (misses.firsts, misses.laters) == (5, 0)


@pytest.mark.parametrize("spread", [0.8, 1.6, 2.4])
def test_two_thirds_come_to_lie_inside(spread: float) -> None:
    chance, misses, inside = Random(1), UNKNOWN, []
    for _ in range(1000):
        done, told = chance.gauss(8, spread), personal(EIGHT, misses, first=False)
        inside.append(told.likely[0] <= done <= told.likely[1])
        misses = learned(misses, inside[-1], first=False)
    assert sum(inside[200:]) / 800 == pytest.approx(2 / 3, abs=0.05)


def test_the_same_outcomes_give_the_same_scale() -> None:
    chance = Random(2)
    done = [chance.gauss(8, 3) for _ in range(300)]
    assert after(done) == after(list(done))
