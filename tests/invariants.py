"""What must always hold of advice, whatever the log: each check gives the sentences it breaks.

The numbers are those of ten rules that advice keeps: 1 nothing out of reach; 2 more never leads to
less (in `tests/invariant_pairs.py`); 3 no wrong way; 4 up when earned; 5 no change of direction in
a session (pairs); 6 one band and load everywhere; 7 loads that can be loaded (in
`tests/invariant_loads.py`); 8 kilograms as
pounds, order and names of sets (pairs); 9 intervals; 10 down when the range is out of reach.

Pain, coming back, deloads and first sessions stand above 1-5 and 10 (`is_free`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.limits import SESSION_GAP
from core.records import Exposure, Lifter, Load, LoggedSet, NextSet, Target
from core.training.ability.forecast import ability_of, foretold
from core.training.ability.state import Ability, Able
from core.training.advice import advise
from core.training.effort.reserve import band, reserve
from core.training.exercise_sessions import ExerciseSession
from core.training.exercise_sessions import sessions as exercise_sessions
from core.training.missed_attempts import following as advise_next
from core.training.progression.decision import SAFE_BOTTOM
from core.training.progression.exercise_state import state_of_exercise
from core.training.progression.plates import (
    mass,
    next_loadable_down,
    next_loadable_up,
)
from core.training.progression.scheme import Scheme
from core.training.progression.steps import LOWEST, MOST_UP, slack_below
from core.training.target import next_target, planned_target

CAREFUL_KINDS, CAREFUL_RULES = ("return", "deload", "first"), {"R22", "R44", "R46"}
EVEN = 0.49  # a chance of one half, but for rounding
SAFE = SAFE_BOTTOM - 0.01
LONG_STEP = 0.10  # of the load: where a longer step is paid with repetitions, lifters build first
FAILS_OVER, KEEPS_FAILING = 14, 0.08  # sessions; share of their sets, two sets at least
FIXED_STEPS = 3  # steps of fixed sets without a word of effort


@dataclass(frozen=True)
class Case:
    """A log at a moment, what was advised, and what the advice was made from."""

    exposures: Sequence[Exposure]
    lifter: Lifter
    now: datetime
    past: Sequence[ExerciseSession]
    scheme: Scheme
    target: Target
    ability: Ability | None
    last: ExerciseSession  # the session that decides: light days are passed over
    light: bool  # the last session was such a day

    @property
    def left(self) -> float:
        """The middle of the band."""
        return sum(band(self.lifter)) / 2

    def plan(self, load: Load) -> tuple[Able, ...]:
        """What the planned sets hold at a load."""
        if self.ability is None:
            return ()
        return self.ability.plan(load, self.target.sets, self.left, self.scheme.high)

    @property
    def is_whole(self) -> bool:
        """Whether the last session is over and decides: no light day, no session under way."""
        return not self.light and self.now - self.exposures[-1].sets[-1].at >= SESSION_GAP

    @property
    def goes(self) -> int:
        """1 up, -1 down, 0 the same, against the heaviest set of the session that decides."""
        load = mass(self.target.load)
        return (load > self.last.hardest) - (load < self.last.hardest)


def case_of(exposures: Sequence[Exposure], lifter: Lifter, now: datetime) -> Case | None:
    """Ask for a target and gather what it came from; None without a working set."""
    past = exercise_sessions(exposures, lifter.exercise.measure)
    if not past:
        return None
    target = next_target(exposures, lifter, now)
    seen = state_of_exercise(past, lifter, now)
    return Case(
        exposures, lifter, now, past, seen.scheme, target, seen.ability, seen.last, seen.light
    )


def is_free(target: Target) -> bool:
    """Neither coming back, nor after pain, nor a deload: those stand above the rest."""
    return target.kind not in CAREFUL_KINDS and not CAREFUL_RULES & set(target.reason.rules)


def loaded(target: Target, lifter: Lifter) -> bool:
    """Whether a target speaks of a load that can be changed."""
    return lifter.exercise.measure == "load" and target.load.milli > 0 and bool(target.aims)


def broken(exposures: Sequence[Exposure], lifter: Lifter, now: datetime) -> list[str]:
    """All that a log breaks; nothing, where the advice is sound."""
    case = case_of(exposures, lifter, now)
    if case is None:
        return []
    found = [*same_words(case)]
    if loaded(case.target, lifter) and is_free(case.target):
        found += [*reach(case), *single(case), *ways(case), *earned(case), *fixed(case)]
        found += under(case)
    return found


# --- 1 --------------------------------------------------------------------------------------------


def reach(case: Case) -> Iterator[str]:
    """1: aim and the low end of the band together are as likely as not, each set for itself.

    The range's bottom with nothing left, in the last planned set of a lift that is not safe to
    fail, at least 90 %, unless the last session made the bottom in every set with the reserve
    wanted. Left out: fixed sets and top sets; a first session (one session tells too little to go
    back on); no lighter load, or one over the range; the last set over the range (3).
    """
    target, scheme, ability = case.target, case.scheme, case.ability
    if ability is None or scheme.kind != "range":
        return
    least = band(case.lifter)[0]
    planned = case.plan(target.load)
    for aim, able in zip(target.aims, planned, strict=False):
        if aim > 1 and able.chance(aim + least) < EVEN:
            yield f"1 reach: aim {aim} + {least} has a chance of {able.chance(aim + least):.2f}"
    if case.lifter.exercise.safe_to_fail or ability.sessions < 3 or kept_range(case):
        return
    chance = planned[-1].chance(scheme.low)
    if chance >= SAFE or (case.last.last.reps or 0) > scheme.high or not _lighter_fits(case):
        return
    yield (
        f"1 bottom: {scheme.low} of {scheme.low}-{scheme.high} at {target.load.text} has a chance "
        f"of {chance:.2f} after {_said(case.last)}, {target.kind} {target.reason.key}"
    )


def kept_range(case: Case) -> bool:
    """Whether every set of the last session made the bottom with the reserve wanted, or unrated."""
    left = reserve(case.last.last)
    enough = left is None or left >= band(case.lifter)[0]
    return enough and not case.last.last.failed and min(case.last.reps) >= case.scheme.low


def _lighter_fits(case: Case) -> bool:
    """Whether there is a lighter load, no further than half, that is not over the range."""
    load = case.target.load
    lighter = next_loadable_down(load, case.lifter)
    if lighter.milli >= load.milli or lighter.milli <= 0 or lighter.milli < LOWEST * load.milli:
        return False
    return case.plan(lighter)[0].reps - case.left <= case.scheme.high + 1


def single(case: Case) -> Iterator[str]:
    """1: a single with 2 or fewer left never leads to four or more at that load or over it."""
    last = case.last
    left = reserve(last.last)
    if max(last.reps) != 1 or left is None or left > 2 or not case.is_whole:
        return
    if mass(case.target.load) >= last.hardest and max(case.target.aims) > 3:
        yield f"1 single: {case.target.aims} at the load of a single with {left:g} left"


# --- 3, 4, 10 -------------------------------------------------------------------------------------


def ways(case: Case) -> Iterator[str]:
    """3: never up while the first set is under the bottom, never down while the last is over.

    Against the heaviest set of the last session. Left out: top sets, fixed sets (see `fixed`).
    """
    if case.scheme.kind != "range" or not case.is_whole:
        return
    first, final = case.last.tops[0].reps or 0, case.last.last.reps or 0
    low, high = case.scheme.low, case.scheme.high
    if case.goes > 0 and first < low:
        yield f"3 up: the first set had {first} of {low}-{high}"
    if case.goes < 0 and final > high:
        yield f"3 down: the last set had {final} of {low}-{high}"


def earned(case: Case) -> Iterator[str]:
    """4: three sets (or all that are planned) at the top twice, or over it by two once: up.

    Both sessions at one load; never down. Left out for up: a step over 10 % of the load or none at
    all, and sets that keep failing where that is not safe (over 8 % of them: safety goes first).
    """
    if case.scheme.kind != "range" or not case.is_whole or not _at_top(case):
        return
    what = f"{[_said(each) for each in case.past[-2:]]} in {case.scheme.low}-{case.scheme.high}"
    if case.goes < 0:
        yield f"4 down: after {what}"
    up = next_loadable_up(case.target.load, case.lifter)
    if up is None or keeps_failing(case) or case.goes > 0 or not _is_safe_at(up, case):
        return
    if mass(up) <= case.last.hardest * (1 + MOST_UP) and mass(up) > case.last.hardest:
        yield f"4 hold: {case.target.reason.key} after {what}"


def _is_safe_at(up: Load, case: Case) -> bool:
    """Whether the range's bottom is nearly sure a step up, where failing is not safe."""
    ability = ability_of(case.exposures, case.lifter, case.now)
    if ability is None or case.lifter.exercise.safe_to_fail:
        return True
    least, most = band(case.lifter)
    planned = ability.plan(up, case.target.sets, (least + most) / 2, case.scheme.high)
    return planned[-1].chance(case.scheme.low) >= SAFE_BOTTOM


