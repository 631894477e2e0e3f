"""Which load to take: the one whose likely repetitions at the wanted reserve fall in the range.

The set just done says one thing, the lifter's own log another; they are averaged by how sure each
is. From there a heavier load always costs repetitions: the log may say how many, within bounds
around the curve, so that no heavier load ever looks easier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import hypot

from core.records import Lifter, Load, LoggedSet
from core.training.ahead import BROADEST, Ahead
from core.training.curve import capacity, reps_at
from core.training.effort import sigma_rir
from core.training.plates import mass, next_loadable_down, next_loadable_up
from core.training.predict import Prediction

MOST_STEPS = 2  # and at most 10 % (R29)
# What a change of load is worth in repetitions, against the curve: sets of known effort in real
# logs changed less than it says (RESULTS.md, Prediction in advice).
LEAST_CHANGE, MOST_LOST, MOST_GAINED = 0.25, 1.5, 1.0
# The log has seen the call too, so that it is no news of its own; nought was met, so it is.
HEARD_TWICE, FAILURE_SPREAD, AT_LEAST_SPREAD = 1.5, 0.4, 1.5
COST_SPREAD = 0.4  # of what a set costs the next (R27)
LEAST_SPREAD = 1.0  # repetitions: no log is surer than that, however regular it looks (R25)
PER_SPREAD = 0.967  # standard deviations from the middle to the ends of a 67 % interval


@dataclass(frozen=True, slots=True)
class Able:
    """Repetitions to failure to expect of the next set at a load, in the lifter's own calls."""

    load: Load
    reps: float
    lifter: Lifter
    ahead: Ahead | None = None  # where the log knows enough to go by

    def ladder(self, loads: Iterable[Load]) -> Iterator[Able]:
        """The same at other loads, each further from this one than the one before."""
        at = self
        for load in loads:
            at = Able(load, max(0.0, at.reps + _change(at, load)), self.lifter, self.ahead)
            yield at


def able_next(
    last: LoggedSet, left: float, by_call: float, cost: float, lifter: Lifter, ahead: Ahead | None
) -> Able:
    """What the next set can hold: by the set just done, averaged with what the log expects.

    `by_call` are repetitions to failure in the next set as the set just done tells them, `cost`
    what that set takes off it (R27).
    """
    told = _told(ahead, last.load)
    if ahead is None or told is None:
        return Able(last.load, by_call, lifter)
    felt = HEARD_TWICE * sigma_rir(left, (last.reps or 1) + left, lifter.exercise)
    felt += AT_LEAST_SPREAD if last.rir_at_least else 0.0
    by_set = hypot(FAILURE_SPREAD if left < 1 else felt, COST_SPREAD * cost)
    by_log = max(LEAST_SPREAD, (told.likely[1] - told.likely[0]) / 2 / PER_SPREAD)
    share = by_set**2 / (by_set**2 + by_log**2)
    return Able(last.load, by_call + share * (told.reps - by_call), lifter, ahead)


def able_by_log(load: Load, lifter: Lifter, ahead: Ahead) -> tuple[Able, float] | None:
    """What the log alone expects at a load, and half its 67 % interval; None if it knows little."""
    told = _told(ahead, load)
    if told is None:
        return None
    doubt = max(LEAST_SPREAD, (told.likely[1] - told.likely[0]) / 2)
    return Able(load, told.reps, lifter, ahead), doubt


def lighter(able: Able, n: float) -> Able | None:
    """The heaviest load up to two steps and 10 % down, or one step, that leaves n to failure."""
    loads = list(islice(steps_down(able.load, able.lifter), MOST_STEPS))
    kept = loads[:1] + [each for each in loads[1:] if each.milli * 10 >= able.load.milli * 9]
    return first_leaving(able.ladder(kept), n)


def heavier(able: Able, n: float) -> Able | None:
    """The heaviest load up to two steps and 10 % up that leaves n; else one step of up to 25 %."""
    loads = list(islice(steps_up(able.load, able.lifter), MOST_STEPS))
    kept = [each for each in loads[:1] if within(able.load, each)]
    kept += [each for each in loads[1:] if kept and each.milli * 10 <= able.load.milli * 11]
    above = list(able.ladder(kept))
    fitting = [each for each in above if each.reps >= n]
    return fitting[-1] if fitting else above[0] if above else None


def first_leaving(ladder: Iterable[Able], n: float) -> Able | None:
    """The first of these that leaves n to failure, else the last."""
    each = None
    for each in ladder:
        if each.reps >= n:
            break
    return each


def within(load: Load, other: Load) -> bool:
    """Tell whether one step is no more than a quarter of the load."""
    return load.milli < 0 or abs(other.milli - load.milli) * 4 <= load.milli


def _told(ahead: Ahead | None, load: Load) -> Prediction | None:
    """What the log says of a load to failure, where it knows enough."""
    if ahead is None or not ahead.is_known or load.milli <= 0:
        return None
    told = ahead.to_failure(load)
    return told if told.wide[1] - told.wide[0] <= BROADEST else None


def _change(at: Able, load: Load) -> float:
    """Repetitions gained at a lighter load, or lost at a heavier one (R13)."""
    exercise, able = at.lifter.exercise, max(1.0, at.reps)
    curve = reps_at(load.kg, capacity(at.load.kg, able, exercise), exercise) - able
    if at.ahead is None:
        return curve
    by_log = at.ahead.to_failure(load).reps - at.ahead.to_failure(at.load).reps
    if curve < 0:
        return max(MOST_LOST * curve, min(LEAST_CHANGE * curve, by_log))
    return min(MOST_GAINED * curve, max(LEAST_CHANGE * curve, by_log))


def steps_down(load: Load, lifter: Lifter) -> Iterator[Load]:
    """Ever lighter loads, as they can be loaded."""
    while mass(below := next_loadable_down(load, lifter)) < mass(load) and below.milli > 0:
        yield (load := below)


def steps_up(load: Load, lifter: Lifter) -> Iterator[Load]:
    """Ever heavier loads, as they can be loaded."""
    while (above := next_loadable_up(load, lifter)) is not None:
        yield (load := above)
