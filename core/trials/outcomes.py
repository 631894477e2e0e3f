"""What a trial looks at, read from the sets: loss, the session after, volume and time.

Repetitions to failure are repetitions done plus those called left, what calls leave out on average
added (R6); of a set to failure they are the repetitions alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from math import log

from core.records import Exercise, Exposure, LoggedSet, Side
from core.training.curve import capacity
from core.training.effort.between_sets import moved
from core.training.effort.reserve import bias, reserve
from core.training.exercise_sessions import lifted
from core.trials.allocation import arm_of, week_of
from core.trials.records import STOP_LEFT, Arm, Bout, Observation, Trial

SAME_LOAD = 0.004  # what turning kg into lb explains
FARTHEST_LOAD = 0.20  # loads farther apart are not compared
STOP_MIDDLE = sum(STOP_LEFT) / 2  # of a set that was told to stop short and was not rated
Outcome = Callable[[Bout, Arm], float | None]


def bouts_of(
    exposures: Iterable[Exposure], exercise: Exercise, side_of: Callable[[LoggedSet], Side]
) -> list[Bout]:
    """The sessions of one exercise, oldest first, each side by itself where sides were typed."""
    found = []
    for each in sorted(exposures, key=lambda each: each.session_at):
        by_side: dict[Side, list[LoggedSet]] = defaultdict(list)
        for this in each.sets:
            if lifted(this, exercise.measure):
                by_side[side_of(this)].append(this)
        found += [
            Bout(exercise.id, each.session_at, side, tuple(sets)) for side, sets in by_side.items()
        ]
    return found


def to_failure(each: LoggedSet, arm: Arm, *, first: bool) -> float:
    """Repetitions to failure of a working set; an unrated one is taken as it was asked for (R6)."""
    reps, left = each.reps or 0, reserve(each)
    if left is None:
        left = 0.0 if arm == "failure" else STOP_MIDDLE
    if each.failed or left <= 0:
        return float(reps)
    n = reps + left
    for _ in range(2):  # what calls leave out grows with n itself in long sets
        n = reps + left + bias(left, n, first)
    return n


def loss(bout: Bout, arm: Arm, exercise: Exercise, most_sets: int) -> float | None:
    """Repetitions to failure lost from the first set to the last of the `most_sets` planned.

    A set at another load is moved along the curve (R13); None with one set, or with loads more
    than a fifth apart.
    """
    sets = bout.sets[:most_sets]
    if len(sets) < 2:
        return None
    fresh, tired = to_failure(sets[0], arm, first=True), to_failure(sets[-1], arm, first=False)
    at_first = same_load(tired, sets[-1], sets[0], exercise)
    return None if at_first is None else fresh - at_first


def same_load(n: float, done: LoggedSet, to: LoggedSet, exercise: Exercise) -> float | None:
    """Repetitions to failure of one set at the load of another; None where that is a guess."""
    kg, to_kg = done.load.kg, to.load.kg
    if abs(kg - to_kg) <= SAME_LOAD * max(abs(kg), abs(to_kg)):
        return n
    if exercise.measure != "load" or min(kg, to_kg) <= 0:
        return None
    return moved(n, kg, to_kg, exercise) if abs(kg / to_kg - 1) <= FARTHEST_LOAD else None


def fresh(bout: Bout, arm: Arm, exercise: Exercise) -> float | None:
    """The logarithm, in per cent, of what the first set says could be lifted once, fresh."""
    first = bout.sets[0]
    if exercise.measure != "load" or first.load.kg <= 0:
        return None
    return 100 * log(capacity(first.load.kg, to_failure(first, arm, first=True), exercise))


def volume(bout: Bout, arm: Arm) -> float | None:
    """The logarithm, in per cent, of load times repetitions; repetitions alone without a load."""
    done = sum((each.reps or 0) * (each.load.kg if each.load.kg > 0 else 1.0) for each in bout.sets)
    return 100 * log(done) if done > 0 else None


def minutes(bout: Bout, arm: Arm) -> float | None:
    """Minutes from the first set to the last, as the times of logging show them."""
    if len(bout.sets) < 2:
        return None
    spent = (bout.sets[-1].at - bout.sets[0].at).total_seconds() / 60
    return spent if spent > 0 else None


def in_arms(trial: Trial, bouts: Iterable[Bout], zone: tzinfo) -> list[tuple[Bout, Arm]]:
    """The bouts that belong to an arm, as drawn: what was done instead does not change it."""
    told = []
    for each in bouts:
        arm = arm_of(trial, each.session_at, each.side, zone)
        if arm is not None and each.exercise_id in trial.exercises:
            told.append((each, arm))
    return told


def stratum_of(trial: Trial, exercise_id: str, session_at: datetime, zone: tzinfo) -> object:
    """Where numbers are compared: by limb one session, by blocks two weeks; of one exercise."""
    if trial.design == "limb":
        return exercise_id, session_at
    week = week_of(trial, session_at, zone)
    return exercise_id, None if week is None else week // 2


def observed(
    trial: Trial, arms: Iterable[tuple[Bout, Arm]], outcome: Outcome, zone: tzinfo
) -> list[Observation]:
    """What an outcome says of each bout, in its stratum."""
    found = []
    for bout, arm in arms:
        value = outcome(bout, arm)
        if value is not None:
            where = stratum_of(trial, bout.exercise_id, bout.session_at, zone)
            found.append(Observation(where, arm, value))
    return found


def after(
    trial: Trial,
    arms: Sequence[tuple[Bout, Arm]],
    exercise_of: Callable[[str], Exercise],
    zone: tzinfo,
) -> list[Observation]:
    """The session after each bout: its first set in per cent of the bout's own.

    It counts for the arm of the bout before it, of the same exercise and side.
    """
    last: dict[tuple[str, Side], tuple[Bout, Arm, float]] = {}
    found = []
    for bout, arm in sorted(arms, key=lambda each: each[0].session_at):
        now = fresh(bout, arm, exercise_of(bout.exercise_id))
        if now is None:
            continue
        key = bout.exercise_id, bout.side
        if key in last:
            before, arm_before, then = last[key]
            where = stratum_of(trial, before.exercise_id, before.session_at, zone)
            found.append(Observation(where, arm_before, now - then))
        last[key] = bout, arm, now
    return found


def kept(bout: Bout, arm: Arm) -> bool:
    """Whether a bout was done as drawn: all to failure, or none, with 1-2 left and one either way.

    An unrated set counts as done as asked for.
    """
    for each in bout.sets:
        left = reserve(each)
        if left is None:
            continue
        if arm == "failure" and left > 0:
            return False
        if arm == "stop" and (each.failed or not 0 < left <= STOP_LEFT[1] + 1):
            return False
    return True
