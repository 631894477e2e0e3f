"""Six lifters a good coach would agree on."""

from datetime import timedelta

import pytest

from core.records import Load
from core.training.next_set import advise_next
from core.training.target import next_target, planned_target
from core.training.verdict import judge
from tests.training_logs import (
    PULL_UP,
    SQUAT,
    after,
    lifter,
    log,
)  # fmt: skip


def coach(text, who):
    """The three answers to the last set of a log."""
    sessions = log(text, who.exercise)
    this = sessions[-1].sets[-1]
    plan = planned_target(sessions, who)
    return (
        judge(this, sessions, who),
        advise_next(sessions, who, plan),
        next_target(sessions, who, after(sessions)),
    )


def test_a_novice_with_four_or_more_left_goes_up_next_time():
    verdict, following, target = coach("2026-11-01 20x10@4+", lifter(SQUAT))
    assert verdict.kind == "too_easy"
    assert (target.kind, target.load, target.sets) == ("up", Load(22500), 3)
    assert following is not None
    assert following.load == Load(22500)


@pytest.mark.parametrize(
    ("sets", "kind", "reps"),
    [
        ("x8 x7 x6", "hold", (6, 9)),
        ("x8@2 x7@1 x6@0", "hold", (6, 9)),
        ("x8@3 x7@2 x6@2", "up", (7, 9)),
        ("x8 x7 x6f", "hold", (6, 9)),
    ],
)
def test_pull_ups_grow_in_repetitions(sets, kind, reps):
    _, following, target = coach(f"2026-11-01 {sets}", lifter(PULL_UP))
    assert following is None
    assert (target.kind, target.load, target.sets) == (kind, Load(0), 3)
    assert (target.reps_low, target.reps_high) == reps


@pytest.mark.parametrize(
    ("days", "load"), [(28, 132500), (84, 110000), (364, 82500)]
)  # 140 at 95, 80 and 60 %, rounded down
def test_a_squat_after_weeks_without_training(days, load):
    sessions = log("2026-01-01 140x8@2 140x8@2 140x8@1\n2026-01-05 140x8@2 140x8@2 140x8@1", SQUAT)
    target = next_target(sessions, lifter(SQUAT), after(sessions) + timedelta(days=days))
    assert (target.kind, target.load) == ("return", Load(load))
    assert (target.sets, target.rir_low) == (2, 3)
