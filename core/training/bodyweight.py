"""The body's weight over time: what it was on a day, and where it goes. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.records import Bodyweight, Lifter, Load

USUAL_BODY_KG = 80.0  # where the body's weight is not known: only differences matter
TREND_DAYS = timedelta(days=28)  # looked back on
TREND_SPAN = timedelta(days=7)  # that the entries must cover: a day's water is no trend
TREND_LEAST = 3  # entries


@dataclass(frozen=True, slots=True)
class Trend:
    """Kilograms a week, by least squares over the entries of four weeks."""

    kg_a_week: float
    entries: int


def weight_on(weights: Sequence[Bodyweight], day: date) -> Load | None:
    """What the body weighed on a day: the latest entry up to it, else the first one ever."""
    before = [each for each in weights if each.day <= day]
    found = before[-1] if before else weights[0] if weights else None
    return found.load if found is not None else None


def trend_of(weights: Sequence[Bodyweight], today: date) -> Trend | None:
    """The trend of the last four weeks; None of fewer than three entries, or within a week."""
    late = [each for each in weights if today - TREND_DAYS <= each.day <= today]
    if len(late) < TREND_LEAST or late[-1].day - late[0].day < TREND_SPAN:
        return None
    days = [(each.day - late[0].day).days for each in late]
    mean, middle = sum(days) / len(days), sum(each.load.kg for each in late) / len(late)
    spread = sum((day - mean) ** 2 for day in days)
    slope = sum(
        (day - mean) * (each.load.kg - middle) for day, each in zip(days, late, strict=True)
    )
    return Trend(7 * slope / spread, len(late))


def weight_of(lifter: Lifter, at: datetime | None = None) -> Load | None:
    """What the lifter weighed at a moment, now by default; None where nobody said."""
    if at is None or not lifter.bodyweights:
        return lifter.bodyweight
    return weight_on(lifter.bodyweights, at.astimezone(lifter.zone).date())


def weighed_by(lifter: Lifter) -> tuple[object, ...]:
    """All that decides how much of the body an exercise lifts along; () where it lifts none."""
    exercise = lifter.exercise
    if not exercise.bodyweight_share and exercise.measure not in ("bodyweight", "assisted"):
        return ()
    body = (lifter.bodyweight, lifter.bodyweights, lifter.zone)
    return (exercise.bodyweight_share, exercise.measure, *body)


def body_kg(lifter: Lifter, at: datetime | None = None) -> float:
    """The part of the body that an exercise lifts along, in kilograms, as of a moment."""
    if lifter.exercise.measure not in ("bodyweight", "assisted"):
        return 0.0
    weight = weight_of(lifter, at)
    share = lifter.exercise.bodyweight_share or 1.0
    return share * (weight.kg if weight else USUAL_BODY_KG)
