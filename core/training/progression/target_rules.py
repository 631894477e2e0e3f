"""The shape shared by the target rules of every measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from core.records import BackOffs, Load, Reason, Target, TargetKind
from core.training.effort.reserve import EASY_RETURN, Span, reserve
from core.training.progression.exercise_state import ExerciseState

CAREFUL = ("R22", "R44", "R46")  # rules under which the aim is the number to stop at

ROUGHLY = 1.0  # repetition by which a call may be too low


def asks_easy(target: Target | None) -> bool:
    """Whether a session is to be an easy one: coming back, a deload, after pain (R22, R44, R46)."""
    if target is None:
        return False
    careful = bool(set(CAREFUL) & set(target.reason.rules))
    return target.kind in ("return", "deload") or (careful and target.rir_low >= EASY_RETURN[0])


@dataclass(frozen=True, slots=True)
class Aim:
    """What to lift: a load, and repetitions or seconds."""

    load: Load
    reps: Span | None
    seconds: int | None = None
    distance_cm: int | None = None
    aims: tuple[int, ...] = ()
    back_offs: BackOffs | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """How one measure progresses, holds, and is made lighter by a share (None: one notch)."""

    progress: Callable[[ExerciseState], Target]
    hold: Callable[[ExerciseState, Reason], Target]
    lower: Callable[[ExerciseState, Fraction | None], Aim]


def build(
    seen: ExerciseState,
    kind: TargetKind,
    reason: Reason,
    aim: Aim,
    *,
    sets: int | None = None,
    rir: Span | None = None,
) -> Target:
    """Put a target together; sets and reserve are the usual ones unless given."""
    rir_low, rir_high = rir or seen.rir
    count = sets or seen.sets
    reps, aims = aim.reps, aim.aims
    if reps is not None and not aims:
        careful = bool(set(reason.rules) & set(CAREFUL))
        left = (rir_low + rir_high) / 2 if careful else None
        aims = expected_reps(seen, aim.load, count, left, reps[1])
        if careful and aims:
            aims = _as_shown(seen, aim.load, aims, (rir_low + rir_high) / 2)
            reps = (min(reps[0], aims[-1]), aims[0])
    return Target(
        exercise_id=seen.lifter.exercise.id,
        kind=kind,
        sets=count,
        load=aim.load,
        reps_low=reps[0] if reps else None,
        reps_high=reps[1] if reps else None,
        rir_low=rir_low,
        rir_high=rir_high,
        reason=reason,
        seconds=aim.seconds,
        distance_cm=aim.distance_cm,
        aims=aims,
        back_offs=aim.back_offs,
    )


def _as_shown(
    seen: ExerciseState, load: Load, aims: tuple[int, ...], left: float
) -> tuple[int, ...]:
    """Aims of a careful session within what the first set of the last one showed."""
    first = seen.last.tops[0]
    called = reserve(first)
    if called is None or first.rir_at_least or seen.ability is None:
        return aims
    easier = seen.ability.able(load, 0.0).reps - seen.ability.able(seen.load, 0.0).reps
    most = max(1, floor((first.reps or 0) + called + easier - left + ROUGHLY))
    return tuple(min(each, most) for each in aims)


def kind_of(load: Load, seen: ExerciseState) -> TargetKind:
    """Tell whether a load is more than the present one, less, or the same."""
    change = load.milli - seen.load.milli
    return "up" if change > 0 else "down" if change < 0 else "hold"


def expected_reps(
    seen: ExerciseState, load: Load, sets: int, left: float | None, top: int
) -> tuple[int, ...]:
    """Whole repetitions to expect of planned sets, stopped at a reserve or at the top."""
    if seen.ability is None:
        return ()
    stop = seen.left if left is None else left
    found: list[int] = []
    for each in seen.ability.plan(load, sets, stop, top):
        found.append(max(1, min([top, round(each.reps - stop), *found[-1:]])))
    return tuple(found)
