"""Keeping score of weeks that were foretold: by stated chance, how many held. Pure functions.

A forecast counts where the lift was done in its seven days with the foretold load, and the effort
of the last set at it is known; where only repetitions were asked for, making them is enough. All
else was never put to the test: another load, no call, a week left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from core.plans.ahead_misses import called, last_sets
from core.records import Exposure
from core.store.rows import WeekForecast

SAME_LOAD = 0.02  # of the foretold load
FIFTHS = 5
LEAST_TESTED = 5  # forecasts of a fifth before its share is said
SPAN = timedelta(days=7)  # of a forecast


@dataclass(frozen=True, slots=True)
class Fifth:
    """Forecasts whose chance lay in one fifth, and how many held."""

    low: int  # per cent
    n: int
    held: int
    said: float  # mean of the chances, per cent

    @property
    def told(self) -> bool:
        """Whether there are enough to say how they came out."""
        return self.n >= LEAST_TESTED


def held(forecast: WeekForecast, exposures: Sequence[Exposure], zone: tzinfo) -> bool | None:
    """Whether a forecast came true; None where it was not put to the test."""
    until = forecast.from_on + SPAN
    for at, last, _ in last_sets(exposures):
        if not forecast.from_on <= at.astimezone(zone).date() < until:
            continue
        if abs(last.load.kg - forecast.load.kg) > SAME_LOAD * abs(forecast.load.kg):
            continue
        if forecast.left_tenths == 0 and (last.reps or 0) >= forecast.reps:
            return True
        told = called(last)
        if told is not None:
            return told >= forecast.reps + forecast.left_tenths / 10
    return None


def fifths(
    found: Sequence[WeekForecast],
    exposures_of: Callable[[str], Sequence[Exposure]],
    zone: tzinfo,
) -> list[Fifth]:
    """The fifths of chance that hold any forecast that was put to the test, lowest first."""
    parts: list[list[tuple[int, bool]]] = [[] for _ in range(FIFTHS)]
    for exercise_id in dict.fromkeys(each.exercise_id for each in found):
        exposures = exposures_of(exercise_id)
        for each in found:
            came = held(each, exposures, zone) if each.exercise_id == exercise_id else None
            if came is not None:
                place = min(FIFTHS - 1, each.chance * FIFTHS // 100)
                parts[place].append((each.chance, came))
    return [
        Fifth(
            place * 100 // FIFTHS, len(part), sum(came for _, came in part),
            sum(chance for chance, _ in part) / len(part),
        )
        for place, part in enumerate(parts) if part
    ]  # fmt: skip
