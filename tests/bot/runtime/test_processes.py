"""Processes that share a database: who is alive, who takes over, what is shared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.runtime.processes import BEAT_SECONDS, LOST_SECONDS, SILENT_SECONDS, ProcessRegistry
from core.messages import Address, Reply
from core.store.engine import Store, open_store
from core.store.faults import InUse
from core.store.rows import InboxRow
from tests.postgres import Server
from tests.waiting import until

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
LEASE = timedelta(hours=1)


class Stopwatch:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def url(postgres_url: str) -> str:
    return postgres_url


@pytest.fixture
async def shared(url: str) -> AsyncIterator[tuple[Store, Store]]:
    """One PostgreSQL database as two processes have it open."""
    stores = (await open_store(url), await open_store(url))
    yield stores
    for store in stores:
        await store.close()


async def test_who_is_told_later_learns_how_many_there_are(shared: tuple[Store, Store]) -> None:
    """A process joins before its senders are made: their pace is for all who are there."""
    one, two = (ProcessRegistry(store) for store in shared)
    await one.join()
    await two.join()
    told: list[int] = []
    two.tell(told.append)
    one.tell(told.append)
    await one.look()
    assert told == [2, 1, 2]


async def leased(store: Store, owner: str) -> None:
    """Lease a message and a reply."""
    await store.receive([InboxRow(f"in {owner}", "telegram", owner, "{}", NOW, NOW)])
    address = Address("telegram", owner)
    await store.run(lambda it: it.outbox.post(address, Reply((owner,)), "", f"out {owner}", NOW))
    assert len(await store.claim_inbox(owner, NOW, LEASE, 9)) == 1
    assert len(await store.claim_outbox("telegram", owner, NOW, LEASE, 9)) == 1


async def free(store: Store) -> list[str]:
    """What nobody holds."""
    rows = await store.claim_inbox("test", NOW, LEASE, 9)
    outgoing = await store.claim_outbox("telegram", "test", NOW, LEASE, 9)
    return sorted([*(each.row.key for each in rows), *(each.key for each in outgoing)])


async def unlocked(store: Store, looker: str, name: str) -> None:
    """Wait until the server has let go of a process's lock."""

    async def free_again() -> bool:
        return not any(each.holds for each in await store.beat(looker, NOW) if each.name == name)

    await until(free_again)


async def both_joined(
    shared: tuple[Store, Store], counts: list[int], watch: Stopwatch
) -> tuple[ProcessRegistry, ProcessRegistry]:
    """Two processes that know of each other; the first notes how many there are."""
    one = ProcessRegistry(shared[0], counts.append, watch)
    two = ProcessRegistry(shared[1], clock=watch)
    await one.join()
    await two.join()
    await leased(shared[1], two.name)
    return one, two


async def test_the_living_keep_what_they_hold(shared: tuple[Store, Store]) -> None:
    watch, counts = Stopwatch(), list[int]()
    one, two = await both_joined(shared, counts, watch)
    for _ in range(30):
        watch.seconds += BEAT_SECONDS
        await two.look()
        await one.look()
    assert await free(shared[0]) == []
    assert counts == [2]


async def test_who_dies_is_followed_within_seconds(shared: tuple[Store, Store]) -> None:
    watch, counts = Stopwatch(), list[int]()
    one, two = await both_joined(shared, counts, watch)
    await one.look()
    await shared[1].close()  # as the end of a process does it: the connection breaks
    await unlocked(shared[0], one.name, two.name)
    watch.seconds += SILENT_SECONDS - 0.1
    await one.look()
    assert await free(shared[0]) == []
    watch.seconds += 0.2
    await one.look()
    assert await free(shared[0]) == [f"in {two.name}", f"out {two.name}"]
    assert counts == [2, 1]


