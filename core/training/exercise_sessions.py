"""Sessions of one exercise as the rules see them (docs/glossary.md).

A session is an exposure cut down to what decides: its working sets, its top sets, its hardest load.
Warm-ups, drop sets and missed attempts never enter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from operator import attrgetter

from core.records import Exercise, Exposure, Lifter, Load, LoggedSet, Measure
from core.training.effort.reserve import Span, reserve
from core.training.progression.plates import MASS, mass
from core.training.remembered import Remembered

DEFAULT_SETS = 3
MOST_SETS = 10
MOST_EARLY_SETS = 5  # before three exposures
ASIDE_UNDER = 2  # times lighter than today's load: no planned set any more


@dataclass(frozen=True, slots=True)
class ExerciseSession:
    """One exposure's working sets, its top sets and its hardest load."""

    at: datetime
    sets: tuple[LoggedSet, ...]  # working sets, ramps included
    tops: tuple[LoggedSet, ...]
    reps: tuple[int, ...]  # of the top sets
    hardest: int  # mass of the hardest set
    load: Load
    count: int  # sets without the ramps
    told: tuple[LoggedSet, ...] = ()  # all that says something of ability: missed attempts too

    @property
    def last(self) -> LoggedSet:
        """The last top set."""
        return self.tops[-1]

    @property
    def last_of_load(self) -> LoggedSet:
        """The last set at the hardest load: what a lighter one after it leaves, that did not."""
        return next(each for each in reversed(self.tops) if mass(each.load) == self.hardest)


def measured(each: LoggedSet, measure: Measure) -> bool:
    """Tell whether a set is a working set that says something in this measure."""
    if each.warmup or each.drop:
        return False
    if measure == "time":
        return each.seconds is not None
    if measure == "distance":
        return each.distance_cm is not None
    return each.reps is not None


def lifted(each: LoggedSet, measure: Measure) -> bool:
    """Tell whether a set says what was lifted: measured, and no missed attempt.

    A missed attempt is evidence of what is too heavy; it is no load that was worked with.
    """
    return measured(each, measure) and not each.missed


def is_paired(each: ExerciseSession) -> bool:
    """Tell whether the sets that count were done in turn with another lift.

    What is missing there may be rest, so nothing is taken back for it.
    """
    return any(this.superset for this in each.tops)


