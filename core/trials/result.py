"""The answer of a trial: worked out once, at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from core.records import Exercise
from core.trials.estimate import Difference, Estimate, Noise, Prior, difference, estimate
from core.trials.expectation import (
    AFTER,
    AFTER_NOISE,
    BETWEEN,
    CONSTANT,
    FELT,
    FELT_NOISE,
    WIDE,
    WIDE_NOISE,
    noise_of,
    prior_of,
)
from core.trials.felt import Harder, felt_in_arms, harder_side
from core.trials.outcomes import after, in_arms, kept, loss, minutes, observed, volume
from core.trials.records import Arm, Bout, Observation, Trial

Arms = Sequence[tuple[Bout, Arm]]


@dataclass(frozen=True, slots=True)
class Result:
    """What eight weeks showed: failure less stopping short, each as a range."""

    loss: Estimate | None  # repetitions from the first set to the last; the primary outcome
    after: Estimate | None  # per cent, first set of the session after
    volume: Estimate | None  # per cent
    minutes: Estimate | None  # not by limb: both sides share the time
    sessions: tuple[int, int]  # failure, stop
    kept: tuple[int, int]  # of these done as drawn
    felt: Estimate | None = None  # of 1 to 5; by blocks
    harder: Harder | None = None  # by limb


def result_of(
    trial: Trial,
    bouts: Sequence[Bout],
    exercises: Mapping[str, Exercise],
    zone: tzinfo,
    felt: Mapping[datetime, str] | None = None,
) -> Result:
    """Everything that is told at the end; `felt`: what was said of sessions, by their start."""
    arms = in_arms(trial, bouts, zone)
    timed = None
    if trial.design == "blocks":
        timed = _wide(observed(trial, arms, minutes, zone))
    return Result(
        primary(trial, arms, exercises, zone),
        _estimate(after(trial, arms, exercises.__getitem__, zone), AFTER, AFTER_NOISE),
        _wide(observed(trial, arms, volume, zone)),
        timed,
        (_count(arms, "failure"), _count(arms, "stop")),
        (
            _count([each for each in arms if kept(*each)], "failure"),
            _count([each for each in arms if kept(*each)], "stop"),
        ),
        _estimate(felt_in_arms(trial, felt or {}, zone), FELT, FELT_NOISE),
        harder_side(trial, felt or {}),
    )


def lost_more(
    trial: Trial, arms: Arms, exercises: Mapping[str, Exercise], zone: tzinfo
) -> Difference | None:
    """Repetitions lost more with failure, as the trial alone has it; None without both arms."""

    def lost(bout: Bout, arm: Arm) -> float | None:
        return loss(bout, arm, exercises[bout.exercise_id], trial.expected.sets)

    return difference(observed(trial, arms, lost, zone))


def primary(
    trial: Trial, arms: Arms, exercises: Mapping[str, Exercise], zone: tzinfo
) -> Estimate | None:
    """Repetitions lost more with failure, shrunk to what studies have; None without both arms."""
    found = lost_more(trial, arms, exercises, zone)
    if found is None:
        return None
    return estimate(
        found,
        prior_of(trial.expected),
        noise_of(trial.expected),
        CONSTANT[trial.design],
        BETWEEN[trial.design],
    )


def _wide(observations: Sequence[Observation]) -> Estimate | None:
    return _estimate(observations, WIDE, WIDE_NOISE)


def _estimate(observations: Sequence[Observation], prior: Prior, noise: Noise) -> Estimate | None:
    found = difference(observations)
    return None if found is None else estimate(found, prior, noise)


def _count(arms: Arms, arm: Arm) -> int:
    return sum(1 for _, each in arms if each == arm)
