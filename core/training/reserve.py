"""What a set most likely left in reserve: call, history and today's sets together (R9).

A small filter on the logarithm of capacity (R19): slow capacity, the day, and the error that is
left in the known bias. That last part is carried along but not learned here - `calibrate` learns
it, from sets that proved it - so that many calls with one common error do not look like many
independent ones. Used to read effort, not to predict repetitions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, log, pi, sqrt

from core.records import Exercise, Exposure, LoggedSet
from core.training.calibrate import PUBLISHED, UNKNOWN, Bias, to_failure_reps
from core.training.carried import LOSS_SPREAD, kept_share, working_sets
from core.training.curve import SLOPE_PER_REP, capacity, reps_at
from core.training.effort import bias as usual_bias
from core.training.effort import prior_reserve, reserve, sigma_rir

SESSIONS = 8  # earlier ones say nothing that these do not
PER_ROOT_DAY, DAY_SPREAD, NEW_DAY_SPREAD = 0.0045, 0.022, 0.035  # of capacity (R19)
PER_WEEK = 0.002  # usual growth (R21)
SET_SPREAD = 0.01  # of one set (R19)
RAMP = 0.8  # sets lighter than this share of the session's heaviest say nothing
START_SPREAD = 0.5

Row = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A reserve in repetitions, and how far off it may be."""

    mean: float
    spread: float


@dataclass(slots=True)
class _State:
    """Means and covariances of log capacity, the day, and the error left in the bias."""

    mean: list[float]
    cov: list[list[float]]


def estimate_reserve(
    this: LoggedSet, exposures: Sequence[Exposure], exercise: Exercise, bias: Bias = UNKNOWN
) -> Estimate:
    """Estimate the true reserve of a set; the last exposure is its session, later sets included."""
    if this.failed:
        return Estimate(0.0, 0.4)
    sets = working_sets(exposures[-1].sets) if exposures else []
    ids = [each.id for each in sets]
    if this.reps is None or this.id not in ids or not _comparable(this, exercise):
        return _alone(this, bias, exercise)
    state = _State([0.0] * 3, [[0.0] * 3 for _ in range(3)])
    state.cov[2][2] = bias.spread**2
    started = False
    recent = exposures[-SESSIONS:]
    for index, exposure in enumerate(recent):
        days = (exposure.session_at - recent[index - 1].session_at).days if index else 0
        _new_day(state, days, new=len(exposures) - len(recent) + index < 4)
        started = _take_session(state, exposure, this, exercise, bias, started=started)
    place = ids.index(this.id)
    x = state.mean[0] + state.mean[1] + log(kept_share(sets, 0, place, bias.mean))
    variance = state.cov[0][0] + 2 * state.cov[0][1] + state.cov[1][1] + SET_SPREAD**2
    n = _reps(x, this, exercise)
    slope = _slope(max(1.0, n), this, exercise)
    return _not_negative(n - this.reps, sqrt(max(1e-9, variance)) / slope)


def _alone(this: LoggedSet, bias: Bias, exercise: Exercise) -> Estimate:
    """The call with its bias, where there is nothing to hold it against."""
    left = reserve(this)
    if left is None:
        return Estimate(*prior_reserve(this))
    n = (this.reps or 0) + left
    spread = sqrt(sigma_rir(left, n, exercise) ** 2 + bias.spread**2)
    return _not_negative(left + bias.mean, spread)


def _not_negative(mean: float, spread: float) -> Estimate:
    """The moments of a normal cut off at nought: the repetitions were done."""
    edge = -mean / spread
    if edge < -4:
        return Estimate(mean, spread)
    edge = min(edge, 4.0)
    hazard = exp(-edge * edge / 2) / sqrt(2 * pi) / max(1e-12, 0.5 * erfc(edge / sqrt(2)))
    shrunk = max(0.01, 1 - hazard * (hazard - edge))
    return Estimate(max(0.0, mean + spread * hazard), spread * sqrt(shrunk))


def _comparable(each: LoggedSet, exercise: Exercise) -> bool:
    return exercise.measure != "load" or each.load.milli > 0


