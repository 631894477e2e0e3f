"""Fixed sets (3 x 5): when they are one, that they stay, and what follows a set that fell short."""

from __future__ import annotations

import pytest

from core.records import Load
from tests.core.training.test_coach_cases import SIX_TEN, SQUAT_SIX, days, following, target
from tests.training_logs import DEADLIFT, SQUAT, exercise, lifter, log

PRESS = exercise("Overhead Press", size_range=(6, 10), pattern="vertical_press")


@pytest.mark.parametrize("lift", [DEADLIFT, SQUAT])
@pytest.mark.parametrize(
    ("sets", "goal"),
    [
        ("180x3@2 190x2@0", "strength"),
        ("180x3@2 190x2f", "strength"),
        ("180x3@3 185x3@1 190x2@0", "strength"),
        ("400lbx3@2 420lbx2@0", "strength"),
        ("140x5@2 156x3@0", "size"),
        ("130x5@3 140x4@1 150x3@0", "size"),
        ("150x3@0", "size"),
    ],
)
def test_one_heaviest_set_with_none_left_is_no_scheme_and_is_not_asked_for_again(sets, goal, lift):
    who = lifter(lift, goal=goal)
    found = target(f"2026-11-01 {sets}", who)
    top = max(each.load.milli for each in log(f"2026-11-01 {sets}")[0].sets)
    assert found.load.milli < top
    assert "fixed" not in found.reason.key


@pytest.mark.parametrize("lift", [DEADLIFT, SQUAT])
@pytest.mark.parametrize("sets", ["140x5@2 150x3@0", "140x5 150x3@0", "140x5@2 142.5x4@0"])
def test_fives_that_were_climbed_past_go_back_to_what_held(sets, lift):
    found = target(f"2026-11-01 {sets}", lifter(lift))
    assert (found.load, found.reason.key) == (Load(140_000), "target.down.fixed_made")


@pytest.mark.parametrize("lb", ["", "lb"])
@pytest.mark.parametrize("first", ["95{u}x5", "95{u}x5@2 85{u}x9", "95{u}x5 85{u}x9 85{u}x8@4+"])
def test_fives_that_were_planned_and_done_stay_and_go_up(first, lb):
    who = lifter(SQUAT_SIX, unit=lb or "kg")
    unit = lb or ""
    step = "100" if lb else "97.5"
    before = f"2026-11-01 {first.format(u=unit)}\n2026-11-08"
    for count in (1, 2, 3):
        found = target(f"{before} " + " ".join([f"{step}{unit}x5@4+"] * count), who)
        assert (found.kind, set(found.aims)) == ("up", {5})


def test_fives_stay_after_short_sessions_and_end_with_more_repetitions():
    who = lifter(SQUAT_SIX)
    fives, short = "60x5@2 60x5@2 60x5@1", "62.5x5@1 62.5x4@0 62.5x4@0"
    assert target(days(fives, short), who).load == Load(62500)
    less = target(days(fives, short, short), who)
    assert (less.load.milli < 62500, set(less.aims)) == (True, {5})
    assert target(days(fives, short, "60x8@2 60x8@2 60x8@1"), who).reps_high == 10


@pytest.mark.parametrize("sets", ["40x5@2 40x4@0", "40x5@2 40x5@1 40x4@0", "40x5 40x4f"])
def test_a_short_set_is_no_other_scheme(sets):
    who = lifter(PRESS)
    one = f"2026-11-01 {sets}"
    again = target(one, who)
    assert (again.load, set(again.aims)) == (Load(40000), {5})
    assert again.reason.key == "target.hold.fixed_again"
    less = target(f"{one}\n2026-11-04 {sets}", who)
    assert (less.load, set(less.aims)) == (Load(37500), {5})
    assert less.reason.key == "target.down.fixed"


@pytest.mark.parametrize("sets", ["62.5x5@0 62.5x5@0 62.5x5@0", "62.5x5@1 62.5x5@0"])
def test_all_fives_made_with_none_left_are_no_miss(sets):
    who = lifter(SIX_TEN)
    found = target(f"2026-11-01 {sets}", who)
    assert (found.kind, found.reason.key) == ("hold", "target.hold.fixed_none_left")
    twice = target(days(sets, sets), who)
    assert (twice.kind, twice.reason.key) == ("down", "target.down.fixed_none_left")


@pytest.mark.parametrize(
    ("before", "key"),
    [
        ("57.5", "down.fixed_none_left"),
        ("60", "down.fixed_none_left"),
        ("62.5", "hold.fixed_none_left"),
    ],
)
def test_who_climbs_with_none_left_twice_gets_less(before, key):
    """At less or at the same: coming down from more is the second try that is due."""
    started = "55x5@2 55x5@2 55x5@2"
    at = " ".join([f"{before}x5@0"] * 3)
    found = target(days(started, at, "60x5@0 60x5@0 60x5@0"), lifter(SIX_TEN))
    assert found.reason.key == f"target.{key}"


@pytest.mark.parametrize("heavy", ["100x5@2 120x2@0", "120x2@0", "110x1@0"])
def test_a_jump_that_failed_is_not_planned_for_fives(heavy):
    who = lifter(SQUAT_SIX)
    found = target(days("97.5x5@2 97.5x5@2", "100x5@2 100x5@2", heavy), who)
    assert found.load == Load(100000)
    assert found.reason.key == "target.down.fixed_made"
    step = target(days("97.5x5@2 97.5x5@2", "100x5@2 100x5@2", "102.5x4@0"), who)
    assert step.load == Load(102500)


@pytest.mark.parametrize(
    "log_",
    [
        "2026-11-01 40x5@2 40x4@0",
        "2026-11-01 40x5 40x4f",
        "2026-11-01 37.5x5@2 37.5x5@2\n2026-11-04 40x4@0",
    ],
)
def test_after_a_short_set_lighter_fives_follow(log_):
    then = following(log_, lifter(PRESS))
    assert 30000 <= then.load.milli < 40000
    assert (then.reps_low, then.reps_high) == (5, 5)


def test_fives_stopped_early_with_enough_left_keep_their_load():
    then = following("2026-11-01 40x5@2 40x4@3", lifter(PRESS))
    assert (then.load, then.reps_low) == (Load(40000), 5)
