"""How a lifter does an exercise, read from the log: range, fixed sets, top set and back-offs.

The repetition range is a fold of its own (`ranges.py`).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.records import Lifter, LoggedSet
from core.training.effort.reserve import Span, reserve
from core.training.exercise_sessions import ExerciseSession, median, sets_in
from core.training.progression.plates import mass, next_loadable_down, same_load
from core.training.progression.rep_range import (
    place_of,
    repetition_range,
    what_says_range,
)
from core.training.remembered import OfSessions

SchemeKind = Literal["range", "fixed", "top"]

MOST_FIXED = 6  # repetitions: more are a range
CLEARLY_LIGHTER = (19, 20)  # back-offs are 5 % lighter than the top set
NEAR_TOP = (9, 10)  # of the load: a set before, so heavy, is no way up but work
FIVES_NEAR = (4, 5)  # of the heaviest load: several fives, so heavy that one fell short over them
USUAL_FIXED = 5  # repetitions of the plans that begin with fives
FIXED_KEPT = 4  # exposures that may differ before fixed sets are given up
MORE_BACK = 2  # repetitions by which back-offs are longer than their top set
SHORT_TOP = 3  # repetitions of a top set that is no range
RECENT = 4  # exposures before, in which a load that was lifted for more was work (R41)
BACK_OFFS = 2  # after a top set, where the log shows no more


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a session of the exercise looks like."""

    kind: SchemeKind
    low: int  # repetitions of the sets that decide
    high: int
    back_offs: int = 0  # sets after the top set
    back_low: int = 0
    back_high: int = 0

    @property
    def middle(self) -> float:
        """The middle of the range."""
        return (self.low + self.high) / 2


_SCHEMES = OfSessions[Scheme](256, 16_384)


def scheme_of(past: Sequence[ExerciseSession], lifter: Lifter) -> Scheme:
    """Read the scheme from all exposures given, oldest first; the last ones read are kept."""
    if not past:
        return _read(past, lifter)
    place, says, seen = place_of(past, lifter), what_says_range(lifter), tuple(past)
    kept = _SCHEMES.of(place, says, seen)
    if kept is None:
        kept = _SCHEMES.keep_of(place, says, seen, _read(seen, lifter), sets_in(seen))
    return kept


def _read(past: Sequence[ExerciseSession], lifter: Lifter) -> Scheme:
    low, high = repetition_range(past, lifter)
    if lifter.exercise.measure == "load" and past:
        top = _top_set(past, lifter)
        if top is not None:
            return top
        fixed = _fixed_count(past, lifter, (low, high))
        if fixed:
            return Scheme("fixed", fixed, fixed)
    return Scheme("range", low, high)


def _ended_early(past: Sequence[ExerciseSession], reps: int) -> bool:
    """Whether so few repetitions in the last two exposures are sets of more that ended early (R41).

    Their load was lifted for clearly more just before, so that it is no heavy single, double or
    triple: the reserve was called too low, or it was a bad day.
    """
    least = min(each.hardest for each in past[-2:])
    return reps <= SHORT_TOP and any(
        mass(this.load) >= least and (this.reps or 0) >= reps + MORE_BACK
        for each in past[-2 - RECENT : -2]
        for this in each.tops
    )


def _is_first_work(each: ExerciseSession) -> bool:
    """Whether an exposure began with its heaviest load, lighter sets of the way up left out."""
    before = each.sets[: each.sets.index(each.tops[0])]
    share, of = NEAR_TOP
    near = any(mass(this.load) * of >= each.hardest * share for this in before)
    return not near and len(before) == len(each.sets) - each.count


def _heaviest(each: ExerciseSession) -> list[LoggedSet]:
    """The sets at the heaviest load itself; a plate less is a mended load."""
    return [this for this in each.tops if same_load(mass(this.load), each.hardest)]


def _equal_count(each: ExerciseSession) -> int:
    """The one count of all sets at the one load of an exposure; 0 where there is none."""
    sets = each.tops
    kept = [this.reps or 0 for this in sets if not this.failed]
    if len(sets) < 2 or not kept or len(set(kept)) != 1:
        return 0
    count = kept[0]
    if count > MOST_FIXED or any((this.reps or 0) > count for this in sets):
        return 0
    return count if len(_heaviest(each)) == len(sets) and _is_first_work(each) else 0


def _begun_count(each: ExerciseSession, lifter: Lifter) -> int:
    """The count under the range that the first session of all begins with, which is then planned.

    One set is enough if something was left, so are sets of one count that climb in load; one that
    fell short later is a miss of fives and no other scheme.
    """
    first, begun = each.tops[0], each.sets[0].reps or 0
    count = first.reps or 0
    if min(begun, count) > MOST_FIXED:
        return 0
    most = min(repetition_range([each], lifter)[0] - 1, MOST_FIXED)
    if 1 < begun <= most and _keeps_count(each, begun, lifter):
        return begun
    if not 1 < count <= most or first.failed or max(each.reps) > count:
        return 0
    heaviest = _heaviest(each)
    reps = [this.reps or 0 for this in heaviest]
    if heaviest[0] is not first or not _is_first_work(each):
        return 0
    if len(reps) == 1:
        return 0 if reserve(first) == 0 else count
    short = sum(1 for this in reps if this < count)
    return count if not short or (short == 1 and _is_usual(count, lifter)) else 0


