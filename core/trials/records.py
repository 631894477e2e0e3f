"""Frozen facts of a trial: what is compared, how it was drawn, what was expected at the start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.records import LoggedSet, Side

Arm = Literal["failure", "stop"]
Design = Literal["limb", "blocks"]

WEEKS = 8  # as in the study that is done at home (Refalo et al. 2024)
STOP_LEFT = (1, 2)  # repetitions left in the arm that stops short


@dataclass(frozen=True, slots=True)
class Expectation:
    """What was known before the first session; written down then, so that nothing bends it later.

    Repetitions lost from the first set of a session to its last.
    """

    sets: int  # of a session, in each arm
    effect: float  # more of them lost with failure, as studies have it
    effect_spread: float  # how much people differ in that (67 %)
    noise: float  # spread of one session about this lifter's mean
    noise_weight: float  # degrees of freedom behind it
    pairs: int  # sessions with both arms, or half of all sessions, that eight weeks will have
    lifts: int = 1  # exercises


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial: eight weeks, one seed drawn at the start."""

    exercises: tuple[str, ...]
    design: Design
    seed: int
    begun_at: datetime
    expected: Expectation
    id: str = ""
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """A trial that a group runs together, each on themselves."""

    id: int
    exercise_id: str
    design: Design
    opened_at: datetime
    published_at: datetime | None = None
    result: str = ""  # as published, read and never worked out again


@dataclass(frozen=True, slots=True)
class Bout:
    """The working sets of one exercise in one session, of one side where sides are told apart."""

    exercise_id: str
    session_at: datetime
    side: Side
    sets: tuple[LoggedSet, ...]


@dataclass(frozen=True, slots=True)
class Observation:
    """One number of one arm; numbers of one stratum were taken under like conditions."""

    stratum: object
    arm: Arm
    value: float
