"""What partners saw of a lifter's sets, as evidence about the lifter's own calls.

A partner's call is weaker evidence than failure. How far it is off was measured for coaches who
watched sets to failure (Emanuel 2022, Sports Med Open 8:132; 259 coaches): 1.2 repetitions in the
mean at 90 % of a set, 2.0 at 66 %; times 1.25 that is the spread used here. One partner has a bias
of their own, as wide as that between people (R9), however many sets they saw. So a partner widens
what is known before it moves it: the spread never shrinks by a partner's call, and grows by as much
as the mean was moved. Proofs are not counted here: below five of them no target moves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from core.records import Exercise, Exposure
from core.training.effort.between_sets import working_sets
from core.training.effort.calibration import MOST, PUBLISHED, SPREAD, Bias, called_reserve
from core.training.effort.reserve import bias as usual_bias
from core.training.effort.reserve import sigma_rir

SEEN_AT_FAILURE, SEEN_PER_REP = 1.1, 0.3  # spread of a partner's call, in repetitions
PARTNER_SPREAD = SPREAD  # of a partner's own bias (R9)


@dataclass(frozen=True, slots=True)
class Call:
    """A partner's call of one set: repetitions in reserve as seen from outside."""

    rater: int
    left: float
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A lifter's call and a partner's of the same set."""

    rater: int
    off: float  # seen - called
    excess: float  # the part of it that is not usual for such a set (R6)
    variance: float  # of both calls


def sigma_seen(left: float) -> float:
    """Spread of a partner's call in repetitions, by the reserve there is (Emanuel 2022)."""
    return SEEN_AT_FAILURE + SEEN_PER_REP * max(0.0, left)


def pairs(
    exposures: Sequence[Exposure], exercise: Exercise, seen: Mapping[str, Sequence[Call]]
) -> tuple[Pair, ...]:
    """Pair partners' calls with the lifter's own; "4+", shared and failed sets make no pair."""
    found = []
    for exposure in exposures:
        for place, each in enumerate(working_sets(exposure.sets)):
            called = called_reserve(each)
            for call in seen.get(each.id, ()):
                if called is None or call.at_least or each.reps is None:
                    continue
                middle = (called + call.left) / 2
                n = each.reps + middle
                usual = usual_bias(called, n, place == 0) - PUBLISHED
                variance = sigma_rir(middle, n, exercise) ** 2 + sigma_seen(middle) ** 2
                off = call.left - called
                found.append(Pair(call.rater, off, off - usual, variance))
    return tuple(found)


def with_partners(bias: Bias, found: Sequence[Pair]) -> Bias:
    """Take partners' calls into what is known: moved a little, never surer than before."""
    weight = total = 0.0
    for rater in dict.fromkeys(each.rater for each in found):
        mine = [each for each in found if each.rater == rater]
        precision = sum(1 / each.variance for each in mine)
        mean = sum(each.excess / each.variance for each in mine) / precision
        sure = 1 / (1 / precision + PARTNER_SPREAD**2)
        weight += sure
        total += sure * mean
    if not weight:
        return bias
    variance = bias.spread**2
    moved = variance / (variance + 1 / weight) * (total / weight - bias.mean)
    mean = min(MOST, max(-MOST, bias.mean + moved))
    return Bias(mean, sqrt(variance + moved**2), bias.proofs)


def mean_off(found: Sequence[Pair]) -> float | None:
    """How many more (or fewer) were seen than called, in the mean; None without a pair."""
    return sum(each.off for each in found) / len(found) if found else None
