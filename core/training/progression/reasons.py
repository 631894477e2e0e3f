"""The one fact that decided the load of the next session, in the words of the lifter's own sets."""

from __future__ import annotations

from collections.abc import Sequence

from core.records import Reason
from core.training.effort.reserve import band, reserve, said
from core.training.progression.aims import MOST_CEILING, is_built, most_shown, sets_of
from core.training.progression.plates import next_loadable_up
from core.training.progression.steps import MOST_UP, WIDEST_STEP, Question, share


def _done(q: Question) -> str:
    """The repetitions of the last session's sets, as the lifter knows them."""
    return ", ".join(str(n) for n in q.seen.last.reps[:5])


def why_up(q: Question) -> Reason:
    """Tell why the load goes up (R37)."""
    low, top, last = q.seen.scheme.low, q.seen.scheme.high, q.seen.last.last
    facts: dict[str, object] = {"done": _done(q), "left": said(last), "top": top, "low": low}
    left = reserve(last)
    if left is not None and left < band(q.seen.lifter)[0]:
        return Reason("target.up.earlier", facts, ("R37", "R31"))
    if min(q.seen.last.reps) > top:
        return Reason("target.up.over", facts, ("R37",))
    key = "target.up.room" if left else "target.up.reps"
    return Reason(key, facts, ("R37",))


def why_down(q: Question) -> Reason:
    """Tell why the load goes down (R39)."""
    load, ends = q.seen.load, (q.seen.last.last, q.seen.last.last_of_load)
    left = said(min(ends, key=lambda each: 99.0 if (n := reserve(each)) is None else n))
    facts: dict[str, object] = {"done": _done(q), "left": left}
    facts |= {"low": q.seen.scheme.low, "high": q.seen.scheme.high}
    facts |= {"load": load.text, "unit": load.unit}
    if q.seen.last.last.failed or reserve(q.seen.last.last) == 0:
        return Reason("target.down.failed", facts, ("R39", "R34"))
    if min(q.seen.last.reps) < q.seen.scheme.low:
        return Reason("target.down.under", facts, ("R39",))
    key = "target.down.less" if facts["left"] else "target.down.unknown"
    return Reason(key, facts, ("R39",))


def why_hold(q: Question) -> Reason:
    """Tell what takes the load up from here (R37)."""
    up = next_loadable_up(q.seen.load, q.seen.lifter)
    facts: dict[str, object] = {
        "top": q.seen.scheme.high,
        "sets": q.seen.sets,
        "unit": q.seen.load.unit,
    }
    facts["n"] = q.seen.sets
    if min(q.seen.last.reps) < q.seen.scheme.low:
        return Reason("target.hold.into", {**facts, "low": q.seen.scheme.low}, ("R37",))
    if up is None and is_built(q):
        return Reason("target.hold.variant", {**facts, "n": MOST_CEILING}, ("R37",))
    if up is None:
        return Reason("target.hold.no_heavier", facts, ("R37",))
    added = q.seen.lifter.exercise.measure == "bodyweight" and up.milli > 0
    facts["load"] = f"+{up.text}" if added else up.text
    if sets_of(q, q.seen.load, up) > max(q.seen.sets, len(q.seen.last.reps)):
        return Reason("target.hold.add_set", {**facts, "top": MOST_CEILING}, ("R37",))
    if share(q, up) > WIDEST_STEP and is_built(q):
        return Reason("target.hold.variant", {**facts, "n": MOST_CEILING}, ("R37",))
    top = q.seen.scheme.high
    unpaid = share(q, up) > MOST_UP and most_shown(q, up, 0, top) < q.seen.scheme.low
    if share(q, up) > WIDEST_STEP or (unpaid and min(q.seen.last.reps) >= top):
        return Reason("target.hold.no_step", {**facts, "top": MOST_CEILING}, ("R37",))
    if q.seen.lifter.cutting:
        return Reason("target.hold.cut", facts, ("R37",))
    return Reason("target.hold.then", facts, ("R37",))


def agreeing(reason: Reason, aims: Sequence[int]) -> Reason:
    """The condition of a step up beside the aims: none that is less than what they ask for."""
    if reason.key != "target.hold.then" or not aims:
        return reason
    top = int(str(reason.facts["top"]))
    if min(aims) > top:
        return Reason("target.hold.then_next", reason.facts, reason.rules)
    if max(aims) > top:
        return Reason("target.hold.then_least", reason.facts, reason.rules)
    return reason
