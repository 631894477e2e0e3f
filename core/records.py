"""Frozen facts: what was lifted, by whom, and what is advised.

Loads are exact (integer thousandths of the unit typed), effort is in tenths of a repetition in
reserve or nothing, times are aware UTC. Behaviour lives in functions over these records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from fractions import Fraction
from typing import Literal

Unit = Literal["kg", "lb"]
Goal = Literal["size", "strength"]
# How sets are answered: in full, in two lines, in one message that is changed, by a reaction, not.
Answers = Literal["", "full", "short", "live", "react", "off"]
Measure = Literal["load", "bodyweight", "assisted", "time", "distance"]
Mechanic = Literal["compound", "isolation"]
VerdictKind = Literal["too_hard", "hard", "on_target", "easy", "too_easy", "unrated", "warmup"]
TargetKind = Literal["first", "up", "hold", "down", "deload", "return"]
Side = Literal["", "left", "right"]
Span = tuple[int, int]  # low and high, both included

CHANCES_WORTH_SAYING = (0.2, 0.88)  # beyond, it is as good as sure

KG_PER_LB = Fraction(45359237, 100000000)


@dataclass(frozen=True, slots=True)
class Load:
    """An exact load: thousandths of the unit it was typed in; assistance is negative."""

    milli: int
    unit: Unit = "kg"

    @property
    def kg(self) -> float:
        """The load in kilograms, for computing; never stored."""
        if self.unit == "kg":
            return self.milli / 1000
        return self.milli * KG_PER_LB.numerator / (KG_PER_LB.denominator * 1000)  # rounded once

    @property
    def text(self) -> str:
        """The shortest decimal string: "140", "142.5", "-30"."""
        sign = "-" if self.milli < 0 else ""
        whole, rest = divmod(abs(self.milli), 1000)
        return f"{sign}{whole}" + (f".{rest:03d}".rstrip("0") if rest else "")


def in_unit(load: Load, unit: Unit) -> Load:
    """The same load in another unit, rounded to a thousandth (exact for the same unit)."""
    if load.unit == unit:
        return load
    factor = KG_PER_LB if unit == "kg" else 1 / KG_PER_LB
    return Load(round(load.milli * factor), unit)


@dataclass(frozen=True, slots=True)
class Exercise:
    """What the catalogue knows of an exercise, or a person's own one (id starts with "own-")."""

    id: str
    name: str
    measure: Measure
    mechanic: Mechanic
    pattern: str  # squat, hinge, lunge, horizontal_press, vertical_press, row, pulldown, ...
    muscles: tuple[str, ...]  # direct, count 1 set
    helpers: tuple[str, ...]  # indirect, count half a set
    equipment: str
    unilateral: bool
    bodyweight_share: float  # share of the body's weight that is lifted, 0 for bars and machines
    safe_to_fail: bool  # alone, without spotter or safeties
    step_kg: Load  # smallest usual step
    step_lb: Load
    size_range: tuple[int, int]  # repetitions, both included
    strength_range: tuple[int, int]
    ceiling: int  # repetitions at which a bodyweight exercise grows in sets, then load


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who messages the bot, with the settings that hold for every exercise."""

    id: int
    name: str
    language: str = "en"
    unit: Unit = "kg"
    zone: str = "UTC"
    goal: Goal = "size"
    bodyweight: Load | None = None
    bar: Load | None = None
    plates: tuple[Load, ...] = ()  # each kind once, largest first; pairs are assumed
    quiet: bool = False  # no questions about effort
    asks_unanswered: int = 0
    asked_at: datetime | None = None
    log_version: int = 0  # grows with every change of the log
    zone_told: bool = False  # else the zone is a guess
    effort: Span | None = None  # reserve wished for at every exercise, in repetitions
    dumbbells: tuple[Load, ...] = ()  # all there are, lightest first; () for not said
    kettlebells: tuple[Load, ...] = ()
    cutting: bool = False  # losing weight: holding is a win
    answers: Answers = ""  # how sets are answered; "": as the group has it, else in full
    rest_auto: bool = False  # the advised rest starts with each set, in private
    reactions: bool = False  # a reaction on the answer to the newest set repeats that set


@dataclass(frozen=True, slots=True)
class Preference:
    """A person's settings for one exercise."""

    exercise_id: str
    goal: Goal | None = None
    step: Load | None = None
    rep_range: Span | None = None
    effort: Span | None = None  # reserve wished for; counts before the person's own


