"""Keeping score: what was to be expected of each set, and how that held. Pure functions.

The rules are those of the backtest (`core/interchange/backtest.py`), so that its figures can be
put beside a person's own, with two differences that a chat makes: a session's heaviest set is the
heaviest so far, and the load counts the body in, so that pull-ups are scored as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from core.interchange.backtest import EARLIER, HEAVY
from core.limits import MOST_REPS_SCORED
from core.records import Exposure, Lifter, LoggedSet, Misses
from core.store.rows import Forecast, Scored
from core.training.prediction.features import SESSIONS, SETS, Done, Past, nearest
from core.training.prediction.from_log import DAY, LEAST_KG, done_of, past_of
from core.training.prediction.personal_spread import learned, scale_of
from core.training.prediction.predict import predict

SEEN = SESSIONS + 2  # earlier sessions given to the prediction; some may hold warm-ups only
FEWEST = 10  # sets before a share says anything
FARTHEST = 3  # errors beyond it are shown together
CUT = 20  # repetitions; a finger error is not worth more


def forecasts(
    lifter: Lifter,
    earlier: Sequence[Exposure],
    today: Sequence[LoggedSet],
    sets: Iterable[LoggedSet],
) -> list[Forecast]:
    """Predict sets of one exercise, each from what was done before it, at the load it was done at.

    `earlier` are the sessions before this one, oldest first, `today` the sets of this one before
    `sets`. Of a set itself only load, place and time are looked at, never its repetitions.
    """
    if len(earlier) < EARLIER:
        return []
    past = past_of(earlier[-SEEN:], lifter)
    scored = _scored_sessions(past)
    every = [each for each in (*today, *sets) if each.working and each.reps]
    first = sum(1 for each in today if each.working and each.reps)
    if len(scored) < EARLIER or first == len(every):
        return []
    done = done_of(every, lifter)
    found = []
    for index in range(first, len(every)):
        each, this = every[index], done[index]
        if each.superset:  # no prediction knows what the other lift costs
            continue
        if this.load <= LEAST_KG or this.load < HEAVY * max(one.load for one in done[: index + 1]):
            continue
        day = each.at.timestamp() / DAY
        told = predict(past, done[max(0, index - SETS) : index], this.load, this.number, day)
        found.append(
            Forecast(
                each.id, each.exercise_id, each.load, each.at, this.number, _tenths(told.reps),
                _span(told.likely), _span(told.wide),
                round(nearest(scored[0], this.load, this.number).reps),
            )
        )  # fmt: skip
    return found


def _scored_sessions(past: Sequence[Past]) -> list[list[Done]]:
    """The sets worth scoring of the last sessions that hold any, newest first."""
    found: list[list[Done]] = []
    for session in reversed(past):
        top = max(each.load for each in session.sets)
        worth = [
            each
            for each in session.sets
            if each.reps <= MOST_REPS_SCORED and each.load > LEAST_KG and each.load >= HEAVY * top
        ]
        if worth:
            found.append(worth)
        if len(found) == EARLIER:
            break
    return found


def _tenths(reps: float) -> int:
    return round(reps * 10)


def _span(ends: tuple[float, float]) -> tuple[int, int]:
    return _tenths(ends[0]), _tenths(ends[1])


@dataclass(frozen=True, slots=True)
class Score:
    """How predictions held: counts of sets, and errors in repetitions."""

    n: int
    within_one: int
    within_one_last: int  # of "the same as last time"
    likely: int  # inside the 67 % interval
    wide: int  # inside the 95 % interval
    off: float  # mean absolute error, 0 of nothing
    off_last: float
    errors: tuple[int, ...]  # sets by repetitions done - expected: FARTHEST fewer ... more

    @property
    def missing(self) -> int:
        """Sets that are still needed before a share says anything."""
        return max(0, FEWEST - self.n)


@dataclass(frozen=True, slots=True)
class Worst:
    """Where predictions hold least: an exercise by id, or "" and first or later sets."""

    exercise_id: str
    first: bool
    score: Score


def expected_reps(forecast: Forecast) -> int:
    """What was expected, as whole repetitions; halves go up, as in the backtest."""
    return (forecast.tenths + 5) // 10


def score(found: Sequence[Scored]) -> Score:
    """Score predictions against what came of them; intervals are those fitted to the person."""
    fitted = fit_to_person(found)
    errors = [each.reps - expected_reps(each.forecast) for each in found]
    last = [each.reps - each.forecast.last_time for each in found]
    shown = [max(-FARTHEST, min(FARTHEST, error)) for error in errors]
    return Score(
        n=len(found),
        within_one=sum(abs(error) <= 1 for error in errors),
        within_one_last=sum(abs(error) <= 1 for error in last),
        likely=sum(_inside(each.forecast.likely, each.reps) for each in fitted.found),
        wide=sum(_inside(each.forecast.wide, each.reps) for each in fitted.found),
        off=_mean(errors),
        off_last=_mean(last),
        errors=tuple(shown.count(error) for error in range(-FARTHEST, FARTHEST + 1)),
    )


@dataclass(frozen=True, slots=True)
class Fitted:
    """Predictions with the intervals they had for this person, and how their misses compare."""

    found: tuple[Scored, ...]
    misses: Misses


def fit_to_person(found: Sequence[Scored]) -> Fitted:
    """Widen or narrow predictions, oldest first, by what came of those before them.

    What is kept are the usual intervals, so that the state can be worked out from any newest few.
    """
    misses, fitted = Misses(), []
    for each in found:
        first = each.forecast.place == 1
        told = _scaled(each.forecast, scale_of(misses, first))
        fitted.append(replace(each, forecast=told))
        misses = learned(misses, _inside(told.likely, each.reps), first)
    return Fitted(tuple(fitted), misses)


def _scaled(each: Forecast, scale: float) -> Forecast:
    def span(ends: tuple[int, int]) -> tuple[int, int]:
        low, high = (each.tenths + scale * (end - each.tenths) for end in ends)
        return max(0, round(low)), round(high)

    return replace(each, likely=span(each.likely), wide=span(each.wide))


def worst(found: Sequence[Scored]) -> Worst | None:
    """Where the share within one repetition is lowest: an exercise, or first or later sets.

    Only where FEWEST sets or more were scored and the share is below that of all; None else.
    """
    whole = score(found)
    kinds: tuple[Callable[[Scored], tuple[str, bool]], ...] = (
        lambda each: (each.forecast.exercise_id, False),
        lambda each: ("", each.forecast.place == 1),
    )
    groups = [
        Worst(*key, score([each for each in found if kind(each) == key]))
        for kind in kinds
        for key in dict.fromkeys(map(kind, found))
    ]
    told = [
        each
        for each in groups
        if each.score.n >= FEWEST
        and each.score.within_one * whole.n < whole.within_one * each.score.n
    ]
    return min(
        told, key=lambda each: (each.score.within_one / each.score.n, -each.score.n), default=None
    )


def _inside(span: tuple[int, int], reps: int) -> bool:
    return span[0] <= reps * 10 <= span[1]


def _mean(errors: Sequence[int]) -> float:
    return sum(min(CUT, abs(error)) for error in errors) / len(errors) if errors else 0.0
