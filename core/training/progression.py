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
from dataclasses import dataclass
from datetime import timedelta
from math import ceil, floor

from core.records import Lifter, Load, Reason
from core.training.ability import Ability, Able
from core.training.effort import band, reserve, said
from core.training.exposures import Bout
from core.training.plates import next_loadable_down, next_loadable_up, same_load
from core.training.scheme import Scheme

MOST_UP, WIDEST_STEP = 0.10, 0.25  # of the load, a session; of one step where it is more
AFTER_PAIN_UP, AFTER_PAIN_DAYS = 0.05, 42
LOWEST = 0.5  # of the load: further down in one session than any log calls for
STAYS = 1.4  # repetitions squared by which another load must fit better
BACK_AGAIN, BACK_WITHIN = 5.0, 12  # the same to undo the last change; sessions it is in mind
LIGHTER_BY = 0.25  # of a repetition: a load that leaves a little too much is the better mistake
SAFE_BOTTOM = 0.90  # chance of the range's bottom with nothing left, where failing is not safe
SAFE_TO_STAY = 0.90  # the same before a load that was only just raised is taken back
FAILS_OVER, FAILS_RARE = 14, 0.08  # sessions; share of their sets that may fail without notice
MARGIN_PER_FAIL, MOST_MARGIN = 5.0, 2.0  # repetitions for each share more, and at most
FAR_OVER = 2  # repetitions over the top that need no second session
FELL_BY = 2  # repetitions by which two sessions in a row must fall
MOST_CEILING = 20  # repetitions to build to where the next load is too far
UNDER, LONG_STEP = 0.5, 0.45  # repetitions under the range; share of what a lighter load gives back
CANDIDATES, LEAST_STEP = 50, 100  # loads looked at; down by a hundredth at least (R37)
STEPS_WITHOUT_CALL = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A load, what its sets hold, and why it was chosen."""

    load: Load
    reason: Reason
    sets: tuple[Able, ...]
    ceiling: int  # the repetitions to stop at whatever is left


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be decided: the lifter's state and what the last sessions were."""

    lifter: Lifter
    ability: Ability
    scheme: Scheme
    line: Sequence[Bout]  # the sessions that count, oldest first; the last one decides
    present: Load  # the load of the last one, in the unit used last
    sets: int

    @property
    def left(self) -> float:
        """The middle of the reserve wanted."""
        low, high = band(self.lifter)
        return (low + high) / 2

    @property
    def last(self) -> Bout:
        """The session that decides."""
        return self.line[-1]


def choose(q: Question) -> Choice:
    """Choose the load of the next session for sets within a range."""
    present, scheme = q.present, q.scheme
    ladder = _ladder(q)
    costs = {load.milli: _cost(q, load) for load in ladder}
    best = min(ladder, key=lambda load: (costs[load.milli], load.milli))
    gained = costs.get(present.milli, 1e9) - costs[best.milli]
    if gained < (BACK_AGAIN if _undoes(q, best) else STAYS):
        best = present
    if best.milli < present.milli and _is_inside(q):
        best = present
    if best.milli > present.milli and _share(q, best) > MOST_UP and not _is_full(q):
        best = present
    up = next_loadable_up(present, q.lifter)
    if best.milli <= present.milli and up is not None and _is_step(present, up):
        best = up if _earned(q) and not _margin(q) else best
    lower = _must_go_down(q, ladder)
    if lower is not None and lower.milli < best.milli:
        best = lower
    best = _held_back(q, best)
    kind = (best.milli > present.milli) - (best.milli < present.milli)
    planned = q.ability.plan(best, q.sets, q.left, scheme.high)
    ceiling = _ceiling(q, best, planned, up)
    reason = (_why_down, _why_hold, _why_up)[kind + 1](q, best)
    return Choice(best, reason, planned, ceiling)