@dataclass(frozen=True, slots=True)
class Bodyweight:
    """What the body weighed on a local day."""

    day: date
    load: Load


@dataclass(frozen=True, slots=True)
class Pain:
    """A report of pain at an exercise; without one ("") it is a general report."""

    exercise_id: str
    at: datetime
    words: str
    urgent: bool = False
    parts: tuple[str, ...] = ()  # of the body, as the words name them; see core.exercises.parts
    ended_at: datetime | None = None  # when it was said to be over


@dataclass(frozen=True, slots=True)
class SetDraft:
    """A set as read from a line, before it is stored."""

    exercise_id: str
    load: Load  # 0 for bare bodyweight, negative for assistance
    reps: int | None  # None for time and distance; 0 for a missed attempt
    at: datetime
    line: str  # the part of the message it was read from, as typed
    rir_tenths: int | None = None  # as called: never corrected (R2)
    rir_at_least: bool = False  # "4+"
    failed: bool = False
    amrap: bool = False
    partials: int = 0
    warmup: bool = False
    drop: bool = False
    seconds: int | None = None
    distance_cm: int | None = None
    per_side: bool = False
    shared_effort: bool = False
    note: str = ""
    superset: bool = False  # done in turn with another lift: its rest is cut short by that one
    side: Side = ""  # of one limb at a time; "" where both worked or nobody said
    # An attempt without a repetition: kept with `reps` 0, failed, and none left.
    missed: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "missed", self.reps == 0)


@dataclass(frozen=True, slots=True)
class LoggedSet(SetDraft):
    """A stored set. `id` is short, starts with a letter and is unique for the person."""

    id: str = ""
    source: str = ""  # the platform's id of the message it came from
    position: int = 0  # its place in that message
    session_at: datetime | None = None  # first set of its session
    # Asked of every set again and again: neither warm-up nor drop set (docs/glossary.md), and a
    # working set with something done, no attempt that was missed.
    working: bool = field(init=False, repr=False, compare=False)
    lifted: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        missed, working = self.reps == 0, not (self.warmup or self.drop)
        object.__setattr__(self, "missed", missed)
        object.__setattr__(self, "working", working)
        object.__setattr__(self, "lifted", working and not missed)


@dataclass(frozen=True, slots=True)
class Present:
    """A set of the log, as far as telling it apart from those of a file needs it."""

    number: int  # of its id "s<number>"
    source: str
    position: int
    at: datetime
    exercise_id: str
    load_milli: int
    load_unit: Unit
    reps: int | None
    seconds: int | None
    distance_cm: int | None
    touched: bool  # changed since it was stored, or gone: it does not give way to a file


@dataclass(frozen=True, slots=True)
class Exposure:
    """All sets of one exercise in one session, in the order they were done."""

    session_at: datetime
    sets: tuple[LoggedSet, ...]

    @property
    def working(self) -> tuple[LoggedSet, ...]:
        """The working sets."""
        return tuple(each for each in self.sets if each.working)

    @property
    def lifted(self) -> tuple[LoggedSet, ...]:
        """The working sets without missed attempts."""
        return tuple(each for each in self.sets if each.lifted)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is advised: a key of `language.strings`, its facts and the rules behind it."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)
    rules: tuple[str, ...] = ()  # "R37", looked up in training.evidence


@dataclass(frozen=True, slots=True)
class Misses:
    """Logarithms of a person's misses of predictions over the usual ones, and the sets seen."""

    first: float = 0.0  # first sets of a session
    later: float = 0.0
    firsts: int = 0
    laters: int = 0


@dataclass(frozen=True, slots=True)
class PrescribedSet:
    """A set as a plan says it, its load worked out."""

    load: Load
    reps_low: int | None
    reps_high: int | None
    more: bool = False  # as many as possible, `reps_low` at least
    rir: Span | None = None  # reserve to leave, where the plan says one


