"""How sessions of a trial felt: by blocks from 1 to 5, by limb which side felt harder.

By limb both arms share a session, so that one number for it could say nothing of either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from core.trials.allocation import arm_of, failure_side, week_of
from core.trials.records import Observation, Trial

SCALE = ("1", "2", "3", "4", "5")  # easy to very hard
SIDES = ("left", "right", "same")


@dataclass(frozen=True, slots=True)
class Harder:
    """How often each side felt harder, counted by what it was drawn for."""

    failure: int
    stop: int
    same: int


def choices(trial: Trial) -> tuple[str, ...]:
    """What may be said of a session."""
    return SIDES if trial.design == "limb" else SCALE


def felt_in_arms(trial: Trial, felt: Mapping[datetime, str], zone: tzinfo) -> list[Observation]:
    """What was said from 1 to 5, in the two weeks that are compared; nothing by limb."""
    found = []
    for session_at, said in felt.items():
        arm = arm_of(trial, session_at, "", zone)
        week = week_of(trial, session_at, zone)
        if trial.design == "blocks" and said in SCALE and arm is not None and week is not None:
            found.append(Observation(week // 2, arm, float(said)))
    return found


def harder_side(trial: Trial, felt: Mapping[datetime, str]) -> Harder | None:
    """Which side felt harder how often; None by blocks, and where nothing was said."""
    said = [each for each in felt.values() if each in SIDES]
    if trial.design != "limb" or not said:
        return None
    failing = failure_side(trial)
    same = sum(each == "same" for each in said)
    failure = sum(each == failing for each in said)
    return Harder(failure, len(said) - same - failure, same)
