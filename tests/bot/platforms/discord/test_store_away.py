"""The store is away while people write on Discord: all of it waits, is told of, and is stored."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta

import pytest
from discord.utils import utcnow

from bot.platforms.discord import backlog, patient_store
from bot.platforms.discord.adapter import DiscordChat
from bot.platforms.discord.arrivals import Arrivals
from bot.platforms.discord.backlog import Arrival, Backlog
from bot.platforms.discord.cursors import SERVERS
from bot.platforms.discord.read import (
    INTERACTION,
    PLATFORM,
    MessageFilter,
    interaction_row,
    message_row,
)
from core.messages import Address, Reply
from core.store.engine import open_store
from core.store.faults import StoreTrouble
from tests.servers.discord import DiscordServer
from tests.servers.discord_shapes import BOT, GUILD, ROOM
from tests.waiting import until

FILTER = MessageFilter(BOT, overhear=False)
MENTION = f"<@{BOT}>"
WAYS = ("receive", "cursor", "save_cursor", "cursors", "channels", "find")
TRIES = 12


@pytest.fixture
async def store(database_url):
    made = await open_store(database_url)
    yield made
    await made.close()


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(patient_store, "AGAIN_S", (0.01,))
    monkeypatch.setattr("bot.platforms.discord.arrivals.FETCH_RETRIES_S", (0.05,))


class Flaky:
    """A store that refuses so many times, by the ways that are named; and who hears of it."""

    def __init__(self, store, times=0, ways=WAYS, error=StoreTrouble):
        self.store, self.times, self.ways, self.error = store, times, ways, error
        self.refused = 0
        self.told = []

    def may_refuse(self, way):
        if way in self.ways and self.times > 0:
            self.times -= 1
            self.refused += 1
            raise self.error("away")

    def __getattr__(self, name):
        real = getattr(self.store, name)
        if name not in WAYS:
            return real

        async def work(*values):
            self.may_refuse(name)
            return await real(*values)

        return work

    async def find(self, owner, key):
        self.may_refuse("find")
        return f"undo {key}"

    def delayed(self, rows, _):
        self.told += [row.key for row in rows]


class Gateway:
    """What Discord would bring, and the history it would show."""

    def __init__(self):
        self.server = DiscordServer()
        self.server.url = "http://127.0.0.1:9"
        self.fetched = []
        self.silent = 0  # fetches that fail

    async def history(self, channel, query):
        self.fetched.append(channel)
        if self.silent:
            self.silent -= 1
            raise ConnectionError("no history")
        found = [m for m in self.server.messages.values() if m["channel_id"] == channel]
        after, before = int(query.get("after", 0)), int(query.get("before", 1 << 62))
        found = [m for m in found if after < int(m["id"]) < before]
        found.sort(key=lambda m: int(m["id"]))
        return found[: query["limit"]] if "after" in query else found[-query["limit"] :]

    def place(self, person):
        return self.server.direct_channel(person)

    async def dm(self, person, text="squat 100x5"):
        message = await self.server.dm(person, text)
        row = message_row(message, FILTER, utcnow(), private=True)
        return Arrival(message["channel_id"], int(message["id"]), row, "", person)

    async def say(self, person, text=f"{MENTION} squat 100x5"):
        message = await self.server.say(ROOM, person, text)
        row = message_row(message, FILTER, utcnow(), private=False)
        return Arrival(ROOM, int(message["id"]), row, GUILD, person)

    async def slash(self, person, *, stored=False):
        seen = []

        async def emit(_, data):
            seen.append(data)

        self.server._emit = emit
        try:
            await self.server.slash(self.place(person), person, "log", "squat 100x5")
        finally:
            del self.server._emit
        (data,) = seen
        row = interaction_row(data, utcnow(), "squat 100x5", None)
        if stored:
            return Arrival(row.chat, int(data["id"]), None, "", person, data, None, "q1")
        return Arrival(row.chat, int(data["id"]), row, "", person)


@pytest.fixture
def gateway():
    return Gateway()


def made(flaky, gateway):
    return Arrivals(flaky, flaky.receive, FILTER, gateway.history, flaky.find, flaky.delayed)


@contextlib.asynccontextmanager
async def at_work(flaky, gateway):
    """Arrivals that are committed; at the end they leave as at the end of a process."""
    arrivals = made(flaky, gateway)
    task = asyncio.create_task(arrivals.run())
    try:
        yield arrivals
    finally:
        failed = task.done()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert not failed


async def stored(store):
    """Give the ids of what is in the inbox, in its order."""
    query = "SELECT key FROM inbox ORDER BY number"
    keys = await store.run(lambda u: [k for (k,) in u._connection.exec_driver_sql(query)])
    return [int(k.removeprefix(INTERACTION).split(":")[-1 if k.startswith(INTERACTION) else 1])
            for k in keys]  # fmt: skip


def in_channel(found, arrivals):
    """Give the ids among these that are of one channel, in the order found."""
    return [number for number in found if number in {a.id for a in arrivals}]


async def all_stored(store, *arrivals):
    wanted = {a.id for a in arrivals}

    async def are():
        return wanted <= set(await stored(store))

    await until(are)
    found = await stored(store)
    assert len(found) == len(set(found))
    return found


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


# --- bounds -------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [4, 3], ids=["all are kept", "one is passed over"])
@pytest.mark.parametrize("known", [True, False], ids=["known", "new to us"])
async def test_beyond_so_many_messages_are_fetched_later(store, gateway, monkeypatch, known, most):
    flaky = Flaky(store)
    async with at_work(flaky, gateway) as arrivals:
        if known:
            arrivals.put(first := await gateway.dm("5"))
            await all_stored(store, first)
            await until(lambda: not arrivals._held)
        monkeypatch.setattr(backlog, "MOST_WAITING", most)
        gateway.fetched.clear()
        flaky.times = 10**9
        others = [await gateway.say("6") for _ in range(3)]
        mine = [await gateway.dm("5"), await gateway.slash("5"), await gateway.dm("5")]
        for arrival in (*others, *mine):
            arrivals.put(arrival)
        assert len(arrivals._backlog) == (5 if most == 4 else 4)
        assert list(arrivals._backlog.passed) == [gateway.place("5")]
        assert arrivals._backlog.passed[gateway.place("5")].id == mine[2 if most == 4 else 0].id
        assert arrivals._backlog.passed[gateway.place("5")].row is None
        assert flaky.told in ([], [a.row.key for a in (*others, *mine)])
        await until(lambda: flaky.refused > TRIES)
        assert {a.row.key for a in (*others, *mine[:2])} <= set(flaky.told) | set(
            [] if most == 4 else [mine[0].row.key]
        )
        flaky.times = 0
        found = await all_stored(store, *others, *mine)
        assert in_channel(found, others) == [a.id for a in others]
        typed = [mine[0], mine[2]]
        assert in_channel(found, typed) == [a.id for a in typed]
        assert most == 4 or found.index(mine[0].id) < found.index(mine[1].id)
        assert set(gateway.fetched) == {gateway.place("5")}
        await until(lambda: not arrivals._held and not arrivals._backlog.passed)
        assert len(arrivals._backlog) == 0
        gateway.fetched.clear()
        arrivals.put(later := await gateway.dm("5"))
        await all_stored(store, later)
        assert gateway.fetched == []
    assert await store.cursor(PLATFORM, gateway.place("5")) == str(later.id)


@pytest.mark.parametrize(("more", "kept"), [(0, True), (1, False)])
async def test_texts_are_bounded_together(gateway, monkeypatch, more, kept):
    one, two = await gateway.dm("5", "x" * 500), await gateway.dm("6", "x")
    line = Backlog()
    assert line.keep(one)
    monkeypatch.setattr(backlog, "MOST_BYTES", line._bytes + 1 - more)
    assert line.keep(two) is kept
    line.done([one, two])
    assert (len(line), line._bytes) == (0, 0)


async def test_what_cannot_be_fetched_has_twice_the_room(gateway, monkeypatch, caplog):
    monkeypatch.setattr(backlog, "MOST_WAITING", 2)
    line = Backlog()
    kept = [await gateway.slash("5") for _ in range(4)]
    for arrival in kept:
        assert line.keep(arrival)
    assert not line.keep(await gateway.dm("5"))
    assert "is lost" not in caplog.text
    assert line.keep(await gateway.slash("5"))  # nobody is to fetch it
    assert "cannot be fetched is lost" in caplog.text
    assert [*line] == kept


async def test_talk_of_others_takes_no_room_of_what_waits(gateway, monkeypatch):
    monkeypatch.setattr(backlog, "MOST_WAITING", 2)
    line = Backlog()
    for number in range(1, 9):
        assert line.keep(Arrival(ROOM, number, None, GUILD, "5"))
    assert len(line) == 2


async def test_channels_that_something_was_passed_over_in_are_bounded(gateway, monkeypatch, caplog):
    monkeypatch.setattr(backlog, "MOST_CHANNELS", 2)
    line = Backlog()
    for person in "567":
        line.pass_over(await gateway.dm(person))
    assert [*line.passed] == [gateway.place(person) for person in "56"]
    assert "more than 2 channels" in caplog.text


async def test_a_channel_is_passed_over_until_it_is_fetched(gateway, monkeypatch):
    monkeypatch.setattr(backlog, "MOST_WAITING", 1)
    line, (one, two, three) = Backlog(), [await gateway.dm("5") for _ in range(3)]
    other = await gateway.dm("6")
    assert line.keep(other)
    for arrival in (two, one):  # the lowest counts
        assert not line.keep(arrival)
        line.pass_over(arrival)
    assert line.passed[gateway.place("5")].id == one.id
    line.done([other])
    assert not line.keep(three)
    line.keep_again(gateway.place("5"))
    assert line.keep(three)


async def test_an_edit_that_is_passed_over_moves_no_cursor_back(store, gateway, monkeypatch):
    flaky = Flaky(store)
    async with at_work(flaky, gateway) as arrivals:
        said = [await gateway.dm("5") for _ in range(3)]
        for arrival in said:
            arrivals.put(arrival)
        await all_stored(store, *said)
        await until(lambda: not arrivals._held)
        monkeypatch.setattr(backlog, "MOST_WAITING", 1)
        flaky.times = 10**9
        arrivals.put(await gateway.say("6"))
        edited = await gateway.server.edit(str(said[0].id), "squat 105x5")
        row = message_row(edited, FILTER, utcnow(), private=True)
        arrivals.put(Arrival(gateway.place("5"), said[0].id, row, "", "5", edit=True))
        assert arrivals._cursors._known[gateway.place("5")] == said[2].id
        flaky.times = 0

        async def known():
            return [n for n in await stored(store) if n == said[0].id]

        await until(lambda: known_twice(known))


async def known_twice(known):
    return len(await known()) == 2


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
