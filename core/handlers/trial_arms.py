"""The trial somebody runs: which arm their next set belongs to, said and obeyed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from core.context import RequestContext
from core.handlers.pain_reports import pains_of
from core.records import Exercise, Exposure, Lifter, LoggedSet, Side, Span
from core.trials.allocation import arm_of, ends_at, failure_side, is_over, week_of
from core.trials.outcomes import bouts_of
from core.trials.records import STOP_LEFT, Bout, Trial

CAREFUL = ("return", "deload")  # kinds of targets that ask for more reserve than any arm
PAIN_PAUSES = timedelta(days=14)  # no set to failure so long after a report
TOLD_AFTER = timedelta(days=14)  # from the end on, that there is a result
_OTHER: dict[Side, Side] = {"left": "right", "right": "left"}


def running(context: RequestContext) -> Trial | None:
    """The trial under way; None where there is none, or it was stopped or is over."""
    trial = context.uow.self_trials.newest(context.person.id)
    if trial is None or trial.stopped_at is not None or is_over(trial, context.now, context.zone):
        return None
    return trial


def bouts_between(
    context: RequestContext, exercise: Exercise, since: datetime, until: datetime, *, sides: bool
) -> list[Bout]:
    """The bouts of an exercise in a stretch of time; each side by itself where `sides`."""
    found = context.uow.sets.between(context.person.id, since, until)
    return bouts_among(found, exercise, sides=sides)


def bouts_among(found: Sequence[LoggedSet], exercise: Exercise, *, sides: bool) -> list[Bout]:
    """The bouts of an exercise among some sets, in the order of the log."""
    own = [each for each in found if each.exercise_id == exercise.id]
    exposures = [
        Exposure(at, tuple(some))
        for at, some in groupby(own, key=lambda each: each.session_at or each.at)
    ]
    return bouts_of(exposures, exercise, _side if sides else _no_side)


def bouts_of_trial(context: RequestContext, trial: Trial) -> list[Bout]:
    """What was done of a trial so far."""
    until = min(context.now + timedelta(seconds=1), ends_at(trial, context.zone))
    found = context.uow.sets.between(context.person.id, trial.begun_at, until)
    sides = trial.design == "limb"
    return [
        bout
        for exercise in lifts_of(context, trial)
        for bout in bouts_among(found, exercise, sides=sides)
    ]


def lifts_of(context: RequestContext, trial: Trial) -> list[Exercise]:
    """The exercises of a trial."""
    return [context.exercise(each) for each in trial.exercises]


def names_of(exercises: Sequence[Exercise]) -> str:
    """The exercises of a trial as said."""
    return ", ".join(each.name for each in exercises)


def _side(each: LoggedSet) -> Side:
    return each.side


def _no_side(each: LoggedSet) -> Side:
    return ""


def arm_band(
    context: RequestContext, exercise: Exercise, exposures: Sequence[Exposure]
) -> Span | None:
    """The reserve that the trial asks for, by the side trained last; None where it asks nothing.

    After a report of pain it asks nothing for two weeks.
    """
    trial = running(context)
    if trial is None or exercise.id not in trial.exercises or _hurts(context, exercise, exposures):
        return None
    side = exposures[-1].sets[-1].side if exposures else ""
    arm = arm_of(trial, context.now, side, context.zone)
    if arm is None:
        return None
    return (0, 0) if arm == "failure" else STOP_LEFT


def in_arm(lifter: Lifter, band: Span | None) -> Lifter:
    """A lifter whose sets leave what the trial asks for, whatever a plan says of them."""
    if band is None:
        return lifter
    sets = tuple(replace(each, rir=band) for each in lifter.prescribed)
    return replace(lifter, effort=band, prescribed=sets)


def arm_line(
    context: RequestContext,
    exercise: Exercise,
    exposures: Sequence[Exposure],
    *,
    easy: bool = False,
    after_set: bool = False,
) -> str:
    """Which arm the next set is of, in one line; "" without a trial, and in a group.

    `easy`: the session is a deload or a return, and asks for more reserve than any arm.
    `after_set`: a set without a side is asked about.
    """
    trial = context.uow.self_trials.newest(context.person.id)
    if trial is None or context.aloud or exercise.id not in trial.exercises:
        return ""
    if trial.stopped_at is not None:
        return ""
    if is_over(trial, context.now, context.zone):
        late = context.now - ends_at(trial, context.zone) > TOLD_AFTER
        return "" if late else context.words("trial.over")
    if easy or _hurts(context, exercise, exposures):
        return context.words("trial.paused")
    week = (week_of(trial, context.now, context.zone) or 0) + 1
    if trial.design == "limb":
        failing = failure_side(trial)
        line = context.words(
            "trial.limb", week=week, failing=side_words(context, failing),
            stopping=side_words(context, _OTHER[failing]),
        )  # fmt: skip
        unsaid = after_set and exposures and not exposures[-1].sets[-1].side
        name = exercise.name.lower()
        return f"{line}\n{context.words('trial.which_side', exercise=name)}" if unsaid else line
    arm = arm_of(trial, context.now, "", context.zone)
    key = "trial.week_failure" if arm == "failure" else "trial.week_stop"
    return context.words(key, week=week)


def side_words(context: RequestContext, side: Side) -> str:
    """A side as said."""
    return context.words("side.left" if side == "left" else "side.right")


def _hurts(context: RequestContext, exercise: Exercise, exposures: Sequence[Exposure]) -> bool:
    pains = pains_of(context, exercise.id, exposures)
    return bool(pains) and context.now - pains[0].at < PAIN_PAUSES
