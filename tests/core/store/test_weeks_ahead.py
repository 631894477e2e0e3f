"""Forecasts of weeks: kept by day, bounded, handed over and forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from core.messages import Sender
from core.records import Load
from core.store.engine import Store
from core.store.repositories import weeks_ahead
from core.store.rows import WeekForecast
from core.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
ANN = Sender("telegram", "1", "Ann")


def week(number: int, made_on: date = MONDAY, load: int = 100_000) -> WeekForecast:
    first = made_on + timedelta(weeks=number - 1)
    return WeekForecast("squat", made_on, number, first, Load(load), 5, 20, 70)


async def keep(store: Store, made_on: date, *found: WeekForecast) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.weeks_ahead.keep(uow.people.find(ANN, NOW)[0].id, made_on, found)

    await store.run(work)


async def newest(store: Store) -> tuple[WeekForecast, ...]:
    return await store.run(lambda uow: uow.weeks_ahead.newest(uow.people.find(ANN, NOW)[0].id))


async def test_they_come_back(store: Store) -> None:
    assert await newest(store) == ()
    await keep(store, MONDAY, week(1), week(2))
    assert await newest(store) == (week(1), week(2))


async def test_asked_again_on_a_day_the_last_ones_stand(store: Store) -> None:
    await keep(store, MONDAY, week(1), week(2))
    await keep(store, MONDAY, week(1, load=110_000))
    tuesday = MONDAY + timedelta(days=1)
    await keep(store, tuesday, week(1, tuesday))
    assert await newest(store) == (week(1, load=110_000), week(1, tuesday))


async def test_they_are_bounded(sqlite_store: Store, monkeypatch) -> None:
    monkeypatch.setattr(weeks_ahead, "MOST_KEPT", 3)
    later = MONDAY + timedelta(days=1)
    await keep(sqlite_store, MONDAY, week(1), week(2))
    await keep(sqlite_store, later, week(1, later), week(2, later))
    assert await newest(sqlite_store) == (week(2), week(1, later), week(2, later))
    await keep(sqlite_store, MONDAY, *[replace(week(n), week=n) for n in range(1, 9)])
    assert len(await newest(sqlite_store)) == 3


async def test_handed_over_and_forgotten(store: Store) -> None:
    await keep(store, MONDAY, week(1))

    def held(uow: UnitOfWork) -> object:
        return uow.personal_data.held(uow.people.find(ANN, NOW)[0].id)["weeks_foretold"]

    assert await store.run(held) == [
        {"exercise": "squat", "made": "2026-11-23", "week": 1, "from": "2026-11-23",
         "load": ["100", "kg"], "reps": 5, "left": 2.0, "chance": 70}
    ]  # fmt: skip
    await store.run(lambda uow: uow.personal_data.forget(uow.people.find(ANN, NOW)[0].id))
    assert await newest(store) == ()
