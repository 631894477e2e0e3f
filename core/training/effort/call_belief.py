"""What counted repetitions say of a person's calls while no set to failure has proved them (R12).

Two things, over a grid of what the bias (true reserve - called reserve) may be:

- a set that did not fail had its repetitions. Calls scatter (R7); whose true reserve is near
  nought would fail now and then, and whose sets vary by three repetitions and never fail had
  three and more left where they called one;
- sets called alike that lose much from the first to the last were near failure, and sets that
  lose nothing were not (R27). How tired a set makes differs between people, so each bias is
  judged with the losses that suit it best within what people differ by.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import lru_cache
from math import erfc, exp, log, sqrt

from core.records import Exercise
from core.training.ability.fatigue import ends_at, mean_effort, rest_factor, set_share
from core.training.curve import capacity

GRID = tuple(float(bias) for bias in range(-3, 5))  # repetitions of bias
SLIP = 0.01  # the chance that something else was wrong: a failure not marked, a load mistyped
FAR = 9.0  # spreads from failure, beyond which no bias of the grid would have failed
SQRT_2 = sqrt(2)
UNTIED = 0.5  # repetitions for each of bias: less, as in the first set ever, says nothing of it
NOTHING = (FAR, 0.0, 0.0)
LOSS_VARIANCE = 0.4**2  # of what sets cost, as a share (R27)
LEAST_VARIANCE = 0.3**2  # of the bias, however much was seen: repetitions prove no more


# Of losses what each bias of the grid is multiplied by, then shares and their variances.
_Losses = tuple[list[float], list[float], list[float]]


@dataclass(slots=True)
class Called:
    """One set of a session: what it was and what its call claims by R6."""

    kg: float
    reps: float
    left: float  # true reserve that the call means to somebody whose own bias is nought
    rest: int  # seconds before it
    slope: float  # share of capacity that a repetition is worth
    noise: float  # of the call, as a share of capacity
    own: bool  # called for this set alone


@lru_cache(maxsize=512)
def _efforts(left: float) -> tuple[float, ...]:
    """What a call costs against failure under each bias of the grid."""
    return tuple(mean_effort(left + bias) for bias in GRID)


@dataclass
class CallBelief:
    """Weights of the grid, from a normal belief; `sets` are those of the session under way."""

    mean: float
    variance: float
    sets: list[Called] = field(default_factory=list)
    before: list[Called] = field(default_factory=list)  # those of the session before
    nearest: tuple[float, float, float] = NOTHING  # today's set nearest to failure, see `done`
    weights: list[float] = field(init=False)
    shares: list[float] = field(init=False)  # what sets cost under each bias, of R27's
    variances: list[float] = field(init=False)  # of these
    losses: list[_Losses] = field(default_factory=list)  # of the session before: one, once weighed

    def __post_init__(self) -> None:
        self.weights = [exp(-((b - self.mean) ** 2) / 2 / self.variance) for b in GRID]
        self.shares, self.variances = [1.0] * len(GRID), [LOSS_VARIANCE] * len(GRID)

    def copy(self) -> CallBelief:
        """The same belief, to go on from apart."""
        other = object.__new__(CallBelief)
        other.__dict__.update(self.__dict__)  # what was weighed of the session before is shared
        other.sets, other.before = [*self.sets], [*self.before]
        other.weights = [*self.weights]
        other.shares, other.variances = [*self.shares], [*self.variances]
        return other

    def done(self, over: float, per_bias: float, bias: float, spread: float) -> None:
        """Hear of a set that did not fail: `over` repetitions were expected to be left in it.

        Each repetition of bias more than `bias` would have left `per_bias` more; `spread` is that
        of the expectation, in repetitions. Whole repetitions are counted, so half of one is borne.
        """
        z = (over + 0.5) / spread
        if z < self.nearest[0] and per_bias > UNTIED:
            self.nearest = (z, per_bias / spread, bias)

    def weighed(self, exercise: Exercise) -> tuple[float, float]:
        """End the session: mean and variance of the bias with all it said.

        Its losses are weighed with the next one: more repetitions in a set today, and so a larger
        loss after it, never count against today's load. Of the sets that did not fail the one that
        says most counts: they share the day's form.
        """
        z, per_bias, bias = self.nearest
        if z < FAR:
            start, step = -(z - per_bias * bias) / SQRT_2, -per_bias / SQRT_2
            for i, b in enumerate(GRID):
                self.weights[i] *= 0.5 * erfc(start + step * b) + SLIP
        self._weigh_losses(exercise)
        self.before, self.sets, self.nearest, self.losses = self.sets, [], NOTHING, []
        whole = sum(self.weights)
        self.weights = [each / whole for each in self.weights]
        mean = sum(w * b for w, b in zip(self.weights, GRID, strict=True))
        variance = sum(w * (b - mean) ** 2 for w, b in zip(self.weights, GRID, strict=True))
        return mean, max(LEAST_VARIANCE, variance)

    def _weigh_losses(self, exercise: Exercise) -> None:
        """Hold what the session before lost from its first to its last call against each bias.

        It says the same after each set of this session: worked out once, for all copies.
        """
        if not self.losses:
            self.losses.append(self._held(exercise))
        factors, shares, variances = self.losses[0]
        if factors:
            self.weights = [each * by for each, by in zip(self.weights, factors, strict=True)]
            self.shares, self.variances = [*shares], [*variances]

    def _held(self, exercise: Exercise) -> _Losses:
        """What weights are multiplied by, none where nothing is said; then shares and variances."""
        places = [i for i, each in enumerate(self.before) if each.own]
        if len(places) < 2:
            return [], [], []
        sets = self.before[places[0] : places[-1] + 1]
        first, last = sets[0], sets[-1]
        said = log(capacity(first.kg, first.reps + first.left, exercise))
        said -= log(capacity(last.kg, last.reps + last.left, exercise))
        noise = first.noise**2 + last.noise**2
        costs = [
            (
                each.reps + each.left,
                _efforts(each.left),
                set_share(number) * rest_factor(after.rest),
            )
            for number, (each, after) in enumerate(itertools.pairwise(sets), places[0] + 1)
        ]
        factors, shares, variances = [], [*self.shares], [*self.variances]
        for i, b in enumerate(GRID):
            cost = 0.0
            for n, effort, share in costs:
                cost += ends_at(n + b) * effort[i] * share
            off = said + b * (first.slope - last.slope) - shares[i] * cost
            push = variances[i] * cost
            total = push * cost + noise
            factors.append(exp(-off * off / 2 / total) * sqrt(noise / total) + SLIP)
            shares[i] += push * off / total
            variances[i] -= push * push / total
        return factors, shares, variances
