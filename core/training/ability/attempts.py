"""Attempts at a meet or in a test of a lift: what to open with, and how likely each is (R53).

All from the ability that the log shows. Nothing is added for being rested: how much that gives is
not known of this lifter. Where heavy sets are missing there is no answer but what to do to get one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import erfc, exp, hypot, sqrt
from typing import Literal

from core.records import Exposure, Lifter, Load, LoggedSet, Unit, in_unit
from core.training.ability.filter import share_of_one
from core.training.ability.state import Ability
from core.training.curve import load_for, share_at
from core.training.effort.between_sets import CURVE_SPREAD
from core.training.effort.reserve import reserve
from core.training.exercise_sessions import days_apart, lifted
from core.training.progression.plates import bar_of, loadable_at_most, next_loadable_up

OPENER_CHANCE, SECOND_CHANCE, THIRD_CHANCE = 0.97, 0.8, 0.5
OPENER_REPS = 3  # nobody opens with more than goes up three times
A_SINGLE = 0.75  # repetitions to failure from which a load goes up once (tests/bench/attempts.py)
LIKELY = (5 / 6, 1 / 6)  # between the loads with these chances lies the best, in 2 of 3 cases
MEET_STEP: dict[Unit, int] = {"kg": 2_500, "lb": 5_000}  # thousandths
HEAVY_REPS, HEAVY_DAYS = 5, 56  # what counts as a heavy set, and for how long
SESSIONS_TO_KNOW = 3
TELLING_LEFT = 4.0  # a call beyond says little of a maximum

Unknown = Literal["none", "light", "unmarked", "few"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A single, and the chance that it goes up."""

    load: Load
    chance: float


@dataclass(frozen=True, slots=True)
class Attempts:
    """Opener, second and third, and the span in which the best likely lies."""

    planned: tuple[Attempt, Attempt, Attempt]
    likely: tuple[Load, Load]


def why_unknown(
    exposures: Sequence[Exposure], ability: Ability | None, lifter: Lifter, now: datetime
) -> Unknown | None:
    """Why a maximum cannot be told from a log; None where it can.

    "light": no set of five or fewer in eight weeks. "unmarked": such sets, but none with an effort.
    """
    if ability is None or lifter.exercise.measure != "load":
        return "none"
    heavy = _heavy(exposures, lifter, now)
    if not heavy:
        return "light"
    if not any(map(_is_telling, heavy)):
        return "unmarked"
    known = ability.sessions > SESSIONS_TO_KNOW  # the one ahead is counted
    return None if known else "few"


def nearest_single(exposures: Sequence[Exposure], lifter: Lifter, now: datetime) -> float:
    """The fewest repetitions to failure of the heavy sets that say how many were left."""
    told = [each for each in _heavy(exposures, lifter, now) if _is_telling(each)]
    return min(((each.reps or 0) + (reserve(each) or 0.0) for each in told), default=HEAVY_REPS)


def _heavy(exposures: Sequence[Exposure], lifter: Lifter, now: datetime) -> list[LoggedSet]:
    return [
        each
        for every in exposures
        for each in every.sets
        if lifted(each, lifter.exercise.measure)
        and each.load.milli > 0
        and 1 <= (each.reps or 0) <= HEAVY_REPS
        and days_apart(each.at, now, lifter.zone) <= HEAVY_DAYS
    ]


def _is_telling(each: LoggedSet) -> bool:
    left = reserve(each)
    return left is not None and left <= TELLING_LEFT


def attempts_of(ability: Ability, lifter: Lifter, nearest: float, *, meet: bool) -> Attempts | None:
    """The three attempts; None where not even the least load is sure enough to open with.

    In a meet loads go by 2.5 kg or 5 lb, else by what the lifter can load. `nearest`: repetitions
    to failure of the set that says most of a single; the more, the more doubt.
    """
    down, up = _grid(lifter, meet=meet)
    kg = exp(ability.log_capacity)
    doubt = CURVE_SPREAD * (1 - share_at(max(1.0, nearest), kg, lifter.exercise))  # R13

    def chance(load: Load) -> float:
        return chance_of(ability, load, doubt)

    three_kg = load_for(kg, OPENER_REPS, lifter.exercise)
    most = in_unit(Load(int(three_kg * 1000)), lifter.unit)
    most_kg = 2 * kg
    sure = _at_chance(chance, OPENER_CHANCE, most_kg, lifter.unit)
    opener = down(min(sure, most, key=lambda load: load.milli))
    if opener.milli <= 0 or chance(opener) < OPENER_CHANCE:
        return None
    loads = [opener]
    for wanted in (SECOND_CHANCE, THIRD_CHANCE):
        least = up(loads[-1])
        wish = down(_at_chance(chance, wanted, most_kg, lifter.unit))
        loads.append(max(wish, least, key=lambda load: load.milli))
    if any(a.milli >= b.milli for a, b in pairwise(loads)):
        return None
    first, second, third = (Attempt(load, chance(load)) for load in loads)
    low, high = (down(_at_chance(chance, each, most_kg, lifter.unit)) for each in LIKELY)
    return Attempts((first, second, third), (low, high))


def chance_of(ability: Ability, load: Load, doubt: float = 0.0) -> float:
    """The chance that a load goes up once, fresh; `doubt`, as a share of it, widens the spread."""
    able = ability.able(load, 0.0)
    spread = hypot(able.spread, doubt / share_of_one(able.moved_kg, able.reps, ability.exercise))
    return 0.5 * erfc((A_SINGLE - able.reps) / spread / sqrt(2))


def _at_chance(
    chance_at: Callable[[Load], float], chance: float, most_kg: float, unit: Unit
) -> Load:
    """The heaviest load that goes up with a chance, to a thousandth of the unit."""
    low, high = 0, in_unit(Load(round(most_kg * 1000)), unit).milli
    while high - low > 1:
        middle = (low + high) // 2
        if chance_at(Load(middle, unit)) >= chance:
            low = middle
        else:
            high = middle
    return Load(low, unit)


def _grid(lifter: Lifter, *, meet: bool) -> tuple[Callable[[Load], Load], Callable[[Load], Load]]:
    """How loads are rounded down, and how the next heavier one is found."""
    if not meet:
        return (
            lambda load: loadable_at_most(load, lifter),
            lambda load: next_loadable_up(load, lifter) or load,
        )
    step, bar = MEET_STEP[lifter.unit], bar_of(lifter, lifter.unit).milli

    def down(load: Load) -> Load:
        return Load(max(bar, load.milli // step * step), load.unit)

    return down, lambda load: Load(load.milli + step, load.unit)
