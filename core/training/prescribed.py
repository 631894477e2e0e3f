"""Sets that a plan says one by one, loads and all: the coach rounds them and keeps them safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.records import (
    Lifter,
    Load,
    LoggedSet,
    Measure,
    NextSet,
    PrescribedSet,
    Reason,
    Target,
    Verdict,
)
from core.training.ability.fatigue import rest_after
from core.training.effort.reserve import asked, band
from core.training.exercise_sessions import counted_today, lifted
from core.training.progression.plates import mass

_BY_PLAN = Reason("target.prescribed")
BY_TRAINER = Reason("target.trainer")  # a proposal that the lifter took
# Per cent of the lightest planned set, at a meet and in the weeks before it: less leads up to it.
WARMED_UNDER, RAMPED_UNDER = 92, 85


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
        reason=lifter.because or _BY_PLAN,
        aims=(),
        back_offs=None,
        expected=None,
        prescribed=sets,
    )


def counted_for(
    sets: Sequence[LoggedSet], target: Target | None, measure: Measure
) -> list[LoggedSet]:
    """Today's sets that stand for planned ones; of a plan's own every one that was lifted.

    Before a meet and at it, and of a trainer's, sets on the way up are not.
    """
    if target is not None and target.prescribed:
        done = [each for each in sets if lifted(each, measure)]
        share = WARMED_UNDER if are_attempts(target) else RAMPED_UNDER if _is_peak(target) else 0
        least = min(mass(each.load) for each in target.prescribed) * share
        return [each for each in done if mass(each.load) * 100 >= least]
    return counted_today(sets, target.load if target is not None else None, measure)


def next_prescribed(target: Target, sets: Sequence[LoggedSet], lifter: Lifter) -> NextSet | None:
    """The plan's next set after today's; None when all are done.

    Of attempts a missed one is tried again, as in a meet; three in all.
    """
    last, measure = sets[-1], lifter.exercise.measure
    done = len(counted_for(sets, target, measure))
    missed = sum(1 for each in sets if each.missed) if are_attempts(target) else 0
    if done + missed >= len(target.prescribed):
        return None
    following = target.prescribed[done]
    if are_attempts(target):
        following = replace(following, load=_attempt(target, sets, done, measure))
    low, high = following.rir or (target.rir_low, target.rir_high)
    key = "next.prescribed.most" if following.more else "next.prescribed"
    if is_of_trainer(target):
        key = "next.trainer"
    elif lifter.because is not None:
        key = "next.attempt" if are_attempts(target) else "next.peak"
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


def _attempt(target: Target, sets: Sequence[LoggedSet], done: int, measure: Measure) -> Load:
    """The load of the next attempt: after a miss the same, else no further up than planned."""
    planned, last = target.prescribed[done].load, sets[-1]
    if last.missed:
        return last.load
    if done == 0:
        return planned
    before = target.prescribed[done - 1].load
    made = counted_for(sets, target, measure)[-1].load
    if made.unit != planned.unit or before.milli <= made.milli < planned.milli:
        return planned
    return Load(made.milli + planned.milli - before.milli, planned.unit)


def are_attempts(target: Target | None) -> bool:
    """Whether the sets of a target are the attempts of a meet or of a test."""
    return target is not None and target.reason.key.startswith("target.attempts")


def is_of_trainer(target: Target | None) -> bool:
    """Whether the sets of a target are what a trainer proposed and the lifter took."""
    return target is not None and target.reason.key == "target.trainer"


def _is_peak(target: Target) -> bool:
    return (
        is_of_trainer(target) or are_attempts(target) or target.reason.key.startswith("target.peak")
    )


def judge_prescribed(
    this: LoggedSet, planned: PrescribedSet, records: tuple[Reason, ...]
) -> Verdict | None:
    """What a set says against the plan's own; None where it leaves the usual verdict to speak."""
    least = planned.reps_low or 1
    single = planned.reps_low == planned.reps_high == 1 and planned.rir == (0, 0)
    if this.failed and (this.reps or 0) >= least and not (planned.more or single):
        return None
    facts: dict[str, object]
    if (this.reps or 0) < least:
        facts = {"n": this.reps, "reps": least}
        return Verdict("hard", Reason("verdict.under_plan", facts), records)
    if mass(this.load) * 50 < mass(planned.load) * 49:  # by over 2 %
        facts = {"load": planned.load.text, "unit": planned.load.unit}
        return Verdict("easy", Reason("verdict.below_plan", facts), records)
    return Verdict("on_target", Reason("verdict.as_planned"), records)
