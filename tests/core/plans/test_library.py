"""Known structures: all that is asked for is there, reads back, and is told by whom it is for."""

from __future__ import annotations

from itertools import pairwise

import pytest

from core.plans.library import Structure, library, structure
from core.plans.read import read
from core.plans.records import Share
from core.plans.write import write
from tests.core.plans.plan_records import NAMES

IDS = {each.id for each in library()}


def test_there_are_at_least_twelve_with_an_id_and_a_name_each() -> None:
    assert len(IDS) == len(library()) >= 12
    assert len({each.plan.name for each in library()}) == len(IDS)


@pytest.mark.parametrize("each", library(), ids=lambda each: each.id)
def test_a_structure_reads_back(each: Structure) -> None:
    assert read(write(each.plan, NAMES), NAMES) == each.plan
    assert each.level in ("novice", "intermediate", "anyone")
    assert each.goal in ("strength", "size", "both")
    assert 1 <= each.hours[0] <= each.hours[1] <= 8
    assert each.needs


@pytest.mark.parametrize("each", library(), ids=lambda each: each.id)
def test_a_structure_uses_what_it_says_it_needs(each: Structure) -> None:
    items = [item for day in each.plan.days for item in day.items]
    used = {NAMES.exercise(item.exercises[0]).equipment for item in items}
    for equipment in ("barbell", "cable", "machine", "dumbbell"):
        if equipment in used:
            assert equipment in " ".join(each.needs), equipment


def test_weights_of_five_three_one() -> None:
    plan = structure("five-three-one")
    assert plan is not None
    weeks = plan.plan.days[0].items[0].weeks
    loads = [[group.load for group in week] for week in weeks]
    assert [[load.tenths // 10 for load in week if isinstance(load, Share)] for week in loads] == [
        [65, 75, 85], [70, 80, 90], [75, 85, 95], [40, 50, 60],
    ]  # fmt: skip
    assert [week[-1].amrap for week in weeks] == [True, True, True, False]
    assert plan.plan.cycle == 4


def test_the_mesocycle_falls_and_the_peak_rises() -> None:
    wave = structure("size-mesocycle")
    peak = structure("strength-peak")
    assert wave is not None and peak is not None  # noqa: PT018
    reserves = [week.reserve[0] for week in wave.plan.weeks if week.reserve]
    assert all(a >= b for a, b in pairwise(reserves))
    assert wave.plan.weeks[-1].deload
    shares = [week[0].load.tenths for week in peak.plan.days[0].items[0].weeks]
    assert all(a < b for a, b in pairwise(shares[:7]))
    assert shares[7] < shares[0]


def test_nothing_stands_under_an_unknown_id() -> None:
    assert structure("nothing") is None
