"""Lifts offered instead of another: same muscles, other equipment, what one does anyway first."""

from __future__ import annotations

import pytest

from core.exercises.alternatives import OFFERED, alternatives
from core.exercises.catalogue import catalogue
from core.exercises.names import all_exercises

KNOWN = all_exercises()


def _instead_of(lift: str, done: tuple[str, ...] = ()) -> list[str]:
    return [each.id for each in alternatives(catalogue()[lift], KNOWN, done)]


@pytest.mark.parametrize("lift", [each.id for each in KNOWN])
def test_what_is_offered_trains_the_same_muscles(lift: str) -> None:
    of = catalogue()[lift]
    offered = alternatives(of, KNOWN)
    assert len(offered) <= OFFERED
    assert of not in offered
    for each in offered:
        assert set(each.muscles) & set(of.muscles)


def test_other_equipment_and_well_known_lifts_come_first() -> None:
    assert _instead_of("squat")[0] == "leg-press"
    assert _instead_of("bench-press")[:2] == ["dumbbell-bench-press", "machine-chest-press"]
    assert _instead_of("pull-up")[0] == "lat-pulldown"


def test_what_somebody_does_anyway_comes_first() -> None:
    assert _instead_of("squat", ("hack-squat",))[0] == "hack-squat"


def test_a_lift_is_not_replaced_by_one_that_works_against_it() -> None:
    assert "tibialis-raise" not in _instead_of("calf-raise")


def test_where_nothing_is_known_nothing_is_offered() -> None:
    assert alternatives(catalogue()["squat"], [catalogue()["squat"]]) == ()
