"""A week of training: what is counted in it, how it stands to one's own weeks, one suggestion.

A week is seven local days, named by its last one, so that a look-back on any evening covers the
days just past. Pure functions over records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from core.records import Exercise, LoggedSet, Measure, Reason, Target
from core.training.effort.reserve import reserve
from core.training.exercise_sessions import counted_today, median
from core.training.prescribed import counted_for
from core.training.progression.plates import mass, same_load

DAYS = timedelta(days=7)
LOOKED_BACK = 52  # weeks
USUAL_OF = 8  # weeks with training that say what is usual
LEAST_WEEKS = 2  # one week is no habit
LEAST_SETS, MOST_SETS = 4, 24  # a week and muscle (R43)
LEAST_RATEABLE = 6  # fewer sets say nothing about a habit of rating
MANY_FAILURES = 2


@dataclass(frozen=True, slots=True)
class Moment:
    """A record set in the week: the set that made it and what it was."""

    exercise_id: str
    set: LoggedSet
    reason: Reason


@dataclass(frozen=True, slots=True)
class Effort:
    """How sets of the week stand to the reserve that was wanted of them."""

    rateable: int = 0  # working sets with repetitions, those on the way up left out
    rated: int = 0
    within: int = 0  # in the aimed reserve
    easier: int = 0
    harder: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """What seven days of training held."""

    since: date
    until: date  # both included
    sessions: int
    usual: int | None  # sessions in a usual week; None while fewer than two were seen before
    sets: int  # working and drop sets
    muscles: Mapping[str, Fraction]  # sets per muscle, most first (R43)
    aimed: int  # exercises of a session that had a target
    hit: int
    effort: Effort
    failures: int  # sets to failure
    avoidable: int  # of these, on lifts unsafe to fail alone or not the last set (R34)
    records: tuple[Moment, ...]  # at most one per exercise, its last
    best: Moment | None
    heaviest: LoggedSet | None  # working set
    suggestion: Reason | None
    streak: int  # weeks in a row at or above the usual; from 2 on worth a word


def bounds(until: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The seven local days that end with `until`, as [since, until)."""
    first = datetime.combine(until - DAYS + timedelta(days=1), time(), tzinfo=zone)
    return first, datetime.combine(until + timedelta(days=1), time(), tzinfo=zone)


def sunday_of(day: date) -> date:
    """The last day of the calendar week, from Monday, that a day is in."""
    return day + timedelta(days=6 - day.weekday())


def sessions_by_week(starts: Iterable[datetime], until: date, zone: ZoneInfo) -> list[int]:
    """Sessions per week, the one that ends with `until` first, `LOOKED_BACK` before it."""
    counts = [0] * (LOOKED_BACK + 1)
    for each in starts:
        back = (until - each.astimezone(zone).date()).days // 7
        if 0 <= back <= LOOKED_BACK:
            counts[back] += 1
    return counts


def usual_sessions(counts: Sequence[int], off: Collection[int] = ()) -> int | None:
    """The lower median of the last eight weeks with training before this one.

    `off`: weeks back in which holidays or illness were declared; they say nothing of habits (R54).
    """
    trained = [n for back, n in enumerate(counts) if back and n and back not in off][:USUAL_OF]
    return median(trained) if len(trained) >= LEAST_WEEKS else None


def streak_of(
    counts: Sequence[int],
    usual: int | None,
    off: Collection[int] = (),
    easy: Collection[int] = (),
) -> int:
    """Weeks in a row with at least the usual sessions; a week still under way breaks nothing.

    Nor does one of `off`, which counts where it was trained as usual all the same; one of `easy`,
    a deload, counts with one session (R54). Both are weeks back.
    """
    if usual is None:
        return 0
    run = 0
    for back, count in enumerate(counts):
        if count >= (1 if back in easy else usual):
            run += 1
        elif back and back not in off:
            break
    return run


