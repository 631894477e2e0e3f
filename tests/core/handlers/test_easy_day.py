"""A day made lighter or shorter on request."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.exercises.catalogue import catalogue
from core.records import Lifter, Load, Reason, Target
from core.training.easy_day import cut, lighter, seconds_of, shorter

SQUAT = Lifter(catalogue()["squat"], "size", "kg")
TARGET = Target("squat", "hold", 3, Load(100_000), 6, 10, 1, 2, Reason("target.hold.again"),
                aims=(9, 8, 7))  # fmt: skip


def test_a_lighter_day_has_half_the_sets_a_tenth_lighter() -> None:
    easy = lighter(TARGET, SQUAT)
    assert (easy.sets, easy.load, easy.aims) == (2, Load(90_000), (8, 8))
    assert (easy.rir_low, easy.rir_high) == (3, 5)


@pytest.mark.parametrize(("sets", "left"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_half_the_sets_rounds_up(sets: int, left: int) -> None:
    assert lighter(replace(TARGET, sets=sets, aims=(8,) * sets), SQUAT).sets == left


def test_the_body_stays_and_its_repetitions_go_down() -> None:
    pull_up = Lifter(catalogue()["pull-up"], "size", "kg")
    target = replace(TARGET, exercise_id="pull-up", load=Load(0), aims=(10, 9, 8))
    assert lighter(target, pull_up).aims == (9, 9)
    assert lighter(target, pull_up).load == Load(0)


def test_nothing_is_ever_made_as_light_as_nothing() -> None:
    curl = Lifter(catalogue()["dumbbell-curl"], "size", "kg")
    target = replace(TARGET, load=Load(1_000), aims=(10, 10, 10))
    assert lighter(target, curl).load.milli > 0


def test_short_of_time_keeps_what_fits_and_at_least_one_lift() -> None:
    each = (TARGET, "compound")
    two = 2 * seconds_of(TARGET, "compound", 2) / 60
    assert shorter([each, each], 1) == ((0, 2),)
    assert shorter([each, each], int(two) - 1)[1:] == ()
    assert [at for at, _ in shorter([each, each], int(two) + 1)] == [0, 1]
    assert shorter([each, each], 90) == ((0, 3), (1, 3))


def test_compound_lifts_come_first_where_time_is_short() -> None:
    assert shorter([(TARGET, "isolation"), (TARGET, "compound")], 1) == ((1, 2),)


def test_a_target_is_cut_to_its_first_sets() -> None:
    assert cut(TARGET, 2).aims == (9, 8)
    assert cut(TARGET, 3) is TARGET
