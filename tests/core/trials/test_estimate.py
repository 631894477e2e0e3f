"""Differences within strata, shrunk; checked against numbers worked out by hand."""

from __future__ import annotations

from math import sqrt

import pytest

from core.trials.estimate import Noise, Prior, difference, estimate, shrunk, t_quantile
from core.trials.power import power, thresholds
from core.trials.records import Observation


def pairs(*values: tuple[float, float]) -> list[Observation]:
    found = []
    for place, (failure, stop) in enumerate(values):
        found += [Observation(place, "failure", failure), Observation(place, "stop", stop)]
    return found


def test_pairs_are_the_paired_difference() -> None:
    found = difference(pairs((4, 1), (6, 2), (5, 3)))
    assert found is not None
    assert found.mean == pytest.approx(3)
    # variance of a difference is twice that of one number: sum of (d - 3)^2 / 2
    assert found.squares == pytest.approx((0 + 1 + 1) / 2)
    assert (found.freedom, found.strata) == (2, 3)
    assert found.share == pytest.approx(2 / 3)


def test_a_stratum_with_one_arm_says_nothing() -> None:
    assert difference([Observation(1, "failure", 3.0)]) is None
    alone = [*pairs((4, 1)), Observation("other", "stop", 90.0)]
    found = difference(alone)
    assert found is not None
    assert found.mean == pytest.approx(3)
    assert found.strata == 1


def test_uneven_strata_weigh_by_what_they_know() -> None:
    some = [
        Observation(1, "failure", 4.0),
        Observation(1, "failure", 6.0),
        Observation(1, "stop", 1.0),
        Observation(2, "failure", 3.0),
        Observation(2, "stop", 1.0),
    ]
    found = difference(some)
    assert found is not None  # weights 2/3 and 1/2, gaps 4 and 2
    assert found.mean == pytest.approx((4 * 2 / 3 + 2 * 1 / 2) / (2 / 3 + 1 / 2))
    assert found.freedom == 2


def test_shrinking_is_normal_with_normal() -> None:
    mean, spread = shrunk(4.0, 1.0, Prior(2.0, 1.0))
    assert (mean, spread) == (pytest.approx(3.0), pytest.approx(sqrt(0.5)))


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(5, 2.5706), (8, 2.3060), (15, 2.1314), (30, 2.0423), (1e9, 1.9600)]
)
def test_quantiles_of_t(freedom: float, quantile: float) -> None:
    assert t_quantile(0.975, freedom) == pytest.approx(quantile, rel=0.005)


def test_nothing_is_claimed_that_only_studies_show() -> None:
    found = difference(pairs((3, 2), (1, 2), (3, 1), (2, 2)))
    assert found is not None
    told = estimate(found, Prior(3.0, 0.5), Noise(1.2, 6.0))
    assert told.low > 0 > told.alone_low
    assert not told.claimed


def test_what_no_session_averages_out_stays_in_the_range() -> None:
    found = difference(pairs(*[(4.0, 1.0)] * 400))
    assert found is not None
    told = estimate(found, Prior(2.0, 5.0), Noise(1.2, 6.0), constant=0.6)
    assert told.alone_high - told.alone == pytest.approx(1.96 * 0.6, rel=0.02)


def test_power_grows_with_sessions_and_effect_and_is_small_without_any() -> None:
    noise, prior = Noise(1.25, 12.0), Prior(2.7, 1.35)

    def of(effect: float, sessions: int) -> float:
        return power(effect, sessions, sessions - 1, noise, prior, 0.6)

    assert of(0.0, 16) < 0.05
    assert of(1.0, 16) < of(2.7, 16)
    assert of(2.7, 4) < of(2.7, 8) < of(2.7, 16)


def test_borders_of_a_claim_are_those_of_the_estimate() -> None:
    prior = Prior(2.0, 1.0)
    above, below = thresholds(0.49, prior, 1.96)
    assert above == pytest.approx(1.96 * 0.7)  # the trial alone is the stricter
    mean, spread = shrunk(below, 0.49, prior)
    assert mean + 1.96 * spread == pytest.approx(0, abs=1e-9)  # against studies it takes more
