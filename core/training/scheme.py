"""How a lifter does an exercise, read from the log: range, fixed sets, top set and back-offs.

The repetition range is a fold of its own (`ranges.py`).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.records import Lifter, LoggedSet
from core.training.effort import Span
from core.training.exposures import Bout, median
from core.training.plates import mass, next_loadable_down
from core.training.ranges import repetition_range

SchemeKind = Literal["range", "fixed", "top"]

MOST_FIXED = 6  # repetitions: more are a range
CLEARLY_LIGHTER = (19, 20)  # back-offs are 5 % lighter than the top set
FIXED_KEPT = 4  # exposures that may differ before fixed sets are given up
MORE_BACK = 2  # repetitions by which back-offs are longer than their top set
SHORT_TOP = 3  # repetitions of a top set that is no range
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


def scheme_of(past: Sequence[Bout], lifter: Lifter) -> Scheme:
    """Read the scheme from all exposures given, oldest first."""
    low, high = repetition_range(past, lifter)
    if lifter.exercise.measure == "load" and past:
        top = _top_set(past, lifter)
        if top is not None:
            return top
        fixed = _fixed_count(past, lifter, (low, high))
        if fixed:
            return Scheme("fixed", fixed, fixed)
    return Scheme("range", low, high)


def _equal_count(each: Bout) -> int:
    """The one count of all sets of an exposure; 0 where they differ or it is no fixed one."""
    sets = each.tops
    kept = [this.reps or 0 for this in sets if not this.failed]
    if len(sets) < 2 or not kept or len(set(kept)) != 1:
        return 0
    count = kept[0]
    if count > MOST_FIXED or any((this.reps or 0) > count for this in sets):
        return 0
    return count


def _fixed_count(past: Sequence[Bout], lifter: Lifter, found: Span) -> int:
    """The count of fixed sets (3 x 5): equal in exposures whose loads rose or stayed.

    Two of them where the count lies under the range, else three. With one exposure so far its count
    under the range is repeated. A declared range is never overruled.
    """
    if lifter.rep_range is not None:
        low, high = lifter.rep_range
        return low if low == high else 0
    counts: list[int] = []
    for each in past:  # one set so far of fives is fives
        single = len(each.tops) == 1 and counts and each.reps[0] == counts[-1]
        counts.append(counts[-1] if single else _equal_count(each))
    if len(past) == 1:
        one = past[0].reps[0] if len(past[0].tops) == 1 else counts[0]
        return one if 1 < one < min(found[0], MOST_FIXED + 1) and not past[0].tops[0].failed else 0
    for end in range(len(past), max(1, len(past) - FIXED_KEPT), -1):
        count = counts[end - 1]
        if not count or count >= found[1]:
            continue
        needed = 2 if count < found[0] else 3
        run = past[max(0, end - needed) : end]
        if len(run) < needed or any(n != count for n in counts[end - needed : end]):
            continue
        rose = all(b.hardest >= a.hardest for a, b in itertools.pairwise(run))
        kept = all(max(each.reps) <= count for each in past[end:])
        return count if rose and kept else 0
    return 0


def _lighter(this: LoggedSet, top: LoggedSet) -> bool:
    share, of = CLEARLY_LIGHTER
    return mass(this.load) * of <= mass(top.load) * share


def _split(each: Bout, lifter: Lifter) -> tuple[LoggedSet, list[LoggedSet]] | None:
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


def is_heavy_single(each: Bout) -> bool:
    """Whether an exposure's heaviest sets were of one repetition."""
    return each.hardest > 0 and max(each.reps) == 1


def _top_set(past: Sequence[Bout], lifter: Lifter) -> Scheme | None:
    """Top set and back-offs seen twice, or heavy singles where strength is the goal.

    Sets that were made lighter because the first was too much are no back-offs of a plan: those
    are longer than their top set, or the top set is short.
    """
    if lifter.rep_range is not None:
        return None
    recent = past[-2:]
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