def _undoes(q: Question, load: Load) -> bool:
    """Whether a load goes back on the last change that is still in mind: day form, mostly."""
    loads = [each.hardest for each in q.line[-BACK_WITHIN:]]
    for earlier, later in reversed([*itertools.pairwise(loads)]):
        if not same_load(earlier, later):
            up = later > earlier
            return load.milli < q.present.milli if up else load.milli > q.present.milli
    return False


def _is_full(q: Question) -> bool:
    """Whether every set of the last session reached the top, or had as much and more left.

    A long step is taken from there.
    """
    top, most = q.scheme.high, band(q.lifter)[1]
    return all(
        (this.reps or 0) >= top
        or (this.rir_at_least and (this.reps or 0) + (reserve(this) or 0) >= top + most)
        for this in q.last.tops
    )


def _is_inside(q: Question) -> bool:
    """Whether the last session was in the range and the band, or the next is expected to be.

    Inside both there is nothing to gain from less load (holding is no standstill).
    """
    if _margin(q):
        return False
    if _kept_range(q):
        return True
    planned = q.ability.plan(q.present, q.sets, q.left, q.scheme.high)
    lighter = next_loadable_down(q.present, q.lifter)
    slack = slack_below(q.ability.able(lighter, 0.0).reps - planned[0].reps)
    return planned[-1].reps - q.left >= q.scheme.low - slack


def _kept_range(q: Question) -> bool:
    """Whether every set of the last session made the range's bottom and left what was wanted."""
    left = reserve(q.last.last)
    kept = left is None or left >= band(q.lifter)[0]
    return kept and not q.last.last.failed and min(q.last.reps) >= q.scheme.low


def _ladder(q: Question) -> list[Load]:
    """Loads that can be loaded, from the lowest worth a thought to a tenth more; with today's."""
    found, load, least = [q.present], q.present, abs(q.present.milli) // LEAST_STEP
    for _ in range(CANDIDATES):
        lower = next_loadable_down(load, q.lifter, least)
        if lower.milli >= load.milli or lower.milli <= 0 < q.present.milli:
            break
        if q.ability.moved_kg(lower) < LOWEST * q.ability.moved_kg(q.present):
            break
        load = lower
        found.append(load)
    load = q.present
    for _ in range(CANDIDATES):
        upper = next_loadable_up(load, q.lifter)
        if upper is None or upper.milli <= load.milli:
            break
        if _share(q, upper) > most_up(q) and not (load == q.present and _is_step(load, upper, q)):
            break
        load = upper
        found.append(load)
    return found


def most_up(q: Question) -> float:
    """The most a load may rise in a session: half as much while coming back from pain (R46)."""
    recent = any(pain.at >= q.last.at - timedelta(days=AFTER_PAIN_DAYS) for pain in q.lifter.pains)
    return AFTER_PAIN_UP if recent else MOST_UP


def _share(q: Question, load: Load) -> float:
    """How much more is moved than at the present load."""
    return q.ability.moved_kg(load) / q.ability.moved_kg(q.present) - 1


def _is_step(load: Load, up: Load, q: Question | None = None) -> bool:
    """Whether one step is small enough to be taken at all."""
    if q is not None:
        return _share(q, up) <= WIDEST_STEP
    return load.milli <= 0 or (up.milli - load.milli) / load.milli <= WIDEST_STEP


def _cost(q: Question, load: Load) -> float:
    """Mean squared distance of the planned sets from the middle of the range, in repetitions."""
    wanted = q.scheme.middle + q.left + LIGHTER_BY + _margin(q)
    planned = q.ability.plan(load, q.sets, q.left, q.scheme.high)
    return sum((each.reps - wanted) ** 2 for each in planned) / len(planned)


