"""What a lifter can lift: one state per person and exercise, worked out from the log.

A filter over the sets of the last sessions. It carries the logarithm of the load that could be
lifted once, fresh, on an average day; today's form; how tired a set makes this person against R27;
by how much their calls are off; and the trend. Each set is held against what the state expected:

- a set to failure says how many repetitions there were;
- a called set says what was felt: the call expected from the state against the call typed. So the
  doubt is that of the reserve expected, not of the number typed (R7), and a call made far from
  failure, or in a long set, moves little;
- repetitions without a call count as a set of this person's usual reserve, and at the top of
  the range, where most people stop whatever is left, as a lower bound.

Calls never teach their own error; sets to failure do, through what called sets said before (R9).

Loads are in kilograms of all that is moved: bar and plates, or the body's share with what is added
or taken off. Everything is pure and bounded: at most `SESSIONS` sessions of `SETS` sets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import erfc, exp, log, sqrt

from core.records import Exercise, Exposure, Lifter, Load, LoggedSet
from core.training.curve import MAX_N, capacity, reps_at
from core.training.effort import bias as usual_bias
from core.training.effort import reserve, sigma_rir
from core.training.exposures import SESSION, is_ramp, lightest_top, measured
from core.training.fatigue import loss_to_next, rest_between
from core.training.plates import MASS

SESSIONS, SETS = 14, 10  # what is looked at: older sessions say nothing that these do not
DRIFT_PER_ROOT_DAY = 0.0045  # of capacity (R19)
DAY_SPREAD, NEW_DAY_SPREAD, NEW_SESSIONS = 0.022, 0.030, 4  # of one day's form (R19)
SET_SPREAD = 0.01  # of one set (R19)
START_SPREAD = 0.20  # of the first set ever seen: the curve and the call together
LOSS_SPREAD = 0.4  # people differ by that much in what a set costs (R27)
TREND_PER_DAY, TREND_SPREAD_PER_DAY = 0.002 / 7, 0.008 / 7  # usual growth and its spread (R21)
TREND_DRIFT = 0.1  # of that spread, a week
PUBLISHED_BIAS, BIAS_SPREAD = 0.3, 1.2  # true reserve - called reserve, repetitions (R6, R9)
MISSED_SPREAD = 3.0  # repetitions, of an attempt that did not go up once
FAILURE_SPREAD = 0.4  # repetitions, of a set to failure (R4)
USUAL_LEFT, USUAL_LEFT_SPREAD = 1.3, 0.5  # called, where nothing was (R4, real logs: nearer than 2)
WHOLE_CALLS = 1 / 12  # variance of a call rounded to a whole number
FAR_OFF = 6.0  # repetitions over a call, beyond which doubt grows no more: more is never less
OUTLIER = 3.5  # spreads, beyond which a set moves no more than there (R23)
USUAL_REST_S = 150
USUAL_BODY_KG = 80.0  # where the body's weight is not known: only differences matter
LIGHT = 0.75  # sets lighter than this share of the session's heaviest say little
CURVE_HOLDS, CURVE_SHARE, CURVE_MOST = 0.08, 0.35, 0.05  # logs of load: moved, doubt, most (R16)
SAME_CAPACITY = 0.004  # least share of capacity a repetition is taken to be worth
MOST_DAYS = 60  # of growth and drift: what a longer break does is for the lay-off rules (R22)
MOST_LOSS, LEAST_LOSS, MOST_BIAS = 2.5, 0.2, 3.5

Five = list[float]


@dataclass(frozen=True, slots=True)
class Able:
    """Repetitions to failure to expect of a set, as whole repetitions are counted."""

    reps: float
    spread: float  # 67 % lie within; never nought (R25)

    def chance(self, reps: float) -> float:
        """The chance that at least so many whole repetitions are there."""
        return 0.5 * erfc((reps - 0.5 - self.reps) / self.spread / sqrt(2))


@dataclass(frozen=True, slots=True)
class Ability:
    """What one lifter can lift at one exercise at a moment, and how sure that is."""

    exercise: Exercise
    body_kg: float  # of the body that is lifted along, 0 for bars and machines
    log_capacity: float
    form: float  # today's, 0 before the first set of a day
    loss: float  # how tired a set makes, against R27
    bias: float  # true reserve - called reserve, in repetitions
    bias_spread: float
    trend_per_day: float
    cov: tuple[tuple[float, ...], ...]
    sessions: int
    proofs: int  # sets to failure among those seen
    calls: int  # called sets among those seen
    lost: float  # of capacity by today's sets, before `loss`
    done: int  # working sets today

    def moved_kg(self, load: Load) -> float:
        """All that is moved with a load, in kilograms."""
        return max(0.5, load.kg + self.body_kg)

    def able(self, load: Load, lost: float | None = None) -> Able:
        """Repetitions to failure at a load, after `lost` of capacity (today's sets by default)."""
        kg = self.moved_kg(load)
        tired = self.lost if lost is None else lost
        level = self.log_capacity + self.form - self.loss * tired
        n = _reps(kg, level, self.exercise)
        slope = _slope(kg, n, self.exercise)
        cov = self.cov
        variance = cov[0][0] + 2 * cov[0][1] + cov[1][1] + tired * tired * cov[2][2]
        variance += SET_SPREAD**2 - 2 * tired * (cov[0][2] + cov[1][2])
        return Able(n, sqrt(max(0.0, variance) / slope**2 + FAILURE_SPREAD**2))

    def after(self, lost: float, reps_to_failure: float, left: float, number: int) -> float:
        """Capacity lost once set number `number` (from 1) of the session is done too (R27)."""
        return lost + loss_to_next(max(1.0, reps_to_failure), max(0.0, left), USUAL_REST_S, number)

    def plan(
        self, load: Load, sets: int, left: float, top: int, lost: float = 0.0, done: int = 0
    ) -> tuple[Able, ...]:
        """What planned sets at one load hold, each stopped at `left` or at the top of the range."""
        found: list[Able] = []
        for number in range(done + 1, done + sets + 1):
            here = self.able(load, lost)
            found.append(here)
            stop = min(float(top), max(1.0, here.reps - left))
            lost = self.after(lost, here.reps, here.reps - stop, number)
        return tuple(found)


def body_kg(lifter: Lifter) -> float:
    """The part of the body that an exercise lifts along, in kilograms."""
    if lifter.exercise.measure not in ("bodyweight", "assisted"):
        return 0.0
    share = lifter.exercise.bodyweight_share or 1.0
    return share * (lifter.bodyweight.kg if lifter.bodyweight else USUAL_BODY_KG)


def assess(
    exposures: Sequence[Exposure],
    lifter: Lifter,
    now: datetime,
    top: int | None = None,
    *,
    next_day: bool = False,
) -> Ability | None:
    """Work out the ability from the exposures, oldest first; None without a set that says any.

    Within a session it holds today's form and tiredness; else, or for the `next_day`, it is that of
    the next session.
    `top` is the top of the repetition range, where people stop whatever is left.
    """
    state = _Filter(lifter, top)
    for exposure in exposures[-SESSIONS:]:
        sets = telling_sets(exposure.sets, lifter)
        if sets:
            state.begin(exposure.session_at)
            for each in sets:
                state.take(each)
    if not state.started:
        return None
    last = exposures[-1].sets[-1].at
    if next_day or now - last >= SESSION:
        state.begin(now)
    return state.ability()


def known_calls(lifter: Lifter, ability: Ability | None) -> Lifter:
    """A lifter with what sets to failure have shown of their calls (R9)."""
    if ability is None or ability.proofs <= 0 or ability.calls <= 0:
        return lifter
    return replace(
        lifter,
        reserve_bias=ability.bias,
        reserve_spread=ability.bias_spread,
        reserve_proofs=max(lifter.reserve_proofs, ability.proofs),
    )


def telling_sets(sets: Sequence[LoggedSet], lifter: Lifter) -> list[LoggedSet]:
    """The working sets of a session that say what could be lifted: no warm-ups, drops or ramps."""
    measure = lifter.exercise.measure
    working = [each for each in sets if measured(each, measure) and each.reps is not None]
    if not working:
        return []
    body = body_kg(lifter)
    weights = [each.load.milli * MASS[each.load.unit] for each in working]
    up = [each for each in working if not each.missed] or working  # what went up
    heaviest = max(each.load.milli * MASS[each.load.unit] for each in up)
    if all(weight == heaviest for weight in weights):
        return working[:SETS]
    least = lightest_top(heaviest, measure)
    first_top = next(i for i, weight in enumerate(weights) if weight >= least)
    heavy_kg = max(each.load.kg for each in up) + body
    return [
        each
        for place, each in enumerate(working)
        if (each.load.kg + body >= LIGHT * heavy_kg or each.failed)
        and not (place < first_top and is_ramp(each, None, heaviest, measure))
    ][:SETS]


class _Filter:
    """The state while it is worked out: means and covariances of five numbers.

    They are the log of capacity, today's form, the loss factor, the bias of calls, the trend.
    """

    def __init__(self, lifter: Lifter, top: int | None) -> None:
        self.lifter, self.exercise, self.top = lifter, lifter.exercise, top
        self.body = body_kg(lifter)
        self.mean: Five = [0.0, 0.0, 1.0, PUBLISHED_BIAS, TREND_PER_DAY]
        self.cov: list[Five] = [[0.0] * 5 for _ in range(5)]
        self.started = False
        self.last_kg, self.bare = 0.0, False
        self.at: datetime | None = None
        self.sessions = self.proofs = self.calls = 0
        self.lost, self.before, self.number = 0.0, None, 0  # type: float, LoggedSet | None, int
        self.left_before = (1.0, 0.0)  # repetitions to failure and left of the set before

    def begin(self, at: datetime) -> None:
        """Start a session: growth and drift since the last one, a new day's form."""
        self.sessions += 1
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
        reps, left = each.reps or 0, None if each.shared_effort else reserve(each)
        if not self.started:
            self._start(kg, each)
        self._doubt_curve(kg, bare=each.load.milli == 0)
        if self.before is not None:
            rest = rest_between(self.before, each) or USUAL_REST_S
            n, kept = self.left_before
            self.lost += loss_to_next(max(1.0, n), kept, rest, self.number)
        lost = self.lost
        level = self.mean[0] + self.mean[1] - self.mean[2] * lost
        n = _reps(kg, level, self.exercise)
        slope = _slope(kg, n, self.exercise)
        if each.missed:  # technique or nerve as much as strength: a bound, and no proof of calls
            noise = MISSED_SPREAD**2 + (SET_SPREAD / slope) ** 2
            self._update(min(0.0, -n), 1 / slope, lost, 0.0, noise, learns=False)
        elif each.failed:
            self.proofs += 1
            noise = FAILURE_SPREAD**2 + (SET_SPREAD / slope) ** 2
            self._update(reps - n, 1 / slope, lost, 0.0, noise, learns=True)
        else:
            self._take_call(each, n, slope, lost, left)
        level = self.mean[0] + self.mean[1] - self.mean[2] * lost
        n = max(float(reps), _reps(kg, level, self.exercise))
        self.left_before = n, 0.0 if each.failed else n - reps
        self.before, self.number = each, self.number + 1

    def _start(self, kg: float, each: LoggedSet) -> None:
        """Begin with the first set there is."""
        left, reps = reserve(each), each.reps or 0
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
        self.started = True

    def _doubt_curve(self, kg: float, *, bare: bool) -> None:
        """Trust the state less at a load it was not learned at: curves differ (R13, R16)."""
        if self.last_kg:
            apart = abs(log(kg / self.last_kg))
            if bare != self.bare:  # the body alone, and with a belt: how much of it counts?
                self.cov[0][0] += CURVE_MOST**2
            elif apart > CURVE_HOLDS:
                self.cov[0][0] += min(CURVE_MOST, CURVE_SHARE * apart) ** 2
        self.last_kg, self.bare = kg, bare

    def _take_call(
        self, each: LoggedSet, n: float, slope: float, lost: float, left: float | None
    ) -> None:
        """Hold a call, or the lack of one, against the call that was to be expected (R6, R7)."""
        reps, first = each.reps or 0, self.number == 0
        shared = each.shared_effort and reserve(each) is not None
        called = reserve(each) if shared else left
        fixed = usual_bias(0.0, n, first) - PUBLISHED_BIAS
        grows = 1.0 + usual_bias(1.0, n, first) - usual_bias(0.0, n, first)
        over = n - reps
        expected = (over - self.mean[3] - fixed) / grows
        noise = WHOLE_CALLS
        if called is None:
            called = 0.3 if each.amrap else USUAL_LEFT
            noise += USUAL_LEFT_SPREAD**2
            at_top = self.top is not None and reps >= self.top
            if at_top and called < expected:
                return
        else:
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
        push = [(row[0] + row[1]) * per_log + row[2] * per_loss + row[3] * per_bias for row in cov]
        total = (push[0] + push[1]) * per_log + push[2] * per_loss + push[3] * per_bias + noise
        most = OUTLIER * sqrt(total)
        error = min(most, max(-most, error))
        gain = [each / total for each in push]
        for i in (0, 4):  # a better late set may say that sets tire less, never that one can less
            gain[i] = max(0.0, gain[i])
        if not learns:
            gain[3] = 0.0
        for i in range(5):
            mean[i] += gain[i] * error
            gi, pi, row = gain[i], push[i], cov[i]
            for j in range(i, 5):
                row[j] += gi * gain[j] * total - gi * push[j] - pi * gain[j]
                cov[j][i] = row[j]
        mean[2] = min(MOST_LOSS, max(LEAST_LOSS, mean[2]))
        mean[3] = min(MOST_BIAS, max(-MOST_BIAS, mean[3]))

    def ability(self) -> Ability:
        """The state as it stands."""
        lost = self.lost
        if self.before is not None:
            n, left = self.left_before
            lost += loss_to_next(max(1.0, n), left, USUAL_REST_S, self.number)
        mean = self.mean
        return Ability(
            self.exercise, self.body, mean[0], mean[1], mean[2], mean[3],
            sqrt(max(0.0, self.cov[3][3])), mean[4], tuple(tuple(row) for row in self.cov),
            self.sessions, self.proofs, self.calls, lost, self.number,
        )  # fmt: skip


def _reps(kg: float, level: float, exercise: Exercise) -> float:
    """Repetitions to failure, below one where the load is beyond the capacity."""
    over = log(kg) - level
    if over >= 0:
        return max(-5.0, 1.0 - over / _slope(kg, 1.0, exercise))
    return min(MAX_N, reps_at(kg, exp(level), exercise))


def _slope(kg: float, n: float, exercise: Exercise) -> float:
    """The share of capacity that one repetition is worth at a load (R13)."""
    middle = min(30.0, max(1.5, n))
    high = capacity(kg, middle + 0.5, exercise)
    return max(SAME_CAPACITY, log(high / capacity(kg, middle - 0.5, exercise)))
