"""The three answers to a set, worked out together so that the log is read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.limits import SESSION_GAP
from core.records import Exposure, Lifter, LoggedSet, NextSet, Target, Verdict
from core.training.consistency import agreed
from core.training.exercise_sessions import sessions
from core.training.missed_attempts import following as next_set
from core.training.target import is_begun, planned_after, target_after
from core.training.verdict import NO_BESTS, Bests, judge


@dataclass(frozen=True, slots=True)
class Advice:
    """What is said after a set, and the target that held for its session."""

    verdict: Verdict
    next_set: NextSet | None
    target: Target
    planned: Target


def advise(
    this: LoggedSet,
    exposures: Sequence[Exposure],
    lifter: Lifter,
    now: datetime,
    bests: Bests = NO_BESTS,
    then: Lifter | None = None,
) -> Advice:
    """Answer a set: the last exposure, the newest, is its session up to it.

    `then`: the lifter as a plan has them next time, where it asks for something else than today.
    """
    past = sessions(exposures[:-1], lifter.exercise.measure)
    today = exposures[-1]
    planned = planned_after(past, lifter, today.session_at)
    verdict = judge(this, exposures, lifter, bests, planned)
    following = next_set(exposures, lifter, planned)
    over = now - today.sets[-1].at >= SESSION_GAP  # then it counts, whatever it held
    begun = over or is_begun(today, planned, lifter)
    counted = [*past, *sessions([today], lifter.exercise.measure)] if begun else past
    target = target_after(counted, then or lifter, now)
    return Advice(agreed(verdict, this, following, target), following, target, planned)
