"""What to do after a missed attempt: a lift that was tried and did not go up once.

The load missed is the most that could be lifted today, so that the set after it is one that this
leaves within reach (R13): the bottom of the range with the least reserve wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.records import Exposure, Lifter, Load, LoggedSet, NextSet, Reason, Target, in_unit
from core.training.consistency import agreed_next
from core.training.curve import load_for
from core.training.effort.reserve import Span, asked, band
from core.training.exercise_sessions import (
    goal_range,
    is_endurance,
    planned_sets,
    sessions,
)
from core.training.next_set import advise_next, rest_after
from core.training.prediction.from_log import lifted_kg
from core.training.prescribed import are_attempts, counted_for, next_prescribed
from core.training.progression.plates import loadable_at_most, mass
from core.training.progression.target_rules import asks_easy

LEAST_OFF = 0.9  # of the load missed; less off would be another attempt at a maximum


def following(
    exposures: Sequence[Exposure], lifter: Lifter, target: Target | None
) -> NextSet | None:
    """Advise the set after the last one, missed or not; None where nothing is advised.

    `target` is the one that held for this session. After a missed attempt the load goes down
    (R29); without any load to take off, as with the body alone, nothing is advised. Nor is it of
    endurance.
    """
    last = exposures[-1].sets[-1] if exposures and exposures[-1].sets else None
    if last is None or is_endurance(lifter.exercise):
        return None
    by_plan = not last.missed or are_attempts(target)
    if by_plan and target is not None and target.prescribed and not lifter.pains:
        return next_prescribed(target, exposures[-1].sets, lifter)
    if not last.missed:
        return agreed_next(advise_next(exposures, lifter, target), last)
    if any(pain.at >= exposures[-1].session_at for pain in lifter.pains):
        return None
    target = None if target is not None and target.kind == "first" else target
    done = counted_for(exposures[-1].sets, target, lifter.exercise.measure)
    sets = (
        target.sets
        if target
        else planned_sets(sessions(exposures[:-1], lifter.exercise.measure), lifter)
    )
    if len(done) >= sets:
        return None
    reps = goal_range(lifter)
    if target is not None and target.reps_low is not None:
        reps = target.reps_low, target.reps_high or target.reps_low
    reserve = asked(band(lifter), lifter)
    if target is not None and asks_easy(target):
        reserve = target.rir_low, target.rir_high
    load = _lighter(last, reps, reserve, lifter)
    if load is None:
        return None
    if target is not None and mass(target.load) < mass(load):
        load = target.load
    return NextSet(
        load=load,
        reps_low=reps[0],
        reps_high=reps[1],
        rir_low=reserve[0],
        rir_high=reserve[1],
        rest_s=rest_after(last, lifter),
        reason=Reason("next.missed", {}, ("R13", "R29")),
    )


def _lighter(missed: LoggedSet, reps: Span, reserve: Span, lifter: Lifter) -> Load | None:
    """The heaviest load that leaves the bottom of the range in reach; None where there is none."""
    exercise = lifter.exercise
    if exercise.measure in ("time", "distance"):
        return None
    most = lifted_kg(missed.load, lifter)
    body = most - missed.load.kg if exercise.measure in ("bodyweight", "assisted") else 0.0
    kg = min(load_for(most, reps[0] + reserve[0], exercise), most * LEAST_OFF) - body
    wish = in_unit(Load(round(kg * 1000)), missed.load.unit)
    if exercise.measure == "bodyweight":  # where the body's weight is a guess, the body alone
        wish = replace(wish, milli=max(0, wish.milli) if lifter.bodyweight else 0)
    if wish.milli <= 0 and exercise.measure == "load":
        return None
    load = loadable_at_most(wish, lifter, lifted=missed.load)
    return load if mass(load) < mass(missed.load) else None
