"""What a set says, against the goal, the exercise and the set's place (R31, R33, R34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.records import (
    Exposure,
    Lifter,
    Load,
    LoggedSet,
    PrescribedSet,
    Reason,
    Target,
    Verdict,
    VerdictKind,
    in_unit,
)
from core.training.curve import estimated_max
from core.training.effort.reserve import (
    EASY_RETURN,
    Span,
    asked_of,
    band,
    reserve,
    said,
    still_right,
)
from core.training.exercise_sessions import measured, planned_sets, sessions
from core.training.prescribed import counted_for, judge_prescribed
from core.training.progression.careful_sessions import is_heavier
from core.training.progression.plates import mass, next_loadable_down, same_load
from core.training.progression.target_rules import asks_easy
from core.training.target import planned_target

REAL_CHANGE = 1.08  # an estimate says "stronger" from one set only beyond 8 % (R24)


@dataclass(frozen=True, slots=True)
class Bests:
    """The best working sets of this exercise from before the set in question."""

    heaviest: Load | None = None
    most_reps: int = 0  # at this load or more
    most_seconds: int = 0  # at this load or more
    strongest_kg: float | None = None  # the best `curve.estimated_max`


NO_BESTS = Bests()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a set stands among the planned ones, and what is wanted there."""

    planned: Target | None
    is_ramp: bool
    is_last: bool
    asked: Span  # the reserve that is asked for
    wanted: Span  # what is right: before the last set a repetition more
    own: PrescribedSet | None = None  # where the plan says each set


def judge(
    this: LoggedSet,
    exposures: Sequence[Exposure],
    lifter: Lifter,
    bests: Bests = NO_BESTS,
    planned: Target | None = None,
) -> Verdict:
    """Judge one set; the last exposure is its session up to it (R31, R33, R34).

    `planned` is the target that held for this session; it is worked out when not given.
    """
    if this.warmup:
        return Verdict("warmup", Reason("verdict.warmup"))
    if this.drop:
        return Verdict("unrated", Reason("verdict.drop"))
    if this.missed:
        return Verdict("too_hard", Reason("verdict.missed", {}, ("R4",)))
    place = _place(this, exposures, lifter, planned)
    if place.own is not None:
        found = judge_prescribed(this, place.own, _records(this, exposures, lifter, bests))
        if found is not None:
            return found
    if place.is_ramp and place.planned is not None:
        facts = {"load": place.planned.load.text, "unit": place.planned.load.unit}
        return Verdict("warmup", Reason("verdict.ramp", facts))
    records = _records(this, exposures, lifter, bests)
    left = reserve(this)
    if _is_over_agreed(this, place) and (not this.failed or lifter.exercise.safe_to_fail):
        return _over_agreed(this, left, lifter, place, records)
    if left is None:
        return Verdict("unrated", _by_reps(this, exposures, lifter, place), records)
    kind, reason = _by_effort(this, left, lifter, place)
    if kind == "on_target" and _too_heavy(this, left, place, lifter):
        target = place.planned
        low, high = (target.reps_low, target.reps_high) if target else (None, None)
        short: dict[str, object] = {"n": this.reps, "low": low, "high": high}
        return Verdict("hard", Reason("verdict.hard.reps", short, ("R37",)), records)
    return Verdict(kind, reason, records)


def _place(
    this: LoggedSet, exposures: Sequence[Exposure], lifter: Lifter, planned: Target | None
) -> _Place:
    """Find the set's place among the planned sets of its session.

    Pain that was told with the set or after it had agreed on nothing yet.
    """
    heard = _told_before(lifter, this)
    if heard != lifter:
        lifter, planned = heard, None
    if planned is None and len(exposures) > 1:
        planned = planned_target(exposures, lifter)
    if planned is not None and planned.kind == "first":
        planned = None
    measure = lifter.exercise.measure
    today = counted_for(exposures[-1].sets if exposures else (this,), planned, measure)
    sets = (
        planned.sets
        if planned is not None
        else planned_sets(sessions(exposures[:-1], measure), lifter)
    )
    is_last = len(today) >= sets
    own = band(lifter)
    right = still_right(lifter, is_last)
    span, right = asked_of(this, own, lifter), asked_of(this, right, lifter)
    if planned is not None and asks_easy(planned):
        span = right = (planned.rir_low, planned.rir_high)
    elif planned is None and len(exposures) == 1 and lifter.near_pains:
        span = right = EASY_RETURN  # a lift never done before, of a part that hurts elsewhere
    own_set = None
    if planned is not None and 0 < len(today) <= len(planned.prescribed):
        own_set = planned.prescribed[len(today) - 1]
    return _Place(planned, not today and measured(this, measure), is_last, span, right, own_set)


