"""How many repetitions to expect, and how sure that is, from the lifter's own log.

Two questions. What will this lifter do, training as usual (`predict`)? What could be done to
failure or with a reserve left (`predict_to_failure`, `predict_at`)? Both start from the set of
the last session nearest in load and number (science, section 11); small fitted trees move it by
what today's sets, older sessions and the lifter's habits say. Loads are positive numbers of any
one unit; a bodyweight exercise counts the body in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.training.clues import Done, Past, clues, nearest
from core.training.trees import LEVELS, Model, add_up, known, quantiles, shipped

LEAST_ERROR = 0.02
MOST = 60.0
# Repetitions of the first set ever of an exercise, at LEVELS: what is expected of a newcomer.
NEWCOMER = (3.0, 5.0, 6.0, 8.0, 10.0, 10.5, 12.5, 15.0, 20.0)


@dataclass(frozen=True, slots=True)
class Prediction:
    """Repetitions to expect: the middle, and the value at each of LEVELS."""

    reps: float
    levels: tuple[float, ...]
    anchor: Done | None = None  # the set it started from
    sessions: int = 0  # earlier sessions it knew

    @property
    def likely(self) -> tuple[float, float]:
        """The 67 % interval."""
        return self.levels[2], self.levels[6]

    @property
    def wide(self) -> tuple[float, float]:
        """The 95 % interval."""
        return self.levels[0], self.levels[8]

    def chance(self, reps: float) -> float:
        """How likely at least so many whole repetitions are, from 0.01 to 0.99."""
        at = reps - 0.5
        if at <= self.levels[0]:
            return 0.99
        for (low, below), (high, above) in pairwise(zip(self.levels, LEVELS, strict=True)):
            if at < high:
                return 1 - (below + (above - below) * (at - low) / (high - low))
        return 0.01


def seen_past(past: Sequence[Past], today: Sequence[Done], day: float) -> Sequence[Past]:
    """On the first day of an exercise, today's sets so far stand for the last session."""
    return past or ((Past(day, tuple(today)),) if today else ())


def predict(
    past: Sequence[Past],
    today: Sequence[Done],
    load: float,
    number: int,
    day: float,
    *,
    model: Model | None = None,
) -> Prediction:
    """Predict the repetitions of the set ahead, in training as usual."""
    past = seen_past(past, today, day)
    if not past:
        return Prediction(NEWCOMER[4], NEWCOMER)
    model = model or shipped()
    told = known(clues(past, today, load, number, day))
    anchor = nearest(past[-1].sets, load, number)
    reps = min(MOST, max(1.0, anchor.reps + add_up(model.move, told)))
    error = max(LEAST_ERROR, add_up(model.error, told))
    spread = quantiles(model.spreads["first" if number == 1 else "later"], error)
    levels = tuple(max(0.0, reps + error * each) for each in spread)
    return Prediction(reps, levels, anchor, len(past))


def predict_to_failure(
    past: Sequence[Past],
    today: Sequence[Done],
    load: float,
    number: int,
    day: float,
    *,
    model: Model | None = None,
) -> Prediction:
    """Predict the repetitions to failure."""
    return predict(past, today, load, number, day, model=model)
