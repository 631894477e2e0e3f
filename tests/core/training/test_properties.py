"""Whatever is in a log, the answers are defined, loadable and the same however it was typed."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.locale.english.training import SENTENCES
from core.records import Exposure, Lifter, Load, LoggedSet, Pain
from core.training.next_set import advise_next
from core.training.progression.plates import (
    bar_of,
    loadable_at_most,
    mass,
    next_loadable_up,
    smallest_step,
)
from core.training.target import next_target, planned_target
from core.training.verdict import Bests, judge
from tests.training_logs import (
    ASSISTED,
    BENCH,
    CARRY,
    DEADLIFT,
    LATERAL_RAISE,
    LEG_PRESS,
    PLANK,
    PULL_UP,
    after,
    lifter,
    log,
)

START = datetime(2026, 1, 5, 18, tzinfo=UTC)
EXERCISES = (BENCH, DEADLIFT, LATERAL_RAISE, LEG_PRESS, PULL_UP, ASSISTED, PLANK, CARRY)
TO_KG = {"kg": 1.0, "lb": 0.45359237}


@st.composite
def any_set(draw, at, session_at):
    return LoggedSet(
        exercise_id="any",
        load=Load(
            draw(st.sampled_from([0, 20000, 100000, 102500, 7331, 1, -30000, 999999])
                 | st.integers(-80000, 1000000)),
            draw(st.sampled_from(["kg", "lb"])),
        ),
        reps=draw(st.none() | st.integers(1, 30) | st.just(500)),
        at=at,
        line="",
        rir_tenths=draw(st.none() | st.integers(0, 10).map(lambda each: each * 10) | st.just(15)),
        rir_at_least=draw(st.booleans()),
        failed=draw(st.sampled_from([False, False, False, True])),
        amrap=draw(st.booleans()),
        partials=draw(st.integers(0, 3)),
        warmup=draw(st.sampled_from([False, False, True])),
        drop=draw(st.sampled_from([False, False, False, True])),
        seconds=draw(st.none() | st.integers(1, 4000)),
        distance_cm=draw(st.none() | st.integers(1, 400000)),
        per_side=draw(st.booleans()),
        session_at=session_at,
    )  # fmt: skip


@st.composite
def any_log(draw):
    at, sessions = START, []
    for _ in range(draw(st.integers(1, 6))):
        at += timedelta(days=draw(st.sampled_from([0, 1, 3, 7, 20, 21, 35, 63, 119, 183, 4000])))
        count = draw(st.integers(1, 5))
        sets = tuple(draw(any_set(at, at)) for _ in range(count))
        sessions.append(Exposure(at, sets))
    return sessions


@st.composite
def any_lifter(draw):
    return Lifter(
        exercise=draw(st.sampled_from(EXERCISES)),
        goal=draw(st.sampled_from(["size", "strength"])),
        unit=draw(st.sampled_from(["kg", "lb"])),
        step=draw(st.none() | st.sampled_from([Load(1250), Load(5000, "lb"), Load(0), Load(1)])),
        bar=draw(st.none() | st.just(Load(15000))),
        plates=draw(st.sampled_from([(), (Load(20000), Load(5000), Load(1250)),
                                     (Load(45000, "lb"), Load(10000, "lb"))])),
        bodyweight=draw(st.none() | st.just(Load(82000))),
        pains=draw(st.sampled_from([(), (Pain("any", START + timedelta(days=9), "hurts"),)])),
        trained_at=draw(st.none() | st.just(START + timedelta(days=30))),
    )  # fmt: skip


def is_loadable(load, sessions, who):
    """On the grid of what this person can load, or reached from a load that was lifted."""
    if load.milli <= 0:
        return True
    if any(each.load == load for session in sessions for each in session.sets):
        return True
    if who.exercise.equipment == "barbell" and load == bar_of(who, load.unit):
        return True  # the bar alone, on the way up
    if loadable_at_most(load, who) == load:
        return True
    lifted = {each.load for session in sessions for each in session.sets}
    return any(
        each.unit == load.unit and loadable_at_most(load, who, lifted=each) == load
        for each in lifted
    )


@settings(max_examples=80, deadline=None)
@given(any_log(), any_lifter(), st.sampled_from([-10, 0, 60, 60 * 24 * 30]))
def test_every_log_is_answered(sessions, who, minutes):
    now = sessions[-1].sets[-1].at + timedelta(minutes=minutes)
    this = sessions[-1].sets[-1]
    plan = planned_target(sessions, who)
    target = next_target(sessions, who, now)
    following = advise_next(sessions, who, plan)
    verdict = judge(this, sessions, who, Bests(Load(50000), 5, 30, 60.0))
    reasons = [verdict.reason, target.reason, *verdict.records]
    for advice in filter(None, (plan, target, following)):
        reasons.append(advice.reason)
        assert isfinite(advice.load.kg)
        assert is_loadable(advice.load, sessions, who), advice
        assert 0 <= advice.rir_low <= advice.rir_high <= 10
        assert (advice.reps_low is None) == (advice.reps_high is None)
        if advice.reps_low is not None:
            assert 1 <= advice.reps_low <= advice.reps_high
        if advice.seconds is not None:
            assert advice.seconds >= 1
    assert 1 <= target.sets <= 10
    for reason in reasons:
        sentence = SENTENCES[reason.key].format_map(reason.facts)
        assert "None" not in sentence
        assert "nan" not in sentence


@settings(max_examples=30, deadline=None)
@given(any_log(), any_lifter(), st.randoms(use_true_random=False))
def test_the_order_in_which_sessions_were_typed_does_not_matter(sessions, who, order):
    dated = [
        replace(each, session_at=each.session_at + timedelta(minutes=i))
        for i, each in enumerate(sessions)
    ]
    shuffled = list(dated)
    order.shuffle(shuffled)
    now = after(dated)
    assert next_target(shuffled, who, now) == next_target(dated, who, now)


@pytest.mark.parametrize("seed", range(20))
def test_drop_sets_and_warm_ups_change_no_target(seed):
    dice = random.Random(seed)
    sessions = log(
        "2026-11-01 100x8@2 100x8@2 100x8@1\n2026-11-04 100x10@2 100x10@2 100x10@1\n"
        "2026-11-08 102.5x10@2 102.5x9@1 102.5x9@1"
    )
    now = after(sessions)
    noisy = []
    for each in sessions:
        sets = list(each.sets)
        mark = dice.choice(["warmup", "drop"])
        noise = replace(sets[0], load=Load(dice.randrange(1, 300000)), reps=40, **{mark: True})
        sets.insert(dice.randrange(len(sets)), noise)
        noisy.append(replace(each, sets=tuple(sets)))
    assert next_target(noisy, lifter(), now) == next_target(sessions, lifter(), now)


@settings(max_examples=100, deadline=None)
@given(any_lifter(), st.integers(0, 500000), st.sampled_from(["kg", "lb"]))
def test_rounding_is_down_and_steps_are_up(who, milli, unit):
    load = Load(milli, unit)
    down = loadable_at_most(load, who)
    assert loadable_at_most(down, who) == down
    by_plates = who.plates and who.step is None and who.exercise.equipment == "barbell"
    if not by_plates:
        assert mass(down) <= mass(load) or down.milli == smallest_step(who, unit)
    up = next_loadable_up(down, who)
    if up is not None:
        assert mass(up) > mass(down)
        assert loadable_at_most(up, who) == up
