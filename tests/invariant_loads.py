"""What must hold of the loads and intervals that are told: rules 7 and 9 of `invariants`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from core.records import Exposure, Lifter, Load, in_unit
from core.training.ability.forecast import foretold
from core.training.progression.plates import mass, same_load, smallest_step
from core.training.target import planned_target
from tests.invariants import Case, case_of, half_way


def unloadable(exposures: Sequence[Exposure], lifter: Lifter, now: datetime) -> list[str]:
    """All that a log breaks of rules 7 and 9."""
    case = case_of(exposures, lifter, now)
    return [] if case is None else [*loads(case), *intervals(case)]


def loads(case: Case) -> Iterator[str]:
    """7: a load this person can load, of targets, back-offs and the next set in mid session.

    Never zero or negative for loads, never below the bar (or the lightest ever lifted), in the unit
    of the last set where the last session was all in one; a load lifted in the log, or whole steps
    from zero, the bar, or a load of the last session.
    """
    if case.lifter.exercise.measure != "load" or case.last.hardest <= 0:
        return
    planned = planned_target(case.exposures, case.lifter)
    advised = [("target", case.target.load)] if case.target.kind != "first" else []
    if case.target.back_offs is not None:
        advised.append(("back-offs", case.target.back_offs.load))
    following = half_way(case, planned)
    if following is not None and not following.reason.key.startswith("next.warm_up"):
        advised.append(("next set", following.load))
    for name, load in advised:
        yield from (f"7 {name}: {each}" for each in _unloadable(load, case))


def _unloadable(load: Load, case: Case) -> Iterator[str]:
    lifter, lifted = case.lifter, [each.load for every in case.exposures for each in every.sets]
    if load.milli <= 0:
        yield f"{load.text} {load.unit}"
        return
    bar = lifter.never_below
    if bar is not None and mass(load) < mass(bar) and not same_load(mass(load), mass(bar)):
        yield f"{load.text} {load.unit} is below the bar"
    if len({each.unit for each in lifted}) == 1 and load.unit != lifted[-1].unit:
        yield f"{load.unit} in a log of {lifted[-1].unit}"
    step = smallest_step(lifter, load.unit)
    origins = {each.milli for each in lifted if each.unit == load.unit}
    if lifter.plates or lifter.dumbbells or load.milli in origins or load.milli % step == 0:
        return
    if bar is not None and load == in_unit(bar, load.unit):
        return
    last = {each.load.milli for each in case.exposures[-1].sets} | {
        each.load.milli for each in case.last.sets
    }
    if all((load.milli - each) % step for each in origins | last):
        yield f"{load.text} {load.unit} in steps of {step / 1000:g} from {case.last.load.text}"


def intervals(case: Case) -> Iterator[str]:
    """9: intervals of the next session's and the next set's repetitions are never of zero width."""
    planned = planned_target(case.exposures, case.lifter)
    told = foretold(case.target, case.exposures, case.lifter, case.now)
    for each in (told, half_way(case, planned)):
        expected = each.expected if each is not None else None
        if expected is None:
            continue
        for low, high in (expected.likely, expected.wide):
            if not high > low:
                yield f"9 interval: {low:g}-{high:g}"
