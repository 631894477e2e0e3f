"""What one set says of another of the same session: set order, rest and load taken into account.

Both sets are of one day, so that the day and the months of growth before it say nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.records import Exercise, LoggedSet
from core.training.ability.fatigue import USUAL_REST_S, loss_to_next, rest_between
from core.training.curve import MAX_N, SLOPE_PER_REP, capacity, reps_at
from core.training.effort.reserve import reserve
from core.training.exercise_sessions import measured

USUAL_RESERVE = 2.0  # of a set without effort (R4)
LOSS_SPREAD = 0.5  # of the loss itself: a prior that people differ from by half (R27)
CURVE_SPREAD = 0.30  # of the repetitions that a change of load makes (R13)
USUAL_CALL_BIAS = 0.3
CALL_SPREAD = 1.2  # cost bends near failure: the mean over what a call may have meant
SET_LOSS_SPREAD = 0.3  # of the loss, from one set to another


@dataclass(frozen=True, slots=True)
class Carried:
    """Repetitions to failure carried from one set to another."""

    reps: float
    spread: float  # of carrying them to another load
    loss: float  # repetitions put back for the sets in between; people differ by LOSS_SPREAD of it


def working_sets(sets: Sequence[LoggedSet]) -> list[LoggedSet]:
    """The sets that say something of repetitions, in the order done."""
    return [each for each in sets if measured(each, "load") and (each.reps or 0) > 0]


def believed(each: LoggedSet, bias: float = USUAL_CALL_BIAS) -> float:
    """The reserve a set most likely left, for what it costs the sets after it."""
    left = reserve(each)
    if each.failed:
        return 0.0
    return USUAL_RESERVE if left is None else max(0.0, left + bias)


def kept_share(
    sets: Sequence[LoggedSet], first: int, last: int, bias: float = USUAL_CALL_BIAS
) -> float:
    """The share of capacity that set number `last` still has of set number `first` (R27).

    `sets` are working sets; numbers are their places from 0.
    """
    kept = 1.0
    for place in range(first, last):
        each = sets[place]
        left = believed(each, bias)
        rest = rest_between(each, sets[place + 1]) or USUAL_REST_S
        around = (0.0,) * 4 if each.failed else (-CALL_SPREAD, 0.0, 0.0, CALL_SPREAD)
        costs = (
            loss_to_next((each.reps or 1) + left, max(0.0, left + off), rest, place + 1)
            for off in around
        )
        kept *= 1.0 - sum(costs) / len(around)
    return kept


def moved(n: float, kg: float, to_kg: float, exercise: Exercise) -> float:
    """Repetitions to failure at another load, the same freshness (R13)."""
    return reps_at(to_kg, capacity(kg, n, exercise), exercise)


def carry(
    n: float,
    sets: Sequence[LoggedSet],
    source: int,
    goal: int,
    exercise: Exercise,
    bias: float = USUAL_CALL_BIAS,
) -> Carried | None:
    """Carry n repetitions to failure from one working set to another of the session.

    None where the loads cannot be compared (the body's weight is part of them).
    """
    kept = kept_share(sets, min(source, goal), max(source, goal), bias)
    change = 1.0 / kept if goal < source else kept
    kg, to_kg = sets[source].load.kg, sets[goal].load.kg
    if kg == to_kg and (kg <= 0 or exercise.measure != "load"):
        shift = (change - 1.0) / SLOPE_PER_REP
        return Carried(n + shift, SET_LOSS_SPREAD * abs(shift), shift)
    if exercise.measure != "load" or kg <= 0 or to_kg <= 0:
        return None
    by_load = moved(n, kg, to_kg, exercise)
    fresh = reps_at(to_kg, capacity(kg, n, exercise) * change, exercise)
    if not 0 < by_load < MAX_N or not 0 < fresh < MAX_N:
        return None
    loss = fresh - by_load
    spread = ((CURVE_SPREAD * (by_load - n)) ** 2 + (SET_LOSS_SPREAD * loss) ** 2) ** 0.5
    return Carried(fresh, spread, loss)