def _told_before(lifter: Lifter, this: LoggedSet) -> Lifter:
    """The lifter with the reports of pain that stood before a set."""
    own = tuple(each for each in lifter.pains if each.at < this.at)
    near = tuple(each for each in lifter.near_pains if each.at < this.at)
    if (own, near) == (lifter.pains, lifter.near_pains):
        return lifter
    return replace(lifter, pains=own, near_pains=near)


def _is_over_agreed(this: LoggedSet, place: _Place) -> bool:
    """Whether a set was heavier than an easy session asked for (R22, R46)."""
    target = place.planned
    return (
        target is not None and asks_easy(target) and is_heavier(mass(this.load), mass(target.load))
    )


def _over_agreed(
    this: LoggedSet, left: float | None, lifter: Lifter, place: _Place, records: tuple[Reason, ...]
) -> Verdict:
    """Say that a set was heavier than agreed; with the reserve wanted it was hard, not too hard."""
    load = place.planned.load if place.planned is not None else this.load
    low, high = place.wanted
    facts = {"load": _signed(load, lifter), "unit": load.unit, "low": low, "high": high}
    reason = Reason("verdict.agreed", facts, ("R22", "R46"))
    if left is None:
        return Verdict("unrated", replace(reason, key="verdict.agreed.unrated"), records)
    return Verdict("hard" if left >= low else "too_hard", reason, records)


def _by_effort(
    this: LoggedSet, left: float, lifter: Lifter, place: _Place
) -> tuple[VerdictKind, Reason]:
    """Judge a known reserve against what is wanted in this place."""
    low, high = place.wanted
    facts: dict[str, object] = {"left": said(this), "low": place.asked[0], "high": place.asked[1]}
    size = lifter.goal == "size" and low <= 1
    own = lifter.effort is not None
    if this.failed and not lifter.exercise.safe_to_fail and asks_easy(place.planned):
        return "too_hard", Reason("verdict.failure_unsafe", facts, ("R34", "R31"))
    if left <= 0 and size and (low > 0 or (this.failed and not own)):
        return _at_failure(this, lifter, place, facts)
    if left < low:
        kind: VerdictKind = "hard" if low - left <= 1 else "too_hard"
        return kind, Reason(f"verdict.{kind}", facts, _rules(lifter))
    over = left - high
    if this.rir_at_least and left >= high:
        over = max(over, 1.0 if high >= 4 else 2.0)
    if over <= 0:
        return "on_target", Reason("verdict.on_target", facts, _rules(lifter))
    kind = "too_easy" if over >= 2 else "easy"
    return kind, Reason(f"verdict.{kind}", facts, _rules(lifter))


def _at_failure(
    this: LoggedSet, lifter: Lifter, place: _Place, facts: dict[str, object]
) -> tuple[VerdictKind, Reason]:
    """Judge none left where size is the goal: the last set, where it is safe to fail (R34)."""
    safe, rules = lifter.exercise.safe_to_fail, ("R34", "R31")
    if safe and place.is_last:
        return "on_target", Reason("verdict.failure_allowed", facts, rules)
    if not safe and (this.failed or not place.is_last):
        return "too_hard", Reason("verdict.failure_unsafe", facts, rules)
    if not place.is_last:
        return "hard", Reason("verdict.failure_early", facts, rules)
    return "hard", Reason("verdict.hard", facts, rules)


def _rules(lifter: Lifter) -> tuple[str, ...]:
    return ("R33",) if lifter.goal == "strength" else ("R31",)


def _too_heavy(this: LoggedSet, left: float, place: _Place, lifter: Lifter) -> bool:
    """Tell whether even the reserve would not have reached the planned repetitions."""
    target = place.planned
    if target is None or target.reps_low is None or this.reps is None:
        return False
    lighter = next_loadable_down(this.load, lifter)
    if abs(mass(this.load) - mass(lighter)) * 20 > abs(mass(this.load)):
        return False  # a long step: the next set stays and builds up
    at_load = mass(this.load) * 20 >= mass(target.load) * 19
    return at_load and this.reps <= target.reps_low - 2 and this.reps + left < target.reps_low


