"""Under-effort that repetitions prove (R28): sets called 0-1 that cost the next ones too little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.records import Exercise, Exposure, LoggedSet
from core.training.ability.fatigue import rest_between
from core.training.effort.between_sets import carry, working_sets

NEAR = 1.0  # calls up to this claim a set near failure
SMALLER_BY = 3.0  # repetitions by which the drop is smaller than expected
UNKNOWN_REST = 1.0  # more, where the times of logging do not show the rest
SESSIONS = 2


@dataclass(frozen=True, slots=True)
class Held:
    """Two sets of a session: called near failure, and yet the later one hardly dropped."""

    at: datetime  # its session
    first: LoggedSet
    later: LoggedSet
    cost: float  # repetitions the sets from the first on were expected to cost the later one
    surplus: float  # repetitions by which the drop was smaller


def under_effort(exposures: Sequence[Exposure], exercise: Exercise) -> tuple[Held, ...]:
    """The sets that prove it, oldest first, one pair a session; nothing below two sessions."""
    if exercise.measure in ("time", "distance"):
        return ()
    found = [each for each in (held_in(every, exercise) for every in exposures) if each]
    return tuple(found) if len(found) >= SESSIONS else ()


def _claimed(each: LoggedSet) -> float | None:
    """A reserve typed for this set alone; a missed repetition was seen and claims nothing."""
    if each.failed or each.shared_effort or each.rir_at_least or each.rir_tenths is None:
        return None
    return each.rir_tenths / 10


def held_in(exposure: Exposure, exercise: Exercise) -> Held | None:
    """The clearest pair of one session, every set between them rated on its own.

    What a superset cost is no plain rest, so its sets prove nothing.
    """
    sets = working_sets(exposure.sets)
    if any(each.superset for each in sets):
        return None
    best: Held | None = None
    for first, each in enumerate(sets):
        left = _claimed(each)
        if left is None or left > NEAR:
            continue
        for later in range(first + 1, len(sets)):
            if _claimed(sets[later]) is None:
                break
            held = _pair(exposure.session_at, sets, first, later, exercise)
            if held is not None and (best is None or held.surplus > best.surplus):
                best = held
    return best


def completes(exposure: Exposure, this: LoggedSet, exercise: Exercise) -> bool:
    """Tell whether any pair of a session that proves it ends with this set; most sets end none."""
    sets = working_sets(exposure.sets)
    later = next((i for i, each in enumerate(sets) if each.id == this.id), 0)
    return any(
        (left := _claimed(sets[first])) is not None
        and left <= NEAR
        and _pair(exposure.session_at, sets, first, later, exercise) is not None
        for first in range(later)
    )


def _pair(
    at: datetime, sets: Sequence[LoggedSet], first: int, later: int, exercise: Exercise
) -> Held | None:
    """One set against a later one at the same load or more, with what was to be expected of it."""
    before, after = sets[first], sets[later]
    if after.load.kg < before.load.kg:
        return None
    claimed, left = _claimed(before) or 0.0, _claimed(after) or 0.0
    n = (before.reps or 0) + claimed
    there = carry(n, sets, first, later, exercise, bias=0.0)
    if there is None:
        return None
    known = all(rest_between(sets[i], sets[i + 1]) for i in range(first, later))
    surplus = (after.reps or 0) - (there.reps - left)
    if surplus < SMALLER_BY + (0.0 if known else UNKNOWN_REST):
        return None
    return Held(at, before, after, n - there.reps, surplus)
