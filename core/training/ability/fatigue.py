"""Rest after a set, and what a set costs the next one."""

from __future__ import annotations

import itertools
from functools import lru_cache
from math import exp

from core.records import Lifter, LoggedSet
from core.training.effort.reserve import is_leg_lift, reserve

SHORTEST_REST_S, LONGEST_REST_S = 60, 300  # what the rest scale of R27 knows
LONGEST_GAP_S = 1800  # longer, and the set was warmed up for again
SET_TAKES_S = 40
USUAL_REST_S = 150  # where the times of logging show none
CALL_SPREAD = 1.0  # repetitions either way that the reserve of a set may have been
_EFFORT_COST = (1.0, 0.45, 0.31, 0.27)  # of a set at RIR 0, 1, 2, 3 (R27)
_REST_COST = ((60, 1.35), (120, 1.0), (180, 0.8), (300, 0.6))  # seconds of rest (R27)


def rest_after(each: LoggedSet, lifter: Lifter) -> int:
    """Seconds to rest after a set: by class and goal, longer near failure (R30)."""
    exercise = lifter.exercise
    heavy = exercise.equipment == "barbell" or exercise.pattern == "hinge" or is_leg_lift(exercise)
    if exercise.mechanic == "isolation":
        rest = 90
    elif lifter.goal == "strength":
        rest = 240 if heavy else 180
    else:
        rest = 180 if heavy else 150
    left = reserve(each)
    if left is not None and left < 1 and not each.warmup:
        rest += 60
    return 60 if each.warmup else rest


def loss_to_next(n: float, left: float, rest_s: int, set_number: int) -> float:
    """The share of capacity lost from this set to the next one (R27).

    `n` are repetitions to failure of this set, `left` those left in it, `set_number` from 1.
    """
    return ends_at(n) * set_share(set_number) * _effort_cost(left) * rest_factor(rest_s)


def mean_loss(n: float, left: float, rest_s: int, set_number: int) -> float:
    """The loss to expect from this set to the next where `left` is a guess (R27, R7).

    Near failure the cost bends, so it is the mean over what the reserve may have been; a set with
    nothing left went to failure, and that is no guess.
    """
    effort = _EFFORT_COST[0] if left <= 0 else mean_effort(left)
    return ends_at(n) * set_share(set_number) * effort * rest_factor(rest_s)


def mean_effort(left: float) -> float:
    """What a reserve near `left` costs against failure, in the mean over what it may have been."""
    place = int((left + CALL_SPREAD) * _PER_REP + 0.5)
    return _MEAN_EFFORT[min(len(_MEAN_EFFORT) - 1, max(0, place))]


def ends_at(n: float) -> float:
    """The share lost in the end by sets to failure of so many repetitions."""
    return min(0.18, max(0.07, 0.10 + (n - 6) * 0.015))


@lru_cache(maxsize=64)
def set_share(set_number: int) -> float:
    """The part of that which falls to one set."""
    return exp(-0.76 * (set_number - 1)) - exp(-0.76 * set_number)


def _effort_cost(left: float) -> float:
    if left >= 3:
        return _EFFORT_COST[3]
    if left <= 0:
        return _EFFORT_COST[0]
    low = int(left)
    return _EFFORT_COST[low] + (_EFFORT_COST[low + 1] - _EFFORT_COST[low]) * (left - low)


_PER_REP = 20  # places of the table for each repetition
_MEAN_EFFORT = tuple(
    0.5 * _effort_cost(left) + 0.25 * (_effort_cost(left - 1) + _effort_cost(left + 1))
    for left in (place / _PER_REP - CALL_SPREAD for place in range(6 * _PER_REP))
)


@lru_cache(maxsize=1024)
def rest_factor(rest_s: int) -> float:
    """What rest does to the loss: 1.35 after a minute, 0.6 after five (R27)."""
    for (short, more), (long, less) in itertools.pairwise(_REST_COST):
        if rest_s <= long:
            part = max(0.0, (rest_s - short) / (long - short))
            return more + (less - more) * part
    return _REST_COST[-1][1]


def rest_between(before: LoggedSet, after: LoggedSet) -> int | None:
    """Seconds of rest as the times of logging show them; None where they show nothing."""
    gap = round((after.at - before.at).total_seconds()) - SET_TAKES_S
    if not SHORTEST_REST_S // 2 <= gap <= LONGEST_GAP_S:
        return None
    return min(LONGEST_REST_S, max(SHORTEST_REST_S, gap))
