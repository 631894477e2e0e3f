"""Eight weeks of a plan ahead, on what this lifter can lift: loads, chances, where it gets tight.

Pure and heavy (tens of milliseconds a lift): to be run where nobody waits behind it (decision 113).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.plans.ahead_asks import WEEKS_AHEAD, PlanSession, asks_of
from core.plans.ahead_lift import Ask, Seen, SessionAhead, Walker, foretell_sessions
from core.plans.ahead_misses import SESSIONS, growth_of, misses_of
from core.plans.records import Plan
from core.records import Exposure, Lifter
from core.training.ability.forecast import FEWEST, ability_of
from core.training.exercise_sessions import is_endurance
from core.training.target import next_target

TIGHT = 0.5  # less likely to hold than not
LONG_STEP = 0.07  # of the load: a step that is felt
Why = Literal["load", "sets", "step", "range"]
Unknown = Literal["few", "measure", "open"]


@dataclass(frozen=True, slots=True)
class LiftAhead:
    """A lift of a plan with all that its weeks are worked out from."""

    lifter: Lifter
    exposures: tuple[Exposure, ...]
    sessions: tuple[PlanSession, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is foretold of a lift; by week the session that is least sure to hold."""

    exercise_id: str
    weeks: tuple[SessionAhead | None, ...]  # None: not trained in that week
    unknown: Unknown | None = None  # why nothing is foretold

    @property
    def known(self) -> list[tuple[int, SessionAhead]]:
        """The weeks in which it is trained, from 0."""
        return [(at, each) for at, each in enumerate(self.weeks) if each is not None]


@dataclass(frozen=True, slots=True)
class Tight:
    """The first week in which a lift is less likely to hold than not, and why."""

    exercise_id: str
    week: int  # from 0
    session: SessionAhead
    why: Why


def look_ahead(lifts: Sequence[LiftAhead], plan: Plan, now: datetime) -> tuple[Outlook, ...]:
    """Foretell every lift of a plan."""
    return tuple(foretell_lift(each, plan, now) for each in lifts)


def foretell_lift(lift: LiftAhead, plan: Plan, now: datetime) -> Outlook:
    """Foretell the weeks of one lift; one that is known too little of says so."""
    lifter, exposures = lift.lifter, lift.exposures
    exercise_id = lifter.exercise.id
    if lifter.exercise.measure in ("time", "distance") or is_endurance(lifter.exercise):
        return Outlook(exercise_id, (), "measure")
    ability = ability_of(exposures, lifter, now)
    if ability is None or ability.sessions - 1 <= FEWEST:  # the one to come is counted in
        return Outlook(exercise_id, (), "few")
    target = next_target(exposures, lifter, now)
    asks = asks_of(lift.sessions, plan, lifter, target, ability)
    if not asks:
        return Outlook(exercise_id, (), "open")
    kg = ability.moved_kg(target.load)
    misses = misses_of(ability, exposures[-SESSIONS:], now, kg, growth_of(ability))
    fixed = asks[0].low == asks[0].high
    walker = Walker(
        Seen(ability, lifter, target.load, misses, fixed), asks, zlib.crc32(exercise_id.encode())
    )
    return Outlook(exercise_id, _by_week(foretell_sessions(walker.walks(), asks), asks[0].day))


def _by_week(found: Sequence[SessionAhead], first: int) -> tuple[SessionAhead | None, ...]:
    """Of each week the session that is least sure; weeks begin on the first day looked at."""
    weeks: list[SessionAhead | None] = [None] * WEEKS_AHEAD
    for each in found:
        at = (each.ask.day - first // 7 * 7) // 7
        if 0 <= at < WEEKS_AHEAD:
            known = weeks[at]
            weeks[at] = each if known is None or each.chance < known.chance else known
    return tuple(weeks)


def tight_weeks(outlooks: Sequence[Outlook]) -> list[Tight]:
    """Where it gets tight: the first such week of each lift, the earliest first."""
    found = []
    for each in outlooks:
        at = next((e for e in each.known if e[1].chance < TIGHT and not e[1].ask.easy), None)
        if at is not None:
            found.append(Tight(each.exercise_id, *at, why_tight(each, *at)))
    return sorted(found, key=lambda each: (each.week, each.session.chance))


def why_tight(outlook: Outlook, week: int, session: SessionAhead) -> Why:
    """What makes a week tight, against the first week of that lift."""
    first: Ask = outlook.known[0][1].ask
    if session.ask.load is not None or session.ask.share is not None:
        return "load"
    if session.ask.sets > first.sets:
        return "sets"
    before = [each for at, each in outlook.known if at < week and not each.ask.easy]
    if before and session.load.kg > before[-1].load.kg * (1 + LONG_STEP):
        return "step"
    return "range"
