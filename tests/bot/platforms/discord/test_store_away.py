"""The store is away while people write on Discord: all of it waits, is told of, and is stored."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from discord.utils import utcnow

from bot.platforms.discord import backlog
from bot.platforms.discord.adapter import DiscordChat
from bot.platforms.discord.backlog import Arrival
from bot.platforms.discord.cursors import SERVERS
from bot.platforms.discord.read import (
    INTERACTION,
    PLATFORM,
)
from core.messages import Address, Reply
from core.store.faults import StoreTrouble
from tests.bot.platforms.discord.flaky import (
    TRIES,
    WAYS,
    Flaky,
    all_stored,
    at_work,
    in_channel,
    made,
    stored,
)
from tests.servers.discord_shapes import GUILD, ROOM
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("soon")


@pytest.mark.parametrize("error", [StoreTrouble, OSError, RuntimeError])
async def test_what_arrives_meanwhile_waits_in_order(store, gateway, error):
    flaky = Flaky(store, error=error)
    async with at_work(flaky, gateway) as arrivals:
        arrivals.connected()
        known = [await gateway.dm("5")]
        arrivals.put(known[0])
        await all_stored(store, *known)
        flaky.times = 10**9
        new = [await gateway.dm("6"), await gateway.slash("6"), await gateway.dm("6")]
        known += [await gateway.dm("5"), await gateway.slash("5", stored=True)]
        room = [await gateway.say("7"), await gateway.say("5")]
        for arrival in (known[1], new[0], room[0], new[1], room[1], known[2], new[2]):
            arrivals.put(arrival)
        await until(lambda: flaky.refused > TRIES)
        assert await stored(store) == [known[0].id]
        gateway.server.messages.clear()  # nothing of it is fetched
        flaky.times = 0
        found = await all_stored(store, *new, *known, *room)
        for each in (new, known, room):
            assert in_channel(found, each) == [a.id for a in each]


@pytest.mark.parametrize(
    ("way", "known"),
    [
        *((way, True) for way in WAYS if way != "save_cursor"),  # a cursor that moves may lag
        *((way, False) for way in WAYS if way != "cursor"),  # there is none to be read
    ],
)
async def test_any_work_with_the_store_is_tried_until_it_is_done(store, gateway, way, known):
    first = await gateway.dm("5")
    if known:
        await store.save_cursor(PLATFORM, gateway.place("5"), str(first.id - 1))
    flaky = Flaky(store, TRIES, (way,))
    async with at_work(flaky, gateway) as arrivals:
        arrivals.connected()
        pressed = await gateway.slash("5", stored=True)
        after = await gateway.dm("5")
        arrivals.put(pressed)
        arrivals.put(after)
        found = await all_stored(store, first, pressed, after)
        assert in_channel(found, [first, after]) == [first.id, after.id]
        await until(lambda: not arrivals._held)
    assert flaky.refused == TRIES
    assert await store.cursor(PLATFORM, gateway.place("5")) == str(after.id)


async def test_a_new_session_while_the_store_is_away(store, gateway):
    flaky = Flaky(store, 10**9)
    async with at_work(flaky, gateway) as arrivals:
        arrivals.connected()
        first = await gateway.dm("5")
        arrivals.put(first)
        await until(lambda: flaky.refused > TRIES)
        missed = await gateway.dm("5")
        arrivals.connected()
        last = await gateway.dm("5")
        arrivals.put(last)
        flaky.times = 0
        assert await all_stored(store, first, missed, last) == [first.id, missed.id, last.id]


async def test_all_who_wait_are_told_once_each(store, gateway):
    flaky = Flaky(store)
    async with at_work(flaky, gateway) as arrivals:
        flaky.times = 10**9
        before = [await gateway.dm(person) for person in "567"]
        for arrival in before:
            arrivals.put(arrival)
        await until(lambda: flaky.refused > TRIES)
        after = [
            await gateway.dm("8"),
            await gateway.dm("5"),
            await gateway.slash("9", stored=True),
        ]
        for arrival in after:
            arrivals.put(arrival)
        chatter = Arrival(ROOM, after[0].id, None, GUILD, "9")
        arrivals.put(chatter)
        assert len(arrivals._backlog) == 6
        flaky.times = 0
        await all_stored(store, *before, *after)
        known = [a.row.key for a in (*before, *after[:2])]
        assert flaky.told == [*known, f"{INTERACTION}{after[2].id}"]
        arrivals.put(later := await gateway.dm("5"))
        await all_stored(store, later)
        assert later.row.key not in flaky.told


# --- the end of a process -----------------------------------------------------------------------


async def begun_again(store, gateway, *arrivals):
    """What a next process stores, in order, without anybody writing again."""
    async with at_work(Flaky(store), gateway) as again:
        again.connected()
        return await all_stored(store, *arrivals)


@pytest.mark.parametrize("back", [True, False], ids=["back in time", "still away"])
async def test_the_end_while_the_store_is_away(store, gateway, back, caplog):
    flaky = Flaky(store)
    async with at_work(flaky, gateway) as arrivals:
        arrivals.put(first := await gateway.dm("5"))
        await all_stored(store, first)
        await until(lambda: not arrivals._held)
        flaky.times = 10**9
        known = await gateway.dm("5")
        new, pressed = await gateway.dm("6"), await gateway.slash("7")
        for arrival in (known, new, pressed):
            arrivals.put(arrival)
        await until(lambda: flaky.refused > TRIES)
        flaky.times = 0 if back else 10**9
        caplog.clear()
    if back:
        assert set(await stored(store)) >= {first.id, pressed.id}
        await begun_again(store, gateway, first, known, new, pressed)
    else:
        assert "3 that arrived last were not stored" in caplog.text
        assert await stored(store) == [first.id]
        await begun_again(store, gateway, first, known)


@pytest.mark.parametrize("way", ["receive", "save_cursor", "cursors"])
async def test_an_end_in_the_middle_of_any_try_loses_nothing(store, gateway, way):
    before = await gateway.dm("5")
    flaky = Flaky(store, 10**9, (way,))
    async with at_work(flaky, gateway) as arrivals:
        arrivals.connected()
        later = await gateway.dm("5")
        arrivals.put(later)
        await until(lambda: flaky.refused > TRIES)
        flaky.times = 0
    assert await begun_again(store, gateway, before, later) == [before.id, later.id]


@pytest.mark.parametrize("known", [True, False], ids=["known", "new to us"])
async def test_what_was_passed_over_is_fetched_by_the_next_process(
    store, gateway, monkeypatch, known
):
    flaky = Flaky(store)
    async with at_work(flaky, gateway) as arrivals:
        if known:
            arrivals.put(first := await gateway.dm("5"))
            await all_stored(store, first)
            await until(lambda: not arrivals._held)
        monkeypatch.setattr(backlog, "MOST_WAITING", 1)
        flaky.times = 10**9
        other, mine = await gateway.say("6"), [await gateway.dm("5") for _ in range(2)]
        pressed = await gateway.slash("5")
        for arrival in (other, *mine, pressed):
            arrivals.put(arrival)
        await until(lambda: flaky.refused > TRIES)
        flaky.times = 0
    assert await stored(store) == [*([first.id] if known else []), pressed.id, other.id]
    saved = int(await store.cursor(PLATFORM, gateway.place("5")))
    assert saved < mine[0].id
    found = await begun_again(store, gateway, other, *mine, pressed)
    assert in_channel(found, mine) == [a.id for a in mine]


async def test_a_history_that_was_not_read_holds_back_its_cursor(store, gateway, caplog):
    first = await gateway.dm("5")
    await store.save_cursor(PLATFORM, gateway.place("5"), str(first.id - 1))
    flaky = Flaky(store)
    async with at_work(flaky, gateway) as arrivals:
        gateway.silent = 4  # its edits and its messages, each time
        arrivals.connected()
        arrivals.put(last := await gateway.dm("5"))
        assert await all_stored(store, last) == [last.id]
        await until(lambda: not arrivals._held)
        assert "was not caught up with" in caplog.text
        gateway.silent = 0
        arrivals.connected()
        await all_stored(store, first, last)
        await until(lambda: not arrivals._held)
    assert await store.cursor(PLATFORM, gateway.place("5")) == str(last.id)


async def test_a_history_that_was_not_read_is_asked_for_again(store, gateway, monkeypatch):
    monkeypatch.setattr("bot.platforms.discord.arrivals.FETCH_AGAIN_S", 0.05)
    first = await gateway.dm("5")
    await store.save_cursor(PLATFORM, gateway.place("5"), str(first.id - 1))
    async with at_work(Flaky(store), gateway) as arrivals:
        gateway.silent = 2
        arrivals.connected()
        await all_stored(store, first)
        await until(lambda: not arrivals._held and not arrivals._cursors.pinned)


async def test_a_reaction_is_not_lost_with_a_session_that_has_just_begun(store, gateway):
    flaky = Flaky(store, 10**9, ("cursors",))
    row = (await gateway.dm("5")).row
    async with at_work(flaky, gateway) as arrivals:
        arrivals.connected()
        arrivals.put(Arrival(gateway.place("5"), 0, row))  # an event that cannot be fetched
        await until(lambda: flaky.refused > TRIES)
        flaky.times = 0
    assert len(await stored(store)) == 1


async def test_a_server_that_is_left_meanwhile_is_left_afterwards(store, gateway):
    flaky = Flaky(store, TRIES, ("cursors",))
    chat = DiscordChat("token", "http://127.0.0.1:9", flaky)
    await store.save_cursor(SERVERS, ROOM, GUILD)
    await store.save_cursor(PLATFORM, ROOM, "1")
    where = Address("discord", ROOM, private=False)
    await store.run(lambda u: u.outbox.post(where, Reply(("x",)), "", "k", utcnow()))
    chat._arrivals = made(flaky, gateway)
    chat._handlers()["GUILD_DELETE"]({"id": GUILD})
    await until(lambda: not chat._asides)
    await chat.close()
    assert flaky.refused == TRIES
    assert not await store.claim_outbox("discord", "me", utcnow(), timedelta(minutes=1), 20)


async def test_it_is_said_once_that_nothing_can_be_stored(store, gateway, caplog):
    flaky = Flaky(store)
    with caplog.at_level(logging.INFO):
        async with at_work(flaky, gateway) as arrivals:
            flaky.times = TRIES
            arrivals.put(first := await gateway.dm("5"))
            await all_stored(store, first)
    assert caplog.text.count("what arrives waits") == 1
    assert caplog.text.count("what arrives can be stored again") == 1
