"""Frozen facts of a plan: its days, their lifts in order, its weeks; and how large each may be.

Loads are exact (`core.records.Load`), reserve is in tenths of a repetition, shares in tenths of a
per cent, times in seconds, distances in metres. Exercises are named by id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.records import Load, Span

Written = Literal["rir", "left", "rpe"]
ShareOf = Literal["best", "training max", "top"]
Counted = Literal["reps", "seconds", "metres"]
Every = Literal["session", "week", "cycle"]

# What a plan may hold; a text beyond these is refused, however well it reads.
LONGEST_TEXT = 8000  # characters, of a whole plan
LONGEST_LINE = 1500
MOST_TEXT_LINES = 300
LONGEST_PLAN_NAME = 60
LONGEST_PLAN_NOTE = 120
MOST_PLAN_DAYS = 14
MOST_ITEMS = 25  # of a day
MOST_ALTERNATIVES = 5
MOST_GROUPS = 12  # of an item in one week
MOST_ITEM_WEEKS = 16  # weeks that differ, of an item
MOST_WEEKS = 16  # of a wave
MOST_PLAN_SETS = 20  # of a group
MOST_PLAN_REPS = 200
MOST_PLAN_SECONDS = 7200
MOST_PLAN_METRES = 50_000
MOST_RESERVE = 100  # tenths
MOST_SHARE = 1500  # tenths of a per cent
MOST_PLAN_MILLI = 1_000_000  # of a load, kg or lb
MOST_STEP_MILLI = 50_000
MOST_REST = 3600
MOST_GROWTH, MOST_GROWN = 3, 10  # sets added at once, and sets in the end
MOST_MAXES = 20
MOST_TIMES_A_WEEK = 14

USUAL_TRAINING_MAX = 900  # 90 % of a best, as 5/3/1 has it


@dataclass(frozen=True, slots=True)
class Reserve:
    """Repetitions to leave, in tenths, low to high, and the way it was written."""

    low: int
    high: int
    written: Written = "rir"


@dataclass(frozen=True, slots=True)
class Share:
    """A load as a share of another: of the best, of the training max, of the top set before it."""

    tenths: int  # of a per cent
    of: ShareOf = "best"


@dataclass(frozen=True, slots=True)
class Body:
    """The body's own weight, with what is added to it."""

    added: Load | None = None


Loading = Load | Share | Body


@dataclass(frozen=True, slots=True)
class SetGroup:
    """Sets that are alike: "3x8-12 rir2"."""

    sets: Span  # low and high; alike where the plan says one number
    reps: Span | None = None  # repetitions, seconds or metres; None: not said, or as many as go
    counted: Counted = "reps"
    amrap: bool = False  # the last set goes on; without `reps` every set does
    reserve: Reserve | None = None
    load: Loading | None = None
    top: bool = False  # the top set, which back-offs follow


@dataclass(frozen=True, slots=True)
class Step:
    """What is added each time the sets were done as planned."""

    load: Load
    every: Every = "session"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One lift of a day: the exercise or those that may stand for it, and its sets by week."""

    exercises: tuple[str, ...]  # ids, the first one is meant
    weeks: tuple[tuple[SetGroup, ...], ...] = ()  # one for all weeks alike; () within: not done
    step: Step | None = None
    superset: str = ""  # "A": done in turn with the others of that letter
    optional: bool = False
    each_side: bool = False
    rest: int | None = None  # seconds
    note: str = ""

    def groups(self, week: int) -> tuple[SetGroup, ...]:
        """The sets of a week, counted from 0; weeks that differ begin again after the last."""
        return self.weeks[week % len(self.weeks)] if self.weeks else ()


@dataclass(frozen=True, slots=True)
class PlanDay:
    """A day's training: a name and its lifts in order."""

    name: str
    items: tuple[PlanItem, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """When days are due: fixed to weekdays, or in turn.

    `fixed`: (weekday from 0, place of the day in the plan), in the order of the week; () for days
    in turn, which may be kept to weekdays (`on`) or to so many a week (`times`).
    """

    fixed: tuple[tuple[int, int], ...] = ()
    on: tuple[int, ...] = ()
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """A week of a wave: its reserve in tenths, a deload, or nothing of its own."""

    reserve: Span | None = None
    deload: bool = False


@dataclass(frozen=True, slots=True)
class Growth:
    """Sets that are added as weeks go by, until a deload."""

    sets: int
    every: int = 1  # weeks
    most: int | None = None  # sets of an item


@dataclass(frozen=True, slots=True)
class Max:
    """The load that shares of a training max are taken of, where the lifter says it."""

    exercise: str
    load: Load


@dataclass(frozen=True, slots=True)
class Plan:
    """What a lifter means to train."""

    name: str
    days: tuple[PlanDay, ...]
    schedule: Schedule = Schedule()
    weeks: tuple[Week, ...] = ()
    growth: Growth | None = None
    training_max: int = USUAL_TRAINING_MAX  # tenths of a per cent of the best
    maxes: tuple[Max, ...] = ()

    @property
    def cycle(self) -> int:
        """Weeks until the plan begins anew, 1 at least: those of its wave, else of its items."""
        if self.weeks:
            return len(self.weeks)
        counts = [len(item.weeks) for day in self.days for item in day.items]
        return max([1, *counts])
