"""A load for a lift that stands in for another: by the person's own ratio, or a usual one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.records import Exercise, Exposure, LoggedSet
from core.training.curve import capacity, estimated_max, load_for

TOGETHER = timedelta(days=28)  # product choice: sessions this near to each other are comparable
DOUBT = 0.9  # product choice: of a load that comes from a usual share, not from the log
EASY_LEFT = 3  # repetitions in reserve of a first set


def strength(sets: Sequence[LoggedSet], exercise: Exercise) -> float | None:
    """The best capacity in kg that sets show: estimated (R15), else the least it can be (R13)."""
    loaded = [each for each in sets if each.lifted and each.load.milli > 0 and each.reps]
    sure = [kg for each in loaded if (kg := estimated_max(each, exercise)) is not None]
    least = [capacity(each.load.kg, float(each.reps or 1), exercise) for each in loaded]
    return max(sure or least, default=None)


def near(exposures: Sequence[Exposure], at: datetime) -> list[LoggedSet]:
    """The sets of sessions within `TOGETHER` of a moment."""
    return [
        each for every in exposures if abs(every.session_at - at) <= TOGETHER for each in every.sets
    ]


def own_share(
    of: Sequence[Exposure], to: Sequence[Exposure], exercises: tuple[Exercise, Exercise]
) -> float | None:
    """What share of one lift's capacity the other had, where both were done about the same time.

    `exercises` are the two lifts. None where they never were.
    """
    for each in reversed(to):
        before = strength(near(of, each.session_at), exercises[0])
        after = strength(each.sets, exercises[1])
        if before and after:
            return after / before
    return None


def carried_load(capacity_kg: float, exercise: Exercise, reps: int) -> float:
    """The load in kg that leaves `EASY_LEFT` after some repetitions of a lift."""
    return load_for(capacity_kg, reps + EASY_LEFT, exercise)
