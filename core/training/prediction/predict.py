"""How many repetitions to expect, and how sure that is, from the lifter's own log.

Two questions. What will this lifter do, training as usual (`predict`)? What could be done to
failure or with a reserve left (`predict_to_failure`, `predict_at`)? Both start from the set of
the last session nearest in load and number; small fitted trees move it by
what today's sets, older sessions and the lifter's habits say. Loads are positive numbers of any
one unit; a bodyweight exercise counts the body in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from math import hypot, log, sqrt

from core.training.prediction.features import SESSIONS, SETS, Done, Past, clues, nearest, recent
from core.training.prediction.model import LEVELS, Model, known, shipped, spread, uncut

LEAST_ERROR = 0.02
NARROWEST = 0.02  # spread of an interval that nothing was missed by
MARKED_ERROR = 0.6  # joins the usual error where repetitions are to failure: a call is never exact
MOST = 60.0
# The reserve of sets whose effort nobody told, weighed as so many rated sets. R4 says 2 +- 1.5;
# in the logs that mark failure, sets without the mark stood nearer to it.
USUAL_LEFT, USUAL_WEIGHT, UNKNOWN_SPREAD = 1.0, 1.0, 1.5
HALF_SURE = 3  # sessions with rated sets from which on these alone count half
# Loads further from all that was lifted (log ratio) than the logs teach anything about.
FAR_ABOVE, FAR_BELOW, FAR_PER_REP = 0.35, 0.7, 0.035
MOST_DOUBT = 2.0  # of a chosen load, in repetitions
# What is added to the doubt, in repetitions: in the first sessions of a lift, and after a gap.
NEW_SPREAD, LAY_OFF_DAYS, LAY_OFF_PER_ROOT_WEEK = 1.5, 21.0, 0.25
NORMAL = (-1.96, -1.282, -0.967, -0.431, 0.0, 0.431, 0.967, 1.282, 1.96)  # at LEVELS
# Repetitions of the first set ever of an exercise, at LEVELS, in the logs of the fit.
NEWCOMER = (4.9, 6.8, 7.8, 9.4, 10.6, 11.7, 13.7, 14.6, 20.1)


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


def predict(  # noqa: PLR0913 - a set ahead takes five to describe
    past: Sequence[Past],
    today: Sequence[Done],
    load: float,
    number: int,
    day: float,
    *,
    marked: bool = False,
    chosen: bool = True,
    model: Model | None = None,
) -> Prediction:
    """Predict the repetitions of the set ahead, in training as usual.

    Where `marked`, all repetitions are counted to failure; they are missed by other amounts. A load
    is `chosen` where the lifter takes it: who takes one far beyond all others has another machine
    or another unit. Far loads that are only asked about follow the curve.

    Without a model the intervals are those of scored sets, up to 15 repetitions; `uncut()` of all.
    """
    past = seen_past(past, today, day)
    if not past:
        return Prediction(NEWCOMER[4], NEWCOMER)
    model = model or shipped()
    seen = known(clues(past, today, load, number, day))
    anchor = nearest(past[-1].sets[:SETS], load, number)
    error, move = model.trees.sums(seen)
    reps = min(MOST, max(1.0, anchor.reps + move))
    error = max(LEAST_ERROR, error)
    place = "first" if number == 1 else "later"
    if marked:
        error, place = hypot(error, MARKED_ERROR), f"marked {place}"
    misses = spread(model, place, reps, error)
    levels = tuple(
        max(0.0, reps + _apart(error * each, z)) for each, z in zip(misses, NORMAL, strict=True)
    )
    told = _beyond(
        Prediction(reps, levels, anchor, min(len(past), SESSIONS)), past, today, load, chosen
    )
    return _widen(told, hypot(_newness(len(past)), 0.0 if today else _lay_off(day - past[-1].day)))


def _apart(miss: float, z: float) -> float:
    """Keep a level on its side of the prediction: no interval is empty."""
    if z == 0:
        return miss
    return min(miss, z * NARROWEST) if z < 0 else max(miss, z * NARROWEST)


def _newness(sessions: int) -> float:
    return NEW_SPREAD / sessions if sessions < 3 else 0.0


def _lay_off(days: float) -> float:
    return LAY_OFF_PER_ROOT_WEEK * sqrt(max(0.0, days - LAY_OFF_DAYS) / 7)


def _beyond(
    told: Prediction, past: Sequence[Past], today: Sequence[Done], load: float, chosen: bool
) -> Prediction:
    """Doubt it where the load is far from any that was lifted; follow the curve if asked (R16)."""
    loads = [each.x for session in past[-SESSIONS:] for each in session.sets]
    loads += [each.x for each in today]
    at = log(load)
    moved = max(0.0, min(loads) - at - FAR_BELOW) - max(0.0, at - max(loads) - FAR_ABOVE)
    if not moved:
        return told
    moved /= FAR_PER_REP
    if chosen:
        return _widen(told, min(MOST_DOUBT, abs(moved) / 2))
    reps = min(MOST, max(0.0, told.reps + moved))
    levels = tuple(max(0.0, each + moved) for each in told.levels)
    return _widen(replace(told, reps=reps, levels=levels), abs(moved) / 2)


def predict_to_failure(  # noqa: PLR0913 - the same
    past: Sequence[Past],
    today: Sequence[Done],
    load: float,
    number: int,
    day: float,
    *,
    bias: float = 0.0,
    chosen: bool = True,
    model: Model | None = None,
) -> Prediction:
    """Predict the repetitions to failure; `bias` is the person's true minus called reserve.

    Sets of known effort are points. A set of unknown effort had the reserve this lifter is used
    to, and so weakly known that the sets of known effort are asked once more by themselves.
    """
    past, today = recent(past), today[-SETS:]
    rated, usual = _rated(past, today)
    all_past, all_today = counted(past, today, bias)
    told = partial(predict, marked=True, chosen=chosen, model=model)
    whole = told(all_past, all_today, load, number, day)
    total = len(today) + sum(len(each.sets) for each in past)
    if not total:
        return _widen(predict_at(whole, -usual), UNKNOWN_SPREAD)
    if len(rated) < total:
        sure_past = [Past(each.day, _to_failure(each.sets, bias)) for each in past]
        sure_past = [each for each in sure_past if each.sets]
        sure_today = _to_failure(today, bias)
        if sure_past or sure_today:
            sure = told(sure_past, sure_today, load, number, day)
            sessions = len(sure_past) + bool(sure_today)
            whole = _blend(whole, sure, sessions / (sessions + HALF_SURE))
    return _widen(whole, UNKNOWN_SPREAD * (1 - len(rated) / total) / (1 + len(rated)))


@dataclass(frozen=True, slots=True)
class Why:
    """What a prediction of training as usual started from, and what moved it, in repetitions."""

    anchor: Done
    anchor_day: float
    by_load_and_habit: float  # the load's difference, the time since, that session's other sets
    by_older_sessions: float
    by_today: float
    today: tuple[Done, ...]  # the earlier sets of today
    prediction: Prediction


def why(
    past: Sequence[Past], today: Sequence[Done], load: float, number: int, day: float
) -> Why | None:
    """Tell what moved a prediction; None where nothing was known."""
    told = predict(past, today, load, number, day, chosen=False, model=uncut())
    past = seen_past(past, today, day)
    if told.anchor is None:
        return None
    last = predict(past[-1:], (), load, number, day, chosen=False).reps
    older = predict(past, (), load, number, day, chosen=False).reps
    return Why(
        told.anchor,
        past[-1].day,
        last - told.anchor.reps,
        older - last,
        told.reps - older,
        tuple(today),
        told,
    )


def predict_at(prediction: Prediction, left: float) -> Prediction:
    """Leave a reserve: the same prediction to failure, with so many repetitions not done."""
    return replace(
        prediction,
        reps=max(0.0, prediction.reps - left),
        levels=tuple(max(0.0, each - left) for each in prediction.levels),
    )


def _to_failure(sets: Sequence[Done], bias: float, usual: float | None = None) -> tuple[Done, ...]:
    """Count repetitions with their reserve; without `usual`, only where the effort is known."""
    out = []
    for each in sets:
        left = usual if each.left is None else each.left
        if left is not None:
            true = left if each.failed or each.left is None else max(0.0, left + bias)
            out.append(Done(each.load, each.reps + true, each.number, 0.0, each.failed))
    return tuple(out)


def _rated(past: Sequence[Past], today: Sequence[Done]) -> tuple[list[float], float]:
    """The reserves that are known, and the one to take where none is."""
    rated = [each.left for session in past for each in session.sets if each.left is not None]
    rated += [each.left for each in today if each.left is not None]
    usual = (sum(rated) + USUAL_LEFT * USUAL_WEIGHT) / (len(rated) + USUAL_WEIGHT)
    return rated, usual


def counted(
    past: Sequence[Past], today: Sequence[Done], bias: float = 0.0
) -> tuple[list[Past], tuple[Done, ...]]:
    """Count every set's repetitions to failure, a usual reserve where none is known."""
    past, today = recent(past), today[-SETS:]
    _, usual = _rated(past, today)
    all_past = [Past(each.day, _to_failure(each.sets, bias, usual)) for each in past]
    return all_past, _to_failure(today, bias, usual)


def _blend(one: Prediction, two: Prediction, share: float) -> Prediction:
    """Average two predictions; what they differ by, neither knows."""
    apart = abs(one.reps - two.reps) / 2
    levels = tuple(a + share * (b - a) for a, b in zip(one.levels, two.levels, strict=True))
    reps = one.reps + share * (two.reps - one.reps)
    return _widen(replace(one, reps=reps, levels=levels), apart)


def _widen(prediction: Prediction, doubt: float) -> Prediction:
    """Add an independent doubt, a standard deviation in repetitions, to both sides."""
    low, high = prediction.likely
    before = (high - low) / (NORMAL[6] - NORMAL[2])
    more = hypot(before, doubt) - before
    levels = tuple(
        max(0.0, each + z * more) for each, z in zip(prediction.levels, NORMAL, strict=True)
    )
    return Prediction(prediction.reps, levels, prediction.anchor, prediction.sessions)