@dataclass(frozen=True, slots=True)
class Lifter:
    """All that the training rules know of a person at one exercise."""

    exercise: Exercise
    goal: Goal
    unit: Unit
    step: Load | None = None  # the person's own step
    bar: Load | None = None
    plates: tuple[Load, ...] = ()
    bodyweight: Load | None = None
    pains: tuple[Pain, ...] = ()  # newest first, this exercise
    near_pains: tuple[Pain, ...] = ()  # newest first, elsewhere, of a part this exercise loads
    trained_at: datetime | None = None  # last set of any exercise before the session in question
    trained_before_return: datetime | None = None  # the same, of the first session after a break
    zone: tzinfo = UTC  # days are counted by the person's calendar
    reserve_bias: float = 0.0  # true reserve - called reserve, in repetitions, as proved so far
    reserve_spread: float = 1.2  # how far off that may be (67 %)
    reserve_proofs: int = 0  # calls that were proved; without any nothing is moved
    rep_range: Span | None = None  # repetitions the person wishes for
    effort: Span | None = None  # reserve the person wishes for
    dumbbells: tuple[Load, ...] = ()  # of what the exercise is done with, lightest first
    learned_step: Load | None = None  # what the log shows; the person's own step counts before it
    never_below: Load | None = None  # the empty bar, where the log never went below it
    cutting: bool = False
    prescribed: tuple[PrescribedSet, ...] = ()  # sets that a plan says one by one
    deload: bool = False  # the session asked about is to be an easy one
    because: Reason | None = None  # why sets are prescribed or easy, where no plan wishes it
    easy_sessions: frozenset[datetime] = frozenset()  # of easy weeks: they say nothing of progress
    sets_planned: int | None = None  # working sets a session that a plan asks for
    range_before: RangeSoFar | None = None  # from the sessions before those in view
    bodyweights: tuple[Bodyweight, ...] = ()  # oldest first; () where the one above holds for all


@dataclass(frozen=True, slots=True)
class RangeSoFar:
    """A repetition range as a log up to a moment shows it (`training/ranges.py`)."""

    low: int
    high: int
    counted: tuple[tuple[int, int], ...] = ()  # median repetitions and mass, of the last exposures
    at: datetime | None = None  # of the last exposure


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a set says, against the goal, the exercise and the set's place."""

    kind: VerdictKind
    reason: Reason
    records: tuple[Reason, ...] = ()  # records this set made, only real ones


@dataclass(frozen=True, slots=True)
class Expected:
    """Repetitions to expect of a set ahead, from the person's own log."""

    load: Load
    number: int  # among the working sets of its session, from 1
    left: int | None  # in reserve, by the person's own calls; None: training as usual
    reps: float
    likely: tuple[float, float]  # 67 %
    wide: tuple[float, float]  # 95 %
    goal: int | None = None  # whole repetitions that `chance` speaks of
    chance: float | None = None  # of at least as many; None where too little is known

    @property
    def helps(self) -> bool:
        """Whether the chance is worth saying."""
        least, most = CHANCES_WORTH_SAYING
        return self.chance is not None and least <= self.chance <= most


@dataclass(frozen=True, slots=True)
class NextSet:
    """What to do in the next set of the same exercise, today."""

    load: Load
    reps_low: int | None
    reps_high: int | None
    rir_low: int
    rir_high: int
    rest_s: int
    reason: Reason
    seconds: int | None = None
    distance_cm: int | None = None
    expected: Expected | None = None
    open_top: bool = False  # `reps_low` is an aim to beat, not the number to stop at


@dataclass(frozen=True, slots=True)
class BackOffs:
    """Lighter sets after a top set."""

    load: Load
    aims: tuple[int, ...]
    reps_low: int
    reps_high: int


@dataclass(frozen=True, slots=True)
class Target:
    """What to aim for next session."""

    exercise_id: str
    kind: TargetKind
    sets: int
    load: Load
    reps_low: int | None
    reps_high: int | None
    rir_low: int
    rir_high: int
    reason: Reason
    seconds: int | None = None
    distance_cm: int | None = None
    expected: Expected | None = None
    aims: tuple[int, ...] = ()  # repetitions aimed at, one for each set at `load`
    back_offs: BackOffs | None = None
    prescribed: tuple[PrescribedSet, ...] = ()  # where a plan says each set