def lightest_top(hardest: int, measure: Measure) -> int:
    """The least mass of a top set: 95 % of the hardest, or the hardest load exactly.

    Exactly means within what turning kg into lb explains.
    """
    if hardest <= 0 or measure in ("bodyweight", "assisted"):
        return hardest - abs(hardest) // 250
    return -(-hardest * 19 // 20)


def is_top(weight: int, hardest: int, measure: Measure) -> bool:
    """Tell whether a set's mass makes it a top set."""
    return weight >= lightest_top(hardest, measure)


def days_apart(earlier: datetime, later: datetime, zone: tzinfo) -> int:
    """Count calendar days in the person's zone: the same weekday three weeks on is 21 (R22)."""
    return (later.astimezone(zone).date() - earlier.astimezone(zone).date()).days


Sets = tuple[LoggedSet, ...]
_Cut = tuple[Sets, ExerciseSession | None, Sets]  # of these very sets; what tells of ability
_CUT = Remembered[_Cut](2048, 8192)  # some 300 bytes each, without the sets


def session(exposure: Exposure, measure: Measure) -> ExerciseSession | None:
    """Cut an exposure down to what decides; None when nothing was lifted in a working set.

    One answer asks for the same sessions five times, and so does the next one: the last are kept,
    by the very records of their sets.
    """
    return _cut_once(exposure, measure)[1]


def _cut_once(exposure: Exposure, measure: Measure) -> _Cut:
    sets = tuple(exposure.sets)
    key = (exposure.session_at, measure, *map(id, sets))
    kept = _CUT.get(key)
    if kept is None:
        told = tuple([each for each in sets if measured(each, measure)])
        kept = _CUT.keep(key, (sets, _cut(exposure, measure), told), len(sets))
    return kept


def _cut(exposure: Exposure, measure: Measure) -> ExerciseSession | None:
    sets = [each for each in exposure.sets if lifted(each, measure)]
    if not sets:
        return None
    weights = [each.load.milli * MASS[each.load.unit] for each in sets]
    hardest, lightest = max(weights), min(weights)
    least = lightest_top(hardest, measure)
    tops, ramps = sets, 0
    if lightest < least:
        at_top = [i for i, weight in enumerate(weights) if weight >= least]
        tops = [sets[i] for i in at_top]
        worked = (i for i in range(at_top[0]) if was_work(sets[i], tops))
        ramps = next(worked, at_top[0])
    aside = sum(1 for place in range(ramps, len(sets)) if is_aside(sets, place, measure))
    return ExerciseSession(
        exposure.session_at,
        tuple(sets),
        tuple(tops),
        tuple([each.reps or 0 for each in tops]),
        hardest,
        sets[weights.index(hardest)].load,
        len(sets) - ramps - aside,
    )


def is_aside(sets: Sequence[LoggedSet], place: int, measure: Measure) -> bool:
    """Tell whether a set is no planned one: under half of a load lifted before it that day.

    A warm-up typed late, or light work after the sets that count.
    """
    heaviest = max((mass(each.load) for each in sets[:place]), default=0)
    return measure == "load" and mass(sets[place].load) * ASIDE_UNDER < heaviest


def was_work(each: LoggedSet, tops: Sequence[LoggedSet]) -> bool:
    """Tell whether a lighter set before the top sets was work and not a way up to them.

    Its effort was typed, and it had as many repetitions at three quarters of the load or more: so
    it is where the load was raised during the session because sets were easy.
    """
    if reserve(each) is None or (each.reps or 0) < min(top.reps or 0 for top in tops):
        return False
    hardest = min(mass(top.load) for top in tops)
    return hardest <= 0 or mass(each.load) * 4 >= hardest * 3


def sessions(exposures: Iterable[Exposure], measure: Measure) -> list[ExerciseSession]:
    """Cut exposures down, oldest first, those without working sets left out.

    What was missed tells with its session; alone in a session, with the one before.
    """
    found: list[ExerciseSession] = []
    for each in sorted(exposures, key=attrgetter("session_at")):
        _, here, told = _cut_once(each, measure)
        if here is not None:
            found.append(replace(here, told=told) if len(told) > len(here.sets) else here)
        elif told and found:
            before = found[-1]
            found[-1] = replace(before, told=(before.told or before.sets) + told)
    return found


def sets_in(past: Iterable[ExerciseSession]) -> int:
    """Count the sets of exposures."""
    return sum([len(each.sets) for each in past])


def median(numbers: Iterable[int]) -> int:
    """The lower median, 0 of nothing."""
    ordered = sorted(numbers)
    return ordered[(len(ordered) - 1) // 2] if ordered else 0


def usual_sets(past: Sequence[ExerciseSession]) -> int:
    """Sets this person does: the median of the last three exposures, else 3, or up to 5 if done.

    One session with a set more is not yet a habit: before three exposures all must have had it.
    """
    counted = [each.count for each in past[-3:]]
    if len(counted) == 3:
        return min(MOST_SETS, median(counted))
    return min(MOST_EARLY_SETS, max(DEFAULT_SETS, median(counted)))


def planned_sets(past: Sequence[ExerciseSession], lifter: Lifter) -> int:
    """Sets for a session: those a plan asks for, else those this person does."""
    return lifter.sets_planned or usual_sets(past)


def own_sets(past: Sequence[ExerciseSession]) -> int:
    """Sets this person has shown to do, without a default: the median of up to three."""
    most = MOST_SETS if len(past) > 2 else MOST_EARLY_SETS
    return min(most, median(each.count for each in past[-3:]))


def is_endurance(exercise: Exercise) -> bool:
    """Whether an exercise trains endurance: runs and rides are kept, not planned."""
    return exercise.pattern == "cardio"


def goal_range(lifter: Lifter) -> Span:
    """The catalogue's repetition range for the goal."""
    exercise = lifter.exercise
    low, high = exercise.strength_range if lifter.goal == "strength" else exercise.size_range
    return max(1, low), max(1, low, high)


def is_ramp(each: LoggedSet, planned: Load | None, heaviest: int, measure: Measure) -> bool:
    """Tell whether a set only leads up to a heavier one, done or planned.

    Lighter than 95 % of it, and not itself near failure: 3 or fewer in reserve is work.
    """
    goal = max(heaviest, mass(planned) if planned is not None else heaviest)
    left = reserve(each)
    if is_top(mass(each.load), goal, measure):
        return False
    return mass(each.load) < heaviest or left is None or left > 3


def counted_today(
    sets: Sequence[LoggedSet], planned: Load | None, measure: Measure
) -> list[LoggedSet]:
    """Today's sets that stand for planned ones: working sets without the ramps before them.

    A load repeated below the planned one is the load of the day, not a ramp. A missed attempt
    stands for no planned set, nor does one under half of what was lifted before it.
    """
    working = [each for each in sets if lifted(each, measure)]
    if not working:
        return []
    weights = [each.load.milli * MASS[each.load.unit] for each in working]
    heaviest = max(weights)
    if len(working) > 1 and min(weights) == heaviest:
        return working  # one load, repeated
    least = lightest_top(heaviest, measure)
    tops = [each for each, weight in zip(working, weights, strict=True) if weight >= least]
    goal = None if len(tops) > 1 else planned
    for index, each in enumerate(working):
        on_plan = goal is None or is_top(mass(each.load), mass(goal), measure)
        if not is_ramp(each, goal, heaviest, measure) or (on_plan and was_work(each, tops)):
            rest = range(index, len(working))
            return [working[at] for at in rest if not is_aside(working, at, measure)]
    return []