def _at_top(case: Case) -> bool:
    """Whether the top was reached twice running at one load, or passed by two once."""
    sets, high = min(3, case.target.sets), case.scheme.high
    last = case.last
    if len(last.reps) >= sets and min(last.reps) >= high + 2:
        return True
    two = case.past[-2:]
    if len(two) < 2 or two[0].hardest != two[1].hardest:
        return False
    if (two[1].at - two[0].at).days >= 21:
        return False
    return all(len(each.reps) >= sets and min(each.reps) >= high for each in two)


def keeps_failing(case: Case) -> bool:
    """Whether two top sets or more of the last sessions failed, and not as an exception."""
    if case.lifter.exercise.safe_to_fail:
        return False
    sets = [this for each in case.past[-FAILS_OVER:] for this in each.tops]
    return sum(this.failed for this in sets) >= max(2, KEEPS_FAILING * len(sets))


def fixed(case: Case) -> Iterator[str]:
    """4, fixed sets: up only when every set made its count with 1 or more left, or unrated.

    After a session that did not, never up; after three steps up without a word of effort, asked.
    """
    if case.scheme.kind != "fixed" or not case.is_whole or case.goes <= 0:
        return
    left = reserve(case.last.last)
    if min(case.last.reps) < case.scheme.low or any(this.failed for this in case.last.tops):
        yield f"4 fixed: up after {_said(case.last)}, {case.scheme.low} wanted"
    elif left is not None and left < 1:
        yield f"4 fixed: up with {left:g} left"
    elif left is None and _silent_steps(case) >= FIXED_STEPS:
        yield "4 fixed: a fourth step without a word of effort"


