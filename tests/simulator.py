"""Lifters whose truth is known: what no training log holds.

A lifter has a capacity that grows, good and bad days (R19), loses capacity from set to set (R27),
and feels the reserve with a bias and noise (R6, R7). Some efforts are never typed. Each differs
from the published means: another curve, other losses. All from one seed; nothing here follows the
models of the core, so that these lifters stay the same whatever the coach learns.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from math import exp

from core.records import Exercise, Exposure, Lifter, Load, LoggedSet, Target
from tests.physiology import load_for, loss_to_next, reps_at, sigma_rir, usual_bias
from tests.training_logs import BENCH, LEG_EXTENSION

START = datetime(2026, 1, 5, 18, tzinfo=UTC)
REST_S = 150
POPULATION_BIAS, BIAS_SPREAD = 0.3, 1.2


@dataclass(frozen=True)
class Nature:
    """What a lifter is, unknown to the coach."""

    bias: float  # true - called, of sets of up to 12 repetitions that are not the first
    growth: float = 0.003  # of capacity a week
    day_spread: float = 0.022
    loss: float = 1.0  # how tired a set makes, against R27
    steep: float = 1.0  # repetitions a change of load makes, against the curve
    unknown: float = 0.2  # share of efforts never typed
    noise: float = 1.0  # of calls, against R7
    long_sets: bool = True  # under-calling grows beyond 12 repetitions and in first sets (R6)


@dataclass(frozen=True)
class Done:
    """A set with its truth."""

    set: LoggedSet
    reserve: int
    felt: int | None  # the call, whether typed or not; None of a set to failure
    guess: int | None = None
    point: int | None = None
    asked: tuple[int, int] = (1, 3)


@cache
def under_calling(n: int, first: bool) -> tuple[float, float]:
    """What calls of a set of n to failure leave out beyond one's own bias: always, per call."""
    none, one = usual_bias(0.0, n, first), usual_bias(1.0, n, first)
    return none - POPULATION_BIAS, one - none


@dataclass
class Body:
    """One lifter at one exercise, as time goes by."""

    exercise: Exercise
    nature: Nature
    chance: random.Random
    capacity: float  # kg, fresh, on an average day
    now: datetime = START
    day: float = 0.0
    tired: float = 1.0
    number: int = 0
    session: list[Done] = field(default_factory=list)
    past: list[Exposure] = field(default_factory=list)

    def begin(self, days: int) -> None:
        """Start a session so many days after the last."""
        self.close()
        self.now = self.now.replace(hour=18, minute=0, second=0) + timedelta(days=days)
        self.capacity *= exp(self.nature.growth * days / 7)
        self.day = self.chance.gauss(0.0, self.nature.day_spread)
        self.tired = 1.0

    def close(self) -> None:
        """End the session: it becomes the past."""
        if self.session:
            self.past.append(self.exposure())
            self.session = []

    def exposure(self) -> Exposure:
        """The session so far."""
        sets = tuple(each.set for each in self.session)
        return Exposure(sets[0].session_at or self.now, sets)

    def exposures(self) -> tuple[Exposure, ...]:
        """Everything logged."""
        return (*self.past, self.exposure()) if self.session else tuple(self.past)

    def to_failure(self, load: Load) -> int:
        """Whole repetitions to failure now."""
        n = reps_at(load.kg, self.capacity * exp(self.day) * self.tired, self.exercise)
        return max(1, int(1 + (n - 1) / self.nature.steep))

    def felt(self, reserve: int, n: int, error: float) -> int:
        """What a reserve feels like: the call."""
        first = not self.session
        sigma = sigma_rir(reserve, n, self.exercise) * self.nature.noise
        left = reserve - self.nature.bias - error * sigma
        if self.nature.long_sets:  # R6 speaks of the call: true = call + usual(call)
            fixed, grows = under_calling(n, first)
            left = (left - fixed) / (1.0 + grows)
        return max(0, min(10, round(left)))

    def lift(
        self,
        load: Load,
        aim: float,
        reps_high: int,
        *,
        all_out: bool = False,
        point: int | None = None,
    ) -> Done:
        """Do a set: stop at the reserve aimed for as it is felt, or at the top of the range."""
        n, error = self.to_failure(load), self.chance.gauss(0.0, 1.0)
        reps, failed = n, True
        if not all_out:
            for each in range(1, n + 1):
                if each >= reps_high or self.felt(n - each, n, error) <= aim:
                    reps, failed = each, False
                    break
        guess = None
        if point is not None and point < n:
            guess = self.felt(n - point, n, error)
        call = None if failed else self.felt(n - reps, n, error)
        typed = call if self.chance.random() >= self.nature.unknown else None
        self.number += 1
        first = self.session[0].set.at if self.session else self.now
        this = LoggedSet(
            exercise_id=self.exercise.id, load=load, reps=reps, at=self.now, line="",
            rir_tenths=0 if failed else None if typed is None else typed * 10, failed=failed,
            id=f"s{self.number}", session_at=first,
        )  # fmt: skip
        done = Done(this, n - reps, call, guess, point)
        left = max(0.0, float(n - reps))
        cost = loss_to_next(n, left, REST_S, len(self.session) + 1) * self.nature.loss
        self.session.append(done)
        self.tired *= 1.0 - min(0.5, cost)
        self.now += timedelta(seconds=REST_S + 40)
        return done


def nature(chance: random.Random, *, unknown: float = 0.2) -> Nature:
    """Draw a lifter: bias N(0.3, 1.2), growth, losses and curve of their own."""
    return Nature(
        bias=chance.gauss(POPULATION_BIAS, BIAS_SPREAD),
        growth=max(-0.002, chance.gauss(0.003, 0.003)),
        loss=exp(chance.gauss(0.0, 0.4)),
        steep=exp(chance.gauss(0.0, 0.2)),
        unknown=unknown,
    )


def body(of: Exercise, who: Nature, chance: random.Random) -> Body:
    """A lifter of this nature at an exercise, with a capacity that suits its usual loads."""
    usual = {LEG_EXTENSION.id: 80.0, BENCH.id: 105.0}.get(of.id, 100.0)
    return Body(of, who, chance, usual * exp(chance.gauss(0.0, 0.2)))


def first_load(at: Body, lifter: Lifter, n: float) -> Load:
    """A load about n repetitions to failure, on a plate the exercise has."""
    step = lifter.exercise.step_kg.milli
    kg = load_for(at.capacity, n, at.exercise)
    return Load(max(step, round(kg * 1000 / step) * step))


def follow(at: Body, target: Target, sets: int | None = None) -> list[Done]:
    """Do a whole target as it is asked, each set at the middle of the reserve asked for."""
    aim = (target.rir_low + target.rir_high) / 2
    count = sets if sets is not None else target.sets
    asked = (target.rir_low, target.rir_high)
    return [
        replace(at.lift(target.load, aim, target.reps_high or 12), asked=asked)
        for _ in range(count)
    ]
