"""Lifters whose truth is known: what calls mean is learned, targets land where wanted."""

from __future__ import annotations

from statistics import fmean

from tests.bench.simulate import BENCH, CHEST_PRESS, Course, failures, share_right, train

LIFTERS = 12


def courses(*, correct: bool = True) -> list[Course]:
    return [train(each, correct=correct) for each in range(LIFTERS)]


def test_simulated_lifters() -> None:
    """The figures of tests/bench/RESULTS.md in small; the seeds are fixed, so they never waver."""
    learned, plain = courses(), courses(correct=False)
    off = [each for each in learned if abs(each.nature.bias) >= 1]
    assert fmean(abs(each.learned.mean - each.nature.bias) for each in off) < 0.8
    assert share_right(learned, CHEST_PRESS) >= 0.75
    assert share_right(learned, BENCH) >= 0.7
    assert failures(learned) <= failures(plain)


def test_one_seed_is_one_lifter() -> None:
    assert train(5).learned == train(5).learned