def is_hit(planned: Target, sets: Sequence[LoggedSet], measure: Measure) -> bool:
    """Whether a session met its target: as many sets as planned, at its load and reps or better."""
    if planned.prescribed:
        done = counted_for(sets, planned, measure)
        pairs = list(zip(done, planned.prescribed, strict=False))
        return len(done) >= planned.sets and all(
            (each.reps or 0) >= (said.reps_low or 0) and mass(each.load) >= mass(said.load)
            for each, said in pairs
        )
    load = None if planned.kind == "first" else planned.load
    met = [each for each in counted_today(sets, load, measure) if _meets(each, planned)]
    return len(met) >= planned.sets


def _meets(each: LoggedSet, planned: Target) -> bool:
    weight, wanted = mass(each.load), mass(planned.load)
    if weight < wanted and not same_load(weight, wanted):
        return False
    if planned.seconds is not None:
        return (each.seconds or 0) >= planned.seconds
    if planned.distance_cm is not None:
        return (each.distance_cm or 0) >= planned.distance_cm
    return planned.reps_low is None or (each.reps or 0) >= planned.reps_low


def failures_in(sets: Sequence[LoggedSet], exercise: Exercise) -> tuple[int, int]:
    """Sets to failure of one exercise in one session: (all, those better left out) (R34).

    To failure is a missed repetition or none left. Better left out are those before the last
    working set, and all on a lift that is unsafe to fail alone.
    """
    working = [each for each in sets if each.working]
    failed = [place for place, each in enumerate(working, 1) if reserve(each) == 0]
    if not exercise.safe_to_fail:
        return len(failed), len(failed)
    return len(failed), sum(1 for place in failed if place < len(working))


_BEST = ("heaviest", "assistance", "strongest", "reps", "body_reps", "assisted_reps", "time")


def best_of(records: Sequence[Moment]) -> Moment | None:
    """The record most worth a word: a heavier load before more repetitions, then the latest."""

    def rank(each: Moment) -> tuple[int, float]:
        name = each.reason.key.removeprefix("record.")
        place = _BEST.index(name) if name in _BEST else len(_BEST)
        return place, -each.set.at.timestamp()

    return min(records, key=rank, default=None)


def suggest(
    effort: Effort,
    failures: int,
    avoidable: int,
    muscles: Mapping[str, Fraction],
    direct: Iterable[str],
    *,
    for_size: bool,
    whole: bool = True,
) -> Reason | None:
    """The one thing to change next week, the weightiest first; None where nothing stands out.

    `direct`: muscles trained directly in the week; only with size as the goal are sets counted, and
    few of them are told only of a `whole` week: none that has just begun, was easy, or had fewer
    sessions than usual.
    """
    if avoidable >= MANY_FAILURES:
        return Reason("week.suggest.failures", {"n": avoidable, "of": failures}, ("R34",))
    unrated = effort.rateable - effort.rated
    if effort.rateable >= LEAST_RATEABLE and unrated * 2 > effort.rateable:
        return Reason("week.suggest.unrated", {"n": unrated, "of": effort.rateable}, ("R4", "R11"))
    for key, off in (("harder", effort.harder), ("easier", effort.easier)):
        if off * 2 > effort.rated >= LEAST_RATEABLE:
            return Reason(f"week.suggest.{key}", {"n": off, "of": effort.rated}, ("R31", "R33"))
    if not for_size:
        return None
    much = [name for name, total in muscles.items() if total > MOST_SETS]
    if much:
        facts = {"muscle": much[0], "sets": f"{float(muscles[much[0]]):g}", "most": MOST_SETS}
        return Reason("week.suggest.many", facts, ("R43",))
    few = [name for name in direct if muscles.get(name, Fraction(0)) < LEAST_SETS]
    if few and whole:
        least = min(few, key=lambda name: (muscles[name], name))
        facts = {"muscle": least, "sets": f"{float(muscles[least]):g}", "least": LEAST_SETS}
        return Reason("week.suggest.few", facts, ("R43",))
    return None
