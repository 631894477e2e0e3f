"""Reminders in the store: numbers, what comes due, what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from core.messages import Address, Reply, Sender
from core.reminders.schedule import Reminder
from core.store.engine import Store, open_store
from core.store.repositories.due_pings import Queued
from core.store.repositories.reminders import occurrence_of, ping_key
from core.store.schema.tables import people, pings, reminders
from core.store.unit_of_work import UnitOfWork
from tests.core.store.weekly_reminders import HERE, LEASE, NOW, add, after, outcomes, person, weekly

DAY = timedelta(days=1)


async def test_a_reminder_comes_back_as_it_was(store: Store) -> None:
    def work(uow: UnitOfWork) -> tuple[Reminder, Reminder | None]:
        made = weekly(
            person(uow), days=(0, 2, 4), words="squat day", zone="Europe/Berlin",
            address=Address("discord", "77", "5", private=False), last_date="2026-03-01",
            paused_until=NOW, unanswered=3, state="asked", note="blocked", next_at=None,
        )  # fmt: skip
        added = uow.reminders.add(made)
        assert added == replace(made, id=added.id, number=1)
        return added, uow.reminders.get(added.id)

    added, read = await store.run(work)
    assert read == added


async def test_an_interval_comes_back_as_it_was_and_comes_due_by_it(store: Store) -> None:
    start = NOW.date().isoformat()

    def work(uow: UnitOfWork) -> tuple[Reminder, Reminder | None]:
        made = weekly(person(uow), days=(), every=3, start=start, next_at=NOW)
        added = uow.reminders.add(made)
        return added, uow.reminders.get(added.id)

    added, read = await store.run(work)
    assert read == added
    assert (added.every, added.start, added.days) == (3, start, ())
    assert await store.queue_due("telegram", NOW, 10) == Queued(1, 1, 0)
    assert await get(store, added) == replace(
        added, next_at=NOW + 3 * DAY, last_date=NOW.date().isoformat()
    )


async def test_numbers_are_the_smallest_free_of_each_person(store: Store) -> None:
    def work(uow: UnitOfWork) -> list[int]:
        me, other, log = person(uow), person(uow, "2"), uow.reminders
        numbers = [log.add(weekly(me)).number for _ in range(3)]
        numbers.append(log.add(weekly(other)).number)
        assert log.drop(me, 2)
        assert not log.drop(me, 2)
        numbers.append(log.add(weekly(me)).number)
        numbers += [log.add(weekly(me, kind="rest", days=())).number for _ in range(2)]
        numbers.append(log.add(weekly(me)).number)
        assert [each.number for each in log.of(me)] == [1, 2, 3, 4, 101, 102]
        assert log.drop_kind(me, "rest") == 2
        assert [each.number for each in log.of(me)] == [1, 2, 3, 4]
        assert [each.number for each in log.of(other)] == [1]
        return numbers

    assert await store.run(work) == [1, 2, 3, 1, 2, 101, 102, 4]


async def test_saving_changes_all_but_whose_it_is(store: Store) -> None:
    def work(uow: UnitOfWork) -> None:
        me, log = person(uow), uow.reminders
        added = log.add(weekly(me))
        changed = replace(added, next_at=NOW + timedelta(days=1), zone="Asia/Tokyo", state="off")
        log.save(replace(changed, person_id=99, number=9))
        assert log.of(me) == (changed,)

    await store.run(work)


async def test_reminders_and_pings_go_with_their_person(store: Store) -> None:
    def work(uow: UnitOfWork) -> int:
        me = person(uow)
        uow.reminders.add(weekly(me))
        connection = uow._connection
        connection.execute(delete(people).where(people.c.id == me))
        return sum(
            connection.execute(select(func.count()).select_from(each)).scalar_one()
            for each in (reminders, pings)
        )

    assert await store.run(work) == 0


def test_the_key_of_a_ping_is_read_back() -> None:
    assert occurrence_of(ping_key(12, "2026-03-02")) == (12, "2026-03-02")
    for other in ("reply:tg:1:2", "ping:", "ping:x:2026-03-02", "ping:1", ""):
        assert occurrence_of(other) is None


async def get(store: Store, reminder: Reminder) -> Reminder:
    found = await store.run(lambda uow: uow.reminders.get(reminder.id))
    assert found is not None
    return found


async def claim(
    store: Store, now: datetime = NOW, owner: str = "a", parked: Sequence[str] = ()
) -> list[str]:
    """Claim one outbox message after another for as long as there are any."""
    keys = []
    while found := await store.claim_outbox("telegram", owner, now, LEASE, 1, parked, ()):
        keys += [each.key for each in found]
    return keys


async def test_what_is_due_is_queued_once_and_moves_on(store: Store) -> None:
    due, later = await add(store, weekly(0), weekly(0, next_at=after(minutes=1)))
    assert await store.queue_due("telegram", NOW, 10) == Queued(1, 1, 0)
    assert await store.queue_due("telegram", NOW, 10) == Queued(0, 0, 0)
    assert await get(store, due) == replace(due, next_at=NOW + DAY, last_date="2026-03-02")
    assert await get(store, later) == later
    assert await outcomes(store) == [(due.id, "2026-03-02", "queued", "")]
    (outgoing,) = await store.claim_outbox("telegram", "a", NOW, LEASE, 1, (), ())
    assert (outgoing.key, outgoing.ping, outgoing.person_id) == (
        ping_key(due.id, "2026-03-02"), True, due.person_id,
    )  # fmt: skip
    assert (outgoing.reply, outgoing.address) == (Reply(), HERE)


async def test_pings_are_claimed_only_when_asked_for(store: Store) -> None:
    await add(store, weekly(0))
    await store.queue_due("telegram", NOW, 10)
    assert await store.claim_outbox("telegram", "a", NOW, LEASE, 1) == ()
    assert len(await claim(store)) == 1


async def test_the_same_local_date_is_never_queued_twice(store: Store) -> None:
    """Whatever sets the reminder back: the clock, another zone, somebody typing it again."""
    (due,) = await add(store, weekly(0))
    await store.queue_due("telegram", NOW, 10)
    await store.run(lambda uow: uow.reminders.save(due))
    assert await store.queue_due("telegram", after(minutes=1), 10) == Queued(1, 0, 0)
    assert len(await claim(store, after(minutes=1))) == 1
    assert (await get(store, due)).next_at == NOW + DAY


@pytest.mark.parametrize(("late", "queued"), [
    (timedelta(hours=5, minutes=59), 1), (timedelta(hours=6), 0), (timedelta(days=30, hours=7), 0),
])  # fmt: skip
async def test_what_comes_too_late_is_recorded_as_skipped(
    store: Store, late: timedelta, queued: int
) -> None:
    minute = 10 * 60
    await add(store, weekly(0, minute=minute, next_at=NOW.replace(hour=10)))
    done = await store.queue_due("telegram", NOW.replace(hour=10, second=1) + late, 10)
    assert (done.queued, done.skipped) == (queued, 1 - queued)
    ((_, _, state, why),) = await outcomes(store)
    assert (state, why) == (("queued", "") if queued else ("skipped", "late"))
    assert len(await claim(store, NOW + DAY * 40)) == queued


async def test_after_a_long_outage_each_reminder_comes_at_most_once(store: Store) -> None:
    (due,) = await add(store, weekly(0))
    back = after(days=9, hours=1)
    assert await store.queue_due("telegram", back, 10) == Queued(1, 1, 0)
    assert await outcomes(store) == [(due.id, "2026-03-11", "queued", "")]
    assert await store.queue_due("telegram", back, 10) == Queued(0, 0, 0)
    assert (await get(store, due)).next_at == after(days=10)


async def test_a_time_planned_by_old_rules_of_its_zone_is_planned_anew(store: Store) -> None:
    """18:00 in New York is 23:00 in UTC, whatever was worked out before."""
    (due,) = await add(store, weekly(0, zone="America/New_York"))
    assert await store.queue_due("telegram", NOW, 10) == Queued(1, 0, 0)
    assert (await get(store, due)).next_at == NOW.replace(hour=23)
    assert await outcomes(store) == []


async def test_what_happens_once_happens_once(store: Store) -> None:
    made = weekly(0, kind="rest", days=(), minute=None)
    (due,) = await add(store, made)
    assert await store.queue_due("telegram", after(seconds=1), 10) == Queued(1, 1, 0)
    assert (await get(store, due)).next_at is None
    assert await store.next_due(["telegram"]) is None


@pytest.mark.parametrize("state", ["off", "gone"])
async def test_what_is_off_is_not_due(store: Store, state: str) -> None:
    (due,) = await add(store, weekly(0, state=state))
    assert await store.queue_due("telegram", NOW, 10) == Queued(1, 0, 0)
    assert (await get(store, due)).next_at is None


async def test_one_that_cannot_be_planned_stops_nobody(store: Store) -> None:
    bad, good = await add(store, weekly(0, last_date="never"), weekly(0))
    assert await store.queue_due("telegram", NOW, 10) == Queued(2, 1, 0)
    assert [each[0] for each in await outcomes(store)] == [good.id]
    assert (await get(store, bad)).next_at is None


async def test_batches_take_the_oldest_of_their_platform(store: Store) -> None:
    made = [weekly(0, next_at=after(minutes=-n), minute=18 * 60 - n) for n in range(5)]
    elsewhere = weekly(0, address=Address("discord", "1"))
    kept = await add(store, *made, elsewhere)
    assert await store.next_due(["telegram", "discord"]) == after(minutes=-4)
    assert await store.next_due(["discord"]) == NOW
    assert await store.next_due([]) is None
    assert await store.queue_due("telegram", NOW, 3) == Queued(3, 3, 0)
    assert [each[0] for each in await outcomes(store)] == [kept[4].id, kept[3].id, kept[2].id]
    assert await store.queue_due("telegram", NOW, 3) == Queued(2, 2, 0)
    assert await store.next_due(["telegram"]) == after(days=1, minutes=-4)
    assert await store.queue_due("discord", NOW, 3) == Queued(1, 1, 0)


async def test_two_processes_queue_each_ping_once(database_url: str) -> None:
    stores = [await open_store(database_url) for _ in range(2)]
    await add(stores[0], *(weekly(0) for _ in range(60)))

    async def work(store: Store) -> int:
        queued = 0
        while await store.next_due(["telegram"]) == NOW:
            queued += (await store.queue_due("telegram", NOW, 7)).queued
        return queued

    counts = await asyncio.gather(*(work(store) for store in stores for _ in range(3)))
    assert sum(counts) == 60
    keys = await claim(stores[0])
    assert len(keys) == len(set(keys)) == 1  # all of one chat: one at a time
    for store in stores:
        await store.close()


# --- chats that move or go, and old rows ----------------------------------------------------------


async def test_a_reminder_follows_its_chat(store: Store) -> None:
    (due, other) = await add(store, weekly(0), weekly(0, address=Address("discord", "1")))
    await store.move_chat("telegram", "1", "-100")
    assert (await get(store, due)).address == Address("telegram", "-100")
    assert (await get(store, other)).address == Address("discord", "1")


async def test_a_chat_that_is_gone_stops_its_reminders(store: Store) -> None:
    there = Address("telegram", "2")
    lost, off, kept = await add(store, weekly(0), weekly(0, state="off"), weekly(0, address=there))
    await store.lose_chat("telegram", "1", "blocked")
    assert await get(store, lost) == replace(lost, state="gone", note="blocked", next_at=None)
    assert await get(store, off) == off
    assert await get(store, kept) == kept


@pytest.mark.parametrize("told", [True, False])
async def test_a_person_who_is_gone_is_known_to_be_until_they_write(
    store: Store, told: bool
) -> None:
    ann = Sender("telegram", "1", "Ann")

    def speaks(uow: UnitOfWork) -> int:
        me = uow.people.find(ann, NOW)[0].id
        if told:
            uow.people.heard(ann, HERE, NOW)
        return me

    me = await store.run(speaks)
    await store.lose_chat("telegram", "1", "blocked")
    chat = HERE.chat if told else ""
    read = await store.run(lambda uow: uow.reminders.private_chat(me, "telegram"))
    assert read == (chat, "blocked")
    told = True
    await store.run(speaks)
    read = await store.run(lambda uow: uow.reminders.private_chat(me, "telegram"))
    assert read == ("1", "")


async def test_what_is_old_is_forgotten(store: Store) -> None:
    spent = weekly(0, kind="rest", days=(), minute=None, created_at=NOW - DAY * 4, next_at=None)
    young = replace(spent, created_at=NOW)
    daily, gone, left = await add(store, weekly(0, next_at=NOW - DAY * 95), spent, young)
    await store.queue_due("telegram", NOW - DAY * 95, 10)
    await store.queue_due("telegram", NOW - DAY * 80, 10)
    assert len(await outcomes(store)) == 2
    await store.purge(NOW - DAY * 3, NOW)
    assert [(each[0], each[1]) for each in await outcomes(store)] == [(daily.id, "2025-12-12")]
    read = await store.run(lambda uow: [uow.reminders.get(each.id) for each in (daily, gone, left)])
    assert [each is None for each in read] == [False, True, False]
    assert (
        await store.run(lambda it: it._connection.execute(update(pings).values(why="")).rowcount)
        == 1
    )
