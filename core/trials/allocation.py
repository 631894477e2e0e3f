"""Which arm a set belongs to: a function of the trial's seed, the side and the local day.

The seed is drawn once, at the start, and shown at the end, so that anybody can work out again that
nothing was chosen. By limb, one side goes to failure for all eight weeks, as in Refalo et al. 2024.
By blocks, weeks come in pairs and the seed says which week of each pair goes to failure.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from hashlib import sha256

from core.records import Side
from core.training.exercise_sessions import days_apart
from core.trials.records import WEEKS, Arm, Trial

DAYS = WEEKS * 7
SEEDS = 1_000_000  # six figures: short enough to be read out


def drawn(seed: int, what: str) -> bool:
    """A fair coin: the lowest bit of the first byte of SHA-256 over "<seed>/<what>"."""
    return bool(sha256(f"{seed}/{what}".encode()).digest()[0] & 1)


def failure_side(trial: Trial) -> Side:
    """The side that goes to failure in a trial by limb."""
    return "left" if drawn(trial.seed, "limb") else "right"


def week_of(trial: Trial, session_at: datetime, zone: tzinfo) -> int | None:
    """The week of the trial from 0, by the person's calendar; None before it and after it."""
    if session_at < trial.begun_at:
        return None
    days = days_apart(trial.begun_at, session_at, zone)
    return days // 7 if 0 <= days < DAYS else None


def arm_of_week(trial: Trial, week: int) -> Arm:
    """What is done in a week of a trial by blocks: of each two weeks one goes to failure."""
    first_fails = drawn(trial.seed, f"weeks {week // 2}")
    return "failure" if first_fails == (week % 2 == 0) else "stop"


def arm_of(trial: Trial, session_at: datetime, side: Side, zone: tzinfo) -> Arm | None:
    """The arm of a set, by the start of its session; None where it belongs to none.

    By limb a set without a side belongs to no arm.
    """
    week = week_of(trial, session_at, zone)
    if week is None or (trial.stopped_at is not None and session_at >= trial.stopped_at):
        return None
    if trial.design == "blocks":
        return arm_of_week(trial, week)
    if not side:
        return None
    return "failure" if side == failure_side(trial) else "stop"


def ends_at(trial: Trial, zone: tzinfo) -> datetime:
    """The first moment after the trial: local midnight of the day after its last."""
    first = trial.begun_at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return first + timedelta(days=DAYS)


def is_over(trial: Trial, now: datetime, zone: tzinfo) -> bool:
    """Whether eight weeks are through."""
    return now >= ends_at(trial, zone)
