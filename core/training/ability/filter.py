"""The filter behind an ability: means and covariances of five numbers, moved set by set.

An extended Kalman filter. The numbers are the logarithm of capacity, today's form, the logarithm
of how tired a set makes this person against R27, the bias of calls, and the trend.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from math import exp, log, sqrt

from core.records import Exercise, Lifter, LoggedSet
from core.training.ability.fatigue import USUAL_REST_S, mean_loss, rest_between
from core.training.bodyweight import body_kg
from core.training.curve import MAX_N, capacity, rep_share, reps_at, reps_of_excess
from core.training.effort.call_belief import CallBelief, Called
from core.training.effort.reserve import FAILURE_SPREAD, band, reserve, sigma_rir, under_calling
from core.training.effort.reserve import bias as usual_bias

DRIFT_PER_ROOT_DAY = 0.0045  # of capacity (R19)
DAY_SPREAD, NEW_DAY_SPREAD, NEW_SESSIONS = 0.022, 0.030, 4  # of one day's form (R19)
SET_SPREAD = 0.01  # of one set (R19)
START_SPREAD = 0.20  # of the first set ever seen: the curve and the call together
LOSS_SPREAD = 0.4  # of the logarithm: people differ by that much in what a set costs (R27)
TREND_PER_DAY, TREND_SPREAD_PER_DAY = 0.002 / 7, 0.008 / 7  # usual growth and its spread (R21)
TREND_DRIFT = 0.1  # of that spread, a week
PUBLISHED_BIAS, BIAS_SPREAD = 0.3, 1.2  # true reserve - called reserve, repetitions (R6, R9)
MISSED_SPREAD = 3.0  # repetitions, of an attempt that did not go up once
USUAL_LEFT, USUAL_LEFT_SPREAD = 1.3, 0.5  # called, where nothing was (R4, real logs: nearer than 2)
NEAR = 2.0  # called: further from failure it says nothing that a set did not fail (R7, R28)
WHOLE_CALLS = 1 / 12  # variance of a call rounded to a whole number
FAR_OFF = 6.0  # repetitions over a call, beyond which doubt grows no more: more is never less
OUTLIER = 3.5  # spreads, beyond which a set moves no more than there (R23)
CURVE_HOLDS, CURVE_SHARE, CURVE_MOST = 0.08, 0.35, 0.05  # logs of load: moved, doubt, most (R16)
MOST_DAYS = 60  # of growth and drift: what a longer break does is for the lay-off rules (R22)
MOST_LOG_LOSS, MOST_BIAS = 3 * LOSS_SPREAD, 3.5

Five = list[float]


class Filter:
    """The state while it is worked out, of one lifter; `body` kilograms are lifted along."""

    def __init__(self, lifter: Lifter, top: int | None) -> None:
        self.lifter, self.exercise, self.top = lifter, lifter.exercise, top
        self.body = body_kg(lifter)
        self.mean: Five = [0.0, 0.0, 0.0, PUBLISHED_BIAS, TREND_PER_DAY]
        self.cov: list[Five] = [[0.0] * 5 for _ in range(5)]
        self.started = False
        self.last_kg, self.bare = 0.0, False
        self.at: datetime | None = None
        self.sessions = self.proofs = self.calls = 0
        self.lost, self.before, self.number = 0.0, None, 0  # type: float, LoggedSet | None, int
        self.left_before = (1.0, 0.0)  # repetitions to failure and left of the set before
        self.belief: CallBelief | None = None
        self.near = band(lifter)[0] < NEAR  # are sets meant to end near failure? (R33)
        self.pressed = False  # the set at hand had its rest cut short by another lift

    def copy(self) -> Filter:
        """The same state, to go on from apart."""
        other = object.__new__(Filter)
        other.__dict__.update(self.__dict__)
        other.mean, other.cov = [*self.mean], [[*row] for row in self.cov]
        other.belief = self.belief.copy() if self.belief is not None else None
        return other

    def begin(self, at: datetime) -> None:
        """Start a session: growth and drift since the last one, a new day's form."""
        self._weigh_calls()
        self.sessions += 1
        if self.lifter.bodyweights:
            self.body = body_kg(self.lifter, at)
        self.lost, self.before, self.number = 0.0, None, 0
        if self.started and self.at is not None:
            days = min(MOST_DAYS, max(0, round((at - self.at).total_seconds() / 86400)))
            cov, mean = self.cov, self.mean
            mean[0] += mean[4] * days
            for j in range(5):
                cov[0][j] += days * cov[4][j]
            for i in range(5):
                cov[i][0] += days * cov[i][4]
            cov[0][0] += DRIFT_PER_ROOT_DAY**2 * days
            cov[4][4] += (TREND_SPREAD_PER_DAY * TREND_DRIFT) ** 2 * days / 7
            mean[1] = 0.0
            for j in range(5):
                cov[1][j] = cov[j][1] = 0.0
            spread = DAY_SPREAD if self.sessions > NEW_SESSIONS else NEW_DAY_SPREAD
            cov[1][1] = spread**2
        self.at = at

    def take(self, each: LoggedSet) -> None:
        """Take in one working set."""
        kg = max(0.5, each.load.kg + self.body)
        reps, left = each.reps or 0, reserve(each)
        self.pressed = each.superset and self.before is not None
        if not self.started:
            self._start(kg, each, left)
        self._doubt_curve(kg, bare=each.load.milli == 0)
        rest = USUAL_REST_S
        if self.before is not None:
            rest = rest_between(self.before, each) or USUAL_REST_S
            self.lost += mean_loss(*self.left_before, rest, self.number)
        lost = exp(self.mean[2]) * self.lost
        n = reps_left(kg, self.mean[0] + self.mean[1] - lost, self.exercise)
        slope = share_of_one(kg, n, self.exercise)
        if each.missed:  # technique or nerve as much as strength: a bound, and no proof of calls
            noise = MISSED_SPREAD**2 + (SET_SPREAD / slope) ** 2
            self._update(min(0.0, -n), 1 / slope, lost, 0.0, noise, learns=False)
        elif each.failed:
            self.proofs += not self.pressed
            noise = FAILURE_SPREAD**2 + (SET_SPREAD / slope) ** 2
            self._update(reps - n, 1 / slope, lost, 0.0, noise, learns=True)
        else:
            if not self.proofs and not self.pressed:
                self._note(each, kg, n, slope, lost, left, rest)
            self._take_call(each, n, slope, lost, left)
            self._bear_out(kg, reps)
        lost = exp(self.mean[2]) * self.lost
        n = max(float(reps), reps_left(kg, self.mean[0] + self.mean[1] - lost, self.exercise))
        self.left_before = n, 0.0 if each.failed else n - reps
        self.before, self.number = each, self.number + 1

    def _bear_out(self, kg: float, reps: int) -> None:
        """Hold a set that did not fail to its own repetitions: they were there (R12)."""
        lost = exp(self.mean[2]) * self.lost
        n = reps_left(kg, self.mean[0] + self.mean[1] - lost, self.exercise)
        if n >= reps:
            return
        slope = share_of_one(kg, n, self.exercise)
        noise = FAILURE_SPREAD**2 + (SET_SPREAD / slope) ** 2
        self._update(reps - n, 1 / slope, lost, 0.0, noise, learns=False)

    def lost_after_last(self) -> float:
        """Capacity lost by today's sets, before this person's factor."""
        if self.before is None:
            return self.lost
        return self.lost + mean_loss(*self.left_before, USUAL_REST_S, self.number)

    def _start(self, kg: float, each: LoggedSet, left: float | None) -> None:
        """Begin with the first set there is."""
        reps = each.reps or 0
        if each.failed:
            n = float(reps)
        elif left is None:
            n = reps + USUAL_LEFT + PUBLISHED_BIAS
        else:
            n = reps + left + usual_bias(left, reps + left, True)
        self.mean[0] = log(capacity(kg, max(1.0, n), self.exercise))
        spreads = (START_SPREAD, NEW_DAY_SPREAD, LOSS_SPREAD, BIAS_SPREAD, TREND_SPREAD_PER_DAY)
        for i, spread in enumerate(spreads):
            self.cov[i][i] = spread**2
        if self.lifter.reserve_proofs:  # what other sets and lifts have proved (R9)
            self.mean[3] = self.lifter.reserve_bias
            self.cov[3][3] = min(BIAS_SPREAD, max(0.3, self.lifter.reserve_spread)) ** 2
        self.belief = CallBelief(self.mean[3], self.cov[3][3])
        self.started = True

    def _doubt_curve(self, kg: float, *, bare: bool) -> None:
        """Trust the state less at a load it was not learned at: curves differ (R13, R16)."""
        if self.last_kg and (kg != self.last_kg or bare != self.bare):
            apart = abs(log(kg / self.last_kg))
            if bare != self.bare:  # the body alone, and with a belt: how much of it counts?
                self.cov[0][0] += CURVE_MOST**2
            elif apart > CURVE_HOLDS:
                self.cov[0][0] += min(CURVE_MOST, CURVE_SHARE * apart) ** 2
        self.last_kg, self.bare = kg, bare

    # --- calls ------------------------------------------------------------------------------------

    def _note(
        self, each: LoggedSet, kg: float, n: float, slope: float, lost: float,
        left: float | None, rest: int,
    ) -> None:  # fmt: skip
        """Tell the belief of a set that did not fail: its repetitions were there (R12)."""
        cov, belief = self.cov, self.belief
        if belief is None:
            return
        of_bias = cov[3][3]
        along = cov[0][3] + cov[1][3] - lost * cov[2][3]
        spread = cov[0][0] + 2 * cov[0][1] + cov[1][1] + lost * lost * cov[2][2]
        spread -= 2 * lost * (cov[0][2] + cov[1][2]) + along * along / of_bias
        spread = max(0.0, spread) + SET_SPREAD**2
        reps = each.reps or 0
        if self.near and (left is None or left <= NEAR):
            belief.done(n - reps, along / of_bias / slope, self.mean[3], sqrt(spread) / slope)
        own = left is not None and not (each.shared_effort or each.rir_at_least or each.amrap)
        near = USUAL_LEFT if left is None else left
        fixed, grows = under_calling(reps + near, self.number == 0)
        noise = sigma_rir(near, reps + near, self.exercise)
        belief.sets.append(
            Called(kg, float(reps), near * grows + fixed, rest, slope, noise * slope, own)
        )

    def _weigh_calls(self) -> None:
        """At a session's end: move the bias, and with it all that hangs on it, to the belief."""
        belief = self.belief
        if belief is None or self.proofs or not belief.sets:
            return
        mean, variance = belief.weighed(self.exercise)
        was, moved = self.cov[3][3], mean - self.mean[3]
        along = [row[3] / was for row in self.cov]
        for i, row in enumerate(self.cov):
            self.mean[i] += along[i] * moved
            more = along[i] * (variance - was)
            self.cov[i] = [each + more * other for each, other in zip(row, along, strict=True)]

    def _take_call(
        self, each: LoggedSet, n: float, slope: float, lost: float, left: float | None
    ) -> None:
        """Hold a call, or the lack of one, against the call that was to be expected (R6, R7)."""
        reps, shared = each.reps or 0, each.shared_effort
        fixed, grows = under_calling(n, self.number == 0)
        over = n - reps
        expected = (over - self.mean[3] - fixed) / grows
        noise = WHOLE_CALLS
        if left is None:
            called = 0.3 if each.amrap else USUAL_LEFT
            noise += USUAL_LEFT_SPREAD**2
            at_top = self.top is not None and reps >= self.top
            if at_top and called < expected:
                return
        else:
            called = left
            self.calls += not shared
            if shared:
                noise += USUAL_LEFT_SPREAD**2
            if each.rir_at_least:
                if expected >= called:
                    return
                noise += 1.0
        per_log = 1 / slope / grows
        doubted = min(max(0.0, over), called + FAR_OFF)
        noise += (sigma_rir(doubted, min(n, 20.0), self.exercise) / grows) ** 2
        noise += (SET_SPREAD * per_log) ** 2
        self._update(called - expected, per_log, lost, -1 / grows, noise, learns=False)

    def _update(
        self, error: float, per_log: float, lost: float, per_bias: float, noise: float,
        *, learns: bool,
    ) -> None:  # fmt: skip
        """Take in one observation; where it `learns` nothing of the bias, that is carried along."""
        cov, mean = self.cov, self.mean
        per_loss = -lost * per_log
        push = [
            (a + b) * per_log + c * per_loss + (d * per_bias if per_bias else 0.0)
            for a, b, c, d, _ in cov
        ]
        total = (push[0] + push[1]) * per_log + push[2] * per_loss + push[3] * per_bias + noise
        most = OUTLIER * sqrt(total)
        error = min(most, max(-most, error))
        gain = [each / total for each in push]
        for i in (0, 4):  # a better late set may say that sets tire less, never that one can less
            gain[i] = max(0.0, gain[i])
        if not learns:
            gain[3] = 0.0
        if self.pressed:  # what a superset costs is today's: neither strength, rest nor calls
            gain[2] = gain[3] = 0.0
            if error < 0:
                gain[0] = gain[4] = 0.0
        short = [g * total - p for g, p in zip(gain, push, strict=True)]  # nought but where held
        for i, row in enumerate(cov):
            g, p = gain[i], push[i]
            mean[i] += g * error
            cov[i] = [
                each + g * held - p * other
                for each, held, other in zip(row, short, gain, strict=True)
            ]
        mean[2] = min(MOST_LOG_LOSS, max(-MOST_LOG_LOSS, mean[2]))
        mean[3] = min(MOST_BIAS, max(-MOST_BIAS, mean[3]))


def reps_left(kg: float, level: float, exercise: Exercise) -> float:
    """Repetitions to failure of so many kg at a log capacity; below one where it is too heavy."""
    over = log(kg) - level
    if over >= 0:
        return max(-5.0, 1.0 - over / share_of_one(kg, 1.0, exercise))
    return min(MAX_N, reps_at(kg, exp(level), exercise))


def reps_by_level(kg: float, exercise: Exercise) -> Callable[[float], float]:
    """`reps_left` of one load at many levels: what the load alone decides is worked out once."""
    log_kg, grows = log(kg), reps_of_excess(kg, exercise)

    def left(level: float) -> float:
        over = log_kg - level
        if over >= 0:
            return max(-5.0, 1.0 - over / share_of_one(kg, 1.0, exercise))
        more = exp(level) / kg - 1.0
        return 0.0 if more < 0 else grows(more)  # logarithms may disagree about nought

    return left


def share_of_one(kg: float, n: float, exercise: Exercise) -> float:
    """The share of capacity that one repetition is worth at a load (R13)."""
    return rep_share(kg, min(30.0, max(1.5, n)), exercise)
