"""The sets of a plan with their loads worked out: shares of a best or a training max, back-offs.

A group that says no load gets the one at which its repetitions leave the reserve it asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.plans.records import USUAL_TRAINING_MAX, Plan, PlanItem, SetGroup, Share
from core.records import Lifter, Load, PrescribedSet, Span, in_unit
from core.training.exercise_sessions import MOST_SETS
from core.training.progression.plates import loadable_at_most

TENTHS, WHOLE = 10, 1000
USUAL_LEFT = 2.0  # repetitions, where a group says no reserve
LoadFor = Callable[[float], float]  # repetitions to failure -> kg, by the lifter's ability


@dataclass(frozen=True, slots=True)
class Known:
    """What shares are taken of."""

    best: Load | None  # for one repetition, by ability
    load_for: LoadFor | None


def is_simple(item: PlanItem, groups: Sequence[SetGroup]) -> bool:
    """Whether the coach says how heavy: one kind of sets, and no load of the plan's own."""
    return len(groups) == 1 and not groups[0].top and not isinstance(groups[0].load, Load | Share)


def training_max(
    plan: Plan, item: PlanItem, exercise_id: str, cycle: int, best: Load | None
) -> Load | None:
    """The training max: the lifter's own, a step higher each cycle; else a share of the best."""
    said = next((each.load for each in plan.maxes if each.exercise == exercise_id), None)
    if said is not None:
        if item.step is None or item.step.every != "cycle":
            return said
        step = in_unit(item.step.load, said.unit)
        return Load(said.milli + cycle * step.milli, said.unit)
    if best is None:
        return None
    share = Fraction(plan.training_max or USUAL_TRAINING_MAX, WHOLE)
    return Load(int(best.milli * share), best.unit)


def prescribed(
    groups: Sequence[SetGroup], lifter: Lifter, known: Known, maximum: Load | None
) -> tuple[PrescribedSet, ...]:
    """Each set with its load as it can be loaded; () where a load cannot be known yet."""
    found: list[PrescribedSet] = []
    top: Load | None = None
    for group in groups:
        if group.counted != "reps":
            return ()
        load = _load(group, known, maximum, top, lifter)
        if load is None or load.milli <= 0:
            return ()
        if group.top or top is None:
            top = load
        found += _sets(group, loadable_at_most(load, lifter))
    return tuple(found[:MOST_SETS])


def _load(
    group: SetGroup, known: Known, maximum: Load | None, top: Load | None, lifter: Lifter
) -> Load | None:
    wish = group.load
    if isinstance(wish, Load):
        return in_unit(wish, lifter.unit)
    if isinstance(wish, Share):
        of = {"best": known.best, "training max": maximum, "top": top}[wish.of]
        return None if of is None else Load(of.milli * wish.tenths // WHOLE, of.unit)
    if known.load_for is None or group.reps is None:
        return None
    left = USUAL_LEFT
    if group.reserve is not None:
        left = (group.reserve.low + group.reserve.high) / 2 / TENTHS
    kg = known.load_for((group.reps[0] + group.reps[1]) / 2 + left)
    return in_unit(Load(round(kg * WHOLE)), lifter.unit)


def _sets(group: SetGroup, load: Load) -> list[PrescribedSet]:
    """The sets of a group; the last one goes on where the plan says so."""
    low, high = group.reps if group.reps is not None else (None, None)
    rir: Span | None = None
    if group.reserve is not None:
        rir = (group.reserve.low // TENTHS, -(-group.reserve.high // TENTHS))
    count = group.sets[0]
    return [
        PrescribedSet(
            load, low, high, more=group.amrap and (low is None or number == count - 1), rir=rir
        )
        for number in range(count)
    ]
