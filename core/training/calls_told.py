"""Whether the sets of a session contradict the calls made for them.

Who stops every set with four left loses hardly a repetition from set to set (R27). Where the same
call stands behind sets that lose three or more, the call is what is off.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from core.records import LoggedSet, Reason
from core.training.curve import SLOPE_PER_REP
from core.training.effort import reserve
from core.training.fatigue import loss_to_next, rest_between
from core.training.plates import mass, same_load

FEWEST_SETS = 3
MOST_REPS = 12  # longer sets lose more, and calls there are poor (R6, R7)
LEAST_OFF = 2  # repetitions by which a call must be off: one is the noise of calls (R7)
LEAST_LOST = 3  # repetitions, from the first set to the last
BY_CHANCE = 1.5  # repetitions that rounding and a day's form explain
USUAL_REST_S = 150


def calls_told(sets: Sequence[LoggedSet]) -> Reason | None:
    """Say what a call that stands behind all sets of today looks like; None where it may be right.

    `sets` are the sets of one exercise and session, oldest first. They speak only where all have
    one load and one call, and lost 3 repetitions or more without a failed set.
    """
    working = [each for each in sets if each.working and each.reps is not None]
    if len(working) < FEWEST_SETS or (working[0].reps or 0) > MOST_REPS:
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


def lost_by(working: Sequence[LoggedSet], left: float) -> float:
    """Repetitions that sets lose from the first to the last, all stopped with `left` (R27, R17)."""
    first = (working[0].reps or 0) + left
    lost = 0.0
    for number, (before, after) in enumerate(itertools.pairwise(working), start=1):
        rest = rest_between(before, after) or USUAL_REST_S
        able = max(1.0, first - lost / SLOPE_PER_REP)
        lost += loss_to_next(able, left, rest, number)
    return lost / SLOPE_PER_REP
