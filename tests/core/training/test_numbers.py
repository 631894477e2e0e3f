"""Effort, the curve, plates, and what is implausible: numbers against their sources."""

from math import isclose

import pytest

from core.records import Load
from core.training.curve import (
    capacity,
    estimated_max,
    load_for,
    reps_at,
    rts_percent,
    share_at,
)
from core.training.effort.reserve import (
    bias,
    counts,
    reserve,
    sigma_rir,
)
from core.training.plausibility import implausible
from core.training.progression.plates import loadable_at_most, next_loadable_down, next_loadable_up
from tests.training_logs import (
    BENCH,
    DEADLIFT,
    LATERAL_RAISE,
    LEG_PRESS,
    PULL_UP,
    SQUAT,
    START,
    lifter,
    one_set,
)


def a_set(text):
    return one_set(text, START)


def test_missing_effort_stays_missing():
    assert reserve(a_set("100x8")) is None
    assert reserve(a_set("100x8f")) == 0


@pytest.mark.parametrize(
    ("rir", "n", "of", "spread"),
    [(1, 16, SQUAT, 1.70), (3, 16, SQUAT, 2.30), (5, 16, SQUAT, 2.90), (1, 9, BENCH, 0.85)],
)
def test_noise_of_a_call(rir, n, of, spread):
    assert isclose(sigma_rir(rir, n, of), spread, abs_tol=0.01)


def test_bias_is_true_minus_called_and_never_negative():
    assert bias(2, 10, first_set=False) == pytest.approx(0.3)
    assert bias(2, 10, first_set=True) == pytest.approx(0.8)
    assert bias(5, 16, first_set=False) == pytest.approx(5.15)
    assert bias(1, 16, first_set=False) == pytest.approx(2.07)


@pytest.mark.parametrize(
    ("text", "goal", "does"),
    [
        ("100x8@2", "size", True),
        ("100x9@3", "size", True),
        ("100x10@3", "size", False),
        ("100x8@4", "size", False),
        ("100x8@4+", "size", False),
        ("100x15@1", "size", False),
        ("100x15f", "size", True),
        ("100x3@5", "strength", True),
        ("100x4@5", "strength", False),
        ("100x8", "size", False),
    ],
)
def test_when_effort_decides_loads(text, goal, does):
    assert counts(a_set(text), goal) is does


@pytest.mark.parametrize(
    ("reps", "rir", "percent"),
    [(1, 0, 100), (1, 10, 95.5), (5, 20, 81.1), (5, 0, 86.3), (8, 0, 78.6), (10, 0, 73.9),
     (12, 35, 58.6), (13, 30, None)],
)  # fmt: skip
def test_the_published_chart(reps, rir, percent):
    assert rts_percent(reps, rir) == percent


@pytest.mark.parametrize("of", [BENCH, SQUAT, DEADLIFT, LEG_PRESS, LATERAL_RAISE])
@pytest.mark.parametrize("kg", [0.5, 4.0, 8.0, 60.0, 300.0])
def test_the_curve_is_its_own_inverse(of, kg):
    assert share_at(1, kg, of) == 1
    for n in (1, 3, 8, 12.5, 30):
        top = capacity(kg, n, of)
        assert top >= kg
        assert isclose(load_for(top, n, of), kg, rel_tol=1e-6)
        assert isclose(reps_at(kg, top, of), n, rel_tol=1e-6)
    assert reps_at(kg * 2, kg, of) == 0


@pytest.mark.parametrize(
    ("text", "of", "kg"),
    [
        ("100x1@0", BENCH, 100.0),
        ("100x1f", SQUAT, 100.0),
        ("100x8@2", SQUAT, 136.0),
        ("100x10@1", BENCH, None),
        ("100x8", BENCH, None),
        ("100x5@4", BENCH, None),
        ("100x5@3w", BENCH, None),
        ("0x5@1", BENCH, None),
        ("20x5@1", PULL_UP, None),
    ],
)
def test_estimates_are_honest(text, of, kg):
    assert estimated_max(one_set(text, START, of), of) == pytest.approx(kg)