def _margin(q: Question) -> float:
    """Repetitions more to leave where sets keep ending at failure that is not safe.

    Asking for more reserve does not help who does not feel it coming; at a lighter load the top of
    the range ends the set first. It grows and fades with the share of sets that failed.
    """
    if q.lifter.exercise.safe_to_fail:
        return 0.0
    sets = [this for each in q.line[-FAILS_OVER:] for this in each.tops]
    failed = sum(this.failed for this in sets)
    if failed < 2:
        return 0.0
    return min(MOST_MARGIN, max(0.0, MARGIN_PER_FAIL * (failed / len(sets) - FAILS_RARE)))


def _earned(q: Question) -> bool:
    """Whether every set reached the top twice running, or lay clearly over it once."""
    top, line = q.scheme.high, q.line

    def reached(each: Bout, more: int = 0) -> bool:
        enough = len(each.reps) >= min(3, q.sets)
        return enough and each.hardest >= q.last.hardest and all(n >= top + more for n in each.reps)

    if reached(line[-1], FAR_OVER):
        return True
    return len(line) > 1 and reached(line[-1]) and reached(line[-2])


def _must_go_down(q: Question, ladder: Sequence[Load]) -> Load | None:
    """The lighter load that has to be taken; None where the present one may stay."""
    planned = q.ability.plan(q.present, q.sets, q.left, q.scheme.high)
    low = q.scheme.low
    lighter = next_loadable_down(q.present, q.lifter)
    slack = slack_below(q.ability.able(lighter, 0.0).reps - planned[0].reps)
    short = planned[0].reps - q.left < low - slack
    unsafe = (
        not _kept_range(q)
        and not q.lifter.exercise.safe_to_fail
        and planned[-1].chance(low) < (SAFE_TO_STAY if _undoes(q, lighter) else SAFE_BOTTOM)
    )
    if not (short or (unsafe and q.ability.sessions > 1) or _falling(q)):
        return None
    for load in sorted(ladder, key=lambda each: -each.milli):
        if load.milli >= q.present.milli:
            continue
        sets = q.ability.plan(load, q.sets, q.left, q.scheme.high)
        if sets[0].reps - q.left > q.scheme.high + 1:
            return None  # the next lighter one lies above the range: build here instead
        enough = sets[0].reps - q.left >= low - UNDER
        safe = q.lifter.exercise.safe_to_fail or sets[-1].chance(low) >= SAFE_BOTTOM
        if enough and (safe or not unsafe):
            return load
    return None


def slack_below(step_reps: float) -> float:
    """Repetitions under the range to bear before a lighter load is taken.

    Half a repetition, or nearly half of what the lighter load would give back: where the step is
    long, building up to the range beats going back and forth.
    """
    return max(UNDER, LONG_STEP * step_reps)


def _falling(q: Question) -> bool:
    """Whether two sessions in a row fell by two repetitions or more at the same load and effort."""
    if len(q.line) < 3:
        return False
    three = q.line[-3:]
    if not all(same_load(each.hardest, three[-1].hardest) for each in three):
        return False
    lefts = [reserve(each.last) for each in three]
    if any(left is None for left in lefts) or max(lefts) != min(lefts):  # type: ignore[type-var]
        return False
    totals = [sum(each.reps) / len(each.reps) for each in three]
    fell = totals[0] - totals[1] >= FELL_BY and totals[1] - totals[2] >= FELL_BY
    return fell and min(three[-1].reps) < q.scheme.high


def _held_back(q: Question, best: Load) -> Load:
    """Never up while the first set was under the range, never down while the last was over it."""
    first, last = q.last.tops[0].reps or 0, q.last.last.reps or 0
    if best.milli > q.present.milli and first < q.scheme.low:
        return q.present
    if best.milli < q.present.milli and last > q.scheme.high:
        return q.present
    return best


def _ceiling(q: Question, load: Load, planned: Sequence[Able], up: Load | None) -> int:
    """The range's top; further where the load cannot go up although the sets lie beyond it."""
    top = q.scheme.high
    least = min(each.reps for each in planned) - q.left
    if least <= top or load.milli > q.present.milli:
        return top
    if up is not None and _is_step(q.present, up, q) and _share(q, up) <= MOST_UP:
        return top
    return max(top, min(MOST_CEILING, floor(least) + 1))


