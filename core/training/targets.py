"""The shape shared by the target rules of every measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from core.records import Load, Reason, Target, TargetKind
from core.training.effort import Span
from core.training.survey import Survey


@dataclass(frozen=True, slots=True)
class Aim:
    """What to lift: a load, and repetitions or seconds."""

    load: Load
    reps: Span | None
    seconds: int | None = None
    distance_cm: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """How one measure progresses, holds, and is made lighter by a share (None: one notch)."""

    progress: Callable[[Survey], Target]
    hold: Callable[[Survey, Reason], Target]
    lower: Callable[[Survey, Fraction | None], Aim]


def build(
    seen: Survey,
    kind: TargetKind,
    reason: Reason,
    aim: Aim,
    *,
    sets: int | None = None,
    rir: Span | None = None,
) -> Target:
    """Put a target together; sets and reserve are the usual ones unless given."""
    rir_low, rir_high = rir or seen.rir
    return Target(
        exercise_id=seen.lifter.exercise.id,
        kind=kind,
        sets=sets or seen.sets,
        load=aim.load,
        reps_low=aim.reps[0] if aim.reps else None,
        reps_high=aim.reps[1] if aim.reps else None,
        rir_low=rir_low,
        rir_high=rir_high,
        reason=reason,
        seconds=aim.seconds,
        distance_cm=aim.distance_cm,
    )