def _silent_steps(case: Case) -> int:
    """Steps up in a row, each to more than the session before, without a call."""
    steps = 0
    for before, each in zip(reversed(case.past[:-1]), reversed(case.past), strict=False):
        called = any(reserve(this) is not None for this in each.tops)
        if called or each.hardest <= before.hardest or (each.at - before.at).days >= 21:
            break
        steps += 1
    return steps


def under(case: Case) -> Iterator[str]:
    """10: never the same or more where the first set, at the reserve wanted, is under the bottom.

    By more than half a repetition (where a lighter load gives back more than one: nearly half of
    that, long steps are built up to). Left out: fixed and top sets, the last set over the range
    (3), the last session inside range and band, unrated sets in the range (asked first), no lighter
    load or one over the range.
    """
    if case.scheme.kind != "range" or case.ability is None or not case.is_whole:
        return
    low, high = case.scheme.low, case.scheme.high
    first = case.plan(case.target.load)[0].reps
    lighter = next_loadable_down(case.target.load, case.lifter)
    slack = slack_below(case.plan(lighter)[0].reps - first) + 0.01
    if first - case.left >= low - slack or (case.last.last.reps or 0) > high:
        return
    if case.goes >= 0 and not kept_range(case) and _lighter_fits(case):
        yield (
            f"10 under: {first - case.left:.1f} of {low}-{high} expected at "
            f"{case.target.load.text} after {_said(case.last)}, {case.target.reason.key}"
        )


# --- 6 --------------------------------------------------------------------------------------------


def same_words(case: Case) -> Iterator[str]:
    """6: the same load, sets and band in the reply, `next`, ping and `why` for one log and moment.

    The reply to the last set against the functions that `next` and the ping ask; the session that
    follows, begun with a warm-up, against the target. Bands differ only by what is careful.
    """
    exposures, lifter, target = case.exposures, case.lifter, case.target
    last = exposures[-1].sets[-1]
    for now in (case.now, last.at + timedelta(minutes=1)):
        reply, asked = advise(last, exposures, lifter, now), next_target(exposures, lifter, now)
        if reply.target != asked:
            yield f"6 reply: {_short(reply.target)} against {_short(asked)}"
    planned = planned_target(exposures, lifter)
    if reply.planned != planned:
        yield f"6 planned: {_short(reply.planned)} against {_short(planned)}"
    if reply.next_set != advise_next(exposures, lifter, planned):
        yield "6 next set: the reply's is another than that of `next`"
    if foretold(target, exposures, lifter, case.now).load != target.load:
        yield "6 foretold: another load"
    if loaded(target, lifter):
        yield from _session(case, planned)


def _session(case: Case, planned: Target) -> Iterator[str]:
    """The next set asks for the target's band; a session begins at the target's load."""
    target, lifter = case.target, case.lifter
    following = half_way(case, planned)
    if following is not None and is_free(planned) and is_free(target):
        said, wanted = (following.rir_low, following.rir_high), (target.rir_low, target.rir_high)
        ramp = following.reason.key.startswith("next.warm_up")
        proved = any(this.failed for this in case.exposures[-1].sets)  # calls are known better now
        if (
            said != wanted
            and not (ramp or proved)
            and case.scheme.kind != "top"
            and not planned.back_offs
        ):
            yield f"6 band: next set {said}, next session {wanted}"
    at = case.now
    if at - case.exposures[-1].sets[-1].at < SESSION_GAP:
        return
    light = LoggedSet(
        lifter.exercise.id, Load(1, target.load.unit), 5, at, "", warmup=True, id="w", session_at=at
    )
    begun = advise_next([*case.exposures, Exposure(at, (light,))], lifter, target)
    said_load = begun.reason.facts.get("load", begun.load.text) if begun is not None else None
    if begun is not None and said_load != target.load.text:
        yield f"6 begun: {said_load} after the warm-up, target {target.load.text}"


def half_way(case: Case, planned: Target) -> NextSet | None:
    """The next set in the middle of the last session."""
    last = case.exposures[-1]
    half = Exposure(last.session_at, last.sets[: max(1, len(last.sets) // 2)])
    return advise_next([*case.exposures[:-1], half], case.lifter, planned)


def _short(target: Target) -> str:
    return f"{target.kind} {target.sets} x {target.aims} at {target.load.text}"


def _said(each: ExerciseSession) -> str:
    """A session in an example: repetitions of its top sets and the reserve of the last."""
    left = reserve(each.last)
    return ",".join(map(str, each.reps)) + (f"@{left:g}" if left is not None else "")
