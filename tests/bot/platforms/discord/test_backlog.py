"""What waits for the store is bounded; what is passed over is fetched, in its order."""

from __future__ import annotations

import pytest
from discord.utils import utcnow

from bot.platforms.discord import backlog
from bot.platforms.discord.backlog import Arrival, Backlog
from bot.platforms.discord.read import (
    PLATFORM,
    message_row,
)
from tests.bot.platforms.discord.flaky import (
    FILTER,
    TRIES,
    Flaky,
    all_stored,
    at_work,
    in_channel,
    stored,
)
from tests.servers.discord_shapes import GUILD, ROOM
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("soon")


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