def _level(n: float, each: LoggedSet, exercise: Exercise) -> float:
    """Log capacity from repetitions to failure; without a load to compare, repetitions alone."""
    if exercise.measure == "load":
        return log(capacity(each.load.kg, max(1.0, n), exercise))
    return n * SLOPE_PER_REP


def _reps(level: float, each: LoggedSet, exercise: Exercise) -> float:
    if exercise.measure == "load":
        return reps_at(each.load.kg, exp(level), exercise)
    return level / SLOPE_PER_REP


def _slope(n: float, each: LoggedSet, exercise: Exercise) -> float:
    """Share of capacity per repetition."""
    return max(0.005, _level(n + 0.5, each, exercise) - _level(max(1.0, n - 0.5), each, exercise))


def _new_day(state: _State, days: int, *, new: bool) -> None:
    """Let capacity grow and drift, and forget the day before."""
    state.mean[0] += PER_WEEK * days / 7
    state.mean[1] = 0.0
    state.cov[0][0] += PER_ROOT_DAY**2 * days
    for other in (0, 2):
        state.cov[1][other] = state.cov[other][1] = 0.0
    state.cov[1][1] = (NEW_DAY_SPREAD if new else DAY_SPREAD) ** 2


def _take_session(
    state: _State,
    exposure: Exposure,
    this: LoggedSet,
    exercise: Exercise,
    bias: Bias,
    *,
    started: bool,
) -> bool:
    """Take in the sets of one session that can be compared with the one in question."""
    sets = working_sets(exposure.sets)
    heaviest = max((each.load.kg for each in sets), default=0.0)
    for place, each in enumerate(sets):
        same = exercise.measure == "load" or each.load == this.load
        light = exercise.measure == "load" and each.load.kg < RAMP * heaviest
        if not same or light or not _comparable(each, exercise):
            continue
        n, spread, biased = _evidence(each, place == 0, exercise, bias)
        slope = _slope(n, each, exercise)
        lost = log(kept_share(sets, 0, place, bias.mean))
        noise = (slope * spread) ** 2 + SET_SPREAD**2 + (LOSS_SPREAD * lost) ** 2
        seen = _level(n, each, exercise) - lost
        if not started:
            state.mean[0], state.cov[0][0], started = seen, START_SPREAD**2, True
        _update(state, seen, (1.0, 1.0, -slope if biased else 0.0), noise)
    return started


def _evidence(
    each: LoggedSet, first: bool, exercise: Exercise, bias: Bias
) -> tuple[float, float, bool]:
    """Repetitions to failure a set speaks for, its spread, and whether the call's bias is in it."""
    reps, left = each.reps or 1, reserve(each)
    end = to_failure_reps(each)
    if end is not None:
        return end[0], end[1], False
    if left is None or each.shared_effort:
        usual, spread = prior_reserve(each)
        return reps + usual, spread, False
    called = reps + left
    usual = usual_bias(left, called, first) - PUBLISHED + bias.mean
    spread = sigma_rir(left, called, exercise) + (1.0 if each.rir_at_least else 0.0)
    return called + max(-left, usual), spread, True


def _update(state: _State, seen: float, row: Row, noise: float) -> None:
    """Take in one observation; the third part is carried along, not learned."""
    cov = state.cov
    push = [sum(cov[i][j] * row[j] for j in range(3)) for i in range(3)]
    total = sum(row[i] * push[i] for i in range(3)) + noise
    error = seen - sum(row[i] * state.mean[i] for i in range(3))
    if abs(error) > 3.5 * sqrt(total):  # R23
        total = max(total, error * error / 12.25)
    gain = (push[0] / total, push[1] / total, 0.0)
    state.mean = [state.mean[i] + gain[i] * error for i in range(3)]
    inner = sum(row[i] * push[i] for i in range(3)) + noise
    state.cov = [
        [
            cov[i][j] - gain[i] * push[j] - push[i] * gain[j] + gain[i] * gain[j] * inner
            for j in range(3)
        ]
        for i in range(3)
    ]
