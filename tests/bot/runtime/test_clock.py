"""The clock: what is due is queued at once, whatever happens to the time and to the database."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.runtime.scheduler import Clock
from core.messages import Address, Sender
from core.reminders.schedule import Reminder
from core.store.schema.tables import pings, reminders
from tests.pinging import states
from tests.waiting import WAIT_SECONDS, until

START = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Wall:
    """A clock on the wall that a test sets."""

    def __init__(self):
        self.at = START

    def __call__(self):
        return self.at


@pytest.fixture
async def store(sqlite_store):
    return sqlite_store


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("bot.runtime.scheduler.LONGEST_SECONDS", 0.05)


async def looks(clock):
    """Wait until the clock has looked three times more, at which nothing should happen."""
    enough = clock.looks + 3
    await until(lambda: clock.looks >= enough)


@contextlib.asynccontextmanager
async def running(store, wall, platforms=("telegram",)):
    rung = []
    clock = Clock(store, platforms, lambda: rung.append(1), wall)
    clock.looks, clock.rung = 0, rung
    asked = store.next_due

    async def counted(platforms):
        clock.looks += 1
        return await asked(platforms)

    store.next_due = counted
    task = asyncio.create_task(clock.run())
    try:
        yield clock
    finally:
        clock.stop()
        await asyncio.wait_for(task, WAIT_SECONDS)
        store.next_due = asked


async def daily(store, *minutes, platform="telegram"):
    """A daily reminder for each minute of the day in UTC, each of its own person."""

    def work(uow):
        for place, minute in enumerate(minutes):
            person, _ = uow.people.find(Sender(platform, f"p{minute}.{place}", "Ann"), START)
            at = START.replace(hour=minute // 60, minute=minute % 60)
            at += timedelta(days=at < START)
            made = Reminder(
                "train", tuple(range(7)), minute, Address(platform, str(place)), "UTC", START,
                person_id=person.id, next_at=at,
            )  # fmt: skip
            uow.reminders.add(made)

    await store.run(work)


async def queued(store, count):
    """Wait until so many occurrences are known."""

    async def known():
        return (await states(store)).total() >= count

    await until(known)


async def dates(store):
    query = select(pings.c.local_date).order_by(pings.c.local_date)
    return await store.run(lambda uow: list(uow._connection.execute(query).scalars()))


async def test_what_is_due_is_queued_when_its_time_comes(store, wall):
    await daily(store, 12 * 60 + 1, 13 * 60)
    async with running(store, wall) as clock:
        await looks(clock)
        assert await states(store) == {}
        wall.at += timedelta(minutes=1)
        await queued(store, 1)
        assert clock.rung
        wall.at += timedelta(hours=1)
        await queued(store, 2)
    assert await states(store) == {("queued", ""): 2}


async def test_a_reminder_typed_while_the_clock_sleeps_is_seen(store, wall):
    async with running(store, wall) as clock:
        await looks(clock)
        await daily(store, 12 * 60)
        await queued(store, 1)


async def test_many_are_queued_batch_by_batch(store, wall, monkeypatch):
    monkeypatch.setattr("bot.runtime.scheduler.BATCH", 7)
    await daily(store, *([12 * 60] * 50))
    async with running(store, wall) as clock:
        await queued(store, 50)
    assert len(clock.rung) == 8


async def test_a_clock_that_is_set_forward_and_back_queues_each_date_once(store, wall):
    await daily(store, 12 * 60)
    async with running(store, wall) as clock:
        await queued(store, 1)
        for hours, count in ((24, 2), (-24, 2), (24, 2), (48, 3)):
            wall.at += timedelta(hours=hours)
            await queued(store, count)
            await looks(clock)
    found = await dates(store)
    assert len(found) == len(set(found))


async def test_after_an_outage_each_comes_once(store, wall):
    await daily(store, 12 * 60, 11 * 60)
    wall.at += timedelta(days=20, hours=1)
    async with running(store, wall) as clock:
        await queued(store, 2)
        await looks(clock)
    assert await states(store) == {("queued", ""): 2}


async def test_other_platforms_are_left_alone(store, wall):
    await daily(store, 12 * 60, platform="console")
    await daily(store, 12 * 60, platform="telegram")
    async with running(store, wall) as clock:
        await queued(store, 1)
        await looks(clock)
    assert await states(store) == {("queued", ""): 1}


async def test_a_database_that_stumbles_is_asked_again(store, wall, monkeypatch):
    await daily(store, 12 * 60)
    queue, failures = store.queue_due, [1, 1]

    async def stumbling(*arguments):
        if failures:
            failures.pop()
            raise RuntimeError("disk full")
        return await queue(*arguments)

    monkeypatch.setattr(store, "queue_due", stumbling)
    async with running(store, wall):
        await queued(store, 1)


async def test_one_bad_row_stops_nobody(store, wall, caplog):
    await daily(store, 12 * 60, 12 * 60)
    bad = update(reminders).where(reminders.c.number == 1, reminders.c.chat == "0")
    await store.run(lambda uow: uow._connection.execute(bad.values(last_date="x")))
    async with running(store, wall):
        await queued(store, 1)
    assert "cannot be planned" in caplog.text