def _keeps_count(each: ExerciseSession, count: int, lifter: Lifter) -> bool:
    """Whether an exposure went up in load and kept its count: fives on the way up are fives.

    One of fives may fall short a little higher, and be made good with less, as is advised then.
    """
    loads, reps = [mass(this.load) for this in each.sets], [this.reps or 0 for this in each.sets]
    if max(loads) == loads[0] or max(reps) > count:
        return False
    short = [this for this in each.sets if (this.reps or 0) < count or this.failed]
    if not _is_usual(count, lifter):
        return not short and loads == sorted(loads)
    made = [mass(this.load) for this in each.sets if this not in short]
    share, of = FIVES_NEAR if len(made) > 1 else NEAR_TOP
    return not short or (len(short) == 1 and max(made) * of >= max(loads) * share)


def _is_usual(count: int, lifter: Lifter) -> bool:
    """Whether one session is enough to plan a count for good: fives of a compound lift.

    Other counts under the range are mostly a first load that was too much.
    """
    return count == USUAL_FIXED and lifter.exercise.mechanic == "compound"


def _fixed_count(past: Sequence[ExerciseSession], lifter: Lifter, found: Span) -> int:
    """The count of fixed sets (3 x 5), as a fold: once planned it stays, whatever falls short.

    It begins with the first session of all, or with equal exposures whose loads rose or stayed: two
    of them where the count lies under the range, else three. It ends with a set of more, or where
    so many exposures in a row differ or two went down in load. A declared range is never overruled.
    """
    if lifter.rep_range is not None:
        low, high = lifter.rep_range
        return low if low == high else 0
    count = differing = 0
    counts: list[int] = []
    for place, each in enumerate(past):
        equal = _equal_count(each)
        if not place and lifter.range_before is None:
            count = _begun_count(each, lifter)
            equal = count or equal
        elif place == 1 and not _is_usual(count, lifter):
            count = 0  # repeated once
        if place and len(each.sets) == 1 and each.reps[0] == counts[-1]:
            equal = counts[-1]  # one set so far of fives is fives
        counts.append(equal)
        differing = 0 if equal == count else differing + 1
        so_far = past[max(0, place - 1 - RECENT) : place + 1]  # as far as is looked back
        if count and (max(each.reps) > count or differing >= FIXED_KEPT or _falls(so_far)):
            count = 0
        shown = _shown_count(so_far, counts, found) if equal else 0
        if shown:
            count, differing = shown, 0
    return count if count < found[1] else 0


def _falls(past: Sequence[ExerciseSession]) -> bool:
    """Whether the load went down twice running: no fixed sets, but on the way to a range."""
    return len(past) > 2 and past[-3].hardest > past[-2].hardest > past[-1].hardest


def _shown_count(past: Sequence[ExerciseSession], counts: Sequence[int], found: Span) -> int:
    """The count that the last exposures agree on, at loads that rose or stayed; else 0."""
    count = counts[-1]
    needed = 2 if count < found[0] else 3
    if not 0 < count < found[1] or len(past) < needed or set(counts[-needed:]) != {count}:
        return 0
    if count == 1 < found[0] and len(past[-1].tops) < len(past[-2].tops):
        return 0  # a session under way: what is advised in it still is the range
    rose = all(b.hardest >= a.hardest for a, b in itertools.pairwise(past[-needed:]))
    return count if rose and not _ended_early(past, count) else 0


def _lighter(this: LoggedSet, top: LoggedSet) -> bool:
    share, of = CLEARLY_LIGHTER
    return mass(this.load) * of <= mass(top.load) * share


def _split(each: ExerciseSession, lifter: Lifter) -> tuple[LoggedSet, list[LoggedSet]] | None:
    """The one clearly heaviest set of an exposure and the back-offs after it.

    One step lighter after a set of some length is how a load that was too much is mended.
    """
    if len(each.tops) != 1 or len(each.sets) < 2 or each.hardest <= 0:
        return None
    top = each.tops[0]
    place = each.sets.index(top)
    after = [this for this in each.sets[place + 1 :] if _lighter(this, top)]
    mended = mass(next_loadable_down(top.load, lifter))
    if (top.reps or 0) > SHORT_TOP and any(mass(this.load) >= mended for this in after):
        return None
    return (top, after) if after else None


def is_heavy_single(each: ExerciseSession) -> bool:
    """Whether an exposure went up to a single: one set, or several with longer, lighter ones after.

    Planned sets that all ended after one repetition are no top set: the load is too much for the
    range, or the reserve is called too low.
    """
    if each.hardest <= 0 or max(each.reps) > 1:
        return False
    after = each.sets[each.sets.index(each.last) + 1 :]
    longer = any((this.reps or 0) > MORE_BACK for this in after)
    return len(each.tops) == 1 or longer


def _top_set(past: Sequence[ExerciseSession], lifter: Lifter) -> Scheme | None:
    """Top set and back-offs seen twice, or heavy singles where strength is the goal.

    Sets that were made lighter because the first was too much are no back-offs of a plan: those
    are longer than their top set, or the top set is short.
    """
    if lifter.rep_range is not None:
        return None
    recent = past[-2:]
    if _ended_early(past, max(each.tops[0].reps or 0 for each in recent)):
        return None
    found = [each for each in (_split(one, lifter) for one in recent) if each is not None]
    singles = lifter.goal == "strength" and all(is_heavy_single(each) for each in recent)
    tops = [top.reps or 1 for top, _ in found]
    backs = [this.reps or 0 for _, after in found for this in after]
    planned = len(found) == 2 and (max(tops) <= SHORT_TOP or median(backs) >= max(tops) + MORE_BACK)
    if not (planned or singles):
        return None
    usual = median(tops) if planned else 1
    count = max([BACK_OFFS, *[len(after) for _, after in found]])
    low, high = lifter.exercise.strength_range
    if median(backs) > 0 and not low - 1 < median(backs) < high + 1:  # else it fed on what it asked
        low, high = max(1, median(backs) - 1), median(backs) + 1
    return Scheme("top", usual, usual, count, low, max(low, high))
