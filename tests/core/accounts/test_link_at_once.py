"""Links and partings at the same time: one log, no lock, nothing unseen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection
from sqlalchemy import text as sql

from core.messages import Sender
from core.store.engine import Store, open_store
from core.store.repositories import merge_pairs
from core.store.unit_of_work import UnitOfWork
from tests.core.accounts.two_people import ANN, BOB, Room, button, facts, log_of, rows, today
from tests.waiting import until

# --- at the same time ---------------------------------------------------------------------------


async def test_both_platforms_at_once_make_one_log(store: Store) -> None:
    """Messages of both come at the same time as links and partings: nothing is lost or mixed."""
    room = Room(store)
    await room.say(ANN, "squat 100x5")
    await room.say(BOB, "bench 80x5")
    done: dict[tuple[str, str], int] = {ANN: 1, BOB: 1}

    async def type_sets(who: tuple[str, str], lift: str) -> None:
        for number in range(12):
            answer = await room.say(who, f"{lift} {50 + number}x5", source=f"{who[0]}:x{number}")
            assert facts(answer)["kind"] == "logged"
            done[who] += 1

    async def come_and_go() -> None:
        for _ in range(3):
            for _ in range(9):
                asked = await room.say(ANN, f"link {await room.code(BOB)}")
                tapped = await room.say(ANN, button(asked, "link them").send)
                while facts(tapped).get("stage") == "asked":
                    tapped = await room.say(ANN, button(tapped, "link them").send)
                if facts(tapped).get("stage") == "done":
                    break
            assert facts(await room.say(ANN, "unlink yes"))["stage"] == "done"

    room.now += timedelta(days=1)
    await asyncio.gather(type_sets(ANN, "squat"), type_sets(BOB, "bench"), come_and_go())
    logs = {who: await log_of(room, who) for who in (ANN, BOB)}
    assert {who: log.count(b"\r\n") - 1 for who, log in logs.items()} == done
    assert b"Bench" not in logs[ANN]
    assert b"Squat" not in logs[BOB]


@pytest.fixture
async def postgres_store(postgres_url: str) -> AsyncIterator[Store]:
    """An open store where several transactions run at once."""
    opened = await open_store(postgres_url)
    yield opened
    await opened.close()


WAITING = sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


@pytest.mark.parametrize("what", ["merge", "part"])
async def test_who_waits_for_a_link_or_a_parting_sees_what_came_of_it(
    postgres_store: Store, what: str
) -> None:
    """A message that came while it was under way goes to the log it belongs to afterwards."""
    room = Room(postgres_store)
    await room.say(ANN, "squat 100x5")
    await room.say(BOB, "bench 80x5")
    if what == "part":
        await room.link()
    ids = [await who_is(room, each) for each in (ANN, BOB)]

    def change(connection: Connection) -> None:
        links = UnitOfWork(connection).links
        if what == "merge":
            assert links.hold(ids[0])
            assert links.hold(ids[1])
            links.merge(merge_pairs.Pair(ids[0], ids[1], ids[0]), (), room.now)
        else:
            assert links.hold(ids[0])
            links.part(ids[0], links.of(ids[0])[0].id)

    async with room.store._runner._engine.connect() as connection, connection.begin():  # type: ignore[attr-defined]
        await connection.run_sync(change)
        waits = asyncio.create_task(room.say(BOB, "bench 85x5"))

        async def held_up() -> int:
            return await room.store.run(lambda it: it._connection.execute(WAITING).scalar())

        await until(held_up)
        assert not waits.done()
    assert facts(await waits)["kind"] == "logged"
    assert (await who_is(room, BOB) == await who_is(room, ANN)) == (what == "merge")
    assert "85 kg" in await today(room, BOB)
    assert ("85 kg" in await today(room, ANN)) == (what == "merge")


async def who_is(room: Room, who: tuple[str, str]) -> int:
    """The number of the person behind a sender."""
    sender = Sender(*who, "")
    return int(await room.store.run(lambda uow: uow.people.find(sender, room.now)[0].id))


async def test_two_links_against_each_other_do_not_lock(store: Store) -> None:
    room = Room(store)
    await room.say(ANN, "squat 100x5")
    await room.say(BOB, "bench 80x5")
    asked = [
        await room.say(ANN, f"link {await room.code(BOB)}"),
        await room.say(BOB, f"link {await room.code(ANN)}"),
    ]
    both = await asyncio.gather(
        room.say(ANN, button(asked[0], "link them").send),
        room.say(BOB, button(asked[1], "link them").send),
    )
    kinds = sorted(str(facts(each).get("stage") or facts(each)["error"]) for each in both)
    assert kinds == ["done", "link_refused"]
    assert await rows(store, "people") == 1