def aims_of(choice: Choice, q: Question, *, more: bool) -> tuple[int, ...]:
    """Repetitions to aim at, one for each set: those expected at the middle of the band.

    `more`: one more, where the last set ended at the band's upper end or its effort is not known;
    never beyond what is as likely as not with the least reserve wanted.
    """
    least, _ = band(q.lifter)
    found: list[int] = []
    for place, able in enumerate(choice.sets):
        aim = floor(able.reps - q.left + 0.5) + more
        aim = min(
            aim, floor(able.reps + 0.5) - least, choice.ceiling, _most_shown(q, choice, place)
        )
        found.append(max(1, min([aim, *found[-1:]])))
    return tuple(found)


def _most_shown(q: Question, choice: Choice, place: int) -> int:
    """The most to aim at in a set of the same load: what it had last time, and its room.

    A repetition more where nobody said how many were left, else what was left beyond the least.
    """
    if choice.load.milli != q.present.milli or place >= len(q.last.tops):
        return choice.ceiling
    this = q.last.tops[place]
    left = reserve(this)
    room = 1 if left is None else max(1, ceil(left - band(q.lifter)[0]))
    return max(1, (this.reps or 0) + room)


def wants_more(last: Bout, lifter: Lifter) -> bool:
    """Whether the last set left room: it ended at the band's upper end, or nobody said."""
    left = reserve(last.last)
    return left is None or (not last.last.failed and left >= band(lifter)[1])


# --- reasons --------------------------------------------------------------------------------------


def _done(q: Question) -> str:
    """The repetitions of the last session's sets, as the lifter knows them."""
    return ", ".join(str(n) for n in q.last.reps[:5])


def _why_up(q: Question, load: Load) -> Reason:
    low, top, last = q.scheme.low, q.scheme.high, q.last.last
    facts: dict[str, object] = {"done": _done(q), "left": said(last), "top": top, "low": low}
    left = reserve(last)
    if left is not None and left < band(q.lifter)[0]:
        return Reason("target.up.earlier", facts, ("R37", "R31"))
    if min(q.last.reps) > top:
        return Reason("target.up.over", facts, ("R37",))
    key = "target.up.room" if left else "target.up.reps"
    return Reason(key, facts, ("R37",))


def _why_down(q: Question, load: Load) -> Reason:
    facts: dict[str, object] = {
        "done": _done(q), "low": q.scheme.low, "high": q.scheme.high, "left": said(q.last.last),
        "load": q.present.text, "unit": q.present.unit,
    }  # fmt: skip
    if q.last.last.failed or reserve(q.last.last) == 0:
        return Reason("target.down.failed", facts, ("R39", "R34"))
    if min(q.last.reps) < q.scheme.low:
        return Reason("target.down.under", facts, ("R39",))
    key = "target.down.less" if facts["left"] else "target.down.unknown"
    return Reason(key, facts, ("R39",))


def _why_hold(q: Question, load: Load) -> Reason:
    up = next_loadable_up(q.present, q.lifter)
    facts: dict[str, object] = {"top": q.scheme.high, "sets": q.sets, "unit": q.present.unit}
    facts["n"] = q.sets
    if min(q.last.reps) < q.scheme.low:
        return Reason("target.hold.into", {**facts, "low": q.scheme.low}, ("R37",))
    if up is None:
        return Reason("target.hold.no_heavier", facts, ("R37",))
    added = q.lifter.exercise.measure == "bodyweight" and up.milli > 0
    facts["load"] = f"+{up.text}" if added else up.text
    if _share(q, up) > WIDEST_STEP:
        return Reason("target.hold.no_step", {**facts, "top": MOST_CEILING}, ("R37",))
    if q.lifter.cutting:
        return Reason("target.hold.cut", facts, ("R37",))
    return Reason("target.hold.then", facts, ("R37",))
