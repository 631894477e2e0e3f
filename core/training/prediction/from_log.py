"""From the records of a person's log to what `predict` wants, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from statistics import median

from core.records import Exposure, Lifter, Load, LoggedSet
from core.training.bodyweight import weighed_by, weight_of
from core.training.effort.reserve import reserve
from core.training.prediction.features import SESSIONS, SETS, Done, Past
from core.training.prediction.model import uncut
from core.training.prediction.predict import Prediction, predict, predict_at, predict_to_failure
from core.training.remembered import Remembered

USUAL_BODY_KG = 75.0  # of somebody whose body weight is not known
LEAST_KG = 1.0
DAY = 86400.0
# Repetitions for a rest e times the usual (or a part of it), and the rests that mean something.
REST_REPS, SHORTEST_S, LONGEST_S, SET_S = 0.3, 30.0, 900.0, 40.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a set ahead."""

    left: float | None = None  # the reserve to leave, 0 to failure; None: training as usual
    bias: float = 0.0  # the person's true minus called reserve, in repetitions
    rest_s: float | None = None  # the rest before the set, where known


AS_USUAL = Asked()
_DONE = Remembered[tuple[tuple[LoggedSet, ...], tuple[Done, ...]]](2048, 8192)


def lifted_kg(load: Load, lifter: Lifter, at: datetime | None = None) -> float:
    """The load in kg that moves, the body's share as of then counted in; never below 1."""
    share = lifter.exercise.bodyweight_share
    if lifter.exercise.measure in ("bodyweight", "assisted"):
        share = share or 1.0
    weight = weight_of(lifter, at) if share else None
    body = weight.kg if weight else USUAL_BODY_KG
    return max(LEAST_KG, load.kg + body * share)


def done_of(sets: Sequence[LoggedSet], lifter: Lifter, *, paired: bool = True) -> tuple[Done, ...]:
    """The working sets with repetitions, numbered; "4+" in reserve is no number.

    Without `paired` the later sets of a superset are left out: their rest was no plain one. The
    last are kept, by the very records of the sets: each set asks for the same sessions.
    """
    sets = tuple(sets)
    key = (paired, weighed_by(lifter), *map(id, sets))
    kept = _DONE.get(key)
    if kept is None:
        kept = _DONE.keep(key, (sets, _done_of(sets, lifter, paired=paired)), len(sets))
    return kept[1]


def _done_of(sets: tuple[LoggedSet, ...], lifter: Lifter, *, paired: bool) -> tuple[Done, ...]:
    working = [each for each in sets if each.working and each.reps]
    return tuple(
        Done(
            lifted_kg(each.load, lifter, each.at),
            float(each.reps or 0),
            number,
            None if each.rir_at_least and not each.failed else reserve(each),
            each.failed,
        )
        for number, each in enumerate(working, start=1)
        if paired or number == 1 or not each.superset
    )


def past_of(exposures: Sequence[Exposure], lifter: Lifter) -> tuple[Past, ...]:
    """The last sessions that hold working sets, oldest first."""
    found: list[Past] = []
    ordered = sorted(exposures, key=lambda one: one.session_at)[-2 * SESSIONS :]
    for each in reversed(ordered):
        sets = done_of(each.sets, lifter, paired=False)
        if sets:
            found.append(Past(each.session_at.timestamp() / DAY, sets))
            if len(found) == SESSIONS:
                break
    return tuple(reversed(found))


def expected(
    lifter: Lifter,
    earlier: Sequence[Exposure],
    today: Sequence[LoggedSet],
    load: Load,
    at: datetime,
    asked: Asked = AS_USUAL,
) -> Prediction:
    """Expect the next set's repetitions.

    `earlier` are sessions before this one in any order, `today` the sets of this one so far.
    """
    past, done = past_of(earlier, lifter), done_of(today, lifter)
    kg, day = lifted_kg(load, lifter), at.timestamp() / DAY
    number = len(done) + 1
    rested = _rested(earlier, asked.rest_s) if today else 0.0
    if asked.left is None:
        usual = predict(past, done[-SETS:], kg, number, day, chosen=False, model=uncut())
        return predict_at(usual, -rested)
    to_failure = predict_to_failure(
        past, done[-SETS:], kg, number, day, bias=asked.bias, chosen=False, model=uncut()
    )
    return predict_at(to_failure, asked.left - rested)


def _rested(earlier: Sequence[Exposure], rest_s: float | None) -> float:
    """Repetitions that more or less rest than usual is worth; small, as the logs show it."""
    recent = sorted(earlier, key=lambda one: one.session_at)[-SESSIONS:]
    usual = [
        (two.at - one.at).total_seconds()
        for each in recent
        for one, two in zip(each.working, each.working[1:], strict=False)
    ]
    usual = [gap for gap in usual if SHORTEST_S <= gap <= LONGEST_S]
    if rest_s is None or not usual:
        return 0.0
    ratio = (min(LONGEST_S, max(SHORTEST_S, rest_s)) + SET_S) / median(usual)
    return REST_REPS * max(-1.0, min(1.0, log(ratio)))
