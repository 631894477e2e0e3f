"""The invariants of advice over random logs of plausible lifters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.records import Exposure, Lifter, Load, LoggedSet
from core.training.progression.plates import mass
from core.training.target import next_target
from tests.invariant_loads import unloadable
from tests.invariant_pairs import less_for_more, monotone, one_step, order, turns
from tests.invariants import broken, is_free, loaded
from tests.training_logs import BENCH, DEADLIFT, LATERAL_RAISE, LEG_PRESS, PULL_UP, SQUAT

START = datetime(2026, 1, 5, 18, tzinfo=UTC)
LIFTS = (BENCH, SQUAT, DEADLIFT, LEG_PRESS, LATERAL_RAISE, PULL_UP)
TWO_DAYS = timedelta(days=2)


@st.composite
def plausible_set(draw, load, at, session_at, number):
    call = draw(st.sampled_from([None, 0, 10, 10, 20, 20, 30, 40]))
    failed = draw(st.sampled_from([False] * 7 + [True]))
    return LoggedSet(
        exercise_id="any", load=load, reps=draw(st.integers(3, 14)), at=at, line="",
        rir_tenths=0 if failed else call, failed=failed, id=f"s{number}", session_at=session_at,
    )  # fmt: skip


@st.composite
def plausible_log(draw, unit="kg"):
    """A few sessions at loads that move by a step or two."""
    step = draw(st.sampled_from([2500, 5000]))
    milli = draw(st.integers(8, 60)) * step
    at, sessions, number = START, [], 0
    for _ in range(draw(st.integers(1, 6))):
        at += timedelta(days=draw(st.sampled_from([2, 3, 4, 7])))
        milli = max(step, milli + draw(st.sampled_from([-1, 0, 0, 0, 1, 1])) * step)
        sets = []
        for place in range(draw(st.integers(1, 4))):
            number += 1
            when = at + timedelta(minutes=3 * place)
            sets.append(draw(plausible_set(Load(milli, unit), when, at, number)))
        sessions.append(Exposure(at, tuple(sets)))
    return sessions


@st.composite
def plausible_lifter(draw):
    return Lifter(
        exercise=draw(st.sampled_from(LIFTS)),
        goal=draw(st.sampled_from(["size", "size", "strength"])),
        unit="kg",
        cutting=draw(st.booleans()),
        rep_range=draw(st.sampled_from([None, None, (5, 8), (6, 10)])),
    )


@settings(max_examples=400, deadline=None)
@given(plausible_log(), plausible_lifter())
def test_nothing_that_must_hold_is_broken(sessions, who):
    now = sessions[-1].sets[-1].at + TWO_DAYS
    assert [*broken(sessions, who, now), *unloadable(sessions, who, now)] == []


@settings(max_examples=400, deadline=None)
@given(plausible_log(), plausible_lifter(), st.integers(0, 3))
def test_more_repetitions_never_lead_to_less(sessions, who, place):
    place = min(place, len(sessions[-1].sets) - 1)
    assert less_for_more(sessions, who, sessions[-1].sets[-1].at + TWO_DAYS, place) is None


@settings(max_examples=300, deadline=None)
@given(plausible_log(), plausible_lifter())
def test_more_in_the_last_set_never_lowers_load_or_aims(sessions, who):
    now = sessions[-1].sets[-1].at + TWO_DAYS
    target = next_target(sessions, who, now)
    if is_free(target) and loaded(target, who):
        assert [*monotone(sessions, who, now, target)] == []


@settings(max_examples=200, deadline=None)
@given(plausible_log(), plausible_lifter())
def test_changes_that_should_not_matter_do_not(sessions, who):
    now = sessions[-1].sets[-1].at + TWO_DAYS
    target = next_target(sessions, who, now)
    if is_free(target) and loaded(target, who):
        assert [*order(sessions, who, now, target), *turns(sessions, who, now, target)] == []


@settings(max_examples=150, deadline=None)
@given(plausible_log(unit="lb"), plausible_lifter())
def test_kilograms_and_pounds_get_the_same_advice_within_a_plate(sessions, who):
    now = sessions[-1].sets[-1].at + TWO_DAYS

    def in_kg(each):
        return Load(round(each.load.milli * 0.45359237), "kg")

    converted = [
        replace(every, sets=tuple(replace(s, load=in_kg(s)) for s in every.sets))
        for every in sessions
    ]
    pounds = next_target(sessions, replace(who, unit="lb"), now)
    kilos = next_target(converted, who, now)
    if not (is_free(pounds) and is_free(kilos) and loaded(pounds, who)):
        return
    plate = one_step(pounds.load, replace(who, unit="lb")) + one_step(kilos.load, who)
    assert abs(mass(pounds.load) - mass(kilos.load)) <= plate
