"""Missed attempts in a log: no training function counts them as work, none stumbles over them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.charts import chart
from core.interchange.scoring import forecasts
from core.limits import MOST_REPS_SCORED as MOST_REPS
from core.locale.english.training import SENTENCES
from core.records import Exposure, Load, LoggedSet
from core.training.advice import advise
from core.training.curve import capacity, estimated_max, load_for, reps_at, rts_percent
from core.training.effort import partner_ratings
from core.training.effort.calibration import (
    UNKNOWN,
    Guess,
    bias_from,
    expected_reps,
    load_for_guess,
    point_for,
    proofs,
    to_failure_reps,
)
from core.training.effort.reserve import reserve, to_failure
from core.training.effort.under_effort import held_in, under_effort
from core.training.exercise_sessions import counted_today, lifted
from core.training.exercise_sessions import session as exercise_session
from core.training.history import sets_per_muscle
from core.training.missed_attempts import following
from core.training.next_set import advise_next, rest_after
from core.training.plausibility import implausible
from core.training.prediction.from_log import done_of, expected, past_of
from core.training.target import next_target, planned_target
from core.training.verdict import Bests, judge
from core.training.week import failures_in, is_hit
from tests.training_logs import (
    ASSISTED,
    BENCH,
    CARRY,
    DEADLIFT,
    LEG_EXTENSION,
    PLANK,
    PULL_UP,
    after,
    lifter,
    log,
)

SESSIONS = """
2026-11-01 100x5@2 100x5@1 100x4@0
2026-11-04 100x5@2 102.5x0f 100x4@1
2026-11-08 102.5x3@1 105x0f 105x0f
2026-11-11 100x5@2 100x5@2 102.5x0f
"""
EXERCISES = (BENCH, DEADLIFT, LEG_EXTENSION, PULL_UP, ASSISTED, PLANK, CARRY)


@some.composite
def logs(draw: some.DrawFn) -> list[Exposure]:
    """Sessions in which any set may be a missed attempt, or all of them."""
    count = draw(some.integers(1, 5))
    lines = []
    for day in range(count):
        sets = draw(
            some.lists(
                some.sampled_from(
                    ["100x5@2", "100x0f", "102.5x0f", "110x0fw", "60x0f", "225lbx0f", "-20x0f",
                     "0x0f", "100x8@1", "95x6", "100x3f", "100x0fd", "60x5w"]
                ),
                min_size=1, max_size=5,
            )
        )  # fmt: skip
        lines.append(f"2026-11-{1 + 3 * day:02d} {' '.join(sets)}")
    return log("\n".join(lines))


@settings(max_examples=150, deadline=None)
@given(logs(), some.sampled_from(EXERCISES), some.sampled_from(["size", "strength"]))
def test_every_public_function_takes_a_log_with_missed_attempts(sessions, of, goal):
    who, now = lifter(of, goal=goal), after(sessions)
    this, today = sessions[-1].sets[-1], sessions[-1]
    guesses = [Guess(each.at, 5, 2.0) for every in sessions for each in every.sets]
    verdict = judge(this, sessions, who, Bests(Load(50_000), 5, 30, 60.0))
    target = next_target(sessions, who, now)
    said = advise(this, sessions, who, now)
    answers = [
        target, planned_target(sessions, who), said.target, said.next_set,
        advise_next(sessions, who, said.planned), following(sessions, who, said.planned),
        following(sessions, who, None),
    ]  # fmt: skip
    for each in filter(None, answers):
        assert isfinite(each.load.kg)
        assert "None" not in SENTENCES[each.reason.key].format_map(each.reason.facts)
        assert each.reps_low is None or 1 <= each.reps_low <= each.reps_high
    assert "None" not in SENTENCES[verdict.reason.key].format_map(verdict.reason.facts)
    assert all(each.reps > 0 for every in past_of(sessions, who) for each in every.sets)
    expected(who, sessions, today.sets, Load(100_000), now)
    bias = bias_from(sessions, of, guesses, [proofs(sessions, of)])
    assert isfinite(bias.mean)
    number = expected_reps(sessions, of, bias)
    load = load_for_guess(sessions, who, bias)
    assert (number is None) == (load is None)
    if load is not None:
        point_for(sessions, of, bias, load)
    for exposure in sessions:
        held_in(exposure, of)
        exercise_session(exposure, of.measure)
        failures_in(exposure.sets, of)
        is_hit(target, exposure.sets, of.measure)
        for each in exposure.sets:
            rest_after(each, who)
            implausible(each, of, Load(100_000), 3, 5)
    under_effort(sessions, of)
    partner_ratings.pairs(sessions, of, {})
    made = forecasts(who, sessions[:-1], [], today.sets)
    assert all(each.set_id for each in made)
    chart(sessions, of, (), who.zone)


def missed_of(sessions):
    return [each for every in sessions for each in every.sets if each.missed]


def test_nothing_counts_a_missed_attempt_as_repetitions():
    sessions = log(SESSIONS)
    for each in missed_of(sessions):
        assert (each.failed, reserve(each), to_failure(each)) == (True, 0.0, 0.0)
        assert to_failure_reps(each) is None
        assert estimated_max(each, BENCH) is None
        assert not lifted(each, "load")
        assert not each.lifted
        assert each.working
    found = [exercise_session(each, "load") for each in sessions]
    assert [each.load.text for each in found] == ["100", "100", "102.5", "100"]
    assert [each.reps for each in found] == [(5, 5, 4), (5, 4), (3,), (5, 5)]
    assert [len(counted_today(each.sets, None, "load")) for each in sessions] == [3, 2, 1, 2]
    assert [len(done_of(each.sets, lifter())) for each in sessions] == [3, 2, 1, 2]
    assert exercise_session(log("2026-11-01 100x0f 90x0f")[0], "load") is None


def test_the_curve_has_an_answer_for_none():
    assert rts_percent(0, 0) is None
    assert capacity(100.0, 0, BENCH) == 100.0
    assert load_for(100.0, 0, BENCH) == 100.0
    assert reps_at(102.5, 100.0, BENCH) == 0.0
    assert MOST_REPS > 0


def without_missed(sessions):
    kept = [replace(each, sets=tuple(s for s in each.sets if not s.missed)) for each in sessions]
    return [each for each in kept if each.sets]


@pytest.mark.parametrize("goal", ["size", "strength"])
def test_a_missed_attempt_sets_up_no_load_and_no_record(goal):
    sessions = log(SESSIONS)
    who, later = lifter(goal=goal), after(sessions, days=3)
    plain = next_target(without_missed(sessions), who, later)
    assert next_target(sessions, who, later).load.milli <= plain.load.milli  # what is too heavy
    heavier = log(SESSIONS + "2026-11-14 120x0f")
    verdict = judge(heavier[-1].sets[-1], heavier, who, Bests(Load(102_500), 5))
    assert (verdict.kind, verdict.reason.key, verdict.records) == ("too_hard", "verdict.missed", ())


def test_a_warm_up_that_was_missed_is_a_warm_up_and_a_drop_set_a_drop_set():
    (session,) = log("2026-11-01 60x0fw 60x0fd")
    kinds = [judge(each, [session], lifter()).reason.key for each in session.sets]
    assert kinds == ["verdict.warmup", "verdict.drop"]


def test_sets_per_muscle_leave_missed_attempts_out():
    sets = [each for every in log(SESSIONS) for each in every.sets]
    counted = sets_per_muscle(sets, lambda _: BENCH)
    assert counted["chest"] == sum(not each.missed for each in sets) == 8


@pytest.mark.parametrize(
    ("of", "line", "goal", "load", "reps"),
    [
        (BENCH, "100x0f", "size", "77.5", (8, 12)),
        (BENCH, "100x0f", "strength", "87.5", (3, 5)),
        (BENCH, "225lbx0f", "size", "175", (8, 12)),
        (PULL_UP, "20x0f", "size", "0", (6, 12)),
        (ASSISTED, "-20x0f", "size", "-30", (6, 10)),
    ],
)
def test_after_a_missed_attempt_the_load_goes_down(of, line, goal, load, reps):
    sessions = log(f"2026-11-01 {line}", of)
    told = following(sessions, lifter(of, goal=goal), None)
    assert (told.load.text, (told.reps_low, told.reps_high)) == (load, reps)
    assert told.reason.key == "next.missed"


@pytest.mark.parametrize(("of", "line"), [(PULL_UP, "0x0f"), (PLANK, "20x0f"), (CARRY, "50x0f")])
def test_where_nothing_can_be_taken_off_nothing_is_advised(of, line):
    assert following(log(f"2026-11-01 {line}", of), lifter(of), None) is None


def test_the_planned_load_is_taken_where_it_is_lighter_still():
    sessions = log("2026-11-01 60x8@2 60x8@2 60x8@2\n2026-11-04 100x0f")
    who = lifter()
    plan = planned_target(sessions, who)
    assert following(sessions, who, plan).load == plan.load == Load(60_000)


def test_after_the_planned_sets_a_missed_attempt_asks_for_no_other():
    sessions = log("2026-11-01 60x8@2 60x8@2 60x8@2 80x0f")
    assert following(sessions, lifter(), None) is None


def test_a_guess_can_be_asked_for_after_a_session_of_missed_attempts_alone():
    sessions = log("2026-11-01 60x10f\n2026-11-04 100x0f", LEG_EXTENSION)
    who = lifter(LEG_EXTENSION)
    assert load_for_guess(sessions, who, UNKNOWN) == Load(60_000)
    assert point_for(sessions, LEG_EXTENSION, UNKNOWN, Load(60_000)) is not None


def test_a_missed_attempt_is_a_failure():
    (session,) = log("2026-11-01 100x5@2 102.5x0f 100x4@1")
    assert failures_in(session.sets, BENCH) == (1, 1)


def one(of: LoggedSet) -> LoggedSet:
    return replace(of, reps=1)


def test_one_repetition_is_none_missed():
    """The border: 0 is missed, 1 is lifted."""
    (session,) = log("2026-11-01 100x0f")
    each = session.sets[0]
    assert (each.missed, one(each).missed) == (True, False)
    assert one(each).lifted
    assert timedelta(0) == each.at - session.session_at