async def test_who_begins_takes_over_at_once(url: str) -> None:
    """Processes that die one after another, each before it could watch the last for a second."""
    old = ""
    for number in range(4):
        store = await open_store(url)
        new = ProcessRegistry(store, clock=Stopwatch())
        await new.join()
        if number:
            assert await free(store) == [f"in {old}", f"out {old}"]
            await store.run(lambda it: [it.inbox.finish(f"in {old}", NOW)])  # noqa: B023
            await store.bury(["test"])
            for outgoing in await store.claim_outbox("telegram", "test", NOW, LEASE, 9):
                await store.settle_outbox([(outgoing.id, "1")], [], NOW)
        await leased(store, new.name)
        old = new.name
        await store.close()  # the process registry is not left: as the end of a process does it
        looker = await open_store(url)
        await unlocked(looker, "1", old)
        await looker.bury(["1"])
        await looker.close()


async def test_who_is_silent_but_connected_is_given_more_time(shared: tuple[Store, Store]) -> None:
    watch = Stopwatch()
    one, two = ProcessRegistry(shared[0], clock=watch), ProcessRegistry(shared[1], clock=watch)
    await one.join()
    await two.join()
    await leased(shared[1], two.name)
    for _ in range(int(LOST_SECONDS)):
        await one.look()
        watch.seconds += BEAT_SECONDS
    assert await free(shared[0]) == []
    await one.look()
    assert len(await free(shared[0])) == 2
    await two.look()  # it was not dead: it is on the process registry again
    assert {each.name for each in await shared[0].beat(one.name, NOW)} == {one.name, two.name}


async def test_a_database_that_was_away_buries_nobody(shared: tuple[Store, Store]) -> None:
    watch = Stopwatch()
    one, two = ProcessRegistry(shared[0], clock=watch), ProcessRegistry(shared[1], clock=watch)
    await one.join()
    await two.join()
    await leased(shared[1], two.name)
    await one.look()
    watch.seconds += 600  # neither could write
    await one.look()
    assert await free(shared[0]) == []


async def test_clocks_that_differ_or_jump_bury_nobody(shared: tuple[Store, Store]) -> None:
    watch = Stopwatch()
    one, two = ProcessRegistry(shared[0], clock=watch), ProcessRegistry(shared[1], clock=watch)
    await one.join()
    await shared[1].beat(two.name, NOW - timedelta(days=300))
    await leased(shared[1], two.name)
    for place in range(60):
        watch.seconds += BEAT_SECONDS
        if place % 14 == 0:  # now and then, at whatever time it thinks it is
            days = (0, 300, -300, 0, 7)[place // 14]
            await shared[1].beat(two.name, NOW + timedelta(days=days, seconds=watch.seconds))
        await one.look()
    assert await free(shared[0]) == []


async def test_who_leaves_leaves_nothing_behind(shared: tuple[Store, Store]) -> None:
    one, two = ProcessRegistry(shared[0]), ProcessRegistry(shared[1])
    await one.join()
    await two.join()
    await leased(shared[1], two.name)
    await two.leave()
    assert len(await free(shared[0])) == 2
    assert [each.name for each in await shared[0].beat(one.name, NOW)] == [one.name]


async def test_a_lock_that_broke_is_taken_again(url: str, postgres_server: Server) -> None:
    store, other = await open_store(url), await open_store(url)
    one, two = ProcessRegistry(store), ProcessRegistry(other)
    await one.join()
    await two.join()
    holder = f"SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = {two.name}"  # noqa: S608
    postgres_server.execute(f"SELECT pg_terminate_backend(({holder}))")
    await unlocked(store, one.name, two.name)
    await two.look()
    assert all(each.holds for each in await store.beat(one.name, NOW))
    await store.close()
    await other.close()


async def test_a_sqlite_file_is_served_by_one_process(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'spotter.db'}"
    first, second = await open_store(url), await open_store(url)
    await leased(first, "of an earlier life")
    one, two = ProcessRegistry(first), ProcessRegistry(second)
    await one.join()
    assert len(await free(first)) == 2
    await leased(first, one.name)
    monkeypatch.setattr("bot.runtime.processes.PATIENCE_SECONDS", 0.0)
    with pytest.raises(InUse, match="another"):
        await two.join()
    await one.look()
    assert await free(second) == []
    await first.close()
    await two.join()
    assert len(await free(second)) == 4
    await second.close()