def _by_reps(
    this: LoggedSet, exposures: Sequence[Exposure], lifter: Lifter, place: _Place
) -> Reason:
    """Say what repetitions alone tell: against the target, else against last time."""
    target = place.planned
    if this.seconds is not None and target is not None and target.seconds is not None:
        return _by_seconds(this.seconds, target.seconds)
    if this.reps is None or target is None or target.reps_low is None:
        return _amount(this)
    load, low, high = target.load, target.reps_low, target.reps_high or target.reps_low
    backs = target.back_offs
    if backs is not None and _is_lighter(this, load):  # held against its own load and count
        load, low, high = backs.load, backs.reps_low, backs.reps_high
    facts: dict[str, object] = {
        "n": this.reps, "low": low, "high": high, "load": load.text, "unit": load.unit,
    }  # fmt: skip
    if _is_lighter(this, load):
        return Reason("verdict.unrated.lighter", facts, ("R37",))
    if this.reps < low:
        return Reason("verdict.unrated.below", facts, ("R11",))
    if this.reps > high:
        return Reason("verdict.unrated.above", facts, ("R11",))
    if facts["low"] == facts["high"]:
        return Reason("verdict.unrated.fixed", facts, ("R11",))
    return Reason("verdict.unrated.within", facts, ("R11",))


def _is_lighter(this: LoggedSet, load: Load) -> bool:
    lighter = mass(this.load) < mass(load)
    return lighter and not same_load(mass(this.load), mass(load))


def _by_seconds(held: int, planned: int) -> Reason:
    """Hold the seconds against those planned."""
    place = "below" if held < planned else "above" if held > planned else "within"
    return Reason(f"verdict.unrated.time_{place}", {"planned": planned}, ("R4",))


def _amount(this: LoggedSet) -> Reason:
    """Name what was done where there is nothing to hold it against."""
    if this.seconds is not None:
        return Reason("verdict.unrated.time", {"seconds": this.seconds}, ("R4",))
    if this.distance_cm is not None:
        return Reason("verdict.unrated.distance", {"metres": this.distance_cm // 100}, ("R4",))
    return Reason("verdict.unrated", {"n": this.reps or 0}, ("R4",))


def _is_other(load: Load, best: Load) -> bool:
    """Tell whether two loads differ by more than turning one unit into the other explains."""
    return load.unit == best.unit or not same_load(mass(load), mass(best))


def _signed(load: Load, lifter: Lifter) -> str:
    """A load in a sentence: assistance without its sign, load added to the body with one."""
    text = load.text.lstrip("-")
    return f"+{text}" if lifter.exercise.measure == "bodyweight" and load.milli > 0 else text


def _records(
    this: LoggedSet, exposures: Sequence[Exposure], lifter: Lifter, bests: Bests
) -> tuple[Reason, ...]:
    """Name the records of a set: those that beat an earlier session's; none in an easy week."""
    if lifter.deload or len(exposures) < 2 or not measured(this, lifter.exercise.measure):
        return ()
    assisted = this.load.milli < 0
    facts = {"load": _signed(this.load, lifter), "unit": this.load.unit}
    best = bests.heaviest
    weight = mass(this.load)
    if best is not None and weight > mass(best) and _is_other(this.load, best):
        key = "record.assistance" if assisted else "record.heaviest"
        return (Reason(key, facts, ()),)
    if this.reps is not None and 0 < bests.most_reps < this.reps:
        loaded = "record.assisted_reps" if assisted else "record.reps"
        key = loaded if this.load.milli else "record.body_reps"
        return (Reason(key, {**facts, "n": this.reps, "before": bests.most_reps}),)
    if this.seconds is not None and 0 < bests.most_seconds < this.seconds:
        return (Reason("record.time", {"seconds": this.seconds, "before": bests.most_seconds}),)
    estimate, before = estimated_max(this, lifter.exercise), bests.strongest_kg
    if estimate is not None and before and estimate > before * REAL_CHANGE:
        most = in_unit(Load(round(estimate * 1000)), this.load.unit).milli // 1000
        return (Reason("record.strongest", {"max": most, "unit": this.load.unit}, ("R15", "R24")),)
    return ()