PLATES = tuple(Load(each) for each in (20000, 10000, 5000, 2500, 1250))
HOME = lifter(plates=PLATES, bar=Load(20000))
PULL_UP_LIFTER = lifter(PULL_UP)
BIG_ONLY = lifter(plates=(Load(20000), Load(15000)))


@pytest.mark.parametrize(
    ("wish", "who", "lifted", "load"),
    [
        (187800, lifter(), None, 187500),
        (101300, HOME, None, 100000),
        (102500, HOME, None, 102500),
        (15000, HOME, None, 20000),
        (89000, BIG_ONLY, None, 80000),
        (90500, BIG_ONLY, None, 90000),
        (20600, lifter(), 21000, 18500),
        (21000, lifter(), 21000, 21000),
        (101000, HOME, 101000, 101000),
        (-27000, lifter(), None, -27500),
        (1000, lifter(), None, 2500),
        (1000, PULL_UP_LIFTER, None, 0),
        (103000, lifter(step=Load(1000)), None, 103000),
        (103999, lifter(plates=PLATES, step=Load(500)), None, 103500),
    ],
)
def test_rounding_down(wish, who, lifted, load):
    anchor = None if lifted is None else Load(lifted)
    assert loadable_at_most(Load(wish), who, lifted=anchor) == Load(load)


@pytest.mark.parametrize(
    ("load", "who", "up"),
    [
        (Load(100000), lifter(), Load(102500)),
        (Load(21000), lifter(), Load(23500)),
        (Load(101000), HOME, Load(102500)),
        (Load(80000), BIG_ONLY, Load(90000)),
        (Load(225000, "lb"), lifter(), Load(230000, "lb")),
        (Load(225000, "lb"), lifter(step=Load(1250)), Load(230000, "lb")),
        (Load(-30000), lifter(step=Load(5000)), Load(-25000)),
        (Load(-3000), lifter(step=Load(5000)), Load(0)),
    ],
)
def test_the_next_step_up(load, who, up):
    assert next_loadable_up(load, who) == up


def test_down_never_turns_a_load_into_assistance():
    assert next_loadable_down(Load(1000), PULL_UP_LIFTER) == Load(0)
    assert next_loadable_down(Load(1000), lifter()) == Load(1000)
    assert next_loadable_down(Load(2500), lifter()) == Load(2500)
    assert next_loadable_down(Load(5000), lifter()) == Load(2500)
    assert next_loadable_down(Load(20000), HOME) == Load(20000)
    assert next_loadable_down(Load(-30000), lifter(step=Load(5000))) == Load(-35000)


@pytest.mark.parametrize(
    ("text", "of", "heaviest", "exposures", "near", "key"),
    [
        ("161x5", BENCH, Load(100000), 5, 8, "implausible.load"),
        ("160x5", BENCH, Load(100000), 5, 8, None),
        ("14x10", BENCH, Load(5000), 5, 0, None),
        ("15.5x10", BENCH, Load(5000), 5, 0, "implausible.load"),
        ("200x5", BENCH, Load(60000), 2, 0, None),
        ("250x5", BENCH, Load(60000), 2, 0, "implausible.load"),
        ("400x5", BENCH, None, 0, 0, None),
        ("30x5", PULL_UP, Load(0), 5, 0, None),
        ("31x5", PULL_UP, Load(0), 5, 0, "implausible.load"),
        ("355lbx5", BENCH, Load(100000), 5, 8, "implausible.load"),
        ("100x17", BENCH, Load(100000), 5, 8, "implausible.reps"),
        ("100x16", BENCH, Load(100000), 5, 8, None),
        ("100x17w", BENCH, Load(100000), 5, 8, None),
    ],
)
def test_what_is_asked_first(text, of, heaviest, exposures, near, key):
    reason = implausible(one_set(text, START, of), of, heaviest, exposures, near)
    assert (reason.key if reason else None) == key
