"""The way up to a load: which sets, how many, and what is on the bar."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.records import Load
from core.training.progression.plates import loadable_at_most
from core.training.warmups import plates_a_side, ramp
from tests.training_logs import (
    BENCH,
    CARRY,
    LATERAL_RAISE,
    LEG_EXTENSION,
    LEG_PRESS,
    PLANK,
    PULL_UP,
    SQUAT,
    exercise,
    lifter,
)

DUMBBELL_BENCH = exercise("Dumbbell Bench", equipment="dumbbell", step_kg=Load(2000))
RACK = tuple(Load(each) for each in (5000, 12000, 20000, 30000))


def steps(to, who, after=None):
    return " ".join(f"{each.load.text}x{each.reps}" for each in ramp(to, who, after))


@pytest.mark.parametrize(
    ("to", "of", "way"),
    [
        (140, SQUAT, "20x8 70x5 100x3 120x1"),
        (120, SQUAT, "20x8 60x5 80x3 100x1"),
        (119, SQUAT, "20x8 60x5 85x3 100x1"),
        (100, SQUAT, "20x8 50x5 70x3 85x1"),
        (70, SQUAT, "20x8 35x5 50x3 60x1"),
        (69, SQUAT, "20x8 40x5 55x2"),
        (60, BENCH, "20x8 35x5 50x2"),
        (40, BENCH, "20x8 25x5 30x2"),
        (39.5, BENCH, "20x8 30x3"),
        (28, BENCH, "20x8"),
        (22.5, BENCH, "20x8"),
        (20, BENCH, ""),
        (15, BENCH, ""),
        (0, BENCH, ""),
        (200, LEG_PRESS, "80x8 120x5 160x2"),
        (80, LEG_PRESS, "30x8 45x5 60x2"),
        (75, LEG_PRESS, "35x6 55x3"),
        (30, DUMBBELL_BENCH, "14x6 22x3"),
        (20, DUMBBELL_BENCH, "10x6 14x3"),
        (18, DUMBBELL_BENCH, "10x6"),
        (40, LEG_EXTENSION, "20x8 30x4"),
        (15, LEG_EXTENSION, "5x8"),
        (8, LATERAL_RAISE, "4x8"),
        (2, LATERAL_RAISE, ""),
        (25, PULL_UP, "0x5 12.5x3"),
        (10, PULL_UP, "0x5"),
        (0, PULL_UP, ""),
        (-20, PULL_UP, ""),
        (20, PLANK, ""),
        (40, CARRY, ""),
    ],
)
def test_the_way_up(to, of, way):
    assert steps(Load(round(to * 1000)), lifter(of)) == way


def test_the_way_up_in_pounds():
    assert steps(Load(225_000, "lb"), lifter(unit="lb")) == "45x8 115x5 155x3 195x1"


@pytest.mark.parametrize(
    ("after", "way"),
    [
        (20, "70x5 100x3 120x1"),
        (60, "100x3 120x1"),
        (70, "100x3 120x1"),
        (100, "120x1"),
        (110, "120x1"),
        (115, ""),
        (120, ""),
        (140, ""),
        (200, ""),
    ],
)
def test_what_is_left_after_a_warm_up_set(after, way):
    assert steps(Load(140_000), lifter(SQUAT), Load(after * 1000)) == way
    pounds = Load(round(after * 2204.6226), "lb")
    assert steps(Load(140_000), lifter(SQUAT), pounds) == way


def test_the_way_up_is_of_loads_there_are():
    big = lifter(SQUAT, plates=(Load(20_000), Load(15_000)))
    assert steps(Load(140_000), big) == "20x8 60x5 100x3 120x1"
    assert steps(Load(140_000), lifter(SQUAT, bar=Load(15_000))) == "15x8 65x5 95x3 115x1"
    assert steps(Load(30_000), lifter(DUMBBELL_BENCH, dumbbells=RACK)) == "12x6 20x3"
    assert steps(Load(5_000), lifter(LATERAL_RAISE, dumbbells=RACK)) == ""


@pytest.mark.parametrize(
    ("load", "who", "plates"),
    [
        (Load(140_000), lifter(), "20 20 20"),
        (Load(92_500), lifter(), "20 10 5 1.25"),
        (Load(20_000), lifter(), ""),
        (Load(15_000), lifter(), ""),
        (Load(101_000), lifter(), ""),
        (Load(225_000, "lb"), lifter(), "45 45"),
        (Load(80_000), lifter(plates=(Load(20_000), Load(15_000))), "15 15"),
        (Load(100_000), lifter(LEG_PRESS), ""),
        (Load(1_000_000), lifter(), ""),
    ],
)
def test_plates_on_each_side(load, who, plates):
    assert " ".join(each.text for each in plates_a_side(load, who)) == plates


ANY = st.builds(
    lambda of, plates, rack, step: lifter(of, plates=plates, dumbbells=rack, step=step),
    st.sampled_from([SQUAT, LEG_PRESS, DUMBBELL_BENCH, LEG_EXTENSION, LATERAL_RAISE, PULL_UP]),
    st.sampled_from([(), (Load(20_000), Load(15_000)), (Load(1),), (Load(45_000, "lb"),)]),
    st.sampled_from([(), RACK]),
    st.none() | st.sampled_from([Load(1), Load(1250), Load(7000), Load(5000, "lb")]),
)
LOADS = st.builds(Load, st.integers(-50_000, 1_000_000), st.sampled_from(["kg", "lb"]))


@settings(max_examples=300, deadline=None)
@given(LOADS, ANY, st.none() | LOADS)
def test_every_way_up_leads_up(to, who, after):
    found = ramp(to, who, after)
    loads = [each.load.milli for each in found]
    assert len(found) <= 4
    assert loads == sorted(set(loads))
    for each in found:
        assert each.load.unit == to.unit
        assert each.load.milli < to.milli
        assert each.reps >= 1
        bare = each.load.milli == 0 or each.reps == 8
        assert bare or loadable_at_most(each.load, who) == each.load
        plates_a_side(each.load, who)
    if after is not None:
        assert all(each.load.kg > after.kg - 0.01 for each in found)
