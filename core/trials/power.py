"""How likely a trial is to show a difference of a given size: told before it begins."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from core.trials.estimate import LEVEL, Noise, Prior, pooled, t_quantile
from core.trials.expectation import BETWEEN, CONSTANT, noise_of, prior_of
from core.trials.records import WEEKS, Design, Expectation

_NORMAL = NormalDist()
POINTS = 9  # of each quadrature: finer changes the power by less than a quarter point


def power_of(expected: Expectation, design: Design, effect: float | None = None) -> float:
    """The chance that a trial claims a difference; of what studies have, unless told otherwise."""
    lifts = max(1, expected.lifts)
    strata = WEEKS / 2 * lifts
    pairs = expected.pairs
    freedom = pairs - 1 if design == "limb" else 2 * pairs - strata - 1
    aside = sqrt(CONSTANT[design] ** 2 + BETWEEN[design] ** 2 / strata)
    true = expected.effect if effect is None else effect
    return power(true, pairs, max(0, freedom), noise_of(expected), prior_of(expected), aside)


def power(
    effect: float, pairs: float, freedom: float, noise: Noise, prior: Prior, aside: float
) -> float:
    """The chance, 0 to 1, that a true effect is claimed after so many pairs of sessions.

    The noise itself is not known: the mean over what it may be, and over what the trial will take
    it for, with so many degrees of freedom. `aside`: spread that sessions do not average out.
    """
    chances = []
    for place in range(POINTS):
        true = noise.spread / sqrt(chi_square(place, noise.weight) / noise.weight)
        chances.append(_given(effect, pairs, freedom, true, noise, prior, aside))
    return sum(chances) / POINTS


def _given(
    effect: float,
    pairs: float,
    freedom: float,
    true: float,
    noise: Noise,
    prior: Prior,
    aside: float,
) -> float:
    spread = sqrt(2 * true**2 / pairs + aside**2)
    chances = []
    for place in range(POINTS):
        squares = true**2 * chi_square(place, freedom) if freedom > 0 else 0.0
        taken = pooled(noise, squares, freedom)
        variance = 2 * taken.spread**2 / pairs + aside**2
        above, below = thresholds(variance, prior, t_quantile(0.5 + LEVEL / 2, taken.weight))
        chances.append(
            1 - _NORMAL.cdf((above - effect) / spread) + _NORMAL.cdf((below - effect) / spread)
        )
    return sum(chances) / POINTS


def thresholds(variance: float, prior: Prior, times: float) -> tuple[float, float]:
    """The least positive and the greatest negative mean of a trial at which one is claimed."""
    half = times * sqrt(variance)
    pull = prior.mean / prior.spread**2
    shrunk = times * sqrt(1 / variance + 1 / prior.spread**2)
    return max(half, variance * (shrunk - pull)), min(-half, -variance * (shrunk + pull))


def chi_square(place: int, freedom: float) -> float:
    """The middle of one of `POINTS` equal parts of the chi-square distribution.

    Source: Wilson and Hilferty's cube, off by about 1 % from 3 degrees of freedom on.
    """
    z = _NORMAL.inv_cdf((place + 0.5) / POINTS)
    return float(freedom * max(0.0, 1 - 2 / (9 * freedom) + z * sqrt(2 / (9 * freedom))) ** 3)
