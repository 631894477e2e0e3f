"""Which arm a set belongs to: fair, fixed by the seed, by the person's calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from core.records import Exercise
from core.trials.allocation import arm_of, arm_of_week, ends_at, failure_side, is_over, week_of
from core.trials.eligible import refused
from core.trials.records import Expectation, Trial
from tests.training_logs import BENCH, LATERAL_RAISE, LEG_EXTENSION, LEG_PRESS, PLANK, PULL_UP

BEGUN = datetime(2026, 9, 7, 17, tzinfo=UTC)
EXPECTED = Expectation(3, 2.7, 1.35, 1.2, 12.0, 16)
LIMB = Trial(("leg-extension",), "limb", 123456, BEGUN, EXPECTED)
BLOCKS = replace(LIMB, design="blocks")


def test_by_limb_one_side_fails_for_all_eight_weeks() -> None:
    side = failure_side(LIMB)
    other = "left" if side == "right" else "right"
    for day in (0, 20, 55):
        at = BEGUN + timedelta(days=day)
        assert arm_of(LIMB, at, side, UTC) == "failure"
        assert arm_of(LIMB, at, other, UTC) == "stop"
        assert arm_of(LIMB, at, "", UTC) is None


def test_by_blocks_each_pair_of_weeks_has_both_arms() -> None:
    for seed in range(50):
        trial = replace(BLOCKS, seed=seed)
        for pair in range(4):
            assert {arm_of_week(trial, 2 * pair), arm_of_week(trial, 2 * pair + 1)} == {
                "failure",
                "stop",
            }


def test_the_lot_is_the_bit_that_the_page_names_and_fair() -> None:
    for seed in (0, 7, 123456):
        left = sha256(f"{seed}/limb".encode()).digest()[0] & 1
        assert failure_side(replace(LIMB, seed=seed)) == ("left" if left else "right")
    lefts = sum(failure_side(replace(LIMB, seed=seed)) == "left" for seed in range(2000))
    assert 900 < lefts < 1100
    firsts = [arm_of_week(replace(BLOCKS, seed=seed), 2) == "failure" for seed in range(2000)]
    assert 900 < sum(firsts) < 1100


def test_the_trial_ends_after_fifty_six_days_of_the_calendar() -> None:
    berlin = ZoneInfo("Europe/Berlin")  # the clock goes back within these weeks
    last = datetime(2026, 11, 1, 22, 59, tzinfo=UTC)
    assert week_of(LIMB, last, berlin) == 7
    assert week_of(LIMB, last + timedelta(minutes=1), berlin) is None
    assert ends_at(LIMB, berlin) == last + timedelta(minutes=1)
    assert not is_over(LIMB, last, berlin)
    assert is_over(LIMB, last + timedelta(minutes=1), berlin)
    assert week_of(LIMB, BEGUN - timedelta(seconds=1), berlin) is None


def test_nothing_after_a_stop_belongs_to_an_arm() -> None:
    stopped = replace(BLOCKS, stopped_at=BEGUN + timedelta(days=3))
    assert arm_of(stopped, BEGUN + timedelta(days=2), "", UTC) is not None
    assert arm_of(stopped, BEGUN + timedelta(days=3), "", UTC) is None


@pytest.mark.parametrize(
    ("exercise", "why"),
    [
        (LEG_EXTENSION, ""),
        (LEG_PRESS, ""),
        (LATERAL_RAISE, ""),
        (BENCH, "unsafe"),
        (PULL_UP, "free"),
        (PLANK, "reps"),
    ],
    ids=lambda each: getattr(each, "id", each),
)
def test_only_machines_cables_and_isolation_are_tried(exercise: Exercise, why: str) -> None:
    assert refused(exercise) == why
