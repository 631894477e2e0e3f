"""How wide a person's own misses are against the usual ones: intervals that fit the person.

Two logarithms, for first and for later sets, move a little with every set that was foretold: up
when it fell outside the 67 % interval, down when inside, so that in the long run a third fall
outside (adaptive conformal inference, Gibbs and Candes 2021). The state is bounded, and the same
outcomes in the same order give the same state.
"""

from __future__ import annotations

from dataclasses import replace
from math import exp

from core.records import Misses
from core.training.prediction.predict import Prediction

OUTSIDE = 1 / 3  # of sets, with a 67 % interval
FASTEST, SLOWEST, WARM = 0.12, 0.02, 20.0  # step of the logarithm: at first, in the end, in sets
ACROSS = 0.5  # share of a step that the other kind of set takes too
LEAST, MOST = -0.7, 0.7  # bounds of the logarithm: half to twice the usual width
UNKNOWN = Misses()


def scale_of(misses: Misses, first: bool) -> float:
    """What the usual interval of a first or a later set is multiplied by."""
    return exp(misses.first if first else misses.later)


def personal(prediction: Prediction, misses: Misses, first: bool) -> Prediction:
    """Scale the intervals of a prediction about its middle; the middle stays."""
    if misses == UNKNOWN:
        return prediction
    scale, middle = scale_of(misses, first), prediction.reps
    levels = tuple(max(0.0, middle + scale * (each - middle)) for each in prediction.levels)
    return replace(prediction, levels=levels)


def learned(misses: Misses, inside: bool, first: bool) -> Misses:
    """Learn whether a set lay inside the 67 % interval that these misses had scaled."""
    off = (0.0 if inside else 1.0) - OUTSIDE
    step_first = off * _rate(misses.firsts) * (1.0 if first else ACROSS)
    step_later = off * _rate(misses.laters) * (ACROSS if first else 1.0)
    return Misses(
        _bounded(misses.first + step_first),
        _bounded(misses.later + step_later),
        misses.firsts + first,
        misses.laters + (not first),
    )


def _rate(seen: int) -> float:
    return max(SLOWEST, FASTEST * WARM / (WARM + seen))


def _bounded(log_scale: float) -> float:
    return max(LEAST, min(MOST, log_scale))
