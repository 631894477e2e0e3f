"""What the body weighed on a day, its trend, and lifts that count it as of then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import exp
from zoneinfo import ZoneInfo

import pytest

from core.exercises.names import catalogue_names
from core.records import Bodyweight, Exposure, Lifter, Load, LoggedSet
from core.training.ability.state import assess
from core.training.bodyweight import body_kg, trend_of, weight_of, weight_on
from core.training.prediction.from_log import lifted_kg

NAMES = catalogue_names()
DAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 30, 18, tzinfo=UTC)


def kept(*entries: tuple[int, float]) -> tuple[Bodyweight, ...]:
    """Entries so many days after DAY."""
    return tuple(Bodyweight(DAY + timedelta(days=n), Load(round(kg * 1000))) for n, kg in entries)


@pytest.mark.parametrize(
    ("after", "kg"), [(-400, 90), (0, 90), (6, 90), (7, 88), (8, 88), (400, 85)]
)
def test_the_latest_entry_up_to_a_day_else_the_first(after: int, kg: float) -> None:
    found = weight_on(kept((0, 90), (7, 88), (14, 85)), DAY + timedelta(days=after))
    assert found == Load(kg * 1000)


def test_nothing_said_is_nothing() -> None:
    assert weight_on((), DAY) is None
    assert trend_of((), DAY) is None


@pytest.mark.parametrize(
    ("entries", "trend"),
    [
        (((0, 80), (3, 81), (7, 82)), 2.0),
        (((0, 80), (3, 81), (6, 82)), None),  # within a week
        (((0, 80), (7, 82)), None),  # two say nothing
        (((-1, 99), (0, 80), (7, 80), (28, 80)), 0.0),  # four weeks back, not a day more
        (((0, 84), (14, 82), (28, 80)), -1.0),
    ],
)
def test_a_trend_needs_three_entries_over_a_week(
    entries: tuple[tuple[int, float], ...], trend: float | None
) -> None:
    found = trend_of(kept(*entries), DAY + timedelta(days=28))
    assert (found and found.kg_a_week) == (
        trend if trend is None else pytest.approx(trend, abs=0.1)
    )


def lifter(name: str, *entries: tuple[int, float]) -> Lifter:
    weights = kept(*entries)
    now = weights[-1].load if weights else None
    return Lifter(NAMES.exercise(name), "size", "kg", bodyweight=now, bodyweights=weights)


def test_a_lift_counts_the_body_as_of_its_day_by_the_persons_calendar() -> None:
    found = lifter("pull-up", (0, 90), (7, 80))
    share = found.exercise.bodyweight_share
    late = datetime(2026, 11, 8, 23, 30, tzinfo=UTC)  # the 9th in Berlin
    assert body_kg(found, late) == pytest.approx(90 * share)
    assert body_kg(replace(found, zone=ZoneInfo("Europe/Berlin")), late) == pytest.approx(
        80 * share
    )
    assert body_kg(found) == pytest.approx(80 * share)
    assert lifted_kg(Load(10_000), found, late) == pytest.approx(90 * share + 10)


def test_bars_do_not_count_the_body() -> None:
    assert body_kg(lifter("squat", (0, 90)), NOW) == 0.0
    assert lifted_kg(Load(100_000), lifter("squat", (0, 90))) == 100


def test_a_weight_without_a_log_holds_for_all_days() -> None:
    found = replace(lifter("pull-up"), bodyweight=Load(70_000))
    assert weight_of(found, NOW) == Load(70_000)


def pulls() -> list[Exposure]:
    """Eight pull-ups with two left, once a week, the same as ever."""
    found = []
    for week in range(5):
        at = datetime(2026, 11, 2, 18, tzinfo=UTC) + timedelta(days=7 * week)
        done = LoggedSet("pull-up", Load(0), 8, at, "", 20, id="s1", session_at=at)
        found.append(Exposure(at, (done,)))
    return found


def test_the_same_pull_ups_on_a_lighter_body_are_less_strength() -> None:
    """Capacity is of all that is moved: with one weight for all days none of it was lost."""
    falling = lifter("pull-up", (0, 100), (7, 95), (14, 90), (21, 85), (28, 80))
    later = NOW + timedelta(days=2)
    with_log = assess(pulls(), falling, later)
    without = assess(pulls(), replace(falling, bodyweights=()), later)
    first = assess(pulls()[:1], falling, datetime(2026, 11, 2, 19, tzinfo=UTC))
    assert with_log is not None
    assert without is not None
    assert first is not None
    assert exp(first.log_capacity) > exp(with_log.log_capacity) * 1.05
    assert with_log.body_kg == without.body_kg == body_kg(falling)
    assert exp(with_log.log_capacity) > exp(without.log_capacity)  # it remembers the heavier body
