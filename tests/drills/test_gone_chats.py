"""Chats that refuse for good: left alone after the first refusal, while everybody else is reminded.

Discord locks a bot out that is refused too often; Telegram's group that became another is followed.
"""

from __future__ import annotations

from datetime import UTC, datetime

from tests.drills.places import on_each_platform, running
from tests.preload import Clock

HOUR = 3600.0
PING = "Time to train"
GONE, THERE = range(1, 6), range(11, 16)
GROUP, LATER_GROUP, TOPIC = -1001, -2002, 77
DAYS = 3


def pings(on, people) -> int:
    return sum(PING in text for person in people for text in on.answers(person))


def block(on, platform, person) -> None:
    if platform == "telegram":
        on.server.block(person)
    else:
        on.server.blocked.add(str(person))


def unblock(on, platform, person) -> None:
    on.server.blocked.discard(person if platform == "telegram" else str(person))


@on_each_platform
async def test_who_blocked_the_bot_is_tried_once(tmp_path, figure, database_url, platform):
    clock = Clock(tmp_path / "clock")
    now = datetime.now(UTC)
    due = (now.hour + 3) % 24
    async with running(platform, database_url, tmp_path, **clock.settings()) as here:
        on = here.on
        for person in (*GONE, *THERE):
            await on.say(person, "zone UTC")
            await on.say(person, f"remind daily {due}:00")
        await here.finished()
        for person in GONE:
            block(on, platform, person)
        before = {person: on.begun(person) for person in GONE}
        clock.jump(3 * HOUR - now.minute * 60)  # to some minutes after it is due
        for day in range(1, DAYS + 1):
            await on.server.until(lambda day=day: pings(on, THERE) == day * len(THERE), 60)
            await here.finished()
            clock.jump(24 * HOUR)
        tries = [on.begun(person) - before[person] for person in GONE]
        figure("sends to each that is gone, in three days", tries)
        assert tries == [1] * len(GONE)
        assert pings(on, GONE) == 0
        asked = {person: len(on.answers(person)) for person in GONE}
        for person in GONE:  # who writes again is answered
            unblock(on, platform, person)
            await on.say(person, "squat 100x5 rir2")
        await on.server.until(lambda: all(len(on.answers(each)) > asked[each] for each in GONE), 60)
        assert await here.rows("SELECT count(*) FROM sets") == [(len(GONE),)]
        assert here.bot.process.poll() is None


async def test_a_group_that_became_another_is_followed(tmp_path, figure, database_url):
    """In the middle of answers that wait; what is said there later is of the same people."""
    async with running("telegram", database_url, tmp_path) as here:
        server = here.on.server
        server.fault(chat=GROUP, status=429, parameters={"retry_after": 1}, times=2)
        for place in range(5):
            server.say(f"/s squat {60 + place}x5 rir2", 1, GROUP)
        await server.until(lambda: any(d.get("chat_id") == str(GROUP) for _, d in server.calls))
        server.groups[GROUP] = {"migrate_to_chat_id": LATER_GROUP}
        await server.until(lambda: server.texts(LATER_GROUP), 60)
        server.say("/s squat 90x5 rir2", 1, LATER_GROUP)
        await here.finished()
        loads = await here.rows("SELECT load_milli / 1000 FROM sets ORDER BY id")
        figure("answers in the old group, in the new one",
               (len(server.texts(GROUP)), len(server.texts(LATER_GROUP))))  # fmt: skip
        assert [load for (load,) in loads] == [60, 61, 62, 63, 64, 90]
        assert server.texts(GROUP) == []


async def test_a_topic_that_is_deleted_costs_no_answer(tmp_path, database_url):
    async with running("telegram", database_url, tmp_path) as here:
        server = here.on.server
        server.say("/s squat 60x5 rir2", 1, GROUP, thread=TOPIC)
        server.topics[GROUP].discard(TOPIC)
        await here.finished()
        (answer,) = server.shown(GROUP)
        assert "message_thread_id" not in answer.data
        assert await here.rows("SELECT count(*) FROM sets") == [(1,)]
