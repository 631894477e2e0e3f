"""Which load next session, and how many repetitions to aim for in each set.

One decision over what the lifter is able to: of the loads they can load, the one at which the
planned sets sit best in the repetition range with the reserve wanted. It stays until another is
clearly better, moves at most a tenth up a session, and is bound by what counts more than the best
fit: never up below the range, never down above it, up after the top was reached often enough, down
where the first set would fall short.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from core.records import Load
from core.training.effort.reserve import asked, band, reserve
from core.training.exercise_sessions import ExerciseSession, is_paired
from core.training.progression.aims import (
    MOST_SETS,
    Choice,
    ceiling_of,
    is_built,
    most_shown,
    sets_of,
)
from core.training.progression.plates import next_loadable_down, next_loadable_up, same_load
from core.training.progression.reasons import why_down, why_hold, why_up
from core.training.progression.steps import (
    CLEARLY_MORE,
    MOST_UP,
    UNDER,
    Question,
    is_far_over,
    is_step,
    loads_down,
    loads_up,
    most_up,
    share,
    slack_below,
)

STAYS = 1.4  # repetitions squared by which another load must fit better
BACK_AGAIN, BACK_WITHIN = 8.0, 12  # the same to undo the last change; sessions it is in mind
LIGHTER_BY = 0.5  # repetitions: a load that leaves a little too much is the better mistake
SAFE_BOTTOM = 0.90  # chance of the range's bottom with nothing left, where failing is not safe
SAFE_TO_RISE = 0.95  # the same at a higher load, so that it is not taken back at once
SEARCHED = 4  # sessions in which the load is still searched
FAILS_OVER, FAILS_RARE = 14, 0.08  # sessions; share of their sets that may fail without notice
MARGIN_PER_FAIL, MOST_MARGIN = 5.0, 2.0  # repetitions for each share more, and at most
FAR_OVER = 2  # repetitions over the top that need no second session
FELL_BY = 2  # repetitions by which two sessions in a row must fall
STEPS_WITHOUT_CALL = 3


def choose(q: Question) -> Choice:
    """Choose the load of the next session for sets within a range."""
    present, scheme = q.seen.load, q.seen.scheme
    above = loads_up(q)
    costs = _costs(q, above, scheme.middle + q.seen.left + LIGHTER_BY + _margin(q))
    cost, _, best = min(costs)
    gained = costs[0][0] - cost
    if gained < (BACK_AGAIN if _undoes(q, best) else STAYS):
        best = present
    if best.milli < present.milli and _is_inside(q):
        best = present
    if best.milli > present.milli and share(q, best) > MOST_UP and not _takes_long_step(q, best):
        best = present
    best = _safe_rise(q, best, above)
    up = next_loadable_up(present, q.seen.lifter)
    if best.milli <= present.milli and up is not None and is_step(present, up):
        earned = _earned(q) and (share(q, up) <= MOST_UP or _takes_long_step(q, up))
        best = up if (earned or _has_room(q, up)) and not _margin(q) else best
    lower = _must_go_down(q)
    if lower is not None and lower.milli < best.milli:
        best = lower
    best = _held_back(q, best)
    kind = (best.milli > present.milli) - (best.milli < present.milli)
    planned = q.ability.plan(best, sets_of(q, best, up), q.seen.left, scheme.high)
    ceiling = ceiling_of(q, best, planned, up)
    reason = (why_down, why_hold, why_up)[kind + 1](q)
    return Choice(best, reason, planned, ceiling)


def _safe_rise(q: Question, best: Load, above: Sequence[Load]) -> Load:
    """The heaviest load up to the best one that will not have to be taken back at once."""
    new = q.ability.sessions <= 2  # and the one to come: a first session tells too little
    if q.seen.lifter.exercise.safe_to_fail or new or best.milli <= q.seen.load.milli:
        return best
    least = SAFE_BOTTOM if q.ability.sessions <= SEARCHED or _earned(q) else SAFE_TO_RISE
    for load in reversed(above):
        if load.milli > best.milli:
            continue
        planned = q.ability.plan(load, q.seen.sets, q.seen.left, q.seen.scheme.high)
        if planned[-1].chance(q.seen.scheme.low) >= least:
            return load
    return best if _earned(q) else q.seen.load


def _undoes(q: Question, load: Load) -> bool:
    """Whether a load goes back on the last change that is still in mind: day form, mostly."""
    loads = [each.hardest for each in q.seen.line[-BACK_WITHIN:]]
    for earlier, later in reversed([*itertools.pairwise(loads)]):
        if not same_load(earlier, later):
            up = later > earlier
            return load.milli < q.seen.load.milli if up else load.milli > q.seen.load.milli
    return False


def _takes_long_step(q: Question, load: Load) -> bool:
    """Whether a step over a tenth is taken: earned in all planned sets, and paid by the range.

    Clearly more left than wanted at the top is enough once. What the range cannot pay for is built
    to 20 repetitions in four sets.
    """
    top, most = q.seen.scheme.high, asked(band(q.seen.lifter), q.seen.lifter)[1]
    if is_built(q) and len(q.seen.last.reps) >= MOST_SETS:
        return True
    planned = q.ability.plan(load, q.seen.sets, q.seen.left, top)
    first = planned[0].reps - q.seen.left
    if min(first, most_shown(q, load, 0, top)) < q.seen.scheme.low - UNDER:
        return False
    low, tops = q.seen.scheme.low, q.seen.last.tops
    clearly = all(
        (each.reps or 0) >= low and (reserve(each) or 0.0) >= most + CLEARLY_MORE for each in tops
    )
    if clearly and planned[-1].reps - q.seen.left >= low:
        return True
    return _earned(q) or all(is_far_over(each, top, most) for each in tops)


def _is_inside(q: Question) -> bool:
    """Whether the last session was in the range and the band, or the next is expected to be.

    Inside both there is nothing to gain from less load (holding is no standstill).
    """
    if _margin(q):
        return False
    if _kept_range(q):
        return True
    planned = q.ability.plan(q.seen.load, q.seen.sets, q.seen.left, q.seen.scheme.high)
    lighter = next_loadable_down(q.seen.load, q.seen.lifter)
    slack = slack_below(q.ability.able(lighter, 0.0).reps - planned[0].reps)
    decides = planned[0] if share(q, lighter) < -MOST_UP else planned[-1]  # long steps: build here
    return decides.reps - q.seen.left >= q.seen.scheme.low - slack


def _kept_range(q: Question) -> bool:
    """Whether every set of the last session made the range's bottom and left what was wanted.

    What a lighter set at the end left, the load itself need not have.
    """
    ends, least = (q.seen.last.last, q.seen.last.last_of_load), band(q.seen.lifter)[0]
    kept = all(left is None or left >= least for left in map(reserve, ends))
    return kept and not ends[0].failed and min(q.seen.last.reps) >= q.seen.scheme.low


def _costs(q: Question, above: Sequence[Load], wanted: float) -> list[tuple[float, int, Load]]:
    """Mean squared distance of the planned sets from `wanted` to failure, in repetitions, by load.

    Today's load comes first. Where all of a load's sets lie over `wanted`, lighter loads lie
    further off, and where all lie under it heavier ones: they are left out.
    """
    found: list[tuple[float, int, Load]] = []

    def weighed(load: Load) -> list[float]:
        planned = q.ability.plan(load, q.seen.sets, q.seen.left, q.seen.scheme.high)
        off = [each.reps - wanted for each in planned]
        found.append((sum([each**2 for each in off]) / len(off), load.milli, load))
        return off

    today = weighed(q.seen.load)
    if min(today) < 0:
        for load in loads_down(q):
            if min(weighed(load)) >= 0:
                break
    if max(today) > 0:
        for load in above:
            if max(weighed(load)) <= 0:
                break
    return found


def _margin(q: Question) -> float:
    """Repetitions more to leave where sets keep ending at failure that is not safe.

    Asking for more reserve does not help who does not feel it coming; at a lighter load the top of
    the range ends the set first. It grows and fades with the share of sets that failed.
    """
    if q.seen.lifter.exercise.safe_to_fail:
        return 0.0
    tops = (this for each in q.seen.line[-FAILS_OVER:] for this in each.tops)
    sets = [each for each in tops if not each.superset]  # there the other lift ends a set early
    failed = sum(this.failed for this in sets)
    if failed < 2:
        return 0.0
    return min(MOST_MARGIN, max(0.0, MARGIN_PER_FAIL * (failed / len(sets) - FAILS_RARE)))


def _earned(q: Question) -> bool:
    """Whether every set reached the top twice running, or lay clearly over it once."""
    top, line = q.seen.scheme.high, q.seen.line

    def reached(each: ExerciseSession, more: int = 0) -> bool:
        enough = len(each.reps) >= min(3, q.seen.sets)
        return (
            enough
            and each.hardest >= q.seen.last.hardest
            and all(n >= top + more for n in each.reps)
        )

    if reached(line[-1], FAR_OVER):
        return True
    return len(line) > 1 and reached(line[-1]) and reached(line[-2])


def _has_room(q: Question, up: Load) -> bool:
    """Whether the last session left more than wanted in the range, and a step up stays in it.

    Every call of its sets counts, so that one odd call moves nothing; a long step is built up to.
    """
    lefts = [left for left in map(reserve, q.seen.last.tops) if left is not None]
    most = asked(band(q.seen.lifter), q.seen.lifter)[1]
    if not lefts or min(lefts) <= most or min(q.seen.last.reps) < q.seen.scheme.low:
        return False
    if share(q, up) > most_up(q) or (_undoes(q, up) and min(lefts) < most + CLEARLY_MORE):
        return False
    planned = q.ability.plan(up, q.seen.sets, q.seen.left, q.seen.scheme.high)
    return planned[-1].reps - q.seen.left >= q.seen.scheme.low - UNDER


def _must_go_down(q: Question) -> Load | None:
    """The lighter load that has to be taken; None where the present one may stay."""
    planned = q.ability.plan(q.seen.load, q.seen.sets, q.seen.left, q.seen.scheme.high)
    low = q.seen.scheme.low
    lighter = next_loadable_down(q.seen.load, q.seen.lifter)
    slack = slack_below(q.ability.able(lighter, 0.0).reps - planned[0].reps)
    short = planned[0].reps - q.seen.left < low - slack
    unsafe = (
        not _kept_range(q)
        and not q.seen.lifter.exercise.safe_to_fail
        and planned[-1].chance(low) < (SAFE_BOTTOM)
    )
    if not (short or (unsafe and q.ability.sessions > 1) or _falling(q) or _was_too_much(q)):
        return None
    lightest: Load | None = None  # of those that are not too light for the range
    for load in loads_down(q):
        sets = q.ability.plan(load, q.seen.sets, q.seen.left, q.seen.scheme.high)
        if sets[0].reps - q.seen.left > q.seen.scheme.high + 1:
            return lightest  # without one the next lighter lies above the range: build here
        enough = sets[0].reps - q.seen.left >= low - UNDER
        safe = q.seen.lifter.exercise.safe_to_fail or sets[-1].chance(low) >= SAFE_BOTTOM
        if enough and (safe or not unsafe):
            return load
        lightest = load if enough else lightest
    return lightest


def _was_too_much(q: Question) -> bool:
    """Whether the last set ended two short of the band, and the last planned one would fall short.

    Where failing is not safe: what was told to be too hard is not asked for again.
    """
    last, least = q.seen.last.last, band(q.seen.lifter)[0]
    left = reserve(last)
    hard = last.failed or (left is not None and left <= least - 2)
    planned = q.ability.plan(q.seen.load, q.seen.sets, q.seen.left, q.seen.scheme.high)
    short = planned[-1].reps - q.seen.left < q.seen.scheme.low - UNDER
    return hard and short and not q.seen.lifter.exercise.safe_to_fail


def _falling(q: Question) -> bool:
    """Whether two sessions in a row fell by two repetitions or more at the same load and effort."""
    if len(q.seen.line) < 3:
        return False
    three = q.seen.line[-3:]
    if not all(same_load(each.hardest, three[-1].hardest) for each in three):
        return False
    if any(is_paired(each) for each in three):
        return False
    lefts = {reserve(each.last) for each in three}
    if None in lefts or len(lefts) > 1:
        return False
    totals = [sum(each.reps) / len(each.reps) for each in three]
    fell = totals[0] - totals[1] >= FELL_BY and totals[1] - totals[2] >= FELL_BY
    return fell and min(three[-1].reps) < q.seen.scheme.high


def _held_back(q: Question, best: Load) -> Load:
    """Never up while the first set was under the range, never down while the last was over it.

    Nor down where more was left than wanted, unless the range's bottom is out of reach.
    """
    first, last = q.seen.last.tops[0].reps or 0, q.seen.last.last.reps or 0
    if best.milli > q.seen.load.milli and first < q.seen.scheme.low:
        return q.seen.load
    if best.milli < q.seen.load.milli and last > q.seen.scheme.high:
        return q.seen.load
    left, most = reserve(q.seen.last.last), asked(band(q.seen.lifter), q.seen.lifter)[1]
    if best.milli < q.seen.load.milli and left is not None and left > most:
        planned = q.ability.plan(q.seen.load, q.seen.sets, q.seen.left, q.seen.scheme.high)
        low = q.seen.scheme.low
        safe = q.seen.lifter.exercise.safe_to_fail or planned[-1].chance(low) >= SAFE_BOTTOM
        kept = planned[0].reps - q.seen.left >= low - UNDER
        return q.seen.load if kept and (safe or q.ability.sessions <= 2) else best
    return best
