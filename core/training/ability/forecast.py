"""What to expect of a set ahead, from the same ability that set its load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.records import Expected, Exposure, Lifter, Load, Target
from core.training.ability.state import Ability, assess, known_calls
from core.training.effort.reserve import band
from core.training.exercise_sessions import sessions as exercise_sessions
from core.training.progression.scheme import scheme_of

WIDE = 1.96  # spreads that hold 19 of 20
FEWEST = 3  # sessions before a chance is worth saying
CAREFUL = {"R22", "R46", "R44"}  # no race after pain, a lay-off or in an easy week


def expected_of(
    ability: Ability, load: Load, goal: int | None, lifter: Lifter, number: int, *, chance: bool
) -> Expected:
    """Repetitions to expect of a set at a load, stopped at the middle of the reserve wanted.

    The chance is that of `goal` whole repetitions with the least reserve wanted still left.
    """
    low, high = band(lifter)
    able = ability.able(load)
    reps = max(0.0, able.reps - (low + high) / 2)
    told = chance and goal is not None and ability.sessions > FEWEST
    return Expected(
        load=load,
        number=number,
        left=low,
        reps=reps,
        likely=(max(0.0, reps - able.spread), reps + able.spread),
        wide=(max(0.0, reps - WIDE * able.spread), reps + WIDE * able.spread),
        goal=goal if told else None,
        chance=able.chance(goal + low) if told and goal is not None else None,
    )


def foretold(
    target: Target, exposures: Sequence[Exposure], lifter: Lifter, now: datetime
) -> Target:
    """A target with what to expect of its first set; chances only where racing does no harm."""
    ability = ability_of(exposures, lifter, now)
    if ability is None or target.kind == "first" or not target.aims:
        return target
    free = target.kind in ("hold", "up", "down") and not CAREFUL & set(target.reason.rules)
    expected = expected_of(
        ability, target.load, target.aims[0], known_calls(lifter, ability), 1, chance=free
    )
    return replace(target, expected=expected)


def ability_of(exposures: Sequence[Exposure], lifter: Lifter, now: datetime) -> Ability | None:
    """The ability for the next session, as targets see it; None for holds and carries."""
    if lifter.exercise.measure in ("time", "distance"):
        return None
    past = exercise_sessions(exposures, lifter.exercise.measure)
    sessions = [Exposure(each.at, each.told or each.sets) for each in past]
    top = scheme_of(past, lifter).high
    return assess(sessions, lifter, now, top, next_day=True) if past else None
