"""Which weeks that were foretold were put to the test, and what came of them."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import pytest

from core.interchange.ahead_scoring import LEAST_TESTED, Fifth, fifths, held
from core.records import Load
from core.store.rows import WeekForecast
from tests.training_logs import log

MONDAY = date(2026, 11, 2)


def forecast(load: int = 100_000, reps: int = 5, left: int = 20, chance: int = 70) -> WeekForecast:
    return WeekForecast("bench-press", MONDAY, 1, MONDAY, Load(load), reps, left, chance)


def came(text: str, each: WeekForecast | None = None, day: str = "2026-11-04") -> bool | None:
    return held(each or forecast(), log(f"{day} {text}"), UTC)


def test_the_last_set_decides():
    assert came("100x5@3 100x5@2") is True
    assert came("100x5@2 100x5@1") is False
    assert came("100x6@1") is True  # seven in all, as asked
    assert came("100x6f") is False


@pytest.mark.parametrize(
    ("day", "told"),
    [("2026-11-01", None), ("2026-11-02", True), ("2026-11-08", True), ("2026-11-09", None)],
)
def test_its_seven_days(day, told):
    assert came("100x5@2", day=day) is told


@pytest.mark.parametrize(
    ("load", "told"), [("98", True), ("97.9", None), ("102", True), ("102.1", None)]
)
def test_another_load_was_not_foretold(load, told):
    assert came(f"{load}x5@2") is told


def test_no_call_is_no_test_but_repetitions_tell_where_they_are_all():
    assert came("100x5") is None
    assert came("100x5@4+") is None
    plain = forecast(left=0)
    assert came("100x5", plain) is True
    assert came("100x4", plain) is None
    assert came("100x4f", plain) is False


def test_fifths_by_stated_chance():
    exposures = log("2026-11-04 100x5@2")
    rows = [forecast(chance=79)] * LEAST_TESTED + [forecast(chance=80)] * (LEAST_TESTED - 1)
    found = fifths(rows, lambda _: exposures, UTC)
    assert found == [
        Fifth(60, LEAST_TESTED, LEAST_TESTED, 79.0),
        Fifth(80, LEAST_TESTED - 1, LEAST_TESTED - 1, 80.0),
    ]
    assert [each.told for each in found] == [True, False]


def test_a_certain_one_is_of_the_last_fifth():
    assert fifths([forecast(chance=100)], lambda _: log("2026-11-04 100x5@2"), UTC)[0].low == 80


def test_weeks_to_come_are_not_scored():
    late = WeekForecast(
        "bench-press", MONDAY, 8, MONDAY + timedelta(weeks=7), Load(100_000), 5, 20, 70
    )
    assert fifths([late], lambda _: log("2026-11-04 100x5@2"), UTC) == []
