"""What simulated lifters are made of: curve, calls and losses as published.

A measure must not move with what it measures, so these stand apart from the models of the core,
though both come from the same sources: a core that is changed is judged by the same lifters.
Loads are kilograms, n is repetitions to failure, rir is repetitions in reserve.
"""

from __future__ import annotations

from itertools import pairwise
from math import exp, log

from core.records import Exercise

MAX_N = 60.0
EFFORT_COST = (1.0, 0.45, 0.31, 0.27)  # of a set at RIR 0, 1, 2, 3 (R27)
REST_COST = ((60, 1.35), (120, 1.0), (180, 0.8), (300, 0.6))  # seconds of rest (R27)


def is_leg_lift(exercise: Exercise) -> bool:
    """Tell whether calls are noisier here: squats and leg presses (R7)."""
    return exercise.pattern == "squat" or "leg press" in exercise.name.lower()


def steepness(exercise: Exercise) -> float:
    """The class mean of k in p(n) = 1 / (1 + k (n - 1)) (R13)."""
    if "leg press" in exercise.name.lower():
        return 0.023
    if exercise.pattern == "squat":
        return 0.023 if exercise.equipment == "machine" else 0.040
    if exercise.pattern == "hinge":
        return 0.036
    return 0.0325 if exercise.pattern == "horizontal_press" else 0.032


def _excess(n: float, kg: float, exercise: Exercise) -> float:
    """How much heavier than `kg` one repetition could be, as a share of it."""
    over = max(1.0, min(n, MAX_N)) - 1.0
    if exercise.mechanic == "isolation":
        return float(over**0.85 / (4.58 * log(max(kg, 8.0)) - 2.55))
    return steepness(exercise) * over


def capacity(kg: float, n: float, exercise: Exercise) -> float:
    """The load for one repetition, from a load lifted n times to failure (R13)."""
    return kg * (1.0 + _excess(n, kg, exercise))


def load_for(capacity_kg: float, n: float, exercise: Exercise) -> float:
    """The load in kg that a capacity lifts n times to failure (R13)."""
    if exercise.mechanic != "isolation":
        return capacity_kg * (1.0 / (1.0 + _excess(n, capacity_kg, exercise)))
    kg = capacity_kg
    for _ in range(40):  # the curve depends on the load but weakly, so this settles soon
        before, kg = kg, capacity_kg * (1.0 / (1.0 + _excess(n, kg, exercise)))
        if abs(before - kg) <= 1e-9 * kg:
            break
    return kg


def reps_at(kg: float, capacity_kg: float, exercise: Exercise) -> float:
    """Repetitions to failure at a load; 0 when it is beyond the capacity (R13)."""
    if kg <= 0 or capacity_kg <= 0:
        return MAX_N
    over = capacity_kg / kg - 1.0
    if over < 0:
        return 0.0
    if exercise.mechanic == "isolation":
        return float(min(MAX_N, 1.0 + (over * (4.58 * log(max(kg, 8.0)) - 2.55)) ** (1 / 0.85)))
    return min(MAX_N, 1.0 + over / steepness(exercise))


def sigma_rir(rir: float, n: float, exercise: Exercise) -> float:
    """Spread of a call in repetitions (R7)."""
    scale = 1.25 if is_leg_lift(exercise) else 1.0
    return (0.70 + 0.15 * max(0.0, rir)) * scale * (1 + 0.15 * max(0.0, n - 12))


def usual_bias(rir: float, n: float, first_set: bool) -> float:
    """Population bias of a call, true minus called, in repetitions (R6)."""
    long_set = 1.3 + 0.77 * max(0.0, rir)
    along = min(1.0, max(0.0, (n - 12) / 4))
    return 0.3 + (long_set - 0.3) * along + (0.5 if first_set else 0.0)


def loss_to_next(n: float, left: float, rest_s: int, set_number: int) -> float:
    """The share of capacity that a set costs the next one (R27)."""
    ends_at = min(0.18, max(0.07, 0.10 + (n - 6) * 0.015))
    shape = exp(-0.76 * (set_number - 1)) - exp(-0.76 * set_number)
    low = min(3, max(0, int(left)))
    high = min(3, low + 1)
    effort = EFFORT_COST[low] + (EFFORT_COST[high] - EFFORT_COST[low]) * min(1.0, left - low)
    return ends_at * shape * max(0.27, effort) * rest_factor(rest_s)


def rest_factor(rest_s: int) -> float:
    """What rest does to the loss: 1.35 after a minute, 0.6 after five (R27)."""
    for (short, more), (long, less) in pairwise(REST_COST):
        if rest_s <= long:
            part = max(0.0, (rest_s - short) / (long - short))
            return more + (less - more) * part
    return REST_COST[-1][1]
