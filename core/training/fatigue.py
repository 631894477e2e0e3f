"""Rest after a set, and what a set costs the next one."""

from __future__ import annotations

import itertools
from math import exp

from core.records import Lifter, LoggedSet
from core.training.effort import is_leg_lift, reserve

SHORTEST_REST_S, LONGEST_REST_S = 60, 300  # what the rest scale of R27 knows
LONGEST_GAP_S = 1800  # longer, and the set was warmed up for again
SET_TAKES_S = 40
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
    ends_at = min(0.18, max(0.07, 0.10 + (n - 6) * 0.015))
    shape = exp(-0.76 * (set_number - 1)) - exp(-0.76 * set_number)
    low = min(3, max(0, int(left)))
    high = min(3, low + 1)
    effort = _EFFORT_COST[low] + (_EFFORT_COST[high] - _EFFORT_COST[low]) * min(1.0, left - low)
    return ends_at * shape * max(0.27, effort) * _rest_factor(rest_s)


def _rest_factor(rest_s: int) -> float:
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
