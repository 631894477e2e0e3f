"""Calls against what sets proved: the sign, what teaches and what does not, what is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.exercises.catalogue import catalogue
from core.handlers.calibrate import refused
from core.records import Exposure
from core.training.effort.calibration import (
    MOST,
    PUBLISHED,
    SPREAD,
    Guess,
    bias_from,
    learn,
    proofs,
)
from core.training.effort.reserve import asked, band, call_shift, sigma_rir
from core.training.effort.under_effort import under_effort
from tests.training_logs import BENCH, LEG_EXTENSION, LEG_PRESS, PULL_UP, SQUAT, lifter, log


def months(sets: str, count: int = 6) -> str:
    return "\n".join(f"2026-{month:02d}-03 {sets}" for month in range(1, count + 1))


def test_the_sign_bias_is_true_minus_called() -> None:
    more = bias_from(log(months("60x8@2 60x8@2 60x12f"), LEG_EXTENSION), LEG_EXTENSION)
    less = bias_from(log(months("60x8@4 60x8@4 60x7f"), LEG_EXTENSION), LEG_EXTENSION)
    assert more.mean > 1
    assert less.mean < -1
    low, high = more.band(2, 10, LEG_EXTENSION)
    assert (low, high) > (1, 3)


def test_a_guess_is_held_against_where_the_set_ended() -> None:
    sessions = log("2026-11-01 60x8@2 60x8@2 60x12f", LEG_EXTENSION)
    before = Guess(sessions[0].sets[-1].at - timedelta(minutes=1), 8, 2.0)
    found = proofs(sessions, LEG_EXTENSION, (before,))
    guess = found[-1]
    assert (guess.called, guess.true, guess.off) == (2.0, 4.0, 2.0)
    after = replace(before, at=before.at + timedelta(minutes=2))
    assert len(proofs(sessions, LEG_EXTENSION, (after,))) == len(found) - 1


@pytest.mark.parametrize(
    "sets",
    [
        "60x8@2w 60x12f", "60x8@2d 60x12f", "60x8 60x12f", "60x8@4+ 60x12f", "60x8f 60x7f",
        "60x8@2 60x8@2 60x8@2", "60x12f 60x8@2",
    ],
)  # fmt: skip
def test_what_teaches_nothing(sets: str) -> None:
    found = bias_from(log(months(sets), LEG_EXTENSION), LEG_EXTENSION)
    assert (found.mean, found.spread, found.proofs) == (PUBLISHED, SPREAD, 0)


def test_shared_efforts_teach_nothing() -> None:
    sessions = [
        Exposure(each.session_at, tuple(replace(s, shared_effort=True) for s in each.sets))
        for each in log(months("60x8@2 60x8@2 60x12f"), LEG_EXTENSION)
    ]
    assert bias_from(sessions, LEG_EXTENSION).proofs == 0


def test_a_lifter_who_grew_stronger_is_not_called_a_liar() -> None:
    """Calls are right on every day; months apart twice as many repetitions are left."""
    true = "\n".join(
        f"2026-{month:02d}-03 {60 + 5 * month}x8@2 {60 + 5 * month}x8@2 {60 + 5 * month}x9f"
        for month in range(1, 10)
    )
    found = bias_from(log(true, LEG_EXTENSION), LEG_EXTENSION)
    assert abs(found.mean) < 0.8
    later = log("2026-01-03 60x8@2 60x8@2\n2026-10-03 60x20f", LEG_EXTENSION)
    assert bias_from(later, LEG_EXTENSION).proofs == 0


def test_set_order_is_put_back() -> None:
    """The same repetitions later in a session prove more than at once."""
    sessions = log("2026-11-01 60x10@1 60x10@1 60x10@1 60x10f", LEG_EXTENSION)
    true = [each.true for each in proofs(sessions, LEG_EXTENSION)]
    assert true == sorted(true, reverse=True)
    assert true[0] > 1
    assert true[-1] > 0


def test_one_proof_weighs_as_published() -> None:
    sessions = log("2026-11-01 60x4@1 60x5@2 60x10f", LEG_EXTENSION)
    guess = Guess(sessions[0].sets[-1].at - timedelta(minutes=1), 7, 2.0)
    one = [each for each in proofs(sessions, LEG_EXTENSION, (guess,)) if each.group][-1]
    found = learn((one,))
    weight = 1 / (1 + sigma_rir(2.5, 10, LEG_EXTENSION) ** 2 / 1.44)
    assert found.mean - PUBLISHED == pytest.approx(
        weight * one.excess - weight * PUBLISHED, abs=0.35
    )


def test_the_bias_is_capped_and_outliers_weigh_little() -> None:
    wild = log(months("60x8@0 60x8@0 60x14f", 9), LEG_EXTENSION)
    assert bias_from(wild, LEG_EXTENSION).mean <= MOST
    finger = log("2026-01-03 60x8@2 60x8@2 60x100f", LEG_EXTENSION)
    assert bias_from(finger, LEG_EXTENSION).mean == PUBLISHED


@pytest.mark.parametrize("exercise", [BENCH, SQUAT, LEG_EXTENSION, LEG_PRESS, PULL_UP])
@pytest.mark.parametrize("bias", [-3.0, -1.0, 0.0, 0.3, 1.0, 3.0])
@pytest.mark.parametrize("goal", ["size", "strength"])
def test_nobody_is_asked_nearer_to_failure_on_a_compound(exercise, bias, goal) -> None:
    who = lifter(exercise, goal=goal)
    span = band(who)
    assert asked(span, who) == span
    unproved = replace(who, reserve_bias=bias, reserve_spread=0.3, reserve_proofs=2)
    assert asked(span, unproved) == span
    known = replace(unproved, reserve_proofs=9)
    low, high = asked(span, known)
    assert low < high
    assert low >= (1 if exercise in (BENCH, SQUAT) else 0)
    assert (low > span[0]) == (call_shift(known) < 0)


def test_a_bias_that_is_not_well_known_moves_nothing() -> None:
    who = replace(lifter(BENCH), reserve_bias=1.5, reserve_proofs=9)
    assert call_shift(replace(who, reserve_spread=1.2)) == 0
    assert call_shift(replace(who, reserve_spread=0.4)) == 1
    assert call_shift(replace(who, reserve_bias=-2.6, reserve_spread=0.4)) == -2


@pytest.mark.parametrize(
    ("sets", "sessions", "proved"),
    [
        ("60x12@0 60x12@0 60x12@0", 2, True),
        ("60x12@0 60x12@0 60x12@0", 1, False),
        ("60x12@0 60x9@0 60x7@0", 2, False),
        ("60x12@3 60x12@3 60x12@3", 2, False),
        ("60x12@0 60x12 60x12@0", 2, False),
        ("60x12f 60x12f 60x12f", 2, False),
        ("60x12@0 40x12@0 40x12@0", 2, False),
    ],
)
def test_under_effort_that_repetitions_prove(sets: str, sessions: int, proved: bool) -> None:
    found = under_effort(log(months(sets, sessions), LEG_EXTENSION), LEG_EXTENSION)
    assert bool(found) == proved
    assert len(found) in (0, sessions)


@pytest.mark.parametrize(
    ("exercise", "caught", "why"),
    [
        ("leg-extension", False, ""), ("leg-press", False, ""), ("squat", True, "lift"),
        ("deadlift", True, "lift"), ("smith-machine-squat", True, "lift"),
        ("bench-press", False, "bench"), ("bench-press", True, ""),
        ("overhead-press", True, "lift"),
        ("plank", True, "reps"), ("barbell-row", True, "lift"),
    ],
)  # fmt: skip
def test_only_what_is_safe_is_calibrated(exercise: str, caught: bool, why: str) -> None:
    assert refused(catalogue()[exercise], caught=caught) == why
