"""Bursts in one chat, edits in any order, numbers that begin anew: who reads what in the end."""

from __future__ import annotations

import asyncio
import re
import time
from datetime import UTC, datetime, timedelta

from tests.drills.places import on_each_platform, running

BURST = 50
SET = re.compile(r"(\d+) kg x (\d+)")


@on_each_platform
async def test_a_burst_of_fifty_in_one_chat_is_answered_in_order(
    tmp_path, figure, database_url, platform
):
    async with running(platform, database_url, tmp_path) as here:
        began = time.monotonic()
        for place in range(BURST):
            await here.on.say(1, f"squat {60 + place}x5 rir2")
        await here.on.server.until(lambda: len(here.on.answers(1)) >= BURST, 90)
        figure("seconds", time.monotonic() - began)
        loads = [int(m[1]) for text in here.on.answers(1) if (m := SET.search(text))]
        assert loads == [60 + place for place in range(BURST)]


async def edit(on, platform, message, text):
    if platform == "telegram":
        on.server.edit(
            message["message"]["message_id"], text, chat=message["message"]["chat"]["id"]
        )
    else:
        await on.server.edit(message["id"], text)


@on_each_platform
async def test_the_last_edit_holds(tmp_path, figure, database_url, platform):
    """Edited before it was handled, after it, to nonsense and back: the log says the last words."""
    async with running(platform, database_url, tmp_path) as here:
        for person in range(1, 5):
            await here.on.say(person, "squat 100x5 rir2")
        await here.finished()
        early = await here.on.say(1, "squat 110x5 rir2")
        await edit(here.on, platform, early, "squat 111x5 rir2")
        late = await here.on.say(2, "squat 120x5 rir2")
        await here.finished()
        await edit(here.on, platform, late, "squat 121x5 rir2")
        nonsense = await here.on.say(3, "squat 130x5 rir2")
        await here.finished()
        await edit(here.on, platform, nonsense, "squat 5x")
        await here.finished()
        await asyncio.sleep(1.1)  # dates of edits are whole seconds
        await edit(here.on, platform, nonsense, "squat 131x5 rir2")
        await here.finished()
        stored = {row[0] // 1000 for row in await here.rows("SELECT load_milli FROM sets")}
        figure("loads stored", sorted(stored))
        assert stored == {100, 111, 121, 131}
        assert here.bot.process.poll() is None


async def earlier_edit(on, platform, message, text, seconds):
    """An edit from before the last one, delivered after it."""
    if platform == "telegram":
        told = message["message"]
        last = on.server.messages[told["chat"]["id"], told["message_id"]]
        late = last | {"text": text, "edit_date": last["edit_date"] - seconds}
        on.server.raw({"edited_message": late})
    else:
        last = on.server.messages[message["id"]]
        when = datetime.fromisoformat(last["edited_timestamp"]) - timedelta(seconds=seconds)
        late = last | {"content": text, "edited_timestamp": when.isoformat()}
        await on.server._emit("MESSAGE_UPDATE", late)


@on_each_platform
async def test_an_edit_that_comes_out_of_order_changes_nothing(
    tmp_path, figure, database_url, platform
):
    """Nor does one that comes again; of a set said two days ago, too, the last words hold."""
    async with running(platform, database_url, tmp_path) as here:
        said = {}
        for person, hours in ((1, 0), (2, 50)):
            said[person] = await (
                here.on.say(person, "squat 100x5 rir2") if not hours
                else old_words(here.on, platform, person, "squat 100x5 rir2", hours)
            )  # fmt: skip
        await here.finished()
        for person, message in said.items():
            await edit(here.on, platform, message, f"squat 11{person}x5 rir2")
        await here.finished()
        for person, message in said.items():
            for _ in range(2):
                await earlier_edit(here.on, platform, message, f"squat 12{person}x5 rir2", 30)
        await here.finished()
        stored = sorted(row[0] // 1000 for row in await here.rows("SELECT load_milli FROM sets"))
        figure("loads stored", stored)
        assert stored == [111, 112]


async def old_words(on, platform, person, text, hours):
    """Something said that long ago, which the platform kept until now."""
    if platform == "telegram":
        return on.server.say(text, person, ago=hours * 3600)
    when = datetime.now(UTC) - timedelta(hours=hours)
    return await on.server.dm(str(person), text, timestamp=when.isoformat())


async def test_numbers_of_updates_begin_anew(tmp_path, figure, database_url):
    """As after a week without any: lower ones than before are not taken for repeats."""
    async with running("telegram", database_url, tmp_path) as here:
        for first in (500_000, 7, 400):
            here.on.server.restart_numbers(first)
            for person in range(1, 6):
                await here.on.say(person, f"squat {100 + first % 90}x5 rir2")
            await here.on.server.until(lambda: not here.on.server.queue, 60)
            await here.finished()
        count = (await here.rows("SELECT count(*) FROM sets"))[0][0]
        figure("stored", f"{count} of 15")
        assert count == 15
