"""Partners' calls as evidence: weaker than failure, never surer, moving nothing by themselves."""

from __future__ import annotations

import random
from dataclasses import replace
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.training.effort.calibration import PUBLISHED, SPREAD, UNKNOWN, Bias, bias_from
from core.training.effort.partner_ratings import (
    PARTNER_SPREAD,
    Call,
    Pair,
    mean_off,
    pairs,
    sigma_seen,
    with_partners,
)
from core.training.effort.reserve import call_shift, sigma_rir
from tests.training_logs import LEG_EXTENSION, SQUAT, lifter, log

EXERCISE = LEG_EXTENSION


def seen(sets: str, *calls: Call):
    """Sets of one session, all called the same by partners."""
    sessions = log(f"2026-11-01 {sets}", EXERCISE)
    return pairs(sessions, EXERCISE, {each.id: calls for each in sessions[0].sets})


def test_the_sign_is_seen_minus_called() -> None:
    (first, second) = seen("60x8@3 60x8@3", Call(1, 1.0))
    assert (first.off, second.off) == (-2.0, -2.0)
    assert mean_off((first, second)) == -2.0
    assert first.excess < second.excess  # first sets are called lower than they are (R6)
    assert mean_off(()) is None


@pytest.mark.parametrize("sets", ["60x8", "60x8f", "60x8@2w", "60x8@2d", "60x8@4+", "60x8@6"])
def test_what_makes_no_pair(sets: str) -> None:
    assert seen(sets, Call(1, 1.0)) == ()


def test_a_category_is_no_number() -> None:
    assert seen("60x8@2", Call(1, 4.0, at_least=True)) == ()


def test_a_partner_sees_less_than_the_lifter_feels() -> None:
    for left in range(5):
        assert sigma_seen(left) > sigma_rir(left, 10, SQUAT)
    assert sigma_seen(0) < sigma_seen(3)


def test_nobody_saw_anything() -> None:
    assert with_partners(UNKNOWN, ()) == UNKNOWN


def test_a_partner_moves_the_mean_and_widens_it() -> None:
    found = with_partners(UNKNOWN, seen("60x8@1 60x8@1 60x8@1", Call(1, 3.0)))
    assert PUBLISHED < found.mean < PUBLISHED + 1.0
    assert found.spread > SPREAD
    assert found.proofs == 0


PAIRS = st.lists(
    st.builds(
        Pair,
        st.integers(1, 3),
        st.just(0.0),
        st.floats(-8, 8),
        st.floats(1.5, 9),
    ),
    max_size=12,
)
BIASES = st.builds(Bias, st.floats(-3, 3), st.floats(0.2, 1.2), st.integers(0, 12))


@given(BIASES, PAIRS)
def test_never_surer_never_far_and_no_proof(bias: Bias, found: list[Pair]) -> None:
    after = with_partners(bias, found)
    assert after.spread >= bias.spread
    assert abs(after.mean) <= 3.0
    assert after.proofs == bias.proofs
    if found:
        low = min(bias.mean, *(each.excess for each in found))
        high = max(bias.mean, *(each.excess for each in found))
        assert low - 1e-9 <= after.mean <= high + 1e-9


@given(BIASES, PAIRS)
def test_below_five_proofs_nothing_moves(bias: Bias, found: list[Pair]) -> None:
    after = with_partners(replace(bias, proofs=min(bias.proofs, 4)), found)
    shift = call_shift(
        replace(
            lifter(EXERCISE), reserve_bias=after.mean, reserve_spread=after.spread,
            reserve_proofs=after.proofs,
        )
    )  # fmt: skip
    assert shift == 0


def test_one_partner_however_often_knows_no_better_than_people_do() -> None:
    few = with_partners(UNKNOWN, seen("60x8@1 60x8@1", Call(1, 4.0)))
    many = with_partners(UNKNOWN, seen(" ".join(["60x8@1"] * 40), Call(1, 4.0)))
    two = with_partners(UNKNOWN, seen(" ".join(["60x8@1"] * 40), Call(1, 4.0), Call(2, 4.0)))
    assert few.mean < many.mean < two.mean
    half = SPREAD**2 / (SPREAD**2 + PARTNER_SPREAD**2)
    assert many.mean - PUBLISHED < half * 3.0


def test_what_was_proved_is_moved_less() -> None:
    sessions = log(
        "\n".join(f"2026-{month:02d}-03 60x8@2 60x8@2 60x9f" for month in range(1, 8)), EXERCISE
    )
    proved = bias_from(sessions, EXERCISE)
    assert proved.proofs >= 5
    calls = [Pair(1, 2.0, proved.mean + 2.0, 3.0)] * 10
    unproved = replace(UNKNOWN, mean=proved.mean)
    moved = with_partners(proved, calls).mean - proved.mean
    assert 0 < moved < 0.6 * (with_partners(unproved, calls).mean - unproved.mean)


def test_partners_help_where_nothing_was_proved() -> None:
    """Simulated lifters and partners: what is known comes nearer the truth, and the band holds it.

    Lifters differ by R9, call with the noise of R7; partners by their own bias and noise.
    """
    chance = random.Random(5)
    before, after, held = [], [], []
    for _ in range(400):
        bias = chance.gauss(PUBLISHED, SPREAD)
        eye = chance.gauss(0.0, PARTNER_SPREAD)
        found = []
        for _ in range(8):
            true = chance.uniform(0.5, 4.0)
            called = true - bias + chance.gauss(0, sigma_rir(true, 10, EXERCISE))
            call = true + eye + chance.gauss(0, sigma_seen(true))
            variance = sigma_rir(true, 10, EXERCISE) ** 2 + sigma_seen(true) ** 2
            found.append(Pair(1, call - called, call - called, variance))
        known = with_partners(UNKNOWN, found)
        before.append(abs(UNKNOWN.mean - bias))
        after.append(abs(known.mean - bias))
        held.append(abs(known.mean - bias) <= known.spread)
    assert mean(after) < 0.85 * mean(before)
    assert mean(held) > 0.67
