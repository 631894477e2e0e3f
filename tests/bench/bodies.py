"""Bodies of another make than the core's models: what a coach meets outside its own assumptions.

Each has a curve of one of four families with parameters of its own, good and bad days, fatigue that
a set leaves and rest takes away, tiredness over days, growth or loss, and a feeling for what is
left that is biased and noisy as section 3 of the sources has it (Halperin 2022, Zourdos 2021,
Refalo 2023: under-calling of long and first sets, more noise far from failure). All from one seed;
a day is the same day under every rule. Loads are kilograms, n is repetitions to failure.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import exp, log

from core.records import Exercise, Exposure, Load, LoggedSet
from tests.simulator import Done

START = datetime(2026, 1, 5, 6, tzinfo=UTC)
MOST_N = 60.0
LYING = 0.45  # the share of capacity that the exponential family never falls under
FRESH = 0.95  # the mean of three sets against the first, as the league has it
SET_S = 40
MOST_CALLED = 5  # what is more is no number any more, and nobody types it
FIRST_BIAS, LONG_BIAS, LONG_SLOPE = 0.5, 1.0, 0.77  # beyond one's own; long from 12 to 16
DAY, SET_NOISE = 0.02, 0.008  # of capacity
TIRED_DAYS = 2.0  # time constant of what a session leaves

Family = Callable[[float, float], float]


def epley(share: float, own: float) -> float:
    """Repetitions to failure at a share of capacity: linear in the load's inverse."""
    return 1.0 + 30.0 * own * (1.0 / share - 1.0)


def brzycki(share: float, own: float) -> float:
    """Linear in the load."""
    return 1.0 + 37.0 * own * (1.0 - share)


def lombardi(share: float, own: float) -> float:
    """A power of the load."""
    return float(share ** (-1.0 / (0.125 / own)))


def exponential(share: float, own: float) -> float:
    """The load falls to a floor with repetitions."""
    if share <= LYING + 0.01:
        return MOST_N
    return 1.0 - log((share - LYING) / (1.0 - LYING)) * own / 0.06


FAMILIES: tuple[Family, ...] = (epley, brzycki, lombardi, exponential)


@dataclass(frozen=True)
class Make:
    """What a body is, unknown to everybody."""

    family: Family
    own: float  # repetitions against the family's usual curve
    bias: float  # true - called, of sets of up to 12 repetitions that are not the first
    growth: float  # of capacity a week
    noise: float = 1.0
    unknown: float = 0.1  # share of efforts never typed
    cost: float = 0.24  # of capacity, a set to failure before any rest
    rest_s: float = 150.0  # time constant of what rest takes away
    tired: float = 0.012  # of capacity, what a hard session leaves


@dataclass
class Body:
    """One lifter at one exercise; `past` is what the rules see."""

    exercise: Exercise
    make: Make
    seed: int
    capacity: float
    now: datetime = START
    began: datetime = START
    past: list[Exposure] = field(default_factory=list)
    session: list[Done] = field(default_factory=list)
    chance: random.Random = field(default_factory=random.Random)
    day: float = 0.0
    fatigue: float = 0.0  # within the session
    tired: float = 0.0  # from session to session

    def begin(self, at: datetime) -> None:
        """Start a session; the last one becomes the past."""
        self.close()
        days = (at - self.began) / timedelta(days=1) if self.past else 0.0
        self.now = self.began = at
        self.chance = random.Random(f"{self.seed} {len(self.past)}")
        self.capacity *= exp(self.make.growth * days / 7)
        self.tired *= exp(-days / TIRED_DAYS)
        self.day = self.chance.gauss(0.0, DAY)
        self.fatigue = 0.0

    def close(self) -> None:
        """End the session."""
        if self.session:
            self.past.append(Exposure(self.session[0].set.at, tuple(d.set for d in self.session)))
            hard = sum(exp(-0.5 * each.reserve) for each in self.session) / len(self.session)
            self.tired += self.make.tired * hard
            self.session = []

    def reps_fresh(self, kg: float) -> float:
        """Repetitions to failure at a load on an average day."""
        return self.reps(kg, self.capacity)

    def reps(self, kg: float, able: float) -> float:
        """Repetitions to failure at a load with so much capacity; 0 when it is beyond that."""
        share = kg / able
        if share > 1.0:
            return 0.0
        return min(MOST_N, self.make.family(max(0.05, share), self.make.own))

    def ideal(self, n: float) -> float:
        """The load in kg of n repetitions to failure over three sets on an average day."""
        able = self.capacity * FRESH
        low, high = 0.0, able
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if self.reps(middle, able) > n else (low, middle)
        return low

    def to_failure(self, kg: float) -> int:
        """Whole repetitions to failure now; one always goes up somehow."""
        noise = self.chance.gauss(0.0, SET_NOISE)
        able = self.capacity * exp(self.day + noise) * (1 - self.tired) * (1 - self.fatigue)
        return max(1, int(self.reps(kg, able)))

    def felt(self, left: int, n: int, error: float) -> float:
        """What is left as it feels."""
        leg = 1.25 if self.exercise.pattern == "squat" else 1.0
        known = min(left, MOST_CALLED)  # calls further off were never measured
        spread = (0.70 + 0.15 * known) * leg * (1 + 0.15 * max(0, n - 12)) * self.make.noise
        own = self.make.bias + (0.0 if self.session else FIRST_BIAS)
        along = min(1.0, max(0.0, (n - 12) / 4))
        feels = (left - own - LONG_BIAS * along) / (1 + LONG_SLOPE * along)
        return feels - error * spread

    def lift(self, load: Load, stop: float, ceiling: int, *, all_out: bool, rest_s: int) -> Done:
        """Do a set after so much rest: stop where it feels like `stop` left, or at the ceiling."""
        if self.session:
            self.now += timedelta(seconds=rest_s)
            self.fatigue *= exp(-rest_s / self.make.rest_s)
        n, error = self.to_failure(load.kg), self.chance.gauss(0.0, 1.0)
        silent = self.chance.random() < self.make.unknown
        reps, failed = n, True
        if not all_out:
            for each in range(1, n + 1):
                if each >= ceiling or round(self.felt(n - each, n, error)) <= stop:
                    reps, failed = each, False
                    break
        self.now += timedelta(seconds=SET_S)
        call = None if failed else min(MOST_CALLED, max(0, round(self.felt(n - reps, n, error))))
        typed = 0 if failed else None if silent or call is None else call * 10
        began = self.session[0].set.at if self.session else self.now
        this = LoggedSet(
            exercise_id=self.exercise.id, load=load, reps=reps, at=self.now, line="",
            rir_tenths=typed, failed=failed, session_at=began,
        )  # fmt: skip
        done = Done(this, n - reps, call)
        self.session.append(done)
        near = 0.15 + 0.85 * exp(-0.7 * (n - reps))
        work = min(1.0, (reps / 8) ** 0.5)
        self.fatigue = min(0.5, self.fatigue + self.make.cost * near * work)
        return done


def make(chance: random.Random, growth: float, **changes: float) -> Make:
    """Draw a body: a family of curves and parameters of its own; what is given stays as given."""
    drawn = Make(
        family=chance.choice(FAMILIES),
        own=exp(chance.gauss(0.0, 0.15)),
        bias=chance.gauss(0.3, 0.6),
        growth=chance.gauss(growth, abs(growth) / 3),
        cost=0.24 * exp(chance.gauss(0.0, 0.3)),
        rest_s=150 * exp(chance.gauss(0.0, 0.2)),
    )
    return Make(**{**drawn.__dict__, **changes})
