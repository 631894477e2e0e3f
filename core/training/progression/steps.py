"""How far a load may move from one session to the next, and the loads there are in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from core.records import Load, LoggedSet
from core.training.ability.state import Ability
from core.training.effort.reserve import reserve
from core.training.pain_reports import own_reports
from core.training.progression.exercise_state import ExerciseState
from core.training.progression.plates import next_loadable_down, next_loadable_up

MOST_UP, WIDEST_STEP = 0.10, 0.25  # of the load, a session; of one step where it is more
AFTER_PAIN_UP, AFTER_PAIN_DAYS = 0.05, 42
LOWEST = 0.5  # of the load: further down in one session than any log calls for
UNDER, LONG_STEP = 0.5, 0.45  # repetitions under the range; share of what a lighter load gives back
BACK_SESSIONS = 6  # after a lay-off, in which a load goes up one step at a time
CLEARLY_MORE = 2  # repetitions over the band that leave no doubt
CANDIDATES, LEAST_STEP = 50, 100  # loads looked at; down by a hundredth at least (R37)


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be decided: what was looked at, and the ability that it shows."""

    seen: ExerciseState
    ability: Ability


def loads_down(q: Question) -> Iterator[Load]:
    """Loads that can be loaded below today's, downwards to the lowest worth a thought.

    Made as they are asked for: mostly two or three are looked at.
    """
    present, load = q.seen.load, q.seen.load
    least_step, least_kg = abs(present.milli) // LEAST_STEP, LOWEST * q.ability.moved_kg(present)
    for _ in range(CANDIDATES):
        lower = next_loadable_down(load, q.seen.lifter, least_step)
        if lower.milli >= load.milli or lower.milli <= 0 < present.milli:
            break
        if q.ability.moved_kg(lower) < least_kg:
            break
        load = lower
        yield load


def loads_up(q: Question) -> list[Load]:
    """Loads that can be loaded above today's, upwards to a tenth more, or one step that is more."""
    found: list[Load] = []
    load, most = q.seen.load, most_up(q)
    for _ in range(CANDIDATES):
        upper = next_loadable_up(load, q.seen.lifter)
        if upper is None or upper.milli <= load.milli:
            break
        if is_coming_back(q.seen.since_return) and found:
            break
        if share(q, upper) > most and (found or not is_step(load, upper, q)):
            break
        load = upper
        found.append(load)
    return found


def most_up(q: Question) -> float:
    """The most a load may rise in a session: half as much while coming back from pain (R46)."""
    recent = any(
        pain.at >= q.seen.last.at - timedelta(days=AFTER_PAIN_DAYS)
        for pain in own_reports(q.seen.lifter)
    )
    return AFTER_PAIN_UP if recent else MOST_UP


def share(q: Question, load: Load) -> float:
    """How much more is moved than at the present load."""
    return round(q.ability.moved_kg(load) / q.ability.moved_kg(q.seen.load) - 1, 9)


def is_step(load: Load, up: Load, q: Question | None = None) -> bool:
    """Whether one step is small enough to be taken at all."""
    if q is not None:
        return share(q, up) <= WIDEST_STEP
    return load.milli <= 0 or (up.milli - load.milli) / load.milli <= WIDEST_STEP


def slack_below(step_reps: float) -> float:
    """Repetitions under the range to bear before a lighter load is taken.

    Half a repetition, or nearly half of what the lighter load would give back: where the step is
    long, building up to the range beats going back and forth.
    """
    return max(UNDER, LONG_STEP * step_reps)


def is_coming_back(since_return: int) -> bool:
    """Tell whether the last lay-off is so near that loads go up one step at a time (R22)."""
    return 0 < since_return <= BACK_SESSIONS


def is_far_over(this: LoggedSet, top: int, most: int) -> bool:
    """Tell whether a set at the top of the range had two more than the most reserve wanted."""
    reps = this.reps or 0
    return reps >= top and reps + (reserve(this) or 0.0) >= top + most + CLEARLY_MORE
