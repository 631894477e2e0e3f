"""Everything the target rules look at, worked out once from the exposures of one exercise."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from core.limits import SESSION_GAP
from core.records import Exposure, Lifter, Load
from core.training.ability.state import Ability, assess, known_calls
from core.training.effort.reserve import Span, asked, band
from core.training.exercise_sessions import ExerciseSession, days_apart, median, planned_sets
from core.training.pain_reports import own_reports
from core.training.progression.blockers import DAY, is_hard, too_near_for_strength
from core.training.progression.plates import mass
from core.training.progression.rep_range import repetition_range
from core.training.progression.scheme import Scheme, scheme_of

RETURN_DAYS = 21
LIGHT_DAY = 0.06  # lighter than the session before: less is a step down as advice asks for it


@dataclass(frozen=True, slots=True)
class ExerciseState:
    """One lifter at one exercise, as of now."""

    lifter: Lifter
    now: datetime
    past: Sequence[ExerciseSession]  # all exposures, oldest first
    line: Sequence[
        ExerciseSession
    ]  # since the last lay-off, without light days; the last one decides
    light: bool  # the last exposure was a light day
    unfinished: bool  # the last exposure still goes on, with fewer sets than planned
    since_return: int  # exposures since the last lay-off from this lift; 0: there was none
    sets: int  # planned sets for next time
    load: Load  # the present load, in the unit used last
    scheme: Scheme
    ability: Ability | None
    rir: Span  # to ask for, in this lifter's own calls

    @property
    def reps(self) -> Span:
        """The repetition range."""
        return self.scheme.low, self.scheme.high

    @property
    def left(self) -> float:
        """The middle of the reserve wanted."""
        low, high = band(self.lifter)
        return (low + high) / 2

    @property
    def last(self) -> ExerciseSession:
        """The exposure that decides."""
        return self.line[-1]


def is_rhythm(gaps: Sequence[int], gap: int) -> bool:
    """Tell whether a gap in days is how often this person does the lift, not a lay-off from it."""
    usual = gaps[-2:]
    return len(usual) == 2 and gap <= 62 and gap * 2 <= 3 * max(usual)


def days_between(past: Sequence[ExerciseSession], zone: tzinfo) -> list[int]:
    """Days from each exposure to the next."""
    return [days_apart(a.at, b.at, zone) for a, b in itertools.pairwise(past)]


def exposures_since_return(
    past: Sequence[ExerciseSession], zone: tzinfo, easy: Collection[datetime] = ()
) -> int:
    """Count exposures since the last lay-off from this lift; 0 when there was none.

    `easy`: sessions that are not in `past` because they say nothing of progress; no lay-off either.
    """
    gaps = days_between(past, zone)
    for back in range(1, len(gaps) + 1):
        gap = gaps[-back]
        if gap >= RETURN_DAYS and easy:
            gap = _longest_pause(past[-back - 1].at, past[-back].at, zone, easy)
        if gap >= RETURN_DAYS and not is_rhythm(gaps[: len(gaps) - back], gap):
            return back
    return 0


def _longest_pause(
    first: datetime, last: datetime, zone: tzinfo, easy: Collection[datetime]
) -> int:
    days = [first, *sorted(each for each in easy if first < each < last), last]
    return max(days_apart(a, b, zone) for a, b in itertools.pairwise(days))


def _calls_for_less(
    before: ExerciseSession, past: Sequence[ExerciseSession], lifter: Lifter
) -> bool:
    """Tell whether an exposure gave a reason to go lighter: effort, too few reps or pain."""
    if is_hard(before, lifter) or too_near_for_strength(before, lifter):
        return True
    if any(each.failed for each in before.tops) or before.sets[-1] is not before.last:
        return True  # failed before the end, or lowered the load in the middle of the session
    if any(before.at - DAY <= pain.at for pain in own_reports(lifter)):
        return True
    return median(before.reps) < repetition_range(past, lifter)[0]


def without_light_days(past: Sequence[ExerciseSession], lifter: Lifter) -> list[ExerciseSession]:
    """Leave out single lighter sessions that nothing called for.

    The last one is left out when the one before gave no reason to go lighter; a second lighter
    one in a row makes the lighter load the present one.
    """
    line: list[ExerciseSession] = []
    for index, each in enumerate(past):
        if line and each.hardest < line[-1].hardest:
            following = past[index + 1].hardest if index + 1 < len(past) else None
            single = following is None or following > each.hardest
            lighter = each.hardest <= line[-1].hardest * (1 - LIGHT_DAY)
            if single and lighter and not _calls_for_less(line[-1], past, lifter):
                continue
        line.append(each)
    return line


def present_load(last: ExerciseSession, newest: ExerciseSession) -> Load:
    """The load to go on from, as it was lifted; in the unit of the newest set where it can be."""
    unit = newest.sets[-1].load.unit
    if last.load.unit == unit:
        return last.load
    lifted = [each.load for each in last.tops if each.load.unit == unit]
    return max(lifted, key=mass, default=last.load)  # never converted: a hold is not rounded


def state_of_exercise(
    past: Sequence[ExerciseSession], lifter: Lifter, now: datetime
) -> ExerciseState:
    """Work out what the target rules look at; `past` holds at least one exposure."""
    since = exposures_since_return(past, lifter.zone, lifter.easy_sessions)
    recent = past[-since:] if since else past
    line = without_light_days(recent, lifter)
    newest = past[-1]
    planned = planned_sets(past[:-1], lifter)
    unfinished = newest.count < planned and now - newest.sets[-1].at < SESSION_GAP
    load = present_load(line[-1], newest)
    scheme = scheme_of(past, lifter)
    sessions = [Exposure(each.at, each.told or each.sets) for each in past]
    ability = assess(sessions, lifter, now, scheme.high, next_day=True)
    lifter = known_calls(lifter, ability)
    return ExerciseState(
        lifter=lifter,
        now=now,
        past=past,
        line=line,
        light=line[-1] is not newest,
        unfinished=unfinished,
        since_return=since,
        sets=planned if unfinished else planned_sets(past, lifter),
        load=load,
        scheme=scheme,
        ability=ability,
        rir=asked(band(lifter), lifter),
    )
