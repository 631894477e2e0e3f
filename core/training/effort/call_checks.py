"""Whether the sets of a session contradict the calls made for them.

Who stops every set with four left loses hardly a repetition from set to set (R27). Where the same
call stands behind sets that lose three or more, or behind a load that was raised further than
anybody grows, the call is what is off. And calls that counted repetitions have shown to be too low
are told once, kindly (R12).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from core.records import Exercise, Exposure, LoggedSet, Reason
from core.training.ability.fatigue import USUAL_REST_S, loss_to_next, rest_between
from core.training.ability.state import Ability
from core.training.curve import SLOPE_PER_REP, capacity, reps_at
from core.training.effort.reserve import reserve
from core.training.progression.plates import mass, same_load

FEWEST_SETS = 3
MOST_REPS = 12  # longer sets lose more, and calls there are poor (R6, R7)
LEAST_OFF = 2  # repetitions by which a call must be off: one is the noise of calls (R7)
LEAST_LOST = 3  # repetitions, from the first set to the last
RAISED = 0.05  # of the load, since the call was last the same
GROWS_PER_WEEK, WEEKS = 0.01, 6  # of capacity: a newcomer's (R21); further back says little
TOO_LOW, SURELY = 1.75, 1.0  # repetitions of bias: the mean, and what one spread leaves of it
NEAR = 2.0  # called: a call near failure is what is worth mending
BY_CHANCE = 1.5  # repetitions that rounding and a day's form explain


def calls_told(sets: Sequence[LoggedSet]) -> Reason | None:
    """Say what a call that stands behind all sets of today looks like; None where it may be right.

    `sets` are the sets of one exercise and session, oldest first. They speak only where all have
    one load and one call, and lost 3 repetitions or more without a failed set. In a superset the
    other lift explains what was lost.
    """
    working = [each for each in sets if each.working and each.reps is not None]
    if len(working) < FEWEST_SETS or (working[0].reps or 0) > MOST_REPS:
        return None
    if any(each.superset for each in working):
        return None
    called = [None if each.failed else reserve(each) for each in working]
    call = called[0]
    if call is None or any(each != call for each in called):
        return None
    if not all(same_load(mass(each.load), mass(working[0].load)) for each in working):
        return None
    lost = (working[0].reps or 0) - (working[-1].reps or 0)
    if lost < LEAST_LOST:
        return None
    reserves = range(int(call) + 1)
    likely = [left for left in reserves if lost - lost_by(working, left) < BY_CHANCE]
    looks = max(likely, default=0)
    if call - looks < LEAST_OFF:
        return None
    facts = {"call": f"{call:g}", "looks": looks, "lost": lost}
    return Reason("verdict.calls_told", facts, ("R27", "R12"))


def calls_outgrown(exposures: Sequence[Exposure], exercise: Exercise) -> Reason | None:
    """Say what a call looks like that stayed the same while the load rose too far for it.

    The last exposure is today's. Its sets share one call of 3 or more with a lighter session of the
    last weeks, and have 3 repetitions less; what that session could do, grown as a newcomer grows,
    leaves 2 less than called at today's load (R13, R21). None where the call may be right.
    """
    if len(exposures) < 2 or exercise.measure != "load":
        return None
    today = _alike(exposures[-1].sets)
    if today is None or today[1] < LEAST_OFF + 1:
        return None
    sets, call = today
    found: list[tuple[int, int]] = []  # what the call looks like, repetitions lost
    for earlier in exposures[-2::-1]:
        days = (exposures[-1].session_at - earlier.session_at).days
        before = _alike(earlier.sets)
        if days > 7 * WEEKS:
            break
        if before is not None and before[1] == call:
            found += _outgrown_since(before[0][0], sets, call, days, exercise)
    if not found:
        return None
    looks, lost = min(found)
    facts = {"call": f"{call:g}", "looks": looks, "lost": lost}
    return Reason("verdict.calls_told", facts, ("R27", "R12"))


def _outgrown_since(
    old: LoggedSet, sets: Sequence[LoggedSet], call: float, days: int, exercise: Exercise
) -> list[tuple[int, int]]:
    """What today's call looks like against one set of so many days ago, where it is off."""
    new, reps = sets[0], old.reps or 0
    lost = reps - min(each.reps or 0 for each in sets)
    raised = new.load.kg > old.load.kg * (1 + RAISED) > 0
    if lost < LEAST_LOST or not raised or reps > MOST_REPS:
        return []
    able = capacity(old.load.kg, reps + call, exercise) * (1 + GROWS_PER_WEEK * days / 7)
    looks = max(0, round(reps_at(new.load.kg, able, exercise) - (new.reps or 0)))
    return [(looks, lost)] if call - looks >= LEAST_OFF else []


def _alike(sets: Sequence[LoggedSet]) -> tuple[list[LoggedSet], float] | None:
    """The working sets of a session where all have one load and one call, and that call."""
    working = [each for each in sets if each.working and each.reps is not None]
    if len(working) < LEAST_OFF or any(each.failed or each.superset for each in working):
        return None
    calls = {reserve(each) for each in working}
    call = calls.pop()
    if calls or call is None:
        return None
    one = all(same_load(mass(each.load), mass(working[0].load)) for each in working)
    return (working, call) if one else None


def calls_too_low(before: Ability | None, now: Ability | None, this: LoggedSet) -> Reason | None:
    """Say what a call near failure has meant, once counted repetitions have shown it (R12).

    `before` is the ability without today's session: said then already, it is no news.
    """
    call = reserve(this)
    if call is None or call > NEAR or this.failed or now is None or not is_too_low(now):
        return None
    if before is not None and is_too_low(before):
        return None
    facts: dict[str, object] = {"call": f"{call:g}", "looks": round(call + now.bias)}
    return Reason("verdict.calls_low", facts, ("R12", "R28"))


def is_too_low(ability: Ability) -> bool:
    """Tell whether calls have meant two more than said, beyond what chance explains."""
    return ability.bias >= TOO_LOW and ability.bias - ability.bias_spread >= SURELY


def lost_by(working: Sequence[LoggedSet], left: float) -> float:
    """Repetitions that sets lose from the first to the last, all stopped with `left` (R27, R17)."""
    first = (working[0].reps or 0) + left
    lost = 0.0
    for number, (before, after) in enumerate(itertools.pairwise(working), start=1):
        rest = rest_between(before, after) or USUAL_REST_S
        able = max(1.0, first - lost / SLOPE_PER_REP)
        lost += loss_to_next(able, left, rest, number)
    return lost / SLOPE_PER_REP
