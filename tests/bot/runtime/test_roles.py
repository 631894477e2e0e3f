"""What only one process may do at a time is done by one, and taken over within seconds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.runtime import roles
from bot.runtime.roles import STUMBLES, Roles
from core.store.engine import Store, open_store
from tests.waiting import until

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
FOUR = ("0", "1", "2", "3")


@pytest.fixture
async def shared(postgres_url: str) -> AsyncIterator[tuple[Store, ...]]:
    """One PostgreSQL database as three processes have it open, all at work."""
    stores = tuple([await open_store(postgres_url) for _ in range(3)])
    for number, store in enumerate(stores, 1):
        await store.beat(str(number), NOW)
    yield stores
    for store in stores:
        await store.close()


async def held(stores: tuple[Store, ...], members: tuple[str, ...] = FOUR) -> list[int]:
    """How many roles each process has, and see that all are given out, each once."""
    for _ in range(2):  # what one gives up in the first round, another takes in the second
        ours = [
            await store.share_roles("shards", members, str(number))
            for number, store in enumerate(stores, 1)
        ]
    assert sorted(each for some in ours for each in some) == sorted(members)
    return [len(each) for each in ours]


async def test_shares_are_even_as_processes_come_and_go(shared: tuple[Store, ...]) -> None:
    one, two, three = shared
    assert await held((one,)) == [4]
    assert await held((one, two)) == [2, 2]
    assert sorted(await held(shared)) == [0, 2, 2]
    await three.bury(["1"])
    assert await one.share_roles("shards", FOUR, "1") == ()  # who is taken for dead has nothing
    ours = [await each.share_roles("shards", FOUR, n) for each, n in ((two, "2"), (three, "3"))]
    ours = [await each.share_roles("shards", FOUR, n) for each, n in ((two, "2"), (three, "3"))]
    assert [len(each) for each in ours] == [2, 2]
    assert {*ours[0], *ours[1]} == set(FOUR)


async def test_who_has_not_applied_takes_no_share(shared: tuple[Store, ...]) -> None:
    """A process without a token of Discord leaves no shard empty."""
    assert await held(shared[:1]) == [4]
    assert await shared[1].share_roles("polling", ("0",), "2") == ("0",)
    assert await held(shared[:1]) == [4]


async def test_the_only_member_is_with_one_of_many_who_ask_at_once(
    shared: tuple[Store, ...],
) -> None:
    asked = [
        store.share_roles("polling", ("0",), str(number))
        for _ in range(5)
        for number, store in enumerate(shared, 1)
    ]
    given = await asyncio.gather(*asked)
    winners = {place % 3 for place, got in enumerate(given) if got}
    assert len(winners) == 1


async def test_one_receives_and_the_next_takes_over(
    shared: tuple[Store, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roles, "LOOK_SECONDS", 0.01)
    at_work: set[str] = set()

    async def work(name: str) -> None:
        at_work.add(name)
        try:
            await asyncio.Event().wait()
        finally:
            at_work.discard(name)

    def process(number: int) -> asyncio.Task[None]:
        each = Roles(shared[number - 1], "polling", str(number))
        return asyncio.create_task(each.while_ours(lambda: work(str(number))))

    tasks = [process(number) for number in (1, 2, 3)]
    await until(lambda: len(at_work) == 1)
    first = next(iter(at_work))
    await shared[0].bury([first])  # taken for dead: it lost its power, or stalls
    await until(lambda: at_work and first not in at_work)
    assert len(at_work) == 1
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert not at_work


async def test_who_fails_again_and_again_steps_aside(shared: tuple[Store, ...]) -> None:
    one, two = (Roles(store, "polling", str(n)) for n, store in enumerate(shared[:2], 1))
    assert await one.ours() == ("0",)
    await one.stumbled(STUMBLES)  # nobody else is there
    assert await one.ours() == ("0",)
    assert await two.ours() == ()
    await one.stumbled(STUMBLES - 1)
    assert await two.ours() == ()
    await one.stumbled(STUMBLES)
    assert await two.ours() == ("0",)
    assert await one.ours() == ()


async def test_work_that_fails_is_told(shared: tuple[Store, ...]) -> None:
    async def work() -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await Roles(shared[0], "polling", "1").while_ours(work)


async def test_alone_on_a_file_everything_is_ours(sqlite_store: Store) -> None:
    assert await Roles(sqlite_store, "shards", "1").ours(FOUR) == FOUR
