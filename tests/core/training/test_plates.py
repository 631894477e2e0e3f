"""What a person can load: their own dumbbells, what their log shows, converted loads."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.records import Load, in_unit
from core.training.progression.plates import (
    kept_above_bar,
    learned_step,
    loadable_at_most,
    mass,
    next_loadable_down,
    next_loadable_up,
    snapped,
)
from tests.training_logs import (
    BENCH,
    CARRY,
    LATERAL_RAISE,
    LEG_EXTENSION,
    LEG_PRESS,
    PULL_UP,
    exercise,
    lifter,
)

SWING = exercise("Swing", equipment="kettlebell", safe_to_fail=True, step_kg=Load(4000))
RACK = tuple(Load(each) for each in (8000, 10000, 12000, 14000))
AT_HOME = lifter(LATERAL_RAISE, dumbbells=RACK)


def kg(*loads: float) -> list[Load]:
    return [Load(round(each * 1000)) for each in loads]


def lb(*loads: float) -> list[Load]:
    return [Load(round(each * 1000), "lb") for each in loads]


# --- own dumbbells ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("load", "at_most", "up", "down"),
    [
        (7999, 8000, 8000, 7999),
        (8000, 8000, 10000, 8000),
        (9000, 8000, 10000, 8000),
        (13999, 12000, 14000, 12000),
        (14000, 14000, None, 12000),
        (30000, 14000, None, 14000),
    ],
)
def test_own_dumbbells(load, at_most, up, down):
    assert loadable_at_most(Load(load), AT_HOME) == Load(at_most)
    assert next_loadable_up(Load(load), AT_HOME) == (None if up is None else Load(up))
    assert next_loadable_down(Load(load), AT_HOME) == Load(down)


def test_own_dumbbells_are_for_what_is_held_and_an_own_step_is_before_them():
    barbell = lifter(BENCH, dumbbells=RACK)
    assert next_loadable_up(Load(14000), barbell) == Load(16500)
    assert next_loadable_up(Load(14000), replace(AT_HOME, step=Load(1000))) == Load(15000)
    assert next_loadable_up(Load(12000), lifter(SWING, dumbbells=RACK)) == Load(14000)


def test_what_was_lifted_can_be_loaded_beside_own_dumbbells():
    assert loadable_at_most(Load(11000), AT_HOME, lifted=Load(11000)) == Load(11000)
    assert loadable_at_most(Load(11500), AT_HOME, lifted=Load(11000)) == Load(11000)
    assert loadable_at_most(Load(12500), AT_HOME, lifted=Load(11000)) == Load(12000)


def test_own_dumbbells_in_pounds_for_a_log_in_kilograms():
    rack = tuple(lb(15, 20, 25))
    who = lifter(LATERAL_RAISE, dumbbells=rack)
    assert loadable_at_most(Load(10000), who) == in_unit(rack[1], "kg")
    assert next_loadable_up(in_unit(rack[1], "kg"), who) == in_unit(rack[2], "kg")
    assert next_loadable_up(in_unit(rack[2], "kg"), who) is None


LOADS = st.integers(1, 400_000).map(Load) | st.integers(1, 800_000).map(lambda m: Load(m, "lb"))


@settings(max_examples=300, deadline=None)
@given(st.lists(LOADS, min_size=1, max_size=20, unique_by=mass), LOADS, st.sampled_from([1, 2500]))
def test_advice_names_a_dumbbell_there_is(rack, load, least):
    who = lifter(LATERAL_RAISE, dumbbells=tuple(rack))
    there = {in_unit(each, load.unit) for each in rack}
    down = loadable_at_most(load, who)
    assert down in there
    assert loadable_at_most(down, who) == down
    assert down.milli <= load.milli or down == min(there, key=mass)
    up = next_loadable_up(load, who, least)
    if up is None:
        assert all(each.milli < load.milli + least for each in there)
    else:
        assert up in there
        assert up.milli >= load.milli + least
    below = next_loadable_down(load, who, least)
    assert (
        below == load
        or (below in there and below.milli <= load.milli - least)
        or (below == min(there, key=mass) and below.milli < load.milli)
    )


# --- what the log shows -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "loads", "step"),
    [
        # finer than usual, or as fine on another grid: one load is enough from half the usual step
        (LATERAL_RAISE, kg(12.5), 2.5),
        (LATERAL_RAISE, kg(12.5, 22.5), 2.5),
        (LATERAL_RAISE, kg(15), 2.5),
        (LATERAL_RAISE, kg(9), 1),
        (BENCH, kg(61.25), 1.25),
        (LEG_EXTENSION, kg(42.5), 2.5),
        # less than half of the usual step: two loads must show it
        (BENCH, kg(61), None),
        (BENCH, kg(61, 62), 1),
        # what fits the usual step shows nothing
        (LATERAL_RAISE, kg(10), None),
        (LATERAL_RAISE, kg(10, 20), None),
        (BENCH, kg(100, 102.5), None),
        # a stack that begins elsewhere
        (LEG_EXTENSION, kg(7, 12, 17), None),
        (LATERAL_RAISE, kg(12.4, 14.4, 16.4), None),
        # coarser than usual: three loads do not show it, four do
        (LATERAL_RAISE, kg(5, 10, 15), 2.5),
        (LATERAL_RAISE, kg(5, 10, 15, 20), 5),
        (BENCH, kg(60, 65, 70), None),
        (BENCH, kg(60, 65, 70, 75), 5),
        (BENCH, kg(60, 60, 60, 65, 65), None),
        (BENCH, kg(60, 80, 100, 120), 5),  # big jumps are no plates of 10
        # pounds stay pounds
        (LATERAL_RAISE, lb(12.5), 2.5),
        (BENCH, lb(225, 227.5), 2.5),
        (BENCH, [*kg(61.25), *lb(225)], None),
        # nothing to learn from
        (BENCH, [], None),
        (PULL_UP, kg(0, -20), None),
        (BENCH, kg(61.235), None),
    ],
)
def test_the_step_a_log_shows(of, loads, step):
    unit = loads[-1].unit if loads else "kg"
    expected = None if step is None else Load(round(step * 1000), unit)
    assert learned_step(loads, lifter(of)) == expected


def test_a_learned_step_is_used_and_an_own_one_is_before_it():
    who = lifter(LATERAL_RAISE, learned_step=Load(2500))
    assert next_loadable_up(Load(12500), who) == Load(15000)
    assert next_loadable_up(Load(12500), replace(who, step=Load(1000))) == Load(13500)
    assert next_loadable_up(Load(25000, "lb"), who) == Load(30000, "lb")
    assert next_loadable_up(Load(12500), replace(who, dumbbells=RACK)) == Load(14000)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(1, 1200).map(lambda n: Load(n * 250)), min_size=1, max_size=12),
    st.sampled_from([BENCH, LATERAL_RAISE, LEG_EXTENSION, LEG_PRESS]),
)
def test_loads_of_the_log_lie_on_the_step_learned_from_them(loads, of):
    who = lifter(of)
    step = learned_step(loads, who)
    if step is not None:
        who = replace(who, learned_step=step)
        for each in loads:
            assert loadable_at_most(each, who) == each
    assert learned_step(list(reversed(loads)), lifter(of)) == step


# --- never below the bar, never nothing ---------------------------------------------------------


def test_the_bar_is_the_least_once_the_log_never_went_below_it():
    assert kept_above_bar(kg(20, 60), lifter()) == Load(20000)
    assert kept_above_bar(kg(19.9, 60), lifter()) == Load(20000)
    assert kept_above_bar(kg(15, 60), lifter()) is None
    assert kept_above_bar([], lifter()) == Load(20000)
    assert kept_above_bar(lb(45, 95), lifter(unit="lb")) == Load(45000, "lb")
    assert kept_above_bar(lb(45, 95), lifter()) == Load(20000)
    assert kept_above_bar(kg(15, 60), lifter(bar=Load(15000))) == Load(15000)
    assert kept_above_bar(kg(20), lifter(LEG_PRESS)) is None
    assert kept_above_bar(kg(20), lifter(exercise("Carry", measure="distance"))) is None


def test_nothing_below_the_bar():
    who = lifter(never_below=Load(20000))
    assert loadable_at_most(Load(17500), who) == Load(20000)
    assert loadable_at_most(Load(22499), who) == Load(20000)
    assert next_loadable_down(Load(22500), who) == Load(20000)
    assert next_loadable_down(Load(20000), who) == Load(20000)
    assert next_loadable_down(Load(15000), lifter()) == Load(12500)
    assert loadable_at_most(Load(30000, "lb"), who) == in_unit(Load(20000), "lb")


WHO = st.builds(
    lambda of, step, learned, rack: lifter(of, step=step, learned_step=learned, dumbbells=rack),
    st.sampled_from([BENCH, LATERAL_RAISE, LEG_PRESS, SWING]),
    st.none() | st.integers(1, 20_000).map(Load),
    st.none() | st.sampled_from([Load(1250), Load(2500, "lb")]),
    st.sampled_from([(), RACK]),
)


@settings(max_examples=300, deadline=None)
@given(WHO, LOADS, st.none() | LOADS, st.integers(1, 50_000), st.booleans())
def test_a_weight_never_becomes_nothing(who, load, lifted, least, above_bar):
    if above_bar:
        who = replace(who, never_below=kept_above_bar([load], who))
    for advised in (
        loadable_at_most(load, who, lifted=lifted),
        next_loadable_down(load, who, least),
        next_loadable_up(load, who, least),
    ):
        if advised is not None:
            assert advised.milli > 0
            assert who.never_below is None or mass(advised) * 1001 >= mass(who.never_below) * 1000


def test_bodies_and_assistance_go_to_nothing_and_beyond_as_before():
    assert loadable_at_most(Load(1000), lifter(PULL_UP)) == Load(0)
    assert next_loadable_down(Load(1000), lifter(PULL_UP)) == Load(0)
    assert next_loadable_down(Load(0), lifter(PULL_UP)) == Load(0)
    assert next_loadable_down(Load(-20000), lifter(PULL_UP)) == Load(-22500)
    assert loadable_at_most(Load(1000), lifter(CARRY)) == Load(0)
    assert loadable_at_most(Load(0), AT_HOME) == Load(0)


# --- converted loads ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("load", "typed"),
    [
        (Load(61235), Load(135_000, "lb")),
        (Load(61230), Load(135_000, "lb")),  # cut to two decimals
        (Load(61240), Load(135_000, "lb")),
        (Load(102058), Load(225_000, "lb")),
        (Load(102060), Load(225_000, "lb")),
        (Load(2268), Load(5_000, "lb")),
        (Load(-18144), Load(-40_000, "lb")),
        (Load(220462, "lb"), Load(100_000)),
        (Load(220460, "lb"), Load(100_000)),
        (Load(60000), Load(60000)),
        (Load(61250), Load(61250)),
        (Load(102100), Load(102100)),
        (Load(61245), Load(61245)),
        (Load(61220), Load(61220)),
        (Load(225000, "lb"), Load(225000, "lb")),
        (Load(2, "kg"), Load(2)),
        (Load(0), Load(0)),
    ],
)
def test_converted_loads_are_what_was_typed(load, typed):
    assert snapped(load) == typed


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 1600), st.sampled_from([1, 10]))
def test_plates_survive_a_conversion(half_pounds, rounding):
    typed = Load(half_pounds * (500 if rounding == 1 else 2500), "lb")
    converted = Load(round(in_unit(typed, "kg").milli / rounding) * rounding)
    assert snapped(converted) in (typed, converted)
    if converted.milli % 50:
        assert snapped(snapped(converted)) == snapped(converted)
    if converted.milli % 10 or rounding == 10:
        assert snapped(converted) == (typed if converted.milli % 50 else converted)
