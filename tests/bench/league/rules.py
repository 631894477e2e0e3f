"""Rules of progression: ours, simple ones, references and controls.

Every rule sees loads, counted repetitions and typed calls only; the oracle alone sees the truth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log
from statistics import fmean
from typing import Protocol

from core.records import Exercise, Exposure, Load, LoggedSet
from tests.bench.league.asks import Ask, Session
from tests.bench.league.regimes import Regime
from tests.physiology import capacity, load_for, reps_at, usual_bias
from tests.simulator import Body

FRESH = 0.95  # the mean of three sets is about a twentieth below the first
SETS = 3


def own_ideal(at: Body, n: float) -> float:
    """The load in kg of n repetitions to failure on this lifter's own curve, over three sets."""
    return load_for(at.capacity * FRESH, 1 + (n - 1) * at.nature.steep, at.exercise)


def loadable(kg: float, of: Exercise, *, down: bool = True) -> Load:
    """The loadable load at or under so many kg, or the nearest; a step at least."""
    step = of.step_kg.milli
    count = int(kg * 1000 // step) if down else round(kg * 1000 / step)
    return Load(max(step, count * step))


class Logged(Protocol):
    """What simple rules look at: everything logged, oldest first."""

    past: list[Exposure]


@dataclass
class Rule:
    """A rule for one lifter; what it keeps from session to session is its own."""

    regime: Regime
    all_out = False

    def session(self, at: Logged) -> Session:
        """The sets of the next session."""
        raise NotImplementedError

    @property
    def low(self) -> int:
        return self.regime.span[0]

    @property
    def high(self) -> int:
        return self.regime.span[1]

    @property
    def of(self) -> Exercise:
        return self.regime.exercise

    def up(self, load: Load) -> Load:
        """A step more."""
        return Load(load.milli + self.of.step_kg.milli)

    def left(self, each: LoggedSet) -> float:
        """The reserve as called; what was wanted where nothing was called."""
        return self.regime.stop if each.rir_tenths is None else each.rir_tenths / 10

    def best(self, sets: tuple[LoggedSet, ...]) -> float:
        """The best estimated maximum of a session in kg."""
        return max(capacity(each.load.kg, each.reps + self.left(each), self.of) for each in sets)

    def plain(self, load: Load, ceilings: list[int] | None = None) -> Session:
        """Equal sets at a load, up to the top of the range unless told otherwise."""
        stop = self.regime.stop
        return tuple(Ask(load, each, stop) for each in ceilings or [self.high] * SETS)


class Same(Rule):
    """The same as last time."""

    def session(self, at: Logged) -> Session:
        sets = at.past[-1].sets
        return self.plain(sets[0].load, [each.reps for each in sets])


class Double(Rule):
    """Double progression: all sets at the top once, then a step (Liftosaur, openGym)."""

    def session(self, at: Logged) -> Session:
        sets = at.past[-1].sets
        full = all(each.reps >= self.high for each in sets)
        return self.plain(self.up(sets[0].load) if full else sets[0].load)


class Reps(Rule):
    """Repetitions = last + reserve called - reserve wanted; over the top, a step (RP)."""

    def session(self, at: Logged) -> Session:
        sets, stop = at.past[-1].sets, self.regime.stop
        reps = [max(self.low, round(each.reps + self.left(each) - stop)) for each in sets]
        load = sets[0].load
        return self.plain(self.up(load)) if fmean(reps) >= self.high else self.plain(load, reps)


class Estimate(Rule):
    """Load from the last session's best estimated maximum (MacroFactor-like)."""

    def session(self, at: Logged) -> Session:
        best = self.best(at.past[-1].sets)
        return self.plain(loadable(load_for(best, self.regime.middle, self.of), self.of))


class Smooth(Rule):
    """The same, smoothed over sessions (RTS-like)."""

    kept: float | None = None
    seen = 0

    def session(self, at: Logged) -> Session:
        for each in at.past[self.seen :]:
            best = self.best(each.sets)
            self.kept = best if self.kept is None else 0.65 * self.kept + 0.35 * best
        self.seen = len(at.past)
        kept = self.kept or 0.0
        return self.plain(loadable(load_for(kept, self.regime.middle, self.of), self.of))


class Linear(Rule):
    """A step whenever all sets reached the bottom; three misses, 10 % less (StrongLifts)."""

    misses = 0

    def session(self, at: Logged) -> Session:
        sets = at.past[-1].sets
        load, bottom = sets[0].load, [self.low] * SETS
        if all(each.reps >= self.low for each in sets):
            self.misses = 0
            return self.plain(self.up(load), bottom)
        self.misses += 1
        if self.misses >= 3:
            self.misses = 0
            load = loadable(load.kg * 0.9, self.of)
        return self.plain(load, bottom)


class Filter(Rule):
    """Reference, not a peer: log capacity with drift and uncertainty, losses learned per set."""

    def __init__(self, regime: Regime) -> None:
        super().__init__(regime)
        self.seen = 0
        self.kept: float | None = None
        self.variance = self.drift = 0.0
        self.losses = [0, 0.055, 0.09, 0.11, 0.12]

    def evidence(self, each: LoggedSet, place: int) -> tuple[float, float]:
        """What a set says of log capacity, with its variance; the bias of calls is R6's."""
        left = self.left(each)
        called = each.rir_tenths is not None
        variance = 0.03**2 if each.failed else 0.045**2 if called else 0.05**2
        if not each.failed and called:
            left = max(0, left + usual_bias(left, each.reps + left, place == 0))
            variance *= 1 + max(0, left - 2) * 0.5
        return log(capacity(each.load.kg, each.reps + left, self.of)), variance

    def take(self, sets: tuple[LoggedSet, ...]) -> None:
        """Take in a session."""
        said = [self.evidence(each, place) for place, each in enumerate(sets)]
        weight = sum(1 / variance for _, variance in said)
        mean = sum(
            (at + self.losses[min(place, 4)]) / variance
            for place, (at, variance) in enumerate(said)
        ) / weight  # fmt: skip
        variance = 1 / weight + 0.022**2
        if self.kept is None:
            self.kept, self.variance = mean, variance
        else:
            self.variance += 0.012**2
            self.kept += self.drift
            gain = self.variance / (self.variance + variance)
            news = mean - self.kept
            self.kept += gain * news
            self.variance *= 1 - gain
            self.drift = max(-0.006, min(0.012, self.drift + 0.08 * gain * news))
        for place, each in enumerate(sets[1:], 1):
            if each.rir_tenths is not None or each.failed:
                j = min(place, 4)
                off = said[0][0] - said[place][0] - self.losses[j]
                self.losses[j] = max(0, min(0.25, self.losses[j] + 0.06 * off))

    def session(self, at: Logged) -> Session:
        for each in at.past[self.seen :]:
            self.take(each.sets)
        self.seen = len(at.past)
        able, step = exp((self.kept or 0.0) + self.drift), self.of.step_kg.milli
        stop, middle = self.regime.stop, sum(self.regime.span) / 2
        base = int(load_for(able, middle + stop, self.of) * 1000 // step)

        def cost(count: int) -> float:
            return sum(
                (reps_at(count * step / 1000, able * exp(-loss), self.of) - stop - middle) ** 2
                for loss in self.losses[:SETS]
            )

        return self.plain(Load(min(range(max(1, base - 6), base + 7), key=cost) * step))


class Oracle(Rule):
    """Knows capacity and curve, and takes a twentieth off for later sets."""

    def session(self, at: Body) -> Session:  # type: ignore[override]  # a narrower body
        return self.plain(loadable(own_ideal(at, self.regime.middle), self.of, down=False))


class Fail(Rule):
    """Control: the middle of the range, every set to failure."""

    all_out = True

    def session(self, at: Body) -> Session:  # type: ignore[override]  # a narrower body
        ideal = own_ideal(at, sum(self.regime.span) / 2)
        return self.plain(loadable(ideal, self.of, down=False), [99] * SETS)


class Const(Rule):
    """Control: never another load."""

    def session(self, at: Logged) -> Session:
        return self.plain(at.past[0].sets[0].load)


OURS = ("Ours", "Obeyed")  # the target alone; with the advice after each set
SIMPLE: dict[str, Callable[[Regime], Rule]] = {
    "Same": Same, "Double": Double, "RP": Reps, "MF": Estimate, "EW": Smooth, "SL": Linear,
}  # fmt: skip
CONTROLS: dict[str, Callable[[Regime], Rule]] = {"Fail": Fail, "Const": Const}
OTHERS = SIMPLE | {"Filter": Filter} | CONTROLS | {"Oracle": Oracle}
NAMES = (*OURS, *OTHERS)
