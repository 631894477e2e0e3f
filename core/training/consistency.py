"""One answer says one thing: the verdict's words beside what the next set and the next session ask.

A set may have had the right effort at a load too heavy for the range, or the wrong effort at one
that still goes up. The kind of the verdict stays, which is about the effort alone.
"""

from __future__ import annotations

from dataclasses import replace

from core.records import LoggedSet, NextSet, Reason, Target, Verdict
from core.training.progression.plates import mass

_EASY, _TOO_HARD = ("easy", "too_easy"), ("verdict.too_hard",)
_LIGHTER = ("next.into_range", "next.keep_left")
_SHORT = "verdict.hard.reps"
_BY_REPS = ("verdict.unrated.below", "verdict.unrated.above")


def agreed(
    verdict: Verdict, this: LoggedSet, next_set: NextSet | None, target: Target | None
) -> Verdict:
    """A verdict in words that what follows does not contradict."""
    reason = _reason(verdict, this, next_set, target)
    if reason is verdict.reason:
        return verdict
    short = verdict.reason.key == _SHORT
    return replace(verdict, reason=reason, kind="on_target" if short else verdict.kind)


def agreed_next(following: NextSet | None, last: LoggedSet) -> NextSet | None:
    """A next set whose reason and aim fit: stopping earlier is fewer repetitions than were done.

    A load that goes down to keep a reserve, with an aim under the range, is not said to stay in it.
    """
    if following is None or following.reps_low is None:
        return following
    key, aim = following.reason.key, following.reps_low
    if key == "next.into_range" and aim < int(str(following.reason.facts["low"])):
        left: dict[str, object] = {"low": following.rir_low, "high": following.rir_high}
        return replace(following, reason=Reason("next.keep_left", left, following.reason.rules))
    fewer = max(1, (last.reps or 0) - 1)
    if key == "next.stop_earlier" and aim > fewer and mass(following.load) == mass(last.load):
        return replace(following, reps_low=fewer, expected=None)  # its chance was of another aim
    return following


def _reason(
    verdict: Verdict, this: LoggedSet, next_set: NextSet | None, target: Target | None
) -> Reason:
    said, key = verdict.reason, verdict.reason.key
    span = _too_heavy_for(this, next_set, target)
    lighter = next_set is not None and next_set.reason.key in _LIGHTER
    hurt = target is not None and "R46" in target.reason.rules  # pain is no word about the effort
    later = span is not None or (target is not None and _goes_down(this, target))
    down = lighter or (later and not hurt)
    up = target is not None and target.kind == "up"
    facts = {**said.facts, "span": span}
    if key == "verdict.below_plan":  # it is of the plan's load, and of no effort
        return said
    if key == "verdict.on_target" and down:
        return Reason("verdict.heavy" if span else "verdict.effort_right", facts, said.rules)
    if verdict.kind in _EASY and span:
        return Reason("verdict.heavy_easy", facts, said.rules)
    if verdict.kind in _EASY and down:
        return Reason("verdict.easy_alone", facts, said.rules)
    if key in _TOO_HARD and up:
        return Reason("verdict.stop_earlier", facts, said.rules)
    if key == _SHORT and up:
        right = "verdict.effort_right" if lighter else "verdict.on_target"
        return Reason(right, said.facts, said.rules)
    if key == _SHORT and next_set is not None and mass(next_set.load) >= mass(this.load):
        return Reason("verdict.building", said.facts, said.rules)
    if key == "verdict.unrated.within" and lighter:
        return Reason("verdict.unrated", said.facts, said.rules)
    if key in _BY_REPS and (up if key.endswith("below") else down):
        return Reason("verdict.unrated", said.facts, said.rules)
    return said


def _goes_down(this: LoggedSet, target: Target) -> bool:
    """Whether the next session is lighter than a set; a back-off is lighter than any top set."""
    return target.kind == "down" and mass(target.load) < mass(this.load)


def _too_heavy_for(this: LoggedSet, next_set: NextSet | None, target: Target | None) -> str | None:
    """The range a set's load is too heavy for, as what follows says: "6-10"; None where it is not.

    Today's next set counts before the next session: who stays at the load today is not told so.
    """
    if next_set is not None:
        if next_set.reason.key not in _LIGHTER or mass(next_set.load) >= mass(this.load):
            return None
        return _span(next_set.reason)
    if target is None or not _goes_down(this, target):
        return None
    return _span(target.reason) if target.reason.key == "target.down.under" else None


def _span(reason: Reason) -> str | None:
    low, high = reason.facts.get("low"), reason.facts.get("high")
    if reason.key == "next.keep_left" or low is None or low == high:  # fives were made, or not
        return None
    return f"{low}-{high}"
