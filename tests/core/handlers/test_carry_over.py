"""A load for a lift that stands in for another: by the own ratio, else a usual one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.exercises.carry_over import _shares, usual_share
from core.exercises.catalogue import catalogue
from core.records import Exposure, Load, LoggedSet
from core.training.carry_over import TOGETHER, carried_load, own_share, strength

NOW = datetime(2026, 11, 25, 18, tzinfo=UTC)
SQUAT, PRESS = catalogue()["squat"], catalogue()["leg-press"]
SET = LoggedSet("squat", Load(100_000), 8, NOW, "squat 100x8 rir2", rir_tenths=20, id="s1")


def session(exercise: str, kg: int, days: int = 0) -> Exposure:
    at = NOW - timedelta(days=days)
    return Exposure(at, (replace(SET, exercise_id=exercise, load=Load(kg * 1000), at=at),))


def test_every_lift_of_the_table_is_in_the_catalogue() -> None:
    for exercise_id, (reference, percent) in _shares().items():
        assert exercise_id in catalogue()
        assert _shares()[reference] == (reference, 100)
        assert 10 <= percent <= 200


def test_a_usual_share_needs_the_same_reference() -> None:
    assert usual_share("squat", "leg-press") == pytest.approx(1.6)
    assert usual_share("leg-press", "squat") == pytest.approx(1 / 1.6)
    assert usual_share("squat", "bench-press") is None
    assert usual_share("squat", "plank") is None


@pytest.mark.parametrize(("days", "known"), [(0, True), (28, True), (29, False)])
def test_an_own_share_comes_from_sessions_near_to_each_other(days: int, known: bool) -> None:
    share = own_share([session("squat", 100)], [session("leg-press", 200, days)], (SQUAT, PRESS))
    assert (share is not None) == known
    assert timedelta(days=28) == TOGETHER


def test_what_is_carried_leaves_three() -> None:
    kg = strength([SET], SQUAT)
    assert kg is not None
    assert carried_load(kg, SQUAT, 7) == pytest.approx(100, rel=0.001)


def test_strength_needs_something_lifted() -> None:
    assert strength([replace(SET, warmup=True)], SQUAT) is None
    assert strength([replace(SET, rir_tenths=None)], SQUAT) is not None
