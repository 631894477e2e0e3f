"""What must always hold of advice, whatever the log: each check gives the sentences it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from core.records import Exposure, Lifter, Load, NextSet, Target
from core.training.ability import assess
from core.training.effort import band
from core.training.exposures import bouts
from core.training.forecast import ability_of, foretold
from core.training.next_set import advise_next
from core.training.plates import mass, next_loadable_up
from core.training.scheme import Scheme, scheme_of
from core.training.target import next_target, planned_target

CAREFUL = ("return", "deload", "first")
EVEN = 0.49  # a chance of one half, but for rounding


def is_free(target: Target) -> bool:
    """Neither coming back, nor after pain, nor a deload: those stand above the rest."""
    return target.kind not in CAREFUL and "R46" not in target.reason.rules


def loaded(target: Target, lifter: Lifter) -> bool:
    """Whether a target speaks of a load that can be changed."""
    return lifter.exercise.measure == "load" and target.load.milli > 0 and bool(target.aims)


def broken(exposures: Sequence[Exposure], lifter: Lifter, now: datetime) -> list[str]:
    """All that a log breaks; nothing, where the advice is sound."""
    target = next_target(exposures, lifter, now)
    past = bouts(exposures, lifter.exercise.measure)
    if not past:
        return []
    scheme = scheme_of(past, lifter)
    following = advise_next(exposures, lifter, planned_target(exposures, lifter))
    found = [*_loads(target, following, lifter), *_intervals(target, exposures, lifter, now)]
    if loaded(target, lifter) and is_free(target):
        found += _reach(target, exposures, lifter, now)
        found += _ways(target, scheme, exposures, lifter)
        found += _same_words(target, following, exposures, lifter)
    return found


def _loads(target: Target, following: NextSet | None, lifter: Lifter) -> Iterator[str]:
    """7: a load this person can load."""
    for each in filter(None, (target, following)):
        if lifter.exercise.measure == "load" and each.load.milli < 0:
            yield f"negative load {each.load}"
    if target.back_offs is not None and target.back_offs.load.milli <= 0:
        yield "back-offs without a load"


def _intervals(
    target: Target, exposures: Sequence[Exposure], lifter: Lifter, now: datetime
) -> Iterator[str]:
    """9: intervals are never of zero width."""
    expected = foretold(target, exposures, lifter, now).expected
    if expected is not None:
        low, high = expected.wide
        if not high > low:
            yield f"interval {low}-{high}"


def _reach(
    target: Target, exposures: Sequence[Exposure], lifter: Lifter, now: datetime
) -> Iterator[str]:
    """1: aim and the low end of the band together are as likely as not."""
    ability = ability_of(exposures, lifter, now)
    if ability is None or target.reps_low == target.reps_high or target.back_offs is not None:
        return
    least, most = band(lifter)
    planned = ability.plan(target.load, len(target.aims), (least + most) / 2, target.reps_high or 1)
    for aim, able in zip(target.aims, planned, strict=True):
        if aim > 1 and able.chance(aim + least) < EVEN:
            yield f"aim {aim} + {least} has a chance of {able.chance(aim + least):.2f}"


def _ways(
    target: Target, scheme: Scheme, exposures: Sequence[Exposure], lifter: Lifter
) -> Iterator[str]:
    """3 and 4: never up under the range, never down over it; up after the top twice."""
    past = bouts(exposures, lifter.exercise.measure)
    last = past[-1]
    if scheme.kind != "range" or target.reason.key == "target.hold.light":
        return
    first, final = last.tops[0].reps or 0, last.last.reps or 0
    if target.kind == "up" and first < scheme.low and mass(target.load) > last.hardest:
        yield f"up although the first set had {first} of {scheme.low}"
    if target.kind == "down" and final > scheme.high and mass(target.load) < last.hardest:
        yield f"down although the last set had {final}, over {scheme.high}"
    if len(past) > 1 and _at_top(past[-2:], scheme) and target.kind == "down":
        yield "down after the top twice"


def _at_top(two: Sequence, scheme: Scheme) -> bool:
    same = two[0].hardest == two[1].hardest
    return same and all(len(each.reps) >= 3 and min(each.reps) >= scheme.high for each in two)


def _same_words(
    target: Target, following: NextSet | None, exposures: Sequence[Exposure], lifter: Lifter
) -> Iterator[str]:
    """6: one band of effort for the next set and the next session."""
    planned = planned_target(exposures, lifter)
    if following is None or planned.kind in CAREFUL or target.back_offs or planned.back_offs:
        return
    if following.reason.key.startswith("next.warm_up"):
        return
    ability = assess(exposures, lifter, exposures[-1].sets[-1].at)
    if ability is None:
        return
    said = (following.rir_low, following.rir_high)
    if said != (target.rir_low, target.rir_high):
        yield f"next set asks for {said}, next session for {(target.rir_low, target.rir_high)}"


def changed(exposures: Sequence[Exposure], place: int, **values: object) -> list[Exposure]:
    """The same log with one set of the last session changed."""
    last = exposures[-1]
    sets = list(last.sets)
    sets[place] = replace(sets[place], **values)
    return [*exposures[:-1], Exposure(last.session_at, tuple(sets))]


def less_for_more(
    exposures: Sequence[Exposure], lifter: Lifter, now: datetime, place: int
) -> str | None:
    """2: a repetition more never leads to a lower load, nor at equal load to a lower first aim.

    Aims are held against the last set alone: an earlier one also says what it costs the next, and
    later aims what was learned of that.
    """
    this = exposures[-1].sets[place]
    more = changed(exposures, place, reps=(this.reps or 0) + 1)
    measure = lifter.exercise.measure
    if scheme_of(bouts(exposures, measure), lifter) != scheme_of(bouts(more, measure), lifter):
        return None
    before, after = next_target(exposures, lifter, now), next_target(more, lifter, now)
    if not (is_free(before) and is_free(after) and loaded(before, lifter)):
        return None
    if mass(after.load) < mass(before.load):
        return f"{before.load.text} became {after.load.text} for a repetition more"
    last = place == len(exposures[-1].sets) - 1
    if last and after.load == before.load and after.aims[0] < before.aims[0]:
        return f"aims {before.aims} became {after.aims} for a repetition more"
    return None


def one_step(load: Load, lifter: Lifter) -> int:
    """The mass of one step at a load."""
    up = next_loadable_up(load, lifter)
    return mass(up) - mass(load) if up is not None else mass(Load(5000, load.unit))
