"""Both sides of borders that nothing else holds; `mutants/table.py` moves each and must fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.exercises.catalogue import catalogue
from core.records import Exercise, Load, Pain, SetDraft
from core.training.ability.state import assess
from core.training.effort.reserve import call_shift
from core.training.exercise_sessions import sessions as exercise_sessions
from core.training.next_set import advise_next
from core.training.plausibility import implausible
from core.training.progression.exercise_state import state_of_exercise
from core.training.progression.plates import same_load
from core.training.progression.scheme import scheme_of
from core.training.target import next_target
from core.training.verdict import judge
from tests.training_logs import BENCH, LATERAL_RAISE, LEG_PRESS, PULL_UP, SQUAT, after, lifter, log

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
THREE = "100x8@2 100x8@2 100x8@1"


# --- pain -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "advised"), [(timedelta(0), False), (SECOND, True)])
def test_no_next_set_after_pain_in_this_session(before: timedelta, advised: bool) -> None:
    sessions = log("2026-11-01 100x8@2")
    who = lifter(pains=(Pain(BENCH.id, sessions[-1].session_at - before, "shoulder"),))
    assert (advise_next(sessions, who, None) is not None) is advised


@pytest.mark.parametrize(("sessions_since", "held"), [(1, True), (2, False)])
def test_pain_holds_until_two_sessions_without(sessions_since: int, held: bool) -> None:
    easy = "90x8@4 90x8@4 90x8@4"
    days = "\n".join(f"2026-11-{2 + 3 * number:02} {easy}" for number in range(sessions_since))
    sessions = log(f"2026-10-30 {THREE}\n{days}")
    who = lifter(pains=(Pain(BENCH.id, sessions[0].sets[-1].at + MINUTE, "shoulder"),))
    found = next_target(sessions, who, after(sessions, days=2))
    assert ("R46" in found.reason.rules) is held


@pytest.mark.parametrize(("days", "stands"), [(90, True), (91, False)])
def test_a_report_of_pain_stands_for_90_days(days: int, stands: bool) -> None:
    hard = "100x8@0 100x8@0 100x8@0"  # never clean, and never eight weeks apart
    days_between = "\n".join(f"{day} {hard}" for day in ("2026-08-30", "2026-09-28", "2026-10-25"))
    sessions = log(f"2026-08-01 {THREE}\n{days_between}")
    report = sessions[0].sets[-1].at + MINUTE
    who = lifter(pains=(Pain(BENCH.id, report, "shoulder"),))
    found = next_target(sessions, who, report + days * DAY)
    assert ("R46" in found.reason.rules) is stands


@pytest.mark.parametrize(("days", "most"), [(42, 105_000), (43, 110_000)])
def test_loads_return_by_a_twentieth_after_pain(days: int, most: int) -> None:
    easy = "100x20@4+ 100x20@4+ 100x20@4+"
    sessions = log(f"2026-11-01 {easy}\n2026-11-04 {easy}\n2026-11-07 {easy}")
    hurt = Pain(BENCH.id, sessions[-1].session_at - days * DAY, "shoulder")
    who = lifter(pains=(replace(hurt, ended_at=hurt.at + MINUTE),))
    found = next_target(sessions, who, after(sessions, days=2))
    assert most - 2_500 <= found.load.milli <= most


# --- loads ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("other", "same"), [(1008, True), (1009, False), (992, True)])
def test_loads_are_the_same_within_0_8_percent(other: int, same: bool) -> None:
    assert same_load(1000, other) is same
    assert same_load(other, 1000) is same


@pytest.mark.parametrize(("load", "kind"), [("95", "hard"), ("94", "on_target")])
def test_too_few_repetitions_are_held_against_loads_from_95_percent(load: str, kind: str) -> None:
    before = log(f"2026-11-01 {THREE}\n2026-11-04 {THREE}")
    planned = next_target(before, lifter(), after(before, days=2))
    planned = replace(planned, load=Load(100_000), reps_low=8, reps_high=12)
    sessions = [*before, *log(f"2026-11-07 {load}x5@1")]
    assert judge(sessions[-1].sets[-1], sessions, lifter(), planned=planned).kind == kind


def test_a_target_goes_up_by_a_tenth_at_most() -> None:
    sessions = log("2026-11-01 100x20@4+ 100x20@4+ 100x20@4+")
    found = next_target(sessions, lifter(), after(sessions, days=2))
    assert 107_500 <= found.load.milli <= 110_000


@pytest.mark.parametrize(("now", "then"), [(8, 10), (6, 6)])
def test_one_step_of_a_target_is_a_quarter_at_most(now: int, then: int) -> None:
    sessions = log(f"2026-11-01 {now}x25@4+ {now}x25@4+ {now}x25@4+", LATERAL_RAISE)
    found = next_target(sessions, lifter(LATERAL_RAISE), after(sessions, days=2))
    assert found.load == Load(then * 1000)


def test_a_next_set_goes_up_by_a_tenth_at_most() -> None:
    sessions = log("2026-11-01 100x25@4+")
    found = advise_next(sessions, lifter(), None)
    assert found is not None
    assert 107_500 <= found.load.milli <= 110_000


@pytest.mark.parametrize(("now", "then"), [(8, 10), (6, 6)])
def test_one_step_of_a_next_set_is_a_quarter_at_most(now: int, then: int) -> None:
    sessions = log(f"2026-11-01 {now}x25@4+", LATERAL_RAISE)
    found = advise_next(sessions, lifter(LATERAL_RAISE), None)
    assert found is not None
    assert found.load == Load(then * 1000)


@pytest.mark.parametrize(("load", "asked"), [(160_000, False), (160_001, True)])
def test_a_load_is_asked_about_beyond_1_6_times_the_heaviest(load: int, asked: bool) -> None:
    draft = SetDraft(BENCH.id, Load(load), 5, datetime(2026, 11, 1, tzinfo=UTC), "")
    found = implausible(draft, BENCH, Load(100_000), 3, 0)
    assert (found is not None) is asked


HACK_SQUAT, CHEST_PRESS, SMITH = (
    catalogue()[each] for each in ("hack-squat", "machine-chest-press", "smith-machine-squat")
)


@pytest.mark.parametrize(
    ("exercise", "most"),
    [
        (BENCH, 500_000),
        (LATERAL_RAISE, 200_000),
        (PULL_UP, 200_000),
        (LEG_PRESS, 600_000),
        (HACK_SQUAT, 600_000),
        (CHEST_PRESS, 400_000),
        (SMITH, 500_000),
    ],
)
def test_a_load_that_nobody_lifts_is_asked_about_once(exercise: Exercise, most: int) -> None:
    """Where nothing is known it is the only border; a heavier one that was stored lifts it."""
    now = datetime(2026, 11, 1, tzinfo=UTC)
    at, over = (SetDraft(exercise.id, Load(each), 5, now, "") for each in (most, most + 1))
    assert implausible(at, exercise, None, 0, 0) is None
    found = implausible(over, exercise, None, 0, 0)
    assert found is not None
    assert found.key == "implausible.unheard"
    assert implausible(over, exercise, Load(most + 1), 1, 5) is None


# --- time -----------------------------------------------------------------------------------------


def test_a_session_ends_after_four_hours() -> None:
    sessions = log(f"2026-11-01 {THREE}\n2026-11-04 {THREE}\n2026-11-07 70x5")
    under_way, over = (
        next_target(sessions, lifter(), after(sessions, hours=4) - early)
        for early in (SECOND, timedelta(0))
    )
    assert under_way != over


# --- effort -------------------------------------------------------------------------


@pytest.mark.parametrize(("proofs", "shift"), [(4, 0), (5, 2)])
def test_five_proofs_move_what_is_asked(proofs: int, shift: int) -> None:
    who = lifter(reserve_bias=3.0, reserve_spread=0.1, reserve_proofs=proofs)
    assert call_shift(who) == shift


# --- what the ability learns, and what the log shows ----------------------------------------------


def test_calls_alone_hardly_teach_their_own_error() -> None:
    sessions = log("\n".join(f"2026-11-{day:02} 100x8@4 100x8@3 100x7@3" for day in (1, 4, 7)))
    ability = assess(sessions, lifter(), after(sessions, days=2), 12)
    assert ability is not None
    assert (ability.calls, ability.proofs) == (9, 0)
    assert abs(ability.bias - 0.3) < 0.02


def test_failure_after_calls_teaches_their_error() -> None:
    days = (1, 4, 7)
    sessions = log("\n".join(f"2026-11-{day:02} 100x8@4 100x8@3 100x8f" for day in days))
    ability = assess(sessions, lifter(), after(sessions, days=2), 12)
    assert ability is not None
    assert ability.bias < 0.3


@pytest.mark.parametrize(
    ("day", "kind", "low"),
    [
        ("100x5", "fixed", 5),
        ("100x5@0", "range", 8),
        ("100x5 100x5", "fixed", 5),
        ("100x5 100x4", "fixed", 5),
        ("100x5 100x4 100x4", "range", 8),
        ("100x4 100x4", "fixed", 4),
        ("100x4 100x3", "range", 8),
        ("100x5 100x4 100x3", "range", 8),
        ("89x5 100x5 100x5", "fixed", 5),
        ("90x5 100x5 100x5", "fixed", 5),  # fives on the way up are fives
        ("100x5 102.5x5", "fixed", 5),
        ("60x5 80x5 100x5", "fixed", 5),
        ("100x5 102.5x5 100x5", "fixed", 5),
        ("100x5 102.5x4", "fixed", 5),
        ("100x5 102.5x4 100x5", "fixed", 5),
        ("100x5 102.5x4 100x4", "range", 8),
        ("100x5 102.5x6", "range", 8),
        ("100x5 125x3 100x5", "fixed", 5),  # four fifths of it held the count twice
        ("100x5 126x3 100x5", "fixed", 3),
        ("60x5 100x5 125x3", "fixed", 5),
        ("60x5 100x5 126x3", "fixed", 3),
        ("100x5 111x4", "fixed", 5),  # nine tenths of it held the count once
        ("100x5 112x4", "fixed", 4),
        ("100x4 102.5x4", "fixed", 4),
        ("100x4 102.5x4 100x4", "range", 8),
        ("100x5 97.5x5", "fixed", 5),
        ("100x5 100x4 97.5x5", "fixed", 5),
        ("100x5 97.5x9", "range", 8),
        ("100x5 100x9", "range", 8),
    ],
)
def test_the_first_sets_of_a_lift_are_repeated_where_they_are_of_one_count(
    day: str, kind: str, low: int
) -> None:
    scheme = scheme_of(exercise_sessions(log(f"2026-11-01 {day}"), "load"), lifter())
    assert (scheme.kind, scheme.low) == (kind, low)


@pytest.mark.parametrize(("first", "load"), [(1, 165_000), (2, 180_000)])
def test_a_strength_session_under_two_left_calls_for_less(first: int, load: int) -> None:
    who = lifter(SQUAT, goal="strength")
    before = f"180x4@{first} 180x4@2 180x4@2"
    sessions = log(f"2026-11-01 {before}\n2026-11-04 {before}\n2026-11-07 165x4@3 165x4@3 165x4@3")
    assert state_of_exercise(
        exercise_sessions(sessions, "load"), who, after(sessions, days=2)
    ).load == Load(load)


STALLED = """
    2026-10-01 100x8@1 100x8@1 100x8@1
    2026-10-04 100x7@1 100x6@0 100x6@0
    2026-10-07 95x7@1 95x6@0 95x6@0
    2026-10-10 90x6@1 90x6@0 90x5@0
    2026-10-13 90x6@0 90x5@0 90x5@0
"""


def test_one_easier_session_in_three_weeks() -> None:
    sessions = log(STALLED)
    assert next_target(sessions, lifter(), after(sessions, days=2)).kind == "deload"
    sessions = log(f"""{STALLED}
        2026-10-16 80x6@4 80x6@4
        2026-10-18 87.5x5@0 87.5x5@0 87.5x5@0
        2026-10-20 85x5@0 85x5@0 85x5@0
        2026-10-22 85x5@0 85x5@0 85x5@0""")
    assert next_target(sessions, lifter(), after(sessions, days=1)).kind == "down"


def test_too_near_to_failure_is_held_with_the_least_that_was_wanted() -> None:
    sessions = log("2026-11-01 x12 x12 x12@0\n2026-11-04 x12 x12 x12@0", PULL_UP)
    who = lifter(PULL_UP, goal="strength")
    reason = next_target(sessions, who, after(sessions, days=2)).reason
    assert (reason.key, reason.facts["low"]) == ("target.hold.near", 2)
