"""Sets that a plan says one by one, loads and all: the coach rounds them and keeps them safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.records import Lifter, LoggedSet, Measure, NextSet, PrescribedSet, Reason, Target, Verdict
from core.training.ability.fatigue import rest_after
from core.training.effort.reserve import asked, band
from core.training.exercise_sessions import counted_today, lifted
from core.training.progression.plates import mass

_BY_PLAN = Reason("target.prescribed")


def prescribed_target(lifter: Lifter, usual: Target) -> Target:
    """The target that the plan's sets make, in place of the coach's own for that lift."""
    sets = lifter.prescribed
    top = max(sets, key=lambda each: mass(each.load))
    low, high = top.rir or asked(band(lifter), lifter)
    return replace(
        usual,
        kind="hold",
        sets=len(sets),
        load=top.load,
        reps_low=top.reps_low,
        reps_high=top.reps_high,
        rir_low=low,
        rir_high=high,
        reason=_BY_PLAN,
        aims=(),
        back_offs=None,
        expected=None,
        prescribed=sets,
    )


def counted_for(
    sets: Sequence[LoggedSet], target: Target | None, measure: Measure
) -> list[LoggedSet]:
    """Today's sets that stand for planned ones; of a plan's own every one that was lifted."""
    if target is not None and target.prescribed:
        return [each for each in sets if lifted(each, measure)]
    return counted_today(sets, target.load if target is not None else None, measure)


def next_prescribed(target: Target, done: int, last: LoggedSet, lifter: Lifter) -> NextSet | None:
    """The plan's next set; None when all are done."""
    if done >= len(target.prescribed):
        return None
    following = target.prescribed[done]
    low, high = following.rir or (target.rir_low, target.rir_high)
    key = "next.prescribed.most" if following.more else "next.prescribed"
    return NextSet(
        load=following.load,
        reps_low=following.reps_low,
        reps_high=following.reps_low if following.more else following.reps_high,
        rir_low=low,
        rir_high=high,
        rest_s=rest_after(last, lifter),
        reason=Reason(key),
        open_top=following.more,
    )


def judge_prescribed(
    this: LoggedSet, planned: PrescribedSet, records: tuple[Reason, ...]
) -> Verdict | None:
    """What a set says against the plan's own; None where it leaves the usual verdict to speak."""
    least = planned.reps_low or 1
    if this.failed and (this.reps or 0) >= least and not planned.more:
        return None
    facts: dict[str, object]
    if (this.reps or 0) < least:
        facts = {"n": this.reps, "reps": least}
        return Verdict("hard", Reason("verdict.under_plan", facts), records)
    if mass(this.load) * 50 < mass(planned.load) * 49:  # by over 2 %
        facts = {"load": planned.load.text, "unit": planned.load.unit}
        return Verdict("easy", Reason("verdict.below_plan", facts), records)
    return Verdict("on_target", Reason("verdict.as_planned"), records)
